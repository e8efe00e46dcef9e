"""A dictionary that goes on: what is known keeps its number, its name and its pixels; what is new comes after it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.editing.merging import Merge, doubles
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.mining.planes import Backdrop


@dataclass(frozen=True, eq=False, kw_only=True)
class Known:
    """What an earlier mining found."""

    art: Art
    planes: tuple[PlaneSpec, ...] = ()
    whole: bool = True
    """Whether all that it was found in is mined again. If not, its pictures still have to be looked for."""

    @property
    def offered(self) -> tuple[Sprite, ...]:
        """The sprites that blobs are explained by from the first: loose exact ones. Tiles come of their grid."""
        return tuple(sprite for sprite in self.art.sprites if sprite.grid is None and sprite.soft is None)

    @property
    def key(self) -> str:
        """The same for the same sprites."""
        pictures = [(sprite.rgba.shape, sprite.rgba.tobytes()) for sprite in self.art.sprites]
        return hashlib.sha256(repr(pictures).encode()).hexdigest()

    def dictionary(self, sprites: Sequence[Sprite]) -> list[Sprite]:
        """The known sprites in their order, then those of `sprites` that are none of them."""
        every = [*self.art.sprites, *sprites]
        known = len(self.art.sprites)
        found = {merge.sprite: merge for merge in _doubles(replace(self.art, sprites=tuple(every)), known)}
        for number, merge in found.items():
            every[merge.into] = _as_seen(every[merge.into], every[number], merge)
        return [sprite for number, sprite in enumerate(every) if number not in found]

    def blend(self, blend: Blend) -> Blend:
        """The rule by which both are drawn: the known one, if a known sprite shows which it is."""
        return self.art.blend if any(_is_blended(sprite) for sprite in self.art.sprites) else blend

    def pictures(self, backdrop: Backdrop) -> tuple[tuple[np.ndarray, ...], list[int]]:
        """All background pictures, the known ones first, and which of them each of the backdrop's is now.

        A picture that shows all that a known one shows in the same plane, and maybe more, takes its number.
        """
        every, numbers = list(self.art.backgrounds), list[int]()
        specs, news = backdrop.specs(), backdrop.rgba()
        for spec in specs:
            free = [number for number in self._numbers(spec) if number not in numbers]
            for new in spec.pictures:
                number = next((k for k in free if k not in numbers and _shows(news[new], every[k])), len(every))
                every[number : number + 1] = [news[new]]
                numbers.append(number)
        return tuple(every), numbers

    def specs(self, backdrop: Backdrop) -> tuple[PlaneSpec, ...]:
        """The backdrop's planes, by the numbers that their pictures have now."""
        _, numbers = self.pictures(backdrop)
        specs = []
        for spec in backdrop.specs():
            shown = [numbers[new] for new in spec.pictures]
            rest = () if self.whole else tuple(number for number in self._numbers(spec) if number not in shown)
            specs.append(replace(spec, pictures=(*shown, *rest)))
        return tuple(specs)

    def renumbered(self, scenes: Scenes, backdrop: Backdrop) -> Scenes:
        """Scenes over the backdrop, by the numbers that its pictures have now."""
        _, numbers = self.pictures(backdrop)
        planes = scenes.planes.copy()
        planes[:, 0] = np.array(numbers, np.int32)[planes[:, 0]]
        return replace(scenes, planes=planes)

    def notes(self, blend: Blend, backdrop: Backdrop) -> Iterator[str]:
        """What a person should know of how the known and the new go together."""
        if self.blend(blend) != blend:
            yield f"New sprites blend by the rule {blend}, known ones by {self.art.blend}, which is kept for both."
        listed = {number for spec in self.specs(backdrop) for number in spec.pictures}
        lost = {number for spec in self.planes for number in spec.pictures} - listed
        if lost and not self.whole:
            yield (
                f"{len(lost)} known backgrounds stand in planes that these recordings don't have: they are kept, "
                "and looked for no more."
            )

    def _numbers(self, spec: PlaneSpec) -> list[int]:
        """The known pictures of this plane."""
        alike = (
            each for each in self.planes if (each.clip, each.layer, each.wrap) == (spec.clip, spec.layer, spec.wrap)
        )
        return [number for each in alike for number in each.pictures]


def _doubles(art: Art, known: int) -> Iterator[Merge]:
    """Which sprites from number `known` on are known ones, mirrored or trimmed otherwise maybe; each is one at most.

    Another colour makes another sprite, as it does within one mining.
    """
    groups: dict[object, list[int]] = {}
    for number, sprite in enumerate(art.sprites):
        groups.setdefault((sprite.grid, sprite.soft is None), []).append(number)
    for group in groups.values():
        taken = set[int]()
        for merge in doubles(art, group, recoloured=False):
            if merge.into < known <= merge.sprite and merge.into not in taken and _goes_together(art, merge):
                taken.add(merge.into)
                yield merge


def _goes_together(art: Art, merge: Merge) -> bool:
    """Tiles and soft sprites are what they are by their box, too."""
    sprite = art.sprites[merge.sprite]
    return (sprite.grid is None and sprite.soft is None) or (merge.dx, merge.dy, merge.flip_x, merge.flip_y) == (
        0,
        0,
        False,
        False,
    )


def _as_seen(known: Sprite, sprite: Sprite, merge: Merge) -> Sprite:
    """The known one, in the flips also in which the other was seen."""
    turned = {flip ^ (merge.flip_x + 2 * merge.flip_y) for flip in sprite.flips}
    return replace(known, flips=tuple(sorted({*known.flips, *turned})), soft=sprite.soft or known.soft)


def _is_blended(sprite: Sprite) -> bool:
    alpha = sprite.rgba[..., 3]
    return sprite.soft is None and bool(((alpha > 0) & (alpha < 255)).any())


def _shows(picture: np.ndarray, known: np.ndarray) -> bool:
    """Whether a picture shows all that a known one shows, in the same places. Both are RGBA."""
    high, wide = known.shape[:2]
    if picture.shape[0] < high or picture.shape[1] < wide:
        return False
    seen = known[..., 3] > 0
    return bool(seen.any()) and np.array_equal(picture[:high, :wide][seen], known[seen])

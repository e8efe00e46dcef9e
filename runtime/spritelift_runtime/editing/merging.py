"""Sprites that show the same thing, made one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from spritelift_runtime.art import NO_MARGIN, Art, Sprite
from spritelift_runtime.editing.checks import check_sprite
from spritelift_runtime.editing.edits import OfPlacements, inside
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.splitting import box_of
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Colour, Cut, Placement, Recolour

FLIPS = (0, 1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Merge(OfPlacements):
    """Every placement of `sprite` shows its double `into`, so that frames look as before; `sprite` keeps its id and
    is used no more.

    The double's box stands `dx`, `dy` from the sprite's own, flipped and in the other colours of `recolour`. Placements
    that are turned or scaled stay where the boxes differ: they turn about another middle.
    """

    sprite: int
    into: int
    flip_x: bool = False
    flip_y: bool = False
    dx: int = 0
    dy: int = 0
    recolour: Recolour = ()

    @classmethod
    def of(cls, art: Art, sprite: int, into: int) -> "Merge":
        """Of two sprites that are doubles.

        Raises:
            ConfigError: they aren't: it says by how much they differ.
        """
        check_sprite(art, sprite)
        check_sprite(art, into)
        if sprite == into:
            raise ConfigError(f"{art.sprites[sprite].name} can't be merged with itself. Choose another sprite, too.")
        _check_outline(art.sprites[sprite], art.sprites[into])
        views = [view for flip in FLIPS for view in _views(art.sprites[into].rgba, flip)]
        for own in _views(art.sprites[sprite].rgba, 0):
            for view in sorted(views, key=lambda view: view.colours != own.colours):
                if view.shape == own.shape:
                    return _merge(art, sprite, into, own, view)
        raise ConfigError(_difference(art.sprites[sprite], art.sprites[into]))

    def _art(self, art: Art) -> Art:
        here = Merge.of(art, self.sprite, self.into)
        if replace(here, where=self.where) != self:
            raise ConfigError(f"{art.sprites[self.sprite].name} is another double of {art.sprites[self.into].name}.")
        every = list(art.sprites)
        uses = every[self.into].uses + every[self.sprite].uses
        every[self.into] = replace(every[self.into], uses=uses)
        every[self.sprite] = replace(every[self.sprite], uses=0)
        return replace(art, sprites=tuple(every))

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        old, new = art.sprites[self.sprite], art.sprites[self.into]
        rect = self.dx, self.dy, *new.box
        if (placement.angle or placement.scale != 1.0) and rect != (0, 0, *old.box):
            return (placement,)
        became = replace(
            inside(placement, old.box, rect),
            sprite=self.into,
            flip_x=placement.flip_x != self.flip_x,
            flip_y=placement.flip_y != self.flip_y,
            cut=placement.cut and self._cut(placement.cut, rect),
            recolour=_then(colours_of(new.rgba), self.recolour, placement.recolour),
        )
        return (became,)

    def _cut(self, cut: Cut, rect: Rect) -> Cut:
        """The mask on the double: outside of the sprite's box nothing was seen."""
        x, y, wide, high = rect
        mask = np.zeros((high, wide), bool)
        old = cut.mask[max(y, 0) : max(y + high, 0), max(x, 0) : max(x + wide, 0)]
        mask[max(-y, 0) :, max(-x, 0) :][: old.shape[0], : old.shape[1]] = old
        mask = mask[:, ::-1] if self.flip_x else mask
        return Cut(np.ascontiguousarray(mask[::-1] if self.flip_y else mask))


def doubles(art: Art, among: Iterable[int] | None = None, *, recoloured: bool = True) -> tuple[Merge, ...]:
    """The edits that merge what is there twice: mirrored, trimmed otherwise and (unless `recoloured` is False) in other
    colours, too. Each sprite is merged into the first one like it, and only one that needs no other colours if there is
    such a one. `among`: these sprites only, such as those that are still used."""
    ids = range(len(art.sprites)) if among is None else sorted(set(among))
    same: dict[tuple[object, object], tuple[int, _View]] = {}
    alike: dict[object, tuple[int, _View]] = {}
    found = []
    for i in ids:
        sprite = art.sprites[i]
        if sprite.margin != NO_MARGIN or sprite.cut_at is not None or not sprite.rgba[..., 3].any():
            continue
        (own,) = _views(sprite.rgba, 0)
        other = same.get((own.shape, own.colours)) or (alike.get(own.shape) if recoloured else None)
        if other is not None:
            found.append(_merge(art, i, other[0], own, other[1]))
            continue
        for flip in FLIPS:
            for view in _views(sprite.rgba, flip):
                same.setdefault((view.shape, view.colours), (i, view))
                alike.setdefault(view.shape, (i, view))
    return tuple(found)


class _View(NamedTuple):
    """What can be seen of a picture, flipped."""

    shape: object
    """Equal for pictures that differ in colours only, one for one."""
    colours: tuple[Colour, ...]
    """In the order in which they come first."""
    flip: int
    corner: tuple[int, int]
    """Of what can be seen, from that of the flipped picture."""


def _views(rgba: np.ndarray, flip: int) -> Iterator[_View]:
    """The view of a picture; none where nothing can be seen."""
    rgba = rgba[:: -1 if flip & 2 else 1, :: -1 if flip & 1 else 1]
    if not rgba[..., 3].any():
        return
    x, y, wide, high = box_of(rgba[..., 3] > 0)
    part = rgba[y : y + high, x : x + wide]
    seen = part[..., 3] > 0
    packed = (part[seen][:, :3].astype(np.int64) << np.array([16, 8, 0])).sum(-1)
    each, first, number = np.unique(packed, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.argsort(order)[number.ravel()]
    colours = tuple((int(c) >> 16, int(c) >> 8 & 255, int(c) & 255) for c in each[order])
    yield _View((seen.shape, part[..., 3].tobytes(), place.tobytes()), colours, flip, (x, y))


def _merge(art: Art, sprite: int, into: int, own: _View, view: _View) -> Merge:
    pairs = zip(view.colours, own.colours, strict=True)
    return Merge(
        sprite=sprite,
        into=into,
        flip_x=bool(view.flip & 1),
        flip_y=bool(view.flip & 2),
        dx=own.corner[0] - view.corner[0],
        dy=own.corner[1] - view.corner[1],
        recolour=tuple(sorted((old, new) for old, new in pairs if old != new)),
        where=Where(sprites=(sprite,)),
    )


def colours_of(rgba: np.ndarray) -> list[Colour]:
    """The colours that can be seen."""
    each = np.unique(rgba[rgba[..., 3] > 0][:, :3], axis=0)
    return [(r, g, b) for r, g, b in each.tolist()]


def _then(colours: Iterable[Colour], first: Recolour, last: Recolour) -> Recolour:
    """One recolouring for two, one after the other."""
    if not first:
        return last
    once, twice = dict(first), dict(last)
    became = ((colour, once.get(colour, colour)) for colour in colours)
    shown = ((colour, twice.get(new, new)) for colour, new in became)
    return tuple((colour, new) for colour, new in shown if colour != new)


def _check_outline(*sprites: Sprite) -> None:
    for sprite in sprites:
        if sprite.margin != NO_MARGIN or sprite.cut_at is not None:
            raise ConfigError(f"{sprite.name} was repainted in another outline. Merge doubles before that.")


def _difference(one: Sprite, other: Sprite) -> str:
    least = None
    for mine in _trimmed(one.rgba, 0):
        for flip in FLIPS:
            for its in _trimmed(other.rgba, flip):
                if mine.shape == its.shape:
                    px = int((mine != its).any(-1).sum())
                    least = px if least is None else min(px, least)
    by = "are of other sizes" if least is None else f"differ in {least} px"
    return f"{one.name} and {other.name} are no doubles: they {by}. Show one for the other all the same with [ and ]."


def _trimmed(rgba: np.ndarray, flip: int) -> Iterator[np.ndarray]:
    rgba = rgba[:: -1 if flip & 2 else 1, :: -1 if flip & 1 else 1]
    if rgba[..., 3].any():
        x, y, wide, high = box_of(rgba[..., 3] > 0)
        part = rgba[y : y + high, x : x + wide]
        yield np.where(part[..., 3:] > 0, part, 0)

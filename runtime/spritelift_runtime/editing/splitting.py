"""One sprite of the sheet that is several glued together, taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import CRUMB_PX, NO_MARGIN, Art, Sprite
from spritelift_runtime.editing.checks import check_sprite, free_name
from spritelift_runtime.editing.edits import OfPlacements, inside
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.stepwise import Steps, at_once
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Cut, Placement

Owner = UInt8[np.ndarray, "h w"]
"""Which part each pixel of a sprite goes to, counted from 1; 0: none, where nothing can be seen."""
LEAST_SHARE = 0.15
"""Of a sprite's pixels, what another one found in it has at least: smaller ones are found anywhere."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Split(OfPlacements):
    """A sprite of several glued together becomes its parts: new sprites, each placed on its own, so that frames look as
    before. Placements that are turned or scaled stay whole.

    `after` is how many sprites the sheet has before. The first part goes on in the track; the others get one of their
    own from `tracks` on, which is more than any there is, or none for -1.
    """

    sprite: int
    after: int
    owner: Owner = field(default_factory=lambda: np.ones((1, 1), np.uint8))
    tracks: int = -1

    @classmethod
    def of(cls, art: Art, sprite: int, parts: Sequence[Rect], *, tracks: int = -1) -> "Split":
        """Of every placement: each pixel goes to the first rectangle that it is in, the rest is a part, too.

        Raises:
            ConfigError: no such sprite, or a rectangle that isn't inside it.
        """
        check_sprite(art, sprite)
        wide, high = art.sprites[sprite].size
        for x, y, w, h in parts:
            if min(x, y, w - 1, h - 1) < 0 or x + w > wide or y + h > high:
                raise ConfigError(
                    f"part {x, y, w, h} isn't inside {art.sprites[sprite].name}, which is {wide}x{high} px."
                )
        return cls.by(art, sprite, owner_of(art.sprites[sprite].rgba, parts), tracks=tracks)

    @classmethod
    def by(cls, art: Art, sprite: int, owner: Owner, *, tracks: int = -1) -> "Split":
        """Of every placement, pixel by pixel."""
        where = Where(sprites=(sprite,))
        return cls(sprite=sprite, owner=owner, after=len(art.sprites), tracks=tracks, where=where)

    def _art(self, art: Art) -> Art:
        check_sprite(art, self.sprite)
        whole = art.sprites[self.sprite]
        if whole.margin != NO_MARGIN or whole.cut_at is not None:
            raise ConfigError(f"{whole.name} was repainted in another outline. Split it before that.")
        seen = whole.rgba[..., 3] > 0
        if len(art.sprites) != self.after or self.owner.shape != seen.shape or (seen & (self.owner == 0)).any():
            raise ConfigError(f"{whole.name} can't be split so. Each of its pixels has to go to a part.")
        if len(self._boxes) < 2:
            raise ConfigError(f"{whole.name} has one part then. Draw a rectangle around what is to be another one.")
        names = {each.name for each in art.sprites}
        parts: list[Sprite] = []
        for part, (x, y, w, h) in self._boxes:
            rgba = np.where((self.owner == part)[..., None], whole.rgba, 0)[y : y + h, x : x + w].astype(np.uint8)
            name = free_name(names, f"{whole.name}_{len(parts) + 1}")
            parts.append(replace(whole, name=name, rgba=rgba, animation=None, grid=None, variant_of=None, pivot=None))
        return replace(art, sprites=(*art.sprites, *parts))

    @property
    def _boxes(self) -> list[tuple[int, Rect]]:
        numbers = np.unique(self.owner[self.owner > 0]).tolist()
        return [(part, box_of(self.owner == part)) for part in numbers]

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        if placement.angle or placement.scale != 1.0:
            return (placement,)
        boxes, box = self._boxes, art.sprites[placement.sprite].box
        found = []
        for i, (_, (x, y, w, h)) in enumerate(boxes):
            cut = None if placement.cut is None else Cut(placement.cut.mask[y : y + h, x : x + w].copy())
            if cut is None or cut.mask.any():
                own = self.tracks + placement.track * (len(boxes) - 1) + i - 1
                track = placement.track if i == 0 or placement.track < 0 else own if self.tracks >= 0 else -1
                part = replace(placement, sprite=self.after + i, cut=cut, track=track)
                found.append(inside(part, box, (x, y, w, h)))
        return found


def owner_of(rgba: UInt8[np.ndarray, "h w 4"], parts: Sequence[Rect]) -> Owner:
    """Each pixel for the first of these rectangles that it is in, or for one part more."""
    owner = np.zeros(rgba.shape[:2], np.uint8)
    for i, (x, y, w, h) in enumerate(parts):
        spot = owner[max(y, 0) : max(y + h, 0), max(x, 0) : max(x + w, 0)]
        spot[spot == 0] = i + 1
    owner[owner == 0] = len(parts) + 1
    return _seen(owner, rgba)


def loose_parts(rgba: UInt8[np.ndarray, "h w 4"]) -> Owner:
    """A part for each piece that no other touches, corners count; crumbs go to the nearest one."""
    from scipy import ndimage  # slow to import

    labels, count = ndimage.label(rgba[..., 3] > 0, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    large = [part for part in range(1, count + 1) if sizes[part] >= CRUMB_PX][:254]
    if not large:
        return _seen(np.ones(labels.shape, np.uint8), rgba)
    of_large = np.where(np.isin(labels, large), labels, 0)
    y, x = ndimage.distance_transform_edt(of_large == 0, return_distances=False, return_indices=True)
    numbers = np.searchsorted(large, of_large[y, x]) + 1
    return _seen(numbers.astype(np.uint8), rgba)


def known_parts(art: Art, sprite: int) -> Owner:
    """A part for each other sprite of the sheet that is found in it to the pixel, either way round, and one for the
    rest; the largest are looked for first."""
    return at_once(known_parts_steps(art, sprite))


def known_parts_steps(art: Art, sprite: int) -> Steps[Owner]:
    """The same, a little at a time."""
    check_sprite(art, sprite)
    rgba = art.sprites[sprite].rgba
    seen = rgba[..., 3] > 0
    owner, found = np.zeros(seen.shape, np.uint8), 0
    least = max(CRUMB_PX, LEAST_SHARE * seen.sum())
    others = [(int((each.rgba[..., 3] > 0).sum()), i) for i, each in enumerate(art.sprites) if i != sprite]
    for k, (px, i) in enumerate(sorted(others, reverse=True)):
        yield k / len(others)
        if not least <= px < seen.sum() or found > 250:
            continue
        for flip in range(4):
            picture = art.sprites[i].rgba[:: -1 if flip & 2 else 1, :: -1 if flip & 1 else 1]
            while (spot := _found(picture, rgba, owner)) is not None:
                found += 1
                y, x = spot
                own = picture[..., 3] > 0
                owner[y : y + own.shape[0], x : x + own.shape[1]][own] = found
    owner[seen & (owner == 0)] = found + 1
    return owner


def proposed(art: Art, sprite: int) -> Owner:
    """How a sprite may be meant to be split: by its loose pieces, or by other sprites in it; one part where neither
    tells of more."""
    check_sprite(art, sprite)
    known = known_parts(art, sprite)
    return known if known.max(initial=0) > 1 else loose_parts(art.sprites[sprite].rgba)


def box_of(mask: np.ndarray) -> Rect:
    """The rectangle of what is True; at least a pixel has to be."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def _found(picture: np.ndarray, whole: np.ndarray, owner: Owner) -> tuple[int, int] | None:
    """Row and column at which a picture's own pixels are all there, and nobody's yet."""
    own = picture[..., 3] > 0
    high, wide = own.shape
    if high > owner.shape[0] or wide > owner.shape[1]:
        return None
    packed, wanted = _packed(whole), _packed(picture)[own]
    ways = np.lib.stride_tricks.sliding_window_view(np.where(owner == 0, packed, -1), (high, wide))
    # The first pixel leaves few places to look at closely.
    first_y, first_x = np.argwhere(own)[0]
    for y, x in np.argwhere(ways[:, :, first_y, first_x] == wanted[0]).tolist():
        if (ways[y, x][own] == wanted).all():
            return y, x
    return None


def _packed(rgba: np.ndarray) -> np.ndarray:
    """int64 [h, w]: a number for each colour."""
    return (rgba.astype(np.int64) << np.array([24, 16, 8, 0])).sum(-1)


def _seen(owner: np.ndarray, rgba: np.ndarray) -> Owner:
    """Counted on from 1 without a gap, and nobody's where nothing can be seen."""
    seen = rgba[..., 3] > 0
    counted = np.zeros(owner.shape, np.uint8)
    counted[seen] = np.unique(owner[seen], return_inverse=True)[1].ravel() + 1
    return counted

"""One frame as the exact search leaves it, and many of them as columns."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.exact.canvas import WHOLE, Found
from spritelift_runtime.explain import LAYER, cut_of, in_their_cells, placements_of
from spritelift_runtime.recolouring import NOTHING, Recoloured
from spritelift_runtime.scene import Cut, Plane, Recolour, Scene
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes, placement_row, plane_row


@dataclass(frozen=True, eq=False)
class Seen:
    """A packed frame int32 [h, w], what lies behind it, what was found on it, bool [h, w] of what that leaves; and of
    this, what is known in other colours."""

    frame: np.ndarray
    planes: tuple[Plane, ...]
    behind: np.ndarray
    found: Found
    left: np.ndarray
    unexplained_px: int
    recoloured: Recoloured = NOTHING

    def scene(self, dictionary: Dictionary) -> Scene:
        """The same as planes and placements."""
        placements = (*placements_of(self.found, dictionary), *self.recoloured.placements)
        return Scene(self.all_planes, placements, self.unexplained_px)

    @property
    def all_planes(self) -> tuple[Plane, ...]:
        """Planes, and parts of them in other colours."""
        return (*self.planes, *self.recoloured.planes)

    @property
    def rest(self) -> np.ndarray:
        """bool [h, w] of what nothing explains."""
        return self.left if self.recoloured is NOTHING else self.left & ~self.recoloured.shown


Cuts = dict[tuple[int, bytes], Cut]
"""Cuts made before, by variant and what of it shows."""


def columns_of(frames: Iterable[Seen], dictionary: Dictionary, made: Cuts | None = None) -> Scenes:
    """The frames' scenes, made without an object for each placement; `made` remembers cuts from call to call."""
    made = {} if made is None else made
    looks = np.array([(v.sprite, v.flip) for v in dictionary.variants], np.int32).reshape(-1, 2)
    parts, planes = [np.zeros((0, len(PLACEMENT_COLUMNS)), np.int32)], list[Plane]()
    counts, unexplained = list[tuple[int, int]](), list[int]()
    cuts: dict[int, Cut] = {}
    recolours: dict[int, Recolour] = {}
    start = 0
    for seen in frames:
        items = seen.found.items[::-1]
        for row in np.flatnonzero(items[:, 3] != WHOLE).tolist():
            cuts[start + row] = _cut(items[row], seen.found.shown, dictionary, made)
        parts.append(_rows(items, looks, dictionary.tables.tiles))
        start += len(items)
        if others := seen.recoloured.placements:
            parts.append(np.array([placement_row(p) for p in others], np.int32))
            recolours |= {start + i: p.recolour for i, p in enumerate(others)}
            start += len(others)
        planes.extend(seen.all_planes)
        counts.append((len(items) + len(others), len(seen.all_planes)))
        unexplained.append(seen.unexplained_px)
    plane_recolours = {row: plane.recolour for row, plane in enumerate(planes) if plane.recolour}
    rows = [plane_row(plane) for plane in planes]
    return Scenes.of_rows(np.concatenate(parts), rows, counts, unexplained, cuts, recolours, plane_recolours)


def _rows(items: np.ndarray, looks: np.ndarray, tiles: np.ndarray) -> np.ndarray:
    """int32 [n, 7] of items back to front; `looks` [variants, 2] are sprite and flip, `tiles` as in the tables."""
    rows = np.zeros((len(items), len(PLACEMENT_COLUMNS)), np.int32)
    look = looks[items[:, 0]]
    rows[:, 0], rows[:, 1:3], rows[:, 3], rows[:, 4], rows[:, 5] = look[:, 0], items[:, 1:3], LAYER, look[:, 1], -1
    rows[:, 6] = in_their_cells(items, tiles)
    return rows


def _cut(item: np.ndarray, shown: np.ndarray, dictionary: Dictionary, made: Cuts) -> Cut:
    """The item's cut; the same object for the same mask, as most stay from frame to frame."""
    variant, _, _, first = item.tolist()
    flags = shown[first : first + int(dictionary.tables.counts[variant])]
    key = (variant, flags.tobytes())
    if key not in made:
        made[key] = cut_of(variant, flags, dictionary)
    return made[key]

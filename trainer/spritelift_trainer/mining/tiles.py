"""Pictures that repeat on a grid: blocks, ladders, walls. They touch, so that no blob shows one by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.cuts import mode_of
from spritelift_trainer.mining.planes import unpacked
from spritelift_trainer.mining.untiling import GROUND, cell_hash, untiled

STEADY = 0.75
"""Share of the frames on which a tile's cell isn't bare, on which it must show just the tile."""


@dataclass(frozen=True, eq=False)
class Tiles:
    """A grid and the cells that repeat on it: pitch (x, y), its first cell's corner, and each tile's packed colours
    int32 [pitch_y, pitch_x], -1 where the ground shows."""

    pitch: tuple[int, int]
    corner: tuple[int, int]
    cells: list[np.ndarray]
    hashes: np.ndarray
    """uint64, in order."""

    def sprites(self) -> list[Sprite]:
        """The tiles, trimmed to what isn't ground."""
        found = []
        for cell in self.cells:
            rows, columns = np.nonzero(cell >= 0)
            box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
            corner = (self.corner[0] + int(columns.min()), self.corner[1] + int(rows.min()))
            found.append(Sprite(name="", rgba=unpacked(cell[box]), grid=(*self.pitch, *corner)))
        return found

    def off(self, clip: Clip) -> Clip:
        """The clip as it would look without tiles: ground in their place."""
        return replace(clip, ids=clip.ids.changed_by(lambda ids: self.off_ids(clip, ids))) if self.cells else clip

    def behind(self, clip: Clip) -> Clip:
        """The clip with `UNKNOWN` in place of tiles and of what stands before them: that isn't background."""
        if not self.cells:
            return clip
        palette, hidden = np.append(clip.palette, np.int32(UNKNOWN)), len(clip.palette)
        return replace(clip, ids=clip.ids.changed_by(lambda ids: self.off_ids(clip, ids, hidden)), palette=palette)

    def steady(self, plays: Sequence[np.ndarray], palette: np.ndarray) -> "Tiles":
        """Those that look the same as long as they are there, on some frames of several stretches (`palette` ids
        [n, y, x]): a coin that turns, or a wall before which a torch flickers, is more than a tile."""
        shown, other = np.zeros((2, len(self.cells)))
        for ids in plays:
            mostly = mode_of(ids)
            ground = np.bincount(mostly.ravel()).argmax()
            bare = np.where(mostly == ground, -1, palette[mostly]).astype(np.int32)
            for y, x, number in self._whole_in(bare):
                box = (slice(None), slice(y, y + self.pitch[1]), slice(x, x + self.pitch[0]))
                same = (ids[box] == mostly[box[1:]]).all(axis=(1, 2))
                shown[number] += same.sum()
                other[number] += (~same & (ids[box] != ground).any(axis=(1, 2))).sum()
        kept = np.flatnonzero(shown >= STEADY * (shown + other))
        return replace(self, cells=[self.cells[i] for i in kept], hashes=self.hashes[kept])

    def _whole_in(self, bare: np.ndarray) -> Iterator[tuple[int, int, int]]:
        """Row, column and number of every tile that a picture (-1 where its ground shows) has whole."""
        for y, x in whole_cells(bare.shape, self.corner, self.pitch):
            key = np.uint64(cell_hash(bare, x, y, *self.pitch))
            at = int(np.searchsorted(self.hashes, key))
            if at < len(self.hashes) and self.hashes[at] == key:
                yield y, x, at

    def places_in(self, bare: np.ndarray, ids: np.ndarray) -> set[tuple[int, int, bytes]]:
        """Which cells of a frame's ids [y, x] hold which tile; `bare` is the frame without them."""
        (left, top), (wide, high) = self.corner, self.pitch
        corners = ((y, x) for y in range(top, ids.shape[0], high) for x in range(left, ids.shape[1], wide))
        boxes = ((y, x, (slice(y, y + high), slice(x, x + wide))) for y, x in corners)
        return {(y, x, ids[box].tobytes()) for y, x, box in boxes if (bare[box] != ids[box]).any()}

    def off_ids(self, clip: Clip, ids: np.ndarray, hidden: int = GROUND) -> np.ndarray:
        """Ids [n, y, x] of the clip's palette as `off` leaves them; or, with an id for `hidden`, as `behind` does."""
        if not self.cells:
            return ids
        if hidden > np.iinfo(ids.dtype).max:
            ids = ids.astype(np.uint16)
        return untiled(ids, clip.palette, *self.corner, np.stack(self.cells), self.hashes, hidden)


NO_TILES = Tiles((1, 1), (0, 0), [], np.zeros(0, np.uint64))


def whole_cells(shape: tuple[int, ...], corner: tuple[int, int], pitch: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Row and column of the grid's cells that a picture of so many rows and columns has whole."""
    (left, top), (wide, high) = corner, pitch
    return product(range(top, shape[0] - high + 1, high), range(left, shape[1] - wide + 1, wide))

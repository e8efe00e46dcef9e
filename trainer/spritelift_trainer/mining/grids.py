"""The grid on which most of some pictures repeats: its pitch, its offset, and the cells that are cheaper kept once."""

from dataclasses import dataclass
from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.cost import DICTIONARY_BITS, PIXEL_BITS, TILE_BITS, TURN_BITS, picture_bits
from spritelift_trainer.mining.background import commonest_colour
from spritelift_trainer.mining.tiles import NO_TILES, Tiles, whole_cells
from spritelift_trainer.mining.untiling import cell_hash, is_made_of

PITCH_PX = (6, 33)
"""Least pitch of a grid, and the first beyond the largest."""
PITCHES = 3
"""Likely pitches tried in either direction."""
CORNERS = 4
"""Likely offsets tried of each grid."""
PICTURES = 4
"""Pictures a grid is looked for in."""
LEAST_COPIES, COPIES = 3, 2
"""Places in which a cell must be seen to speak for a grid; and, once the grid is known, to be one of its tiles."""
LEAST_SHARE = 0.15
"""Share of the pictures' bits that a grid must save: less is chance."""


class _Page(NamedTuple):
    """A packed picture, its ground's colour, and the running sums of its turns."""

    picture: np.ndarray
    ground: int
    turns: np.ndarray

    @classmethod
    def of(cls, picture: np.ndarray) -> "_Page":
        return cls(picture, commonest_colour(picture), _turns(picture))


def tiles_of(pictures: list[np.ndarray]) -> Tiles:
    """The grid on which most bits of these packed pictures repeat, with its tiles; no tiles where none pays."""
    pages = [_Page.of(picture) for picture in pictures]
    grid = _best_grid(pages[:PICTURES])
    if grid is None:
        return NO_TILES
    cells = _single(_repeated(pages, *grid, COPIES))
    order = sorted(cells)
    return Tiles(grid[1], grid[0], [cells[key].picture for key in order], np.array(order, np.uint64))


def _best_grid(pages: list[_Page]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Corner and pitch (x, y each) of the grid that saves most bits; None where none saves enough."""
    whole = sum(PIXEL_BITS * page.turns.size + TURN_BITS * int(page.turns[-1, -1]) for page in pages)
    best, grid = LEAST_SHARE * whole, None
    across, down = _pitches(pages, 1), _pitches(pages, 0)
    # Rows of blocks with nothing right below them tell only how wide a cell is: most cells are square.
    for wide in sorted({*across, *down}):
        for high in sorted({*down, wide}):
            for corner in _corners(pages, wide, high):
                saved = sum(cell.saved for cell in _repeated(pages, corner, (wide, high)).values())
                if saved > best:
                    best, grid = saved, (corner, (wide, high))
    return grid


def _single(cells: dict[int, "_Cell"]) -> dict[int, "_Cell"]:
    """The cells less those that show several others, one before another; the fullest are asked first."""
    kept = dict(cells)
    for key in sorted(cells, key=lambda key: (-int((cells[key].picture >= 0).sum()), key)):
        others = [kept[other].picture for other in sorted(kept) if other != key]
        if others and is_made_of(kept[key].picture, np.stack(others)):
            del kept[key]
    return kept


def _pitches(pages: list[_Page], axis: int) -> list[int]:
    """The likeliest pitches along an axis: steps at which pixels where a colour turns, and their colours, repeat."""
    scores = []
    for step in range(PITCH_PX[0], min(PITCH_PX[1], *(page.picture.shape[axis] for page in pages))):
        alike, looked = 0, 1
        for picture, ground, _ in pages:
            edge = np.zeros(picture.shape, bool)
            edge[1:] |= picture[1:] != picture[:-1]
            edge[:, 1:] |= picture[:, 1:] != picture[:, :-1]
            edge &= picture != ground
            here, there = np.split(picture, [picture.shape[axis] - step], axis)[0], np.split(picture, [step], axis)[1]
            textured = np.split(edge, [picture.shape[axis] - step], axis)[0]
            alike, looked = alike + int((textured & (there == here)).sum()), looked + int(textured.sum())
        scores.append(alike / looked)
    order = np.argsort([-score for score in scores], kind="stable")[:PITCHES]
    return [PITCH_PX[0] + int(i) for i in order]


def _corners(pages: list[_Page], wide: int, high: int) -> list[tuple[int, int]]:
    """The few offsets of the grid that look best, picture by picture."""
    scores = np.sum([_offset_scores(*page, wide, high) for page in pages], axis=0)
    order = np.argsort(-scores.ravel(), kind="stable")[:CORNERS]
    return [(int(i) % wide, int(i) // wide) for i in order]


@dataclass(eq=False)
class _Cell:
    """One picture of a cell, and where it was seen."""

    picture: np.ndarray
    places: set[tuple[int, int]]
    painted: float = 0.0
    """Bits to paint all its sightings where they stand, among their neighbours."""
    sightings: int = 0

    @property
    def saved(self) -> float:
        """Bits saved by keeping it once."""
        kept = DICTIONARY_BITS + picture_bits(self.picture, self.picture >= 0)
        return self.painted - TILE_BITS * self.sightings - kept


def _repeated(
    pages: list[_Page], corner: tuple[int, int], pitch: tuple[int, int], copies: int = LEAST_COPIES
) -> dict[int, _Cell]:
    """The cells, by their hashes, that are cheaper kept once than painted each time, in so many places at least."""
    cells: dict[int, _Cell] = {}
    wide, high = pitch
    for picture, ground, turns in pages:
        bare = np.where(picture == ground, -1, picture).astype(np.int32)
        for y, x in whole_cells(picture.shape, corner, pitch):
            shown = bare[y : y + high, x : x + wide]
            if (shown >= 0).any():
                key = int(cell_hash(shown, 0, 0, wide, high))
                cell = cells.setdefault(key, _Cell(shown.copy(), set()))
                cell.places.add((x, y))
                cell.sightings += 1
                cell.painted += TURN_BITS * int(_ink(turns, x, y, wide, high))
    return {key: cell for key, cell in cells.items() if cell.saved > 0 and len(cell.places) >= copies}


@njit(cache=True)
@no_type_check
def _turns(picture: np.ndarray) -> np.ndarray:
    """Running sums [h + 1, w + 1] of the pixels that are like neither the one to the left nor the one above."""
    sums = np.zeros((picture.shape[0] + 1, picture.shape[1] + 1), np.int64)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            turn = (x == 0 or picture[y, x] != picture[y, x - 1]) and (y == 0 or picture[y, x] != picture[y - 1, x])
            sums[y + 1, x + 1] = sums[y, x + 1] + sums[y + 1, x] - sums[y, x] + turn
    return sums


@njit(cache=True)
@no_type_check
def _ink(turns: np.ndarray, left: int, top: int, wide: int, high: int) -> int:
    """Turns within a cell, from the running sums."""
    return turns[top + high, left + wide] - turns[top, left + wide] - turns[top + high, left] + turns[top, left]


@njit(cache=True)
@no_type_check
def _offset_scores(picture: np.ndarray, ground: int, turns: np.ndarray, wide: int, high: int) -> np.ndarray:
    """float [high, wide]: bits that cells which repeat save over painting them, for each offset of the grid."""
    bare = np.where(picture == ground, -1, picture).astype(np.int32)
    scores = np.zeros((high, wide))
    rows, columns = picture.shape[0] // high + 1, picture.shape[1] // wide + 1
    hashes, inked = np.empty(rows * columns, np.uint64), np.empty(rows * columns)
    for top in range(high):
        for left in range(wide):
            count = 0
            for y in range(top, picture.shape[0] - high + 1, high):
                for x in range(left, picture.shape[1] - wide + 1, wide):
                    ink = _ink(turns, x, y, wide, high)
                    if TURN_BITS * ink > TILE_BITS:
                        hashes[count], inked[count] = cell_hash(bare, x, y, wide, high), ink
                        count += 1
            order = np.argsort(hashes[:count])
            for k in range(1, count):
                if hashes[order[k]] == hashes[order[k - 1]]:
                    scores[top, left] += TURN_BITS * inked[order[k]] - TILE_BITS
                    if k == 1 or hashes[order[k - 1]] != hashes[order[k - 2]]:
                        scores[top, left] -= DICTIONARY_BITS
    return scores

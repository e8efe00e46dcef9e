"""Colours counted over segments: counts add up, whatever the order, and only the end keeps the commonest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Band
from spritelift_trainer.mining.seen import SLOTS, Seen
from spritelift_trainer.mining.segments import Segment

PENDING_ROWS = 4_000_000
"""Rows that may wait for being added up."""


@dataclass(frozen=True, eq=False)
class Tally:
    """How often pixels of pictures showed which colour.

    `places` int64 [n] are picture << 40 | row << 20 | column, `colours` packed int32 [n], `counts` int64 [n]; one row
    for each place and colour, in their order.
    """

    places: np.ndarray
    colours: np.ndarray
    counts: np.ndarray

    @classmethod
    def merged(cls, parts: Iterable["Tally"]) -> "Tally":
        """All counts added up."""
        total, waiting, rows = cls._added([]), list[Tally](), 0
        for part in parts:
            waiting.append(part)
            rows += len(part.places)
            if rows > PENDING_ROWS + len(total.places):
                total, waiting, rows = cls._added([total, *waiting]), [], 0
        return cls._added([total, *waiting])

    @classmethod
    def _added(cls, parts: list["Tally"]) -> "Tally":
        places = np.concatenate([np.zeros(0, np.int64), *(part.places for part in parts)])
        colours = np.concatenate([np.zeros(0, np.int32), *(part.colours for part in parts)])
        counts = np.concatenate([np.zeros(0, np.int64), *(part.counts for part in parts)])
        order = np.lexsort((colours, places))
        places, colours, counts = places[order], colours[order], counts[order]
        new = np.ones(len(places), bool)
        new[1:] = (np.diff(places) != 0) | (np.diff(colours) != 0)
        firsts = np.flatnonzero(new)
        added = np.add.reduceat(counts, firsts) if len(firsts) else counts
        return cls(places[firsts], colours[firsts], added)

    def seen(self, picture: int, shape: tuple[int, int]) -> Seen:
        """What each pixel of a picture of so many rows and columns showed: its commonest colours."""
        rows = slice(*np.searchsorted(self.places, [picture << 40, (picture + 1) << 40]))
        places, colours, counts = self.places[rows], self.colours[rows], self.counts[rows]
        order = np.lexsort((colours, -counts, places))
        places, colours, counts = places[order], colours[order], counts[order]
        y, x = places >> 20 & 0xFFFFF, places & 0xFFFFF
        slot = np.arange(len(places)) - np.searchsorted(places, places)
        kept = slot < SLOTS
        seen = Seen.blank(shape, 1 + int(slot[kept].max(initial=0)))  # hardly any pixel ever shows so many colours
        np.add.at(seen.total, (y, x), counts.astype(np.int32))
        seen.colours[y[kept], x[kept], slot[kept]] = colours[kept]
        seen.counts[y[kept], x[kept], slot[kept]] = counts[kept]
        return seen


def count_colours(clip: Clip, band: Band) -> list[Seen]:
    """Count what each pixel of each of the band's pictures showed over the clip."""

    def look(segment: Segment) -> Tally:
        return Tally.merged(_tallies(clip, band, segment))

    tally = clip.over(look, Tally.merged)
    return [tally.seen(picture, (high, wide)) for picture, (wide, high) in enumerate(band.sizes)]


def _tallies(clip: Clip, band: Band, segment: Segment) -> Iterator[Tally]:
    """What a segment shows of each picture."""
    camera = band.camera[segment.first : segment.stop]
    for picture in np.unique(camera[:, 0]).tolist():
        frames = np.flatnonzero(camera[:, 0] == picture)
        corner = camera[frames, 1:].min(axis=0)
        reach = camera[frames, 1:].max(axis=0) - corner
        seen = Seen.blank((int(reach[1]) + band.bottom - band.top, int(reach[0]) + clip.size[0]))
        for t in frames.tolist():
            x, y = (camera[t, 1:] - corner).tolist()
            seen.add(clip.frame(segment.first + t)[band.top : band.bottom], x, y)
        y, x, colours, counts = _rows(seen.colours, seen.counts)
        yield Tally(picture << 40 | y + int(corner[1]) << 20 | x + int(corner[0]), colours, counts)


@njit(cache=True)
@no_type_check
def _rows(colours: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Row, column, colour and count of every slot that counts something."""
    size = 0
    for count in counts.ravel():
        size += count > 0
    y, x, n = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    colour, filled = np.empty(size, np.int32), 0
    for j in range(counts.shape[0]):
        for i in range(counts.shape[1]):
            for k in range(counts.shape[2]):
                if counts[j, i, k] == 0:
                    break
                y[filled], x[filled], colour[filled], n[filled] = j, i, colours[j, i, k], counts[j, i, k]
                filled += 1
    return y, x, colour, n

"""Frames as colour ids: one small integer a pixel, the palette beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import no_type_check

import numpy as np
from numba import njit
from scipy.spatial import KDTree

from spritelift_runtime.dictionary import unpacked_rgb
from spritelift_trainer.mining.segments import Deal, Merge, Segment, Summary, cut, in_one, summed
from spritelift_trainer.mining.stack import RAW_BYTES, Stack

UNKNOWN = -2
"""Packed colour of a background pixel that was never seen; equals no pixel of any frame."""
_NO_ID = 0xFFFF


@dataclass(frozen=True, eq=False)
class Clip:
    """All frames mined together.

    `ids` are uint8 or uint16 [frame, y, x]; `palette` int32 [colours] gives each id's packed colour. `starts` are the
    frames before which time is cut (another recording, another episode).
    """

    ids: Stack
    palette: np.ndarray
    starts: tuple[int, ...] = (0,)
    deal: Deal = in_one
    """Who looks at what where all frames are passed over."""

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels."""
        return self.ids.shape[2], self.ids.shape[1]

    def __len__(self) -> int:
        return len(self.ids)

    def frame(self, t: int) -> np.ndarray:
        """Packed colours int32 [y, x] of frame t."""
        return _coloured(self.ids[t], self.palette)

    def frames(self) -> Iterator[np.ndarray]:
        """Packed colours of every frame, one at a time."""
        return (self.frame(t) for t in range(len(self)))

    def over(self, look: Callable[[Segment], Summary], merge: Merge[Summary]) -> Summary:
        """What `look` sees of every segment of the clip, merged."""
        return summed(look, merge, cut(len(self), self.starts), self.deal)

    @cached_property
    def changed_px(self) -> np.ndarray:
        """int64 [frame]: how many pixels differ from the frame before; 0 where time is cut."""

        def look(segment: Segment) -> np.ndarray:
            changed = np.zeros((len(segment.frames), 2), np.int64)
            changed[:, 0] = segment.frames
            for t in segment.frames if segment.follows else segment.frames[1:]:
                changed[t - segment.first, 1] = np.count_nonzero(self.ids[t] != self.ids[t - 1])
            return changed

        changed = self.over(look, lambda parts: np.concatenate(list(parts)))
        return changed[np.argsort(changed[:, 0]), 1]


def read_clip(
    chunks: Iterable[np.ndarray], starts: Iterable[int] = (0,), raw_bytes: int = RAW_BYTES, deal: Deal = in_one
) -> Clip:
    """Frames uint8 [n, y, x, 3], chunk by chunk, as one clip; beyond `raw_bytes` they are kept compressed.

    Beyond 65,535 colours, further ones take the id of a near one: such a recording isn't pixel art, and exactness
    gives way there.
    """
    indexer = _Indexer()
    ids = Stack.of((indexer.ids(chunk) for chunk in chunks), raw_bytes)
    return Clip(ids, np.array(indexer.palette, np.int32), tuple(starts), deal)


class _Indexer:
    """Colours to ids through a table over all 24-bit colours, filled as colours turn up."""

    def __init__(self) -> None:
        self.palette: list[int] = []
        self._table = np.full(1 << 24, _NO_ID, np.uint16)

    def ids(self, frames: np.ndarray) -> np.ndarray:
        """uint16 [n, y, x] of RGB frames [n, y, x, 3]."""
        ids, missing = _looked_up(frames, self._table)
        if len(missing):
            new = np.unique(missing)[: _NO_ID - len(self.palette)]
            self._table[new] = np.arange(len(self.palette), len(self.palette) + len(new))
            self.palette.extend(new.tolist())
            ids, missing = _looked_up(frames, self._table)
        if len(missing):
            ids[ids == _NO_ID] = self._nearest(missing)
        return ids

    def _nearest(self, colours: np.ndarray) -> np.ndarray:
        """The table is full: further colours take the id of the nearest one."""
        new, which = np.unique(colours, return_inverse=True)
        return KDTree(unpacked_rgb(np.array(self.palette, np.int32))).query(unpacked_rgb(new))[1][which]


@njit(cache=True)
@no_type_check
def _looked_up(frames: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pixels' ids, and the packed colours (in the pixels' order) of those that have none."""
    ids, missing = np.empty(frames.shape[:3], np.uint16), []
    for t in range(frames.shape[0]):
        for y in range(frames.shape[1]):
            for x in range(frames.shape[2]):
                red, green, blue = np.int32(frames[t, y, x, 0]), np.int32(frames[t, y, x, 1]), frames[t, y, x, 2]
                colour = red | green << 8 | np.int32(blue) << 16
                ids[t, y, x] = table[colour]
                if ids[t, y, x] == _NO_ID:
                    missing.append(colour)
    return ids, np.array(missing, np.int32)


@njit(cache=True)
@no_type_check
def _coloured(ids: np.ndarray, palette: np.ndarray) -> np.ndarray:
    out = np.empty(ids.shape, np.int32)
    for y in range(ids.shape[0]):
        for x in range(ids.shape[1]):
            out[y, x] = palette[ids[y, x]]
    return out

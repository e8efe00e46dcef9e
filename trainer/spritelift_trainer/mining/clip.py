"""Frames as colour ids: one small integer a pixel, the palette beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.dictionary import packed

UNKNOWN = -2
"""Packed colour of a background pixel that was never seen; equals no pixel of any frame."""


@dataclass(frozen=True, eq=False)
class Clip:
    """All frames mined together.

    `ids` is uint8 or uint16 [frame, y, x]; `palette` int32 [colours] gives each id's packed colour. `starts` are the
    frames before which time is cut (another recording, another episode).
    """

    ids: np.ndarray
    palette: np.ndarray
    starts: tuple[int, ...] = (0,)

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels."""
        return self.ids.shape[2], self.ids.shape[1]

    def __len__(self) -> int:
        return len(self.ids)

    def frame(self, t: int) -> np.ndarray:
        """Packed colours int32 [y, x] of frame t."""
        return self.palette[self.ids[t]]

    def frames(self) -> Iterator[np.ndarray]:
        """Packed colours of every frame, one at a time."""
        return (self.frame(t) for t in range(len(self)))


def read_clip(chunks: Iterable[np.ndarray], starts: Iterable[int] = (0,)) -> Clip:
    """Frames uint8 [n, y, x, 3], chunk by chunk, as one clip.

    Beyond 65,535 colours, further ones take the id of a near one: such a recording isn't pixel art, and exactness
    gives way there.
    """
    indexer = _Indexer()
    parts = [indexer.ids(packed(chunk)) for chunk in chunks]
    ids = np.concatenate(parts)
    if len(indexer.palette) <= 256:
        ids = ids.astype(np.uint8)
    return Clip(ids, np.array(indexer.palette, np.int32), tuple(starts))


class _Indexer:
    """Packed colours to ids through a table over all 24-bit colours, filled as colours turn up."""

    def __init__(self) -> None:
        self.palette: list[int] = []
        self._table = np.full(1 << 24, 0xFFFF, np.uint16)

    def ids(self, colours: np.ndarray) -> np.ndarray:
        ids = self._table[colours]
        while (missing := ids == 0xFFFF).any():
            new = np.unique(colours[missing])[: 0xFFFF - len(self.palette)]
            if not len(new):
                return self._nearest(ids, colours, missing)
            self._table[new] = np.arange(len(self.palette), len(self.palette) + len(new))
            self.palette.extend(new.tolist())
            ids = self._table[colours]
        return ids

    def _nearest(self, ids: np.ndarray, colours: np.ndarray, missing: np.ndarray) -> np.ndarray:
        """The table is full: further colours take the nearest packed value's id."""
        order = np.argsort(self.palette)
        at = np.searchsorted(np.array(self.palette)[order], colours[missing]).clip(0, len(order) - 1)
        ids[missing] = order[at]
        return ids

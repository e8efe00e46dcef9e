"""What the animator learns from: pairs of frames of one clip."""

from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import UInt8

Pairs = UInt8[np.ndarray, "2 n h w 3"]
"""First and second frames, RGB."""


@runtime_checkable
class Clips(Protocol):
    """Clips in which a character moves before a background that stands still (3)."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames, pixels."""

    def pairs(self, count: int, seed: int, step: int) -> Pairs:
        """Two frames, not the same, of each of `count` clips drawn at random; the same for the same seed and step."""


@runtime_checkable
class AlignedClips(Clips, Protocol):
    """Clips of characters that all do the same: frame by frame, one's clip shows what another's does."""

    def analogies(self, count: int, seed: int, step: int) -> UInt8[np.ndarray, "4 n h w 3"]:
        """Two frames of one character's clip, x_t1 and x_t2, between those of another one's same clip, x_c and what is
        wanted: x_c, x_t1, x_t2, wanted."""

"""What an explanation costs, in bits: the one principle behind every keep, split, cut or drop.

The description length of a recording is dictionary + placements + residual. These are the prices; `docs/mining.md`
says where each comes from.
"""

from typing import no_type_check

import numpy as np
from numba import njit

PLACEMENT_BITS = 24.0
"""Naming one sprite (about 8 bits) and its place on the frame (about 16)."""
RESIDUAL_PIXEL_BITS = 9.0
"""One unexplained pixel: its place given that a neighbour is unexplained too, and its colour."""
CUT_FRAME_BITS = 1.0
"""Keeping a cut from one frame to the next: saying that the mask has not changed."""
KEEP_BITS = 0.25
"""A placement on one more frame, where nothing changes: that it is still there."""
MOVE_BITS = 6.0
"""Going on with a placement that is already there: how its move differs from the one expected."""
CUT_RUN_BITS = 3.0
"""A cut that moves with its sprite or its wall: how the mask differs from the last one."""
DICTIONARY_BITS = 120.0
"""One entry: its size and name, and the attention of whoever looks at the sheet."""
DICTIONARY_PIXEL_BITS = 4.0
"""One opaque pixel of a sprite: its colour given its neighbours', and the outline's share."""


@njit(cache=True)
@no_type_check
def cut_bits(opaque_px: int, hidden_px: int) -> float:
    """Bits to say which `hidden_px` of a sprite's `opaque_px` pixels don't show (binary entropy of the mask).

    Nothing hidden costs nothing.
    """
    if hidden_px <= 0:
        return 0.0
    share = min(max(hidden_px / max(opaque_px, 1), 1e-9), 1 - 1e-9)
    entropy = -(share * np.log2(share) + (1 - share) * np.log2(1 - share))
    # Real cuts are runs of neighbouring pixels, not noise: a quarter of the entropy, as on eroding shields.
    return 8.0 + 0.25 * opaque_px * entropy


def sprite_bits(opaque_px: int) -> float:
    """Bits to keep one sprite of that many opaque pixels in the dictionary."""
    return DICTIONARY_BITS + DICTIONARY_PIXEL_BITS * opaque_px

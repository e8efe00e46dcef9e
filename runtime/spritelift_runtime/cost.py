"""What an explanation costs, in bits: the one principle behind every keep, split, cut or drop.

The description length of a recording is dictionary + placements + residual. These are the prices; `docs/mining.md`
says where each comes from.
"""

from typing import no_type_check

import numpy as np
from numba import njit

PLACEMENT_BITS = 24.0
"""Naming one sprite (about 8 bits) and its place on the frame (about 16)."""
TILE_BITS = 1.0
"""Naming the tile that stands in one cell of a grid: mostly its neighbour's."""
RESIDUAL_PIXEL_BITS = 9.0
"""One unexplained pixel: its place given that a neighbour is unexplained too, and its colour."""
OFF_BITS = np.minimum(RESIDUAL_PIXEL_BITS, 2 * np.log2(1 + np.arange(256) / 4)).astype(np.float32)
"""One pixel shown, but off by so many levels (the worst of its channels): which way and how far, a level or two being
hardly worth telling. Off by 87 or more, it is worth no more than one unexplained."""
NEAR_OFF_BITS = np.maximum(OFF_BITS, RESIDUAL_PIXEL_BITS * (np.arange(256) / 87) ** 2).astype(np.float32)
"""The same where no residual is kept: what is far off stays wrong, and costs more the further, as its square."""
OPTION_BITS = 4.0
"""How one option (angle, scale, opacity) differs from what was expected; where it is as expected, nothing."""
RECOLOUR_BITS = 24.0
"""One colour of a known shape replaced by another, which may be any; the old ones come in the shape's own order."""
CUT_FRAME_BITS = 0.1
"""Keeping a cut from one frame to the next: saying that the mask has not changed."""
KEEP_BITS = 0.25
"""A placement on one more frame, where nothing changes: that it is still there."""
MOVE_BITS = 6.0
"""Going on with a placement that is already there: how its move differs from the one expected."""
POSE_BITS = 9.0
"""Something that was there turned into another sprite (an animation's next pose): which, and how it moved."""
CUT_BITS, CUT_TURN_BITS = 4.0, 8.0
"""A cut drawn anew: that there is one, and each place where its mask turns. What hides a sprite is another's edge, a
wall or an eroding hole, not noise."""
CUT_RUN_BITS = 3.0
"""A cut that moves with its sprite or its wall: how the mask differs from the last one."""
DICTIONARY_BITS = 100.0
"""One entry: its size and name, and the attention of whoever looks at the sheet."""
PIXEL_BITS = 0.05
"""One pixel of a picture that goes on as its neighbours do."""
TURN_BITS = 5.0
"""One pixel that is like neither the one to its left nor the one above: that it is not, and its colour."""
ALPHA_BITS = 8.0
"""How far one partly transparent pixel of a picture lets through what is behind it."""


@njit(cache=True)
@no_type_check
def cut_bits(turns: int) -> float:
    """Bits of a cut whose mask turns so often; 0 turns: nothing is hidden, which costs nothing."""
    return CUT_BITS + CUT_TURN_BITS * turns if turns else 0.0


@njit(cache=True)
@no_type_check
def cut_turns(opaque: np.ndarray, shown: np.ndarray) -> int:
    """How often a mask turns: opaque pixels that are shown or hidden unlike the one to the left and the one above.

    Beside the sprite counts as shown, so that a straight edge is one turn. Both are bool [h, w].
    """
    turns = 0
    for y in range(opaque.shape[0]):
        for x in range(opaque.shape[1]):
            if opaque[y, x]:
                left = x == 0 or not opaque[y, x - 1] or shown[y, x - 1]
                above = y == 0 or not opaque[y - 1, x] or shown[y - 1, x]
                turns += shown[y, x] != left and shown[y, x] != above
    return turns


@njit(cache=True)
@no_type_check
def picture_bits(colours: np.ndarray, mask: np.ndarray) -> float:
    """Bits to paint the pixels of packed `colours` [h, w] where `mask`; the rest is transparent.

    Drawn things are made of runs: what costs is where a colour, or the outline, turns.
    """
    turns = 0
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            own = colours[y, x] if mask[y, x] else -1
            left = colours[y, x - 1] if x and mask[y, x - 1] else -1
            above = colours[y - 1, x] if y and mask[y - 1, x] else -1
            turns += own not in (left, above)
    return PIXEL_BITS * mask.size + TURN_BITS * turns


def sprite_bits(colours: np.ndarray, mask: np.ndarray) -> float:
    """Bits to keep that picture in the dictionary."""
    return DICTIONARY_BITS + picture_bits(colours, mask)

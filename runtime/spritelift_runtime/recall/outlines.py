"""Where colours change in a picture, whatever the colours are: what recoloured characters have in common."""

import numpy as np
from jaxtyping import Bool, Float, Int64, UInt8, UInt32

Codes = UInt32[np.ndarray, "n h w"]
"""One number for each colour; 0 where there is nothing."""
Outlines = UInt8[np.ndarray, "n byte"]
"""A bit for each pixel and each of two neighbours, right and below: whether that one has another colour."""


def outlines_of(codes: Codes) -> Outlines:
    """Row by row; the last column has no right neighbour, the last row none below."""
    return np.packbits(_changes(codes).reshape(len(codes), -1), axis=1)


def differences(one: UInt8[np.ndarray, " byte"], others: Outlines) -> Int64[np.ndarray, " n"]:
    """In how many places one picture's outlines are not the others'."""
    return np.bitwise_count(others ^ one).sum(1, dtype=np.int64)


def nearby_differences(
    one: UInt8[np.ndarray, " byte"], others: Outlines, sides: tuple[int, int], reach: int
) -> Float[np.ndarray, "n pixel"]:
    """The same, within `reach` pixels of each pixel in x and in y."""
    high, wide = sides
    bits = np.unpackbits(others ^ one, axis=1, count=2 * high * wide).reshape(-1, 2, high, wide).sum(1, dtype=np.int64)
    whole = np.pad(bits, ((0, 0), (reach + 1, reach), (reach + 1, reach))).cumsum(1).cumsum(2)
    side = 2 * reach + 1
    lines = whole[:, side:] - whole[:, :-side]
    return (lines[..., side:] - lines[..., :-side]).reshape(len(others), -1).astype(np.float32)


def _changes(codes: Codes) -> Bool[np.ndarray, "n 2 h w"]:
    changes = np.zeros((len(codes), 2, *codes.shape[1:]), bool)
    changes[:, 0, :, :-1] = codes[:, :, 1:] != codes[:, :, :-1]
    changes[:, 1, :-1] = codes[:, 1:] != codes[:, :-1]
    return changes

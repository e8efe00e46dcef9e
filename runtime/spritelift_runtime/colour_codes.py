"""Colours of RGBA pictures as one number each, and back."""

import numpy as np
from jaxtyping import UInt8, UInt32


def codes_of(picture: UInt8[np.ndarray, "*sides 4"]) -> UInt32[np.ndarray, "*sides"]:
    """Each pixel as one number; whatever nobody sees is 0."""
    codes = np.ascontiguousarray(picture).view("<u4")[..., 0].astype(np.uint32)
    return np.where(picture[..., 3] > 0, codes, np.uint32(0))


def colours_of(codes: UInt32[np.ndarray, "*sides"]) -> UInt8[np.ndarray, "*sides 4"]:
    """What `codes_of` was given."""
    return np.ascontiguousarray(codes.astype("<u4"))[..., None].view(np.uint8)

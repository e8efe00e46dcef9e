"""Sprites on a ground, as animators see them."""

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.repainting.palette import Rgba


def placed(rgba: Rgba, corner: np.ndarray, sides: tuple[int, int]) -> Rgba:
    """On a transparent canvas of these sides (high, wide), with its corner at (y, x)."""
    canvas = np.zeros((*sides, 4), np.uint8)
    y, x = corner
    canvas[y : y + rgba.shape[0], x : x + rgba.shape[1]] = np.where(rgba[..., 3:] > 0, rgba, 0)
    return canvas


def ground_of(*pictures: Rgba) -> UInt8[np.ndarray, " 3"]:
    """A gray that none of the pictures has."""
    taken = {tuple(colour) for each in pictures for colour in each[each[..., 3] > 0][:, :3].tolist()}
    level = next(level for level in (*range(96, 256), *range(96)) if (level,) * 3 not in taken)
    return np.full(3, level, np.uint8)


def on(rgba: Rgba, ground: UInt8[np.ndarray, " 3"]) -> UInt8[np.ndarray, "1 h w 3"]:
    """A frame of it, as animators see one."""
    return np.where(rgba[..., 3:] > 0, rgba[..., :3], ground)[None]

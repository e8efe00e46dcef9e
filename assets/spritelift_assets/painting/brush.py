"""What all pictures are painted with: hashed noise, ordered dither, and colours by level."""

import numpy as np

# Bayer's 4x4 matrix: the classic ordered dither, so that few colours make smooth slopes.
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 + 1 / 32


def colours(*codes: str) -> np.ndarray:
    """uint8 [n, 3] of hex codes, dark to light."""
    return np.array([list(bytes.fromhex(code)) for code in codes], np.uint8)


def grid(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """x [1, w] and y [h, 1] of every pixel, whole numbers."""
    return np.arange(width)[None, :], np.arange(height)[:, None]


def hashed(x: np.ndarray, y: np.ndarray, salt: int) -> np.ndarray:
    """A number in [0, 1) for every whole (x, y), without pattern to the eye."""
    h = (x.astype(np.uint32) * np.uint32(374761393)) ^ (y.astype(np.uint32) * np.uint32(668265263))
    h = (h ^ np.uint32(salt * 2654435761 % 2**32)) * np.uint32(2246822519)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(3266489917)
    return ((h ^ (h >> np.uint32(16))) >> np.uint32(8)) / 2.0**24


def noise(x: np.ndarray, y: np.ndarray, scale: float, salt: int) -> np.ndarray:
    """Smooth value noise in [0, 1): hashed corners of `scale` px cells, blended."""
    fx, fy = np.broadcast_arrays(x / scale, y / scale)
    left, top = np.floor(fx).astype(np.int64), np.floor(fy).astype(np.int64)
    u, v = fx - left, fy - top
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    upper = hashed(left, top, salt) * (1 - u) + hashed(left + 1, top, salt) * u
    lower = hashed(left, top + 1, salt) * (1 - u) + hashed(left + 1, top + 1, salt) * u
    return upper * (1 - v) + lower * v


def clouded(x: np.ndarray, y: np.ndarray, scale: float, salt: int, octaves: int = 3) -> np.ndarray:
    """Several octaves of noise, in [0, 1)."""
    total = sum(noise(x, y, scale / 2**i, salt + i) / 2**i for i in range(octaves))
    return np.asarray(total / sum(1 / 2**i for i in range(octaves)))


def dithered(level: np.ndarray, ramp: np.ndarray) -> np.ndarray:
    """uint8 [h, w, 3]: `level` in [0, 1] over the ramp's colours, dithered between neighbours."""
    height, width = level.shape
    rows, columns = np.arange(height) % 4, np.arange(width) % 4
    steps = np.clip(level, 0, 1) * (len(ramp) - 1)
    index = np.floor(steps + BAYER[rows[:, None], columns[None, :]])
    return ramp[np.clip(index, 0, len(ramp) - 1).astype(int)]


def opaque(rgb: np.ndarray) -> np.ndarray:
    """uint8 [h, w, 4] with alpha 255."""
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])

"""Answers in which every pixel is one of the source's own: pointed to, or snapped to the nearest of its colours."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int64, UInt8
from scipy.ndimage import distance_transform_edt

from spritelift_runtime.errors import SizeError
from spritelift_runtime.visible import HALF

Frames = UInt8[np.ndarray, "n h w 3"]
Cells = UInt8[np.ndarray, "n h w k"]
MOST_CHANNELS = 4


@dataclass(frozen=True, eq=False)
class Pointed:
    """A pixel of x_c for each pixel of the answer."""

    source: Int64[np.ndarray, "n h w"]
    """Its number, row by row."""
    chance: Float32[np.ndarray, "n h w"]
    """How likely the head finds its colour, in [0, 1]."""

    def taken(self, cells: Cells) -> Cells:
        """The answer, with all channels of `cells`, x_c's own or what lies at its pixels."""
        flat, at = cells.reshape(len(cells), -1, cells.shape[-1]), self.source.reshape(len(cells), -1, 1)
        return np.take_along_axis(flat, at, axis=1).reshape(cells.shape)


def codes_of(cells: Cells, frames: Frames) -> Int64[np.ndarray, "n h w"]:
    """One whole number for each colour of the cells.

    Raises:
        SizeError: cells of another size than the frames that they belong to, or of more than four channels.
    """
    if cells.shape[:-1] != frames.shape[:-1] or not 1 <= cells.shape[-1] <= MOST_CHANNELS:
        raise SizeError(
            f"cells of shape {cells.shape} for frames of shape {frames.shape}. Give the same frames with one to "
            f"{MOST_CHANNELS} channels, such as RGBA."
        )
    return cells.astype(np.int64) @ (256 ** np.arange(cells.shape[-1] - 1, -1, -1, dtype=np.int64))


def snapped(drawn: Frames, x_c: Frames, cells: Cells | None = None) -> Cells:
    """Each drawn pixel as the pixel of x_c that is seen in the nearest colour (squared distance in RGB).

    `cells` are x_c with all its channels, and so is what comes back. RGBA comes back with an alpha of 0 or 255: a
    source pixel that is less than half there isn't there at all. Where pixels of x_c that look alike have several cells
    (black ink, and what is transparent over black), the one that lies nearest to the drawn pixel counts.

    Raises:
        SizeError: frames of different sizes, or cells of another.
    """
    cells = x_c if cells is None else cells
    if cells.shape[-1] == MOST_CHANNELS:
        there = cells[..., 3:] >= HALF
        cells = np.where(there, cells | np.array([0, 0, 0, 255], np.uint8), np.uint8(0))
    seen, codes = codes_of(x_c, drawn), codes_of(cells, drawn)
    found = [_nearest(*one) for one in zip(drawn, x_c, seen, codes, strict=True)]
    return Pointed(np.stack(found), np.ones(drawn.shape[:3], np.float32)).taken(cells)


def _nearest(drawn: np.ndarray, x_c: np.ndarray, seen: np.ndarray, codes: np.ndarray) -> Int64[np.ndarray, "h w"]:
    """Of one frame: the number of a pixel of x_c for each drawn one."""
    _, first, number = np.unique(seen.ravel(), return_index=True, return_inverse=True)
    colours, asked = (each.reshape(-1, 3).astype(np.float32) for each in (x_c, drawn))
    colours = colours[first]
    # Whole numbers below 2**24: exact in float32. What every colour has in common is left out.
    apart = (colours**2).sum(1) - 2 * asked @ colours.T
    chosen = apart.argmin(1)
    source = first[chosen]
    for colour in np.unique(chosen):
        kinds = np.unique(codes.ravel()[number == colour])
        if len(kinds) > 1:
            here = chosen == colour
            source[here] = _nearest_kind(codes, kinds)[here]
    return source.reshape(codes.shape)


def _nearest_kind(codes: np.ndarray, kinds: np.ndarray) -> Int64[np.ndarray, " pixel"]:
    """The nearest pixel of each pixel, of those whose code is one of these."""
    rows, columns = distance_transform_edt(~np.isin(codes, kinds), return_distances=False, return_indices=True)
    return (rows * codes.shape[1] + columns).ravel().astype(np.int64)

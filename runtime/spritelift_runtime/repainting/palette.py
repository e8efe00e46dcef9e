"""Colours as numbers: what is compared, and what nothing painted can leave."""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float32, UInt8

from spritelift_runtime.colour_codes import codes_of, colours_of
from spritelift_runtime.repainting.agreement import Ids

Rgba = UInt8[np.ndarray, "_ _ 4"]
NEAR = 60.0
"""Distance in RGB from which colours have nothing in common."""
SHADE = 0.5
"""How much colours that differ hardly at all are one."""


class Palette:
    """Every colour of some pictures, by number; 0 is transparent, whatever colour lies under it."""

    def __init__(self, pictures: Iterable[Rgba]) -> None:
        codes = np.unique(
            np.concatenate([codes_of(picture).ravel() for picture in pictures] + [np.zeros(1, np.uint32)])
        )
        self._codes = codes  # sorted, and 0 is transparent
        self.colours = colours_of(codes)
        """uint8 [colour, 4]: RGBA."""

    def ids(self, picture: Rgba) -> Ids:
        """The picture as numbers."""
        return np.searchsorted(self._codes, codes_of(picture)).astype(np.int32)

    def picture(self, ids: Ids) -> Rgba:
        """Numbers as a picture."""
        return self.colours[ids]

    @property
    def alike(self) -> Float32[np.ndarray, "c c"]:
        """How much each two are one: 1 for the same, up to `SHADE` for shades, 0 with what is transparent."""
        rgb = self.colours[:, :3].astype(np.float32)
        apart = np.sqrt(((rgb[:, None] - rgb[None]) ** 2).sum(axis=2))
        out = SHADE * np.maximum(0, 1 - apart / NEAR)
        out[0, :], out[:, 0] = 0, 0
        np.fill_diagonal(out, 1)
        return out.astype(np.float32)

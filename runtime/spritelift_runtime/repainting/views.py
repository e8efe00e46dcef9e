"""A pose as it is, mirrored, or turned: what moved, moved within one of these by whole pixels."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Int64


@dataclass(frozen=True)
class View:
    """The canvas mirrored (x), then turned counter-clockwise about its middle."""

    shape: tuple[int, int]
    """High, wide of the canvas looked at, in pixels."""
    mirrored: bool = False
    degrees: float = 0.0

    @property
    def origins(self) -> Int64[np.ndarray, "high wide"]:
        """Which pixel of the canvas each pixel of the view is, in reading order; -1 where none."""
        return _origins(self)

    def of(self, canvas: np.ndarray) -> np.ndarray:
        """Anything of the canvas' size as the view shows it, nearest neighbours; 0 where there is none."""
        at = self.origins
        return np.where(at >= 0, canvas.ravel()[np.maximum(at, 0)], np.zeros((), canvas.dtype))

    @property
    def plain(self) -> bool:
        """Whether it is the canvas itself."""
        return not self.mirrored and not self.degrees


@lru_cache(maxsize=256)
def _origins(view: View) -> np.ndarray:
    at = np.arange(view.shape[0] * view.shape[1]).reshape(view.shape)
    at = at[:, ::-1] if view.mirrored else at
    if not view.degrees:
        return at
    cos, sin = np.cos(np.deg2rad(view.degrees)), np.sin(np.deg2rad(view.degrees))
    side = int(np.ceil(np.hypot(*view.shape)))
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    from_x = np.rint(cos * x - sin * y + (view.shape[1] - 1) / 2).astype(int)
    from_y = np.rint(sin * x + cos * y + (view.shape[0] - 1) / 2).astype(int)
    inside = (from_x >= 0) & (from_x < view.shape[1]) & (from_y >= 0) & (from_y < view.shape[0])
    return np.where(inside, at[from_y.clip(0, view.shape[0] - 1), from_x.clip(0, view.shape[1] - 1)], -1)

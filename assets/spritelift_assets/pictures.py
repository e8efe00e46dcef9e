"""Background pictures, read from PNG."""

from functools import cache
from importlib import resources

import numpy as np
from PIL import Image


@cache
def picture(name: str) -> np.ndarray:
    """uint8 RGBA [h, w, 4] of `art/<name>.png`, read-only; FileNotFoundError where there is none."""
    with (resources.files("spritelift_assets") / "art" / f"{name}.png").open("rb") as file:
        rgba = np.array(Image.open(file).convert("RGBA"))
    rgba.setflags(write=False)
    return rgba

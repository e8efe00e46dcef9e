"""What someone painted over a sprite: read, placed, put into its place."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from spritelift_runtime import sheet
from spritelift_runtime.art import Margin, Sprite
from spritelift_runtime.errors import FormatError, MissingError
from spritelift_runtime.repainting.placing import margin_of

Rgba = UInt8[np.ndarray, "_ _ 4"]


def painting_of(path: Path, sprite: Sprite) -> tuple[Rgba, Margin]:
    """A painted PNG, and by how much it is larger than the sprite's picture.

    Raises:
        MissingError, FormatError, SizeError: none there, one that shows no figure, or one that can't be placed.
    """
    try:
        with Image.open(path) as picture:
            clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
            mode = picture.mode
    except FileNotFoundError:
        raise MissingError(f"{path} is missing. Save the painted {sprite.name} there, as PNG.") from None
    except (OSError, ValueError, SyntaxError) as err:  # Pillow raises all three on broken PNGs
        raise FormatError(f"{path} can't be read as a picture ({err}). Save it as PNG again.") from err
    rgba = sheet.read_png(path)
    if not clear or ((rgba[..., 3] == 255).all() and (sprite.rgba[..., 3] == 0).any()):
        raise FormatError(
            f"{path} (mode {mode}) has no transparent pixel, {sprite.name} has. Erase the ground around the figure, "
            "and save it as PNG with transparency (RGBA)."
        )
    if not rgba[..., 3].any():
        raise FormatError(f"{path} is wholly transparent. Save the painted layer itself.")
    return rgba, margin_of(rgba, sprite.rgba, str(path))


def unchanged(rgba: Rgba, margin: Margin, sprite: Sprite) -> bool:
    """Whether a painting shows what the sprite shows."""
    before, after = np.zeros_like(rgba), np.where(rgba[..., 3:] > 0, rgba, 0)
    left, top, right, bottom = margin
    inner = before[top : before.shape[0] - bottom, left : before.shape[1] - right]
    inner[:] = np.where(sprite.rgba[..., 3:] > 0, sprite.rgba, 0)
    return bool((before == after).all())


def changed_px(sprite: Sprite, rgba: Rgba, margin: Margin) -> int:
    """How many pixels a picture that is so much larger than the sprite's shows otherwise."""
    left, top, right, bottom = margin
    before = np.pad(sprite.rgba, ((top, bottom), (left, right), (0, 0)))
    return int(((before != rgba).any(axis=2) & ((before[..., 3] > 0) | (rgba[..., 3] > 0))).sum())


def grown(sprite: Sprite, rgba: Rgba, margin: Margin) -> Sprite:
    """The sprite with a picture that is so much larger than its own, standing where it stood."""
    (a, b, c, d), (left, top, right, bottom) = sprite.margin, margin
    return replace(sprite, rgba=rgba, margin=(a + left, b + top, c + right, d + bottom), cut_at=None)

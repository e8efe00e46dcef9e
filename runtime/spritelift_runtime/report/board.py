"""A dark board that pictures and words are laid on, and the checkerboard that stands for "nothing here"."""

from functools import lru_cache

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont

from spritelift_runtime.compositor import paste
from spritelift_runtime.window.theme import THEME, Colour

Rgb = UInt8[np.ndarray, "_ _ 3"]
Rgba = UInt8[np.ndarray, "_ _ 4"]

SQUARE_PX = 8
CHECKER: tuple[Colour, Colour] = ((92, 96, 108), (112, 116, 130))
"""Of middling grey: black sprites show on it as well as white ones."""


class Board:
    """A board of `wide` x `high` px to draw on."""

    def __init__(self, wide: int, high: int) -> None:
        self._image = Image.new("RGB", (wide, high), THEME.panel)
        self.draw = ImageDraw.Draw(self._image)

    def paste(self, rgb: Rgb, x: int, y: int) -> None:
        """Lay a picture with its corner at (x, y)."""
        self._image.paste(Image.fromarray(np.ascontiguousarray(rgb)), (x, y))

    def framed(self, rgb: Rgb, x: int, y: int) -> None:
        """The same with a rim."""
        high, wide = rgb.shape[:2]
        self.draw.rectangle((x - 3, y - 3, x + wide + 2, y + high + 2), THEME.letterbox, THEME.rim, 1)
        self.paste(rgb, x, y)

    def text(self, x: int, y: int, words: str, px: int, colour: Colour = THEME.text, anchor: str = "lm") -> None:
        """One line of words, `px` high; `anchor` says which point of it is at (x, y), as Pillow's do."""
        self.draw.text((x, y), words, colour, _font(px), anchor)

    @property
    def rgb(self) -> Rgb:
        """What was drawn."""
        return np.asarray(self._image).copy()


def text_wide(words: str, px: int) -> int:
    """Width in pixels of a line of words `px` high."""
    return round(_font(px).getlength(words))


@lru_cache(maxsize=8)
def _font(px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font; it unpacks it anew each time it is asked."""
    return ImageFont.load_default(size=px)


def enlarged(picture: UInt8[np.ndarray, "_ _ c"], zoom: int) -> UInt8[np.ndarray, "_ _ c"]:
    """Every pixel `zoom` wide and high."""
    return picture.repeat(zoom, 0).repeat(zoom, 1)


def checkerboard(wide: int, high: int) -> Rgb:
    """Grey squares."""
    dark = (np.arange(high)[:, None] // SQUARE_PX + np.arange(wide) // SQUARE_PX) % 2
    return np.array(CHECKER, np.uint8)[dark]


def over_checker(rgba: Rgba, zoom: int = 1) -> Rgb:
    """The picture, enlarged, with grey squares where it is see-through."""
    large = enlarged(rgba, zoom)
    out = checkerboard(large.shape[1], large.shape[0])
    paste(out, large, 0, 0)
    return out


def fitted(rgb: Rgb, wide: int, high: int) -> Rgb:
    """The picture at the largest whole enlargement that fits `wide` x `high` px; thinned out where 1:1 doesn't fit."""
    zoom = min(wide // rgb.shape[1], high // rgb.shape[0])
    every = max(-(-rgb.shape[1] // wide), -(-rgb.shape[0] // high))
    return enlarged(rgb, zoom) if zoom else rgb[::every, ::every]

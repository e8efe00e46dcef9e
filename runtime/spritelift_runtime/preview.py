"""A few seconds of a lifted game as a GIF: what was recorded, what the scenes rebuild, and the sprites alone."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import SizeError
from spritelift_runtime.scene import Scene
from spritelift_runtime.window.film import Film
from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.views import sprites_only

Rgb = UInt8[np.ndarray, "_ _ 3"]

CAPTIONS = ("recorded", "rebuilt from its sprites", "the sprites alone")
ZOOM = 2
GAP_PX = 8
CAPTION_PX = 26
"""Height of the line of words above the pictures."""
PICTURES_A_SECOND = 20.0
"""A GIF's clock counts hundredths of a second; twenty a second is smooth enough at a third of the size of sixty."""


def write_preview(
    path: Path | str, frames: UInt8[np.ndarray, "n h w 3"], scenes: Sequence[Scene], art: Art, *, fps: float | int
) -> None:
    """Write `frames` (`fps` a second) beside what `scenes` rebuild of them to `path`, a .gif, whole or not at all.

    Raises:
        SizeError: not one scene a frame.
        ConfigError: a name that doesn't end in .gif, or in a folder that isn't there.
    """
    if len(frames) != len(scenes):
        raise SizeError(f"{len(frames)} frames and {len(scenes)} scenes; a preview needs one scene a frame.")
    every = max(1, round(fps / PICTURES_A_SECOND))
    with Film(path, fps / every) as film:
        for picture in pictures(frames[::every], [scenes[i] for i in range(0, len(scenes), every)], art):
            film.add(picture)


def pictures(frames: UInt8[np.ndarray, "n h w 3"], scenes: Sequence[Scene], art: Art) -> Iterator[Rgb]:
    """The preview's pictures: three panels side by side under their captions, enlarged by whole numbers."""
    board = blank(art.size)
    for frame, scene in zip(frames, scenes, strict=True):
        picture = board.copy()
        for i, panel in enumerate((frame, compose(scene, art), sprites_only(scene, art))):
            x, y = corner(i, art.size)
            large = panel.repeat(ZOOM, axis=0).repeat(ZOOM, axis=1)
            picture[y : y + large.shape[0], x : x + large.shape[1]] = large
        yield picture


def blank(size: tuple[int, int]) -> Rgb:
    """The board the panels of `size` (width, height) px are laid on, with its captions."""
    x, y = corner(len(CAPTIONS), size)
    board = Image.new("RGB", (x, y + size[1] * ZOOM + GAP_PX), THEME.panel)
    draw = ImageDraw.Draw(board)
    font = ImageFont.load_default(size=14)
    for i, caption in enumerate(CAPTIONS):
        left, _ = corner(i, size)
        draw.text((left, CAPTION_PX // 2), caption, THEME.text, font, anchor="lm")
    return np.asarray(board).copy()


def corner(panel: int, size: tuple[int, int]) -> tuple[int, int]:
    """Where (x, y) the panel's top-left corner is on the board."""
    return GAP_PX + panel * (size[0] * ZOOM + GAP_PX), CAPTION_PX

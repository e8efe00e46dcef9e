"""Pictures of how training goes: the dictionary on a checkerboard, and frame, reconstruction, difference."""

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import paste

Rgb = UInt8[np.ndarray, "_ _ 3"]

SQUARE_PX = 4
LIGHT, DARK = 210, 160
GAP_PX = 2
SHEET_WIDTH_PX = 320


def checkerboard(width: int, height: int) -> Rgb:
    """Grey squares, so that transparency shows."""
    rows, columns = np.arange(height) // SQUARE_PX, np.arange(width) // SQUARE_PX
    light = (rows[:, None] + columns) % 2 == 0
    return np.repeat(np.where(light, LIGHT, DARK).astype(np.uint8)[..., None], 3, axis=2)


def dictionary_picture(art: Art) -> Rgb:
    """All sprites in the order of their ids, in lines, on a checkerboard."""
    spots, x, y, line = [], GAP_PX, GAP_PX, 0
    width = max([SHEET_WIDTH_PX, *(sprite.size[0] + 2 * GAP_PX for sprite in art.sprites)])
    for sprite in art.sprites:
        wide, high = sprite.size
        if x + wide + GAP_PX > width:
            x, y, line = GAP_PX, y + line + GAP_PX, 0
        spots.append((x, y))
        x, line = x + wide + GAP_PX, max(line, high)
    picture = checkerboard(width, y + line + GAP_PX)
    for sprite, (left, top) in zip(art.sprites, spots, strict=True):
        paste(picture, sprite.rgba, left, top)
    return picture


def triptych(frame: Rgb, reconstruction: Rgb) -> Rgb:
    """Frame, reconstruction, and their absolute difference, side by side."""
    difference = np.abs(frame.astype(np.int16) - reconstruction).astype(np.uint8)
    gap = np.full((frame.shape[0], GAP_PX, 3), DARK, np.uint8)
    return np.concatenate([frame, gap, reconstruction, gap, difference], axis=1)


def stacked(*pictures: Rgb) -> Rgb:
    """Pictures one above the other, left edges together."""
    width = max(picture.shape[1] for picture in pictures)
    return np.concatenate([np.pad(each, ((0, GAP_PX), (0, width - each.shape[1]), (0, 0))) for each in pictures])

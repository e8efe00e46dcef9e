"""The background pictures: a stitched world under its name, many rooms together as a contact sheet."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.report.board import Board, Rgb, Rgba, over_checker
from spritelift_runtime.window.theme import THEME

PAGE_WIDE = 1600
PAGE_HIGH = 1800
MOST_ZOOM = 4
GAP_PX = 16
CAPTION_PX = 36
CAPTION_WIDE = 170
LABEL_PX, LINE_PX = 12, 15
ROOMS_A_LINE = 3
"""Rooms are enlarged only as far as this many stand side by side."""


def world_pages(art: Art) -> Iterator[Rgb]:
    """Every background picture, in order, see-through where nothing was ever seen; on as many pages as needed."""
    zoom = world_zoom(art.backgrounds)
    lines, high = list[list[int]](), GAP_PX
    for line in _lines(art.backgrounds, zoom):
        tall = max(art.backgrounds[i].shape[0] * zoom for i in line) + CAPTION_PX + GAP_PX
        if lines and high + tall > PAGE_HIGH:
            yield _page(art, lines, zoom, high)
            lines, high = [], GAP_PX
        lines.append(line)
        high += tall
    if lines:
        yield _page(art, lines, zoom, high)


def world_zoom(pictures: Sequence[Rgba]) -> int:
    """The largest whole enlargement at which the widest fits the page, beside another one where there are rooms."""
    widest = max((picture.shape[1] for picture in pictures), default=1)
    abreast = min(ROOMS_A_LINE, max(len(pictures), 1))
    zooms = [((PAGE_WIDE - GAP_PX) // line - GAP_PX) // widest for line in (abreast, 1)]
    return max(1, min(MOST_ZOOM, zooms[0] or zooms[1]))


def wide_of(picture: UInt8[np.ndarray, "_ _ c"], zoom: int) -> int:
    """Width on the page in pixels; a narrow picture has its caption's."""
    return max(zoom * picture.shape[1], CAPTION_WIDE)


def unseen_share(picture: Rgba) -> float:
    """How much of a picture nobody ever saw, 0 to 1."""
    return float(np.mean(picture[..., 3] == 0)) if picture.size else 0.0


def caption(number: int, picture: Rgba) -> tuple[str, str]:
    """What stands over a picture: its file; its size, and how much of it is unknown."""
    unseen, size = unseen_share(picture), f"{picture.shape[1]}x{picture.shape[0]}"
    return f"backgrounds/{number:03d}.png", f"{size}, {100 * unseen:.1f} % never seen" if unseen else size


def _lines(pictures: Sequence[Rgba], zoom: int) -> Iterator[list[int]]:
    line, wide = list[int](), GAP_PX
    for i, picture in enumerate(pictures):
        if line and wide + wide_of(picture, zoom) + GAP_PX > PAGE_WIDE:
            yield line
            line, wide = [], GAP_PX
        line.append(i)
        wide += wide_of(picture, zoom) + GAP_PX
    if line:
        yield line


def _page(art: Art, lines: Sequence[Sequence[int]], zoom: int, high: int) -> Rgb:
    wides = [sum(wide_of(art.backgrounds[i], zoom) + GAP_PX for i in line) + GAP_PX for line in lines]
    board, y = Board(max(wides), high), GAP_PX
    for line in lines:
        x = GAP_PX
        for i in line:
            picture = over_checker(art.backgrounds[i], zoom)
            for line_number, words in enumerate(caption(i, art.backgrounds[i])):
                board.text(x, y + LINE_PX * line_number, words, LABEL_PX, (THEME.text, THEME.faint)[line_number], "lt")
            board.paste(picture, x, y + CAPTION_PX)
            x += wide_of(picture, 1) + GAP_PX
        y += max(art.backgrounds[i].shape[0] * zoom for i in line) + CAPTION_PX + GAP_PX
    return board.rgb

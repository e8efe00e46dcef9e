"""Sprites written as text: a palette, then one grid of letters a sprite.

    palette
    k 1d1630 outline
    o ee7b30 fur

    sprite coin_0 90ms
    .kk.
    koook
    ...

    sprite ship mirror        the left half; the right half is its mirror image

A dot is transparent. Frames of one animation are numbered `<animation>_0`, `<animation>_1`, ... Lines that start
with # are comments.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

Palette = dict[str, tuple[int, int, int, int]]
CLEAR = (0, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class Drawing:
    """One sprite as drawn: `rgba` is uint8 [h, w, 4], alpha 0 or 255."""

    name: str
    rgba: np.ndarray
    animation: str | None
    duration_ms: int


@cache
def drawings(name: str) -> tuple[Drawing, ...]:
    """Every sprite of `art/<name>.txt`, in the file's order; FileNotFoundError where there is none."""
    text = (resources.files("spritelift_assets") / "art" / f"{name}.txt").read_text(encoding="utf-8")
    return parsed(text)


def parsed(text: str) -> tuple[Drawing, ...]:
    """The sprites of a grid file's text.

    Raises:
        ValueError: a ragged grid, or a letter that the palette lacks.
    """
    lines = [line.rstrip() for line in text.splitlines() if not line.startswith("#")]
    sections = [part.split("\n") for part in re.split(r"\n{2,}", "\n".join(lines).strip())]
    palette = _palette(sections[0])
    heads = [section[0].split() for section in sections[1:]]
    frames = Counter(_animation(head[1]) for head in heads)
    return tuple(
        _drawing(head, _rgba(head[1], section[1:], palette, "mirror" in head), frames)
        for head, section in zip(heads, sections[1:], strict=True)
    )


def _palette(section: list[str]) -> Palette:
    rows = [line.split() for line in section[1:]]
    colours = {letter: bytes.fromhex(code) for letter, code, *_ in rows}
    return {letter: (c[0], c[1], c[2], 255) for letter, c in colours.items()} | {".": CLEAR}


def _animation(name: str) -> str:
    return re.sub(r"_\d+$", "", name)


def _drawing(head: list[str], rgba: np.ndarray, frames: Counter[str]) -> Drawing:
    name = head[1]
    animation = _animation(name) if frames[_animation(name)] > 1 else None
    milliseconds = [int(word[:-2]) for word in head[2:] if word.endswith("ms")]
    return Drawing(name, rgba, animation, *(milliseconds or [100]))


def _rgba(name: str, rows: list[str], palette: Palette, mirror: bool) -> np.ndarray:
    if mirror:
        rows = [row + row[::-1] for row in rows]
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        raise ValueError(f"sprite {name} has rows of {sorted(widths)} letters; make them all equally long.")
    if unknown := set("".join(rows)) - set(palette):
        raise ValueError(f"sprite {name} uses {sorted(unknown)}, which the palette lacks; add a line for each.")
    rgba = np.array([[palette[letter] for letter in row] for row in rows], np.uint8)
    rgba.setflags(write=False)
    return rgba

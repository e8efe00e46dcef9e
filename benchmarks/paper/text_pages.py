"""Pages of text whose every glyph is known (section 4.5 and Figure 11 of the first paper: scanned pages of Moby Dick).

Set in pygame's own font (FreeSansBold), each glyph at whole pixels; ink alone, antialiased, or as a scan: skewed by a
degree or less, blurred a little, on uneven and noisy paper. Every frame is a page of its own. Crops of a few pages,
which the paper trains on, would be frames of one still picture that a camera moves over, and mining says so.

The words are made up, letter by letter, each after the one before as often as in the opening of Moby Dick (Herman
Melville, 1851; in the public domain); or they are the passage itself, in which whole words keep coming back.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pygame
from scipy import ndimage

from spritelift_runtime.recording import Recording
from spritelift_runtime.truth import Truth

Look = Literal["clean", "antialiased", "scan"]
Words = Literal["made up", "passage"]

SIZE = (160, 128)
FRAMES = 200
FONT_PX = 18
"""What pygame's font is asked for; a line is two pixels less. At 18, no two characters look the same: at most sizes
around it, I and l do (and i, at some)."""
MARGIN_PX = 5
LINE_PX = 2
"""Space added between lines."""
LONGEST = 12
"""Letters of a made-up word."""
PAPER, INK = 250, 20
SKEW_DEG, BLUR_PX, GRAIN, STAIN = 1.0, 0.5, 5.0, 14.0
"""A scan's greatest skew; its blur; its noise, and how uneven its paper is, in levels of 255."""

PASSAGE = (
    "Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my purse, and "
    "nothing particular to interest me on shore, I thought I would sail about a little and see the watery part of the "
    "world. It is a way I have of driving off the spleen and regulating the circulation. Whenever I find myself "
    "growing grim about the mouth; whenever it is a damp, drizzly November in my soul; whenever I find myself "
    "involuntarily pausing before coffin warehouses, and bringing up the rear of every funeral I meet; and especially "
    "whenever my hypos get such an upper hand of me, that it requires a strong moral principle to prevent me from "
    "deliberately stepping into the street, and methodically knocking people's hats off; then, I account it high time "
    "to get to sea as soon as I can. This is my substitute for pistol and ball. With a philosophical flourish Cato "
    "throws himself upon his sword; I quietly take to the ship. There is nothing surprising in this. If they but knew "
    "it, almost all men in their degree, some time or other, cherish very nearly the same feelings towards the ocean "
    "with me."
)


@dataclass(frozen=True, eq=False)
class Glyph:
    """One character as it is printed."""

    ink: np.ndarray
    """float [h, w], 1 where all is ink; nothing empty around it."""
    left: int
    """From the pen to the ink."""
    top: int
    """From the line's top to the ink."""
    advance: int


@dataclass(frozen=True, eq=False)
class Page:
    """Ink, and whose it is."""

    ink: np.ndarray
    """float [h, w]."""
    owners: np.ndarray
    """uint16 [h, w]: 1 + the number, in the order of reading, of the glyph whose ink it is, 0 for paper."""
    characters: str


def record(
    out: Path,
    frames: int = FRAMES,
    seed: int = 0,
    look: Look = "clean",
    words: Words = "made up",
    letter_px: int = 0,
    size: tuple[int, int] = SIZE,
) -> Recording:
    """A recording of pages, with truth: each glyph's character (its class), the box of all its ink, the pixels of which
    ink is at least half.

    `letter_px` is space added between letters: as the font sets them, some touch.
    """
    rng = np.random.default_rng(seed)
    font = Type(antialiased=look != "clean", letter_px=letter_px)
    text = made_up(rng) if words == "made up" else passage(rng)
    names = tuple(sorted({character for character in PASSAGE if character != " "}))
    about = {"look": look, "words": words, "letter_px": letter_px}
    rows, segments = [], np.zeros((frames, size[1], size[0]), np.uint16)
    with Recording.create(out, size=size, fps=30, source="text_pages", seed=seed, **about) as recording:
        for t in range(frames):
            page = font.page(text, size)
            page, shown = scanned(page, rng) if look == "scan" else (page, printed(page.ink))
            segments[t] = np.where(page.ink >= 0.5, page.owners, 0)
            boxes = ndimage.find_objects(page.owners, max_label=len(page.characters))
            rows += [(t, names.index(c), *_box(found)) for c, found in zip(page.characters, boxes, strict=True)]
            recording.append(np.repeat(shown[..., None], 3, axis=2), action=0)
    Truth(np.array(rows, np.int32), segments, names).save(out / "truth.npz")
    return Recording.open(out)


class Type:
    """A font's glyphs, each printed once."""

    def __init__(self, *, antialiased: bool, letter_px: int) -> None:
        pygame.font.init()
        self._font = pygame.font.Font(None, FONT_PX)
        self._antialiased, self._letter_px = antialiased, letter_px
        self._glyphs: dict[str, Glyph] = {}
        self.line_px = self._font.get_linesize() + LINE_PX

    def glyph(self, character: str) -> Glyph:
        """A character, as it is printed wherever it stands."""
        if character not in self._glyphs:
            surface = self._font.render(character, self._antialiased, (0, 0, 0), (255, 255, 255))
            ink = 1 - pygame.surfarray.array3d(surface)[..., 0].T / 255
            rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
            inside = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink[:0, :0]
            left, top = (int(side[0]) if len(side) else 0 for side in (columns, rows))
            self._glyphs[character] = Glyph(inside, left, top, ink.shape[1] + self._letter_px)
        return self._glyphs[character]

    def page(self, text: Iterator[str], size: tuple[int, int]) -> Page:
        """A page full of words; no word is broken, none leaves the page."""
        ink, owners = np.zeros(size[::-1]), np.zeros(size[::-1], np.uint16)
        set_so_far, pen, y = "", MARGIN_PX, MARGIN_PX
        while True:
            word = next(text)
            wide = sum(self.glyph(character).advance for character in word)
            if pen + wide > size[0] - MARGIN_PX:
                pen, y = MARGIN_PX, y + self.line_px
            if y + self.line_px > size[1]:
                return Page(ink, owners, set_so_far)
            for character in word:
                set_so_far += character
                glyph = self.glyph(character)
                self._stamp(ink, owners, glyph, pen, y, len(set_so_far))
                pen += glyph.advance
            pen += self.glyph(" ").advance

    def _stamp(self, ink: np.ndarray, owners: np.ndarray, glyph: Glyph, pen: int, y: int, number: int) -> None:
        high, wide = glyph.ink.shape
        place = (slice(y + glyph.top, y + glyph.top + high), slice(pen + glyph.left, pen + glyph.left + wide))
        owners[place][glyph.ink > ink[place]] = number  # where two meet, a pixel is whose it is most
        ink[place] = np.maximum(ink[place], glyph.ink)


def made_up(rng: np.random.Generator) -> Iterator[str]:
    """Words without end: each letter after the one before as often as in the passage."""
    after: dict[str, list[str]] = {}
    for one, other in zip(PASSAGE, PASSAGE[1:] + " ", strict=True):
        after.setdefault(one, []).append(other)
    word, last = "", " "
    while True:
        last = after[last][rng.integers(len(after[last]))]
        if last != " ":
            word += last
        else:
            if 0 < len(word) <= LONGEST:
                yield word
            word = ""


def passage(rng: np.random.Generator) -> Iterator[str]:
    """The passage again and again, from a random word of it."""
    words = PASSAGE.split()
    number = int(rng.integers(len(words)))
    while True:
        yield words[number % len(words)]
        number += 1


def printed(ink: np.ndarray) -> np.ndarray:
    """uint8 [h, w]: ink on even paper."""
    return (PAPER + ink * (INK - PAPER)).round().astype(np.uint8)


def scanned(page: Page, rng: np.random.Generator) -> tuple[Page, np.ndarray]:
    """The page as it lay on the scanner, and uint8 [h, w] of the scan."""
    skew = rng.uniform(-SKEW_DEG, SKEW_DEG)
    ink = ndimage.rotate(page.ink, skew, reshape=False, order=1)
    owners = ndimage.rotate(page.owners, skew, reshape=False, order=0)
    stain = ndimage.gaussian_filter(rng.normal(size=ink.shape), 20, mode="wrap")
    paper = PAPER - STAIN * (stain - stain.min()) / np.ptp(stain)
    shown = paper + ndimage.gaussian_filter(ink, BLUR_PX) * (INK - paper) + rng.normal(0, GRAIN, ink.shape)
    return Page(ink, owners, page.characters), shown.round().clip(0, 255).astype(np.uint8)


def _box(found: tuple[slice, slice]) -> tuple[int, int, int, int]:
    rows, columns = found
    return columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start

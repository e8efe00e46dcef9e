"""A character's other frames, from one of them and a library of sheets (ours).

A recoloured character has the outlines of the one that it was made from, and characters of the same kit share those of
their hair, their armour, their boots. So the motion to follow is looked for by outlines, among all sheets: nobody has
to name it. The few characters that look most like the new one then say, pixel by pixel, where the wanted frame's
colours stood in the frame that is there; each is trusted where its outlines are the new one's. No pixel has a colour
that the new character hasn't.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64, UInt8

from spritelift_runtime.colour_codes import codes_of
from spritelift_runtime.errors import SizeError
from spritelift_runtime.recall.outlines import nearby_differences, outlines_of
from spritelift_runtime.recall.sheet_library import SheetLibrary

NEIGHBOURS = 8
"""Characters that are asked."""
REACH = 2
"""Pixels about each pixel in which outlines must be alike for it to be trusted."""
MISFIT = 3.0
"""Differences in there at which its word counts a third."""
STRANGER = 40.0
"""Differences between outlines at which a whole character's word counts a third."""
DOUBT = 1e-3
"""What a word counts at least: where no character has these outlines, the likeliest colour is better than none."""
UNHEARD = 0.1
"""Share of the words below which a wanted colour counts as one that the new character doesn't show."""
TIE = 1e-6

Cell = UInt8[np.ndarray, "h w 4"]
Outline = UInt8[np.ndarray, " byte"]


@dataclass(frozen=True, eq=False)
class Recalled:
    """What was found."""

    cells: Cell
    moments: tuple[int, int]
    """Frames of the library: the one that the character was in, and the one that it is in now."""
    known: Bool[np.ndarray, "h w"]
    """Where it isn't, the wanted colour wasn't there to be seen: the nearest of those that were stands for it."""


def recalled(library: SheetLibrary, x_c: Cell, x_t1: Cell, x_t2: Cell) -> Recalled:
    """The character of `x_c` as the one of `x_t1` is in `x_t2`: RGBA, of the library's size, on nothing.

    `x_c` may show any moment that the library has. The same moment as `x_t1` is preferred to others it looks as much
    like.

    Raises:
        SizeError: frames that are not of the library's size.
    """
    if x_c.shape != (*library.sides, 4):
        high, wide = library.sides
        raise SizeError(f"frames are {x_c.shape}, the library's are RGBA of {wide}x{high}.")
    codes = codes_of(np.stack([x_c, x_t1, x_t2]))
    own, first, second = outlines_of(codes)
    here, after = _moments(library, own, first, second)
    asked = _witnesses(library, own, here)
    groups, group = np.unique(asked.pixels(after), axis=1, return_inverse=True)
    heard = _heard(asked.pixels(here), groups, asked.words)
    number, known = _chosen(heard, codes[0].ravel(), UNHEARD * asked.trust.sum())
    picture = x_c.reshape(-1, 4)[number]
    picture[~known] = asked.nearest(groups[:, ~known], x_c)
    picture[picture[:, 3] == 0] = 0
    group = group.ravel()
    return Recalled(picture[group].reshape(x_c.shape), (here, after), known[group].reshape(x_c.shape[:2]))


@dataclass(frozen=True, eq=False)
class _Witnesses:
    """The characters that are asked, those most alike first."""

    library: SheetLibrary
    characters: Int64[np.ndarray, " k"]
    trust: Float[np.ndarray, " k"]
    words: Float[np.ndarray, "k pixel"]
    """What each one's word counts about each pixel of the frame that is there."""

    def pixels(self, frame: int) -> np.ndarray:
        """[k, pixel]: one frame, as numbers of each one's own palette."""
        return np.stack([self.library.sheets[i][frame].ravel() for i in self.characters])

    def nearest(self, groups: np.ndarray, x_c: Cell) -> UInt8[np.ndarray, "group 4"]:
        """The colours of `x_c` that are nearest to what they have there, in the mean; nothing where most have
        nothing."""
        palettes = [self.library.palettes[i] for i in self.characters]
        theirs = np.stack([colours[number] for colours, number in zip(palettes, groups, strict=True)]).astype(float)
        weight = self.trust[:, None] * (theirs[..., 3] > 0)
        mean = (theirs[..., :3] * weight[..., None]).sum(0) / np.maximum(weight.sum(0), TIE)[:, None]
        colours = np.unique(x_c[x_c[..., 3] > 0], axis=0)
        found = np.zeros((groups.shape[1], 4), np.uint8)
        there = weight.sum(0) > self.trust.sum() / 2
        if len(colours):
            off = ((mean[there, None] - colours[:, :3].astype(float)) ** 2).sum(2)
            found[there] = colours[off.argmin(1)]
        return found


def _moments(library: SheetLibrary, own: Outline, first: Outline, second: Outline) -> tuple[int, int]:
    """Where the character is now, and where the guide goes."""
    before, after = library.motion(first, second)
    unlike = library.unlike(own)
    return min(range(unlike.shape[1]), key=lambda frame: (unlike[:, frame].min(), frame != before)), after


def _witnesses(library: SheetLibrary, own: Outline, here: int) -> _Witnesses:
    unlike = library.unlike(own)[:, here]
    near = np.argsort(unlike, kind="stable")[:NEIGHBOURS]
    apart = nearby_differences(own, library.outlines[library.outline[near, here]], library.sides, REACH)
    trust = np.exp(-unlike[near] / STRANGER)
    words = (np.exp(-apart / MISFIT) + DOUBT) * trust[:, None]
    return _Witnesses(library, near, trust, words.astype(np.float32))


def _heard(
    there: np.ndarray, wanted: np.ndarray, words: Float[np.ndarray, "k pixel"]
) -> Float[np.ndarray, "group pixel"]:
    """For each group of wanted pixels, that all characters colour alike, and each pixel that is there: how many say
    that both have one colour."""
    heard = np.zeros((wanted.shape[1], there.shape[1]), np.float32)
    for mine, theirs, word in zip(wanted, there, words, strict=True):
        heard += (mine[:, None] == theirs) * word
    return heard


def _chosen(
    heard: Float[np.ndarray, "group pixel"], codes: np.ndarray, least: float
) -> tuple[Int64[np.ndarray, " group"], Bool[np.ndarray, " group"]]:
    """A pixel of the colour that has the best single pixel, and of several, most; and whether that is good enough."""
    order = np.argsort(codes, kind="stable")
    _, starts = np.unique(codes[order], return_index=True)
    best = np.maximum.reduceat(heard[:, order], starts, axis=1)
    every = np.add.reduceat(heard[:, order], starts, axis=1)
    colour = (best + TIE * every).argmax(1)
    return order[starts][colour], best.max(1) >= least

"""Clips of video game sprites, as the second paper takes them (4.4), and analogies between characters.

What it leaves open, and what is done here: a character stands in the middle of its canvas, or, if it moves (Figure 15),
up to 10 pixels beside it, anew on each frame. Backgrounds are Moving MNIST's, less two pixels a side. Half of the
analogies that a pixel head learns from begin at a clip's first frame, from which a sheet's other frames are asked for.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, UInt8
from moving_digits import SIDE as DIAMOND_SIDE
from moving_digits import backgrounds
from sprite_cast import SIDE, Cast, Cells, Indices

from spritelift_trainer.animator.clips import Pairs

FURTHEST = 10
"""Pixels that a moving character may be beside the middle."""
GRAY = 128
"""The canvas of "Ours-BG" (4.4)."""

Frames = UInt8[np.ndarray, "n 60 60 3"]


@dataclass(frozen=True, eq=False)
class Analogy:
    """Characters, each with a guide that goes from one moment of a clip to another, as it should itself."""

    character: Indices
    guide: Indices
    first: Indices
    """Frame numbers."""
    second: Indices


class SpriteClips:
    """What to learn from: clips of a cast on black, or on backgrounds of diamonds."""

    size = (SIDE, SIDE)

    def __init__(self, cast: Cast, behind: Frames | None = None, *, moving: bool = False) -> None:
        self.cast, self.behind, self.moving = cast, behind, moving
        self._starts = np.array([clip.start for clip in cast.clips])
        self._frames = np.array([clip.frames for clip in cast.clips])

    def pairs(self, count: int, seed: int, step: int) -> Pairs:
        """Two frames, not the same, of each of `count` clips."""
        behind, *cells = self.unlaid(count, np.random.default_rng((seed, step)))
        return np.stack([on(behind, each) for each in cells])

    def unlaid(self, count: int, random: np.random.Generator) -> tuple[Frames, Cells, Cells]:
        """Backgrounds, and two frames of characters that belong on them."""
        drawn = self.draw(count, random)
        behind = self.some_behind(count, random)
        first, second = (self.cast.frames(drawn.character, each) for each in (drawn.first, drawn.second))
        if self.moving:
            first, second = (beside(each, random) for each in (first, second))
        return behind, first, second

    def analogies(self, count: int, seed: int, step: int) -> UInt8[np.ndarray, "4 n h w 3"]:
        """x_c, x_t1, x_t2 and what is wanted, as the clips of all characters are alike frame by frame."""
        random = np.random.default_rng((seed, step, 1))
        drawn = self.draw(count, random, from_start=0.5)
        return np.stack(self.shown(drawn, self.some_behind(count, random), self.some_behind(count, random)))

    def shown(self, drawn: Analogy, behind: Frames, behind_guide: Frames) -> list[Frames]:
        """x_c, x_t1, x_t2 and what is wanted."""
        backs = (drawn.character, behind), (drawn.guide, behind_guide)
        (x_c, wanted), (x_t1, x_t2) = (
            [on(back, self.cast.frames(who, when)) for when in (drawn.first, drawn.second)] for who, back in backs
        )
        return [x_c, x_t1, x_t2, wanted]

    def draw(self, count: int, random: np.random.Generator, from_start: float = 0.0) -> Analogy:
        """Two characters, and two moments of a clip, not the same; in a share of them the first is the clip's first."""
        clip = random.integers(0, len(self._starts), count)
        frames = self._frames[clip]
        first = np.where(random.random(count) < from_start, 0, random.integers(0, frames))
        second = (first + random.integers(1, frames)) % frames
        character, guide = random.integers(0, len(self.cast), (2, count))
        return Analogy(character, guide, self._starts[clip] + first, self._starts[clip] + second)

    def some_behind(self, count: int, random: np.random.Generator) -> Frames:
        """Backgrounds at random, or black."""
        if self.behind is None:
            return np.zeros((count, SIDE, SIDE, 3), np.uint8)
        return self.behind[random.integers(0, len(self.behind), count)]


def diamonds(count: int, seed: int) -> Frames:
    """Backgrounds as Moving MNIST has them (4.2)."""
    edge = (DIAMOND_SIDE - SIDE) // 2
    return backgrounds(count, seed)[:, edge : edge + SIDE, edge : edge + SIDE]


def on(behind: Frames, cells: Cells) -> Frames:
    """Characters before backgrounds."""
    return np.where(there(cells)[..., None], cells[..., :3], behind)


def there(cells: Cells) -> Bool[np.ndarray, "n 60 60"]:
    """The characters' masks."""
    return cells[..., 3] > 0


def beside(cells: Cells, random: np.random.Generator) -> Cells:
    """Each character somewhere else in x; what leaves the canvas is lost."""
    return aside(cells, places(len(cells), random))


def places(count: int, random: np.random.Generator) -> Indices:
    """Pixels to the right of the middle."""
    return random.integers(-FURTHEST, FURTHEST + 1, count)


def aside(cells: Cells, across: Indices) -> Cells:
    """Characters so many pixels to the right."""
    moved = np.zeros_like(cells)
    for one, other, dx in zip(moved, cells, across, strict=True):
        one[:, max(dx, 0) : SIDE + min(dx, 0)] = other[:, max(-dx, 0) : SIDE - max(dx, 0)]
    return moved

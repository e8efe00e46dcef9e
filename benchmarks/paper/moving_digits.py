"""Moving MNIST on backgrounds of diamonds, as the second paper makes it (4.2, 4.3).

What it leaves open, and what is done here: how fast a rotation follows a translation (either with even chances), about
what a digit turns (its own middle), when it leaves the image (its middle comes nearer to an edge than half its 28
pixels; the middle of a digit that turns stays), and which pixels are a digit's (those brighter than a fifth, after
bilinear sampling).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64, UInt8
from PIL import ImageColor
from torch.nn import functional as F  # noqa: N812

from spritelift_runtime.errors import ConfigError

SIDE = 64
DIGIT = 28
DIAMONDS = 5
RADII = (7, 10)
FRAMES = 5
"""M (4.3)."""
BACKGROUNDS = 64
"""B (4.2)."""
SHIFTS = np.array([n for n in range(-10, 11, 2) if n])
ANGLES = np.array([n for n in range(-15, 16, 3) if n])
INK = 51
"""A pixel from this value on is the digit's."""
COLOURS = np.array([ImageColor.getrgb(name) for name in sorted(ImageColor.colormap) if name != "black"], np.uint8)
"""CSS4's, of which Pillow has the same table as Matplotlib; black is the digits' own."""


def backgrounds(count: int, seed: int) -> UInt8[np.ndarray, "n 64 64 3"]:
    """One colour, and five diamonds, each in another one."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE]
    made = np.empty((count, SIDE, SIDE, 3), np.uint8)
    for picture in made:
        behind, *colours = random.permutation(COLOURS)[: DIAMONDS + 1]
        picture[:] = behind
        for colour in colours:
            (across, down), radius = random.integers(0, SIDE, 2), random.integers(RADII[0], RADII[1] + 1)
            picture[abs(x - across) + abs(y - down) <= radius] = colour
    return made


@dataclass(frozen=True, eq=False)
class Paths:
    """Where the digits of some clips are on each of their frames."""

    middle: Float[np.ndarray, "clip digit frame 2"]
    """x and y of a digit's middle, pixels; 0 is the canvas's left or upper edge."""
    angle: Float[np.ndarray, "clip digit frame"]
    """Radians, clockwise as seen, as y points down."""

    def motion(self, first: Int64[np.ndarray, " clip"], second: Int64[np.ndarray, " clip"], digit: int = 0) -> "Motion":
        """How one digit of each clip moves from one frame to another."""
        clip = np.arange(len(first))
        middle, angle = self.middle[:, digit], self.angle[:, digit]
        return Motion(middle[clip, first], middle[clip, second], angle[clip, second] - angle[clip, first])


@dataclass(frozen=True, eq=False)
class Motion:
    """A turn about a point, and a shift of it."""

    before: Float[np.ndarray, "clip 2"]
    after: Float[np.ndarray, "clip 2"]
    angle: Float[np.ndarray, " clip"]

    def inverse(self) -> Float[np.ndarray, "clip 2 3"]:
        """T^X as T^Z has it: where each point comes from, in coordinates in which the canvas reaches from -1 to 1."""
        turn = rotations(-self.angle)
        here, there = (2 * point / SIDE - 1 for point in (self.before, self.after))
        return np.concatenate([turn, (here - np.einsum("nab,nb->na", turn, there))[..., None]], -1)

    def forward(self) -> Float[np.ndarray, "clip 2 3"]:
        """T^X itself: where each point goes to."""
        return Motion(self.after, self.before, -self.angle).inverse()


def rotations(angle: Float[np.ndarray, " n"]) -> Float[np.ndarray, "n 2 2"]:
    """Of points (x, y) by an angle from x to y."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)


def paths(clips: int, digits: int, random: np.random.Generator) -> Paths:
    """Random placements, and random turns or shifts from frame to frame, again where a digit would leave (4.3)."""
    shape = (clips, digits)
    middle, angle = np.empty((*shape, FRAMES, 2)), np.zeros((*shape, FRAMES))
    middle[:, :, 0] = random.integers(DIGIT // 2, SIDE - DIGIT // 2 + 1, (*shape, 2))
    for t in range(1, FRAMES):
        left = np.ones(shape, bool)
        while left.any():
            turns = random.random(shape) < 0.5
            shift = np.where(turns[..., None], 0, random.choice(SHIFTS, (*shape, 2)))
            turn = np.where(turns, np.radians(random.choice(ANGLES, shape)), 0.0)
            middle[:, :, t] = np.where(left[..., None], middle[:, :, t - 1] + shift, middle[:, :, t])
            angle[:, :, t] = np.where(left, angle[:, :, t - 1] + turn, angle[:, :, t])
            nearest = np.minimum(middle[:, :, t], SIDE - middle[:, :, t]).min(-1)
            left &= nearest < DIGIT // 2
    return Paths(middle, angle)


def masks(
    digits: UInt8[np.ndarray, "n 28 28"], middle: Float[np.ndarray, "n 2"], angle: Float[np.ndarray, " n"]
) -> Bool[np.ndarray, "n 64 64"]:
    """Which pixels of the canvas are a digit's, turned about its middle and put there."""
    turn = rotations(-angle) * SIDE / DIGIT
    shift = np.einsum("nab,nb->na", turn, 2 * middle / SIDE - 1)
    theta = torch.from_numpy(np.concatenate([turn, -shift[..., None]], -1)).float()
    grid = F.affine_grid(theta, [len(digits), 1, SIDE, SIDE], align_corners=False)
    return (F.grid_sample(torch.from_numpy(digits)[:, None].float(), grid, align_corners=False)[:, 0] >= INK).numpy()


def drawn(behind: UInt8[np.ndarray, "n 64 64 3"], digit: Bool[np.ndarray, "n 64 64"]) -> UInt8[np.ndarray, "n 64 64 3"]:
    """Backgrounds with the digits' pixels blackened."""
    return np.where(digit[..., None], np.uint8(0), behind)


class MovingDigits:
    """Clips of moving digits, to learn from or to be tested on."""

    size = (SIDE, SIDE)

    def __init__(
        self, glyphs: UInt8[np.ndarray, "glyph 28 28"], behind: UInt8[np.ndarray, "b 64 64 3"], digits: int = 1
    ) -> None:
        if digits < 1:
            raise ConfigError(f"clips of {digits} digits can't show anything. Give 1 or more.")
        self.glyphs, self.behind, self.digits = glyphs, behind, digits

    def pairs(self, count: int, seed: int, step: int) -> UInt8[np.ndarray, "2 n 64 64 3"]:
        """Two frames, not the same, of each of `count` clips."""
        scenes = self.drawn_for(count, seed, step)
        return np.stack([scenes.frames(scenes.first), scenes.frames(scenes.second)])

    def drawn_for(self, count: int, seed: int, step: int) -> "Scenes":
        """The clips of which `pairs` shows two frames."""
        return self.scenes(count, np.random.default_rng((seed, step)))

    def scenes(self, count: int, random: np.random.Generator) -> "Scenes":
        """Random clips, and two frame numbers of each."""
        glyphs = self.glyphs[random.integers(0, len(self.glyphs), (count, self.digits))]
        behind = self.behind[random.integers(0, len(self.behind), count)]
        first = random.integers(0, FRAMES, count)
        second = (first + random.integers(1, FRAMES, count)) % FRAMES
        return Scenes(glyphs, behind, paths(count, self.digits, random), first, second)


@dataclass(frozen=True, eq=False)
class Scenes:
    """Clips before they are drawn."""

    glyphs: UInt8[np.ndarray, "clip digit 28 28"]
    behind: UInt8[np.ndarray, "clip 64 64 3"]
    paths: Paths
    first: Int64[np.ndarray, " clip"]
    second: Int64[np.ndarray, " clip"]

    @property
    def motion(self) -> Motion:
        """Of the first digit, from the first frame to the second."""
        return self.paths.motion(self.first, self.second)

    @property
    def motions(self) -> list[Motion]:
        """Of each digit."""
        return [self.paths.motion(self.first, self.second, digit) for digit in range(self.glyphs.shape[1])]

    def unrolled(self, clip: int) -> "Scenes":
        """One of the clips, once for each of its frames: from its first frame to that one."""
        steps = np.arange(FRAMES)
        return replace(self.only(np.full(FRAMES, clip)), first=np.zeros_like(steps), second=steps)

    def only(self, chosen: Int64[np.ndarray, " some"]) -> "Scenes":
        """Some of the clips, in that order."""
        paths = Paths(self.paths.middle[chosen], self.paths.angle[chosen])
        return Scenes(self.glyphs[chosen], self.behind[chosen], paths, self.first[chosen], self.second[chosen])

    def mask(self, frame: Int64[np.ndarray, " clip"]) -> Bool[np.ndarray, "clip 64 64"]:
        """Where the digits are on one frame of each clip."""
        clip, digits = np.arange(len(frame)), range(self.glyphs.shape[1])
        each = [self._mask(d, self.paths.middle[clip, d, frame], self.paths.angle[clip, d, frame]) for d in digits]
        return np.any(each, axis=0)

    def frames(self, frame: Int64[np.ndarray, " clip"]) -> UInt8[np.ndarray, "clip 64 64 3"]:
        """One frame of each clip."""
        return drawn(self.behind, self.mask(frame))

    def transformed(self, motions: Sequence[Motion], canvas: bool) -> UInt8[np.ndarray, "clip 64 64 3"]:
        """The first frames' digits, each moved as another clip's digit of the same number: turned about their own
        middles, or about the others' (`canvas`: the affine map that moves the other, applied to the whole canvas)."""
        return drawn(self.behind, np.any([self._moved(d, motion, canvas) for d, motion in enumerate(motions)], axis=0))

    def _moved(self, digit: int, motion: Motion, canvas: bool) -> Bool[np.ndarray, "clip 64 64"]:
        clip = np.arange(len(self.first))
        middle, angle = self.paths.middle[clip, digit, self.first], self.paths.angle[clip, digit, self.first]
        shifted = middle + motion.after - motion.before
        if canvas:
            shifted = motion.after + np.einsum("nab,nb->na", rotations(motion.angle), middle - motion.before)
        return self._mask(digit, shifted, angle + motion.angle)

    def _mask(self, digit: int, middle: np.ndarray, angle: np.ndarray) -> Bool[np.ndarray, "clip 64 64"]:
        return masks(self.glyphs[:, digit], middle, angle)

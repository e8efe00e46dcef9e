"""A clip as the first paper's tennis video (section 4.4, Figure 9): somebody walks before a slowly panning picture.

Head, trunk and limbs are capsules with soft edges, shaded as if they were round; the camera pans over a photograph
(photograph.py) at half its size, in whole pixels; every pixel has noise as a camera's. The truth says which pixels are
the figure's, so that segmentation by chosen sprites has something to be measured against.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from photograph import CREDIT, photograph, written

from spritelift_runtime.recording import Recording
from spritelift_runtime.segmenting import read_mask
from spritelift_runtime.truth import Truth

SIZE = (128, 128)
FRAMES = 1000
FRAMES_A_PIXEL = 4
"""How slowly the camera pans."""
STRIDE_PX = 30.0
"""Way of one whole cycle, both steps."""
SWING = 0.55
"""Greatest angle of a thigh, in radians."""
GROUND_Y = 118
LEG, ARM, TRUNK = 10.0, 7.5, 15.0
"""Length of one bone of each, in pixels."""
STAND = (10, 30)
"""Frames between two walks: least, most."""
NOISE = 2.0
"""Standard deviation of the camera's noise, in levels of 255."""
SKIN, HAIR, SHIRT, TROUSERS, SHOES = (226, 172, 138), (70, 44, 30), (214, 226, 240), (52, 60, 112), (40, 36, 40)
FAR = 0.72
"""Brightness of the arm and leg behind."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Limb:
    """A capsule: all that is no further than `radius` from the line between two points."""

    start: Point
    end: Point
    radius: float
    colour: tuple[float, ...]


@dataclass(frozen=True)
class Pose:
    """The figure on one frame."""

    x: float
    phase: float
    """Of the walk, in radians."""
    swing: float
    """Greatest angle of the thighs now: 0 where it stands."""
    facing: int
    """1 to the right, -1 to the left."""


def record(out: Path, frames: int = FRAMES, seed: int = 0, noise: float = NOISE) -> Recording:
    """A recording of the walk, with truth: one placement a frame, and the figure's pixels."""
    rng = np.random.default_rng(seed)
    scenery = halved(photograph())
    poses, segments = list(walk(frames, rng)), np.zeros((frames, SIZE[1], SIZE[0]), np.uint16)
    shown = _frames(scenery, poses, segments, noise, rng)
    recording = written(out, shown, SIZE, source="walker_video", seed=seed, credit=CREDIT)
    boxes = [(t, 0, *box(segment > 0)) for t, segment in enumerate(segments)]
    Truth(np.array(boxes, np.int32), segments, ("walker",)).save(out / "truth.npz")
    return recording


def segmentation_iou(masks: Path, truth: Truth, numbers: Iterable[int]) -> float:
    """Intersection over union of the figure and what `spritelift segment` wrote to `masks`, over all those frames."""
    both = either = 0
    for number in numbers:
        found, there = read_mask(masks, number), truth.segments[number] > 0
        both += int((found & there).sum())
        either += int((found | there).sum())
    return both / max(either, 1)


def _frames(
    scenery: np.ndarray, poses: list[Pose], segments: np.ndarray, noise: float, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Frame after frame; writes into `segments` where the figure is."""
    for t, pose in enumerate(poses):
        x = camera_x(t, scenery.shape[1] - SIZE[0])
        canvas = scenery[-SIZE[1] :, x : x + SIZE[0]].copy()
        segments[t] = paint(canvas, limbs(pose)) >= 0.5
        canvas += rng.normal(0, noise, canvas.shape)
        yield canvas.round().clip(0, 255).astype(np.uint8)


def camera_x(t: int, room: int) -> int:
    """Left edge of what the camera sees; it turns around at the ends of `room`."""
    gone = t // FRAMES_A_PIXEL % (2 * room)
    return min(gone, 2 * room - gone)


def halved(picture: np.ndarray) -> np.ndarray:
    """float [h / 2, w / 2, 3]: means of four pixels."""
    high, wide = (side // 2 * 2 for side in picture.shape[:2])
    return picture[:high, :wide].reshape(high // 2, 2, wide // 2, 2, 3).mean((1, 3))


def walk(frames: int, rng: np.random.Generator) -> Iterator[Pose]:
    """From one random place to another, a pixel a frame, standing for a while at each."""
    x, phase, swing, facing, rest, goal = SIZE[0] / 2, 0.0, 0.0, 1, 0, SIZE[0] / 2
    for _ in range(frames):
        if rest == 0 and abs(goal - x) < 1:
            goal, rest = float(rng.integers(20, SIZE[0] - 20)), int(rng.integers(*STAND))
        walking = rest == 0
        rest = max(0, rest - 1)
        if walking:
            facing = 1 if goal > x else -1
            x += facing
            phase += 2 * math.pi / STRIDE_PX
        swing += 0.25 * (SWING * walking - swing)  # nobody stops within a frame
        yield Pose(x, phase, swing, facing)


def limbs(pose: Pose) -> list[Limb]:
    """The figure's parts, back to front."""
    bob = 1.2 * pose.swing * abs(math.sin(pose.phase))
    hip = (pose.x, GROUND_Y - 2 * LEG - 2 + 6 * (1 - math.cos(pose.swing)) - bob)
    neck = (hip[0] + pose.facing * 2 * pose.swing, hip[1] - TRUNK)
    face = (neck[0] + pose.facing * 0.8, neck[1] - 5.5)
    trunk = [Limb((hip[0], hip[1] - 1), (neck[0], neck[1] + 2), 4.6, SHIRT), Limb(neck, face, 2, SKIN)]
    crown = (face[0] - pose.facing, face[1] - 2.2), (face[0], face[1] - 2.8)
    head = [Limb(face, face, 4.6, SKIN), Limb(*crown, 3.2, HAIR)]
    return [
        *arm(pose, neck, math.sin(pose.phase), FAR),
        *leg(pose, hip, -math.sin(pose.phase), -math.cos(pose.phase), FAR),
        *leg(pose, hip, math.sin(pose.phase), math.cos(pose.phase), 1.0),
        *trunk,
        *head,
        *arm(pose, neck, -math.sin(pose.phase), 1.0),
    ]


def leg(pose: Pose, hip: Point, forward: float, lifted: float, bright: float) -> list[Limb]:
    """Thigh, shin and shoe; the knee bends while the leg is brought forward."""
    thigh = pose.swing * forward
    shin = thigh - 1.6 * pose.swing * max(0.0, lifted)
    knee = bone(hip, thigh, LEG, pose.facing)
    foot = bone(knee, shin, LEG, pose.facing)
    toe = (foot[0] + pose.facing * 3.5, foot[1] + 0.4)
    return [
        Limb(foot, toe, 1.8, shade(SHOES, bright)),
        Limb(knee, foot, 2.2, shade(TROUSERS, bright)),
        Limb(hip, knee, 3.0, shade(TROUSERS, bright)),
    ]


def arm(pose: Pose, neck: Point, forward: float, bright: float) -> list[Limb]:
    """Upper arm in a sleeve, forearm, bent a little."""
    shoulder = (neck[0], neck[1] + 3)
    upper = pose.swing * forward
    elbow = bone(shoulder, upper, ARM, pose.facing)
    hand = bone(elbow, upper + 0.25 + 0.5 * pose.swing, ARM, pose.facing)
    return [Limb(elbow, hand, 1.7, shade(SKIN, bright)), Limb(shoulder, elbow, 2.4, shade(SHIRT, 0.9 * bright))]


def bone(start: Point, angle: float, length: float, facing: int) -> Point:
    """Where a bone ends that hangs from `start`, turned forward by `angle`."""
    return start[0] + facing * length * math.sin(angle), start[1] + length * math.cos(angle)


def shade(colour: tuple[int, int, int], bright: float) -> tuple[float, ...]:
    """A colour made darker."""
    return tuple(bright * channel for channel in colour)


def paint(canvas: np.ndarray, parts: list[Limb]) -> np.ndarray:
    """Paint the parts onto float [h, w, 3], in place; gives how much of each pixel they cover, float [h, w]."""
    y, x = np.mgrid[: canvas.shape[0], : canvas.shape[1]]
    covered = np.zeros(canvas.shape[:2])
    for part in parts:
        (x0, y0), (dx, dy) = part.start, np.subtract(part.end, part.start)
        along = ((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-9)
        along = along.clip(0, 1)
        far = np.hypot(x - x0 - along * dx, y - y0 - along * dy)
        cover = (part.radius + 0.5 - far).clip(0, 1)  # an edge one pixel soft
        round_shade = 1 - 0.35 * (far / part.radius).clip(0, 1) ** 2
        canvas += cover[..., None] * (round_shade[..., None] * part.colour - canvas)
        covered += cover * (1 - covered)
    return covered


def box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """x, y, width, height of what is set."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1

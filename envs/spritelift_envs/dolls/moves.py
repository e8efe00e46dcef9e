"""What the cast does: five animations from four sides, each a table of key poses through which limbs turn.

Angles are degrees from hanging down, forwards (to the right) positive; a weapon's are from pointing up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from spritelift_envs.dolls.puppet import Stance

ANIMATIONS = {"spellcast": 7, "thrust": 8, "walk": 9, "slash": 6, "shoot": 13}
"""Frames of each, as many as those of the Liberated Pixel Cup have."""
VIEWS = ("up", "left", "down", "right")

MIRRORED = ("left", "up")
"""Views that are mirrored once they are drawn: from behind, a right hand is on the right."""

COLUMNS = (
    "near_upper", "near_fore", "far_upper", "far_fore", "near_leg", "far_leg", "weapon", "bow",
    "lean_x", "lean_y", "near_foot", "far_foot",
)  # fmt: skip
"""Turns of parts; shifts of all above the hip; how far feet are off the ground."""
ABOVE = ("back_hair", "torso", "head", "hair", "near_upper", "far_upper")
"""What leans."""

Keys = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Clip:
    """One of the clips that every character has."""

    animation: str
    view: str
    start: int
    """Its first frame, among all of a character's."""
    frames: int


def clips_of(frames: Sequence[tuple[str, int]], views: Sequence[str]) -> tuple[Clip, ...]:
    """The clips of animations with so many frames, one view after the other."""
    each = [(animation, view, count) for animation, count in frames for view in views]
    ends = accumulate(count for *_, count in each)
    return tuple(Clip(name, view, end - count, count) for (name, view, count), end in zip(each, ends, strict=True))


def seen_from(view: str) -> str:
    """The view as which it is drawn."""
    return "right" if view == "left" else view


def stances(animation: str, view: str) -> list[Stance]:
    """A clip's poses, frame by frame."""
    keys, count = np.array(KEYS[animation, seen_from(view)], float), ANIMATIONS[animation]
    at = np.linspace(0, len(keys) - 1, count)
    rows = np.stack([np.interp(at, range(len(keys)), column) for column in keys.T], 1).round().astype(int)
    return [_stance(dict(zip(COLUMNS, row, strict=True)), flipped=view in MIRRORED) for row in rows.tolist()]


def _stance(row: dict[str, int], *, flipped: bool) -> Stance:
    turns = {name: row[name] for name in COLUMNS[:8]}
    shifts = dict.fromkeys(ABOVE, (row["lean_y"], row["lean_x"]))
    feet = {f"{side}_leg": (-row[f"{side}_foot"], 0) for side in ("near", "far")}
    return Stance(turns, shifts=shifts | feet, flipped=flipped)


def _walk(swing: int) -> Keys:
    """Standing, then eight frames of two steps. From the side limbs swing; from front and back (0) feet come up."""
    side = bool(swing)
    rows = []
    for n in range(9):
        phase = math.pi * (n - 1) / 4
        s, c = (math.sin(phase), math.cos(phase)) if n else (0.0, 0.0)
        arm, leg, up = round(swing * s), round(1.15 * swing * s), int(n > 0 and abs(s) < 0.5)
        arms = (-arm - 6, 24 - arm, arm + 6, arm + 20) if side else (-14, round(6 + 14 * s), 14, round(14 * s) - 6)
        passing = int(c > 0.5), int(c < -0.5)
        feet = (
            (2 * passing[0], 2 * passing[1])
            if side
            else (max(passing[0], round(4 * s)), max(passing[1], round(-4 * s)))
        )
        weapon = -58 - arm // 3 if side else 24
        rows.append((*arms, leg, -leg, weapon, 0, 0 if side else round(s), -up, *feet))
    return rows


KEYS: dict[tuple[str, str], Keys] = {
    ("walk", "right"): _walk(30),
    ("walk", "down"): _walk(0),
    ("walk", "up"): _walk(0),
    ("slash", "right"): (
        (150, 190, 20, 40, 8, -8, 40, 0, -1, 0, 0, 0),
        (165, 215, 10, 30, 12, -10, 62, 0, -2, 0, 0, 0),
        (130, 140, -10, 10, 0, 0, -10, 0, 0, 0, 0, 0),
        (80, 85, -30, -10, -14, 14, -80, 0, 2, 1, 0, 0),
        (40, 50, -40, -20, -18, 18, -125, 0, 2, 1, 0, 0),
        (25, 40, -30, -10, -14, 14, -140, 0, 1, 1, 0, 0),
    ),
    ("slash", "down"): (
        (-120, -165, 20, 10, 0, 0, -10, 0, -1, 0, 0, 0),
        (-135, -190, 26, 14, 0, 0, -30, 0, -1, 0, 0, 0),
        (-60, -120, 24, 12, 0, 0, 30, 0, 0, 0, 0, 0),
        (-40, -30, 24, 6, 0, 0, 120, 0, 1, 0, 0, 0),
        (-16, 60, 20, 0, 0, 0, 215, 0, 1, 1, 0, 0),
        (-14, 70, 18, 0, 0, 0, 245, 0, 1, 1, 0, 0),
    ),
    ("slash", "up"): (
        (-120, -165, 20, 10, 0, 0, -10, 0, -1, 0, 0, 0),
        (-135, -190, 26, 14, 0, 0, -30, 0, -1, 0, 0, 0),
        (-110, -140, 24, 12, 0, 0, 20, 0, 0, 0, 0, 0),
        (-64, -74, 24, 6, 0, 0, 62, 0, 1, -1, 0, 0),
        (-40, -30, 20, 0, 0, 0, 100, 0, 1, 0, 0, 0),
        (-30, -10, 18, 0, 0, 0, 130, 0, 1, 0, 0, 0),
    ),
    ("thrust", "right"): (
        (0, 40, 20, 50, 0, 0, -90, 0, 0, 0, 0, 0),
        (-50, 50, 10, 70, 10, -8, -90, 0, -2, 0, 0, 0),
        (-60, 45, 0, 70, 12, -10, -90, 0, -3, 0, 0, 0),
        (40, 80, -20, 20, -14, 14, -90, 0, 1, 1, 0, 0),
        (84, 88, -40, -10, -22, 22, -90, 0, 2, 1, 0, 0),
        (70, 84, -30, 0, -16, 16, -90, 0, 2, 1, 0, 0),
        (20, 60, 0, 30, -4, 4, -90, 0, 0, 0, 0, 0),
        (8, 46, 12, 40, 0, 0, -88, 0, 0, 0, 0, 0),
    ),
    ("thrust", "down"): (
        (-40, 60, 20, 0, 0, 0, 180, 0, 0, 0, 0, 0),
        (-80, 70, 24, 0, 0, 0, 180, 0, 0, -1, 0, 0),
        (-100, 80, 28, 0, 0, 0, 180, 0, 0, -1, 0, 0),
        (-40, 50, 20, 0, 0, 0, 180, 0, 0, 1, 0, 0),
        (-28, 52, 16, -8, 0, 0, 180, 0, 0, 0, 0, 0),
        (-32, 54, 16, -8, 0, 0, 180, 0, 0, 0, 0, 0),
        (-36, 50, 20, 0, 0, 0, 180, 0, 0, 0, 0, 0),
        (-46, 56, 18, -2, 0, 0, 180, 0, 0, 0, 0, 0),
    ),
    ("thrust", "up"): (
        (-30, -150, 20, 6, 0, 0, 0, 0, 0, 0, 0, 0),
        (-20, -120, 24, 10, 0, 0, 0, 0, 0, 1, 0, 0),
        (-10, -110, 28, 14, 0, 0, 0, 0, 0, 1, 0, 0),
        (-110, -170, 20, 0, 0, 0, 0, 0, 0, -1, 0, 0),
        (-150, -178, 16, -8, 0, 0, 0, 0, 0, -2, 0, 0),
        (-130, -174, 16, -8, 0, 0, 0, 0, 0, -1, 0, 0),
        (-60, -160, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (-40, -154, 20, 4, 0, 0, 0, 0, 0, 0, 0, 0),
    ),
    ("spellcast", "right"): (
        (10, 40, 20, 50, 0, 0, 0, 0, 0, 0, 0, 0),
        (40, 90, 50, 100, -4, 4, 0, 0, 0, 1, 0, 0),
        (80, 130, 90, 140, -8, 8, 6, 0, -1, 0, 0, 0),
        (120, 165, 130, 170, -10, 10, 12, 0, -2, 0, 0, 0),
        (100, 120, 110, 130, 4, -4, -20, 0, 1, 0, 0, 0),
        (70, 85, 80, 95, 10, -10, -50, 0, 2, 1, 0, 0),
        (64, 80, 74, 90, 10, -10, -54, 0, 2, 1, 0, 0),
    ),
    ("spellcast", "down"): (
        (-14, 10, 14, -10, 0, 0, 0, 0, 0, 0, 0, 0),
        (-30, -60, 30, 60, 0, 0, 4, 0, 0, 1, 0, 0),
        (-60, -120, 60, 120, 0, 0, 8, 0, 0, 1, 0, 0),
        (-100, -160, 100, 160, 0, 0, 14, 0, 0, 0, 0, 0),
        (-130, -172, 130, 172, 0, 0, 20, 0, 0, -1, 0, 0),
        (-112, -150, 112, 150, 0, 0, 28, 0, 0, -1, 0, 0),
        (-100, -140, 100, 140, 0, 0, 32, 0, 0, 0, 0, 0),
    ),
    ("shoot", "right"): (
        (10, 30, 40, 60, 0, 0, 0, -30, 0, 0, 0, 0),
        (60, 80, 86, 88, -4, 4, 0, 0, 0, 0, 0, 0),
        (30, 110, 90, 90, -10, 10, 0, 0, -1, 0, 0, 0),
        (-40, 110, 90, 90, -14, 14, 0, 0, -2, 0, 0, 0),
        (-50, 115, 90, 90, -14, 14, 0, 0, -2, 0, 0, 0),
        (-100, -60, 90, 90, -12, 12, 0, 0, -1, 0, 0, 0),
        (-40, 0, 80, 84, -4, 4, 0, -6, 0, 0, 0, 0),
    ),
    ("shoot", "down"): (
        (-14, 10, 14, -10, 0, 0, 0, -70, 0, 0, 0, 0),
        (-30, 60, 20, -50, 0, 0, 0, -90, 0, 0, 0, 0),
        (-50, 90, 16, -50, 0, 0, 0, -90, 0, -1, 0, 0),
        (-80, 100, 12, -46, 0, 0, 0, -90, 0, -1, 0, 0),
        (-84, 105, 12, -46, 0, 0, 0, -90, 0, -1, 0, 0),
        (-110, -130, 16, -50, 0, 0, 0, -90, 0, 0, 0, 0),
        (-40, -20, 16, -30, 0, 0, 0, -80, 0, 0, 0, 0),
    ),
}  # fmt: skip
KEYS["spellcast", "up"] = KEYS["spellcast", "down"]
KEYS["shoot", "up"] = [[*row[:7], row[7] + 180, *row[8:]] for row in KEYS["shoot", "down"]]

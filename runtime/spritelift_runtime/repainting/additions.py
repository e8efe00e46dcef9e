"""What was drawn beyond a pose's outline moves with the body part that it touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Bool, Float32
from scipy.ndimage import distance_transform_edt, label

from spritelift_runtime.repainting.agreement import Ids
from spritelift_runtime.repainting.outcomes import CARRIED, Look
from spritelift_runtime.repainting.pointing import TURNED, Motion

AROUND = 0.3
"""How far around an addition the body is looked at, as a share of its larger side."""
LEAST_AROUND_PX = 4.0
EMPTY = 0.4
"""What a transparent pixel counts there, of an opaque one."""
VOTES = 0.3
"""What it counts that the pixels there point the same way, beside that they look alike."""
UNLIKE = 0.85
"""A place that agrees less is unsure."""
SLACK_PX = 2
"""Pixels that moved so little otherwise belong to the same part still."""
_TOUCHING = np.ones((3, 3), int)


@dataclass(frozen=True)
class Seat:
    """Where an addition goes."""

    motion: Motion
    agreement: float
    """Of the body around it, in [0, 1]."""


def add(out: Ids, unsure: np.ndarray, target: Ids, looks: Sequence[Look], alike: Float32[np.ndarray, "c c"]) -> None:
    """Paint every addition of the examples onto `out` (in place) where the part it sits on has moved to."""
    for group in _same_things(looks):
        seats = [seat_of(target, look, part, alike) for look, part in group]
        worth = [
            seat.agreement * (1.0 if look.example.given else CARRIED**0.25)
            for (look, _), seat in zip(group, seats, strict=True)
        ]
        best = int(np.argmax(worth))
        look, part = group[best]
        _paint(out, unsure, target, look, part, seats[best])


def seat_of(target: Ids, look: Look, part: Bool[np.ndarray, "_ _"], alike: Float32[np.ndarray, "c c"]) -> Seat:
    """The motion under which the body around `part` looks most like the target's there."""
    old = look.example.old
    far = distance_transform_edt(~part)
    reach = max(LEAST_AROUND_PX, AROUND * max(np.ptp(np.nonzero(part)[0]), np.ptp(np.nonzero(part)[1])))
    weight = np.where(far <= reach, np.where(old > 0, 1.0, EMPTY) / (1 + far / 2), 0.0)
    votes = _votes(look, (far <= reach) & (old > 0))
    best = Seat(look.pointing.motions[0], -1.0)
    most = -np.inf
    for view in {motion.view for motion in votes}:
        seen, weights = view.of(old), view.of(weight)
        y, x = np.nonzero(weights)
        for motion in (motion for motion in votes if motion.view == view):
            there = _at(target, y + motion.dy, x + motion.dx)
            agreed = float((weights[y, x] * alike[seen[y, x], there]).sum() / weights[y, x].sum())
            worth = agreed + VOTES * votes[motion] - TURNED * bool(view.degrees)
            if worth > most:
                best, most = Seat(motion, agreed), worth
    return best


def _votes(look: Look, around: np.ndarray) -> dict[Motion, float]:
    """The motions and those a pixel beside them, and the share of `around` that points by each."""
    pointing = look.pointing
    chosen = pointing.chosen
    origins = pointing.origins[np.arange(len(chosen)), chosen]
    here = (origins >= 0) & around.ravel()[np.maximum(origins, 0)]
    counts = np.bincount(chosen[here], minlength=len(pointing.motions))
    votes: dict[Motion, float] = {}
    for motion in pointing.motions:
        for dy, dx in product((-1, 0, 1), repeat=2):
            votes.setdefault(Motion(motion.view, motion.dy + dy, motion.dx + dx), 0.0)
    for motion, count in zip(pointing.motions, counts.tolist(), strict=True):
        votes[motion] = count / max(1, int(around.sum()))
    return votes


def _same_things(looks: Sequence[Look]) -> list[list[tuple[Look, np.ndarray]]]:
    """Additions by what they are, each with the looks that show it: the k-th largest of one is that of the others."""
    ranked = [sorted(look.example.additions, key=lambda part: -int(part.sum())) for look in looks]
    count = max((len(parts) for look, parts in zip(looks, ranked, strict=True) if look.example.given), default=0)
    return [
        [(look, parts[k]) for look, parts in zip(looks, ranked, strict=True) if k < len(parts)] for k in range(count)
    ]


def _paint(out: Ids, unsure: np.ndarray, target: Ids, look: Look, part: np.ndarray, seat: Seat) -> None:
    motion = seat.motion
    old, new = motion.view.of(look.example.old), motion.view.of(look.example.new)
    y, x = np.nonzero(motion.view.of(part))
    j, i = y + motion.dy, x + motion.dx
    inside = (j >= 0) & (j < out.shape[0]) & (i >= 0) & (i < out.shape[1])
    y, x, j, i = y[inside], x[inside], j[inside], i[inside]
    before, here = old[y, x], target[j, i]
    other = np.zeros(target.shape, bool)
    otherwise = np.array([_otherwise(each, motion) for each in look.pointing.motions])
    other[tuple(look.pointing.pixels[otherwise[look.pointing.chosen]].T)] = True
    strange = other[j, i] & (here != before)
    # What hides the body that the addition covers is in front of it: an arm across the face. The rest is behind.
    parts, _ = label(other, _TOUCHING)
    in_front = np.unique(parts[j[strange & (before > 0)], i[strange & (before > 0)]])
    hidden = strange & (np.isin(parts[j, i], in_front) | ~(before > 0).any())
    out[j[~hidden], i[~hidden]] = new[y, x][~hidden]
    unsure[j[strange], i[strange]] = True
    if seat.agreement < UNLIKE:
        unsure[j, i] = True


def _otherwise(one: Motion, other: Motion) -> bool:
    return one.view != other.view or max(abs(one.dy - other.dy), abs(one.dx - other.dx)) > SLACK_PX


def _at(pose: Ids, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    inside = (y >= 0) & (y < pose.shape[0]) & (x >= 0) & (x < pose.shape[1])
    return np.where(inside, pose[y.clip(0, pose.shape[0] - 1), x.clip(0, pose.shape[1] - 1)], 0)

"""A repaint of some poses of a character carried to all its others, the nearest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from spritelift_runtime.art import NO_MARGIN, Margin
from spritelift_runtime.repainting.additions import add
from spritelift_runtime.repainting.agreement import Ids
from spritelift_runtime.repainting.examples import Example
from spritelift_runtime.repainting.outcomes import Look, recoloured
from spritelift_runtime.repainting.palette import Palette, Rgba
from spritelift_runtime.repainting.placing import grown_by, padded
from spritelift_runtime.repainting.pointing import common

NEAREST = 1
"""Poses already carried that each further one looks at, beside the nearest painted ones."""
PAINTED = 2
"""Painted poses that each looks at, the nearest."""


@dataclass(frozen=True, eq=False)
class Repainted:
    """One pose after."""

    rgba: Rgba
    margin: Margin
    """Pixels (left, top, right, bottom) by which it is larger than it was."""
    unsure: Bool[np.ndarray, "_ _"]
    """Where the method could have decided otherwise; of the picture's size."""
    given: bool
    """Whether a person painted it."""


def carry(poses: Sequence[Rgba], painted: Mapping[int, tuple[Rgba, Margin]]) -> list[Repainted]:
    """Every pose of a character, repainted as the `painted` ones are (by index; each with how much it grew).

    Pixels of the result have colours of `poses` and of the painted pictures only. Poses come in the order of their
    likeness: each one is looked at beside the painted poses nearest to it and the nearest that was carried before.
    """
    palette = Palette([*poses, *(rgba for rgba, _ in painted.values())])
    alike = palette.alike
    room = _room(poses, painted)
    old = [padded(palette.ids(pose), (room,) * 4) for pose in poses]
    done = {i: _example(old[i], palette.ids(rgba), margin, room) for i, (rgba, margin) in painted.items()}
    near = _nearness(old)
    while left := [i for i in range(len(poses)) if i not in done]:
        i = max(left, key=lambda pose: max(near[pose, other] for other in done))
        looks = [Look(done[j], old[i], alike) for j in _teachers(i, done, near)]
        new, unsure = recoloured(old[i], looks)
        add(new, unsure, old[i], looks, alike)
        done[i] = Example(old[i], new, ~unsure, given=False)
    return [_cropped(done[i], pose, room, palette) for i, pose in enumerate(poses)]


def _room(poses: Sequence[Rgba], painted: Mapping[int, tuple[Rgba, Margin]]) -> int:
    """Pixels around every pose: an addition may stand out further where the pose itself is smaller."""
    grown = max(side for _, margin in painted.values() for side in margin)
    sides = np.array([pose.shape[:2] for pose in poses])
    return grown + int(np.ptp(sides, axis=0).max()) + 2 if grown else 0


def _example(old: Ids, new: Ids, margin: Margin, room: int) -> Example:
    left, top, right, bottom = margin
    return Example(old, padded(new, (room - left, room - top, room - right, room - bottom)), np.ones(old.shape, bool))


def _nearness(poses: Sequence[Ids]) -> np.ndarray:
    """float64 [pose, pose]: share of the larger one's pixels that are the same under the best shift of the whole."""
    sizes = [int((pose > 0).sum()) for pose in poses]
    out = np.zeros((len(poses), len(poses)))
    for i, one in enumerate(poses):
        for j in range(i):
            out[i, j] = out[j, i] = common(one, poses[j]) / max(1, sizes[i], sizes[j])
    return out


def _teachers(pose: int, done: Mapping[int, Example], near: np.ndarray) -> list[int]:
    ranked = sorted(done, key=lambda other: -near[pose, other])
    painted = [other for other in ranked if done[other].given][:PAINTED]
    carried = [other for other in ranked if not done[other].given and near[pose, other] > near[pose, painted[0]]]
    return painted + carried[:NEAREST]


def _cropped(example: Example, pose: Rgba, room: int, palette: Palette) -> Repainted:
    high, wide = pose.shape[:2]
    margin = grown_by(example.new > 0, (room, room, room + wide, room + high)) if room else NO_MARGIN
    left, top, right, bottom = margin
    part = np.s_[room - top : room + high + bottom, room - left : room + wide + right]
    return Repainted(palette.picture(example.new[part]), margin, ~example.sure[part], example.given)

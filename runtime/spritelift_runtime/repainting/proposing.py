"""What a bundle's animator proposes for a pose: the painted one, moved as the pose itself moved (`Animator.exact`).

x_c is the painted pose, x_t1 what it was before, x_t2 the pose that follows. All lie on a ground in a colour of its
own, the old pose over the other one as they have most in common.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Margin
from spritelift_runtime.errors import SizeError
from spritelift_runtime.repainting.character import Repainted
from spritelift_runtime.repainting.palette import Palette, Rgba
from spritelift_runtime.repainting.placing import grown_by
from spritelift_runtime.repainting.pointing import common, facing
from spritelift_runtime.repainting.staging import ground_of, on, placed

SURE = 0.9
"""A pixel whose colour is less likely than this is unsure."""


def proposed(
    animator: Animator, poses: Sequence[Rgba], painted: Mapping[int, tuple[Rgba, Margin]], asked: Sequence[int]
) -> dict[int, Repainted]:
    """These poses as the animator has them, by index: each by the painted pose that it has most in common with.

    Raises:
        ConfigError: the animator has no pixel head.
        SizeError: a pose and the painted one don't fit together into the animator's frames.
    """
    palette = Palette([*poses, *(rgba for rgba, _ in painted.values())])
    ids = [palette.ids(pose) for pose in poses]
    found = {}
    for pose in asked:
        teacher = max(painted, key=lambda other: common(ids[pose], ids[other]))
        view, shift = facing(ids[pose], ids[teacher])
        old, (new, margin) = poses[teacher], painted[teacher]
        if view.mirrored:
            left, top, right, bottom = margin
            old, new, margin = old[:, ::-1], new[:, ::-1], (right, top, left, bottom)
        found[pose] = _answer(animator, poses[pose], old, new, margin, shift)
    return found


def _answer(animator: Animator, pose: Rgba, old: Rgba, new: Rgba, margin: Margin, shift: tuple[int, int]) -> Repainted:
    """One pose; `old` lies `shift` (y, x) from it."""
    wide, high = animator.size
    larger = np.array([margin[1], margin[0]])
    least = np.minimum(0, shift - larger)
    needed = np.maximum(pose.shape[:2], shift - larger + new.shape[:2]) - least
    room = (high, wide) - needed
    if (room < 0).any():
        raise SizeError(
            f"a pose and the painted one need {needed.max()} px a side to lie on each other, the animator's frames "
            f"have {wide}x{high}. Train one with --set window={-(-int(needed.max()) // 8) * 8}."
        )
    corner = room // 2 - least  # in the middle, where most was learnt
    x_t2, x_t1 = placed(pose, corner, (high, wide)), placed(old, corner + shift, (high, wide))
    cells = placed(new, corner + shift - larger, (high, wide))
    ground = ground_of(cells, x_t1, x_t2)
    x_c, first, second = (on(each, ground) for each in (cells, x_t1, x_t2))
    pointed = animator.point(x_c, first, second, cells[None])
    answer, unsure = pointed.taken(cells[None])[0], pointed.chance[0] < SURE
    (top, left), (bottom, right) = corner.tolist(), (corner + pose.shape[:2]).tolist()
    grown = grown_by(answer[..., 3] > 0, (left, top, right, bottom))
    part = np.s_[top - grown[1] : bottom + grown[3], left - grown[0] : right + grown[2]]
    return Repainted(answer[part], grown, unsure[part], given=False)

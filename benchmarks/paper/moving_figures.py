"""Figures 2 and 10 of the second paper, drawn with a model of ours."""

from dataclasses import replace

import numpy as np
import torch
from jaxtyping import UInt8
from moving_digits import FRAMES, MovingDigits
from moving_scores import CPU

from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.animator.learner import panel, side_by_side
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.colours import colours_of
from spritelift_trainer.pictures import stacked

SEED = 11
ROWS = 8
"""Examples of Figure 10."""


@torch.no_grad()
def figure_2(model: SceneSynthesis, test: MovingDigits) -> bytes:
    """Three sequences as they are; the background of the second with the character of the first; the character of the
    first with the animation of the third, all frames from its first one; both at once. PNG."""
    scenes = test.scenes(3, np.random.default_rng(SEED))
    x1, x2, x3 = (colours_of(each, CPU) for each in np.stack([_frame(scenes, t) for t in range(FRAMES)], axis=1))
    start, began = x1[:1].expand_as(x1), x3[:1].expand_as(x3)
    rows = [
        *(x1, x2, x3),
        model.rebackground(start, x1, x2),
        model.transfer(start, began, x3),
        # The paper's last row takes x_c from frame k: its digit moves twice, by its own clip and by the third.
        model.restage(x1, began, x3, x2),
    ]
    return png_bytes(enlarged(stacked(*(side_by_side(list(row)) for row in rows)), 3))


@torch.no_grad()
def figure_10(model: SceneSynthesis, test: MovingDigits) -> bytes:
    """First and second frame, background and digit as they are; then the background alone, the moved digit alone, and
    both together. PNG."""
    scenes = test.scenes(ROWS, np.random.default_rng(SEED))
    first, second = (colours_of(scenes.frames(each), CPU) for each in (scenes.first, scenes.second))
    behind = colours_of(scenes.behind, CPU)
    white = replace(scenes, behind=np.full_like(scenes.behind, 255))
    digit = colours_of(white.frames(white.second), CPU)
    _, _, both, background, character, _ = panel(model, first, second, first)
    columns = [first, second, behind, digit, background, character, both]
    rows = [side_by_side([column[i] for column in columns]) for i in range(ROWS)]
    return png_bytes(enlarged(stacked(*rows), 3))


def _frame(scenes: object, t: int) -> UInt8[np.ndarray, "clip 64 64 3"]:
    return scenes.frames(np.full(3, t))

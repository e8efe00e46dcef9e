"""Figures 2, 10 and 18 of the second paper, drawn with a model of ours."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from moving_digits import MovingDigits, Scenes
from moving_scores import CPU
from oracle import tell

from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.animator.learner import panel, side_by_side
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.nets import Frames
from spritelift_trainer.colours import colours_of
from spritelift_trainer.pictures import stacked

SEED = 11
ROWS = 8
"""Examples of Figure 10."""


@torch.no_grad()
def figure_2(model: SceneSynthesis, test: MovingDigits) -> bytes:
    """Three sequences as they are; the background of the second with the character of the first; the character of the
    first with the animation of the third, all frames from its first one; both at once. PNG."""
    (one, x1), (_, x2), (three, x3) = _sequences(test)
    start, began = x1[:1].expand_as(x1), x3[:1].expand_as(x3)
    rows = [x1, x2, x3]
    tell(model, one.motion)
    rows.append(model.rebackground(start, x1, x2))
    tell(model, three.motion)
    # The paper's last row takes x_c from frame k: its digit moves twice, by its own clip and by the third.
    rows += [model.transfer(start, began, x3), model.restage(x1, began, x3, x2)]
    return _png(rows)


@torch.no_grad()
def figure_18(models: Sequence[SceneSynthesis], test: MovingDigits) -> bytes:
    """Three sequences, each followed by what the models make of it from its first frame. PNG."""
    rows = []
    for scenes, frames in _sequences(test):
        rows.append(frames)
        start = frames[:1].expand_as(frames)
        for model in models:
            tell(model, scenes.motion)
            rows.append(model(start, start, frames, start))
    return _png(rows)


@torch.no_grad()
def figure_10(model: SceneSynthesis, test: MovingDigits) -> bytes:
    """First and second frame, background and digit as they are; then the background alone, the moved digit alone, and
    both together. PNG."""
    scenes = test.scenes(ROWS, np.random.default_rng(SEED))
    first, second = (colours_of(scenes.frames(each), CPU) for each in (scenes.first, scenes.second))
    behind = colours_of(scenes.behind, CPU)
    white = replace(scenes, behind=np.full_like(scenes.behind, 255))
    digit = colours_of(white.frames(white.second), CPU)
    tell(model, scenes.motion)
    _, _, both, background, character, _ = panel(model, first, second, first)
    columns = [first, second, behind, digit, background, character, both]
    return _png([[column[i] for column in columns] for i in range(ROWS)])


def _sequences(test: MovingDigits) -> list[tuple[Scenes, Frames]]:
    """Three clips, from the first frame to each one, and these frames."""
    scenes = test.scenes(3, np.random.default_rng(SEED))
    each = [scenes.unrolled(clip) for clip in range(3)]
    return [(one, colours_of(one.frames(one.second), CPU)) for one in each]


def _png(rows: Sequence[Frames]) -> bytes:
    return png_bytes(enlarged(stacked(*(side_by_side(list(row)) for row in rows)), 3))


FIGURES = {"figure_2": figure_2, "figure_10": figure_10}

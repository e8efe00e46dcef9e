"""Figures 4, 5, 10 and 15 of the second paper, drawn with a model of ours."""

import numpy as np
import torch
from jaxtyping import UInt8
from sprite_cast import Clip
from sprite_clips import GRAY, Analogy, SpriteClips, on
from sprite_scores import CPU

from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.animator.learner import panel, side_by_side
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.colours import colours_of
from spritelift_trainer.pictures import stacked

SEED = 11
FRAMES = 6
"""Of each row of Figure 4."""
ROWS = 4
"""Of Figures 5 and 10."""


@torch.no_grad()
def figure_4(model: SceneSynthesis, clips: SpriteClips) -> bytes:
    """For one clip of each animation: the guide, the character as it is, h's answer, and the pixel head's. PNG."""
    random = np.random.default_rng(SEED)
    return png_bytes(enlarged(stacked(*(_panel(model, clips, clip, random) for clip in _shown(clips))), 2))


def _shown(clips: SpriteClips) -> list[Clip]:
    """Each animation once, each from the next view."""
    views = list(dict.fromkeys(clip.view for clip in clips.cast.clips))
    animations = dict.fromkeys(clip.animation for clip in clips.cast.clips)
    asked = {(animation, views[(i + 1) % len(views)]) for i, animation in enumerate(animations)}
    return [clip for clip in clips.cast.clips if (clip.animation, clip.view) in asked]


def _panel(
    model: SceneSynthesis, clips: SpriteClips, clip: Clip, random: np.random.Generator
) -> UInt8[np.ndarray, "high wide 3"]:
    second = clip.start + np.linspace(0, clip.frames - 1, FRAMES).round().astype(np.int64)
    character, guide = (np.full(FRAMES, one) for one in random.permutation(len(clips.cast))[:2])
    told = Analogy(character, guide, np.full(FRAMES, clip.start), second)
    behind, behind_guide = (np.repeat(clips.some_behind(1, random), FRAMES, 0) for _ in range(2))
    x_c, x_t1, x_t2, wanted = (colours_of(each, CPU) for each in clips.shown(told, behind, behind_guide))
    rows = [x_t2, wanted, model.transfer(x_c, x_t1, x_t2)]
    if model.pixels is not None:
        rows.append(model.exact(x_c, x_t1, x_t2))
    return stacked(*(side_by_side(list(row)) for row in rows))


@torch.no_grad()
def figure_5(model: SceneSynthesis, clips: SpriteClips) -> bytes:
    """x_1 and x_2 of a guide, x_c on its background and another background; then x_1 on that as in x_2, x_c moved, and
    both at once; at the end what x_c should be, moved. PNG."""
    random = np.random.default_rng(SEED)
    told = clips.draw(ROWS, random)
    behinds = clips.some_behind(ROWS, random), clips.some_behind(ROWS, random)
    x_c, x_1, x_2, wanted = (colours_of(each, CPU) for each in clips.shown(told, *behinds))
    other = colours_of(clips.some_behind(ROWS, random), CPU)
    columns = [
        *(x_1, x_2, x_c, other),
        model.rebackground(x_1, x_2, other),
        model.transfer(x_c, x_1, x_2),
        model.restage(x_c, x_1, x_2, other),
        wanted,
    ]
    rows = [side_by_side([column[i] for column in columns]) for i in range(ROWS)]
    return png_bytes(enlarged(stacked(*rows), 3))


@torch.no_grad()
def figure_10(model: SceneSynthesis, clips: SpriteClips) -> bytes:
    """First and second frame, background and character as they are; then the background alone, the moved character
    alone, and both together. Of clips that move, Figure 15. PNG."""
    behind, *cells = clips.unlaid(ROWS, np.random.default_rng(SEED))
    first, second = (colours_of(on(behind, each), CPU) for each in cells)
    _, _, both, background, character, _ = panel(model, first, second, first)
    truths = colours_of(behind, CPU), colours_of(on(np.full_like(behind, GRAY), cells[1]), CPU)
    columns = [first, second, *truths, background, character, both]
    rows = [side_by_side([column[i] for column in columns]) for i in range(ROWS)]
    return png_bytes(enlarged(stacked(*rows), 3))

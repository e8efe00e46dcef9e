"""Cellar's background pictures: the score line, and each room's floor."""

import numpy as np

from spritelift_assets import picture
from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_rooms import ROOMS

_SCORE_LINE, _SCORE_EDGE = (38, 28, 51), (61, 45, 78)


def backgrounds() -> list[np.ndarray]:
    """RGBA pictures: score line, then the rooms in their order."""
    return [_score_line(), *np.split(picture("cellar_floors"), len(ROOMS))]


def _score_line() -> np.ndarray:
    _, _, width, height = level.SCORE_LINE
    line = np.empty((height, width, 4), np.uint8)
    line[:] = (*_SCORE_LINE, 255)
    line[-1] = (*_SCORE_EDGE, 255)
    return line

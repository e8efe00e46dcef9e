"""Where another picture may begin: a clip cut into stretches, and the stretches that show one picture."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.spread import spread

CUT_SHARE = 0.05
"""A frame that differs from the last one in more of its pixels may be another room."""
MOST_CUTS = 250
"""So many stretches are looked at one by one. Of more, those with one picture count as one, and there may be so many
pictures: with more of these, the screen flickers, and no room lasts."""
LEAST_FRAMES = 8
"""What more stretches than that must last on average; else the screen flickers, too."""
LEADER_SAMPLES = 5


def groups_of(clip: Clip, alike: float) -> tuple[np.ndarray, np.ndarray]:
    """The first frame of each stretch of the clip, and int [stretch]: which group of stretches it belongs to.

    Groups are numbered as they come; where there are many stretches, those of a group agree with its first one in a
    share of at least `alike` of their pixels.
    """
    first = _first_frames(clip)
    if len(first) <= MOST_CUTS:
        return first, np.arange(len(first))
    if len(first) * LEAST_FRAMES <= len(clip):
        groups = _grouped(clip, first, alike)
        if groups.max() < MOST_CUTS:
            return first, groups
    return np.zeros(1, np.int64), np.zeros(1, np.int64)


def _first_frames(clip: Clip) -> np.ndarray:
    """Frames on which another room may begin."""
    changed = clip.changed_px > CUT_SHARE * clip.size[0] * clip.size[1]
    changed[list(clip.starts)] = True
    return np.flatnonzero(changed)


def _grouped(clip: Clip, first: np.ndarray, alike: float) -> np.ndarray:
    leaders: list[np.ndarray] = []
    groups = np.zeros(len(first), np.int64)
    for i, (start, stop) in enumerate(zip(first, [*first[1:], len(clip)], strict=True)):
        picture = mode_of(clip.ids[spread(start, stop, LEADER_SAMPLES)])
        agreement = [np.count_nonzero(picture == leader) for leader in leaders]
        best = int(np.argmax(agreement)) if leaders else 0
        if not leaders or agreement[best] < alike * picture.size:
            best = len(leaders)
            leaders.append(picture)
            if best == MOST_CUTS:
                return np.arange(len(first))
        groups[i] = best
    return groups


@njit(cache=True)
@no_type_check
def mode_of(stack: np.ndarray) -> np.ndarray:
    """The most frequent id of each pixel of [n, h, w]; of several the lowest."""
    out = np.empty(stack.shape[1:], stack.dtype)
    for y in range(stack.shape[1]):
        for x in range(stack.shape[2]):
            ids = np.sort(stack[:, y, x])
            best, run = 0, 0
            for k in range(len(ids)):
                run = run + 1 if k and ids[k] == ids[k - 1] else 1
                if run > best:
                    best, out[y, x] = run, ids[k]
    return out

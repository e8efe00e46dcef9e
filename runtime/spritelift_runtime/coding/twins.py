"""Which of several things that look alike is which: where the tracks cross them, what is cheaper to say."""

import numpy as np
from jaxtyping import Int64

from spritelift_runtime.coding.objects import DX, DY, FLIP, SPRITE, X, Y


def untwisted(
    things: Int64[np.ndarray, "n f"], rows: Int64[np.ndarray, "m 6"], fates: Int64[np.ndarray, "n"]
) -> Int64[np.ndarray, "n"]:
    """`fates` (each thing's row, -1: gone) with things that look alike changing places where that makes moves plainer.

    Three pieces of one paddle move as one, though each may be nearest to another's last place.
    """
    fates = fates.copy()
    alike: dict[tuple[int, int], list[int]] = {}
    for i in np.flatnonzero(fates >= 0).tolist():
        if rows[fates[i], SPRITE] == things[i, SPRITE]:
            alike.setdefault((int(things[i, SPRITE]), int(things[i, FLIP])), []).append(i)
    for members in alike.values():
        group = np.array(members)
        if len(group) > 1 and _surprise(things[group], rows[fates[group]]) > 1:
            fates[group] = _plainest(things[group], rows, fates[group])
    return fates


def _surprise(things: np.ndarray, rows: np.ndarray) -> int:
    """How many things move as they didn't before, and in how many different ways."""
    steps = rows[:, [X, Y]] - things[:, [X, Y]]
    new = (steps != things[:, [DX, DY]]).any(1)
    return int(new.sum()) + len(np.unique(steps[new], axis=0))


def _plainest(things: np.ndarray, rows: np.ndarray, fates: np.ndarray) -> np.ndarray:
    best, least = fates, _surprise(things, rows[fates])
    for first, then in ((X, Y), (Y, X)):
        old = np.lexsort((things[:, then], things[:, first]))
        new = np.lexsort((rows[fates, then], rows[fates, first]))
        tried = fates.copy()
        tried[old] = fates[new]
        surprise = _surprise(things, rows[tried])
        if surprise < least:
            best, least = tried, surprise
    return best

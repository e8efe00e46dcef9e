"""Stretches of a play joined into pictures of the world: where a later one shows what an earlier one has seen."""

from dataclasses import dataclass

import numpy as np

from spritelift_trainer.mining.stack import View

NOTHING = -1
"""Id of a picture's pixel that was not seen."""
SAMPLES, FINE_SAMPLES = 160, 2000
FINALISTS = 12
KNOWN_SHARE = 0.4
"""Least share of a stretch's samples that must lie on seen pixels for a place to count."""
ALIKE_SHARE = 0.85
"""Least share of those that must agree."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """Consecutive frames from `first` on whose camera steps are known: `path` int [frames, 2] (x, y)."""

    first: int
    path: np.ndarray


@dataclass(eq=False)
class _Picture:
    """What was seen of one world: ids int32 [y, x], and where its corner lies in that world."""

    ids: np.ndarray
    corner: tuple[int, int]


def stitched(view: View, stretches: list[Stretch]) -> np.ndarray:
    """The camera int [frame, 3] (picture, x, y) of every frame of `view` [frame, y, x].

    Longest stretches first; each is laid onto the picture it agrees with, or starts a new one.
    """
    camera = np.zeros((len(view), 3), np.int64)
    pictures: list[_Picture] = []
    for stretch in sorted(stretches, key=lambda s: (-len(s.path), s.first)):
        seen = _painted(view, stretch)
        number, place = _place(seen, pictures)
        if number == len(pictures):
            pictures.append(_Picture(seen.ids, place))
        else:
            pictures[number] = _joined(pictures[number], seen, place)
        frames = slice(stretch.first, stretch.first + len(stretch.path))
        camera[frames, 0] = number
        camera[frames, 1:] = stretch.path - seen.corner + place
    return camera


def _painted(view: View, stretch: Stretch) -> _Picture:
    """The stretch as a picture; its corner is that of the stretch's own path."""
    high, wide = view.shape[1:]
    corner = stretch.path.min(axis=0)
    reach = stretch.path.max(axis=0) - corner
    ids = np.full((reach[1] + high, reach[0] + wide), NOTHING, np.int32)
    for i, (x, y) in enumerate((stretch.path - corner).tolist()):
        ids[y : y + high, x : x + wide] = view[stretch.first + i]
    return _Picture(ids, (int(corner[0]), int(corner[1])))


def _place(seen: _Picture, pictures: list[_Picture]) -> tuple[int, tuple[int, int]]:
    """Number of the picture that `seen` belongs to, and its corner in that picture's world."""
    rng = np.random.default_rng(0)
    known = np.argwhere(seen.ids != NOTHING)
    few, many = (known[rng.permutation(len(known))[:count]] for count in (SAMPLES, FINE_SAMPLES))
    best, answer = 0.0, (len(pictures), (0, 0))
    for number, picture in enumerate(pictures):
        padded = np.pad(picture.ids, [(side, side) for side in seen.ids.shape], constant_values=NOTHING)
        spots = np.argwhere(np.ones(np.subtract(padded.shape, seen.ids.shape) + 1, bool))
        finalists = spots[np.argsort(-_agreement(padded, seen.ids, few, spots), kind="stable")[:FINALISTS]]
        scores = _agreement(padded, seen.ids, many, finalists)
        if scores.max() > best:
            best = float(scores.max())
            y, x = finalists[scores.argmax()] - seen.ids.shape
            answer = (number, (int(x) + picture.corner[0], int(y) + picture.corner[1]))
    return answer


def _agreement(picture: np.ndarray, ids: np.ndarray, samples: np.ndarray, spots: np.ndarray) -> np.ndarray:
    """For each spot (y, x), the share of samples that are seen and agree there; 0 where too few are, or disagree."""
    wanted = ids[samples[:, 0], samples[:, 1]]
    offsets = samples[:, 0] * picture.shape[1] + samples[:, 1]
    starts = spots[:, 0] * picture.shape[1] + spots[:, 1]
    scores = np.zeros(len(spots))
    for first in range(0, len(spots), 1 << 15):  # bounds the memory of one step to some 20 MB
        found = picture.ravel()[starts[first : first + (1 << 15), None] + offsets]
        seen = (found != NOTHING).mean(axis=1)
        alike = (found == wanted).mean(axis=1)
        scores[first : first + (1 << 15)] = np.where((seen >= KNOWN_SHARE) & (alike >= ALIKE_SHARE * seen), alike, 0)
    return scores


def _joined(picture: _Picture, seen: _Picture, place: tuple[int, int]) -> _Picture:
    """The picture grown to hold what was seen at `place`; pixels it has stay as they are."""
    (x, y), (high, wide) = picture.corner, picture.ids.shape
    left, top = min(x, place[0]), min(y, place[1])
    right = max(x + wide, place[0] + seen.ids.shape[1])
    bottom = max(y + high, place[1] + seen.ids.shape[0])
    ids = np.full((bottom - top, right - left), NOTHING, np.int32)
    spot = (slice(place[1] - top, None), slice(place[0] - left, None))
    ids[spot][: seen.ids.shape[0], : seen.ids.shape[1]] = seen.ids
    old = ids[y - top : y - top + high, x - left : x - left + wide]
    np.copyto(old, picture.ids, where=picture.ids != NOTHING)
    return _Picture(ids, (left, top))

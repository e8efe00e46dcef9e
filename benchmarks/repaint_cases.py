"""One repaint to measure: a character's poses, one of them painted anew, and all of them as they should come out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Margin
from spritelift_runtime.repainting.placing import grown_by, padded


@dataclass(frozen=True, eq=False)
class Case:
    """`truth` has a larger canvas than `poses`: `room` pixels more on each side."""

    name: str
    kind: str
    """"one" colour replaced, one colour becoming "two", or a "hat" drawn on."""
    poses: Sequence[np.ndarray]
    truth: Sequence[np.ndarray]
    room: int
    source: int = 0

    def painted(self, pose: int) -> tuple[np.ndarray, Margin]:
        """What a person would have painted on that pose, and by how much it grew."""
        whole, room = self.truth[pose], self.room
        high, wide = self.poses[pose].shape[:2]
        margin = grown_by(whole[..., 3] > 0, (room, room, room + wide, room + high))
        return padded(whole, tuple(side - room for side in margin)), margin


def shares(case: Case, results: Sequence[tuple[np.ndarray, Margin]], given: Sequence[int]) -> dict[str, float]:
    """Of the poses nobody painted: exact shares of the foreground and of what was to change, pixels off the palette."""
    counts = np.zeros(5, np.int64)
    known = _codes([*case.poses, *(case.truth[pose] for pose in given)])
    for pose, (rgba, margin) in enumerate(results):
        if pose not in given:
            counts += _count(case, pose, rgba, margin, known)
    right, pixels, right_changed, changed, off = counts.tolist()
    return {"exact": right / pixels, "changed_exact": right_changed / max(changed, 1), "px": pixels, "off_palette": off}


def _count(case: Case, pose: int, rgba: np.ndarray, margin: Margin, known: np.ndarray) -> np.ndarray:
    room = case.room
    more = max(0, *(side - room for side in margin))  # what grew further than it should counts as well
    got = padded(rgba, tuple(room + more - side for side in margin))
    wanted, before = (padded(part, (more,) * 4) for part in (case.truth[pose], padded(case.poses[pose], (room,) * 4)))
    got, wanted, before = (np.where(part[..., 3:] > 0, part, 0) for part in (got, wanted, before))
    right = (got == wanted).all(axis=2)
    seen = (got[..., 3] > 0) | (wanted[..., 3] > 0)
    changed = (wanted != before).any(axis=2) | (got != before).any(axis=2)
    off = int((~np.isin(_codes([got]), known)).sum())
    return np.array([(right & seen).sum(), seen.sum(), (right & changed).sum(), changed.sum(), off])


def palette_map(case: Case, source: int) -> list[tuple[np.ndarray, Margin]]:
    """What replacing colours alone does: each one by what most of its pixels became in the painted pose."""
    room = case.room
    high, wide = case.poses[source].shape[:2]
    old, new = case.poses[source], case.truth[source][room : room + high, room : room + wide]
    table = {}
    for colour in {tuple(each) for each in old[old[..., 3] > 0].tolist()}:
        became = new[(old == colour).all(axis=2)]
        kinds, counts = np.unique(became, axis=0, return_counts=True)
        table[colour] = kinds[counts.argmax()]
    out = []
    for pose in case.poses:
        painted = pose.copy()
        for colour, other in table.items():
            painted[(pose == colour).all(axis=2)] = other
        out.append((painted, (0, 0, 0, 0)))
    return out


def _codes(pictures: Sequence[np.ndarray]) -> np.ndarray:
    parts = [np.ascontiguousarray(picture).view("<u4").ravel() for picture in pictures]
    codes = np.concatenate(parts)
    return np.unique(np.append(codes[codes >> 24 > 0], 0))

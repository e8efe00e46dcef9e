"""An animator for a benchmark's characters, learnt from their own poses as they were before any repaint."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from repaint_cases import Case, shares

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import write_bundle
from spritelift_runtime.repainting.character import Repainted
from spritelift_runtime.repainting.placing import padded
from spritelift_runtime.repainting.proposing import proposed
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learn import learn
from spritelift_trainer.animator.settings import AnimatorSettings

JITTER_PX = 2
"""By which the two poses of a pair are shifted against each other, at most; and both on the canvas by as much."""


class PoseClips:
    """Two poses of one character on a plain ground, standing on one spot."""

    def __init__(self, characters: Sequence[Sequence[np.ndarray]], side: int) -> None:
        self.characters, self.size = characters, (side, side)

    def pairs(self, count: int, seed: int, step: int) -> np.ndarray:
        """As `Clips` has it."""
        random = np.random.default_rng((seed, step))
        frames = np.zeros((2, count, *self.size, 3), np.uint8)
        frames[:] = random.integers(0, 256, (1, count, 1, 1, 3), np.uint8)
        for n in range(count):
            poses = self.characters[random.integers(len(self.characters))]
            chosen = random.choice(len(poses), 2, replace=False)
            for frame, pose in zip(frames[:, n], chosen, strict=True):
                self._stamp(frame, poses[pose], random.integers(-JITTER_PX, JITTER_PX + 1, 2))
        return frames

    def _stamp(self, frame: np.ndarray, pose: np.ndarray, shift: np.ndarray) -> None:
        """Into the middle, feet on one line."""
        high, wide = pose.shape[:2]
        y, x = self.size[1] * 3 // 4 + shift[0] - high * 3 // 4, self.size[0] // 2 + shift[1] - wide // 2
        spot = frame[y : y + high, x : x + wide]
        spot[pose[..., 3] > 0] = pose[pose[..., 3] > 0][:, :3]


def animator_of(cases: Sequence[Case], minutes: float) -> Animator:
    """Trained on the poses of all these cases for so many minutes of the clock, one thread, and exported."""
    torch.set_num_threads(1)
    characters = {case.poses[0].tobytes(): case.poses for case in cases}  # cases share their characters
    side = max(max(pose.shape) for case in cases for pose in (*case.poses, *(case.painted(0)[0],)))
    clips = PoseClips([*characters.values()], -(-side * 3 // 2 // 8) * 8)
    with tempfile.TemporaryDirectory() as folder:
        settings = AnimatorSettings(pixels=True)
        learnt = learn(clips, settings, Path(folder) / "run", torch.device("cpu"), minutes=minutes)
        bundle = write_bundle(Path(folder) / "bundle", Art(size=clips.size, sprites=(), backgrounds=()), [])
        return Animator.open(export_animator(learnt.model, clips, bundle))


def compared(animator: Animator, case: Case, done: Sequence[Repainted], given: Sequence[int]) -> dict[str, float]:
    """What the animator proposes for the poses nobody painted: exact shares, and pixels of which matching was
    unsure, with how many each has right; `surely` are those of which the animator is sure."""
    asked = [pose for pose in range(len(case.poses)) if pose not in given]
    found = proposed(animator, case.poses, {pose: case.painted(pose) for pose in given}, asked)
    whole = shares(
        case, [(each.rgba, each.margin) for each in (found.get(n, old) for n, old in enumerate(done))], given
    )
    counts = sum((_where_unsure(case, pose, done[pose], found[pose]) for pose in asked), np.zeros(6, np.int64))
    names = ("unsure_px", "unsure_matched", "unsure_animator", "surely_px", "surely_matched", "surely_animator")
    shown = dict(zip(names, counts.tolist(), strict=True))
    return {"animator": whole["exact"], "animator_changed": whole["changed_exact"]} | shown


def _where_unsure(case: Case, pose: int, matched: Repainted, found: Repainted) -> np.ndarray:
    unsure, doubted = (_on_canvas(each.unsure, each, case) for each in (matched, found))
    right = [_right(_on_canvas(each.rgba, each, case), case.truth[pose]) for each in (matched, found)]
    sure = unsure & ~doubted
    return np.array([part.sum() for there in (unsure, sure) for part in (there, there & right[0], there & right[1])])


def _on_canvas(picture: np.ndarray, pose: Repainted, case: Case) -> np.ndarray:
    left, top, right, bottom = (case.room - side for side in pose.margin)
    return padded(picture, (left, top, right, bottom))


def _right(picture: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return (np.where(picture[..., 3:] > 0, picture, 0) == np.where(truth[..., 3:] > 0, truth, 0)).all(2)

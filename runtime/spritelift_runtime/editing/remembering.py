"""What deeds made of frames that were looked at, as few objects: all of them are gone through for what may be freed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes

NEAR, FAR = 64, 1024
"""Frames of which it is remembered what undo leads back to; and those whose last scene is, in columns."""


@dataclass(frozen=True, eq=False)
class Step:
    """A frame's scene after some deeds."""

    count: int
    """How many deeds were done in all."""
    own: int
    """How many of them are about this frame."""
    deed: object
    """The last of them."""
    scene: Scene


class Remembered:
    """Of each frame the last scene, and some of those before it: the closer to the last one, the more. After thousands
    of deeds these are a dozen or two, and yet undo seldom has more than a few deeds to do again."""

    def __init__(self) -> None:
        self._near: dict[int, list[Step]] = {}
        self._far: dict[int, tuple[Step, Scenes]] = {}

    def __len__(self) -> int:
        """Frames of which anything is remembered."""
        return len(self._near) + len(self._far)

    def last(self, frame: int, done: Sequence[object]) -> Step | None:
        """The last step of a frame that still holds: what was undone since is forgotten."""
        steps = self._near.get(frame) or self._unpacked(frame)
        while steps and not _holds(steps[-1], done):
            steps.pop()
        return steps[-1] if steps else None

    def keep(self, frame: int, steps: Sequence[Step]) -> None:
        """Further steps of a frame; the first one is what `last` gave, or no deed's."""
        before = self._near.pop(frame, [])
        self._far.pop(frame, None)
        kept = [*before, *steps[len(before) > 0 or steps[0].count == 0 :]]
        if kept:
            self._near[frame] = [step for step in kept if kept[-1].own - step.own < 4 * (step.own & -step.own)]
        if len(self._near) > NEAR:
            self._pack(next(iter(self._near)))

    def _pack(self, frame: int) -> None:
        steps = self._near.pop(frame)
        if steps:  # all may have been undone
            self._far[frame] = replace(steps[-1], scene=Scene()), Scenes.of([steps[-1].scene])
        if len(self._far) > FAR:
            del self._far[next(iter(self._far))]

    def _unpacked(self, frame: int) -> list[Step]:
        if frame not in self._far:
            return []
        step, columns = self._far[frame]
        return [replace(step, scene=columns[0])]


def _holds(step: Step, done: Sequence[object]) -> bool:
    return step.count <= len(done) and done[step.count - 1] is step.deed

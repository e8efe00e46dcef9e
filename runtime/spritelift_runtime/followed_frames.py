"""Frames of games with soft sprites, whose things are followed from frame to frame."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.continuing import pack_frame
from spritelift_runtime.exact_frames import ExactFrames
from spritelift_runtime.scene import Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.soft_frames import SoftFrames, Softly

Frame = UInt8[np.ndarray, "h w 3"]


class FollowedFrames:
    """Soft sprites by `SoftFrames`, over what the exact way knows of backgrounds and of all other sprites."""

    def __init__(self, exact: ExactFrames) -> None:
        self._exact = exact
        self._softly = SoftFrames(exact.art.sprites, exact.dictionary)

    def scenes(self, frames: Iterable[Frame]) -> Scenes:
        """Frames in order, untracked."""
        return Scenes.of(self._in_order(frames))

    def scene(self, frame: Frame) -> Scene:
        """One frame for itself."""
        return next(self._in_order([frame]))

    def _in_order(self, frames: Iterable[Frame]) -> Iterator[Scene]:
        ground, last, planes = self._exact.ground, Softly(), tuple[Plane, ...]()
        for frame in frames:
            now = pack_frame(frame)
            planes = ground.standing(now, planes) or self._exact.encoded(frame).planes(0, self._exact.planes)
            behind = ground.behind(planes)
            last, exact = self._softly.step(frame, now, behind, last)
            scene = self._softly.scene(planes, last.things, exact)
            yield replace(scene, unexplained_px=self._softly.unlike_px(frame, behind, scene))

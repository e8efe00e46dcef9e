"""Frames of games with soft sprites, whose things are followed from frame to frame."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.continuing import pack_frame
from spritelift_runtime.dealing import Deal, one_by_one
from spritelift_runtime.exact_frames import ExactFrames
from spritelift_runtime.scene import Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.soft_frames import SoftFrames, Softly

Frame = UInt8[np.ndarray, "h w 3"]


class Followed(NamedTuple):
    """A frame as the next one is told from it."""

    things: Softly
    planes: tuple[Plane, ...]
    scene: Scene


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

    def follow(
        self, frames: Sequence[Frame], before: Sequence[Followed | None], deal: Deal = one_by_one
    ) -> tuple[list[Followed], Scenes]:
        """As `ExactFrames.follow`."""
        now = list(deal(self._next, frames, before))
        return now, Scenes.of(each.scene for each in now)

    def _in_order(self, frames: Iterable[Frame]) -> Iterator[Scene]:
        last: Followed | None = None
        for frame in frames:
            last = self._next(frame, last)
            yield last.scene

    def _next(self, frame: Frame, last: Followed | None) -> Followed:
        ground, now = self._exact.ground, pack_frame(frame)
        planes = ground.standing(now, last.planes if last else ())
        planes = planes or self._exact.encoded(frame).planes(0, self._exact.planes)
        behind = ground.behind(planes)
        things, exact = self._softly.step(frame, now, behind, last.things if last else Softly())
        scene = self._softly.scene(planes, things.things, exact)
        unlike_px = self._softly.unlike_px(frame, behind, scene)
        return Followed(things, planes, replace(scene, unexplained_px=unlike_px))

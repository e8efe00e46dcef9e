"""Frames to scenes: exactly where sprites show their own pixels, else as near as they come."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.dealing import Deal
from spritelift_runtime.encoding import Encode, Encoder
from spritelift_runtime.errors import SizeError
from spritelift_runtime.exact_frames import ExactFrames
from spritelift_runtime.followed_frames import FollowedFrames
from spritelift_runtime.near_frames import NearFrames
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import track

Frame = UInt8[np.ndarray, "h w 3"]


@runtime_checkable  # beartype refuses a plain Protocol as a hint
class Way(Protocol):
    """How a kind of game is decomposed; scenes have no tracks yet."""

    def scenes(self, frames: Iterable[Frame]) -> Scenes:
        """Frames in order."""
        ...

    def scene(self, frame: Frame) -> Scene:
        """One frame for itself."""
        ...

    def follow(self, frames: Sequence[Frame], before: Sequence[Any], deal: Deal = ...) -> tuple[list[Any], Scenes]:
        """The next frame of each of several plays; `before` is what this gave for the frame before, None for none."""
        ...


class Decomposer:
    """Turns one game's frames into scenes.

    The bundle's ONNX encoder proposes, and what it places is verified. Where sprites show just their own pixels, the
    exact search comes first; soft ones are followed from frame to frame.

    Raises:
        ConfigError: the bundle has no encoder, and planes whose camera only an encoder could tell.
    """

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        self.bundle = bundle
        self._encode = Encoder(bundle, threads)
        self._way = _way(bundle, self._encode)

    def __call__(self, frames: Iterable[Frame]) -> Scenes:
        """Scenes of `frames` (uint8 [n, h, w, 3], a recording's frames, or any iterable), in order, with tracks.

        Where the last frame's scene still holds, it goes on: only what changed is searched for.

        Raises:
            SizeError: frames of another size than the bundle's.
        """
        return track(self._way.scenes(map(self._checked, frames)), self.bundle.learned)

    def frame(self, frame: Frame) -> Scene:
        """One frame for itself.

        Raises:
            SizeError: it is of another size than the bundle's.
        """
        return self._way.scene(self._checked(frame))

    def follow(self, frames: Sequence[np.ndarray], before: Sequence[Any], deal: Deal) -> tuple[list[Any], Scenes]:
        """What is known of each play after its next frame, and that frame's scene, untracked; `Plays` keeps both.

        Raises:
            SizeError: frames of another size than the bundle's.
        """
        return self._way.follow([self._checked(frame) for frame in frames], before, deal)

    def encode(self, frames: Iterable[Frame]) -> Scenes:
        """The encoder's own placements and planes, unverified (placements in the order of its grid)."""
        checked = map(self._checked, frames)
        return Scenes.of(self._encode(frame[None]).scene(0, self.bundle.planes) for frame in checked)

    def _checked(self, frame: np.ndarray) -> Frame:
        width, height = self.bundle.size
        if frame.shape != (height, width, 3):
            shown = f"{frame.shape[1]}x{frame.shape[0]} px" if frame.ndim == 3 else f"of shape {frame.shape}"
            raise SizeError(
                f"frames are {shown}, the bundle {self.bundle.path} was learnt at {width}x{height} px. "
                f"Give frames of {width}x{height} px, or train on a recording of this size."
            )
        return np.ascontiguousarray(frame)


def _way(bundle: Bundle, encode: Encode) -> Way:
    if bundle.near:
        return NearFrames(bundle.learned, bundle.planes, encode)
    exact = ExactFrames(bundle.learned, bundle.planes, encode)
    return FollowedFrames(exact) if any(sprite.soft for sprite in bundle.learned.sprites) else exact

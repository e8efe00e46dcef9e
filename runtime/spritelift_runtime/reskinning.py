"""A running game's frames drawn with a bundle's own art; what its sprites don't explain stays as the game shows it."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.continuing import pack_frame
from spritelift_runtime.plays import Plays
from spritelift_runtime.scene import Scene

Rgb = UInt8[np.ndarray, "h w 3"]
FAR_LEVELS = 64
"""Near sprites differ from frames a little everywhere. By so much in any channel, a pixel shows something else."""


class Reskinned(NamedTuple):
    """A frame redrawn, and what it was taken for."""

    picture: Rgb
    scene: Scene


class Reskinner:
    """Redraws the frames of one play, in order."""

    def __init__(self, bundle: Bundle) -> None:
        self._art, self._learned, self._plays = bundle.art, bundle.learned, Plays(bundle)
        soft = any(sprite.soft for sprite in bundle.learned.sprites)
        self._levels = FAR_LEVELS if bundle.near or soft else 0
        self._last: tuple[Rgb, Reskinned] | None = None

    def __call__(self, frame: Rgb) -> Reskinned:
        """The next frame in the bundle's art: nothing that the game shows is missing from it.

        Raises:
            SizeError: it is of another size than the bundle's.
        """
        if self._last is None or not np.array_equal(frame, self._last[0]):
            scene = self._plays.step([0], [frame])[0]
            self._last = frame, Reskinned(redrawn(frame, scene, self._art, self._learned, self._levels), scene)
        return self._last[1]


def redrawn(frame: Rgb, scene: Scene, art: Art, learned: Art, levels: int = 0) -> Rgb:
    """`scene` in `art`; where in `learned` it is more than `levels` off `frame`, the frame's own pixels."""
    picture = compose(scene, art)
    if scene.unexplained_px:
        unlike = _unlike(frame, compose(scene, learned), levels)
        picture[unlike] = frame[unlike]
    return picture


def _unlike(frame: Rgb, other: Rgb, levels: int) -> Bool[np.ndarray, "h w"]:
    if not levels:
        return pack_frame(frame) != pack_frame(other)
    return (np.abs(frame.astype(np.int16) - other) > levels).any(axis=2)

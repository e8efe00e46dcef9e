"""Frames of games whose sprites were learned by gradient: the encoder's placements, a pixel moved, those that help."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.compositor import compose
from spritelift_runtime.cost import MOVE_BITS
from spritelift_runtime.dealing import Deal, one_by_one
from spritelift_runtime.encoding import Encode
from spritelift_runtime.near_looks import Looks
from spritelift_runtime.near_refine import helping, refined
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes

Frame = UInt8[np.ndarray, "h w 3"]


class Known(NamedTuple):
    """A frame and its scene."""

    frame: Frame
    scene: Scene


class NearFrames:
    """Explains frames as the encoder does, each placement where it fits best, without what doesn't make them better.

    Such sprites show hardly any pixel as it is, so that there is nothing to search for exactly.
    """

    def __init__(self, art: Art, planes: tuple[PlaneSpec, ...], encode: Encode) -> None:
        self._art, self._planes, self._encode = art, planes, encode
        self._looks = Looks.of(art.sprites)

    def scenes(self, frames: Iterable[Frame]) -> Scenes:
        """Frames in order, untracked."""
        return Scenes.of(self._in_order(frames))

    def scene(self, frame: Frame) -> Scene:
        """One frame for itself."""
        return self._verified(frame, self._encode(frame[None]).scene(0, self._planes))

    def follow(
        self, frames: Sequence[Frame], before: Sequence[Known | None], deal: Deal = one_by_one
    ) -> tuple[list[Known], Scenes]:
        """As `ExactFrames.follow`."""
        now = [
            last if last and np.array_equal(frame, last.frame) else None
            for frame, last in zip(frames, before, strict=True)
        ]
        if asking := [i for i, known in enumerate(now) if known is None]:
            encoded = self._encode(np.stack([frames[i] for i in asking]))
            told = [encoded.scene(k, self._planes) for k in range(len(asking))]
            scenes = deal(self._verified, [frames[i] for i in asking], told)
            for i, scene in zip(asking, scenes, strict=True):
                now[i] = Known(frames[i].copy(), scene)
        known = [each for each in now if each is not None]
        return known, Scenes.of(each.scene for each in known)

    def _in_order(self, frames: Iterable[Frame]) -> Iterator[Scene]:
        last: tuple[Frame, Scene] | None = None
        for frame in frames:
            if last is None or not np.array_equal(frame, last[0]):
                last = frame, self.scene(frame)
            yield last[1]

    def _verified(self, frame: Frame, scene: Scene) -> Scene:
        ground = compose(Scene(scene.planes), self._art)
        rows = np.array([(4 * p.sprite + p.flip, p.x, p.y) for p in scene.placements], np.int64).reshape(-1, 3)
        rows = refined(frame, ground, rows, self._looks, self._unlike(scene, frame, ground))
        # Most of what a frame shows was there a frame ago: it is worth its place if it saves what going on costs, not
        # what naming it anew does, which would be asked on every frame of what is small, or nearly hidden.
        kept = helping(frame, ground, rows, self._looks, MOVE_BITS)
        moved = zip(scene.placements, rows.tolist(), kept, strict=True)
        scene = replace(scene, placements=tuple(replace(p, x=x, y=y) for p, (_, x, y), stays in moved if stays))
        return replace(scene, unexplained_px=int(np.count_nonzero(self._unlike(scene, frame, ground))))

    def _unlike(self, scene: Scene, frame: Frame, ground: Frame) -> Bool[np.ndarray, "h w"]:
        return (compose(scene, self._art, ground.copy()) != frame).any(axis=2)

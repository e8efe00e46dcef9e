"""Frames to scenes: the bundle's ONNX encoder proposes, the exact search verifies and repairs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.continuing import Still, joined, pack_frame, still_true
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.encoding import Encoded, Encoder
from spritelift_runtime.errors import SizeError
from spritelift_runtime.exact.canvas import Found
from spritelift_runtime.explain import Proposals, find
from spritelift_runtime.ground import UNSEEN, Ground
from spritelift_runtime.recolouring import NOTHING, Recoloured, Recolouring
from spritelift_runtime.scene import Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.searched import View
from spritelift_runtime.seen import Seen, columns_of
from spritelift_runtime.soft_frames import SoftFrames, Softly
from spritelift_runtime.tracking import track

Frame = UInt8[np.ndarray, "h w 3"]
Packed = np.ndarray


class Decomposer:
    """Turns one game's frames into scenes.

    Raises:
        ConfigError: the bundle has no encoder, and planes whose camera only an encoder could tell.
    """

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        self.bundle = bundle
        art = bundle.learned
        self._dictionary = Dictionary(art.sprites)
        self._variant = {(v.sprite, v.flip): i for i, v in enumerate(self._dictionary.variants)}
        self._ground = Ground(art, bundle.planes)
        self._soft = any(bool(((s.rgba[..., 3] > 0) & (s.rgba[..., 3] < 255)).any()) for s in art.sprites)
        self._recolouring = Recolouring(self._dictionary, self._ground)
        self._encode = Encoder(bundle, threads)
        self._softly = SoftFrames(art.sprites, self._dictionary) if any(s.soft for s in art.sprites) else None

    def __call__(self, frames: Iterable[Frame]) -> Scenes:
        """Scenes of `frames` (uint8 [n, h, w, 3], a recording's frames, or any iterable), in order, with tracks.

        Where the last frame's scene still holds, it goes on: only what changed is searched for.

        Raises:
            SizeError: frames of another size than the bundle's.
        """
        if self._softly is not None:
            return track(Scenes.of(self._soft_scenes(frames, self._softly)), self.bundle.learned)
        return track(columns_of(self._in_order(frames), self._dictionary), self.bundle.learned)

    def frame(self, frame: Frame) -> Scene:
        """One frame for itself.

        Raises:
            SizeError: it is of another size than the bundle's.
        """
        if self._softly is not None:
            return next(self._soft_scenes([frame], self._softly))
        return self._seen(frame, self._packed(frame), None).scene(self._dictionary)

    def encode(self, frames: Iterable[Frame]) -> Scenes:
        """The encoder's own placements and planes, unverified (placements in the order of its grid)."""

        def scenes() -> Iterator[Scene]:
            for frame in frames:
                self._check_size(frame)
                yield self._encode(frame[None]).scene(0, self.bundle.planes)

        return Scenes.of(scenes())

    def _in_order(self, frames: Iterable[Frame]) -> Iterator[Seen]:
        last: Seen | None = None
        for frame in frames:
            now = self._packed(frame)
            if last is None or not np.array_equal(now, last.frame):
                last = self._seen(frame, now, last)
            yield last

    def _soft_scenes(self, frames: Iterable[Frame], softly: SoftFrames) -> Iterator[Scene]:
        """Scenes of a game with soft sprites, whose things are followed from frame to frame."""
        last, planes = Softly(), tuple[Plane, ...]()
        for frame in frames:
            now = self._packed(frame)
            planes = self._ground.standing(now, planes) or self._encode(frame[None]).planes(0, self.bundle.planes)
            behind = self._ground.behind(planes)
            last, exact = softly.step(frame, now, behind, last)
            scene = softly.scene(planes, last.things, exact)
            yield replace(scene, unexplained_px=softly.unlike_px(frame, behind, scene))

    def _seen(self, frame: Frame, now: Packed, last: Seen | None) -> Seen:
        """The exact search mostly suffices; the encoder is asked where it leaves something, or no plane is found."""
        planes = None if self._soft else self._ground.standing(now, last.planes if last else ())
        if planes is not None:
            behind = self._ground.behind(planes)
            if last is not None and behind is last.behind and (seen := self._carried_on(now, last)):
                return seen
            seen = self._searched(now, planes, behind)
            if not self._missing(seen):
                return seen
        return self._verified(frame, now, self._encode(frame[None]))

    def _carried_on(self, now: Packed, last: Seen) -> Seen | None:
        """The last frame, with what changed since; None where that leaves something to explain."""
        still = still_true(now, last.frame, last.behind, last.found, last.left, self._dictionary.tables)
        seen = self._searched(now, last.planes, last.behind, still=still)
        return None if self._missing(seen, still) else seen

    def _searched(
        self,
        now: Packed,
        planes: tuple[Plane, ...],
        behind: Packed,
        proposals: Proposals = (),
        still: Still | None = None,
    ) -> Seen:
        """What known sprites make of a frame over what `still` holds; the rest as known shapes in other colours."""
        only = None if still is None else still.only
        view = _view(now, planes, behind, *find(now, behind, self._dictionary, proposals, only, exactly=True), still)
        new = NOTHING if self._soft else self._recolouring.of(view)
        if new is NOTHING:
            return _seen(view, NOTHING)
        # Once more without what is recoloured, over which nothing is to be painted.
        ground = np.where(new.shown, now, behind)
        view = _view(now, planes, behind, *find(now, ground, self._dictionary, proposals, only, exactly=True), still)
        return _seen(view._replace(left=view.left | new.shown), new)

    def _missing(self, seen: Seen, still: Still | None = None) -> bool:
        """Whether something is left that has a sprite's colour.

        Ground that nobody ever saw is none to look for, and what was looked for in vain a frame ago is not again.
        """
        rest = seen.rest if still is None else seen.rest & ~still.left
        if not rest.any():
            return False
        return bool(np.isin(seen.frame[rest & (seen.behind != UNSEEN)], self._dictionary.tables.colours).any())

    def _verified(self, frame: Frame, now: Packed, encoded: Encoded) -> Seen:
        planes = encoded.planes(0, self.bundle.planes)
        behind = self._ground.behind(planes)
        seen = self._searched(now, planes, behind, encoded.proposals(0, self._variant))
        if not self._soft:
            return seen  # hard pixels only: what was placed shows just pixels that agree
        unlike = (compose(seen.scene(self._dictionary), self.bundle.learned) != frame).any(axis=2)
        return replace(seen, unexplained_px=int(unlike.sum()))

    def _packed(self, frame: Frame) -> Packed:
        self._check_size(frame)
        return pack_frame(np.ascontiguousarray(frame))

    def _check_size(self, frame: np.ndarray) -> None:
        width, height = self.bundle.size
        if frame.shape != (height, width, 3):
            shown = f"{frame.shape[1]}x{frame.shape[0]} px" if frame.ndim == 3 else f"of shape {frame.shape}"
            raise SizeError(
                f"frames are {shown}, the bundle {self.bundle.path} was learnt at {width}x{height} px. "
                f"Give frames of {width}x{height} px, or train on a recording of this size."
            )


def _view(
    now: Packed, planes: tuple[Plane, ...], behind: Packed, found: Found, left: np.ndarray, still: Still | None
) -> View:
    """What was found and left, and what still holds before it."""
    if still is None:
        return View(now, planes, behind, found, left)
    return View(now, planes, behind, joined(still.found, found), left | still.left, len(still.found.items))


def _seen(view: View, new: Recoloured) -> Seen:
    seen = Seen(view.frame, view.planes, view.behind, view.found, view.left, 0, new)
    unexplained_px = int(np.count_nonzero(seen.rest))
    if unexplained_px:  # where no background was ever seen, drawing leaves black, which may be right
        unexplained_px -= int(np.count_nonzero(seen.rest & (view.behind == UNSEEN) & (view.frame == 0)))
    return replace(seen, unexplained_px=unexplained_px)

"""Frames of games whose pixels are known exactly: what the last frame showed goes on, the rest is searched for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.compositor import compose
from spritelift_runtime.continuing import Still, joined, pack_frame, still_true
from spritelift_runtime.dealing import Deal, one_by_one
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.encoding import Encode, Encoded
from spritelift_runtime.explain import Proposals, find, verified
from spritelift_runtime.ground import UNSEEN, Ground
from spritelift_runtime.recolouring import NOTHING, Recoloured, Recolouring
from spritelift_runtime.scene import Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.searched import View, in_doubt
from spritelift_runtime.seen import Cuts, Seen, columns_of

Frame = UInt8[np.ndarray, "h w 3"]
Packed = np.ndarray
REMEMBERED_CUTS = 4096
"""Things half hidden are mostly so for many frames; eroding ones never look the same again."""


class ExactFrames:
    """Explains frames with sprites that show just their own pixels; `encode` is asked where the search leaves some."""

    def __init__(self, art: Art, planes: tuple[PlaneSpec, ...], encode: Encode) -> None:
        self.art = art
        self.dictionary = Dictionary(art.sprites, art.blend)
        self.ground = Ground(art, planes)
        self.planes, self._encode = planes, encode
        self._variant = {(v.sprite, v.flip): i for i, v in enumerate(self.dictionary.variants)}
        self._recolouring = Recolouring(self.dictionary, self.ground)
        self._cuts: Cuts = {}

    def scenes(self, frames: Iterable[Frame]) -> Scenes:
        """Frames in order, untracked."""
        return columns_of(self._in_order(frames), self.dictionary)

    def scene(self, frame: Frame) -> Scene:
        """One frame for itself."""
        return self._seen(frame, pack_frame(frame), None).scene(self.dictionary)

    def encoded(self, frame: Frame) -> Encoded:
        """What the encoder says of one frame."""
        return self._encode(frame[None])

    def follow(
        self, frames: Sequence[Frame], before: Sequence[Seen | None], deal: Deal = one_by_one
    ) -> tuple[list[Seen], Scenes]:
        """The next frame of each of several plays, all that ask the encoder in one go; `before` is what this gave for
        the frame before, None at the beginning of a play."""
        begun = list(deal(self._begun, frames, before))
        packed, known = [now for now, _ in begun], [seen for _, seen in begun]
        asking = [i for i, seen in enumerate(known) if seen is None]
        if asking:
            encoded = self._encode(np.stack([frames[i] for i in asking]))
            told = deal(lambda k, i: self._told(packed[i], encoded, k), range(len(asking)), asking)
            for i, seen in zip(asking, told, strict=True):
                known[i] = seen
        seen = [each for each in known if each is not None]
        if len(self._cuts) > REMEMBERED_CUTS:
            self._cuts.clear()
        return seen, columns_of(seen, self.dictionary, self._cuts)

    def _in_order(self, frames: Iterable[Frame]) -> Iterator[Seen]:
        last: Seen | None = None
        for frame in frames:
            last = self._seen(frame, pack_frame(frame), last)
            yield last

    def _seen(self, frame: Frame, now: Packed, last: Seen | None) -> Seen:
        """The exact search mostly suffices; the encoder is asked where it leaves something, or no plane is found."""
        return self._known(now, last) or self._told(now, self.encoded(frame), 0)

    def _begun(self, frame: Frame, last: Seen | None) -> tuple[Packed, Seen | None]:
        now = pack_frame(frame)
        return now, self._known(now, last)

    def _known(self, now: Packed, last: Seen | None) -> Seen | None:
        """A frame without the encoder; None where that has to be asked."""
        if last is not None and np.array_equal(now, last.frame):
            return last
        planes = self.ground.standing(now, last.planes if last else ())
        if planes is None:
            return None
        goes_on = last is not None and planes == last.planes
        behind = last.behind if last is not None and goes_on else self.ground.behind(planes)
        if last is not None and goes_on and (seen := self._carried_on(now, last)):
            return seen
        seen = self._searched(now, planes, behind)
        return None if self._missing(seen) else seen

    def _told(self, now: Packed, encoded: Encoded, i: int) -> Seen:
        """A frame as the encoder helps to see it, which told of it as number `i` of those that it was asked of."""
        planes = encoded.planes(i, self.planes)
        return self._searched(now, planes, self.ground.behind(planes), encoded.proposals(i, self._variant))

    def _carried_on(self, now: Packed, last: Seen) -> Seen | None:
        """The last frame, with what changed since; None where that leaves something to explain."""
        still = still_true(now, last.frame, last.behind, last.found, last.left, self.dictionary.tables)
        seen = self._searched(now, last.planes, last.behind, still=still, last=last)
        return None if self._missing(seen, still) else seen

    def _searched(
        self,
        now: Packed,
        planes: tuple[Plane, ...],
        behind: Packed,
        proposals: Proposals = (),
        still: Still | None = None,
        last: Seen | None = None,
    ) -> Seen:
        """What known sprites make of a frame over what `still` holds of the `last`; the rest as known shapes in other
        colours."""
        only = None if still is None else still.only
        found, left = find(now, behind, self.dictionary, proposals, only, exactly=True)
        view = self._view(View(now, planes, behind, found, left), still)
        new = self._recoloured(view, still, last)
        if new is NOTHING:
            return self._counted(_seen(view, NOTHING))
        # Once more without what is recoloured, over which nothing is to be painted.
        ground = np.where(new.shown, now, behind)
        found, left = find(now, ground, self.dictionary, proposals, only, exactly=True)
        view = self._view(View(now, planes, behind, found, left), still)
        return self._counted(_seen(view._replace(left=view.left | new.shown), new))

    def _recoloured(self, view: View, still: Still | None, last: Seen | None) -> Recoloured:
        """Known shapes in other colours; those of the last frame where nothing else has come in doubt since."""
        if still is not None and last is not None and not in_doubt(view, still.left, self.dictionary):
            gone = last.recoloured.shown & ~still.left
            if not gone.any():
                return last.recoloured
        return self._recolouring.of(view)

    def _view(self, new: View, still: Still | None) -> View:
        """What was found and left, and what still holds before it."""
        if still is None:
            return new
        found, left = joined(still.found, new.found), new.left | still.left
        left = verified(new.frame, new.behind, found, left, self.dictionary)  # what is new may lie behind a soft edge
        return new._replace(found=found, left=left, kept=len(still.found.items))

    def _counted(self, seen: Seen) -> Seen:
        """The same, what nothing explains counted on its picture where soft pixels may lie over what is recoloured, or
        over ground that nobody ever saw."""
        if not self.dictionary.soft_edged or (seen.recoloured is NOTHING and not seen.left.any()):
            return seen
        unlike = pack_frame(compose(seen.scene(self.dictionary), self.art)) != seen.frame
        return replace(seen, unexplained_px=int(np.count_nonzero(unlike)))

    def _missing(self, seen: Seen, still: Still | None = None) -> bool:
        """Whether something is left that has a sprite's colour.

        Ground that nobody ever saw is none to look for, and what was looked for in vain a frame ago is not again.
        """
        rest = seen.rest if still is None else seen.rest & ~still.left
        if not rest.any():
            return False
        return bool(np.isin(seen.frame[rest & (seen.behind != UNSEEN)], self.dictionary.tables.colours).any())


def _seen(view: View, new: Recoloured) -> Seen:
    seen = Seen(view.frame, view.planes, view.behind, view.found, view.left, 0, new)
    unexplained_px = int(np.count_nonzero(seen.rest))
    if unexplained_px:  # where no background was ever seen, drawing leaves black, which may be right
        unexplained_px -= int(np.count_nonzero(seen.rest & (view.behind == UNSEEN) & (view.frame == 0)))
    return replace(seen, unexplained_px=unexplained_px)

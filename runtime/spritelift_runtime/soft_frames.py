"""Frames of games with soft sprites: things followed from the last frame, the exact search, then new things."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.compositor import paint_placement
from spritelift_runtime.cost import OFF_BITS, OPTION_BITS, PLACEMENT_BITS
from spritelift_runtime.dictionary import Dictionary, unpacked_rgb
from spritelift_runtime.explain import LAYER, explain
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.soft_things import Fitter, Thing, overlap
from spritelift_runtime.soft_weigh import Between, off

NEAR_LEVELS = 8
"""A pixel so few levels off counts as shown by a soft thing; one further off may be something else."""
LEAST_PX = 12
"""Fewer unlike pixels together are no thing to look for."""
MOST_BIRTHS = 8
"""Places where new things are looked for on one frame, the largest first."""
REACH_PX = 2
RETRY_FRAMES, ALIKE_PX = 8, 4
"""Where nothing was found, so long nothing is looked for again, in boxes whose sides moved no further."""
HIDDEN_FRAMES = 30
"""How long a thing behind others is believed to go on."""
POOR_SHARE = 0.1
"""A thing that leaves more of the bits of its pixels may have turned or grown further than was looked for."""
SWEEPS = 2
Box = tuple[int, ...]
BIRTH_ROUNDS = 3
"""Times that new things are looked for on one frame: what hides others is put in its place in between."""


@dataclass(frozen=True)
class Softly:
    """What is known of soft things on a frame."""

    things: tuple[Thing, ...] = ()
    """Back to front."""
    barren: tuple[tuple[Box, int], ...] = ()
    """Boxes in which nothing was found that explains them, and how many frames ago that was tried."""


class SoftFrames:
    """Explains frames with soft and exact sprites; what is placed softly is near, not exact."""

    def __init__(self, sprites: Sequence[Sprite], dictionary: Dictionary) -> None:
        self.fitter = Fitter(sprites)
        self._dictionary = dictionary

    def step(
        self, frame: np.ndarray, packed: np.ndarray, behind: np.ndarray, last: Softly
    ) -> tuple[Softly, tuple[Placement, ...]]:
        """Soft things, and exact placements in front of them.

        `frame` is uint8 [h, w, 3], `packed` the same as the exact search has it, `behind` packed (negative where
        unknown), `last` what is known of the frame before.
        """
        ground = unpacked_rgb(behind)
        things = self._followed(frame, ground, last.things)
        barren = [(box, age + 1) for box, age in last.barren if age + 1 < RETRY_FRAMES]
        canvas = self.fitter.painted(ground, things)
        exact: tuple[Placement, ...] = ()
        if self._dictionary.variants:
            unlike = (packed != behind) & (off(frame, canvas) > NEAR_LEVELS * (canvas != ground).any(axis=2))
            exact = explain(packed, behind, self._dictionary, only=unlike).placements
            for placement in exact:
                paint_placement(canvas, placement, self.fitter.sprites[placement.sprite].rgba)
        for _ in range(BIRTH_ROUNDS):
            born = self.born(frame, canvas, barren)
            if not born:
                break
            things = self._followed(frame, ground, [*things, *born], moving=False)
            canvas = self.fitter.painted(ground, things)
            for placement in exact:
                paint_placement(canvas, placement, self.fitter.sprites[placement.sprite].rgba)
        return Softly(tuple(things), tuple(barren)), exact

    def scene(self, planes: tuple[Plane, ...], things: Sequence[Thing], exact: Sequence[Placement]) -> Scene:
        """The same as a scene."""
        return Scene(planes, (*(replace(thing.placement, layer=LAYER) for thing in things), *exact))

    def _followed(
        self, frame: np.ndarray, ground: np.ndarray, last: Sequence[Thing], moving: bool = True
    ) -> list[Thing]:
        """The things where they are now, without those that are gone."""
        things = [replace(t, placement=t.expected()) if moving else t for t in last]
        for _ in range(SWEEPS):
            for number, thing in enumerate(things):
                between = self.fitter.between(ground, things, number)
                starts = [thing.placement, last[number].placement]
                fit = self.fitter.settled(starts, frame, between)
                if fit.left > POOR_SHARE * (fit.saved + fit.left):
                    fit = max(fit, self.fitter.anew(fit.placement, frame, between), key=lambda thing: thing.saved)
                things[number] = replace(fit, hidden=thing.hidden)
        ordered = self._ordered(frame, ground, things)
        origin = {id(thing): before for thing, before in zip(things, last, strict=True)}
        kept = []
        for number, thing in enumerate(ordered):
            before = origin[id(thing)]
            if thing.saved > OPTION_BITS:
                step = _step(before.placement, thing.placement) if moving else before.step
                kept.append(replace(thing, step=step, hidden=0))
            elif moving and self._is_hidden(ordered, number) and before.hidden < HIDDEN_FRAMES:
                kept.append(replace(before, placement=before.expected(), saved=0.0, hidden=before.hidden + 1))
        return kept

    def _is_hidden(self, things: Sequence[Thing], number: int) -> bool:
        own = self.fitter.box(things[number].placement)
        return any(overlap(own, self.fitter.box(thing.placement), 0) for thing in things[number + 1 :])

    def _ordered(self, frame: np.ndarray, ground: np.ndarray, things: list[Thing]) -> list[Thing]:
        """The things in the order in which those that overlap fit best."""
        order = list(things)
        for i in range(len(order)):
            for j in range(i + 1, len(order)):
                boxes = (self.fitter.box(order[i].placement), self.fitter.box(order[j].placement))
                if not overlap(boxes[0], boxes[1], 0):
                    continue
                other = [*order[:i], order[j], *order[i:j], *order[j + 1 :]]
                if self._bits(frame, ground, other, boxes) < self._bits(frame, ground, order, boxes) - OPTION_BITS:
                    order = other
        return order

    def _bits(
        self, frame: np.ndarray, ground: np.ndarray, things: Sequence[Thing], boxes: Sequence[tuple[int, ...]]
    ) -> float:
        """Bits that the pixels of the two boxes still cost."""
        left, top = (max(0, min(box[k] for box in boxes)) for k in (0, 1))
        right, bottom = (max(box[k] for box in boxes) for k in (2, 3))
        part = (slice(top, bottom), slice(left, right))
        shown = self.fitter.painted(ground, things)
        return float(OFF_BITS[off(frame[part], shown[part])].sum())

    def unlike_px(self, frame: np.ndarray, behind: np.ndarray, scene: Scene) -> int:
        """Pixels of the frame that the scene doesn't reproduce exactly over the packed background `behind`."""
        canvas = unpacked_rgb(behind)
        for placement in scene.placements:
            paint_placement(canvas, placement, self.fitter.sprites[placement.sprite].rgba, self._dictionary.blend)
        return int(np.count_nonzero(off(frame, canvas)))

    def born(self, frame: np.ndarray, canvas: np.ndarray, barren: list[tuple[Box, int]]) -> list[Thing]:
        """New things where pixels are unlike what is known; in front of all others. Where there are none is added to
        `barren`."""
        unlike = off(frame, canvas) > NEAR_LEVELS
        if int(unlike.sum()) < LEAST_PX:
            return []
        blobs = find_blobs(unlike, np.zeros(unlike.shape, np.int32), REACH_PX)
        sizes = np.diff(blobs.starts)
        born: list[Thing] = []
        for b in np.argsort(-sizes, kind="stable")[:MOST_BIRTHS].tolist():
            if sizes[b] < LEAST_PX:
                break
            left, top, right, bottom = box = tuple(blobs.boxes[b].tolist())
            if any(_alike(box, other) for other, _ in barren):
                continue
            thing = self.fitter.found((left, top, right, bottom), frame, Between.nothing_before(canvas))
            if thing is not None and thing.saved > PLACEMENT_BITS + OPTION_BITS:
                born.append(thing)
                canvas = self.fitter.painted(canvas, [thing])
            else:
                barren.append((box, 0))
        return born


def _alike(one: Box, other: Box) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= ALIKE_PX


def _step(before: Placement, now: Placement) -> tuple[int, int, float, float]:
    turn = (now.angle - before.angle + 180) % 360 - 180
    return now.x - before.x, now.y - before.y, turn, now.scale - before.scale

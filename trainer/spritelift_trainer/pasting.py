"""Known sprites pasted at random places into training windows.

A recording shows few of the ways in which its sprites can stand beside and over each other; held-out frames show
others. Pasting also gives sparse games (a handful of placements a frame) as many examples a step as crowded ones.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int64, UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.visible import HALF
from spritelift_trainer.targets import Variants, area_within

COVERED_SHARE = 0.4
"""A placement of whose box later pastes cover more than this is ignored from then on."""
UNKNOWN_SHARE = 0.1
"""Of what is pasted, this share is a sprite's outline filled with some colour, and taught as nothing: another level
shows things that this one didn't, and an encoder that never saw any takes them for what they are least unlike."""


@dataclass(frozen=True, eq=False)
class Placed:
    """What stands in one window: centres in window pixels, classes, and how much of each shows."""

    x: Int64[np.ndarray, " n"]
    y: Int64[np.ndarray, " n"]
    variant: Int64[np.ndarray, " n"]
    share: Float32[np.ndarray, " n"]


class Paster:
    """Pastes variants, the often used ones more often (by the square root of their uses)."""

    def __init__(self, art: Art, variants: Variants, uses: Int64[np.ndarray, " v"]) -> None:
        self._variants = variants
        self._pictures = [
            art.sprites[sprite].rgba[:: -1 if flip & 2 else 1, :: -1 if flip & 1 else 1].transpose(2, 0, 1)
            for sprite, flip in zip(variants.sprite.tolist(), variants.flip.tolist(), strict=True)
        ]
        weight = np.cumsum(np.sqrt(uses))
        self._cumulative = weight / weight[-1]

    def paste(
        self, window: UInt8[np.ndarray, "4 h w"], placed: Placed, count: int, random: np.random.Generator
    ) -> Placed:
        """Paste `count` variants or unknown things into the foreground `window`, in place; gives what stands there."""
        high, wide = window.shape[1:]
        variant = np.searchsorted(self._cumulative, random.random(count))
        x, y = random.integers(0, wide, count), random.integers(0, high, count)
        boxes, unknown = self._variants.boxes(x, y, variant), random.random(count) < UNKNOWN_SHARE
        for i, (left, top, *_) in enumerate(boxes.tolist()):
            picture = self._pictures[variant[i]]
            _stamp(window, _filled(picture, random) if unknown[i] else picture, left, top)
        share = (area_within(boxes, (0, 0, wide, high)) / self._variants.size[variant].prod(1)).astype(np.float32)
        together = Placed(
            np.concatenate([placed.x, x]),
            np.concatenate([placed.y, y]),
            np.concatenate([placed.variant, variant]),
            np.concatenate([placed.share, share]),
        )
        covered = self._with_covered(together, count)
        known = np.append(np.ones(len(placed.x), bool), ~unknown)
        return Placed(covered.x[known], covered.y[known], covered.variant[known], covered.share[known])

    def _with_covered(self, placed: Placed, last: int) -> Placed:
        """Ignore what the `last` pasted ones, each on top of all before it, cover."""
        boxes, first = self._variants.boxes(placed.x, placed.y, placed.variant), len(placed.x) - last
        start, end = boxes[:, :2], boxes[:, 2:]
        common = np.minimum(end[:, None], end[None, first:]) - np.maximum(start[:, None], start[None, first:])
        covered = common.clip(min=0).prod(2) / (end - start).prod(1)[:, None]
        later = np.arange(first, len(start))[None] > np.arange(len(start))[:, None]
        hidden = np.where(later, covered, 0).sum(1) > COVERED_SHARE
        return Placed(placed.x, placed.y, placed.variant, np.where(hidden, 0, placed.share).astype(np.float32))


def _filled(picture: UInt8[np.ndarray, "4 h w"], random: np.random.Generator) -> UInt8[np.ndarray, "4 h w"]:
    """The outline of `picture` in one random colour."""
    colour = random.integers(0, 256, 3, dtype=np.uint8)
    return np.concatenate([np.broadcast_to(colour[:, None, None], (3, *picture.shape[1:])), picture[3:]])


def _stamp(window: UInt8[np.ndarray, "4 h w"], picture: UInt8[np.ndarray, "4 h w"], left: int, top: int) -> None:
    y, x = max(top, 0), max(left, 0)
    target = window[:, y : max(top + picture.shape[1], 0), x : max(left + picture.shape[2], 0)]
    part = picture[:, y - top : y - top + target.shape[1], x - left : x - left + target.shape[2]]
    opaque = part[3] >= HALF
    target[:3, opaque] = part[:3, opaque]
    target[3, opaque] = 255

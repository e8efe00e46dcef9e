"""How many bits a dictionary needs to tell a clip: the measure that decides between two dictionaries."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.cost import (
    ALPHA_BITS,
    CUT_FRAME_BITS,
    CUT_RUN_BITS,
    KEEP_BITS,
    MOVE_BITS,
    PLACEMENT_BITS,
    POSE_BITS,
    RESIDUAL_PIXEL_BITS,
    cut_bits,
    cut_turns,
    sprite_bits,
)
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.explain import Explanation, explain
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop

SAMPLE = 16
"""Frames (each with the one before it) that stand for all that show a sprite."""
Place = tuple[int, int, int, bool, bool]


def dictionary_bits(sprite: Sprite) -> float:
    """What the sprite itself costs."""
    alpha = sprite.rgba[..., 3]
    soft = np.count_nonzero((alpha > 0) & (alpha < 255))
    return sprite_bits(packed(sprite.rgba), alpha > 0) + ALPHA_BITS * soft


def change_bits(before: Explanation, now: Explanation, sprites: Sequence[Sprite]) -> float:
    """Bits to say a frame, given the one before it: what stays, moves, turns into another, is new or unexplained."""
    stood = {_place(p): p for p in before.placements}
    bits = RESIDUAL_PIXEL_BITS * float(now.left.sum())
    fresh: list[Placement] = []
    for p in now.placements:
        old = stood.pop(_place(p), None)
        if old is None:
            fresh.append(p)
        else:
            bits += KEEP_BITS + _kept_cut_bits(old, p, sprites)
    gone = Counter(p.sprite for p in stood.values())
    others = len(fresh) - sum((Counter(p.sprite for p in fresh) & gone).values())
    poses = sum(gone.values()) - (len(fresh) - others)
    for p in fresh:
        if gone[p.sprite] > 0:
            gone[p.sprite] -= 1
            bits += MOVE_BITS + (CUT_RUN_BITS if p.cut is not None else 0.0)
        else:
            bits += POSE_BITS if poses > 0 else PLACEMENT_BITS
            bits += placed_cut_bits(p, sprites)
            poses -= 1
    return bits


def _place(p: Placement) -> Place:
    return p.sprite, p.x, p.y, p.flip_x, p.flip_y


def _kept_cut_bits(old: Placement, new: Placement, sprites: Sequence[Sprite]) -> float:
    if new.cut is None:
        return 0.0
    if old.cut is None:
        return placed_cut_bits(new, sprites)
    return CUT_FRAME_BITS if old.cut == new.cut else CUT_RUN_BITS


def placed_cut_bits(p: Placement, sprites: Sequence[Sprite]) -> float:
    """Bits to draw the placement's cut, if it has one."""
    return 0.0 if p.cut is None else float(cut_bits(cut_turns(sprites[p.sprite].rgba[..., 3] == 255, p.cut.mask)))


class Telling:
    """Frames of a clip as some sprites tell them; what was explained once is kept."""

    def __init__(self, clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], blend: Blend = "rounded") -> None:
        self.sprites = list(sprites)
        self._clip, self._backdrop, self._dictionary = clip, backdrop, Dictionary(sprites, blend)
        self._told: dict[int, Explanation] = {}
        self._bits: dict[int, float] = {}

    def by(self, sprites: Sequence[Sprite]) -> "Telling":
        """The same frames told by other sprites."""
        return Telling(self._clip, self._backdrop, sprites, self._dictionary.blend)

    def bits(self, frames: np.ndarray) -> float:
        """Bits to tell these frames, each given the one before it."""
        for t in frames.tolist():
            if t not in self._bits:
                self._bits[t] = change_bits(self._explained(t - 1), self._explained(t), self.sprites)
        return sum(self._bits[t] for t in frames.tolist())

    def placed_on(self, frames: np.ndarray) -> Counter[Sprite]:
        """How often these frames show each sprite."""
        return Counter(self.sprites[p.sprite] for t in frames.tolist() for p in self._explained(t).placements)

    def _explained(self, t: int) -> Explanation:
        if t not in self._told:
            self._told[t] = explain(self._clip.frame(t), self._backdrop.frame(t), self._dictionary)
        return self._told[t]

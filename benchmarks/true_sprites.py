"""The sprites that a game really has, as far as the frames trained on could show them, against a dictionary."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.truth import Truth


@dataclass(frozen=True, kw_only=True)
class Found:
    """What became of the true sprites."""

    seen: int
    """True sprites with a visible pixel in the frames trained on."""
    whole: int
    """Of them, those that showed every pixel on at least one frame."""
    found: int
    """Of these, those that the dictionary holds pixel for pixel, or mirrored."""
    missing: tuple[str, ...]
    """The others' names."""


def found_of(truth: Truth, true: Sequence[Sprite], learnt: Sequence[Sprite], frames: int) -> Found:
    """Compare, for the first `frames` frames; a placement's class in `truth` is its number in `true`."""
    seen, whole = shown_of(truth, true, frames)
    known = {key for sprite in learnt for key in looks(sprite.rgba)}
    missing = [true[kind].name for kind in sorted(whole) if looks(true[kind].rgba)[0] not in known]
    return Found(seen=len(seen), whole=len(whole), found=len(whole) - len(missing), missing=tuple(missing))


def shown_of(truth: Truth, true: Sequence[Sprite], frames: int) -> tuple[set[int], set[int]]:
    """Classes with a visible pixel on the first frames, and those of which a placement showed all."""
    opaque = np.array([(sprite.rgba[..., 3] > 0).sum() for sprite in true])
    seen: set[int] = set()
    whole: set[int] = set()
    for frame in range(frames):
        kinds = truth.boxes(frame)[:, 0]
        pixels = np.bincount(truth.segments[frame].ravel(), minlength=len(kinds) + 1)[1:]
        seen.update(kinds[pixels > 0].tolist())
        whole.update(kinds[pixels >= opaque[kinds]].tolist())
    return seen, whole & seen


def looks(rgba: np.ndarray) -> list[tuple[tuple[int, ...], bytes]]:
    """A picture and its mirror images: trimmed, what is transparent made the same."""
    mask = rgba[..., 3] > 0
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return [((0, 0), b"")]
    clean = np.where(mask[..., None], rgba, 0)[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    sides = (clean, clean[:, ::-1], clean[::-1], clean[::-1, ::-1])
    return [(side.shape, side.astype(np.uint8).tobytes()) for side in sides]

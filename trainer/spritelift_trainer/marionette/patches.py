"""Mined sprites as pictures of k x k pixels: what a dictionary with a mined start is to hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_runtime.dictionary import flipped
from spritelift_trainer.marionette.shape import SIDES
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.targets import anchors_of, variants_of

WHOLE = 0.9
"""Share of the placements that need not be cut into several patches."""


@dataclass(frozen=True, eq=False)
class Patches:
    """Pictures, and where they stand on every frame."""

    rgba: UInt8[np.ndarray, "m k k 4"]
    """Those placed most first."""
    starts: Int64[np.ndarray, " frames_and_1"]
    """Rows `starts[f]:starts[f + 1]` of what follows are frame f's, in paint order."""
    patch: Int64[np.ndarray, " n"]
    corner: Int64[np.ndarray, "n 2"]
    """x, y of the whole k x k picture, frame pixels."""
    box: Int64[np.ndarray, "n 4"]
    """Left, top, right, bottom of what isn't transparent of it."""


@dataclass(frozen=True, eq=False)
class _Pieces:
    """All patches of a dictionary: `first[v]:first[v + 1]` are variant v's; `shift` is from the variant's corner to
    that of the patch, `inner` the box of the piece within the patch."""

    rgba: UInt8[np.ndarray, "p k k 4"]
    first: Int64[np.ndarray, " v_and_1"]
    shift: Int64[np.ndarray, "p 2"]
    inner: Int64[np.ndarray, "p 4"]


def side_for(mined: Mined) -> int:
    """The least side k that holds `WHOLE` of the placements' sprites, and that the frame holds."""
    sides = np.array([max(sprite.size) for sprite in mined.art.sprites], np.int64)
    placed = sides[mined.scenes.placements[:, 0]] if len(sides) else sides
    fitting = [k for k in SIDES if k <= min(mined.art.size)] or [SIDES[0]]
    return next((k for k in fitting if (placed <= k).sum() >= WHOLE * len(placed)), fitting[-1])


def patches_of(mined: Mined, k: int, most: int | None = None) -> Patches:
    """The `most` used patches; without it, all that are used. Sprites wider or higher than k are several; both flips of
    one are two."""
    variants = variants_of(mined.scenes, mined.art)
    anchors = anchors_of(mined.scenes, mined.art, variants)
    pictures = [
        flipped(mined.art.sprites[sprite].rgba, flip)
        for sprite, flip in zip(variants.sprite.tolist(), variants.flip.tolist(), strict=True)
    ]
    pieces = _cut(pictures, k)
    rows = np.flatnonzero(variants.taught(anchors.variant, anchors.share))
    corner = np.stack([anchors.x, anchors.y], 1) - variants.half[anchors.variant]
    piece, placed = rows_of(pieces.first, anchors.variant[rows])
    row = rows[placed]
    uses = np.bincount(piece, minlength=len(pieces.rgba))
    order = np.argsort(-uses, kind="stable")[: (uses > 0).sum()][:most]
    number = np.full(len(pieces.rgba), -1)
    number[order] = np.arange(len(order))
    kept = number[piece] >= 0
    row, piece = row[kept], piece[kept]
    at = corner[row] + pieces.shift[piece]
    starts = np.searchsorted(anchors.frame[row], np.arange(len(mined.scenes) + 1))
    box = np.concatenate([at, at], 1) + pieces.inner[piece]
    return Patches(pieces.rgba[order], starts, number[piece], at, box)


def _cut(pictures: list[np.ndarray], k: int) -> _Pieces:
    cut = [list(_pieces(picture, k)) for picture in pictures]
    every = [piece for pieces in cut for piece in pieces]
    return _Pieces(
        np.stack([rgba for rgba, _, _ in every]) if every else np.zeros((0, k, k, 4), np.uint8),
        np.cumsum([0, *map(len, cut)]),
        np.array([shift for _, shift, _ in every], np.int64).reshape(-1, 2),
        np.array([inner for _, _, inner in every], np.int64).reshape(-1, 4),
    )


def _pieces(picture: np.ndarray, k: int) -> Iterator[tuple[np.ndarray, tuple[int, int], tuple[int, int, int, int]]]:
    """Parts of at most k x k, alike in size, each in the middle of a patch."""
    for top, bottom in _parts(picture.shape[0], k):
        for left, right in _parts(picture.shape[1], k):
            part = picture[top:bottom, left:right]
            if not (part[..., 3] > 0).any():
                continue
            high, wide = part.shape[:2]
            y, x = (k - high) // 2, (k - wide) // 2
            patch = np.zeros((k, k, 4), np.uint8)
            patch[y : y + high, x : x + wide] = part
            yield patch, (left - x, top - y), (x, y, x + wide, y + high)


def _parts(side: int, k: int) -> list[tuple[int, int]]:
    edges = np.linspace(0, side, -(-side // k) + 1).astype(int).tolist()
    return list(pairwise(edges))


def rows_of(starts: Int64[np.ndarray, " k"], chosen: Int64[np.ndarray, " n"]) -> tuple[np.ndarray, np.ndarray]:
    """Where thing i has the rows `starts[i]:starts[i + 1]`: all rows of the things chosen, and for each row which of
    those chosen it is of; int64 [rows] both."""
    counts = np.diff(starts)[chosen]
    which = np.repeat(np.arange(len(chosen)), counts)
    within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[chosen][which] + within, which

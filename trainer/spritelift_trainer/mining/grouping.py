"""Loose parts that always appear together are one sprite: eyes and body, the sparks of a ring, the bars of a digit."""

from collections.abc import Iterable, Sequence

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.scene import Placement

GAP_PX = 2
"""Parts further apart than this are separate things, however faithfully they march together."""
TOGETHER_SHARE = 0.95
LEAST_SIGHTINGS = 3


def pairs_together(scenes: Iterable[Sequence[Placement]], sprites: Sequence[Sprite]) -> list[tuple[int, int, int, int]]:
    """(sprite a, sprite b, dx, dy) for parts that are hardly ever seen apart; each sprite in at most one pair."""
    sizes = np.array([sprite.size for sprite in sprites], np.int64).reshape(-1, 2)
    seen = np.zeros(len(sprites), np.int64)
    near: list[np.ndarray] = []
    for placements in scenes:
        table = np.array([(p.sprite, p.x, p.y) for p in placements if _plain(p)], np.int64).reshape(-1, 3)
        seen += np.bincount([p.sprite for p in placements], minlength=len(sprites))
        near.append(_neighbours(table, sizes))
    if not near:
        return []
    pairs, counts = np.unique(np.concatenate(near), axis=0, return_counts=True)
    faithful = counts >= TOGETHER_SHARE * np.maximum(seen[pairs[:, 0]], seen[pairs[:, 1]])
    taken: set[int] = set()
    chosen = []
    for i in np.argsort(-counts, kind="stable"):
        a, b, dx, dy = pairs[i].tolist()
        if faithful[i] and counts[i] >= LEAST_SIGHTINGS and not {a, b} & taken:
            taken |= {a, b}
            chosen.append((a, b, dx, dy))
    return chosen


def joined(a: Sprite, b: Sprite, dx: int, dy: int) -> Sprite:
    """One sprite of the two, b's corner (dx, dy) from a's."""
    left, top = min(0, dx), min(0, dy)
    width = max(a.size[0], dx + b.size[0]) - left
    height = max(a.size[1], dy + b.size[1]) - top
    rgba = np.zeros((height, width, 4), np.uint8)
    for part, x, y in ((a, -left, -top), (b, dx - left, dy - top)):
        opaque = part.rgba[..., 3] > 0
        rgba[y : y + part.size[1], x : x + part.size[0]][opaque] = part.rgba[opaque]
    grid = None
    if a.grid is not None and b.grid is not None:  # two tiles, one above the other
        grid = (*a.grid[:2], a.grid[2] + left, a.grid[3] + top)
    return Sprite(name="", rgba=rgba, uses=min(a.uses, b.uses), grid=grid)


def merged(sprites: Sequence[Sprite], pairs: Iterable[tuple[int, int, int, int]]) -> list[Sprite]:
    """The dictionary with each pair made one; the others keep their order."""
    gone: set[int] = set()
    new = []
    for a, b, dx, dy in pairs:
        gone |= {a, b}
        new.append(joined(sprites[a], sprites[b], dx, dy))
    return new + [sprite for i, sprite in enumerate(sprites) if i not in gone]


def _plain(placement: Placement) -> bool:
    return not (placement.flip_x or placement.flip_y) and placement.cut is None


def _neighbours(table: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """int64 [n, 4] (a, b, dx, dy), a < b: pairs of different sprites at most `GAP_PX` apart."""
    sprite, x, y = table.T
    right, bottom = x + sizes[sprite, 0], y + sizes[sprite, 1]
    gap_x = np.maximum(x[:, None], x[None]) - np.minimum(right[:, None], right[None])
    gap_y = np.maximum(y[:, None], y[None]) - np.minimum(bottom[:, None], bottom[None])
    i, j = np.nonzero((np.maximum(gap_x, gap_y) <= GAP_PX) & (sprite[:, None] < sprite[None]))
    return np.stack([sprite[i], sprite[j], x[j] - x[i], y[j] - y[i]], axis=1)

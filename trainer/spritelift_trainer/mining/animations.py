"""Animations: sprites that follow each other again and again on one track, in order, with how long each shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes

_SPRITE, _X, _Y, _FLIP, _TRACK = (PLACEMENT_COLUMNS.index(name) for name in ("sprite", "x", "y", "flip", "track"))
LEAST_TURNS = 3
"""Times two sprites must follow each other to belong together."""
LEAST_SHARE = 0.15
"""...and the share of all changes from or to the rarer of the two."""
SPOT = 0.5
"""A pose stands where the last one stood: feet (the middle of the lower edge) no further apart than this share of its
size."""
SIZE_RATIO = 2.5
"""Poses of one thing differ less in area than this."""


@dataclass(frozen=True)
class Animation:
    """Sprites in the order in which they follow each other; a single one for a sprite that doesn't change."""

    sprites: tuple[int, ...]
    frames: tuple[float, ...]
    """How many frames each shows at a time (median)."""
    mirrored: tuple[bool, ...]
    """Which look the other way than the first as they are stored: they turn into each other flipped."""


def animations_of(scenes: Scenes, sprites: Sequence[Sprite]) -> list[Animation]:
    """Every sprite that is placed in these tracked scenes, in exactly one animation."""
    turns, flipped, spells, changes = _turns_and_spells(scenes, sprites)
    used = np.flatnonzero(np.bincount(scenes.placements[:, _SPRITE], minlength=len(sprites)))
    together = _together(turns, changes, sprites)
    groups: list[Animation] = []
    left = set(used.tolist())
    for sprite in used[np.argsort(-turns.sum(axis=1)[used], kind="stable")].tolist():
        if sprite in left:
            members = _connected(sprite, together) & left
            left -= members
            order = _in_turn(sprite, members, turns)
            mirrored = _mirrored(order, turns, flipped)
            groups.append(Animation(tuple(order), tuple(spells[i] for i in order), mirrored))
    return groups


def _turns_and_spells(
    scenes: Scenes, sprites: Sequence[Sprite]
) -> tuple[np.ndarray, np.ndarray, list[float], np.ndarray]:
    """How often sprite a was followed by b on a track (int [a, b]), how often of these b faced the other way than a,
    and for each sprite its median spell in frames, and how often it came before or after another on a track, far off
    or not."""
    frame, rows, count = scenes.frame_of_rows(), scenes.placements, len(sprites)
    order = np.lexsort((frame, rows[:, _TRACK]))
    order = order[rows[order, _TRACK] >= 0]
    track, sprite, time = rows[order, _TRACK], rows[order, _SPRITE], frame[order]
    turns, flipped = np.zeros((count, count), np.int64), np.zeros((count, count), np.int64)
    if not len(order):
        return turns, flipped, [1.0] * count, np.zeros(count, np.int64)
    goes_on = (track[1:] == track[:-1]) & (time[1:] == time[:-1] + 1)
    changed = sprite[1:] != sprite[:-1]
    turned = goes_on & changed & ~_new_room(scenes)[time[1:]]
    hops = np.bincount(sprite[:-1][turned], minlength=count) + np.bincount(sprite[1:][turned], minlength=count)
    turned &= _on_one_spot(rows[order], sprites)
    facing = rows[order, _FLIP] & 1
    np.add.at(turns, (sprite[:-1][turned], sprite[1:][turned]), 1)
    np.add.at(flipped, (sprite[:-1][turned], sprite[1:][turned]), (facing[1:] != facing[:-1])[turned])
    starts = np.flatnonzero(np.concatenate([[True], ~goes_on | changed]))
    lengths = np.diff(np.append(starts, len(order)))
    spells = [
        float(np.median(lengths[sprite[starts] == i])) if (sprite[starts] == i).any() else 1.0 for i in range(count)
    ]
    return turns, flipped, spells, hops


def _on_one_spot(rows: np.ndarray, sprites: Sequence[Sprite]) -> np.ndarray:
    """bool [rows - 1]: each row's sprite stands where the one before it stood: what is far off is another thing."""
    size = np.array([sprite.size for sprite in sprites], np.float64)[rows[:, _SPRITE]]
    foot = rows[:, [_X, _Y]] + size * (0.5, 1.0)
    return (np.abs(np.diff(foot, axis=0)) <= SPOT * np.maximum(size[1:], size[:-1])).all(axis=1)


def _new_room(scenes: Scenes) -> np.ndarray:
    """bool [frames]: other background pictures show than on the frame before, so everything changes at once."""
    pictures = [scenes.planes[a:b, 0].tobytes() for a, b in pairwise(scenes.plane_offsets.tolist())]
    return np.array([False, *(one != other for one, other in pairwise(pictures))], bool)[: len(scenes)]


def _together(turns: np.ndarray, changes: np.ndarray, sprites: Sequence[Sprite]) -> np.ndarray:
    """bool [a, b]: the two turn into each other often enough, and are about the same size."""
    both = turns + turns.T
    rarer = np.minimum(changes[:, None], changes[None])
    areas = np.array([max(1, int((sprite.rgba[..., 3] > 0).sum())) for sprite in sprites], np.float64)
    ratio = np.maximum(areas[:, None], areas[None]) / np.minimum(areas[:, None], areas[None])
    return (both >= LEAST_TURNS) & (both >= LEAST_SHARE * rarer) & (ratio <= SIZE_RATIO)


def _connected(sprite: int, together: np.ndarray) -> set[int]:
    members, new = {sprite}, {sprite}
    while new:
        new = set(np.flatnonzero(together[sorted(new)].any(axis=0)).tolist()) - members
        members |= new
    return members


def _in_turn(first: int, members: set[int], turns: np.ndarray) -> list[int]:
    """The members from `first` on, each the most frequent follower of the one before; the rest by number."""
    order, left = [first], members - {first}
    while left:
        candidates = sorted(left)
        order.append(candidates[int(np.argmax(turns[order[-1], candidates]))])
        left.discard(order[-1])
    return order


def _mirrored(order: Sequence[int], turns: np.ndarray, flipped: np.ndarray) -> tuple[bool, ...]:
    """For each of the order, whether it is stored looking the other way than the first, by its commonest turn."""
    mirrored = {order[0]: False}
    for sprite in order[1:]:
        known = list(mirrored)
        partner = known[int(np.argmax(turns[sprite, known] + turns[known, sprite]))]
        both = turns[sprite, partner] + turns[partner, sprite]
        crossed = flipped[sprite, partner] + flipped[partner, sprite]
        mirrored[sprite] = mirrored[partner] != bool(2 * crossed > both)
    return tuple(mirrored[sprite] for sprite in order)

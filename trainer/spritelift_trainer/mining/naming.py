"""The dictionary in its final order, with names: animations together, most used first, unused sprites gone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes
from spritelift_runtime.tracking import track
from spritelift_trainer.mining.animations import Animation, animations_of

_SPRITE, _FLIP = PLACEMENT_COLUMNS.index("sprite"), PLACEMENT_COLUMNS.index("flip")


def named(sprites: Sequence[Sprite], scenes: Scenes, size: tuple[int, int], fps: float) -> tuple[list[Sprite], Scenes]:
    """Drop what no scene uses, find animations, order and name; the scenes' ids follow, and get tracks."""
    tracked = track(scenes, Art(size=size, sprites=tuple(sprites)))
    used = tracked.placements[:, _SPRITE]
    uses = np.bincount(used, minlength=len(sprites))
    groups = animations_of(tracked, sprites)
    order = [sprite for group in _by_use(groups, uses) for sprite in group.sprites]
    rank = np.full(len(sprites), -1, np.int32)
    rank[order] = np.arange(len(order))
    poses = _poses(_by_use(groups, uses), fps)
    digits = max(2, len(str(len(order))))
    kept = []
    for n, i in enumerate(order):
        flips = tuple(np.unique(tracked.placements[used == i, _FLIP]).tolist())
        sprite = replace(sprites[i], name=f"sprite_{n:0{digits}d}", uses=int(uses[i]), flips=flips)
        kept.append(replace(sprite, **poses.get(i, {})))
    placements = tracked.placements.copy()
    placements[:, _SPRITE] = rank[used]
    return kept, replace(tracked, placements=placements)


def _by_use(groups: Sequence[Animation], uses: np.ndarray) -> list[Animation]:
    return sorted(groups, key=lambda group: (-int(uses[list(group.sprites)].sum()), group.sprites))


def _poses(groups: Sequence[Animation], fps: float) -> dict[int, dict]:
    """Animation name and duration of each sprite that belongs to an animation of several."""
    poses: dict[int, dict] = {}
    moving = [group for group in groups if len(group.sprites) > 1]
    for n, group in enumerate(moving):
        for sprite, frames in zip(group.sprites, group.frames, strict=True):
            poses[sprite] = {"animation": f"animation_{n:02d}", "duration_ms": max(1, round(1000 * frames / fps))}
    return poses

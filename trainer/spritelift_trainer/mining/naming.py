"""The dictionary in its final order, with names: most used first, unused ones gone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from spritelift_runtime.art import Sprite
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes

_SPRITE, _FLIP = PLACEMENT_COLUMNS.index("sprite"), PLACEMENT_COLUMNS.index("flip")


def named(sprites: Sequence[Sprite], scenes: Scenes) -> tuple[list[Sprite], Scenes]:
    """Drop what no scene uses, order by use, name by rank; the scenes' ids follow."""
    used = scenes.placements[:, _SPRITE]
    uses = np.bincount(used, minlength=len(sprites))
    order = [int(i) for i in np.argsort(-uses, kind="stable") if uses[i]]
    rank = np.full(len(sprites), -1, np.int32)
    rank[order] = np.arange(len(order))
    flips = [tuple(np.unique(scenes.placements[used == i, _FLIP]).tolist()) for i in order]
    digits = max(2, len(str(len(order))))
    kept = [
        replace(sprites[i], name=f"sprite_{n:0{digits}d}", uses=int(uses[i]), flips=flips[n])
        for n, i in enumerate(order)
    ]
    placements = scenes.placements.copy()
    placements[:, _SPRITE] = rank[used]
    return kept, replace(scenes, placements=placements)

"""The dictionary in its final order, with names: animations together, most used first, unused sprites gone."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.dictionary import packed
from spritelift_runtime.scene import Cut
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes
from spritelift_runtime.tracking import track
from spritelift_trainer.mining.animations import Animation, animations_of

_SPRITE, _FLIP = PLACEMENT_COLUMNS.index("sprite"), PLACEMENT_COLUMNS.index("flip")

PIXELS_PER_COLOUR = 4
"""A sprite of more colours, for its pixels, is no recoloured twin of anything."""


def named(
    sprites: Sequence[Sprite], scenes: Scenes, size: tuple[int, int], fps: float, known: int = 0
) -> tuple[list[Sprite], Scenes]:
    """Drop what no scene uses, find animations, order and name; the scenes' ids follow, and get tracks.

    The first `known` sprites have names, and stay where and as they are, used or not.
    """
    tracked = track(scenes, Art(size=size, sprites=tuple(sprites)))
    uses = np.bincount(tracked.placements[:, _SPRITE], minlength=len(sprites))
    groups = animations_of(tracked, sprites)
    groups.sort(key=lambda group: (-int(uses[list(group.sprites)].sum()), group.sprites))
    order = [*range(known), *(sprite for group in groups for sprite in group.sprites if sprite >= known)]
    turned, tracked = _facing_one_way(list(sprites), tracked, groups, known)
    rank = np.full(len(sprites), -1, np.int32)
    rank[order] = np.arange(len(order))
    placements = tracked.placements.copy()
    placements[:, _SPRITE] = rank[placements[:, _SPRITE]]
    poses = _poses(groups, fps, sprites[:known])
    kept: list[Sprite] = []
    for n, i in enumerate(order):
        flips = np.unique(placements[placements[:, _SPRITE] == n, _FLIP]).tolist()
        if i < known:
            flips = sorted({*flips, *sprites[i].flips})
            kept.append(replace(sprites[i], uses=int(uses[i]), flips=tuple(flips), **poses.get(i, {})))
            continue
        sprite = replace(turned[i], name=sprite_name(n, len(order)), uses=int(uses[i]), flips=tuple(flips))
        twin = next((other.name for other in kept if is_recoloured(sprite, other)), None)
        kept.append(replace(sprite, variant_of=twin, **poses.get(i, {})))
    return kept, replace(tracked, placements=placements)


def sprite_name(number: int, of: int) -> str:
    """The name of a sprite, by its place among so many; in the order of names they are in the order of places."""
    return f"sprite_{number:0{max(2, len(str(of)))}d}"


def is_recoloured(sprite: Sprite, other: Sprite) -> bool:
    """Whether the one is the other, facing the same way, with each colour replaced by one other (and no two by one)."""
    if sprite.rgba.shape != other.rgba.shape or not np.array_equal(sprite.rgba[..., 3], other.rgba[..., 3]):
        return False
    opaque = sprite.rgba[..., 3] > 0
    pairs = np.unique(np.stack([packed(sprite.rgba)[opaque], packed(other.rgba)[opaque]]), axis=1)
    # Where hardly a colour comes twice, any two of a shape would be twins.
    told_apart = PIXELS_PER_COLOUR * pairs.shape[1] <= opaque.sum()
    return bool(told_apart) and all(len(np.unique(side)) == pairs.shape[1] for side in pairs)


def _facing_one_way(
    sprites: list[Sprite], scenes: Scenes, groups: Sequence[Animation], known: int
) -> tuple[list[Sprite], Scenes]:
    """Mirror sprites so that all poses of an animation look the same way, that of known ones or the commonest."""
    placements, cuts = scenes.placements.copy(), dict(scenes.cuts)
    for group in groups:
        for sprite in _to_mirror(group, placements, known):
            rows = np.flatnonzero(placements[:, _SPRITE] == sprite)
            placements[rows, _FLIP] ^= 1
            sprites[sprite] = replace(sprites[sprite], rgba=np.ascontiguousarray(sprites[sprite].rgba[:, ::-1]))
            cuts |= {int(row): Cut(cuts[int(row)].mask[:, ::-1].copy()) for row in rows if int(row) in cuts}
    return sprites, replace(scenes, placements=placements, cuts=cuts)


def _to_mirror(group: Animation, placements: np.ndarray, known: int) -> list[int]:
    """The sprites of the group that must be mirrored; of the `known` first sprites none."""
    stay = [mirrored for sprite, mirrored in zip(group.sprites, group.mirrored, strict=True) if sprite < known]
    if stay:
        pairs = zip(group.sprites, group.mirrored, strict=True)
        return [sprite for sprite, mirrored in pairs if sprite >= known and mirrored != stay[0]]
    rows = [placements[placements[:, _SPRITE] == sprite, _FLIP] & 1 for sprite in group.sprites]
    both_ways = sum(bool(row.any() and not row.all()) for row in rows)
    if 2 * both_ways < len(rows):
        # Nothing that walks both ways (digits, of which 6 and 9 may be one sprite): each as it is seen most.
        return [sprite for sprite, row in zip(group.sprites, rows, strict=True) if 2 * row.sum() > len(row)]
    # Frames on which the group shows flipped, once its poses look the way the first does.
    away = sum(int((row != mirrored).sum()) for row, mirrored in zip(rows, group.mirrored, strict=True))
    other = 2 * away > sum(len(row) for row in rows)
    return [sprite for sprite, mirrored in zip(group.sprites, group.mirrored, strict=True) if mirrored != other]


def _poses(groups: Sequence[Animation], fps: float, known: Sequence[Sprite]) -> dict[int, dict]:
    """Animation name and duration of each sprite that belongs to an animation of several; known ones keep theirs."""
    poses: dict[int, dict] = {}
    taken = {sprite.animation for sprite in known}
    free = (name for n in count() if (name := f"animation_{n:02d}") not in taken)
    for group in (group for group in groups if len(group.sprites) > 1):
        own = {i: known[i].animation for i in group.sprites if i < len(known)}
        name = next((name for name in own.values() if name), None) or next(free)
        for sprite, frames in zip(group.sprites, group.frames, strict=True):
            if not own.get(sprite):
                poses[sprite] = {"animation": name, "duration_ms": max(1, round(1000 * frames / fps))}
    return poses

"""The timeline's lanes: each track, and the frames that it is on."""

from collections.abc import Sequence

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.widgets.lane_drawing import Lane
from spritelift_runtime.window.widgets.time_axis import Span

SPRITE, TRACK, FIXED = 0, 5, 6


def tracks_of(scenes: Scenes) -> list[int]:
    """Tracks of what moves, the longest first."""
    rows = scenes.placements[(scenes.placements[:, TRACK] >= 0) & (scenes.placements[:, FIXED] == 0)]
    tracks, counts = np.unique(rows[:, TRACK], return_counts=True)
    return tracks[np.argsort(-counts, kind="stable")].tolist()


def lanes_of(scenes: Scenes, art: Art, tracks: Sequence[int]) -> list[Lane]:
    """A lane for each of these tracks, named after the sprite that it shows first."""
    frames = scenes.frame_of_rows()
    order = np.argsort(scenes.placements[:, TRACK], kind="stable")
    ids = scenes.placements[order, TRACK]
    lanes = []
    for i, track in enumerate(tracks):
        rows = order[np.searchsorted(ids, track) : np.searchsorted(ids, track, "right")]
        at = frames[rows]
        breaks = np.flatnonzero(np.diff(at) > 1) + 1
        spans = (Span(int(run[0]), int(run[-1]) + 1) for run in np.split(at, breaks) if len(run))
        sprite = art.sprites[scenes.placements[rows[0], SPRITE]] if len(rows) else None
        name = f"{sprite.animation or sprite.name} {track}" if sprite is not None else f"{track}"
        lanes.append(Lane(name, tuple(spans), THEME.boxes[i % len(THEME.boxes)]))
    return lanes

"""The timeline's lanes: each track, and the frames that it is on."""

from collections.abc import Sequence

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene
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
        name = _name(art, int(scenes.placements[rows[0], SPRITE]), track) if len(rows) else f"{track}"
        lanes.append(Lane(name, tuple(spans), THEME.boxes[i % len(THEME.boxes)]))
    return lanes


class GrowingLanes:
    """The same of a running game, at a cost that doesn't grow with the frames there were before."""

    def __init__(self, scenes: Scenes, art: Art, most: int) -> None:
        """`most` lanes are shown, of the longest tracks."""
        self._art, self._most = art, most
        found = tracks_of(scenes)
        self._lanes = dict(zip(found, lanes_of(scenes, art, found), strict=True))
        self._spans = {track: list(lane.spans) for track, lane in self._lanes.items()}
        self._lengths = {track: sum(span.end - span.first for span in spans) for track, spans in self._spans.items()}
        self._names = {track: lane.name for track, lane in self._lanes.items()}
        self._changed: set[int] = set()
        self.tracks = found[:most]
        """Of the lanes, the longest first: as of the last `refresh`."""

    def append(self, scene: Scene, frame: int) -> None:
        """Add the last frame."""
        for placement in scene.placements:
            if placement.track >= 0 and not placement.fixed:
                self._add(placement.track, placement.sprite, frame)

    def refresh(self) -> tuple[Lane, ...]:
        """The lanes as they are now."""
        for track in self._changed:
            colour = THEME.boxes[track % len(THEME.boxes)]
            self._lanes[track] = Lane(self._names[track], tuple(self._spans[track]), colour)
        # What has not changed is no longer than it was: the rest needn't be looked at.
        known = {*self.tracks, *self._changed}
        self.tracks = sorted(known, key=lambda track: (-self._lengths[track], track))[: self._most]
        self._changed = set()
        return tuple(self._lanes[track] for track in self.tracks)

    def _add(self, track: int, sprite: int, frame: int) -> None:
        spans = self._spans.setdefault(track, [])
        if spans and spans[-1].end >= frame:
            spans[-1] = Span(spans[-1].first, frame + 1)
        else:
            spans.append(Span(frame, frame + 1))
        self._lengths[track] = self._lengths.get(track, 0) + 1
        self._names.setdefault(track, _name(self._art, sprite, track))
        self._changed.add(track)


def _name(art: Art, sprite: int, track: int) -> str:
    shown = art.sprites[sprite]
    return f"{shown.animation or shown.name} {track}"

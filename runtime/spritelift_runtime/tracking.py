"""One object keeps one id: placements of consecutive frames joined by where each was expected."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float64, Int64
from scipy.optimize import linear_sum_assignment

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes
from spritelift_runtime.track_steps import (
    FAR,
    MEMORY_FRAMES,
    blank,
    continuing,
    moved_since,
    pairing_costs,
    remembered,
)

__all__ = ["MEMORY_FRAMES", "Tracker", "track", "tracked"]

_TRACK = PLACEMENT_COLUMNS.index("track")

Rows = Int64[np.ndarray, "n 7"]
Moves = Float64[np.ndarray, "_ 2"]
Cameras = dict[tuple[int, ...], tuple[int, int]]


class Tracker:
    """Follows objects through the scenes of one play, in order.

    Placements found exactly where a track was expected (the same sprite, at constant speed, at rest, or carried by
    its plane) continue it; the rest are assigned at least cost. Ids count up from `first_id` and are never reused.
    """

    def __init__(self, art: Art, first_id: int = 0) -> None:
        self._sizes = np.array([sprite.size for sprite in art.sprites], np.float64).reshape(-1, 2)
        names = sorted({sprite.animation for sprite in art.sprites if sprite.animation is not None})
        self._kinds = np.array([names.index(s.animation) if s.animation else -1 for s in art.sprites], np.int64)
        self._tracks = blank(0)
        self._cameras: Cameras = {}
        self._camera_steps: dict[tuple[int, ...], tuple[int, int]] = {}
        self.next_id = first_id
        """Of the next object that wasn't there before."""
        self.moves: Int64[np.ndarray, "n 2"] = np.zeros((0, 2), np.int64)
        """How far each of the last frame's placements moved since the frame before, x and y in pixels; 0 where its
        track was not there."""

    @property
    def alive(self) -> frozenset[int]:
        """Ids of tracks that may go on, those missing for a few frames included."""
        return frozenset(self.alive_ids.tolist())

    @property
    def alive_ids(self) -> Int64[np.ndarray, "_"]:
        """The same, as an array; those on the last frame first, in its order."""
        return self._tracks.ids

    def update(self, scene: Scene) -> Scene:
        """The next frame's scene, with track ids."""
        rows = np.array(
            [(p.sprite, p.x, p.y, p.layer, p.flip, -1, p.fixed) for p in scene.placements], np.int64
        ).reshape(-1, len(PLACEMENT_COLUMNS))
        ids = self.step(rows, {(p.picture, *p.clip): p.camera for p in scene.planes}).tolist()
        placements = tuple(map(_with_track, scene.placements, ids))
        return Scene(scene.planes, placements, scene.unexplained_px)

    def step(self, rows: Rows, cameras: Cameras) -> Int64[np.ndarray, "n"]:
        """Track ids of one frame's placement rows (columns of `Scenes`); `cameras` by picture and clip."""
        carried, turned = self._camera_moves(cameras)
        found = continuing(rows, self._tracks, turned, carried)
        self._assign(rows, found, carried)
        carry = carried[0] if len(carried) else np.zeros(2)
        self.moves = moved_since(rows, self._tracks, found)
        self._tracks = remembered(rows, self._tracks, found, self.next_id, carry)
        self.next_id += int(np.count_nonzero(found < 0))
        return self._tracks.ids[: len(rows)]

    def _camera_moves(self, cameras: Cameras) -> tuple[Moves, Moves]:
        """How far still things moved on the frame with each plane, and how much that differs from a frame before."""
        before = self._cameras
        steps = {
            plane: (before[plane][0] - x, before[plane][1] - y) for plane, (x, y) in cameras.items() if plane in before
        }
        # The largest plane carries most things: it comes first.
        planes = sorted(steps, key=lambda plane: -plane[3] * plane[4])
        then = [self._camera_steps.get(plane, (0, 0)) for plane in planes]
        turned = [(steps[plane][0] - x, steps[plane][1] - y) for plane, (x, y) in zip(planes, then, strict=True)]
        self._cameras, self._camera_steps = dict(cameras), steps
        return _moves([steps[plane] for plane in planes]), _moves(turned)

    def _assign(self, rows: Rows, found: Int64[np.ndarray, "n"], carried: Moves) -> None:
        """Give the rows left over in `found` (-1) the tracks left over, at least cost."""
        left = np.flatnonzero(found < 0)
        if not len(left) or len(rows) - len(left) == len(self._tracks.ids):
            return
        free = np.ones(len(self._tracks.ids), bool)
        free[found[found >= 0]] = False
        tracks = np.flatnonzero(free)
        cost = pairing_costs(rows, self._tracks, left, tracks, carried, self._sizes, self._kinds)
        chosen_rows, chosen_tracks = linear_sum_assignment(cost)
        near = cost[chosen_rows, chosen_tracks] < FAR
        found[left[chosen_rows[near]]] = tracks[chosen_tracks[near]]


def track(scenes: Scenes, art: Art) -> Scenes:
    """The same scenes with track ids, made from the first frame to the last."""
    tracker = Tracker(art)
    return tracked(scenes, [tracker] * len(scenes))


def tracked(scenes: Scenes, trackers: Sequence[Tracker]) -> Scenes:
    """The same scenes with track ids; each is the next one of the play that its tracker follows."""
    planes = scenes.planes.tolist()
    starts, plane_starts = scenes.placement_offsets.tolist(), scenes.plane_offsets.tolist()
    placements = scenes.placements.copy()
    for frame, tracker in enumerate(trackers):
        cameras = {tuple(p[:5]): (p[5], p[6]) for p in planes[plane_starts[frame] : plane_starts[frame + 1]]}
        part = slice(starts[frame], starts[frame + 1])
        placements[part, _TRACK] = tracker.step(scenes.placements[part].astype(np.int64), cameras)
    return replace(scenes, placements=placements)


def _moves(steps: list[tuple[int, int]]) -> Moves:
    """Those of the steps that go anywhere."""
    return np.array([step for step in steps if step != (0, 0)], np.float64).reshape(-1, 2)


def _with_track(placement: Placement, track: int) -> Placement:
    if placement.track == track:
        return placement
    # `dataclasses.replace` passes 13 fields one by one, at several times the cost, for every object on every frame.
    copy = object.__new__(Placement)
    copy.__dict__.update(placement.__dict__, track=track)
    return copy

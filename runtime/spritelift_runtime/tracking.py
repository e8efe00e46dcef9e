"""One object keeps one id: placements of consecutive frames joined by where each was expected."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float64, Int64
from scipy.optimize import linear_sum_assignment

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes

MEMORY_FRAMES = 4
"""A track that was not seen for more frames than this is over (blinking and short occlusions are shorter)."""
GATE_PX = 10.0
"""How far from where it was expected an object may be found, on top of half its size and its own speed."""
NEW_POSE, NEW_SPRITE, NEW_FLIP, NEW_STANDING = 2.0, 8.0, 1.0, 4.0
"""What a change costs, in pixels of distance: to a sprite of the same animation, to any other, of flip, of `fixed`."""

_SPRITE, _X, _Y, _LAYER, _FLIP, _TRACK, _FIXED = range(len(PLACEMENT_COLUMNS))
_FAR = 1e6
_PLACE_KEY = np.array([1 << 17, 1], np.float64)

Rows = np.ndarray
Cameras = dict[tuple[int, ...], tuple[int, int]]


@dataclass(frozen=True, eq=False)
class _Tracks:
    """Live tracks, column by column."""

    ids: Int64[np.ndarray, "n"]
    rows: Int64[np.ndarray, "n 7"]
    """The placement each was last seen as."""
    look: Int64[np.ndarray, "n"]
    place: Float64[np.ndarray, "n 2"]
    """Top-left corner x, y on the last frame, in pixels; a guess where the object was out of sight."""
    speed: Float64[np.ndarray, "n 2"]
    """Pixels a frame."""
    speed_before: Float64[np.ndarray, "n 2"]
    missed: Int64[np.ndarray, "n"]
    """Frames since it was last seen."""

    @classmethod
    def blank(cls, count: int) -> "_Tracks":
        numbers, pairs = np.zeros(count, np.int64), np.zeros((count, 2))
        return cls(numbers, np.zeros((count, len(PLACEMENT_COLUMNS)), np.int64), numbers, pairs, pairs, pairs, numbers)

    def at(self, tracks: np.ndarray) -> "_Tracks":
        return _Tracks(*(column[tracks] for column in self.columns()))

    def joined(self, others: "_Tracks") -> "_Tracks":
        return _Tracks(*map(np.concatenate, zip(self.columns(), others.columns(), strict=True)))

    def columns(self) -> tuple[np.ndarray, ...]:
        return self.ids, self.rows, self.look, self.place, self.speed, self.speed_before, self.missed


_NONE = _Tracks.blank(0)
_MADE_UP = _Tracks.blank(1)


class Tracker:
    """Follows objects through the scenes of one play, in order.

    Placements found exactly where a track was expected (the same sprite, at constant speed, at rest, or carried by
    its plane) continue it; the rest are assigned at least cost. Ids count up from 0 and are never reused.
    """

    def __init__(self, art: Art) -> None:
        self._sizes = np.array([sprite.size for sprite in art.sprites], np.float64).reshape(-1, 2)
        names = sorted({sprite.animation for sprite in art.sprites if sprite.animation is not None})
        self._animation = np.array([names.index(s.animation) if s.animation else -1 for s in art.sprites], np.int64)
        self._tracks = _NONE
        self._cameras: Cameras = {}
        self._camera_steps: dict[tuple[int, ...], np.ndarray] = {}
        self._next_id = 0

    @property
    def alive(self) -> frozenset[int]:
        """Ids of tracks that may go on, those missing for a few frames included."""
        return frozenset(self._tracks.ids.tolist())

    def update(self, scene: Scene) -> Scene:
        """The next frame's scene, with track ids."""
        rows = np.array(
            [(p.sprite, p.x, p.y, p.layer, p.flip_x + 2 * p.flip_y, -1, p.fixed) for p in scene.placements], np.int64
        ).reshape(-1, len(PLACEMENT_COLUMNS))
        ids = self.step(rows, {(p.picture, *p.clip): p.camera for p in scene.planes}).tolist()
        placements = tuple(map(_with_track, scene.placements, ids))
        return Scene(scene.planes, placements, scene.unexplained_px)

    def step(self, rows: Rows, cameras: Cameras) -> Int64[np.ndarray, "n"]:
        """Track ids of one frame's placement rows (columns of `Scenes`); `cameras` by picture and clip."""
        carried, turned = self._camera_moves(cameras)
        found = self._continuing(rows, carried, turned)
        found = self._assigned(rows, found, carried)
        self._remember(rows, found, carried)
        return self._tracks.ids[: len(rows)].copy()

    def _camera_moves(self, cameras: Cameras) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """How far still things moved on the frame with each plane, and how much that differs from a frame before."""
        steps = {
            plane: np.subtract(self._cameras[plane], camera)
            for plane, camera in cameras.items()
            if plane in self._cameras
        }
        none = np.zeros(2, np.int64)
        turned = [step - self._camera_steps.get(plane, none) for plane, step in steps.items()]
        self._cameras, self._camera_steps = dict(cameras), steps
        # The largest plane carries most things: it comes first.
        by_size = sorted(range(len(steps)), key=lambda i: -(list(steps)[i][3] * list(steps)[i][4]))
        carried = list(steps.values())
        return [carried[i] for i in by_size if carried[i].any()], [turned[i] for i in by_size if turned[i].any()]

    def _continuing(self, rows: Rows, carried: list[np.ndarray], turned: list[np.ndarray]) -> Int64[np.ndarray, "n"]:
        """For each row the index of the track that obviously goes on there, or -1."""
        tracks = self._tracks
        found = [-1] * len(rows)
        keys = (_look(rows) + rows[:, 1:3] @ _PLACE_KEY.astype(np.int64)).tolist()
        left, free = list(range(len(rows))), list(range(len(tracks.ids)))
        for move in self._moves(carried, turned):
            places = np.rint(tracks.place + move) @ _PLACE_KEY
            expected = (tracks.look + places.astype(np.int64)).tolist()
            waiting = {expected[track]: track for track in reversed(free)}
            for row in left:
                found[row] = waiting.pop(keys[row], -1)
            left = [row for row in left if found[row] < 0]
            if not left:
                break
            taken = set(found)
            free = [track for track in free if track not in taken]
            if not free:
                break
        return np.array(found, np.int64)

    def _moves(self, carried: list[np.ndarray], turned: list[np.ndarray]) -> Iterator[np.ndarray]:
        """How far things may have gone since the last frame, likeliest first: [n, 2] or one [2] for all."""
        for turn in turned:
            yield self._tracks.speed + turn
        yield self._tracks.speed
        yield self._tracks.speed_before
        yield from carried
        yield np.zeros(2)

    def _assigned(self, rows: Rows, found: np.ndarray, carried: list[np.ndarray]) -> Int64[np.ndarray, "n"]:
        """`found`, with the rows left over given to the tracks left over at least cost."""
        left = np.flatnonzero(found < 0)
        if not len(left) or not len(self._tracks.ids):
            return found
        tracks = self._not_in(found)
        if not len(tracks):
            return found
        cost = self._cost(rows[left], tracks, carried)
        chosen_rows, chosen_tracks = linear_sum_assignment(cost)
        near = cost[chosen_rows, chosen_tracks] < _FAR
        found[left[chosen_rows[near]]] = tracks[chosen_tracks[near]]
        return found

    def _cost(self, rows: Rows, tracks: np.ndarray, carried: list[np.ndarray]) -> Float64[np.ndarray, "row track"]:
        """Pixels from where each track was expected, changes included; `_FAR` beyond the gate."""
        then, speed = self._tracks.rows[tracks], self._tracks.speed[tracks]
        size, size_then = self._sizes[rows[:, _SPRITE]], self._sizes[then[:, _SPRITE]]
        # Two planes, x and y, and not one array of pairs: numpy sums short last axes slowly.
        grown = [size[:, None, axis] - size_then[None, :, axis] for axis in (0, 1)]
        distance = np.full((len(rows), len(tracks)), np.inf)
        for move in (speed, *carried, np.zeros(2)):
            place = self._tracks.place[tracks] + move
            off = [rows[:, None, 1 + axis] - place[None, :, axis] for axis in (0, 1)]
            # Poses of one character differ in size and keep their corner or their middle.
            np.minimum(distance, np.abs(off[0]) + np.abs(off[1]), out=distance)
            middle = np.abs(off[0] + grown[0] / 2) + np.abs(off[1] + grown[1] / 2)
            np.minimum(distance, middle, out=distance)
        same = rows[:, None, _SPRITE] == then[None, :, _SPRITE]
        kind, kind_then = self._animation[rows[:, _SPRITE]], self._animation[then[:, _SPRITE]]
        kin = (kind[:, None] == kind_then[None]) & (kind >= 0)[:, None]
        other = NEW_SPRITE + (np.abs(grown[0]) + np.abs(grown[1])) / 2
        change = np.where(same, 0.0, np.where(kin, NEW_POSE, other))
        change += NEW_FLIP * (rows[:, None, _FLIP] != then[None, :, _FLIP])
        change += NEW_STANDING * (rows[:, None, _FIXED] != then[None, :, _FIXED])
        gate = GATE_PX + size_then.max(1) / 2 + np.abs(speed).sum(1)
        cost = distance + change
        return np.where(cost <= gate[None], cost, _FAR)

    def _remember(self, rows: Rows, found: np.ndarray, carried: list[np.ndarray]) -> None:
        """Tracks after this frame: the rows in their order, then those missing for not too long."""
        old = self._tracks
        known = found >= 0
        new = len(rows) - int(np.count_nonzero(known))
        # Rows without a track index the last (or a made-up) one here, and get their own values below.
        at = found if len(old.ids) else np.zeros(len(rows), np.int64)
        before = old if len(old.ids) else _MADE_UP
        ids, speed_before = before.ids[at], before.speed[at]
        place = rows[:, 1:3].astype(np.float64)
        # A track unseen for m frames was moved on by its speed: what it is off by spreads over m + 1 frames.
        speed = speed_before + (place - before.place[at] - speed_before) / (before.missed[at] + 1)[:, None]
        if new:
            ids[~known] = np.arange(self._next_id, self._next_id + new)
            speed[~known] = speed_before[~known] = 0
            self._next_id += new
        seen = _Tracks(ids, rows, _look(rows), place, speed, speed_before, np.zeros(len(rows), np.int64))
        lost = self._not_in(found) if len(rows) - new < len(old.ids) else _NONE.ids
        lost = lost[old.missed[lost] < MEMORY_FRAMES]
        self._tracks = seen if not len(lost) else seen.joined(self._gone_on(lost, carried))

    def _not_in(self, found: np.ndarray) -> Int64[np.ndarray, "n"]:
        free = np.ones(len(self._tracks.ids), bool)
        free[found[found >= 0]] = False
        return np.flatnonzero(free)

    def _gone_on(self, lost: np.ndarray, carried: list[np.ndarray]) -> "_Tracks":
        """Tracks out of sight, one frame on: where they should be by now."""
        old = self._tracks.at(lost)
        carry = carried[0] if carried else np.zeros(2)
        on = np.where(old.rows[:, _FIXED][:, None] > 0, carry, old.speed)
        return replace(old, place=old.place + on, missed=old.missed + 1)


def track(scenes: Scenes, art: Art) -> Scenes:
    """The same scenes with track ids, made from the first frame to the last."""
    tracker = Tracker(art)
    rows = scenes.placements.astype(np.int64)
    planes = scenes.planes.tolist()
    starts, plane_starts = scenes.placement_offsets.tolist(), scenes.plane_offsets.tolist()
    tracked = scenes.placements.copy()
    for frame in range(len(scenes)):
        cameras = {tuple(p[:5]): (p[5], p[6]) for p in planes[plane_starts[frame] : plane_starts[frame + 1]]}
        part = slice(starts[frame], starts[frame + 1])
        tracked[part, _TRACK] = tracker.step(rows[part], cameras)
    return replace(scenes, placements=tracked)


def _look(rows: Rows) -> Int64[np.ndarray, "n"]:
    """The high part of a key: sprite, flip and whether it is fixed. `_look + place @ _PLACE_KEY` is what stands where.

    Keys are one number so that a dictionary of them finds a continued track; places reach 65,535 px beyond 0.
    """
    return ((rows[:, _SPRITE] * 4 + rows[:, _FLIP]) * 2 + rows[:, _FIXED]) << 34


def _with_track(placement: Placement, track: int) -> Placement:
    if placement.track == track:
        return placement
    # `dataclasses.replace` passes 13 fields one by one, at several times the cost, for every object on every frame.
    copy = object.__new__(Placement)
    copy.__dict__.update(placement.__dict__, track=track)
    return copy

"""One object keeps one id: placements of consecutive frames joined by where each was expected."""

from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float64, Int64
from scipy.optimize import linear_sum_assignment

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes

MEMORY_FRAMES = 4
"""A track that was not seen for more frames than this is over (blinking and short occlusions are shorter)."""
GATE_PX = 10.0
"""How far from where it was expected an object may be found, on top of half its size and its own speed."""
NEW_POSE, NEW_SPRITE, NEW_FLIP, NEW_STANDING = 2.0, 8.0, 1.0, 4.0
"""What a change costs, in pixels of distance: to a sprite of the same animation, to any other, of flip, of `fixed`."""

_SPRITE, _X, _Y, _LAYER, _FLIP, _TRACK, _FIXED = range(len(PLACEMENT_COLUMNS))
_FAR = 1e6

Rows = np.ndarray
Cameras = dict[tuple[int, ...], tuple[int, int]]


@dataclass
class _Tracks:
    """Live tracks, column by column; `x`, `y` are top-left corners expected one frame ago, in pixels."""

    ids: Int64[np.ndarray, "n"] = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: Int64[np.ndarray, "n 7"] = field(default_factory=lambda: np.zeros((0, len(PLACEMENT_COLUMNS)), np.int64))
    place: Float64[np.ndarray, "n 2"] = field(default_factory=lambda: np.zeros((0, 2)))
    speed: Float64[np.ndarray, "n 2"] = field(default_factory=lambda: np.zeros((0, 2)))
    speed_before: Float64[np.ndarray, "n 2"] = field(default_factory=lambda: np.zeros((0, 2)))
    missed: Int64[np.ndarray, "n"] = field(default_factory=lambda: np.zeros(0, np.int64))


class Tracker:
    """Follows objects through the scenes of one play, in order.

    Placements found exactly where a track was expected (the same sprite, at constant speed, at rest, or carried by
    its plane) continue it; the rest are assigned at least cost. Ids count up from 0 and are never reused.
    """

    def __init__(self, art: Art) -> None:
        self._sizes = np.array([sprite.size for sprite in art.sprites], np.float64).reshape(-1, 2)
        names = sorted({sprite.animation for sprite in art.sprites if sprite.animation is not None})
        self._animation = np.array([names.index(s.animation) if s.animation else -1 for s in art.sprites], np.int64)
        self._tracks = _Tracks()
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
        placements = tuple(
            p if p.track == track else replace(p, track=track) for p, track in zip(scene.placements, ids, strict=True)
        )
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
        found = np.full(len(rows), -1, np.int64)
        free = np.ones(len(tracks.ids), bool)
        moves = [tracks.speed + turn for turn in turned]
        moves += [tracks.speed, tracks.speed_before]
        moves += [np.broadcast_to(step, tracks.speed.shape) for step in (*carried, np.zeros(2))]
        for move in moves:
            open_rows, open_tracks = np.flatnonzero(found < 0), np.flatnonzero(free)
            if not len(open_rows) or not len(open_tracks):
                break
            expected = np.rint(tracks.place + move).astype(np.int64)[open_tracks]
            expected_keys = _keys(tracks.rows[open_tracks], expected).tolist()
            waiting = dict(zip(reversed(expected_keys), reversed(open_tracks.tolist()), strict=True))
            for row, key in zip(open_rows.tolist(), _keys(rows[open_rows], rows[open_rows, 1:3]).tolist(), strict=True):
                track = waiting.pop(key, None)
                if track is not None:
                    found[row], free[track] = track, False
        return found

    def _assigned(self, rows: Rows, found: np.ndarray, carried: list[np.ndarray]) -> Int64[np.ndarray, "n"]:
        """`found`, with the rows left over given to the tracks left over at least cost."""
        left = np.flatnonzero(found < 0)
        tracks = np.setdiff1d(np.arange(len(self._tracks.ids)), found, assume_unique=True)
        if not len(left) or not len(tracks):
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
        grown = size[:, None] - size_then[None]
        distance = np.full((len(rows), len(tracks)), np.inf)
        for move in (speed, *carried, np.zeros(2)):
            off = rows[:, None, 1:3] - (self._tracks.place[tracks] + move)[None]
            # Poses of one character differ in size and keep their corner or their middle.
            for gap in (off, off + grown / 2):
                distance = np.minimum(distance, np.abs(gap).sum(2))
        same = rows[:, None, _SPRITE] == then[None, :, _SPRITE]
        kin = self._animation[rows[:, _SPRITE]][:, None] == self._animation[then[:, _SPRITE]][None]
        kin &= (self._animation[rows[:, _SPRITE]] >= 0)[:, None]
        change = np.where(same, 0.0, np.where(kin, NEW_POSE, NEW_SPRITE + np.abs(grown).sum(2) / 2))
        change += NEW_FLIP * (rows[:, None, _FLIP] != then[None, :, _FLIP])
        change += NEW_STANDING * (rows[:, None, _FIXED] != then[None, :, _FIXED])
        gate = GATE_PX + size_then.max(1) / 2 + np.abs(speed).sum(1)
        cost = distance + change
        return np.where(cost <= gate[None], cost, _FAR)

    def _remember(self, rows: Rows, found: np.ndarray, carried: list[np.ndarray]) -> None:
        """Tracks after this frame: the rows in their order, then those missing for not too long."""
        old = self._tracks
        known = found >= 0
        at = found[known]
        ids = np.empty(len(rows), np.int64)
        ids[known] = old.ids[at]
        ids[~known] = np.arange(self._next_id, self._next_id + int((~known).sum()))
        self._next_id += int((~known).sum())
        place = rows[:, 1:3].astype(np.float64)
        speed, before = np.zeros((len(rows), 2)), np.zeros((len(rows), 2))
        # A track unseen for m frames was moved on by its speed: what it is off by spreads over m + 1 frames.
        off = place[known] - (old.place[at] + old.speed[at])
        speed[known] = old.speed[at] + off / (old.missed[at] + 1)[:, None]
        before[known] = old.speed[at]
        lost = np.setdiff1d(np.arange(len(old.ids)), at, assume_unique=True)
        lost = lost[old.missed[lost] < MEMORY_FRAMES]
        carry = carried[0] if carried else np.zeros(2)
        on = np.where(old.rows[lost, _FIXED][:, None] > 0, carry, old.speed[lost])
        self._tracks = _Tracks(
            np.concatenate([ids, old.ids[lost]]),
            np.concatenate([rows, old.rows[lost]]),
            np.concatenate([place, old.place[lost] + on]),
            np.concatenate([speed, old.speed[lost]]),
            np.concatenate([before, old.speed_before[lost]]),
            np.concatenate([np.zeros(len(rows), np.int64), old.missed[lost] + 1]),
        )


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


def _keys(rows: Rows, places: np.ndarray) -> Int64[np.ndarray, "n"]:
    """One number for what stands where: sprite, flip, x, y (places within 65,536 px of the frame's corner)."""
    look = (rows[:, _SPRITE] * 4 + rows[:, _FLIP]) * 2 + rows[:, _FIXED]
    return ((look << 17) + places[:, 0] + 65536 << 17) + places[:, 1] + 65536

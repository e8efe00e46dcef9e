"""Tracks: one object keeps one id."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.track_steps import blank, continuing
from spritelift_runtime.tracking import MEMORY_FRAMES, Tracker, track


def sprite(name, width, height, animation=None):
    return Sprite(name=name, rgba=np.full((height, width, 4), 255, np.uint8), animation=animation)


ART = Art(
    size=(160, 120),
    sprites=(
        sprite("ball", 8, 8),
        sprite("walk 0", 12, 16, "walk"),
        sprite("walk 1", 14, 16, "walk"),
        sprite("tile", 16, 16),
        sprite("blast", 30, 30),
    ),
)


def tracks_of(*frames):
    """The track ids of each frame, given as lists of placements (or whole scenes)."""
    tracker = Tracker(ART)
    scenes = [frame if isinstance(frame, Scene) else Scene((), tuple(frame)) for frame in frames]
    return [[p.track for p in tracker.update(scene).placements] for scene in scenes]


def test_a_thing_that_moves_keeps_its_id_and_a_new_one_gets_the_next():
    frames = [[Placement(0, 10 + 3 * t, 20)] for t in range(4)] + [[Placement(0, 22, 20), Placement(0, 90, 90)]]
    assert tracks_of(*frames) == [[0], [0], [0], [0], [0, 1]]


def test_a_thing_that_crosses_its_twin_goes_on_straight():
    frames = [[Placement(0, 20 + 4 * t, 50), Placement(0, 60 - 4 * t, 50)] for t in range(11)]
    assert tracks_of(*frames) == [[0, 1]] * 11


def test_twins_that_stop_in_one_place_stay_two():
    assert tracks_of([Placement(0, 5, 5), Placement(0, 5, 5)], [Placement(0, 5, 5), Placement(0, 5, 5)])[1] == [0, 1]


@pytest.mark.parametrize("gone", [1, MEMORY_FRAMES])
def test_a_track_survives_a_few_frames_out_of_sight(gone):
    seen = [[Placement(0, 10 + 3 * t, 20)] for t in range(8)]
    for t in range(3, 3 + gone):
        seen[t] = []
    assert tracks_of(*seen)[-1] == [0]


def test_a_track_out_of_sight_for_longer_is_over():
    frames = [[Placement(0, 10, 20)], *([[]] * (MEMORY_FRAMES + 1)), [Placement(0, 10, 20)]]
    assert tracks_of(*frames)[-1] == [1]


def test_a_thing_that_jumps_across_the_frame_is_another():
    assert tracks_of([Placement(0, 10, 20)], [Placement(0, 120, 90)]) == [[0], [1]]


def test_a_walk_through_poses_of_other_sizes_and_a_turn_is_one_track():
    frames = [[Placement(1 + t % 2, 30 + t, 40, flip_x=t > 5)] for t in range(10)]
    assert tracks_of(*frames) == [[0]] * 10


def test_a_big_sprite_of_another_kind_in_its_place_is_another_track():
    assert tracks_of([Placement(0, 40, 40)], [Placement(4, 29, 29)]) == [[0], [1]]


def test_tiles_keep_their_ids_when_the_camera_starts_stops_and_turns():
    cameras = [0, 0, 5, 11, 11, 11, 2, 2]
    frames = [
        Scene(
            (Plane(picture=0, clip=(0, 0, 160, 120), camera=(camera, 0)),),
            tuple(Placement(3, 16 * i - camera, 100, fixed=True) for i in range(10)),
        )
        for camera in cameras
    ]
    assert tracks_of(*frames) == [list(range(10))] * len(cameras)


def test_a_formation_that_steps_sideways_in_another_pose_keeps_every_id():
    def rank(x, pose):
        return [Placement(pose, x + 18 * i, 20 + 18 * row) for row in range(4) for i in range(7)]

    frames = [rank(10, 1), rank(10, 1), rank(12, 2), rank(12, 2), rank(14, 1)]
    assert tracks_of(*frames) == [list(range(28))] * 5


def test_ids_are_never_used_twice():
    rng = np.random.default_rng(3)
    tracker, over, newest = Tracker(ART), set(), -1
    for _ in range(60):
        alive = tracker.alive
        places = rng.integers(0, 150, (6, 2)).tolist()
        ids = [p.track for p in tracker.update(Scene((), tuple(Placement(0, x, y) for x, y in places))).placements]
        assert len(set(ids)) == len(ids)
        assert not over & set(ids)
        assert all(new > newest for new in set(ids) - alive)
        newest, over = max(newest, *ids), over | (alive - tracker.alive)
    assert over


def test_alive_counts_tracks_out_of_sight_until_they_are_over():
    tracker = Tracker(ART)
    tracker.update(Scene((), (Placement(0, 10, 20),)))
    for _ in range(MEMORY_FRAMES):
        tracker.update(Scene())
        assert tracker.alive == {0}
    tracker.update(Scene())
    assert tracker.alive == frozenset()


SPOTS = st.lists(st.tuples(st.integers(0, 1), st.integers(-2, 2), st.integers(-2, 2)), max_size=9)


@given(then=SPOTS, now=SPOTS, step=st.integers(-1, 1))
def test_the_first_of_twins_goes_on_first(then, now, step):
    tracks = blank(len(then))
    for n, (sprite, x, y) in enumerate(then):
        tracks.rows[n, 0], tracks.place[n] = sprite, (x, y)
    tracks.speed[:] = tracks.speed_before[:] = step
    wanted = [-1] * len(now)
    for move in (step, step, 0):  # its speed, the speed before, at rest
        waiting = {(s, x + move, y + move): n for n, (s, x, y) in reversed(list(enumerate(then))) if n not in wanted}
        wanted = [was if was >= 0 else waiting.pop(spot, -1) for was, spot in zip(wanted, now, strict=True)]
    rows = np.array([(s, x, y, 0, 0, -1, 0) for s, x, y in now], np.int64).reshape(-1, 7)
    carried = np.zeros((0, 2))
    assert continuing(rows, tracks, carried, carried).tolist() == wanted


PLACEMENTS = st.lists(
    st.builds(Placement, st.integers(0, 4), st.integers(-20, 170), st.integers(-20, 130), st.integers(0, 2)), max_size=8
)


@settings(max_examples=40, deadline=None)
@given(frames=st.lists(PLACEMENTS, min_size=1, max_size=6), camera=st.integers(0, 9))
def test_columns_and_scenes_are_tracked_alike_and_nothing_else_changes(frames, camera):
    scenes = [
        Scene((Plane(picture=0, clip=(0, 0, 160, 120), camera=(camera * t, 0)),), tuple(frame), t)
        for t, frame in enumerate(frames)
    ]
    tracker = Tracker(ART)
    one_by_one = [tracker.update(scene) for scene in scenes]
    columns = track(Scenes.of(scenes), ART)
    assert list(columns) == one_by_one
    columns.placements[:, 5] = -1
    assert list(columns) == scenes

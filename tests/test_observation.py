"""Sprites as observations: slots, bounds, refusals."""

import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from hypothesis import given
from hypothesis import strategies as st
from staged import ART, SIZE, Stage, played

from spritelift_envs.observation import COLUMNS, SpriteObservation
from spritelift_envs.observation.seats import FREE, empty_seats, seated
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.scene import Placement
from spritelift_runtime.tracking import MEMORY_FRAMES


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


def column(tables, name):
    return tables[..., COLUMNS.index(name)]


def test_a_moving_sprite_stays_in_its_slot_with_its_place_and_speed(bundle):
    frames = [[Placement(1, 4 + 3 * t, 10 - t, 1)] for t in range(5)]
    tables, _ = played(SpriteObservation(Stage(frames), bundle, slots=4))
    assert column(tables, "present").tolist() == [[1, 0, 0, 0]] * 5
    assert column(tables, "sprite")[:, 0].tolist() == [1] * 5
    assert column(tables, "x")[:, 0].tolist() == [4, 7, 10, 13, 16]
    assert column(tables, "dx")[:, 0].tolist() == [0, 3, 3, 3, 3]
    assert column(tables, "dy")[:, 0].tolist() == [0, -1, -1, -1, -1]
    assert column(tables, "width")[0, 0] == 10
    assert column(tables, "height")[0, 0] == 12
    assert (tables[:, 1:] == 0).all()


def test_a_slot_is_kept_while_its_track_lives_and_freed_after(bundle):
    hero, late = Placement(0, 30, 20, 1), Placement(2, 5, 5, 1)
    gone = MEMORY_FRAMES + 2
    frames = [[Placement(1, 4, 30, 1), hero], [hero], *[[hero, late]] * gone, [hero, late, Placement(1, 50, 4, 1)]]
    tables, infos = played(SpriteObservation(Stage(frames), bundle, slots=3))
    sprites = np.where(column(tables, "present") > 0, column(tables, "sprite"), -1)
    assert sprites[0].tolist() == [1, 0, -1]  # the larger first
    assert sprites[1].tolist() == [-1, 0, -1]
    assert sprites[2].tolist() == [-1, 0, 2]  # the first slot still waits for its track
    assert sprites[-1].tolist() == [1, 0, 2]
    tracks = [[p.track for p in info["scene"].placements] for info in infos]
    assert len({track for frame in tracks for track in frame}) == 4


def test_every_observation_is_in_the_space_and_the_space_is_finite(bundle):
    frames = [[Placement(0, -6 + 5 * t, 44, 1), Placement(1, 60, -10 + t, 1)] for t in range(12)]
    env = SpriteObservation(Stage(frames), bundle, slots=2)
    tables, _ = played(env)
    assert all(table in env.observation_space for table in tables)
    assert env.observation_space.shape == (2, len(COLUMNS))
    assert np.isfinite(env.observation_space.low).all()
    assert np.isfinite(env.observation_space.high).all()


def test_sprites_beyond_the_slots_are_the_smallest_and_are_counted(bundle):
    frames = [[Placement(2, 5, 5, 1), Placement(0, 20, 5, 1), Placement(1, 40, 5, 1), Placement(2, 5, 30, 1)]] * 2
    tables, infos = played(SpriteObservation(Stage(frames), bundle, slots=2))
    assert column(tables, "sprite")[0].tolist() == [1, 0]
    assert [info["sprites_dropped"] for info in infos] == [2, 2]
    assert len(infos[0]["scene"].placements) == 4


def test_info_has_the_tracked_scene_and_keeps_the_environments_own(bundle):
    _, info = SpriteObservation(Stage([[Placement(0, 9, 9, 1)]]), bundle).reset()
    placement = info["scene"].placements[0]
    assert (placement.sprite, placement.x, placement.y, placement.track) == (0, 9, 9, 0)
    assert info["scene"].unexplained_px == 0
    assert info["true_scene"] == "its own"


def test_tracks_start_over_with_each_episode(bundle):
    env = SpriteObservation(Stage([[Placement(0, 9, 9, 1)]] * 3), bundle, slots=2)
    first, _ = played(env)
    again, infos = played(env)
    assert np.array_equal(first, again)
    assert infos[0]["scene"].placements[0].track == 0


@pytest.mark.parametrize("image", ["numbers", "small"])
def test_frames_are_rendered_where_observations_are_something_else(bundle, image):
    stage = Stage([[Placement(0, 9, 9, 1)]], image, render_mode="rgb_array")
    table, _ = SpriteObservation(stage, bundle).reset()
    assert table[0, :4].tolist() == [1, 0, 9, 9]


def test_an_environment_without_frames_is_refused_with_the_mend(bundle):
    with pytest.raises(ConfigError, match="Make it with render_mode='rgb_array'"):
        SpriteObservation(Stage([[]], "numbers"), bundle)


def test_frames_of_another_size_are_refused_naming_both(tmp_path, bundle):
    with pytest.raises(SizeError, match=r"8x8 px, the bundle .* is for 64x48 px"):
        SpriteObservation(Stage([[]], "small"), bundle)
    other = write_bundle(tmp_path / "other", Art(size=(16, 16)), [])
    env = SpriteObservation(Stage([[]], "numbers", render_mode="rgb_array"), other)
    with pytest.raises(SizeError, match=r"64x48 px, the bundle .* is for 16x16 px"):
        env.reset()


def test_settings_that_cannot_work_are_refused_with_those_that_do(bundle):
    with pytest.raises(ConfigError, match="known: 'slots'"):
        SpriteObservation(Stage([[]]), bundle, layout="graph")
    with pytest.raises(ConfigError, match="Try slots=64"):
        SpriteObservation(Stage([[]]), bundle, slots=0)


def test_a_bundle_may_be_given_as_its_folder(bundle):
    table, _ = SpriteObservation(Stage([[Placement(0, 9, 9, 1)]]), str(bundle.path)).reset()
    assert table[0, 0] == 1


def test_the_checker_warns_of_nothing_but_being_wrapped(bundle):
    env = SpriteObservation(Stage([[Placement(0, 9 + t, 9, 1)] for t in range(40)]), bundle)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        check_env(env, skip_render_check=True)
    said = [str(warning.message) for warning in heard]
    assert all("is different from the unwrapped version" in text or "env.spec is" in text for text in said), said


def test_swarm_seen_through_its_own_art_is_wholly_explained_and_comes_back_from_its_spec(tmp_path):
    env = gymnasium.make("spritelift_envs:spritelift/Swarm-v0")
    art = env.unwrapped.world.art
    specs = [PlaneSpec(p.clip, p.layer, p.wrap, (p.picture,)) for p in env.unwrapped.world.reset(0).planes]
    wrapped = SpriteObservation(env, write_bundle(tmp_path / "swarm", art, specs), slots=96)
    table, info = wrapped.reset(seed=1)
    for _ in range(3):
        table, *_, info = wrapped.step(1)
        assert info["scene"].unexplained_px == 0
    again = gymnasium.make(wrapped.spec)
    assert again.reset(seed=1)[0].shape == table.shape
    assert (table[:, 0] > 0).sum() == len(info["scene"].placements)


GUESTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 50), st.booleans()), max_size=10, unique_by=lambda guest: guest[0]
)


@given(frames=st.lists(GUESTS, max_size=8), count=st.integers(1, 6))
def test_things_that_move_never_lose_or_share_a_slot_while_they_live(frames, count):
    seats, slots, tiles = empty_seats([count]), {}, set()
    for guests in frames:
        before, tiles_before = slots, tiles
        tiles = {track for track, _, fixed in guests if fixed}
        tracks, areas, fixed = (np.array([guest[i] for guest in guests], kind) for i, kind in enumerate("qq?"))
        found = seated(seats, tracks, areas, fixed, np.zeros(len(tracks), np.int64), tracks)
        present = set(tracks.tolist())
        slots = {track: slot for track, slot in zip(tracks.tolist(), found.tolist(), strict=True) if slot != FREE}
        assert len(set(slots.values())) == len(slots) == min(count, len(guests))
        assert all(slots[track] == before[track] for track in (before.keys() & present) - tiles - tiles_before)
        left_out = present - slots.keys()
        assert left_out <= tiles or not tiles & slots.keys()

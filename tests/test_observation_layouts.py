"""What agents are given: each layout, its bounds, groups, stacks."""

import copy
import pickle
from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from PIL import Image, ImageOps
from staged import ART, SIZE, Stage, played

from spritelift_envs.observation import COLUMNS, SpriteObservation, by_tracks, most_at_once
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import Scenes

WIDE, HIGH = SIZE
HERO, BOX, DOT = 0, 1, 2
"""8x6, 10x12 and 4x4 px."""


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


def seen(bundle, frames, **settings):
    """All observations of one play, each in its space."""
    env = SpriteObservation(Stage(frames), bundle, **settings)
    observation, info = env.reset(seed=0)
    found, infos = [observation], [info]
    for _ in frames[1:]:
        observation, *_, info = env.step(0)
        found.append(observation)
        infos.append(info)
    assert all(each in env.observation_space for each in found)
    return found, infos, env


MOVING = [[Placement(HERO, 8 + 3 * t, 16, 1), Placement(BOX, 40, 20 + t, 1)] for t in range(4)]


def test_flat_is_the_table_row_after_row(bundle):
    tables, _, _ = seen(bundle, MOVING, slots=3)
    flat, _, env = seen(bundle, MOVING, slots=3, layout="flat")
    assert env.observation_space.shape == (3 * len(COLUMNS),)
    assert all(np.array_equal(one, other.ravel()) for one, other in zip(flat, tables, strict=True))


def test_a_dict_has_the_tables_columns_by_name(bundle):
    (*_, table), _, _ = seen(bundle, MOVING, slots=4)
    (*_, parts), _, env = seen(bundle, MOVING, slots=4, layout="dict")
    assert parts["mask"].tolist() == [1, 1, 0, 0]
    assert parts["sprite"].tolist() == table[:, 1].tolist()
    assert np.array_equal(parts["position"], table[:, 2:4])
    assert np.array_equal(parts["velocity"], table[:, 4:6])
    assert np.array_equal(parts["size"], table[:, 6:8])
    assert "type" not in env.observation_space.spaces  # a name that torch's ModuleDict can't take


def test_ids_stay_ids_in_a_normalised_dict(bundle):
    (*_, parts), _, _ = seen(bundle, MOVING, slots=4, layout="dict", normalised=True)
    assert parts["sprite"].tolist()[:2] == [BOX, HERO]
    assert parts["position"][1].tolist() == pytest.approx([17 / WIDE, 16 / HIGH])


def test_normalised_columns_are_shares_of_the_frame_and_speeds_are_cut(bundle):
    frames = [[Placement(HERO, 8, 12, 1)], [Placement(HERO, 10, 12, 1)], [Placement(HERO, 20, 12, 1)]]
    tables, _, _ = seen(bundle, frames, slots=1, normalised=True)
    by_name = [dict(zip(COLUMNS, table[0].tolist(), strict=True)) for table in tables]
    assert by_name[1]["x"] == pytest.approx(10 / WIDE)
    assert by_name[1]["dx"] == pytest.approx(2 / (0.1 * WIDE))
    assert by_name[2]["dx"] == 1.0
    assert by_name[1]["height"] == pytest.approx(6 / HIGH)


def test_one_hot_has_a_column_for_each_group_in_place_of_the_id(bundle):
    settings = {"groups": {"mine": ["s0"], "rest": ["*"]}, "one_hot": True, "columns": ["x", "sprite"]}
    (table, *_), _, env = seen(bundle, MOVING, slots=3, **settings)
    assert table.tolist() == [[40, 0, 1], [8, 1, 0], [0, 0, 0]]
    assert env.group_names == ("mine", "rest")


def test_sprites_in_no_group_are_not_seen_and_not_counted_as_dropped(bundle):
    (table, *_), (info, *_), _ = seen(bundle, MOVING, slots=2, groups={"mine": [HERO]})
    assert table[:, :2].tolist() == [[1, 0], [0, 0]]
    assert info["sprites_dropped"] == 0
    assert len(info["scene"].placements) == 2


def test_slots_by_group_are_for_that_group_alone(bundle):
    groups = {"box": [BOX], "hero": [HERO], "dot": [DOT]}
    frames = [[Placement(BOX, 2, 2, 1), Placement(BOX, 20, 2, 1), Placement(HERO, 2, 30, 1), Placement(DOT, 30, 30, 1)]]
    (table,), (info,), _ = seen(bundle, frames, slots={"hero": 2, "box": 1}, groups=groups)
    assert table[:, 1].tolist() == [1, 0, 0]
    assert table[:, 0].tolist() == [1, 0, 1]
    assert info["sprites_dropped"] == 2


def test_the_grid_says_how_much_of_each_cell_a_group_covers(bundle):
    frames = [[Placement(HERO, 4, 8, 1), Placement(DOT, 60, 46, 1)]]
    (grid,), _, env = seen(bundle, frames, layout="grid", cell_px=8)
    assert env.observation_space.shape == (3, 6, 8)
    assert grid[HERO, 1, :2].tolist() == [255 * 24 // 64] * 2
    assert grid[HERO].sum() == 2 * (255 * 24 // 64)
    assert grid[DOT, 5, 7] == 255 * 8 // 64  # 4 x 2 px of it are on the frame
    assert not grid[BOX].any()


def test_pixels_are_the_frame_again_and_without_background_the_sprites_on_black(bundle):
    (whole, *_), _, _ = seen(bundle, MOVING, layout="pixels")
    assert np.array_equal(whole, Stage(MOVING).reset()[0])
    (bare, *_), _, _ = seen(bundle, MOVING, layout="pixels", background=False)
    assert np.array_equal(bare[16:22, 8:16], whole[16:22, 8:16])
    assert not bare[:10].any()


@pytest.mark.parametrize(
    ("layout", "shape"), [("slots", (3, 2, 9)), ("flat", (54,)), ("grid", (9, 6, 8)), ("pixels", (3, HIGH, WIDE, 3))]
)
def test_a_stack_has_the_last_frames_oldest_first(bundle, layout, shape):
    one, _, _ = seen(bundle, MOVING, layout=layout, slots=2)
    many, _, env = seen(bundle, MOVING, layout=layout, slots=2, stack=3)
    assert env.observation_space.shape == shape
    join = np.stack if len(shape) > one[0].ndim else np.concatenate
    assert np.array_equal(many[0], join([one[0]] * 3))
    assert np.array_equal(many[3], join(one[1:4]))


def test_a_stacked_dict_stacks_each_part(bundle):
    one, _, _ = seen(bundle, MOVING, layout="dict", slots=2)
    many, _, env = seen(bundle, MOVING, layout="dict", slots=2, stack=2)
    assert env.observation_space["position"].shape == (2, 2, 2)
    assert np.array_equal(many[3]["position"], np.stack([one[2]["position"], one[3]["position"]]))


class Intruded(Stage):
    """Shows two rows that nobody learnt."""

    def render(self):
        frame = super().render()
        frame[40:42, :32] = 255
        return frame


@pytest.mark.parametrize("layout", ["slots", "dict", "grid"])
def test_what_nothing_explains_is_told_and_where_novelty_is_asked_for_seen(bundle, layout):
    env = SpriteObservation(Intruded([[Placement(HERO, 8, 8, 1)]]), bundle, layout=layout, novelty=True, slots=2)
    observation, info = env.reset()
    assert info["unexplained_px"] == 64
    assert observation in env.observation_space
    share = 64 / (WIDE * HIGH)
    if layout == "slots":
        assert observation[:, -1].tolist() == pytest.approx([share, share])
    elif layout == "dict":
        assert observation["unexplained"].tolist() == pytest.approx([share])
    else:
        assert observation[-1, 5, :5].tolist() == [255 * 16 // 64] * 4 + [0]
        assert observation[-1].sum() == 4 * (255 * 16 // 64)


def test_groups_by_tracks_join_what_one_object_showed(bundle):
    def at(sprite, track):
        return Placement(sprite, 0, 0, track=track)

    frames = [[at(HERO, 0), at(BOX, 1)], [at(DOT, 0), at(BOX, 1)], [at(HERO, 0), at(BOX, 1)]]
    scenes = Scenes.of(Scene(placements=tuple(frame)) for frame in frames)
    assert by_tracks(scenes, ART) == {"s0": ["s0", "s2"], "s1": ["s1"]}
    assert by_tracks(scenes, ART, least=3) == {"s0": ["s0"], "s1": ["s1"], "s2": ["s2"]}


def test_a_copy_and_a_pickle_play_on_alike(bundle):
    env = SpriteObservation(Stage(MOVING), bundle, layout="dict", stack=2, slots=4)
    env.reset()
    env.step(0)
    twins = copy.deepcopy(env), pickle.loads(pickle.dumps(env))  # noqa: S301 (our own bytes)
    wanted = env.step(0)[0]
    for twin in twins:
        found = twin.step(0)[0]
        assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


@pytest.mark.parametrize(
    ("settings", "mend"),
    [
        ({"groups": {}}, "Name at least one group"),
        ({"groups": "kind"}, "'sprite', 'animation'"),
        ({"groups": {"a": "s0"}}, r"Give \['s0'\]"),
        ({"groups": {"a": [9]}}, "the sheet has 3"),
        ({"groups": {"a": ["hero"]}}, "closest"),
        ({"slots": {"a": 1}}, r"Give groups=\{...\}, too"),
        ({"slots": {"b": 1}, "groups": {"a": [0]}}, "there are a"),
        ({"columns": ["x", "speed"]}, "known: present, sprite"),
        ({"layout": "grid", "one_hot": True}, "Leave one_hot out"),
        ({"layout": "dict", "columns": ["x"]}, "Leave columns out"),
        ({"layout": "pixels", "novelty": True}, "unexplained_px"),
        ({"stack": 0}, "at least 1"),
        ({"bundle_sha256": "0" * 64}, "Put the bundle back"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_those_that_do(bundle, settings, mend):
    with pytest.raises(ConfigError, match=mend):
        SpriteObservation(Stage([[]]), bundle, **settings)


def test_it_comes_back_from_its_spec_written_as_json_and_knows_its_bundle(tmp_path):
    env = gymnasium.make("spritelift_envs:spritelift/Swarm-v0")
    planes = env.unwrapped.world.reset(0).planes
    specs = [PlaneSpec(p.clip, p.layer, p.wrap, (p.picture,)) for p in planes]
    bundle = write_bundle(tmp_path / "swarm", env.unwrapped.world.art, specs)
    settings = {"groups": {"ship": ["ship"], "swarm": ["invader_*"]}, "slots": {"ship": 1, "swarm": 40}}
    env = SpriteObservation(env, bundle, layout="dict", normalised=True, **settings)
    assert env.spec.additional_wrappers[-1].kwargs["bundle_sha256"] == bundle.sha256
    again = gymnasium.make(gymnasium.envs.registration.EnvSpec.from_json(env.spec.to_json()))
    one, other = env.reset(seed=3)[0], again.reset(seed=3)[0]
    assert all(np.array_equal(one[name], other[name]) for name in one)
    with Image.open(bundle.path / "sprites.png") as sheet:
        ImageOps.mirror(sheet).save(bundle.path / "sprites.png")
    with pytest.raises(ConfigError, match="Put the bundle back"):
        gymnasium.make(env.spec)


def test_frames_of_a_stack_are_its_newest(bundle):
    stage = gymnasium.wrappers.FrameStackObservation(Stage(MOVING), 3)
    tables, _ = played(SpriteObservation(stage, bundle, slots=2, columns=["x"]))
    assert tables[:, 1, 0].tolist() == [8, 11, 14, 17]


def learnt_elsewhere(tmp_path, **recorded):
    return write_bundle(tmp_path / "other", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))], recorded=[recorded])


def test_a_bundle_of_another_game_is_warned_of(tmp_path):
    bundle = learnt_elsewhere(tmp_path, source="spritelift_envs:spritelift/Swarm-v0", fps=30)
    stage = Stage(MOVING)
    stage.spec = gymnasium.envs.registration.EnvSpec("spritelift/Meadow-v0")
    with pytest.warns(UserWarning, match=r"from spritelift/Swarm-v0, not from spritelift/Meadow-v0"):
        SpriteObservation(stage, bundle)


def test_a_bundle_learnt_at_another_frame_rate_is_warned_of_and_one_of_the_same_not(tmp_path):
    bundle = learnt_elsewhere(tmp_path, source="film.mkv", fps=15)
    with pytest.warns(UserWarning, match=r"learnt at 15 frames a second, Stage gives 30.*Record with the frame skip"):
        SpriteObservation(Stage(MOVING), bundle)
    SpriteObservation(gymnasium.wrappers.MaxAndSkipObservation(Stage(MOVING, render_mode="rgb_array"), 2), bundle)


def test_a_maximum_of_frames_is_not_looked_at_where_there_is_something_else(bundle):
    def pooled(**settings):
        return gymnasium.wrappers.MaxAndSkipObservation(Stage([[], *MOVING], **settings), 2)

    env = SpriteObservation(pooled(render_mode="rgb_array"), bundle)
    env.reset()
    assert env.step(0)[4]["unexplained_px"] == 0
    with pytest.warns(UserWarning, match="Make it with render_mode='rgb_array'"):
        SpriteObservation(pooled(), bundle)


def test_most_at_once_is_the_most_of_a_group_on_any_frame():
    shown = [(HERO, DOT), (HERO, HERO, HERO)]
    scenes = Scenes.of(Scene(placements=tuple(Placement(n, 9 * i, 0) for i, n in enumerate(each))) for each in shown)
    assert most_at_once(scenes, ART, {"a": ["s0"], "b": ["s1"], "c": ["s2"]}) == {"a": 3, "c": 1}
    assert most_at_once(scenes, ART, {"all": ["*"], "none": ["s1"]}) == {"all": 3}
    assert most_at_once(scenes[:0], ART, "sprite") == {}


def test_rarity_is_of_the_rarest_of_what_stands_where(bundle):
    still, moved = Placement(HERO, 8, 16, 1), Placement(BOX, 40, 20, 1)
    frames = [[still], [still, moved], [still, moved], [still, replace(moved, x=20)], []]
    _, infos, _ = seen(bundle, frames, slots=4, rarity=True)
    assert [info["rarity"] for info in infos] == pytest.approx([1, 1, 2**-0.5, 1, 0])
    _, infos, _ = seen(bundle, frames, slots=4, rarity=True, groups={"hero": ["s0"]})
    assert [info["rarity"] for info in infos] == pytest.approx([1, 2**-0.5, 3**-0.5, 0.5, 0])
    _, infos, _ = seen(bundle, frames, slots=4)
    assert not any("rarity" in info for info in infos)


def test_play_that_the_bundle_hardly_knows_is_told_once(bundle, tmp_path, monkeypatch):
    monkeypatch.setattr("spritelift_envs.observation.unknown_play.LOOKED", 3)
    seen(bundle, MOVING)  # warns of nothing
    bare = write_bundle(tmp_path / "bare", replace(ART, sprites=()), [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])
    with pytest.warns(UserWarning, match=r"explains 9\d\.\d% of the last 3 frames.*train --update") as told:
        seen(bare, MOVING * 3)
    assert len(told) == 1

"""The bundled games: their truth equals their frames, they are deterministic, and their scripted players play."""

import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise

import gymnasium
import jaxtyping
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import spritelift_envs  # noqa: F401 (registers the games)
from spritelift_assets import drawings, picture
from spritelift_assets.grids import parsed
from spritelift_assets.painting import PICTURES
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.replay import ReplayWorld
from spritelift_runtime.scene import Scene
from spritelift_runtime.world import World


@pytest.fixture(autouse=True)
def _compose_at_full_speed():
    """Thousands of frames are composed here: checking the shapes of every paste would make it minutes."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


GAMES = ("spritelift/Swarm-v0", "spritelift/Meadow-v0", "spritelift/Cellar-v0")
every = pytest.mark.parametrize("game", GAMES)


def play(game, frames, *, scripted, seed=0):
    """(frame, scene, reward) of each step, the first included; a finished game starts again."""
    env = gymnasium.make(game).unwrapped
    frame, info = env.reset(seed=seed)
    env.action_space.seed(seed)
    player = env.scripted() if scripted else lambda scene: env.action_space.sample()
    seen = [(frame, info["scene"], 0.0)]
    for _ in range(frames):
        frame, reward, terminated, _, info = env.step(player(info["scene"]))
        seen.append((frame, info["scene"], reward))
        if terminated:
            frame, info = env.reset()
    return env, seen


@cache
def scripted_play(game):
    return play(game, 900, scripted=True)


def names_in(env, scenes):
    return {env.world.art.sprites[p.sprite].name for scene in scenes for p in scene.placements}


@every
@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "random"])
def test_composing_the_scene_gives_the_frame(game, scripted):
    env, seen = play(game, 500, scripted=scripted, seed=3)
    for frame, scene, _ in seen:
        assert np.array_equal(compose(scene, env.world.art), frame)


@every
def test_the_same_seed_gives_the_same_game_and_another_seed_another(game):
    def frames(seed):
        return np.stack([frame for frame, _, _ in play(game, 150, scripted=True, seed=seed)[1]])

    assert np.array_equal(frames(5), frames(5))
    assert not np.array_equal(frames(5), frames(6))


@every
def test_a_reset_without_seed_gives_another_game_each_time_but_always_the_same_ones(game):
    def later_games():
        env = gymnasium.make(game).unwrapped
        env.reset(seed=1)
        scenes = []
        for _ in range(2):
            env.reset()
            scenes.append([env.step(0)[4]["scene"] for _ in range(90)])
        return scenes

    first, second = later_games()
    assert first != second
    assert later_games() == [first, second]


@every
@pytest.mark.filterwarnings("error")
@pytest.mark.filterwarnings("ignore:Your system is avx2 capable:RuntimeWarning")
def test_gymnasium_finds_nothing_to_warn_of(game, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    check_env(gymnasium.make(game, render_mode="rgb_array").unwrapped)


def test_the_games_are_made_by_their_module_and_name():
    env = gymnasium.make("spritelift_envs:spritelift/Swarm-v0", render_mode="rgb_array")
    env.reset(seed=0)
    assert env.render().shape == (144, 160, 3)
    assert env.metadata["render_fps"] == 60


@every
def test_a_window_shows_the_frame_in_human_mode(game, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    import pygame

    env = gymnasium.make(game, render_mode="human").unwrapped
    frame, _ = env.reset(seed=0)
    shown = pygame.surfarray.array3d(pygame.display.get_surface()).swapaxes(0, 1)
    env.close()
    assert np.array_equal(shown[::4, ::4], frame)
    assert not pygame.display.get_init()


def test_importing_the_games_imports_neither_pygame_nor_torch():
    code = (
        "import sys, spritelift_envs, gymnasium; gymnasium.make('spritelift/Swarm-v0').reset();"
        "print([m for m in ('pygame', 'torch', 'onnxruntime') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@every
def test_a_game_has_at_most_32_colours(game):
    art = gymnasium.make(game).unwrapped.world.art
    pictures = [sprite.rgba for sprite in art.sprites] + list(art.backgrounds)
    visible = np.concatenate([rgba[rgba[..., 3] > 0] for rgba in pictures])
    assert len(np.unique(visible, axis=0)) <= 32


@every
def test_art_is_opaque_or_clear_and_every_animation_has_frames_of_ascending_number(game):
    art = gymnasium.make(game).unwrapped.world.art
    for rgba in (*(sprite.rgba for sprite in art.sprites), *art.backgrounds):
        assert set(np.unique(rgba[..., 3])) <= {0, 255}
    counts = Counter(sprite.animation for sprite in art.sprites if sprite.animation)
    for animation, frames in counts.items():
        names = [sprite.name for sprite in art.sprites if sprite.animation == animation]
        assert names == [f"{animation}_{i}" for i in range(frames)]


@every
def test_characters_share_few_colours_with_what_is_behind_them(game):
    art = gymnasium.make(game).unwrapped.world.art
    behind = {tuple(c) for rgba in art.backgrounds for c in np.unique(rgba.reshape(-1, 4), axis=0)[:, :3].tolist()}
    drawn = {tuple(c) for s in art.sprites for c in np.unique(s.rgba[s.rgba[..., 3] > 0][:, :3], axis=0).tolist()}
    assert not drawn & behind


@every
def test_the_scripted_player_survives_720_frames_and_scores(game):
    for seed in range(3):
        env = gymnasium.make(game).unwrapped
        _, info = env.reset(seed=seed)
        player, total = env.scripted(), 0.0
        for _ in range(720):
            _, reward, terminated, _, info = env.step(player(info["scene"]))
            total += max(reward, 0.0)
            assert not terminated
        assert total >= {"spritelift/Swarm-v0": 300, "spritelift/Meadow-v0": 10, "spritelift/Cellar-v0": 100}[game]


@every
def test_every_sprite_is_seen_in_a_scripted_play(game):
    env, seen = scripted_play(game)
    shown = names_in(env, [scene for _, scene, _ in seen])
    assert {sprite.name for sprite in env.world.art.sprites} - shown == set()


@every
def test_the_planes_tile_the_screen_once_but_for_the_front_one(game):
    env, seen = scripted_play(game)
    width, height = env.world.art.size
    covered = np.zeros((height, width), int)
    for plane in (plane for plane in seen[-1][1].planes if plane.layer == 0):
        x, y, wide, high = plane.clip
        covered[y : y + high, x : x + wide] += 1
    assert (covered == 1).all()


@every
def test_planes_never_look_past_their_picture(game):
    env, seen = scripted_play(game)
    for _, scene, _ in seen:
        for plane in scene.planes:
            high, wide = env.world.art.backgrounds[plane.picture].shape[:2]
            assert 0 <= plane.camera[0] <= wide - plane.clip[2]
            assert 0 <= plane.camera[1] <= high - plane.clip[3]


def test_meadow_is_four_screens_wide_and_comes_back_over_seen_ground_within_720_frames():
    env, seen = scripted_play("spritelift/Meadow-v0")
    cameras = [max(plane.camera[0] for plane in scene.planes) for _, scene, _ in seen]
    assert env.world.art.backgrounds[2].shape[1] >= 4 * 160
    assert max(cameras[:720]) - min(cameras) + 160 >= 640
    assert max(cameras[:720]) - cameras[720] >= 40
    assert all(abs(after - before) <= 2 for before, after in pairwise(cameras))


def test_meadows_sky_moves_at_half_the_grounds_speed():
    _, seen = scripted_play("spritelift/Meadow-v0")
    for _, scene, _ in seen:
        _, sky, ground, front = scene.planes
        assert sky.camera[0] == ground.camera[0] // 2
        assert front.camera == ground.camera


def test_meadows_hero_passes_before_bees_and_behind_bushes():
    env, seen = play("spritelift/Meadow-v0", 300, scripted=True)
    layers = {}  # by animation; a hero's single poses, hearts and the coin of the score line share None
    for _, scene, _ in seen:
        for placement in scene.placements:
            layers[env.world.art.sprites[placement.sprite].animation] = placement.layer
    front = seen[0][1].planes[3].layer
    assert layers["bee"] < layers["hero_walk"] < layers["shroom"] == layers["coin"] < front < layers["digit"]


def test_swarms_shields_erode_through_their_stages():
    env, seen = scripted_play("spritelift/Swarm-v0")
    ids = [env.world.art.index(f"shield_{stage}") for stage in range(3)]
    counts = [Counter(p.sprite for p in scene.placements) for _, scene, _ in seen]
    assert counts[0][ids[0]] == 36
    assert all(any(count[i] for count in counts) for i in ids)
    assert min(sum(count[i] for i in ids) for count in counts) < 36


def test_swarm_ends_when_the_last_ship_is_lost():
    env = gymnasium.make("spritelift/Swarm-v0").unwrapped
    env.reset(seed=0)
    for _ in range(6000):
        *_, terminated, _, info = env.step(0)
        if terminated:
            break
    assert terminated
    assert not {"ship", "life"} & names_in(env, [info["scene"]])


def test_meadow_ends_when_the_last_heart_is_lost():
    env = gymnasium.make("spritelift/Meadow-v0").unwrapped
    env.reset(seed=0)
    for frame in range(6000):
        *_, terminated, _, info = env.step(2 if frame % 240 < 200 else 1)
        if terminated:
            break
    assert terminated
    assert "heart" not in names_in(env, [info["scene"]])


@every
def test_the_games_are_worlds_and_refuse_an_action_that_is_none(game):
    world = gymnasium.make(game).unwrapped.world
    assert isinstance(world, World)
    world.reset(0)
    with pytest.raises(ConfigError, match="0 to 5"):
        world.step(6)


@every
def test_keys_and_names_cover_every_action(game):
    env = gymnasium.make(game).unwrapped
    assert set(env.get_keys_to_action().values()) == set(range(env.action_space.n))
    assert len(set(env.get_action_meanings())) == env.action_space.n
    assert all(list(keys) == sorted(keys) for keys in env.get_keys_to_action())


def test_a_replay_gives_the_scenes_in_order_and_ends_with_the_last():
    env, seen = play("spritelift/Swarm-v0", 5, scripted=True)
    scenes = [scene for _, scene, _ in seen]
    replay = ReplayWorld(scenes, env.world.art, fps=30)
    steps = [replay.step(None) for _ in range(6)]
    assert isinstance(replay, World)
    assert replay.reset() == scenes[0] and [step[0] for step in steps] == [*scenes[1:], scenes[-1]]  # noqa: PT018
    assert [step[2] for step in steps] == [False] * 4 + [True] * 2
    assert replay.fps == 30


def test_a_replay_of_no_scenes_is_refused():
    with pytest.raises(ConfigError, match="at least 1"):
        ReplayWorld([], gymnasium.make(GAMES[0]).unwrapped.world.art)


def test_a_replay_of_one_scene_ends_at_once():
    env = gymnasium.make(GAMES[0]).unwrapped
    assert ReplayWorld([Scene()], env.world.art).step(0) == (Scene(), 0.0, True, False)


@pytest.mark.parametrize("name", PICTURES)
def test_a_shipped_picture_is_what_its_painter_paints(name):
    assert np.array_equal(PICTURES[name](), picture(name))


def test_a_grid_names_the_letter_that_the_palette_lacks():
    with pytest.raises(ValueError, match=r"ship uses \['x'\]"):
        parsed("palette\nk 000000 ink\n\nsprite ship\nkx\n")


def test_a_ragged_grid_is_refused_by_name():
    with pytest.raises(ValueError, match="ship has rows of"):
        parsed("palette\nk 000000 ink\n\nsprite ship\nkk\nk\n")


def test_drawings_carry_their_animation_and_its_pace():
    coins = [d for d in drawings("meadow") if d.animation == "coin"]
    assert [coin.name for coin in coins] == ["coin_0", "coin_1", "coin_2", "coin_3"]
    assert {coin.duration_ms for coin in coins} == {90}


@every
def test_frames_are_skipped_as_if_the_action_were_held(game):
    skips, plain = gymnasium.make(game, frame_skip=4).unwrapped, gymnasium.make(game).unwrapped
    skips.reset(seed=3)
    plain.reset(seed=3)
    assert skips.metadata["render_fps"] == 15
    for action in np.random.default_rng(0).integers(skips.action_space.n, size=60).tolist():
        frame, reward, terminated, *_ = skips.step(action)
        for _ in range(4):
            other, gained, over, *_ = plain.step(action)
            reward -= gained
            if over:
                break
        assert (frame == other).all()
        assert reward == 0
        assert terminated == over
        if over:
            break


def test_a_step_of_no_frames_is_refused():
    with pytest.raises(ConfigError, match="frame_skip=0"):
        gymnasium.make("spritelift/Swarm-v0", frame_skip=0)

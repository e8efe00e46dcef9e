"""Recording environments and pygame programs: what was played is what comes back."""

import importlib.util
import os
import random
import signal
import sys

import gymnasium
import numpy as np
import pytest

from spritelift_envs import pygame_recorder
from spritelift_envs.pygame_recorder import record_pygame, record_script
from spritelift_envs.recorder import make_env, record_env
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, MissingError, SizeError, UnavailableError
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.truth import Truth

SQUARE = Sprite(name="square", rgba=np.full((2, 2, 4), 255, np.uint8))


class Walk(gymnasium.Env):
    """A white square that goes where the action says; an episode is over at the right edge."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 25}  # noqa: RUF012  (Gymnasium's own way)
    action_space = gymnasium.spaces.Discrete(3)
    observation_space = gymnasium.spaces.Box(0, 255, (5, 9, 3), np.uint8)
    start = 2

    def __init__(self, render_mode=None):
        self.render_mode = render_mode
        self.steps_taken = 0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.x = self.start
        return self.render(), self._info()

    def step(self, action):
        self.x = max(self.x + int(action) - 1, 0)
        self.steps_taken += 1
        return self.render(), float(self.x), self.x >= 7, False, self._info()

    def render(self):
        frame = np.zeros((5, 9, 3), np.uint8)
        frame[1:3, self.x : self.x + 2] = 255
        return frame

    def _info(self):
        return {}


class ToldWalk(Walk):
    """The same as a bundled game tells it: with scenes, art, keys and a scripted player."""

    class world:  # noqa: N801
        art = Art(size=(9, 5), sprites=(SQUARE,))

    def _info(self):
        return {"scene": Scene((), (Placement(0, self.x, 1),))}

    def scripted(self):
        return lambda scene: 2 if scene.placements[0].x < 6 else 1

    def get_keys_to_action(self):
        return {("a",): 0, (1073741903,): 2}


class Interrupted(ToldWalk):
    """Somebody presses Ctrl-C in its third step."""

    def step(self, action):
        if self.steps_taken == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return super().step(2)


class Growing(Walk):
    def render(self):
        return np.zeros((5 + self.steps_taken, 9, 3), np.uint8)


class Wordy(Walk):
    metadata = {"render_modes": ["ansi"], "render_fps": 25}  # noqa: RUF012


@pytest.fixture(autouse=True)
def environments(monkeypatch):
    pytest.importorskip("ale_py") if importlib.util.find_spec("ale_py") else None  # registers its games only once
    before = dict(gymnasium.registry)
    for env in (Walk, ToldWalk, Interrupted, Growing, Wordy):
        gymnasium.register(f"test/{env.__name__}-v0", entry_point=env, max_episode_steps=40)
    yield
    gymnasium.registry.clear()
    gymnasium.registry.update(before)


def xs(recording):
    """Where the square is on every frame."""
    return [int(np.flatnonzero(frame[1].any(axis=1))[0]) for frame in recording.frames]


def right(observation, info):
    return 2


def interrupting(observation, info):
    os.kill(os.getpid(), signal.SIGINT)
    return 2


def failing(observation, info):
    raise ZeroDivisionError


def test_every_frame_is_what_was_seen_before_its_action(tmp_path):
    recording = record_env("test/Walk-v0", tmp_path / "out", frames=100, seed=3)
    seen = xs(recording)
    assert len(recording) == 100
    for start, stop in recording.episodes:
        assert seen[start] == 2
        assert recording.actions[stop - 1] is None
        for i in range(start, stop - 1):
            assert seen[i + 1] == max(seen[i] + recording.actions[i] - 1, 0)
            assert recording.steps[i].reward == seen[i + 1]


def test_episodes_start_over_and_keep_their_last_frame(tmp_path):
    recording = record_env("test/Walk-v0", tmp_path / "out", frames=14, policy=f"{__name__}:right")
    assert xs(recording) == [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 2, 3]
    assert recording.episodes == [(0, 6), (6, 12), (12, 14)]
    assert recording.actions == [2, 2, 2, 2, 2, None, 2, 2, 2, 2, 2, None, 2, None]
    assert recording.steps.terminated.nonzero()[0].tolist() == [4, 10]


@pytest.mark.parametrize("frames", [1, 5, 6, 7])
def test_exactly_the_frames_asked_for_are_recorded(tmp_path, frames):
    recording = record_env("test/Walk-v0", tmp_path / "out", frames=frames, policy=f"{__name__}:right")
    assert len(recording) == frames
    assert recording.actions[-1] is None


def test_the_same_seed_plays_the_same_game(tmp_path):
    first, same, other = (
        record_env("test/Walk-v0", tmp_path / str(i), frames=60, seed=seed) for i, seed in enumerate((1, 1, 2))
    )
    assert first.sha256 == same.sha256 != other.sha256
    assert first.actions == same.actions != other.actions


def test_the_recording_says_how_it_was_made(tmp_path):
    told = []
    recording = record_env("test/Walk-v0", tmp_path / "out", frames=3, seed=5, progress=lambda *now: told.append(now))
    assert (recording.fps, recording.size, recording.source) == (25, (9, 5), "test/Walk-v0")
    assert (recording.info["policy"], recording.info["seed"]) == ("random", 5)
    assert recording.info["versions"]["gymnasium"] == gymnasium.__version__
    assert [frames for frames, _ in told] == [1, 2, 3]
    assert recording.truth_path is None


def test_a_game_that_tells_its_scenes_gets_its_truth_written(tmp_path):
    recording = record_env("test/ToldWalk-v0", tmp_path / "out", frames=20, policy="scripted")
    truth = Truth.load(recording.truth_path)
    assert truth.placements[:, 0].tolist() == list(range(20))
    for frame, segments, (_, _, x, y, *_) in zip(recording.frames, truth.segments, truth.placements, strict=True):
        assert np.array_equal(frame.any(axis=2), segments > 0)
        assert np.array_equal(frame, compose(Scene((), (Placement(0, int(x), int(y)),)), ToldWalk.world.art))


def test_a_game_without_a_scripted_player_says_what_works(tmp_path):
    with pytest.raises(ConfigError, match=r"no scripted player.*--policy random"):
        record_env("test/Walk-v0", tmp_path / "out", frames=3, policy="scripted")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("clever", "known: random, scripted, module:function"),
        ("no_such_module:play", "No module named 'no_such_module'"),
        (f"{__name__}:nothing", "has no function nothing"),
    ],
)
def test_a_policy_that_is_not_there_is_named_and_nothing_is_left(tmp_path, policy, said):
    with pytest.raises(ConfigError, match=said):
        record_env("test/Walk-v0", tmp_path / "out", frames=3, policy=policy)
    assert not (tmp_path / "out").exists()


def test_a_policy_that_fails_at_once_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        record_env("test/Walk-v0", tmp_path / "out", frames=3, policy=f"{__name__}:failing")
    assert not (tmp_path / "out").exists()


def test_a_taken_folder_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(ConfigError, match="not an empty folder"):
        record_env("test/Walk-v0", tmp_path, frames=3)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(os.name == "nt", reason="SIGINT to oneself ends the process there")
def test_ctrl_c_ends_after_the_step_with_everything_kept(tmp_path):
    recording = record_env("test/Walk-v0", tmp_path / "out", policy=f"{__name__}:interrupting")
    assert xs(recording) == [2, 3]
    assert recording.actions == [2, None]
    assert not recording.cut_off
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_game_whose_frames_change_size_names_both_and_keeps_what_came_before(tmp_path):
    with pytest.raises(SizeError, match="9x6 px, but this recording is 9x5"):
        record_env("test/Growing-v0", tmp_path / "out", frames=9)
    assert len(Recording.open(tmp_path / "out")) == 1


@pytest.mark.parametrize("env_id", ["test/Walk-v7", "test/Run-v0", "nowhere/Walk-v0", "no_such_module:Walk-v0"])
def test_an_environment_that_is_not_there_says_what_is(env_id):
    with pytest.raises(MissingError, match=rf"{env_id}.*spritelift\[atari\]"):
        make_env(env_id)


def test_an_environment_without_rgb_frames_is_refused():
    with pytest.raises(ConfigError, match="RGB frames"):
        make_env("test/Wordy-v0")


def test_an_atari_game_without_the_extra_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "ale_py", None)
    with pytest.raises(MissingError, match=r'pip install "spritelift\[atari\]"'):
        make_env("ALE/SpaceInvaders-v5")


def test_an_atari_game_is_recorded_at_its_own_pace(tmp_path):
    pytest.importorskip("ale_py")
    recording = record_env("ALE/SpaceInvaders-v5", tmp_path / "out", frames=8)
    assert (recording.size, recording.fps, len(recording)) == ((160, 210), 15, 8)
    assert recording.info["action_space"]["n"] == 6
    assert "ale-py" in recording.info["versions"]
    assert recording.frames[7].any()


def test_an_environment_is_made_with_the_settings_it_is_given(tmp_path):
    recording = record_env("spritelift/Swarm-v0", tmp_path / "out", frames=3, settings={"frame_skip": 4})
    assert recording.fps == 15


def test_playing_by_hand_needs_a_key_map(tmp_path):
    with pytest.raises(ConfigError, match="no key map"):
        record_env("test/Walk-v0", tmp_path / "out", frames=3, human=True)
    assert not (tmp_path / "out").exists()


def test_playing_by_hand_records_frames_keys_and_truth(tmp_path, monkeypatch):
    pytest.importorskip("spritelift_runtime.window.recorder")
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    recording = record_env("test/ToldWalk-v0", tmp_path / "out", frames=6, human=True)
    assert len(recording) == 6
    assert recording.info["policy"] == "human"
    assert recording.info["key_map"] == [[["a"], 0], [["right"], 2]]
    placed = Truth.load(recording.truth_path).placements
    assert placed[:, 2].tolist() == xs(recording)


@pytest.mark.skipif(os.name == "nt", reason="SIGINT to oneself ends the process there")
def test_ctrl_c_while_playing_by_hand_keeps_the_frame_that_was_reached(tmp_path):
    recording = record_env("test/Interrupted-v0", tmp_path / "out", frames=50, human=True)
    assert xs(recording) == [2, 3, 4, 5] == Truth.load(recording.truth_path).placements[:, 2].tolist()
    assert recording.actions[-1] is None


PROGRAM = """
    import sys
    from pygame.display import flip
    import pygame
    pygame.init()
    screen = pygame.display.set_mode((31, 17))
    clock = pygame.time.Clock()
    for i in range(int(sys.argv[1])):
        screen.fill((i, 100, 200))
        {each}
        flip() if i % 2 else pygame.display.update()
        clock.tick(500)
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")

    def write(each="", text=PROGRAM):
        path = tmp_path / "game.py"
        path.write_text("\n".join(line.removeprefix("    ") for line in text.format(each=each).splitlines()))
        return path

    return write


def test_an_unmodified_program_is_recorded_at_every_flip_and_update(tmp_path, program):
    recording = record_script(program(), tmp_path / "out", args=["7"])
    assert (recording.size, recording.fps, len(recording)) == ((31, 17), 500, 7)
    assert recording.frames[:][:, 3, 4].tolist() == [[i, 100, 200] for i in range(7)]
    assert recording.actions == [[]] * 6 + [None]


def test_a_frames_action_is_the_keys_held_when_the_next_was_made(tmp_path, program, monkeypatch):
    held = program("pygame.key.get_pressed = lambda: {key: key == (pygame.K_LEFT, pygame.K_a)[i % 2] for key in KEYS}")
    held.write_text(
        held.read_text().replace("import sys", "import sys\nfrom spritelift_envs.pygame_hooks import _KEYS as KEYS")
    )
    monkeypatch.setattr(pygame_recorder.pygame.key, "get_pressed", None)
    assert record_script(held, tmp_path / "out", args=["4"]).actions == [["a"], ["left"], ["a"], None]


def test_the_rate_is_the_clocks_even_where_it_ticks_late_and_measured_without_one(tmp_path, program):
    late = program("flip(); flip(); flip()")
    assert record_script(late, tmp_path / "late", args=["2"]).info["video_rate"] == [250, 1]
    late.write_text(late.read_text().replace("clock.tick(500)", "pygame.time.delay(2)"))
    assert record_script(late, tmp_path / "none", args=["9"]).fps not in (60, 500)


def test_a_program_is_stopped_after_the_frames_asked_for(tmp_path, program):
    stubborn = program("try: flip()\n        except Exception: pass")
    recording = record_script(stubborn, tmp_path / "out", args=["1000"], frames=9)
    assert len(recording) == 9
    assert recording.actions[-1] is None


def test_ctrl_c_ends_a_program_cleanly(tmp_path, program):
    interrupted = program("if i == 3: import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    assert len(record_script(interrupted, tmp_path / "out", args=["1000"])) == 4


def test_a_display_that_changes_size_ends_with_both_sizes_and_keeps_what_came_before(tmp_path, program):
    resizing = program("if i == 3: screen = pygame.display.set_mode((40, 20))")
    with pytest.raises(SizeError, match=r"from 31x17 to 40x20 px.*first 3 frames are kept"):
        record_script(resizing, tmp_path / "out", args=["1000"])
    assert len(Recording.open(tmp_path / "out")) == 3


def test_a_program_that_fails_keeps_its_frames_and_says_how(tmp_path, program):
    with pytest.raises(ConfigError, match=r"ZeroDivisionError: division by zero.*first 2 frames are kept"):
        record_script(program("i / (i - 2)"), tmp_path / "out", args=["9"])
    assert len(Recording.open(tmp_path / "out")) == 2


def test_a_program_that_shows_nothing_leaves_nothing(tmp_path, program):
    with pytest.raises(ConfigError, match=r"never called pygame\.display\.flip"):
        record_script(program(), tmp_path / "out", args=["0"])
    assert not (tmp_path / "out").exists()


def test_a_program_on_a_machine_without_a_display_is_told_so(tmp_path, program, monkeypatch):
    # What SDL falls back to where there is no display: a driver whose pictures can't be read.
    monkeypatch.setattr("spritelift_envs.pygame_hooks.pygame.display.get_driver", lambda: "offscreen")
    with pytest.raises(UnavailableError, match="SDL_VIDEODRIVER=dummy"):
        record_script(program(), tmp_path / "out", args=["3"])
    assert not (tmp_path / "out").exists()


def test_a_program_that_is_not_there_is_named(tmp_path):
    for script in ("nothing.py", "no.such.module", "no_such_module"):
        with pytest.raises(MissingError, match=script):
            record_script(script, tmp_path / "out")


def test_pygame_and_sys_are_as_before_when_the_program_has_ended(tmp_path, program):
    pygame = pygame_recorder.pygame
    before = (pygame.display.flip, pygame.display.update, pygame.time.Clock, sys.argv, list(sys.path))
    record_script(program(), tmp_path / "out", args=["2"])
    assert before == (pygame.display.flip, pygame.display.update, pygame.time.Clock, sys.argv, sys.path)


def test_the_aliens_example_is_recorded_as_a_module(tmp_path, program):
    random.seed(1)  # the game's chance, too: some plays are lost within 60 frames
    recording = record_script("pygame.examples.aliens", tmp_path / "out", frames=60)
    assert (recording.size, recording.fps, len(recording)) == ((640, 480), 40, 60)
    assert (recording.frames[0] != recording.frames[59]).any()


def test_ones_own_game_is_recorded_from_inside(tmp_path, program):
    pygame = pygame_recorder.pygame
    pygame.display.init()
    screen = pygame.display.set_mode((8, 6))
    with record_pygame(tmp_path / "out", source="mine") as recorder:
        for red in (10, 20, 30):
            screen.fill((red, 0, 0))
            pygame.display.flip()
    pygame.display.flip()
    assert len(recorder) == 3
    recording = Recording.open(tmp_path / "out")
    assert recording.frames[:][:, 0, 0, 0].tolist() == [10, 20, 30]
    assert recording.source == "mine"
    pygame.display.quit()

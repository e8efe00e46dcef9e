"""An unmodified pygame program as an environment: it waits for each action, in a time and a process of its own."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import spritelift_envs  # noqa: F401 (registers the environment)
from spritelift_envs.pygame_env import PygameEnv
from spritelift_envs.pygame_program.keyboard import check_keys
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.errors import ConfigError, MissingError, SizeError

KEYS = [(), ("left",), ("right",), ("space", "left shift")]
WALK = """
    import random, sys
    import pygame
    pygame.init()
    screen = pygame.display.set_mode((32, 20))
    clock = pygame.time.Clock()
    x, score, chance = 10, 0, random.random()
    while x < 28:
        for event in pygame.event.get():
            if event.type == pygame.KEYDOWN and event.key == pygame.K_SPACE:
                score += 100 if event.mod & pygame.KMOD_SHIFT else 1
        keys = pygame.key.get_pressed()
        x += keys[pygame.K_RIGHT] - keys[pygame.K_LEFT]
        screen.fill((score % 256, int(256 * random.random()), 7))
        screen.fill((255, 255, 255), (x, 4, 2, 2))
        {each}
        pygame.display.{show}
        clock.tick(50)
"""


@pytest.fixture
def program(tmp_path):
    def write(text=WALK, each="pass", show="flip()"):
        path = tmp_path / "game.py"
        path.write_text(textwrap.dedent(text).format(each=each, show=show))
        return path

    return write


@pytest.fixture
def made():
    envs = []

    def make(script, **settings):
        envs.append(PygameEnv(script, settings.pop("actions", KEYS), **settings))
        return envs[-1]

    yield make
    for env in envs:
        env.close()


def x_of(frame):
    return int(np.flatnonzero((frame[4] == 255).all(axis=1))[0])


def processes():
    """Processes that run programs now; none of another test's."""
    found = subprocess.run(["pgrep", "-f", "pygame_program.nursery"], capture_output=True, text=True, check=False)
    return {int(line) for line in found.stdout.split() if _parent(int(line)) in (os.getpid(), 1)}


def _parent(process):
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def test_each_action_holds_its_keys_for_one_frame(program, made):
    env = made(program())
    frame, _ = env.reset(seed=1)
    assert (x_of(frame), frame.shape, env.metadata["render_fps"]) == (10, (20, 32, 3), 50)
    xs = [x_of(env.step(action)[0]) for action in (2, 2, 0, 1, 3, 2)]
    assert xs == [11, 12, 12, 11, 11, 12]


def test_keys_come_as_events_with_their_modifiers_too(program, made):
    env = made(program())
    env.reset()
    assert [int(env.step(action)[0][0, 0, 0]) for action in (3, 3, 0, 3)] == [100, 100, 100, 200]


def test_the_same_seed_and_actions_give_the_same_frames_and_another_seed_others(program, made):
    def frames(seed):
        env = made(program())
        first, _ = env.reset(seed=seed)
        return np.stack([first, *(env.step(i % 4)[0] for i in range(12))])

    first = frames(5)
    assert np.array_equal(first, frames(5))
    assert not np.array_equal(first, frames(6))


def test_frame_skip_holds_the_keys_for_more_frames_and_gives_the_last(program, made):
    env = made(program(), frame_skip=3)
    env.reset()
    assert [x_of(env.step(action)[0]) for action in (2, 1)] == [13, 10]
    assert env.metadata["render_fps"] == 17


def test_rewards_and_ends_are_what_a_function_says_of_before_and_after(program, made):
    def reward(before, after):
        return x_of(after.frame) - x_of(before.frame), x_of(after.frame) == 12

    env = made(program(), reward=reward)
    env.reset()
    assert [env.step(action)[1:4] for action in (2, 1, 2, 2)] == [
        (1.0, False, False), (-1.0, False, False), (1.0, False, False), (1.0, True, False)
    ]  # fmt: skip


def score_reward(before, after):
    return (after.watched["score"] or 0) - (before.watched["score"] or 0)


def test_a_reward_by_name_may_look_at_the_programs_variables(program, made):
    env = made(program(), reward=f"{__name__}:score_reward", watch=["score", "screen", "nothing"])
    env.reset()
    _, reward, *_, info = env.step(3)
    assert reward == 100
    assert info["watched"] == {"score": 100, "screen": None, "nothing": None}


def test_with_a_bundle_the_scene_is_known_and_keeps_its_tracks(program, made, tmp_path):
    ground = np.zeros((20, 32, 4), np.uint8)
    ground[..., 3] = 255
    square = Sprite(name="square", rgba=np.full((2, 2, 4), 255, np.uint8))
    art = Art(size=(32, 20), sprites=(square,), backgrounds=(ground,))
    bundle = write_bundle(tmp_path / "bundle", art, [PlaneSpec((0, 0, 32, 20), 0, False, (0,))])
    still = program(WALK.replace("int(256 * random.random()), 7", "0, 0"))
    env = made(still, bundle=bundle.path, reward=lambda before, after: after.scene.placements[0].x)
    _, info = env.reset()
    first = info["scene"].placements[0]
    _, reward, *_, info = env.step(2)
    (now,) = info["scene"].placements
    assert (now.x, now.y, now.track) == (11, 4, first.track)
    assert reward == 11
    smaller = program(WALK.replace("(32, 20)", "(30, 16)"))
    with pytest.raises(SizeError, match=r"32x20 px, .*game.py's are 30x16"):
        made(smaller, bundle=bundle)


def test_a_program_that_ends_is_terminated_and_one_that_fails_truncated_with_the_error(program, made):
    env = made(program())
    env.reset()
    for _ in range(18):
        *_, terminated, truncated, info = env.step(2)
        assert not terminated
        assert not truncated
    frame, _, terminated, truncated, info = env.step(2)
    assert (terminated, truncated, info["ended"], x_of(frame)) == (True, False, "left", 28)
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(0)
    assert x_of(env.reset()[0]) == 10

    env = made(program(each="1 / (x - 12)"))
    env.reset()
    env.step(2)
    *_, terminated, truncated, info = env.step(2)
    assert (terminated, truncated, info["ended"]) == (False, True, "failed")
    assert info["error"] == "ZeroDivisionError: division by zero"
    assert x_of(env.reset()[0]) == 10


@pytest.mark.skipif(os.name == "nt", reason="processes end otherwise")
@pytest.mark.parametrize(
    ("how", "said"), [("os.kill(os.getpid(), 11)", "signal SIGSEGV"), ("os._exit(3)", "exit code 3")]
)
def test_a_process_that_dies_is_told_from_one_that_ends(program, made, how, said):
    env = made(program(each=f"import os; x == 12 and {how}"))
    env.reset()
    env.step(2)
    *_, truncated, info = env.step(2)
    assert truncated
    assert said in info["error"]
    env.reset()
    assert x_of(env.step(2)[0]) == 11


@pytest.mark.skipif(os.name == "nt", reason="no limit there")
def test_a_program_that_hangs_is_ended(program, made):
    env = made(program(each="while x == 12: pass"), limit_s=1.0)
    env.reset()
    env.step(2)
    *_, truncated, info = env.step(2)
    assert truncated
    assert "showed nothing for 1 s" in info["error"]
    assert x_of(env.reset()[0]) == 10


def test_time_passes_with_waiting_and_showing_alone(program, made):
    text = """
        import time, pygame
        pygame.init()
        screen, began, at = pygame.display.set_mode((8, 8)), time.time(), []
        while True:
            at = [pygame.time.get_ticks(), round(time.monotonic() * 1000), round((time.time() - began) * 1000)]
            pygame.display.update()
            {each}
    """
    env = made(program(text, each="pygame.time.wait(30); time.sleep(0.02)"), watch=["at"])
    _, info = env.reset()
    seen = [info["watched"]["at"], *(env.step(0)[4]["watched"]["at"] for _ in range(2))]
    gaps = np.diff(seen, axis=0).tolist()
    assert gaps == [[50] * 3] * 2
    env = made(program(text), watch=["at"])  # without a wait, a frame is a sixtieth of a second
    env.reset()
    assert [env.step(0)[4]["watched"]["at"] for _ in range(4)] == [[0] * 3, [16, 17, 17], [33] * 3, [50] * 3]


def test_timers_ring_in_virtual_time(program, made):
    text = """
        import pygame
        pygame.init()
        screen, clock, rung = pygame.display.set_mode((8, 8)), pygame.time.Clock(), 0
        pygame.time.set_timer(pygame.USEREVENT, 30)
        pygame.time.set_timer(pygame.USEREVENT + 1, 10, 2)
        while True:
            rung += sum(event.type >= pygame.USEREVENT for event in pygame.event.get())
            pygame.display.flip()
            clock.tick(100)
    """
    env = made(program(text), watch=["rung"])
    env.reset()
    rung = [env.step(0)[4]["watched"]["rung"] for _ in range(9)]
    assert np.diff(rung).tolist() == [1, 1, 0, 0, 1, 0, 0, 1]


@pytest.mark.parametrize(
    "wait", ["pygame.event.wait()", "clock.tick(50)", "pygame.time.wait(20)", "pygame.time.get_ticks()"]
)
def test_a_program_that_waits_for_a_key_without_showing_anything_gets_it(program, made, wait):
    env = made(program(each=f"while x == 11 and not pygame.key.get_pressed()[pygame.K_SPACE]: {wait}"), limit_s=20.0)
    env.reset()
    assert [x_of(env.step(action)[0]) for action in (0, 2, 2, 2, 3, 2)] == [10, 11, 11, 11, 11, 12]


def test_what_a_program_prints_reaches_no_pipe(program, made):
    env = made(program(each="print('x' * 9999, flush=True); import sys; assert not sys.stdin.read()"))
    env.reset()
    assert x_of(env.step(2)[0]) == 11


def test_unusual_displays_are_shown_as_well(program, made):
    env = made(program(WALK.replace("(32, 20)", "(32, 20), 0, 8")))
    frame, _ = env.reset()
    assert frame.shape == (20, 32, 3)
    assert x_of(frame) == 10


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_no_process_is_left_behind(program):
    before = processes()
    env = PygameEnv(program(), KEYS)
    assert processes() == before
    env.reset()
    assert len(processes()) > len(before)
    env.close()
    env.close()
    assert processes() == before


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_no_process_outlives_its_environments_process(program):
    code = f"""
        import os, signal
        from spritelift_envs.pygame_env import PygameEnv
        env = PygameEnv({str(program())!r}, [()])
        env.reset()
        print(env._program._process.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    asked = [sys.executable, "-c", textwrap.dedent(code)]
    nursery = int(subprocess.run(asked, capture_output=True, text=True, check=False).stdout)
    for _ in range(100):
        if not Path(f"/proc/{nursery}").exists():
            return
        time.sleep(0.05)
    os.killpg(nursery, signal.SIGKILL)
    pytest.fail("it lives on")


@pytest.mark.filterwarnings("error")
@pytest.mark.filterwarnings("ignore:Your system is avx2 capable:RuntimeWarning")
def test_gymnasium_finds_nothing_to_warn_of(program):
    env = gymnasium.make("spritelift/Pygame-v0", script=str(program()), actions=KEYS, render_mode="rgb_array")
    check_env(env.unwrapped, skip_render_check=True)
    env.close()


def test_the_aliens_example_plays_and_ends(made):
    env = made("pygame.examples.aliens", frame_skip=8, watch=["SCORE"])
    frame, _ = env.reset(seed=0)
    assert frame.shape == (480, 640, 3)
    over, info = False, {}
    for _ in range(400):
        _, _, over, _, info = env.step(0)
        if over:
            break
    assert over
    assert info["ended"] == "left"
    assert info["watched"]["SCORE"] >= 0


def test_people_can_play_it(program, made):
    import pygame

    env = made(program(), render_mode="human")
    env.reset()
    assert env.get_action_meanings() == ["nothing", "left", "right", "left shift+space"]
    keys = env.get_keys_to_action()
    assert keys[(pygame.K_LEFT,)] == 1
    assert keys[tuple(sorted((pygame.K_SPACE, pygame.K_LSHIFT)))] == 3
    assert pygame.display.get_surface().get_size() == (128, 80)
    env.close()
    assert not pygame.display.get_init()


def test_what_can_not_work_is_refused_with_the_mend(program, tmp_path):
    with pytest.raises(MissingError, match="no such file"):
        PygameEnv(tmp_path / "none.py", KEYS)
    with pytest.raises(ConfigError, match=r"there is no key 'jump'.*left shift"):
        PygameEnv(program(), [("jump",)])
    with pytest.raises(ConfigError, match=r"\('left',\)"):
        PygameEnv(program(), ["left"])
    with pytest.raises(ConfigError, match="no actions"):
        PygameEnv(program(), [])
    with pytest.raises(ConfigError, match="frame_skip=0"):
        PygameEnv(program(), KEYS, frame_skip=0)
    with pytest.raises(ConfigError, match=r"no function nothing\(before, after\)"):
        PygameEnv(program(), KEYS, reward=f"{__name__}:nothing")
    with pytest.raises(ConfigError, match="showed no frame: ZeroDivisionError"):
        PygameEnv(program("1 / 0"), KEYS)
    with pytest.raises(ConfigError, match="showed no frame: it ended"):
        PygameEnv(program("import pygame"), KEYS)


def test_a_display_that_changes_size_is_told_with_both_sizes(program, made):
    env = made(program(each="x == 12 and pygame.display.set_mode((40, 20))"))
    env.reset()
    env.step(2)
    with pytest.raises(SizeError, match="from 32x20 to 40x20"):
        env.step(2)


def test_an_action_that_is_none_is_refused(program, made):
    env = made(program())
    env.reset()
    with pytest.raises(ConfigError, match="Give 0 to 3"):
        env.step(4)


def test_keys_have_pygames_names():
    assert check_keys([("space", "a"), ["left ctrl"]]) == (("a", "space"), ("left ctrl",))

import numpy as np
import pygame
import pytest
from window_games import WalkEnv, tiny_art, tiny_scene

from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording.steps import Episodes
from spritelift_runtime.window.recorder import play_human


@pytest.fixture
def typed(monkeypatch):
    """Lists of keys, one a tick, that go down and come up in the next."""

    def type_keys(*ticks):
        events, down = [], []
        for keys in ticks:
            up = [pygame.event.Event(pygame.KEYUP, key=key) for key in down]
            events.append(up + [pygame.event.Event(pygame.KEYDOWN, key=key) for key in keys])
            down = keys
        queue = iter(events)
        monkeypatch.setattr(pygame.event, "get", lambda: next(queue, []))

    return type_keys


def record(env, **settings):
    rows = []
    count = play_human(env, lambda *row: rows.append(row), keys=None, fps=60.0, **settings)
    assert count == len(rows)
    return rows


def walked(frame):
    return compose(tiny_scene(frame), tiny_art())


def test_each_frame_comes_with_the_action_that_followed_it_and_the_last_with_none(typed):
    typed([pygame.K_d], [pygame.K_d], [])
    rows = record(WalkEnv(), frames=4)
    assert [row[1] for row in rows] == [1, 1, 0, None]
    assert all(np.array_equal(row[0], walked(at)) for row, at in zip(rows, [0, 1, 2, 2], strict=True))
    assert [row[2] for row in rows] == [1.0, 1.0, 0.0, 0.0]


def test_an_episode_ends_with_its_last_frame_and_the_next_begins(typed):
    typed(*[[pygame.K_d]] * 9)
    rows = record(WalkEnv(end=2), frames=6)
    assert [row[1] for row in rows] == [1, 1, None, 1, 1, None]
    assert [row[3] for row in rows] == [False, True, False, False, True, False]
    assert np.array_equal(rows[2][0], walked(2))
    assert np.array_equal(rows[3][0], walked(0))


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 5])
def test_as_many_frames_are_recorded_as_were_asked_for(typed, frames):
    typed(*[[pygame.K_d]] * 9)
    assert len(record(WalkEnv(end=2), frames=frames)) == frames


def test_pausing_records_nothing(typed):
    typed([], [pygame.K_F8], [], [], [pygame.K_F8], [])
    env = WalkEnv()
    rows = record(env, frames=4)
    assert len(rows) == 4
    assert len(env.actions) == 3


def test_escape_ends_the_recording_with_the_frame_on_screen(typed):
    typed([pygame.K_d], [pygame.K_ESCAPE])
    rows = record(WalkEnv(), frames=100)
    assert [row[1] for row in rows] == [1, None]
    assert np.array_equal(rows[-1][0], walked(1))


def test_starting_over_cuts_the_episode_short_and_recordings_number_the_next(typed):
    typed([pygame.K_d], [pygame.K_F9], [])
    rows = record(WalkEnv(), frames=5)
    assert [row[1] for row in rows][:2] == [1, None]
    assert rows[1][4]
    episodes = Episodes()
    assert [episodes.step(*row[1:]).episode for row in rows] == [0, 0, 1, 1, 1]


def test_a_game_that_draws_into_one_array_is_recorded_as_it_was_seen(typed):
    class Reusing(WalkEnv):
        canvas = np.zeros((16, 24, 3), np.uint8)

        def render(self):
            self.canvas[:] = super().render()
            return self.canvas

    typed([pygame.K_d], [pygame.K_d])
    rows = record(Reusing(), frames=3)
    assert all(np.array_equal(row[0], walked(at)) for at, row in enumerate(rows))


def test_an_interrupted_recording_still_gets_its_last_frame(typed):
    rows = []

    def stop_at_two(*row):
        rows.append(row)
        if len(rows) == 2:
            raise KeyboardInterrupt

    typed([pygame.K_d], [pygame.K_d])
    with pytest.raises(KeyboardInterrupt):
        play_human(WalkEnv(), stop_at_two, keys=None, fps=60.0, frames=50)
    assert [row[1] for row in rows] == [1, 1, None]
    assert np.array_equal(rows[2][0], walked(2))


def test_recording_by_hand_in_a_window_nobody_sees_needs_an_end():
    with pytest.raises(ConfigError, match="--policy"):
        record(WalkEnv())

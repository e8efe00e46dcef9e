"""What a frame of live play costs: a bundled game, played by its script, decomposed and redrawn in a window.

SDL_VIDEODRIVER=dummy python benchmarks/live_play.py BUNDLE ENV [FRAMES]
"""

import json
import os
import sys
import time
from contextlib import contextmanager

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # read when pygame opens its window

import gymnasium
import numpy as np
import pygame

from spritelift_envs.making import make_env
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.player import env_fps
from spritelift_runtime.window.screen import open_window
from spritelift_runtime.window.session import Session
from spritelift_runtime.window.sources import LiveSource
from spritelift_runtime.window.state import PlayerState

SEED = 1
"""Recordings to learn from have 0."""
WARM_UP = 30


class Autopilot(gymnasium.Wrapper):
    """The game's scripted player at the keys, and a clock on the game's own work."""

    def __init__(self, env):
        super().__init__(env)
        self.own_s = 0.0

    def reset(self, **settings):
        with self._timed():
            observation, info = self.env.reset(**settings)
            self._play, self._scene = self.unwrapped.scripted(), info["scene"]
        return observation, info

    def step(self, action):
        with self._timed():
            outcome = self.env.step(self._play(self._scene))
            self._scene = outcome[-1]["scene"]
        return outcome

    def render(self):
        with self._timed():
            return self.env.render()

    @contextmanager
    def _timed(self):
        begun = time.perf_counter()
        yield
        self.own_s += time.perf_counter() - begun


def play(bundle, env_id, frames):
    """Milliseconds of work of each frame (all of a tick but the game itself), and CPU time of the average tick."""
    env = Autopilot(make_env(env_id))
    source = LiveSource(bundle, Game(env, seed=SEED), env_fps(env))
    state = PlayerState(frames=None)
    open_window(bundle.size, state.zoom, True, "live", unattended=True)
    session = Session(pygame.display.get_surface(), source, state)
    for _ in range(WARM_UP):
        tick(session)
    cpu, work_ms = time.process_time(), []
    for _ in range(frames):
        begun, before = time.perf_counter(), env.own_s
        tick(session)
        work_ms.append(1000 * (time.perf_counter() - begun - (env.own_s - before)))
    cpu_ms = 1000 * (time.process_time() - cpu) / frames
    window = pygame.display.get_surface().get_size()
    pygame.display.quit()
    return np.array(work_ms), cpu_ms, window


def tick(session):
    """One turn of the window's own loop."""
    session.show()
    session.turn()


def main(path, env_id, frames):
    """Play, and print the cost as JSON."""
    work_ms, cpu_ms, window = play(Bundle.open(path), env_id, frames)
    found = {
        "frames": frames,
        "window": list(window),
        "median_ms": float(np.median(work_ms)),
        "p95_ms": float(np.percentile(work_ms, 95)),
        "cpu_ms_with_game": cpu_ms,
        "within_8_ms": float((work_ms <= 8).mean()),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 900)

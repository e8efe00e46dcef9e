"""What it costs an agent to see sprites: observations a second of the wrappers alone, frames that training never saw.

python benchmarks/observing.py --work DIR                 # makes what is missing in DIR; Atari where ale-py is there
python benchmarks/observing.py --work DIR --only swarm Breakout --json

Frames are a recording's, in order, from memory: the environment costs nothing. CPU time where it isn't said otherwise;
each number is the median of some passes over the frames.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import gymnasium
import numpy as np
import tyro
from first_path import work_folder
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from lab import GAMES, Lab
from rows import Row, tell

from spritelift_envs.observation import SpriteObservation, SpriteVectorObservation
from spritelift_envs.rendering import SpriteRender
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.variations import hue_turned, in_colours
from spritelift_runtime.heldout import held_out
from spritelift_runtime.recording import Recording

PLAYS = ("SpaceInvaders", "Breakout", "Freeway", "Pong", "swarm")
LAYOUTS = ("slots", "flat", "dict", "grid", "pixels")
TOGETHER = 8


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure what observations cost: every game, or those named."""

    only: tuple[str, ...] = ()
    """Of SpaceInvaders, Breakout, Freeway, Pong, swarm, meadow, cellar; the first five where none is named."""
    work: Path | None = None
    """Folder for recordings, runs and bundles; what is there already is used again. Without it: a temporary one."""
    passes: int = 5
    """Times that the frames are gone through."""
    threads: int = 2
    """For eight plays together."""
    quick: bool = False
    """Short recordings, hardly any training: does it all run?"""
    json: bool = False
    """Print the rows as JSON on stdout, and nothing else there."""


class Clip:
    """Frames in order, uint8 [n, h, w, 3], and where each episode ends."""

    def __init__(self, bundle: Bundle, recording: Recording) -> None:
        numbers = held_out(bundle, recording)
        self.frames = recording.frames[numbers[0] : numbers[-1] + 1]
        ends = {end - 1 for _, end in recording.episodes} | {numbers[-1]}
        self.over = np.array([number in ends for number in numbers])
        width, height = recording.size
        self.space = spaces.Box(0, 255, (height, width, 3), np.uint8)

    def __len__(self) -> int:
        return len(self.frames)


class Shown(gymnasium.Env):
    """A clip, round and round."""

    action_space = spaces.Discrete(2)

    def __init__(self, clip):
        self.clip, self.observation_space, self.at = clip, clip.space, -1

    def reset(self, *, seed=None, options=None):
        self.at = (self.at + 1) % len(self.clip)
        return self.clip.frames[self.at], {}

    def step(self, action):
        observation, info = self.reset()
        return observation, 0.0, bool(self.clip.over[self.at]), False, info


class AllShown(VectorEnv):
    """The same clip in several plays, each at another place."""

    metadata = {"autoreset_mode": AutoresetMode.NEXT_STEP}  # noqa: RUF012

    def __init__(self, clip, count):
        self.clip, self.num_envs = clip, count
        self.single_observation_space, self.single_action_space = clip.space, Shown.action_space
        self.observation_space = batch_space(clip.space, count)
        self.action_space = batch_space(Shown.action_space, count)
        self.at = np.arange(count) * len(clip) // count - 1

    def reset(self, *, seed=None, options=None):
        self.at = (self.at + 1) % len(self.clip)
        return self.clip.frames[self.at], {}

    def step(self, actions):
        observations, infos = self.reset()
        over = self.clip.over[self.at]
        return observations, np.zeros(self.num_envs), over, np.zeros(self.num_envs, bool), infos


@dataclass(frozen=True)
class Pace:
    """Observations a second of one pass, and the share of them whose every pixel is explained."""

    cpu: float
    wall: float
    exact: float


def alone(bundle: Bundle, clip: Clip, passes: int, **settings: object) -> Pace:
    """One play, all frames of the clip."""
    return _paced(SpriteObservation(Shown(clip), bundle, **settings), clip, passes)


def drawn(bundle: Bundle, clip: Clip, passes: int) -> Pace:
    """The same as `SpriteRender` draws it, in other colours."""
    edits = in_colours(bundle.art, hue_turned(120))
    return _paced(SpriteRender(Shown(clip), bundle, edits), clip, passes)


def _paced(env: gymnasium.Env, clip: Clip, passes: int) -> Pace:
    env.reset()

    def once() -> list[int]:
        left = []
        for _ in range(len(clip)):
            _, _, over, _, info = env.step(0)
            left.append(info["unexplained_px"])
            if over:
                left.append(env.reset()[1]["unexplained_px"])
        return left

    return _median([_pace(once) for _ in range(passes + 1)][1:])  # the first one is to warm up


def together(bundle: Bundle, clip: Clip, passes: int, threads: int, **settings: object) -> Pace:
    """Eight plays, together as many frames as the clip has."""
    env = SpriteVectorObservation(AllShown(clip, TOGETHER), bundle, threads=threads, **settings)
    env.reset()
    actions = np.zeros(TOGETHER, int)

    def once() -> list[int]:
        steps = [env.step(actions)[-1]["unexplained_px"].tolist() for _ in range(len(clip) // TOGETHER)]
        return list(chain.from_iterable(steps))

    return _median([_pace(once) for _ in range(passes + 1)][1:])


def _pace(once) -> Pace:
    wall, cpu = time.perf_counter(), time.process_time()
    left = once()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Pace(len(left) / cpu, len(left) / wall, sum(px == 0 for px in left) / len(left))


def _median(paces: list[Pace]) -> Pace:
    return Pace(*(float(np.median([getattr(pace, name) for pace in paces])) for name in ("cpu", "wall", "exact")))


def rows_of(name: str, lab: Lab, settings: Settings) -> Iterator[Row]:
    """One game's numbers."""
    group = f"observing {name}"
    if not GAMES[name].installed:
        yield Row(group=group, what="measured", reached="no", note=f"{GAMES[name].env} is not installed")
        return
    bundle = Bundle.open(lab.bundle(name))
    clip = Clip(bundle, Recording.open(lab.recording(name)))
    for layout in LAYOUTS:
        pace = alone(bundle, clip, settings.passes, layout=layout)
        asked = 700 if layout == "slots" else None
        yield Row(group=group, what=f"{layout}, a second", note="one core", reached=pace.cpu, least=asked)
        if layout == "slots":
            size = "x".join(map(str, bundle.size))
            yield Row(group=group, what="verified exactly", note=f"{len(clip)} frames, {size}", reached=pace.exact)
    pace = drawn(bundle, clip, settings.passes)
    yield Row(group=group, what="SpriteRender, a second", note="one core", reached=pace.cpu)
    pace = together(bundle, clip, settings.passes, 1)
    yield Row(group=group, what="eight plays, a second", note="one core", reached=pace.cpu)
    pace = together(bundle, clip, settings.passes, settings.threads)
    note = f"{settings.threads} threads, wall clock; load {load()}"
    yield Row(group=group, what="eight plays, a second", note=note, reached=pace.wall, least=700)
    yield Row(group=group, what="a CPU second", note=f"eight plays, {settings.threads} threads", reached=pace.cpu)


def load() -> str:
    """How busy the machine is with everything: beside more than its cores, wall clocks say little."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else "unknown"


def main(settings: Settings) -> int:
    """Measure; 1 where a number is not as asked."""
    if unknown := [name for name in settings.only if name not in GAMES]:
        print(f"no game {', '.join(unknown)}; known: {', '.join(GAMES)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    with work_folder(settings) as folder:
        lab = Lab(folder=folder, quick=settings.quick)
        for name in settings.only or PLAYS:
            print(f"--- {name}", file=sys.stderr)
            rows += rows_of(name, lab, settings)
    return tell(rows, quick=settings.quick, as_text=not settings.json)


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))

"""What agents are shown, and where they play: the same games as sprites, as the game's memory tells them, as pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gymnasium
import numpy as np
from agents_memory import MEMORY, Told
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, SyncVectorEnv, VectorEnv
from gymnasium.wrappers import FrameStackObservation
from lab import GAMES

from spritelift_envs.making import make_env
from spritelift_envs.observation import SpriteVectorObservation, by_tracks, most_at_once
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.recording import Recording

SPRITES = ("sprites", "shuffled")
"""Arms that are shown sprites; beside them there are "memory" and "pixels"."""
TOGETHER = 8
COLUMNS = ("present", "x", "y", "dx", "dy")
LOOKED_AT = 1000
"""Frames of the recording that tell which sprites are one thing, and how many there are at once."""
STICKY = 0.25
"""How often an Atari game repeats the action before, as its `v5` does of itself."""
STACKED = 4


@dataclass(frozen=True)
class Sights:
    """How a game's sprites are shown to an agent: each thing has its rows."""

    bundle: Bundle
    groups: dict[str, list[str]]
    slots: dict[str, int]

    @classmethod
    def of(cls, bundle: Bundle, recording: Recording) -> "Sights":
        """Things told apart, and counted, on the recording that the bundle was learnt from."""
        scenes = bundle.decomposer()(recording.frames[: min(LOOKED_AT, len(recording))])
        groups = by_tracks(scenes, bundle.learned)
        slots = most_at_once(scenes, bundle.learned, groups)
        return cls(bundle, {name: groups[name] for name in slots}, slots)

    @property
    def settings(self) -> dict[str, Any]:
        """Of an observation: rows of sprites, one after the other."""
        groups: dict[str, Any] = {"groups": self.groups, "slots": self.slots}
        return {"layout": "flat", "columns": COLUMNS, "normalised": True, "rarity": True, **groups}


class Small(gymnasium.ObservationWrapper):
    """Frames in grey, at half their size."""

    def __init__(self, env: gymnasium.Env) -> None:
        super().__init__(env)
        high, wide, _ = env.observation_space.shape
        self.observation_space = spaces.Box(0, 255, (high // 2, wide // 2), np.uint8)

    def observation(self, observation: np.ndarray) -> np.ndarray:
        """uint8 [h / 2, w / 2]."""
        high, wide = (2 * side for side in self.observation_space.shape)
        blocks = observation[:high, :wide].reshape(high // 2, 2, wide // 2, 2, 3)
        return (blocks.sum((1, 3, 4), dtype=np.uint16) // 12).astype(np.uint8)


def games_of(name: str, arm: str, sights: Sights | None) -> VectorEnv:
    """Eight games at once, seen in the way of an arm. Each action holds for four frames."""
    if arm == "memory":
        return together(partial(_told, name))
    if arm == "pixels" and GAMES[name].env.startswith("ALE/"):
        return _atari_pixels(name)
    if arm == "pixels":
        return together(lambda: FrameStackObservation(Small(plain(name)), STACKED))
    assert sights is not None
    return SpriteVectorObservation(together(partial(plain, name)), sights.bundle, **sights.settings)


def plain(name: str) -> gymnasium.Env:
    """The game as anybody makes it."""
    return make_env(GAMES[name].env, **GAMES[name].settings)


def _told(name: str) -> gymnasium.Env:
    return Told(plain(name), MEMORY[name])


def together(make: Callable[[], gymnasium.Env]) -> VectorEnv:
    """Eight of them, whose next games begin as soon as one ends."""
    return SyncVectorEnv([make] * TOGETHER, autoreset_mode=AutoresetMode.SAME_STEP)


def _atari_pixels(name: str) -> VectorEnv:
    """84x84, grey, four of them stacked: ale-py's own, which costs a fraction of Gymnasium's wrappers."""
    make_env(GAMES[name].env).close()  # registers the games
    return gymnasium.make_vec(
        GAMES[name].env, num_envs=TOGETHER, vectorization_mode="vector_entry_point", num_threads=1, noop_max=0,
        use_fire_reset=False, reward_clipping=False, repeat_action_probability=STICKY, stack_num=STACKED,
        autoreset_mode=AutoresetMode.SAME_STEP,
    )  # fmt: skip

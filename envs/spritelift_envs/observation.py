"""Sprites for observations: any environment with RGB frames, seen through a bundle."""

from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_envs.slots import Guest, Slots
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.tracking import Tracker

COLUMNS = ("present", "sprite", "x", "y", "dx", "dy", "width", "height", "layer")
"""Columns of the table. `present` is 1 in a slot whose track is seen on this frame; else the whole row is 0.
`sprite` is the bundle's sprite id; x, y are its top-left corner, dx, dy its move since the frame before (0 if it was
not there), width and height its size, all in pixels; `layer` is where it is painted, higher in front."""
LAYER_LIMIT = 1000.0


class SpriteObservation(gymnasium.Wrapper, gymnasium.utils.RecordConstructorArgs):
    """Gives a table of tracked sprites in place of pixels: Box (slots, 9) float32, columns `COLUMNS`.

    A track keeps its slot for as long as it lives, a few frames out of sight included; then the slot is free for
    another. With more tracks than slots, tiles go without before things that move, then the smaller, then the younger;
    `info["sprites_dropped"]` counts them. `info["scene"]` is the frame's whole scene with tracks (a scene that the
    environment itself put there moves to `info["true_scene"]`).

    Frames are the environment's observations where these are RGB images of the bundle's size, else its `render()`.
    """

    def __init__(self, env: gymnasium.Env, bundle: Bundle | Path | str, layout: str = "slots", slots: int = 64) -> None:
        """`bundle` is a `Bundle` or its folder.

        Raises:
            ConfigError: the environment has no RGB frames, or there is no such layout.
            SizeError: its frames are of another size than the bundle's (found at the first reset where only
                rendering tells).
        """
        bundle = bundle if isinstance(bundle, Bundle) else Bundle.open(bundle)
        gymnasium.utils.RecordConstructorArgs.__init__(self, bundle=str(bundle.path), layout=layout, slots=slots)
        gymnasium.Wrapper.__init__(self, env)
        if layout != "slots":
            raise ConfigError(f"there is no layout {layout!r}; known: 'slots'.")
        self._bundle, self._art = bundle, bundle.learned
        self._from_observation = _sees_frames(env, bundle)
        self._decomposer = bundle.decomposer(threads=1)
        self._count = slots
        self._start()
        self._space = self.observation_space = _space(self._art, slots)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Start over, with no tracks."""
        observation, info = self.env.reset(seed=seed, options=options)
        self._start()
        return self._look(observation, info)

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """One step of the environment."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        table, info = self._look(observation, info)
        return table, reward, terminated, truncated, info

    def _start(self) -> None:
        self._tracker, self._slots = Tracker(self._art), Slots(self._count)
        self._places: dict[int, tuple[int, int]] = {}

    def _look(self, observation: Any, info: dict[str, Any]) -> tuple[np.ndarray, dict[str, Any]]:
        frame = observation if self._from_observation else self.env.render()
        scene = self._tracker.update(self._decomposer.frame(self._checked(frame)))
        table, dropped = self._table(scene)
        if "scene" in info:
            info["true_scene"] = info["scene"]
        info.update(scene=scene, sprites_dropped=dropped)
        self._places = {placement.track: (placement.x, placement.y) for placement in scene.placements}
        return table, info

    def _checked(self, frame: Any) -> np.ndarray:
        width, height = self._bundle.size
        if not isinstance(frame, np.ndarray) or frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
            raise ConfigError(f"{_name(self.env)} rendered no RGB image. Make it with render_mode='rgb_array'.")
        if frame.shape != (height, width, 3):
            raise _wrong_size(self.env, (frame.shape[1], frame.shape[0]), self._bundle)
        return frame

    def _table(self, scene: Scene) -> tuple[np.ndarray, int]:
        sizes = {p.track: self._art.sprites[p.sprite].size for p in scene.placements}
        guests = [Guest(p.track, sizes[p.track][0] * sizes[p.track][1], p.fixed) for p in scene.placements]
        slot_of = self._slots.seat(guests, self._tracker.alive)
        table = np.zeros((self._count, len(COLUMNS)), np.float32)
        for placement in scene.placements:
            if placement.track in slot_of:
                table[slot_of[placement.track]] = self._row(placement, sizes[placement.track])
        return np.clip(table, self._space.low, self._space.high), len(scene.placements) - len(slot_of)

    def _row(self, placement: Placement, size: tuple[int, int]) -> tuple[float, ...]:
        before = self._places.get(placement.track, (placement.x, placement.y))
        step = placement.x - before[0], placement.y - before[1]
        return 1.0, placement.sprite, placement.x, placement.y, *step, *size, placement.layer


def _space(art: Art, slots: int) -> spaces.Box:
    """Finite bounds of each column: whatever is partly on the frame is inside."""
    width, height = art.size
    wide = max((sprite.size[0] for sprite in art.sprites), default=1)
    high = max((sprite.size[1] for sprite in art.sprites), default=1)
    last = max(1, len(art.sprites) - 1)
    low_row = (0, 0, -wide, -high, -width - wide, -height - high, 0, 0, -LAYER_LIMIT)
    high_row = (1, last, width, height, width + wide, height + high, wide, high, LAYER_LIMIT)
    return spaces.Box(
        np.tile(np.array(low_row, np.float32), (slots, 1)), np.tile(np.array(high_row, np.float32), (slots, 1))
    )


def _sees_frames(env: gymnasium.Env, bundle: Bundle) -> bool:
    """Whether the environment's observations are the frames; if not, it must render them."""
    width, height = bundle.size
    space = env.observation_space
    shape = space.shape if isinstance(space, spaces.Box) and space.dtype == np.uint8 else None
    if shape == (height, width, 3):
        return True
    if env.render_mode == "rgb_array":
        return False
    if shape is not None and len(shape) == 3 and shape[2] == 3:
        raise _wrong_size(env, (shape[1], shape[0]), bundle)
    raise ConfigError(
        f"{_name(env)} gives no RGB frames (render_mode is {env.render_mode!r}). Make it with render_mode='rgb_array'."
    )


def _wrong_size(env: gymnasium.Env, size: tuple[int, int], bundle: Bundle) -> SizeError:
    return SizeError(
        f"{_name(env)} has frames of {size[0]}x{size[1]} px, the bundle {bundle.path} is for "
        f"{bundle.size[0]}x{bundle.size[1]} px. Use a bundle trained on this environment at this size."
    )


def _name(env: gymnasium.Env) -> str:
    return env.spec.id if env.spec is not None else type(env.unwrapped).__name__

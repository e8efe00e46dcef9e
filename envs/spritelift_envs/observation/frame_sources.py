"""Where an environment's frames are seen: in its observations where these are frames, else in what it renders."""

from enum import Enum
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError, SizeError


class Source(Enum):
    """Of one environment."""

    OBSERVATION = "observation"
    STACK = "stack"
    """Observations of several frames, the newest last."""
    RENDER = "render"


def source_of(space: spaces.Space[Any], render_mode: str | None, bundle: Bundle, name: str) -> Source:
    """Where frames of the bundle's size are to be seen.

    Raises:
        ConfigError: nowhere.
        SizeError: they are of another size.
    """
    width, height = bundle.size
    shape = space.shape if isinstance(space, spaces.Box) and space.dtype == np.uint8 else None
    if shape == (height, width, 3):
        return Source.OBSERVATION
    if shape is not None and len(shape) == 4 and shape[1:] == (height, width, 3):
        return Source.STACK
    if render_mode == "rgb_array":
        return Source.RENDER
    if shape is not None and len(shape) >= 3 and shape[-1] == 3:
        raise wrong_size(name, (shape[-2], shape[-3]), bundle)
    raise ConfigError(
        f"{name} gives no RGB frames (render_mode is {render_mode!r}). Make it with render_mode='rgb_array'."
    )


def frame_of(source: Source, env: gymnasium.Env, observation: Any, bundle: Bundle) -> np.ndarray:
    """The frame in view, uint8 [h, w, 3].

    Raises:
        ConfigError, SizeError: what was rendered is no frame of the bundle's.
    """
    if source is Source.RENDER:
        return _checked(env.render(), env, bundle)
    return np.asarray(observation if source is Source.OBSERVATION else observation[-1])


def name_of(env: gymnasium.Env) -> str:
    """What people call the environment."""
    return env.spec.id if env.spec is not None else type(env.unwrapped).__name__


def wrong_size(name: str, size: tuple[int, int], bundle: Bundle) -> SizeError:
    """What to say of frames of another size."""
    return SizeError(
        f"{name} has frames of {size[0]}x{size[1]} px, the bundle {bundle.path} is for "
        f"{bundle.size[0]}x{bundle.size[1]} px. Use a bundle trained on this environment at this size."
    )


def _checked(frame: Any, env: gymnasium.Env, bundle: Bundle) -> np.ndarray:
    width, height = bundle.size
    if not isinstance(frame, np.ndarray) or frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
        raise ConfigError(f"{name_of(env)} rendered no RGB image. Make it with render_mode='rgb_array'.")
    if frame.shape != (height, width, 3):
        raise wrong_size(name_of(env), (frame.shape[1], frame.shape[0]), bundle)
    return frame

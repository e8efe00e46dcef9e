"""Gymnasium environments by id, ready to be recorded."""

import importlib
import warnings
from typing import Any

import gymnasium

from spritelift_runtime.errors import ConfigError, MissingError

_ALE = "ALE/"
_ATARI_EXTRA = 'pip install "spritelift[atari]"'


def make_env(env_id: str, **settings: Any) -> gymnasium.Env:
    """Make the environment `env_id` (`Game-v0`, `family/Game-v0`, `module:Game-v0`) with RGB frames.

    Raises:
        MissingError: it is not installed; names what to install.
        ConfigError: it can't be made so, or gives no RGB frames.
    """
    importlib.import_module("spritelift_envs")  # registers the bundled games
    if env_id.startswith(_ALE):
        _register_ale(env_id)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*render_mode")  # an error says it below
            env = gymnasium.make(env_id, render_mode="rgb_array", disable_env_checker=True, **settings)
    except (gymnasium.error.UnregisteredEnv, ModuleNotFoundError) as err:
        raise MissingError(f"there is no environment {env_id!r}: {_sentence(err)} {_known()}") from err
    except gymnasium.error.DependencyNotInstalled as err:
        raise MissingError(f"{env_id} lacks a package: {_sentence(err)}") from err
    except (gymnasium.error.Error, TypeError) as err:
        raise ConfigError(f"{env_id} can't be made with RGB frames: {_sentence(err)} Choose another --env.") from err
    if "rgb_array" not in env.metadata.get("render_modes", ()):
        env.close()
        raise ConfigError(f"{env_id} has no RGB frames (render_mode 'rgb_array'). Choose another --env.")
    return env


def spec_of(env_id: str) -> gymnasium.envs.registration.EnvSpec | None:
    """How Gymnasium makes an environment; None where it knows none of that id."""
    importlib.import_module("spritelift_envs")
    try:
        if env_id.startswith(_ALE):
            _register_ale(env_id)
        return gymnasium.spec(env_id)
    except (gymnasium.error.Error, MissingError, ModuleNotFoundError):
        return None


def frames_per_second(env: gymnasium.Env) -> float:
    """Frames a second of game time, frame skip included."""
    skip = getattr(env.unwrapped, "_frameskip", None)
    if skip is not None and hasattr(env.unwrapped, "ale"):
        # Its render_fps says 30 for every game; the console draws 60, of which each step skips some.
        return 60 / (skip if isinstance(skip, int) else (skip[0] + skip[1] - 1) / 2)
    return float(env.metadata.get("render_fps") or 60)


def by_hand(env_id: str) -> dict[str, Any]:
    """Settings that make it playable for people: every frame is shown, and every key counts."""
    return {"frameskip": 1, "repeat_action_probability": 0.0} if env_id.startswith(_ALE) else {}


def _register_ale(env_id: str) -> None:
    try:
        ale_py = importlib.import_module("ale_py")
    except ImportError as err:
        raise MissingError(f"{env_id} needs the Atari games, which are not installed: {_ATARI_EXTRA}") from err
    ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)  # it greets otherwise
    gymnasium.register_envs(ale_py)


def _known() -> str:
    games = "spritelift_envs.games:"
    bundled = sorted(name for name, spec in gymnasium.registry.items() if str(spec.entry_point).startswith(games))
    return f"Bundled: {', '.join(bundled)}. Atari games: {_ATARI_EXTRA}, then --env ALE/SpaceInvaders-v5."


def _sentence(err: Exception) -> str:
    said = str(err).strip()
    return said if said.endswith(("?", "!", ".")) else f"{said}."

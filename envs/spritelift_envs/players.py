"""Who plays while a recording is made: chance, a bundled game's own script, or a function of yours."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium

from spritelift_runtime.errors import ConfigError

Player = Callable[[Any, dict[str, Any]], Any]
"""(observation, info) -> action"""


def player_for(policy: str, env: gymnasium.Env, seed: int) -> Callable[[], Player]:
    """What gives a player for each episode: "random", "scripted", or "module:function".

    Raises:
        ConfigError: no such policy, or the environment has no scripted player.
    """
    if policy == "random":
        env.action_space.seed(seed)
        return lambda: lambda observation, info: env.action_space.sample()
    if policy == "scripted":
        return _scripted(env)
    play = _function(policy)
    return lambda: play


def _scripted(env: gymnasium.Env) -> Callable[[], Player]:
    try:
        env.unwrapped.scripted()  # type: ignore[attr-defined]
    except (AttributeError, NotImplementedError) as err:
        name = env.spec.id if env.spec else type(env.unwrapped).__name__
        raise ConfigError(
            f"{name} has no scripted player; bundled games have. Use --policy random or module:function."
        ) from err

    def anew() -> Player:
        play = env.unwrapped.scripted()  # type: ignore[attr-defined]
        return lambda observation, info: play(info["scene"])

    return anew


def _function(policy: str) -> Player:
    module_name, colon, name = policy.partition(":")
    if not (module_name and colon and name):
        raise ConfigError(f"there is no policy {policy!r}; known: random, scripted, module:function.")
    if (here := str(Path.cwd())) not in sys.path:  # a console script's path lacks the folder it was called in
        sys.path.insert(0, here)
    try:
        module = importlib.import_module(module_name)
    except ImportError as err:
        raise ConfigError(f"policy {policy!r}: {err}. Call it from the folder that holds {module_name}.py.") from err
    play = getattr(module, name, None)
    if not callable(play):
        raise ConfigError(f"policy {policy!r}: {module_name} has no function {name}(observation, info) -> action.")
    return play

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
    play = named_function(policy)
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


def named_function(words: str, what: str = "policy", call: str = "(observation, info) -> action") -> Callable[..., Any]:
    """The function that "module:function" names; `what` it is for and how it is called go into what is said of it.

    Raises:
        ConfigError: there is no such function.
    """
    module_name, colon, name = words.partition(":")
    if not (module_name and colon and name):
        known = "random, scripted, module:function" if what == "policy" else "module:function"
        raise ConfigError(f"there is no {what} {words!r}; known: {known}.")
    if (here := str(Path.cwd())) not in sys.path:  # a console script's path lacks the folder it was called in
        sys.path.insert(0, here)
    try:
        module = importlib.import_module(module_name)
    except ImportError as err:
        raise ConfigError(f"{what} {words!r}: {err}. Call it from the folder that holds {module_name}.py.") from err
    found = getattr(module, name, None)
    if not callable(found):
        raise ConfigError(f"{what} {words!r}: {module_name} has no function {name}{call}.")
    return found

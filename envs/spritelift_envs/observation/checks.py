"""Whether a bundle is the one meant, and was learnt as the environment shows its game."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import gymnasium
from gymnasium.wrappers import AtariPreprocessing, MaxAndSkipObservation

from spritelift_envs.making import frames_per_second
from spritelift_envs.observation.frame_sources import Source, name_of, source_of
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError

_IS_ID = re.compile(r"-v\d+$")
"""A recording's source is an environment's id, or a file."""
REPLAY = "spritelift/Replay-v0"
"""Shows whatever game was recorded."""
NEARLY = 0.01
"""Share by which frames a second may differ and count as the same."""


def opened(bundle: Bundle | Path | str, sha256: str | None = None) -> Bundle:
    """A bundle, or that of a folder.

    Raises:
        ConfigError: it isn't the one with this hash.
    """
    bundle = bundle if isinstance(bundle, Bundle) else Bundle.open(bundle)
    if sha256 is not None and bundle.sha256 != sha256:
        raise ConfigError(
            f"{bundle.path} has changed since: its files hash to {bundle.sha256[:12]}…, not to {sha256[:12]}…. "
            "Put the bundle back that was used then, or leave bundle_sha256 out to take this one."
        )
    return bundle


def source_for(env: gymnasium.Env, bundle: Bundle) -> Source:
    """Where the environment's frames are seen, as the game drew them; warns where that, or how it is played, isn't as
    it was when the bundle was learnt.

    Raises:
        ConfigError: it has none.
        SizeError: they are of another size than the bundle's.
    """
    source = source_of(env.observation_space, env.render_mode, bundle, name_of(env))
    # A maximum over two frames is no frame that the game ever drew: what moves is in it twice.
    if source is not Source.RENDER and _pools(env):
        if env.render_mode == "rgb_array":
            source = Source.RENDER
        else:
            _warn(f"{name_of(env)} gives the maximum of two frames. Make it with render_mode='rgb_array'.")
    for said in other_play(env, bundle):
        _warn(said)
    return source


def other_play(env: gymnasium.Env, bundle: Bundle) -> Iterator[str]:
    """What is to be said where the game, or how it is played, isn't as when the bundle was learnt."""
    if env.spec is not None:
        yield from other_game(env.spec.id, bundle)
    yield from other_rate(name_of(env), frames_per_second(env) / _skipped(env), bundle)


def other_game(env_id: str, bundle: Bundle) -> Iterator[str]:
    """The same of the game alone."""
    learnt = bundle.manifest.get("recorded", [])
    games = sorted({_id(each["source"]) for each in learnt if _IS_ID.search(each["source"])})
    if games and env_id not in (*games, REPLAY):
        yield f"{bundle.path} was learnt from {', '.join(games)}, not from {env_id}. Use this game's bundle."


def other_rate(name: str, now: float, bundle: Bundle) -> Iterator[str]:
    """The same of the frames a second that it gives `now`."""
    rates = sorted({float(each["fps"]) for each in bundle.manifest.get("recorded", [])})
    if rates and all(abs(rate - now) > NEARLY * now for rate in rates):
        yield (
            f"{bundle.path} was learnt at {', '.join(f'{rate:g}' for rate in rates)} frames a second, {name} "
            f"gives {now:g}: sprites are found, but how far things move in a frame, and what blinks, isn't as learnt. "
            "Record with the frame skip that the agent plays with."
        )


def _warn(said: str) -> None:
    warnings.warn(said, UserWarning, stacklevel=4)


def _id(source: str) -> str:
    """The environment's id without the module that registers it."""
    return source.rpartition(":")[2]


def _pools(env: gymnasium.Env) -> bool:
    return any(_skip(wrapper) > 1 for wrapper in _wrappers(env))


def _skipped(env: gymnasium.Env) -> int:
    skipped = 1
    for wrapper in _wrappers(env):
        skipped *= _skip(wrapper)
    return skipped


def _skip(wrapper: gymnasium.Env) -> int:
    if isinstance(wrapper, AtariPreprocessing):
        return wrapper.frame_skip
    return wrapper._skip if isinstance(wrapper, MaxAndSkipObservation) else 1


def _wrappers(env: gymnasium.Env) -> Iterator[gymnasium.Env]:
    while isinstance(env, gymnasium.Wrapper):
        yield env
        env = env.env

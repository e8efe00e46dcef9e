"""Whether a bundle is the one meant, and was learnt as the environment shows its game."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import gymnasium
from gymnasium.wrappers import AtariPreprocessing, MaxAndSkipObservation

from spritelift_envs.making import frames_per_second
from spritelift_envs.observation.frame_sources import Source, name_of
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError

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


def warn_of_other_settings(env: gymnasium.Env, bundle: Bundle, source: Source) -> None:
    """Say so where the bundle was learnt from other play than the environment shows."""
    for said in (*_other_play(env, bundle), *_pooled(env, source)):
        warnings.warn(said, UserWarning, stacklevel=3)


def _other_play(env: gymnasium.Env, bundle: Bundle) -> Iterator[str]:
    learnt = bundle.manifest.get("recorded", [])
    sources = sorted({each["source"] for each in learnt if each.get("source")})
    if sources and env.spec is not None and env.spec.id not in [source.split(":")[-1] for source in sources]:
        yield f"{bundle.path} was learnt from {', '.join(sources)}, and {name_of(env)} is seen through it."
    rates = sorted({float(each["fps"]) for each in learnt if each.get("fps")})
    now = frames_per_second(env) / _skipped(env)
    if rates and all(abs(rate - now) > NEARLY * now for rate in rates):
        yield (
            f"{bundle.path} was learnt at {', '.join(f'{rate:g}' for rate in rates)} frames a second, {name_of(env)} "
            f"gives {now:g}: sprites are found, but what blinks, and how far things move in a frame, isn't as learnt. "
            "Record with the frame skip that the agent plays with."
        )


def _pooled(env: gymnasium.Env, source: Source) -> Iterator[str]:
    """Of a maximum over two frames, which is no frame that the game ever drew."""
    pooling = [each for each in _wrappers(env) if isinstance(each, AtariPreprocessing | MaxAndSkipObservation)]
    if source is not Source.RENDER and any(_skip(each) > 1 for each in pooling):
        yield (
            f"{name_of(env)} gives the brighter of two frames, pixel by pixel, which shows what moves twice. "
            "Make it with render_mode='rgb_array' and frames of another size, so that what it draws is looked at."
        )


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

"""Whether a vector environment's plays can be seen through a bundle, and were learnt as it plays them."""

import warnings
from collections.abc import Mapping
from typing import Any

from gymnasium.vector import AutoresetMode, VectorEnv

from spritelift_envs.observation.checks import other_game, other_play, other_rate
from spritelift_envs.observation.frame_sources import Source, source_of
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError

_ATARI = "AtariVectorEnv"
_WHOLE = "grayscale=False, stack_num=1, maxpool=False, img_height={1}, img_width={0}"
_ATARI_HZ, _ATARI_SKIP = 60, 4


def autoreset_mode_of(env: VectorEnv[Any, Any, Any]) -> AutoresetMode:
    """When plays that are over start anew.

    Raises:
        ConfigError: the environment doesn't say.
    """
    # Its own word first: ale-py's vector environments all write theirs into one dictionary, that of their class.
    mode = getattr(env.unwrapped, "autoreset_mode", None) or env.metadata.get("autoreset_mode")
    if mode is None:
        raise ConfigError(f"{_name(env)} doesn't say when plays start anew. Set metadata['autoreset_mode'].")
    return AutoresetMode(mode)


def vector_source_for(env: VectorEnv[Any, Any, Any], bundle: Bundle, mode: AutoresetMode) -> Source:
    """Where the plays' frames are seen; warns where the game, or how it is played, isn't as it was when the bundle was
    learnt.

    Raises:
        ConfigError: nowhere, or not all of them.
        SizeError: they are of another size than the bundle's.
    """
    if (env.observation_space.shape or (env.num_envs,))[0] != env.num_envs:
        raise ConfigError(f"{_name(env)} steps only some of its plays at a time. Leave batch_size out.")
    source = _source(env, bundle)
    if source is Source.RENDER and mode is AutoresetMode.SAME_STEP:
        raise ConfigError(
            f"{_name(env)} restarts in the step that ends an episode, and nobody renders that episode's last frame. "
            "Make it with autoreset_mode=AutoresetMode.NEXT_STEP, or with frames for observations."
        )
    for said in _other(env, bundle):
        warnings.warn(said, UserWarning, stacklevel=3)
    return source


def _source(env: VectorEnv[Any, Any, Any], bundle: Bundle) -> Source:
    space, atari = env.single_observation_space, type(env.unwrapped).__name__ == _ATARI
    try:
        return source_of(space, env.render_mode, bundle, _name(env))
    except ConfigError as err:
        if not atari:
            raise
        # It can't render: its observations are to be the frames.
        whole = _WHOLE.format(*bundle.size)
        raise ConfigError(f"{_name(env)} has no RGB frames for observations. Make it with {whole}.") from err


def _other(env: VectorEnv[Any, Any, Any], bundle: Bundle) -> list[str]:
    plays = getattr(env.unwrapped, "envs", None)
    if plays:  # a SyncVectorEnv's, made in this process
        return list(other_play(plays[0], bundle))
    if env.spec is None:
        return []
    said = list(other_game(env.spec.id, bundle))
    if type(env.unwrapped).__name__ == _ATARI:
        said += _other_atari(env.spec.kwargs, env.spec.id, bundle)
    return said


def _other_atari(settings: Mapping[str, Any], name: str, bundle: Bundle) -> list[str]:
    said = list(other_rate(name, _ATARI_HZ / settings.get("frameskip", _ATARI_SKIP), bundle))
    if settings.get("maxpool", True):
        said.append(f"{name} gives the maximum of two frames. Make it with maxpool=False.")
    return said


def _name(env: VectorEnv[Any, Any, Any]) -> str:
    return env.spec.id if env.spec is not None else type(env.unwrapped).__name__

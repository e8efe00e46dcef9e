"""Recording any Gymnasium environment, played by a policy or by hand."""

from collections.abc import Callable, Mapping
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any

import gymnasium

from spritelift_envs.interrupts import ctrl_c_as_a_wish
from spritelift_envs.making import by_hand, frames_per_second, make_env
from spritelift_envs.players import Player, player_for
from spritelift_envs.scribe import Progress, Scribe, Watched, rgb_frame
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording, RecordingWriter
from spritelift_runtime.recording.writer import refuse_taken
from spritelift_runtime.window.state import check_zoom

__all__ = ["make_env", "record_env"]

Stop = Callable[[], bool]
"""Whether somebody asked to end."""


def record_env(
    env_id: str,
    out: Path | str,
    *,
    frames: int | None = None,
    policy: str = "random",
    seed: int = 0,
    human: bool = False,
    zoom: int = 0,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Recording:
    """Record `frames` frames (None: until Ctrl-C, or until the window is closed) of an environment to the folder `out`.

    `policy` is "random", "scripted" (bundled games) or "module:function" (observation, info -> action); with
    `human`, a person plays in a window, `zoom` window pixels for a game pixel (0: what fits); `settings` are what
    `gymnasium.make` is told beside the id. Frames come from `render()`. Where the
    game tells what it drew (bundled games), `truth.npz` is written, too.

    Raises:
        MissingError: no such environment; names what to install.
        ConfigError: a setting that can't work, or `out` is taken; nothing is left behind.
        SizeError: the frame's size changed; what came before is kept.
    """
    if frames is not None and frames < 1:
        raise ConfigError(f"frames={frames} records nothing; give 1 or more.")
    if human:
        check_zoom(zoom)
    refuse_taken(Path(out))
    with closing(Watched(make_env(env_id, **{**(by_hand(env_id) if human else {}), **(settings or {})}))) as env:
        keys = _keys(env, env_id) if human else None
        players = None if human else player_for(policy, env, seed)
        about = {
            "source": env_id,
            "seed": seed,
            "policy": "human" if human else policy,
            "key_map": keys and _named(keys),
            **({"settings": dict(settings)} if settings else {}),
        }
        first = env.reset(seed=seed)
        with ctrl_c_as_a_wish() as stop, _writer(env, out, about) as writer:
            scribe = Scribe(env, writer, progress)
            if players is None:
                _play_by_hand(env, scribe, stop, keys=keys, fps=writer.fps, zoom=zoom, frames=frames, seed=seed)
            else:
                _play(env, scribe, stop, players, first, frames)
        scribe.write_truth()
    return Recording.open(out)


def _writer(env: gymnasium.Env, out: Path | str, about: dict[str, Any]) -> RecordingWriter:
    height, width = rgb_frame(env).shape[:2]
    packages = ["gymnasium", *(["ale-py"] if about["source"].startswith("ALE/") else [])]
    versions = {package: metadata.version(package) for package in packages}
    space, fps = env.action_space, frames_per_second(env)
    return Recording.create(out, size=(width, height), fps=fps, action_space=space, versions=versions, **about)


def _play(
    env: gymnasium.Env,
    scribe: Scribe,
    stop: Stop,
    players: Callable[[], Player],
    first: tuple[Any, dict[str, Any]],
    frames: int | None,
) -> None:
    (observation, info), play = first, players()
    while True:
        frame = rgb_frame(env)
        if stop() or len(scribe) + 1 == frames:
            scribe.record(frame)
            return
        action = play(observation, info)
        observation, reward, terminated, truncated, info = env.step(action)
        scribe.record(frame, action, reward, terminated, truncated)
        if terminated or truncated:
            scribe.record(rgb_frame(env))
            if stop() or len(scribe) == frames:
                return
            (observation, info), play = env.reset(), players()


def _play_by_hand(env: Watched, scribe: Scribe, stop: Stop, **settings: Any) -> None:
    from spritelift_runtime.window.recorder import play_human  # opens pygame, which policies do without

    stopped = False

    def record(frame: Any, action: Any, *outcome: Any) -> None:
        nonlocal stopped
        # Stopped between a step and its frame, the window would give the frame before as the last one.
        scribe.record(rgb_frame(env) if stopped else frame, action, *outcome)
        if stop() and not stopped:
            stopped = True
            raise KeyboardInterrupt

    try:
        play_human(env, record, **settings)
    except KeyboardInterrupt:
        return


def _keys(env: gymnasium.Env, env_id: str) -> dict[Any, Any]:
    ask = getattr(env.unwrapped, "get_keys_to_action", None)
    if ask is None:
        raise ConfigError(f"{env_id} has no key map (get_keys_to_action). Let a --policy play instead of --human.")
    return ask()


def _named(keys: dict[Any, Any]) -> dict[tuple[str, ...], Any]:
    """The key map with key codes as their names: numbers would tell a reader nothing."""
    import pygame

    def name(key: Any) -> str:
        return pygame.key.name(key) if isinstance(key, int) else str(key)

    return {tuple(name(key) for key in combination): action for combination, action in keys.items()}

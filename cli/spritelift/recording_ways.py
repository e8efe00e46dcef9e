"""The three ways to make a recording, behind one verb."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spritelift.arguments import at_least, exactly_one

if TYPE_CHECKING:
    from spritelift_runtime.recording import Recording


def record(
    out: Path | str,
    *,
    env: str | None = None,
    pygame: str | None = None,
    media: Path | str | None = None,
    frames: int | None = None,
    policy: str = "random",
    seed: int = 0,
    human: bool = False,
    zoom: int = 0,
    settings: Mapping[str, Any] | None = None,
    args: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> "Recording":
    """Record a Gymnasium environment (`env`, its id), a pygame program (`pygame`, a script or a module) or a
    lossless video or PNG folder (`media`) to the folder `out`.

    `policy`, `seed`, `human`, `zoom` and `settings` (what `gymnasium.make` is told, such as `frame_skip`) are for
    environments, `args` for pygame programs.
    `progress(frames_so_far, bytes_so_far)` is called while it records.

    Raises:
        ConfigError: not exactly one source, or a setting that can't work.
        MissingError: no such environment, script or file.
    """
    way = exactly_one(env=env, pygame=pygame, media=media)
    at_least("--frames", frames, 1)
    at_least("--seed", seed, 0)
    if way == "env":
        from spritelift_envs.recorder import record_env

        asked: dict[str, Any] = {"policy": policy, "seed": seed, "human": human, "zoom": zoom, "settings": settings}
        return record_env(str(env), Path(out), frames=frames, progress=progress, **asked)
    if way == "pygame":
        from spritelift_envs.pygame_recorder import record_script

        return record_script(str(pygame), Path(out), frames=frames, args=args, progress=progress)
    from spritelift_envs.media import record_media

    return record_media(Path(str(media)), Path(out), frames=frames, progress=progress)

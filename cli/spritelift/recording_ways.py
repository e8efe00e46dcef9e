"""The three ways to make a recording, behind one verb."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
    args: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> "Recording":
    """Record a Gymnasium environment (`env`, its id), a pygame program (`pygame`, a script or a module) or a
    lossless video or PNG folder (`media`) to the folder `out`.

    `policy`, `seed`, `human` and `zoom` are for environments, `args` for pygame programs.
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

        return record_env(
            str(env), Path(out), frames=frames, policy=policy, seed=seed, human=human, zoom=zoom, progress=progress
        )
    if way == "pygame":
        from spritelift_envs.pygame_recorder import record_script

        return record_script(str(pygame), Path(out), frames=frames, args=args, progress=progress)
    from spritelift_envs.media import record_media

    return record_media(Path(str(media)), Path(out), frames=frames, progress=progress)

"""A recording as a Minari dataset of sprite observations, for offline reinforcement learning.

Minari's own collector keeps pixels and needs jax; its storage takes whole episodes as arrays, which is what is here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from gymnasium.envs.registration import EnvSpec, WrapperSpec

from spritelift_envs.making import spec_of
from spritelift_envs.observation.layouts import room_for
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sight import Sight
from spritelift_envs.observation.wrapper import SpriteObservation
from spritelift_envs.recorded_actions import RecordedActions
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import whole_folder
from spritelift_runtime.recording import Recording

if TYPE_CHECKING:
    from minari.data_collector import EpisodeBuffer

DATA = "data"
"""Folder, in that of a dataset, in which Minari looks for it."""
TOLD = ("unexplained_px", "sprites_dropped")
"""What is said of each frame in `infos`, besides its number in the recording (`frame`)."""
Progress = Callable[[int, int], None]
"""(frames done, of how many)."""


@dataclass(frozen=True)
class Written:
    """What came of it."""

    episodes: int
    steps: int
    too_short: int
    """Plays left out because they hold no step."""


def write_minari(
    bundle: Bundle, recording: Recording, out: Path, settings: Settings | None = None, progress: Progress | None = None
) -> Written:
    """Write the plays of a recording to the new folder `out`, as `minari.load_dataset` reads them.

    Observations are those that `SpriteObservation` with the same settings gives; actions, rewards and ends are the
    recorded ones. A play that was recorded up to no end is truncated. The folder's name is the dataset's id.

    Raises:
        ConfigError: a name that is no id, layout "pixels", frames on which nobody acted, or no play with a step.
        SizeError: the recording's frames are not of the bundle's size.
        ModuleNotFoundError: minari or h5py is missing.
    """
    settings = settings or Settings()
    _check(out, settings)
    bundle.check_size(recording.size, "the recording's")
    import h5py  # noqa: F401  # so that it is named where it is missing
    from minari.dataset.minari_storage import MinariStorage

    sight, actions = Sight(bundle, settings), RecordedActions(recording)
    plays = [play for play in recording.steps.ranges if _steps(recording, *play)]
    if not plays:
        raise ConfigError(f"{recording.path} has no play with an action in it. Record one that somebody played.")
    steps = 0
    with whole_folder(out) as draft:
        # Images would be stored as JPEG otherwise, and a grid of three rows taken for one.
        storage = MinariStorage.new(draft / DATA, sight.space, actions.space, jpeg_encoding=False)
        for first, stop in plays:
            episode = _episode(sight, recording, actions, first, stop)
            storage.update_episodes([episode])
            steps += len(episode)
            if progress is not None:
                progress(stop, len(recording))
        storage.update_metadata(_about(out.name, bundle, recording, settings, sight, actions))
    return Written(len(plays), steps, len(recording.steps.ranges) - len(plays))


def _check(out: Path, settings: Settings) -> None:
    if not re.fullmatch(r"[-_\w]+-v\d+", out.name):
        name = re.sub(r"[^-_\w]", "_", re.sub(r"-v\d+$", "", out.name)).strip("-_") or "play"
        raise ConfigError(f"{out.name} is no id of a Minari dataset. Call it {out.parent / name}-v0.")
    if settings.layout == "pixels":
        raise ConfigError("layout 'pixels' is no sprites. Choose slots, flat, dict or grid.")


def _steps(recording: Recording, first: int, stop: int) -> int:
    """How many steps of a play, frames `first` to `stop`, are whole: what was seen, done, and seen then."""
    done = [recording.steps[frame].action is not None for frame in range(first, stop)]
    acted = sum(done)
    if not all(done[:acted]):
        frame = first + done.index(False)
        raise ConfigError(f"nobody acted on frame {frame} of {recording.path}. Name a recording of steps with actions.")
    # What came after a play's last frame is unknown, if something was done on it; after an end nobody asks.
    return acted if acted < stop - first or recording.steps[stop - 1].terminated else acted - 1


def _episode(sight: Sight, recording: Recording, actions: RecordedActions, first: int, stop: int) -> "EpisodeBuffer":
    from minari.data_collector import EpisodeBuffer

    count = _steps(recording, first, stop)
    frames = [min(frame, stop - 1) for frame in range(first, first + count + 1)]
    columns = recording.steps[first : first + count]
    ended = columns.terminated | columns.truncated
    truncated = columns.truncated.copy()
    truncated[-1] |= not ended[-1]
    seen, told = _observed(sight, recording, first, stop, count + 1)
    return EpisodeBuffer(
        observations=seen,
        actions=np.array([actions[frame] for frame in frames[:-1]]),
        rewards=columns.rewards.tolist(),
        terminations=columns.terminated.tolist(),
        truncations=truncated.tolist(),
        infos={**told, "frame": np.array(frames)},
    )


def _observed(
    sight: Sight, recording: Recording, first: int, stop: int, count: int
) -> tuple[Any, dict[str, np.ndarray]]:
    """The first `count` observations of a play, and what is said of each; its last frame stands for one that lacks."""
    seen = room_for(sight.space, count)
    told = {name: np.zeros(count, np.int64) for name in TOLD}
    sight.begin([0])
    for number, (room, frame) in enumerate(zip(_rooms(seen, count), _frames(recording, first, stop), strict=False)):
        (said,) = sight.look([0], [frame], [room])
        for name in TOLD:
            told[name][number] = said[name]
    for array in (*told.values(), *(seen.values() if isinstance(seen, dict) else [seen])):
        array[stop - first :] = array[stop - first - 1]
    return seen, told


def _rooms(seen: Any, count: int) -> Iterator[Any]:
    """The place of each observation."""
    for number in range(count):
        yield {name: part[number] for name, part in seen.items()} if isinstance(seen, dict) else seen[number]


def _frames(recording: Recording, first: int, stop: int) -> Iterator[np.ndarray]:
    for start in range(first, stop, 64):
        yield from recording.frames[start : min(start + 64, stop)]


def _about(
    name: str, bundle: Bundle, recording: Recording, settings: Settings, sight: Sight, actions: RecordedActions
) -> dict[str, Any]:
    """What Minari asks for, and what the numbers in observations and actions stand for."""
    import minari

    own = {
        "bundle": bundle.sha256,
        "recording": recording.sha256,
        "layout": settings.layout,
        "sprites": list(sight.groups.names),
        "actions": list(actions.meanings),
    }
    about = {
        "dataset_id": name,
        "minari_version": minari.__version__,
        "description": f"Sprites seen in recorded play of {recording.source}.",
        "spritelift": own,
    }
    spec = _spec(bundle, recording, settings)
    return about if spec is None else about | {"env_spec": spec.to_json()}


def _spec(bundle: Bundle, recording: Recording, settings: Settings) -> EnvSpec | None:
    """The recorded environment, seen as in the dataset: what Minari's `recover_environment` makes."""
    spec = spec_of(recording.source)
    if spec is None:
        return None
    looks: dict[str, Any] = {"bundle": str(bundle.path), "bundle_sha256": bundle.sha256, **vars(settings)}
    seen = WrapperSpec(SpriteObservation.__name__, f"{SpriteObservation.__module__}:SpriteObservation", looks)
    made_with = {**spec.kwargs, **recording.info.get("settings", {}), "render_mode": "rgb_array"}
    return replace(spec, kwargs=made_with, additional_wrappers=(seen,))

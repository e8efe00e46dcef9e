"""Is this folder or file what it says it is? Every fault, and where."""

from collections.abc import Iterator
from pathlib import Path

from spritelift_runtime.bundle import MANIFEST as BUNDLE_JSON
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_faults import bundle_faults
from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.recording import Recording
from spritelift_runtime.recording.plays import MARK as PLAYS_JSON
from spritelift_runtime.recording.plays import play_folders
from spritelift_runtime.run_faults import RUN_JSON, run_faults
from spritelift_runtime.scene_faults import scene_faults
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.truth import Truth

RECORDING_JSON = "recording.json"
_KINDS = (
    f"a recording (has {RECORDING_JSON}), a run ({RUN_JSON}), a bundle ({BUNDLE_JSON}), "
    f"a folder of plays ({PLAYS_JSON}), or a file of scenes or truth (.npz)"
)


def validate(path: Path | str, bundle: Bundle | None = None) -> list[str]:
    """What is wrong with a recording, run, bundle, scenes or truth: one line a fault, none where nothing is.

    Repainted pictures of the same layout are no fault. With `bundle`, sprites and backgrounds that scenes name must
    be in it.
    """
    path = Path(path)
    try:
        return list(_faults(path, bundle))
    except SpriteliftError as err:
        return [str(err)]


def _faults(path: Path, bundle: Bundle | None) -> Iterator[str]:
    if not path.exists():
        yield f"{path} is not there. Give {_KINDS}."
    elif (path / RECORDING_JSON).exists():
        yield from recording_faults(path)
    elif (path / PLAYS_JSON).exists():
        Recording.open(path)  # whether the plays go together
        for play in play_folders(path):
            yield from recording_faults(play)
    elif (path / BUNDLE_JSON).exists():
        yield from bundle_faults(path)
    elif (path / RUN_JSON).exists():
        yield from run_faults(path)
    elif path.suffix == ".npz":
        yield from _npz_faults(path, bundle)
    else:
        yield f"{path} is none of what can be checked: {_KINDS}."


def recording_faults(path: Path) -> Iterator[str]:
    """What is wrong with a recording: every frame is decoded, every step read, truth compared in size."""
    with Recording.open(path) as recording:
        episodes = recording.info.get("episodes")
        if not recording.cut_off and episodes not in (None, len(recording.episodes)):
            yield f"{path / RECORDING_JSON} counts {episodes} episodes, steps.jsonl has {len(recording.episodes)}."
        try:
            for _ in recording.frames:
                pass
        except SpriteliftError as err:
            yield str(err)
        if recording.truth_path is not None:
            yield from _truth_faults(recording.truth_path, recording)


def _truth_faults(path: Path, recording: Recording | None = None) -> Iterator[str]:
    truth = Truth.load(path)
    if truth.segments is not None and len(truth.placements):
        last = int(truth.placements[-1, 0])
        if last >= len(truth.segments):
            yield f"{path}: placements reach frame {last}, segments end with frame {len(truth.segments) - 1}."
        for frame in range(len(truth.segments)):
            things = len(truth.boxes(frame))
            if (most := int(truth.segments[frame].max(initial=0))) > things:
                yield f"{path}: segments of frame {frame} count to {most}, but it has {things} placements."
    if recording is not None and truth.segments is not None:
        height, width = truth.segments.shape[1:]
        if (width, height) != recording.size:
            yield f"{path}: segments are {width}x{height} px, frames {recording.size[0]}x{recording.size[1]} px."
        if len(truth.segments) < len(recording):
            yield f"{path} knows {len(truth.segments)} of the recording's {len(recording)} frames. Record again."


def _npz_faults(path: Path, bundle: Bundle | None) -> Iterator[str]:
    try:
        scenes = Scenes.load(path)
    except SpriteliftError as wrong:
        # Truth is the other kind of .npz; a file that is neither is told what scenes lack.
        try:
            yield from _truth_faults(path)
        except SpriteliftError:
            yield str(wrong)
        return
    yield from scene_faults(scenes, path, None if bundle is None else bundle.art)

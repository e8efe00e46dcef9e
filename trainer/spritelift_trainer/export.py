"""Runs to a bundle. The ONNX encoder proves itself against torch before anything is written."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle, write_bundle
from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_runtime.recording import Recording
from spritelift_trainer.agreement import check_same_placements
from spritelift_trainer.frozen import OUTPUTS, Frozen, FrozenEncoder
from spritelift_trainer.graph import onnx_of
from spritelift_trainer.marionette.frozen import FrozenMarioNette
from spritelift_trainer.marionette.graph import onnx_of as onnx_of_marionette
from spritelift_trainer.onnx_signature import INPUT
from spritelift_trainer.run import Run

CHECKED_FRAMES = 64
"""Held-out frames on which both must agree, spread over all of them."""


def export(runs: Sequence[Path | str], out: Path | str) -> Bundle:
    """Write the bundle of trained runs to `out`; of several runs of one dictionary, the last one's encoder.

    Raises:
        ConfigError: no run, or runs whose dictionaries differ.
        MissingError: a run or a recording it learnt from is gone.
        ExportError: ONNX and torch place one thing differently; nothing was written.
    """
    opened = [Run.open(path) for path in runs]
    if not opened:
        raise ConfigError("no run named. Give at least one folder made by spritelift train.")
    for other in opened[:-1]:
        if not same_art(other.art, opened[-1].art):
            raise ConfigError(
                f"{other.path} and {opened[-1].path} learnt different sprites. "
                "Export them one by one, or train one run on all the recordings."
            )
    run = opened[-1]
    encoder: Frozen = run.encoder()
    content = _model_of(encoder).SerializeToString()
    checked = check_same_placements(encoder, content, _frames_to_check(run))
    return write_bundle(out, run.art, run.planes, content, **_about(opened, encoder, checked))


def same_art(one: Art, other: Art) -> bool:
    """Whether two dictionaries and their backgrounds are the same pictures under the same names, blended alike."""
    pictures = [[(s.name, s.rgba.shape, s.rgba.tobytes()) for s in art.sprites] for art in (one, other)]
    grounds = [[(b.shape, b.tobytes()) for b in art.backgrounds] for art in (one, other)]
    alike = one.size == other.size and one.blend == other.blend
    return alike and pictures[0] == pictures[1] and grounds[0] == grounds[1]


def _model_of(encoder: Frozen) -> onnx.ModelProto:
    if isinstance(encoder, FrozenMarioNette):
        return onnx_of_marionette(encoder)
    assert isinstance(encoder, FrozenEncoder)
    return onnx_of(encoder)


def _frames_to_check(run: Run) -> np.ndarray:
    """Frames that no step saw; where nothing was held out, frames that were."""
    frames = []
    rows = run.about["recordings"]
    for row in rows:
        first = row["last"] + 1 if row["last"] + 1 < row["frames"] else row["first"]
        numbers = np.linspace(first, row["frames"] - 1, max(CHECKED_FRAMES // len(rows), 1)).astype(int)
        recording = _recording(row, run.path)
        frames += [recording.frames[number] for number in np.unique(numbers).tolist()]
    return np.stack(frames)


def _recording(row: Mapping[str, Any], run: Path) -> Recording:
    try:
        recording = Recording.open(row["path"])
    except MissingError:
        recording = None
    if recording is None or recording.sha256 != row["sha256"]:
        raise MissingError(
            f"{run} learnt from {row['path']}, which is gone or was changed; export checks itself on its held-out "
            "frames. Put it back, or train again."
        )
    return recording


def _recorded(run: Run) -> list[dict[str, Any]]:
    """What was played, and at which rate, so that who meets the game elsewhere can tell whether it is shown alike."""
    recordings = [_recording(row, run.path) for row in run.about["recordings"]]
    facts = {(recording.source, recording.fps) for recording in recordings}
    return [{"source": source, "fps": fps} for source, fps in sorted(facts)]


def _about(runs: Sequence[Run], encoder: Frozen, checked: int) -> dict[str, Any]:
    """What the bundle's manifest says besides the art."""
    seen = {(row["sha256"], row["first"], row["last"]) for run in runs for row in run.learnt_from}
    return {
        "encoder": encoder.about() | {"input": INPUT, "outputs": list(OUTPUTS)},
        **({} if encoder.exact else {"match": "near"}),
        "recorded": _recorded(runs[-1]),
        "trained_on": [{"sha256": sha, "first": first, "last": last} for sha, first, last in sorted(seen)],
        "made": {
            "by": runs[-1].about["versions"],
            "settings": runs[-1].about["settings"],
            "steps": runs[-1].steps,
            "checked_placements": checked,
            "notes": list(runs[-1].notes),
        },
    }

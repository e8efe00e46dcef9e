"""Runs to a bundle. The ONNX encoder proves itself against torch before anything is written."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle, write_bundle
from spritelift_runtime.errors import ConfigError, ExportError, MissingError
from spritelift_runtime.recording import Recording
from spritelift_trainer.frozen import OUTPUTS, FrozenEncoder
from spritelift_trainer.graph import onnx_of
from spritelift_trainer.onnx_signature import INPUT
from spritelift_trainer.run import Run

CHECKED_FRAMES = 64
"""Held-out frames on which both must agree, spread over all of them."""
CHECKED_AT_ONCE = 16
LARGEST_SCORE_GAP = 1e-5


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
        if not same_art(other.mined.art, opened[-1].mined.art):
            raise ConfigError(
                f"{other.path} and {opened[-1].path} learnt different sprites. "
                "Export them one by one, or train one run on all the recordings."
            )
    run = opened[-1]
    encoder = run.encoder()
    content = onnx_of(encoder).SerializeToString()
    checked = check_same_placements(encoder, content, _frames_to_check(run))
    return write_bundle(out, run.mined.art, run.mined.planes, content, **_about(opened, encoder, checked))


def same_art(one: Art, other: Art) -> bool:
    """Whether two dictionaries and their backgrounds are the same pictures under the same names."""
    pictures = [[(s.name, s.rgba.shape, s.rgba.tobytes()) for s in art.sprites] for art in (one, other)]
    grounds = [[(b.shape, b.tobytes()) for b in art.backgrounds] for art in (one, other)]
    return one.size == other.size and pictures[0] == pictures[1] and grounds[0] == grounds[1]


def check_same_placements(encoder: FrozenEncoder, content: bytes, frames: np.ndarray) -> int:
    """Run both on `frames`; returns how many placements were compared.

    Raises:
        ExportError: they differ anywhere, or scores by more than `LARGEST_SCORE_GAP`.
    """
    session = _session(content)
    compared = 0
    for start in range(0, len(frames), CHECKED_AT_ONCE):
        some = np.ascontiguousarray(frames[start : start + CHECKED_AT_ONCE])
        wanted = encoder(some)
        found = dict(zip(OUTPUTS, session.run(list(OUTPUTS), {INPUT: some}), strict=True))
        _check_equal(wanted, found, start)
        compared += int((wanted["sprite"] >= 0).sum())
    return compared


def _check_equal(wanted: Mapping[str, np.ndarray], found: Mapping[str, np.ndarray], start: int) -> None:
    for name in OUTPUTS:
        one, other = wanted[name], found[name]
        if one.shape != other.shape or one.dtype != other.dtype:
            raise ExportError(f"ONNX gives {name} as {other.dtype} {other.shape}, torch as {one.dtype} {one.shape}.")
        differs = np.abs(one - other) > (LARGEST_SCORE_GAP if name == "score" else 0)
        if differs.any():
            frame = start + int(np.argwhere(differs)[0, 0])
            raise ExportError(
                f"ONNX and torch differ in {name} at {int(differs.sum())} places, first on checked frame {frame}; "
                f"nothing was written. Try another onnxruntime than {onnxruntime.__version__}."
            )


def _session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # its remarks on hardware are no business of whoever exports
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


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


def _about(runs: Sequence[Run], encoder: FrozenEncoder, checked: int) -> dict[str, Any]:
    """What the bundle's manifest says besides the art."""
    grid = encoder.grid
    seen = {(row["sha256"], row["first"], row["last"]) for run in runs for row in run.about["recordings"]}
    return {
        "encoder": {
            "cell_px": grid.cell_px,
            "layers": grid.layers,
            "offset_range": [-grid.reach_px, grid.cell_px + grid.reach_px - 1],
            "anchor": "centre: x + width // 2, y + height // 2",
            "input": INPUT,
            "outputs": list(OUTPUTS),
        },
        "trained_on": [{"sha256": sha, "first": first, "last": last} for sha, first, last in sorted(seen)],
        "made": {
            "by": runs[-1].about["versions"],
            "settings": runs[-1].about["settings"],
            "steps": runs[-1].steps,
            "checked_placements": checked,
            "notes": list(runs[-1].notes),
        },
    }

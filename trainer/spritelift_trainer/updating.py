"""What extending a run's dictionary learns from: what the run learnt from, and recordings that are new."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_runtime.recording import Recording
from spritelift_trainer.fit import FitSettings
from spritelift_trainer.mining.continuing import Known
from spritelift_trainer.presets import Settings
from spritelift_trainer.run import Run
from spritelift_trainer.sources import Sources, check_sizes, open_all, trained_frames


def with_those_of(update: Path | str, paths: Sequence[Path | str], holdout: float) -> Sources:
    """The recordings of the run `update`, as far as they are still there, and those at `paths` that are new to it.

    Of the old ones the same frames as before are kept from training.

    Raises:
        ConfigError: a run whose sprites weren't mined, or not to the end; no recording is new.
    """
    run = Run.open(update)
    _check_updatable(run)
    rows = run.about["recordings"]
    known = {row["sha256"] for row in rows}
    new = [recording for recording in open_all(paths) if recording.sha256 not in known]
    if not new:
        raise ConfigError(f"{update} has learnt from these recordings already. Name one that is new to it.")
    found = [(_still_there(row), row) for row in rows]
    old = [(recording, row) for recording, row in found if recording is not None]
    left_out = [*run.about.get("left_out", []), *(row for recording, row in found if recording is None)]
    recordings = [*(recording for recording, _ in old), *new]
    check_sizes(recordings)
    ranges = [(row["first"], row["last"] + 1) for _, row in old]
    return Sources(
        recordings=recordings,
        ranges=[*ranges, *((0, trained_frames(len(each), holdout)) for each in new)],
        known=Known(art=run.mined.art, planes=run.mined.planes, whole=not left_out),
        left_out=left_out,
    )


def check_exact(settings: Settings, preset: str) -> None:
    """Refuse settings that don't end in the mined sprites."""
    if not isinstance(settings, FitSettings):
        raise ConfigError(f"preset {preset} can't update a run: it draws its sprites itself. Use preset fast.")


def _check_updatable(run: Run) -> None:
    if not isinstance(run.settings, FitSettings):
        raise ConfigError(f"{run.path} drew its sprites itself, and can't be updated. Give a run of preset fast.")
    if not run.mined.complete:
        raise ConfigError(f"{run.path} was stopped while mining. Finish it with --resume first.")


def _still_there(row: Mapping[str, Any]) -> Recording | None:
    """The recording as it was, or none."""
    try:
        recording = Recording.open(row["path"])
    except MissingError:
        return None
    return recording if recording.sha256 == row["sha256"] else None

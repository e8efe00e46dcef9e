"""Recordings to a run: mine the sprites, then train the encoder that finds them."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.recording import Recording
from spritelift_trainer.checkpoints import FOLDER as CHECKPOINTS
from spritelift_trainer.fit import FitSettings, Lesson, choose_device, fit
from spritelift_trainer.footage import Footage
from spritelift_trainer.locator import plan_planes
from spritelift_trainer.loop import Progress, Stopped
from spritelift_trainer.mining.drafts import forget
from spritelift_trainer.mining.mine import mine
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.run import MANIFEST, MINED, Run, check_same, describe, write_run
from spritelift_trainer.targets import GridFit, anchors_of, choose_grid, variants_of

PRESETS = {"fast": FitSettings()}


def train(
    recordings: Sequence[Path | str],
    out: Path | str,
    *,
    preset: str = "fast",
    device: str = "auto",
    steps: int | None = None,
    minutes: float | None = None,
    holdout: float = 0.2,
    resume: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Run:
    """Learn the sprites of `recordings` (folders, all of one game) and an encoder; fill the run folder `out`.

    `holdout` is the share of each recording's end that no step sees, mining included. `minutes` stops the encoder's
    training early and changes nothing else. With `resume`, the run in `out` goes on where it was stopped, with the
    losses it would have had. Ctrl-C keeps what has been learnt: while mining, the sprites of the last whole step.

    Raises:
        ConfigError: a setting that can't work; `out` taken; resumed with other settings.
        SizeError: recordings of different frame sizes.
        UnavailableError: `device` cuda where there is none.
    """
    out, chosen = Path(out), choose_device(device)
    fit_settings = _settings(preset, steps, seed)
    settings = {"preset": preset, "holdout": holdout, "fit": asdict(fit_settings)}
    opened = _open(recordings)
    ranges = [(0, trained_frames(len(recording), holdout)) for recording in opened]
    _check_out(out, resume, settings, opened)
    mined = _mined(opened, ranges, out, progress)
    lesson, notes = _lesson(opened, mined)
    notes += _holdout_notes(opened, ranges)

    def write(stopped: Stopped, said: Sequence[str]) -> Run:
        return write_run(out, describe(opened, ranges, settings, lesson.grid, chosen, stopped, said))

    write(Stopped(0, "running"), notes)
    if not len(lesson.variants):
        return write(Stopped(0, "done" if mined.complete else "interrupted"), notes)
    if not mined.complete:
        fit(lesson, fit_settings, out, chosen, minutes=0)  # an encoder that has learnt nothing yet: export needs one
        return write(Stopped(0, "interrupted"), notes)
    stopped = fit(lesson, fit_settings, out, chosen, minutes=minutes, progress=progress)
    return write(stopped, [*notes, *_note(stopped, fit_settings)])


def trained_frames(frames: int, holdout: float) -> int:
    """How many of a recording's first frames training may see; at least one."""
    if not 0 <= holdout < 1:  # nan is not, either
        raise ConfigError(f"holdout {holdout:g} leaves nothing to learn from. Give a share from 0 to 0.9.")
    return max(1, frames - round(frames * holdout))


def _settings(preset: str, steps: int | None, seed: int) -> FitSettings:
    if preset not in PRESETS:
        raise ConfigError(f"no preset {preset!r}; known: {', '.join(sorted(PRESETS))}.")
    if seed < 0 or (steps is not None and steps < 0):
        raise ConfigError(f"seed {seed}, steps {steps}: neither can be negative. Give 0 or more.")
    settings = replace(PRESETS[preset], seed=seed)
    return settings if steps is None else replace(settings, steps=steps)


def _open(paths: Sequence[Path | str]) -> list[Recording]:
    if not paths:
        raise ConfigError("no recording named. Give at least one folder made by spritelift record.")
    recordings = [Recording.open(path) for path in paths]
    for recording in recordings[1:]:
        if recording.size != recordings[0].size:
            sizes = ["{}x{} px".format(*each.size) for each in (recordings[0], recording)]
            raise SizeError(
                f"{recordings[0].path} has frames of {sizes[0]}, {recording.path} of {sizes[1]}. "
                "Train on recordings of one size."
            )
    return recordings


def _check_out(out: Path, resume: bool, settings: dict[str, Any], recordings: Sequence[Recording]) -> None:
    if out.is_file():
        raise ConfigError(f"{out} is a file. Choose another --out.")
    begun = (out / MANIFEST).is_file()
    if resume and begun:
        before = Run.open(out).about
        check_same(before["settings"], settings, out)
        _check_recordings(out, [row["sha256"] for row in before["recordings"]], recordings)
    elif begun:
        raise ConfigError(f"{out} holds a run already. Go on with --resume, or choose another --out.")
    elif out.is_dir() and any(out.iterdir()) and not _interrupted_while_mining(out):
        raise ConfigError(f"{out} is not empty. Choose another --out, or remove it first.")


def _interrupted_while_mining(out: Path) -> bool:
    return {path.name for path in out.iterdir()} <= {MINED}


def _check_recordings(out: Path, before: Sequence[str], recordings: Sequence[Recording]) -> None:
    if before != [recording.sha256 for recording in recordings]:
        named = ", ".join(str(recording.path) for recording in recordings)
        raise ConfigError(f"{out} was begun with other recordings than {named}. Name those, or choose another --out.")


def _mined(
    recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]], out: Path, progress: Progress | None
) -> Mined:
    """Mining's result; the run's own where it was resumed."""
    if (out / MANIFEST).is_file():
        mined = Mined.load(out / MINED)
        if mined.complete:
            return mined
        shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)  # of an encoder for sprites that will be others
    told = None if progress is None else (lambda what, done, of: progress(what, done, of, {}))
    mined = mine(recordings, ranges, told, folder=out / MINED)
    mined.save(out / MINED)
    if mined.complete:
        forget(out / MINED)
    return mined


def _lesson(recordings: Sequence[Recording], mined: Mined) -> tuple[Lesson, list[str]]:
    """What the encoder is to learn, and what a person should know of it."""
    variants = variants_of(mined.scenes, mined.art)
    anchors = anchors_of(mined.scenes, mined.art, variants)
    fitted = choose_grid(anchors, variants, mined.art.size)
    plans = plan_planes(mined.art, mined.planes, mined.scenes)
    footage = Footage(recordings, mined.frames, plans, mined.scenes)
    return Lesson(mined, footage, fitted.grid, variants, anchors), [*mined.notes, *_grid_notes(fitted, len(anchors))]


def _holdout_notes(recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]]) -> list[str]:
    return [
        f"Of {recording.path}'s {len(recording)} frames, holdout leaves one to learn from. Give a smaller share."
        for recording, (first, stop) in zip(recordings, ranges, strict=True)
        if stop - first == 1 < len(recording)
    ]


def _grid_notes(fitted: GridFit, placements: int) -> list[str]:
    lost = fitted.collided + fitted.left_out
    if lost <= 0.02 * placements:
        return []
    return [
        f"{lost} of {placements} placements share a cell with others or stand outside the frame: the encoder will "
        "miss them, and decomposing has to find them by search."
    ]


def _note(stopped: Stopped, settings: FitSettings) -> list[str]:
    if stopped.reason == "done":
        return []
    why = "Ctrl-C" if stopped.reason == "interrupted" else "--minutes"
    return [f"Stopped by {why} after {stopped.step} of {settings.steps} steps. Go on with --resume."]

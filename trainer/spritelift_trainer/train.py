"""Recordings to a run: the sprites mined and a small encoder trained to find them, or a MarioNette."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from spritelift_runtime.recording import Recording
from spritelift_trainer.checkpoints import FOLDER as CHECKPOINTS
from spritelift_trainer.fit import FitSettings, Lesson, choose_device, fit
from spritelift_trainer.footage import Footage
from spritelift_trainer.locator import plan_planes
from spritelift_trainer.loop import Progress, Stopped
from spritelift_trainer.marionette.learn import learn, settled
from spritelift_trainer.marionette.settings import MarionetteSettings
from spritelift_trainer.mining.drafts import forget
from spritelift_trainer.mining.mine import mine
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.presets import Settings, settings_of
from spritelift_trainer.run import MANIFEST, MINED, Run, describe, write_run
from spritelift_trainer.sources import Sources, check_out, new_sources
from spritelift_trainer.targets import GridFit, anchors_of, choose_grid, variants_of
from spritelift_trainer.updating import check_exact, with_those_of


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
    changes: Mapping[str, Any] | None = None,
    changed: bool = False,
    update: Path | str | None = None,
    progress: Progress | None = None,
) -> Run:
    """Learn the sprites of `recordings` (folders, all of one game) and an encoder; fill the run folder `out`.

    `changes` replace settings of the preset, by name. `holdout` is the share of each recording's end that no step sees,
    mining included. `minutes` stops training early and changes nothing else. With `resume`, the run in `out` goes on
    where it was stopped, with the losses it would have had; with `changed`, also with other settings than it was begun
    with. Ctrl-C keeps what has been learnt: while mining, the sprites of the last whole step.

    With `update`, a run's folder, its dictionary is extended: its recordings are learnt from again, together with
    `recordings`, and what it knew keeps its numbers and names.

    Raises:
        ConfigError: a setting that can't work; `out` taken; resumed with other settings; too little memory.
        SizeError: recordings of different frame sizes.
        TrainingError: the loss became no number.
        UnavailableError: `device` cuda where there is none.
    """
    chosen, settings = choose_device(device), settings_of(preset, steps, seed, changes or {})
    kind = "fit" if isinstance(settings, FitSettings) else "marionette"
    told = {"preset": preset, "holdout": holdout, kind: asdict(settings)}
    sources = with_those_of(update, recordings, holdout) if update is not None else new_sources(recordings, holdout)
    if update is not None:
        told["update"] = str(Path(update).resolve())
        check_exact(settings, preset)
    check_out(Path(out), told, sources.recordings, resume=resume, changed=changed)
    task = _Task(sources, Path(out), told, chosen, minutes, progress)
    return _fast(task, settings) if isinstance(settings, FitSettings) else _marionette(task, settings)


@dataclass(frozen=True, eq=False)
class _Task:
    """What either way of learning is given."""

    sources: Sources
    out: Path
    settings: dict[str, Any]
    device: torch.device
    minutes: float | None
    progress: Progress | None

    def write(self, stopped: Stopped, notes: Sequence[str], **learnt: Any) -> Run:
        """The run as it is now."""
        given = self.sources
        said = [*notes, *given.notes()]
        about = describe(given.recordings, given.ranges, self.settings, self.device, stopped, said)
        return write_run(self.out, about | given.about() | learnt)


def _fast(task: _Task, settings: FitSettings) -> Run:
    mined = _mined(task)
    lesson, notes = _lesson(task.sources.recordings, mined)
    grid = asdict(lesson.grid)
    task.write(Stopped(0, "running"), notes, grid=grid)
    if not len(lesson.variants):
        return task.write(Stopped(0, "done" if mined.complete else "interrupted"), notes, grid=grid)
    if not mined.complete:
        fit(lesson, settings, task.out, task.device, minutes=0)  # it has learnt nothing yet: export needs one
        return task.write(Stopped(0, "interrupted"), notes, grid=grid)
    stopped = fit(lesson, settings, task.out, task.device, minutes=task.minutes, progress=task.progress)
    return task.write(stopped, [*notes, *_note(stopped, settings)], grid=grid)


def _marionette(task: _Task, settings: MarionetteSettings) -> Run:
    if settings.k:
        # Before minutes of mining: does it go together? How many sprites there are is no matter.
        replace(settings, sprites=settings.sprites or 1).shape(task.sources.recordings[0].size)
    mined = _mined(task) if settings.start == "mined" else None
    settings = settled(settings, mined)
    own = {"k": settings.k, "sprites": settings.sprites}
    task.write(Stopped(0, "running"), (), **own)
    if mined is not None and not mined.complete:
        return task.write(Stopped(0, "interrupted"), mined.notes, **own)
    learnt = learn(
        task.sources.recordings,
        task.sources.ranges,
        settings,
        task.out,
        task.device,
        mined=mined,
        minutes=task.minutes,
        progress=task.progress,
    )
    notes = [*(mined.notes if mined else ()), *learnt.notes, *_note(learnt.stopped, settings)]
    return task.write(learnt.stopped, notes, uses=learnt.uses.tolist(), **own)


def _mined(task: _Task) -> Mined:
    """Mining's result; the run's own where it was resumed."""
    folder, progress = task.out / MINED, task.progress
    if (task.out / MANIFEST).is_file():
        mined = Mined.load(folder)
        if mined.complete:
            return mined
        shutil.rmtree(task.out / CHECKPOINTS, ignore_errors=True)  # of an encoder for sprites that will be others
    told = None if progress is None else (lambda what, done, of: progress(what, done, of, {}))
    given = task.sources
    mined = mine(given.recordings, given.ranges, told, folder=folder, known=given.known)
    mined.save(folder)
    if mined.complete:
        forget(folder)
    return mined


def _lesson(recordings: Sequence[Recording], mined: Mined) -> tuple[Lesson, list[str]]:
    """What the encoder is to learn, and what a person should know of it."""
    variants = variants_of(mined.scenes, mined.art)
    anchors = anchors_of(mined.scenes, mined.art, variants)
    fitted = choose_grid(anchors, variants, mined.art.size)
    plans = plan_planes(mined.art, mined.planes, mined.scenes)
    footage = Footage(recordings, mined.frames, plans, mined.scenes)
    return Lesson(mined, footage, fitted.grid, variants, anchors), [*mined.notes, *_grid_notes(fitted, len(anchors))]


def _grid_notes(fitted: GridFit, placements: int) -> list[str]:
    lost = fitted.collided + fitted.left_out
    if lost <= 0.02 * placements:
        return []
    return [
        f"{lost} of {placements} placements share a cell with others or stand outside the frame: the encoder will "
        "miss them, and decomposing has to find them by search."
    ]


def _note(stopped: Stopped, settings: Settings) -> list[str]:
    if stopped.reason == "done":
        return []
    why = "Ctrl-C" if stopped.reason == "interrupted" else "--minutes"
    return [f"Stopped by {why} after {stopped.step} of {settings.steps} steps. Go on with --resume."]

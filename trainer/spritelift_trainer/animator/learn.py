"""Clips to a trained animator."""

from dataclasses import dataclass, replace
from pathlib import Path

import torch

from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.learner import AnimatorLearner, new_model
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.checkpoints import checkpoints, load_checkpoint
from spritelift_trainer.loop import Progress, Stopped, run_steps


@dataclass(frozen=True, eq=False)
class Learnt:
    """What came of it."""

    model: SceneSynthesis
    stopped: Stopped
    notes: tuple[str, ...]
    """What a user should know: attempts that were given up, and a T^Z that never moved anything."""
    theta_std: float
    """How much T^Z varies over clips."""


def learn(
    clips: Clips,
    settings: AnimatorSettings,
    run: Path,
    device: torch.device,
    *,
    minutes: float | None = None,
    until: int | None = None,
    progress: Progress | None = None,
    by: type[AnimatorLearner] = AnimatorLearner,
) -> Learnt:
    """Train on pairs of the clips' frames, from the run's newest checkpoint where it has one.

    Stops after `minutes` on the clock, or after the step `until`; the rate still follows the settings' steps. `by` is
    what makes the steps.

    Raises:
        ConfigError: frames and settings don't go together; too large a batch for the device.
        TrainingError: the loss became no number.
    """
    run.mkdir(parents=True, exist_ok=True)
    schedule = settings.schedule if until is None else replace(settings.schedule, steps=until)
    learner = by(new_model(settings, clips.size), settings, clips, device)
    try:
        stopped = run_steps(learner, schedule, run, minutes=minutes, progress=progress)
    except torch.OutOfMemoryError as err:
        raise ConfigError(
            f"{device.type} has no memory for {settings.batch} pairs a step. Try --set batch={settings.batch // 2}."
        ) from err
    learner.net.eval()
    std = learner.theta_std()
    return Learnt(learner.net, stopped, tuple(_notes(learner.net, settings, std)), std)


def load(run: Path, settings: AnimatorSettings, size: tuple[int, int]) -> SceneSynthesis:
    """The model of a run's newest checkpoint, on the processor, to be used.

    Raises:
        MissingError: the run has none.
        FormatError: it was changed, or belongs to other settings.
    """
    found = checkpoints(run)
    if not found:
        raise MissingError(f"{run} has no checkpoint. Train it first.")
    model = new_model(settings, size)
    load_checkpoint(found[-1], model)
    return model.eval()


def _notes(model: SceneSynthesis, settings: AnimatorSettings, std: float) -> list[str]:
    number, began = model.attempt.tolist()
    notes = []
    if number:
        notes.append(f"T^Z moved nothing at first: training began anew {number} times, the last time at step {began}.")
    if std < settings.least_motion:
        notes.append(
            f"T^Z does the same to every frame (theta's standard deviation is {std:.2g}, {settings.least_motion:g} is "
            "the least): this model can't animate. Try more steps, another seed, or clips with larger motions."
        )
    return notes

"""Recordings to an animator in their bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learn import learn
from spritelift_trainer.animator.recorded import RecordedClips
from spritelift_trainer.animator.scores import held_out, scores
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.fit import choose_device
from spritelift_trainer.loop import Progress, Stopped
from spritelift_trainer.presets import changed as with_changes
from spritelift_trainer.run import Run, describe, write_run
from spritelift_trainer.sources import check_out, holdout_notes, open_all, trained_frames

WINDOW = "window"
"""A change that is no setting of the model: the side of what it sees."""


def train_animator(
    recordings: Sequence[Path | str],
    bundle: Bundle | Path | str,
    out: Path | str,
    *,
    device: str = "auto",
    steps: int | None = None,
    minutes: float | None = None,
    holdout: float = 0.2,
    resume: bool = False,
    seed: int = 0,
    changes: Mapping[str, Any] | None = None,
    changed: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Learn to animate the characters that `bundle` finds in `recordings`, fill the run folder `out`, and write the
    animator into the bundle; its notes tell if it can't animate.

    `changes` replace settings of the animator, by name; `window` is the side of the windows about characters, pixels.
    All else is as in `train`.

    Raises:
        ConfigError: a setting that can't work; `out` taken; resumed with other settings; nobody to animate.
        SizeError: recordings of other frame sizes than the bundle's.
        TrainingError: the loss became no number.
        ExportError: ONNX and torch draw differently; the bundle stays as it was.
    """
    bundle = bundle if isinstance(bundle, Bundle) else Bundle.open(bundle)
    chosen, own = choose_device(device), dict(changes or {})
    window, settings = _window(own.pop(WINDOW, 0)), _settings(steps, seed, own)
    opened = open_all(recordings)
    bundle.check_size(opened[0].size, f"{opened[0].path}'s")
    ranges = [(0, trained_frames(len(recording), holdout)) for recording in opened]
    told = {"holdout": holdout, WINDOW: window, "animator": asdict(settings)}
    check_out(Path(out), told, opened, resume=resume, changed=changed)
    clips = RecordedClips(bundle, opened, ranges, window)

    def write(stopped: Stopped, notes: Sequence[str], **learnt: Any) -> Run:
        said = [*notes, *holdout_notes(opened, ranges)]
        about = describe(opened, ranges, told, chosen, stopped, said)
        return write_run(Path(out), about | {"side": clips.size[0], "pairs": len(clips)} | learnt)

    write(Stopped(0, "running"), ())
    learnt = learn(clips, settings, Path(out), chosen, minutes=minutes, progress=progress)
    unseen = held_out(bundle, opened, ranges, clips.size[0])
    score = None if unseen is None else scores(learnt.model, unseen, seed)
    run = write(learnt.stopped, learnt.notes, theta_std=learnt.theta_std, score=score)
    made = {"steps": learnt.stopped.step, "settings": told, "notes": list(learnt.notes), "score": score}
    export_animator(learnt.model, clips, bundle, made=made)
    return run


def _settings(steps: int | None, seed: int, changes: Mapping[str, Any]) -> AnimatorSettings:
    base = AnimatorSettings(seed=seed)
    return with_changes(base if steps is None else replace(base, steps=steps), "animator", changes)


def _window(value: Any) -> int:
    try:
        side = int(value)
    except ValueError:
        raise ConfigError(f"{WINDOW} can't be {value!r}. Give a whole number of pixels, such as 64.") from None
    if side < 0:
        raise ConfigError(f"{WINDOW} {side} can't work. Give pixels, such as 64, or 0 for what characters need.")
    return side

"""Recordings to a trained MarioNette."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Int64, UInt8

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording
from spritelift_trainer.colours import colours_of
from spritelift_trainer.frames import Frames
from spritelift_trainer.loop import Progress, Stopped, run_steps
from spritelift_trainer.marionette.background import FRAMES, SolidBackground, Texture, solid_colour
from spritelift_trainer.marionette.labels import labels_of
from spritelift_trainer.marionette.learner import MarionetteLearner
from spritelift_trainer.marionette.lifting import counted
from spritelift_trainer.marionette.memory import check_memory
from spritelift_trainer.marionette.model import MarioNette
from spritelift_trainer.marionette.patches import patches_of, side_for
from spritelift_trainer.marionette.settings import MarionetteSettings
from spritelift_trainer.marionette.teaching import Lesson
from spritelift_trainer.mining.mined import Mined

COUNTED = 400
"""Frames on which it is counted what is used."""
FURTHEST = 1e-3
"""How near 0 and 1 a texture's colours begin: there a sigmoid learns nothing any more."""


@dataclass(frozen=True, eq=False)
class Learnt:
    """What came of it."""

    stopped: Stopped
    notes: tuple[str, ...]
    uses: Int64[np.ndarray, " m"]
    """How often each dictionary entry is placed on frames spread over those trained on."""


def learn(
    recordings: Sequence[Recording],
    ranges: Sequence[tuple[int, int]],
    settings: MarionetteSettings,
    run: Path,
    device: torch.device,
    *,
    mined: Mined | None = None,
    minutes: float | None = None,
    progress: Progress | None = None,
) -> Learnt:
    """Train on frames `first:stop` of each recording, from the run's newest checkpoint where it has one; from the
    sprites that were `mined`, where the settings start with these.

    Raises:
        ConfigError: frames, k and memory don't go together.
        TrainingError: the loss became no number.
    """
    shape = settings.shape(recordings[0].size)
    check_memory(shape, settings.batch, device)
    frames = Frames(recordings, ranges)
    model = new_model(settings, recordings[0].size, frames, mined)
    lesson, notes = _lesson(model, mined, device) if mined is not None else (None, ())
    learner = MarionetteLearner(model, settings, frames, device, lesson)
    try:
        stopped = run_steps(learner, settings.schedule, run, minutes=minutes, progress=progress)
    except torch.OutOfMemoryError as err:
        raise ConfigError(
            f"{device.type} has no memory for {settings.batch} frames a step. Try --set batch={settings.batch // 2}."
        ) from err
    model.eval()
    numbers = frames.spread(COUNTED)
    batches = (frames.raw(numbers[i : i + settings.batch]) for i in range(0, len(numbers), settings.batch))
    return Learnt(stopped, notes, counted(model, batches))


def settled(settings: MarionetteSettings, mined: Mined | None) -> MarionetteSettings:
    """The settings with k and the number of sprites as the mined ones need them, where these are left open."""
    if mined is None:
        return settings
    k = settings.k or side_for(mined)
    return replace(settings, k=k, sprites=settings.sprites or max(1, len(patches_of(mined, k).rgba)))


def new_model(
    settings: MarionetteSettings, size: tuple[int, int], frames: Frames | None = None, mined: Mined | None = None
) -> MarioNette:
    """A fresh model; the same for the same seed. Without frames its background is yet to be loaded."""
    shape = settings.shape(size)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        if settings.background == "texture":
            texture = Texture(shape, (settings.texture_wide or size[0], settings.texture_high or size[1]))
            if mined is not None and frames is not None:
                _begin_as(texture, _stands_behind(mined, frames))
            return MarioNette(shape, texture)
        colour = np.ones(3) if frames is None else solid_colour(frames.raw(frames.spread(FRAMES)), settings.seed)
        return MarioNette(shape, SolidBackground(colour))


def _stands_behind(mined: Mined, frames: Frames) -> UInt8[np.ndarray, "high wide 4"]:
    """The one picture that mining found behind everything; where there are several, what pixels mostly look like."""
    if len(mined.art.backgrounds) == 1:
        return mined.art.backgrounds[0]
    middle = np.median(frames.raw(frames.spread(FRAMES)), axis=0).astype(np.uint8)
    return np.dstack([middle, np.full(middle.shape[:2], 255, np.uint8)])


@torch.no_grad()
def _begin_as(texture: Texture, picture: UInt8[np.ndarray, "high wide 4"]) -> None:
    """The texture as a picture, as much of it as there is room for; what was never seen stays grey."""
    high, wide = (min(side) for side in zip(picture.shape[:2], texture.picture.shape[1:], strict=True))
    part = picture[:high, :wide]
    colours = colours_of(part[None, ..., :3], texture.picture)[0].clamp(FURTHEST, 1 - FURTHEST)
    seen = torch.from_numpy(part[..., 3] > 0).to(texture.picture.device)
    texture.picture[:, :high, :wide] = torch.where(seen, torch.logit(colours), 0.0)


def _lesson(model: MarioNette, mined: Mined, device: torch.device) -> tuple[Lesson | None, tuple[str, ...]]:
    patches = patches_of(mined, model.shape.k, model.shape.sprites)
    if not len(patches.rgba):
        return None, ("Mining found no sprite: the start is random.",)
    labels = labels_of(patches, model.shape)
    lesson = Lesson(colours_of(patches.rgba, model.dictionary.latent).to(device), labels)
    if labels.lost <= 0.02 * len(patches.patch):
        return lesson, ()
    lost = f"{labels.lost} of {len(patches.patch)} placements find no free anchor: try more layers, or another k."
    return lesson, (lost,)

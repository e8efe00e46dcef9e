"""A mined start (ours): the dictionary is taught the mined sprites, the encoder where they stand."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn.functional import binary_cross_entropy, cross_entropy

from spritelift_trainer.marionette.encoder import Anchors
from spritelift_trainer.marionette.labels import Labels
from spritelift_trainer.marionette.model import MarioNette
from spritelift_trainer.marionette.patches import rows_of
from spritelift_trainer.marionette.shifts import CropShifts, crops_of


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a mined start teaches."""

    patches: Float[Tensor, "m 4 k k"]
    """RGBA in [0, 1] of the first m dictionary entries."""
    labels: Labels


@dataclass(frozen=True, eq=False)
class _Wanted:
    """Active anchors of a batch: frame, layer, number, patch [p], outcomes of both axes [p, 2]."""

    frame: Int64[Tensor, " p"]
    layer: Int64[Tensor, " p"]
    at: Int64[Tensor, " p"]
    patch: Int64[Tensor, " p"]
    outcome: Int64[Tensor, "p 2"]


def teaching_losses(
    model: MarioNette, lesson: Lesson, frames: Float[Tensor, "n 3 h w"], numbers: Int64[np.ndarray, " n"]
) -> dict[str, Tensor]:
    """Cross-entropies of pictures, switches, choices and shifts; `numbers` say which frames of the lesson these are."""
    wanted = _wanted(lesson.labels, numbers, frames.device)
    codes = model.dictionary.codes()
    pictures = model.dictionary(codes[: len(lesson.patches)])
    anchors = model.encoder(frames)
    count = max(len(wanted.at), 1)
    on = torch.zeros_like(anchors.switch)
    on[wanted.frame, wanted.layer, wanted.at] = 1
    # Empty anchors count in full: dividing by placements already keeps the two in balance.
    losses = {
        "pictures": picture_loss(pictures, lesson.patches),
        "switch": binary_cross_entropy(anchors.switch.float(), on.float(), reduction="sum") / count,
    }
    if len(wanted.at):
        features = anchors.features[wanted.frame, wanted.layer, wanted.at]
        losses["choice"] = cross_entropy(features @ codes.T / codes.shape[1] ** 0.5, wanted.patch)
        losses["shift"] = _shift_loss(model, _shifts(model, anchors, codes, lesson, frames, wanted), wanted.outcome)
    return losses


def picture_loss(drawn: Float[Tensor, "m 4 k k"], patches: Float[Tensor, "m 4 k k"]) -> Tensor:
    """Cross-entropy of alpha, and of colours where anything shows."""
    alpha = patches[:, 3:]
    colour = binary_cross_entropy(drawn[:, :3], patches[:, :3], reduction="none") * alpha
    return binary_cross_entropy(drawn[:, 3:], alpha) + colour.sum() / (3 * alpha.sum()).clamp(min=1)


def _wanted(labels: Labels, numbers: np.ndarray, device: torch.device) -> _Wanted:
    rows, frame = rows_of(labels.starts, numbers)
    columns = (frame, labels.layer[rows], labels.at[rows], labels.patch[rows], labels.outcome[rows])
    return _Wanted(*(torch.from_numpy(column).to(device) for column in columns))


def _shifts(
    model: MarioNette, anchors: Anchors, codes: Tensor, lesson: Lesson, frames: Tensor, wanted: _Wanted
) -> Float[Tensor, "p 2 outcome"]:
    if isinstance(model.shifts, CropShifts):
        crops = crops_of(model.encoder.padded(frames), model.shape)[wanted.frame, wanted.at]
        return model.shifts.chosen(crops, lesson.patches[wanted.patch], wanted.at)
    inner = anchors.inner[wanted.frame, wanted.layer, wanted.at]
    return model.shifts.head(torch.cat([inner, codes[wanted.patch]], -1))


def _shift_loss(model: MarioNette, told: Float[Tensor, "p 2 outcome"], wanted: Int64[Tensor, "p 2"]) -> Tensor:
    if model.shape.offsets == "continuous":
        outcomes = torch.arange(told.shape[-1], device=told.device, dtype=told.dtype)
        return (told @ outcomes - wanted).abs().mean()
    chosen = told.gather(-1, wanted[..., None]).clamp(min=torch.finfo(told.dtype).tiny)
    return -chosen.log().sum(1).mean()

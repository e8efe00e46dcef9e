"""Frames decomposed at test time (3.3): each anchor on or off, one sprite each, one whole shift each."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from spritelift_trainer.marionette.encoder import Anchors
from spritelift_trainer.marionette.model import MarioNette
from spritelift_trainer.marionette.shifts import CropShifts, crops_of

ON = 0.5
"""Switches above it are on."""


@dataclass(frozen=True, eq=False)
class Readout:
    """The dictionary, or a part of it, read out once: nothing of it is decoded again."""

    codes: Float[Tensor, "m d"]
    sprites: Float[Tensor, "m 4 k k"]

    @classmethod
    def of(cls, model: MarioNette) -> "Readout":
        """The model's dictionary as it is now."""
        with torch.no_grad():
            codes = model.dictionary.codes()
            return cls(codes, model.dictionary(codes))

    def only(self, entries: Int64[np.ndarray, "chosen"]) -> "Readout":
        """These entries alone, in this order."""
        chosen = torch.from_numpy(entries).to(self.codes.device)
        return Readout(self.codes[chosen], self.sprites[chosen])


@torch.no_grad()
def decided(model: MarioNette, frames: Float[Tensor, "n 3 h w"], readout: Readout) -> Int64[Tensor, "p 5"]:
    """What stands where: frame, layer, sprite, x, y (of its top left corner, pixels) of every active anchor.

    Frames in [0, 1]. Rows are in the order in which they are painted: frame by frame, layer by layer, anchor by anchor.
    Only active anchors are looked at any further.
    """
    return at_anchors(model, frames, model.encoder(frames), readout)[:, [0, 1, 3, 4, 5]]


@torch.no_grad()
def at_anchors(
    model: MarioNette, frames: Float[Tensor, "n 3 h w"], anchors: Anchors, readout: Readout
) -> Int64[Tensor, "p 6"]:
    """The same of frames already encoded, and which anchor it is: frame, layer, anchor, sprite, x, y."""
    shape = model.shape
    frame, layer, at = (anchors.switch > ON).nonzero(as_tuple=True)
    features = anchors.features[frame, layer, at]
    sprite = (features @ readout.codes.T).argmax(-1)
    if not len(frame):
        return torch.zeros(0, 6, dtype=torch.int64, device=frames.device)
    if isinstance(model.shifts, CropShifts):
        crops = crops_of(model.encoder.padded(frames), shape)[frame, at]
        shifts = model.shifts.chosen(crops, readout.sprites[sprite], at)
    else:
        shifts = model.shifts.head(torch.cat([anchors.inner[frame, layer, at], readout.codes[sprite]], -1))
    x, y = (shifts.argmax(-1) - shape.k // 2).unbind(1)
    columns = shape.grid[1]
    corner = shape.cell // 2 - shape.k // 2  # from a cell's corner to that of a sprite that stands at its anchor
    left, top = at % columns * shape.cell + corner + x, at // columns * shape.cell + corner + y
    return torch.stack([frame, layer, at, sprite, left, top], 1)

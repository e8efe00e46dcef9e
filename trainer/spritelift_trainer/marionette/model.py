"""The whole model: a frame to sprites at anchors, and these back to a frame (Figure 1)."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from spritelift_trainer.marionette.dictionary import SpriteDictionary
from spritelift_trainer.marionette.encoder import FrameEncoder
from spritelift_trainer.marionette.placing import layer_of, moved, over, random_order
from spritelift_trainer.marionette.shape import Shape
from spritelift_trainer.marionette.shifts import CropShifts, SharedShifts, Shifts


@dataclass(frozen=True, eq=False)
class Drawn:
    """A batch of frames, drawn again."""

    frames: Float[Tensor, "n 3 h w"]
    """In [0, 1]."""
    switch: Float[Tensor, "n layer a"]
    scores: Float[Tensor, "n layer a m"]
    shifts: Shifts
    background: list[Tensor]
    """Probabilities of the background's place, [n, places] an axis; none for a background that stands still."""
    continuous: bool = False
    """Whether shifts are of any size."""

    @property
    def decisions(self) -> list[Tensor]:
        """All that the prior favours near 0 or 1 (3.6); continuous shifts are no decisions."""
        return [self.switch, self.scores, *([] if self.continuous else [self.shifts]), *self.background]


class MarioNette(nn.Module):
    """Dictionary, encoder, shifts and background, learnt together."""

    def __init__(self, shape: Shape, background: nn.Module) -> None:
        super().__init__()
        self.shape = shape
        self.dictionary = SpriteDictionary(shape)
        self.encoder = FrameEncoder(shape)
        self.shifts = CropShifts(shape) if shape.shifts == "crop" else SharedShifts(shape)
        self.background = background

    def forward(self, frames: Float[Tensor, "n 3 h w"], order: Float[Tensor, "layer n a"] | None = None) -> Drawn:
        """Frames in [0, 1], drawn softly, as in training.

        Sprites of one layer overlap in the `order` given; without one, in a random one that is new each time.
        """
        codes = self.dictionary.codes()
        anchors = self.encoder(frames)
        scores = anchors.scores(codes)
        mixed = torch.einsum("nlam,mcyx->nlacyx", scores, self.dictionary(codes))
        sprites = anchors.switch[..., None, None, None] * mixed  # eq. 2: alpha and colours alike
        if isinstance(self.shifts, CropShifts):
            shifts = self.shifts(self.encoder.padded(frames), sprites)
        else:
            shifts = self.shifts(anchors, scores, codes)
        behind, places = self.background(frames)
        order = random_order(len(frames), self.shape, frames.device) if order is None else order
        with torch.autocast(frames.device.type, enabled=False):  # colours are laid over each other in full precision
            sprites, switch, scores, shifts, *places = (
                each.to(frames.dtype) for each in (sprites, anchors.switch, scores, shifts, *places)
            )
            # Layers are laid as frames of their own are: taking them apart would cost a gradient's copy each.
            canvases = moved(sprites, shifts).flatten(0, 1)
            laid = layer_of(canvases, order.transpose(0, 1).flatten(0, 1), self.shape)
            layers = list(laid.unflatten(0, (len(frames), self.shape.layers)).unbind(1))
            drawn = over(layers, behind.to(frames.dtype))
            return Drawn(drawn, switch, scores, shifts, places, self.shape.offsets == "continuous")

"""The frame encoder (3.2), and sprites chosen for its anchors (3.3)."""

from dataclasses import dataclass

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import layer_norm, leaky_relu, pad

from spritelift_trainer.marionette.dictionary import GROUPS
from spritelift_trainer.marionette.partial import Known, KnownParts, PartialConv, frame_mask
from spritelift_trainer.marionette.shape import Shape


class Downsampling(nn.Module):
    """Blocks of partial convolution, group normalisation and leaky ReLU, each of which halves the resolution.

    What is unknown counts as 0 in the normalisation.
    """

    def __init__(self, channels: int, width: int, blocks: int, convolutions: int) -> None:
        super().__init__()
        self.strides = ([1] * (convolutions - 1) + [2]) * blocks
        inputs = [channels, *[width] * (len(self.strides) - 1)]
        self.convs = nn.ModuleList(PartialConv(n, width, s) for n, s in zip(inputs, self.strides, strict=True))
        self.norms = nn.ModuleList(nn.GroupNorm(GROUPS, width) for _ in self.strides)

    def forward(self, x: Float[Tensor, "n c h w"], knowns: list[Known]) -> Float[Tensor, "n width h2 w2"]:
        """`knowns` are those of the convolutions, in their order."""
        for conv, norm, known in zip(self.convs, self.norms, knowns, strict=True):
            x = leaky_relu(norm(conv(x, known)), inplace=True)  # only its output is kept for the gradient
        return x


@dataclass(frozen=True, eq=False)
class Anchors:
    """What the encoder says of every anchor; `a` counts rows and columns of the grid, row by row."""

    inner: Float[Tensor, "n layer a d"]
    """Intermediate features, normalised."""
    features: Float[Tensor, "n layer a d"]
    """To be compared with the dictionary's codes."""
    switch: Float[Tensor, "n layer a"]
    """Probability p of being active."""

    def scores(self, codes: Float[Tensor, "m d"]) -> Float[Tensor, "n layer a m"]:
        """How well each sprite suits each anchor: softmax of scaled dot products (eq. 1)."""
        return (self.features @ codes.T / codes.shape[1] ** 0.5).softmax(-1)


class FrameEncoder(nn.Module):
    """A frame to one grid of anchors for each layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        d = shape.dim
        self.down = Downsampling(3, shape.width, shape.blocks, shape.convolutions)
        self.head = PartialConv(shape.width, shape.layers * d, 1)
        self.inner_norm = nn.LayerNorm(d)
        self.switch_hidden = nn.Linear(d, d)
        self.switch_norm = nn.GroupNorm(GROUPS, d)
        self.switch = nn.Linear(d, 1)
        self.feature = nn.Linear(d, d)
        self.known = KnownParts(frame_mask(shape), [*self.down.strides, 1])

    def forward(self, frames: Float[Tensor, "n 3 h w"]) -> Anchors:
        """Frames in [0, 1], of the shape's size."""
        *knowns, last = self.known
        x = self.down(self.padded(frames), knowns)
        inner = rearrange(self.head(x, last), "n (l d) row col -> n l (row col) d", l=self.shape.layers)
        inner = self.inner_norm(inner)
        features = self.feature(inner)
        if self.shape.layer_norm:
            features = layer_norm(features, features.shape[-1:])
        return Anchors(inner, features, self._switches(inner))

    def padded(self, frames: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c high wide"]:
        """The frames on whole cells; what is added counts as unknown."""
        high, wide = self.shape.padded
        return pad(frames, (0, wide - frames.shape[3], 0, high - frames.shape[2]))

    def _switches(self, inner: Float[Tensor, "n layer a d"]) -> Float[Tensor, "n layer a"]:
        hidden = self.switch_norm(self.switch_hidden(inner).flatten(0, 2))
        return torch.sigmoid(self.switch(leaky_relu(hidden))).view(inner.shape[:3])

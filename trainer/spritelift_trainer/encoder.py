"""The encoder: a small fully convolutional net from foreground pixels to anchors.

One pass with shared features (MarioNette runs one network for each anchor's crop; that is most of its work).
It sees the foreground only: the frame's colours where they differ from the located background, and a mask.
"""

from dataclasses import dataclass

import torch
from einops import rearrange
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from spritelift_trainer.targets import Grid

STRIDE = 8
"""Pixels a step of the deepest features; frames are padded to a multiple of it."""
LIMIT = 8.0
"""Largest activation: a known range is what lets export round activations to whole steps (see `rounding.py`)."""
NONE_BIAS = 6.0
"""Start of the "none" logit: almost every anchor is empty."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Everything that decides the net's layers."""

    grid: Grid
    variants: int
    """Classes besides "none"."""
    stem: int = 16
    """Channels at stride 2; twice as many at stride 4."""
    width: int = 64
    """Channels at stride 8 and in the head."""
    blocks: int = 2
    """Residual blocks at stride 8; each sees 8 pixels farther in every direction."""


class Unit(nn.Module):
    """Convolution, batch norm, and a clip to [0, LIMIT]; one step of the net."""

    def __init__(self, channels: int, out: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        padding = (kernel - stride + 1) // 2
        self.conv = nn.Conv2d(channels, out, kernel, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, x: Tensor, residual: Tensor | float = 0.0) -> Tensor:
        """[n, channels, h, w] to [n, out, h / stride, w / stride]; `residual` is added before the clip."""
        # As clamp, whose gradient takes a seventh of a training step's time; this one's next to nothing.
        return nn.functional.hardtanh(self.norm(self.conv(x)) + residual, 0, LIMIT)


class Block(nn.Module):
    """A residual block: neighbours first, then channels."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.around = Unit(width, width, 3)
        self.across = Unit(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """[n, width, h, w] to the same."""
        return self.across(self.around(x), x)


@dataclass(frozen=True, eq=False)
class Logits:
    """What the net says of every anchor."""

    variant: Float[Tensor, "n layer row column classes"]
    """The last class is "none"."""
    x: Float[Tensor, "n layer row column offsets"]
    """Where the centre is, from `-reach_px` of the anchor's cell on."""
    y: Float[Tensor, "n layer row column offsets"]


class Encoder(nn.Module):
    """Foreground pixels to anchors. Deep features at stride 8 meet shallow ones at the cells' own stride."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        fine = STRIDE // shape.grid.cell_px
        self.fine = fine
        shallow = 2 * shape.stem
        raised = shape.width // fine  # a cell of its own share of the deep features
        self.at_2 = Unit(4, shape.stem, 4, 2)
        self.at_4 = Unit(shape.stem, shallow, 4, 2)
        self.at_8 = Unit(shallow, shape.width, 4, 2)
        self.blocks = nn.ModuleList(Block(shape.width) for _ in range(shape.blocks))
        self.up = Unit(shape.width, raised * fine**2, 1)
        self.merge = Unit(raised + (shallow if fine == 2 else 0), shape.width, 1)
        layers, offsets = shape.grid.layers, shape.grid.offsets
        self.variant = nn.Conv2d(shape.width, layers * (shape.variants + 1), 1)
        self.x = nn.Conv2d(shape.width, layers * offsets, 1)
        self.y = nn.Conv2d(shape.width, layers * offsets, 1)
        self._start_at_none()

    def forward(self, foreground: UInt8[Tensor, "n 4 h w"]) -> Logits:
        """RGB and mask, uint8, sides multiples of `STRIDE`, to logits."""
        features = self.features(foreground)
        return Logits(*(self._anchors(head(features)) for head in (self.variant, self.x, self.y)))

    def features(self, foreground: UInt8[Tensor, "n 4 h w"]) -> Float[Tensor, "n width row column"]:
        """What the heads read, one vector for each cell."""
        fine = self.at_4(self.at_2(foreground.float() / 256))
        deep = self.at_8(fine)
        for block in self.blocks:
            deep = block(deep)
        deep = self.up(deep)
        if self.fine == 2:
            deep = torch.cat([nn.functional.pixel_shuffle(deep, 2), fine], 1)
        return self.merge(deep)

    def _anchors(self, head: Tensor) -> Tensor:
        return rearrange(head, "n (layer c) row column -> n layer row column c", layer=self.shape.grid.layers)

    def _start_at_none(self) -> None:
        nn.init.zeros_(self.variant.weight)
        assert self.variant.bias is not None
        with torch.no_grad():
            self.variant.bias.zero_()
            self.variant.bias.view(self.shape.grid.layers, -1)[:, -1] = NONE_BIAS


def padded(side: int) -> int:
    """The smallest multiple of `STRIDE` that holds `side` pixels."""
    return -(-side // STRIDE) * STRIDE

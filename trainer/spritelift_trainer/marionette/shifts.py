"""Local shifts (3.4): how far each sprite stands from its anchor, as probabilities of whole pixels."""

from collections.abc import Callable
from functools import partial

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import leaky_relu, pad
from torch.utils.checkpoint import checkpoint

from spritelift_trainer.marionette.dictionary import GROUPS
from spritelift_trainer.marionette.encoder import Anchors, Downsampling
from spritelift_trainer.marionette.partial import KnownParts, PartialConv, frame_mask
from spritelift_trainer.marionette.shape import Shape

AT_ONCE = 128
"""Crops that go through the network together."""

Shifts = Float[Tensor, "n layer a 2 outcome"]
"""Probabilities of each shift from -k/2 to k/2, across (0) and down (1)."""


class ShiftHead(nn.Module):
    """An MLP with one hidden layer of d, group normalisation and leaky ReLU, and a softmax for each axis.

    Continuous shifts come from a tanh instead; they are shares of the two whole pixels between which they lie, as
    bilinear sampling has it.
    """

    def __init__(self, inputs: int, shape: Shape) -> None:
        super().__init__()
        self.outcomes, self.continuous = shape.outcomes, shape.offsets == "continuous"
        self.hidden = nn.Linear(inputs, shape.dim)
        self.norm = nn.GroupNorm(GROUPS, shape.dim)
        self.out = nn.Linear(shape.dim, 2 if self.continuous else 2 * shape.outcomes)

    def forward(self, x: Float[Tensor, "b inputs"]) -> Float[Tensor, "b 2 outcome"]:
        """Probabilities."""
        told = self.out(leaky_relu(self.norm(self.hidden(x)))).view(len(x), 2, -1)
        if not self.continuous:
            return told.softmax(-1)
        farthest = self.outcomes // 2
        whole = torch.arange(self.outcomes, device=x.device) - farthest
        return (1 - (farthest * torch.tanh(told) - whole).abs()).clamp(min=0)


class CropShifts(nn.Module):
    """The paper's network: it sees the frame around the anchor, as large as a sprite, and the sprite itself.

    It is built as the frame encoder is, whose layer normalisation it has not (ours).
    """

    recompute = True
    """Whether what the network would keep for its gradient is worked out again instead: half of the memory, at the
    cost of another pass forwards."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.down = Downsampling(7, shape.width, shape.blocks, shape.convolutions)
        self.last = PartialConv(shape.width, shape.dim, 2)
        self.head = ShiftHead(shape.dim, shape)
        self.known = KnownParts(crops_of(frame_mask(shape), shape)[0], [*self.down.strides, 2])

    def forward(self, frames: Float[Tensor, "n 3 high wide"], sprites: Float[Tensor, "n layer a 4 k k"]) -> Shifts:
        """Padded frames, and the sprite that stands at each anchor."""
        crops, every = crops_of(frames, self.shape), torch.arange(self.shape.anchors, device=frames.device)
        n, layers, anchors = sprites.shape[:3]
        told = [self.chosen(crops[i], sprites[i, layer], every) for i in range(n) for layer in range(layers)]
        return torch.stack(told).view(n, layers, anchors, 2, -1)

    def chosen(self, crops: Float[Tensor, "b 3 k k"], sprites: Float[Tensor, "b 4 k k"], at: Tensor) -> Tensor:
        """Probabilities [b, 2, outcome] for some anchors only; `at` int64 [b] are their numbers."""
        run: Callable[..., Tensor] = self._told
        if self.recompute and torch.is_grad_enabled():
            run = partial(checkpoint, self._told, use_reentrant=False, preserve_rng_state=False)
        parts = zip(crops.split(AT_ONCE), sprites.split(AT_ONCE), at.split(AT_ONCE), strict=True)
        return torch.cat([run(*part) for part in parts])

    def _told(self, crops: Float[Tensor, "b 3 k k"], sprites: Float[Tensor, "b 4 k k"], at: Tensor) -> Tensor:
        *knowns, last = (known.each(lambda part: part[at]) for known in self.known)
        x = self.down(torch.cat([crops, sprites], 1), knowns)
        return self.head(self.last(x, last).flatten(1))


class SharedShifts(nn.Module):
    """Ours: the frame encoder's features of the anchor, and the code of its sprite, tell as much."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.head = ShiftHead(2 * shape.dim, shape)

    def forward(self, anchors: Anchors, scores: Float[Tensor, "n layer a m"], codes: Float[Tensor, "m d"]) -> Shifts:
        """Of the scores, the mix of codes that they stand for."""
        told = self.head(torch.cat([anchors.inner, scores @ codes], -1).flatten(0, 2))
        return told.view(*scores.shape[:3], 2, -1)


def crops_of(frames: Float[Tensor, "n c high wide"], shape: Shape) -> Float[Tensor, "n a c k k"]:
    """The k x k pixels around each anchor of padded frames, 0 beyond their edges."""
    margin = shape.k // 4  # anchors stand in the middle of cells of k / 2
    windows = pad(frames, (margin,) * 4).unfold(2, shape.k, shape.cell).unfold(3, shape.k, shape.cell)
    return rearrange(windows, "n c row col y x -> n (row col) c y x")

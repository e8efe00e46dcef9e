"""Partial convolutions (Liu et al. 2018): what is padded, or off the frame, counts as missing, not as black.

A partial convolution scales what it sees by how much of its window is known. The known pixels depend on the frame's
size alone, so that these factors are worked out once (`Known`), and no mask is multiplied where all is known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import conv2d

from spritelift_trainer.marionette.shape import Shape

KERNEL = 3


@dataclass(frozen=True, eq=False)
class Known:
    """Which pixels of a convolution's input are known, and how to make up for those that are not."""

    mask: Float[Tensor, "n 1 h w"] | None
    """1 where the input is known, 0 elsewhere; None where all of it is."""
    scale: Float[Tensor, "n 1 h2 w2"]
    """Window size over known pixels for each output; 0 where none is known."""
    some: Float[Tensor, "n 1 h2 w2"] | None
    """1 where an output saw something known; None where all did."""

    @classmethod
    def of(cls, mask: Float[Tensor, "n 1 h w"], stride: int) -> "Known":
        """What a convolution of that stride makes of the mask."""
        ones = torch.ones(1, 1, KERNEL, KERNEL, dtype=mask.dtype, device=mask.device)
        seen = conv2d(mask, ones, stride=stride, padding=KERNEL // 2)
        some = (seen > 0).to(mask.dtype)
        scale = KERNEL**2 * some / seen.clamp(min=1)
        return cls(None if bool(mask.all()) else mask, scale, None if bool(some.all()) else some)

    def each(self, change: Callable[[Tensor], Tensor]) -> "Known":
        """The same, all its tensors changed alike: moved, converted, indexed."""
        mask, some = (None if part is None else change(part) for part in (self.mask, self.some))
        return Known(mask, change(self.scale), some)

    def after(self) -> Float[Tensor, "n 1 h2 w2"]:
        """The mask of the output."""
        return torch.ones_like(self.scale) if self.some is None else self.some


class PartialConv(nn.Module):
    """One partial convolution, 3x3."""

    def __init__(self, channels: int, out: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.conv = nn.Conv2d(channels, out, KERNEL, stride, KERNEL // 2)

    def forward(self, x: Float[Tensor, "n channels h w"], known: Known) -> Float[Tensor, "n out h2 w2"]:
        """Outputs that saw nothing known are 0."""
        x = x if known.mask is None else x * known.mask.to(x.dtype)
        y = conv2d(x, self.conv.weight, stride=self.stride, padding=KERNEL // 2)
        assert self.conv.bias is not None
        bias = self.conv.bias[:, None, None] if known.some is None else self.conv.bias[:, None, None] * known.some
        return torch.addcmul(bias.to(y.dtype), y, known.scale.to(y.dtype))


class KnownParts(nn.Module):
    """What partial convolutions of some strides, one after another, know of their inputs; it moves with its module."""

    def __init__(self, mask: Float[Tensor, "n 1 h w"], strides: list[int]) -> None:
        super().__init__()
        self.count = len(strides)
        for i, stride in enumerate(strides):
            known = Known.of(mask, stride)
            for name, part in vars(known).items():
                self.register_buffer(f"{name}_{i}", part, persistent=False)
            mask = known.after()

    def __iter__(self) -> Iterator[Known]:
        """Of each convolution, in their order."""
        for i in range(self.count):
            yield Known(*(getattr(self, f"{each.name}_{i}") for each in fields(Known)))


def frame_mask(shape: Shape) -> Float[Tensor, "1 1 high wide"]:
    """1 on the frame, 0 on its padding."""
    mask = torch.zeros(1, 1, *shape.padded)
    mask[..., : shape.size[1], : shape.size[0]] = 1
    return mask

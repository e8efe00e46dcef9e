"""Colours of frames as numbers, and what is the same about all pixels of one."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from spritelift_trainer.animator.nets import Frames

Codes = Int64[Tensor, "n pixel"]
"""One whole number for each colour, row by row."""
Features = Float[Tensor, "n pixel d"]
BYTE = 256
NOWHERE = -1
"""The code of what is beyond the edge."""


def codes_of(frames: Float[Tensor, "n k h w"]) -> Codes:
    """Colours in [0, 1] of any channels, taken as bytes; up to seven channels fit into a number."""
    levels = (255 * frames).round().long()
    code = levels[:, 0]
    for channel in levels.unbind(1)[1:]:
        code = code * BYTE + channel
    return code.flatten(1)


def numbered(codes: Codes) -> tuple[Codes, int]:
    """Each image's colours as 0, 1, ..., and how many the image with the most has."""
    image = torch.arange(len(codes), device=codes.device)[:, None].expand_as(codes)
    every, number = torch.unique(torch.stack([image, codes], -1).flatten(0, 1), dim=0, return_inverse=True)
    each = torch.bincount(every[:, 0], minlength=len(codes))
    first = each.cumsum(0) - each
    return number.view_as(codes) - first[:, None], int(each.max())


def means(
    index: Codes, features: Features, size: int
) -> tuple[Float[Tensor, "n colour d"], Float[Tensor, "n colour"]]:
    """Mean feature of the pixels of each colour (0 of one that no pixel has), and how many pixels that are."""
    count = features.new_zeros(len(index), size).scatter_add_(1, index, torch.ones_like(features[..., 0]))
    total = features.new_zeros(len(index), size, features.shape[-1])
    total = total.scatter_add(1, index[..., None].expand_as(features), features)
    return total / count.clamp_min(1)[..., None], count


def one_of_each(index: Codes, size: int) -> Codes:
    """The first pixel of each colour."""
    pixel = torch.arange(index.shape[1], device=index.device).expand_as(index)
    return index.new_zeros(len(index), size).scatter_reduce(1, index, pixel, "amin", include_self=False)


def shifted(codes: Codes, sides: tuple[int, int], reach: int) -> Int64[Tensor, "n pixel offset"]:
    """What lies about each pixel, row by row: the codes of all pixels up to `reach` away in x and in y."""
    side = 2 * reach + 1
    image = F.pad(codes.view(-1, *sides), (reach,) * 4, value=NOWHERE)
    return image.unfold(1, side, 1).unfold(2, side, 1).flatten(3).flatten(1, 2)


def recoloured(first: Frames, second: Frames, seed: int, step: int) -> tuple[Frames, Frames]:
    """Both frames of each clip in other colours, the same ones in both: channels change places, and are dimmed.

    Black stays black. What knows a colour again can't tell from these where a pixel of the frames as they were goes.
    """
    random = torch.Generator().manual_seed(hash((seed, step)) % 2**63)
    order = torch.rand(len(first), 3, generator=random).argsort(1).to(first.device)[..., None, None]
    dimmed = (0.5 + 0.5 * torch.rand(len(first), 3, 1, 1, generator=random)).to(first.device)
    one, other = ((each.gather(1, order.expand_as(each)) * dimmed * 255).round() / 255 for each in (first, second))
    return one, other

"""Colours of frames as numbers, and what is the same about all pixels of one."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

Codes = Int64[Tensor, "n pixel"]
"""One whole number for each colour, row by row."""
Features = Float[Tensor, "n pixel d"]
BYTE = 256
NOWHERE = -1
"""The code of what is beyond the edge."""


def codes_of(frames: Float[Tensor, "n k h w"]) -> Codes:
    """Colours in [0, 1] of up to four channels, taken as bytes."""
    levels = (255 * frames).round().long()
    code = levels[:, 0]
    for channel in levels.unbind(1)[1:]:
        code = code * BYTE + channel
    return code.flatten(1)


def numbered(codes: Codes) -> tuple[Codes, int]:
    """Each image's colours as 0, 1, ..., and how many the image with the most has."""
    image = torch.arange(len(codes), device=codes.device)[:, None]
    # Rows of two numbers, which `unique` takes too, cost a thousand times as much.
    every, number = torch.unique(image * BYTE**4 + codes, return_inverse=True)
    each = torch.bincount(every // BYTE**4, minlength=len(codes))
    first = each.cumsum(0) - each
    return number.view_as(codes) - first[:, None], int(each.max())


def means(index: Codes, features: Features, size: int) -> tuple[Float[Tensor, "n colour d"], Float[Tensor, "n colour"]]:
    """Mean feature of the pixels of each colour (0 of one that no pixel has), and how many pixels that are."""
    count = features.new_zeros(len(index), size).scatter_add_(1, index, torch.ones_like(features[..., 0]))
    total = features.new_zeros(len(index), size, features.shape[-1])
    total = total.scatter_add(1, index[..., None].expand_as(features), features)
    return total / count.clamp_min(1)[..., None], count


def one_of_each(index: Codes, size: int) -> Int64[Tensor, "n colour"]:
    """The first pixel of each colour."""
    pixel = torch.arange(index.shape[1], device=index.device).expand_as(index)
    return index.new_zeros(len(index), size).scatter_reduce(1, index, pixel, "amin", include_self=False)


def shifted(codes: Codes, sides: tuple[int, int], reach: int) -> Int64[Tensor, "n pixel offset"]:
    """What lies about each pixel, row by row: the codes of all pixels up to `reach` away in x and in y."""
    side = 2 * reach + 1
    image = F.pad(codes.view(-1, *sides), (reach,) * 4, value=NOWHERE)
    return image.unfold(1, side, 1).unfold(2, side, 1).flatten(3).flatten(1, 2)

"""What the pixel head learns from: analogies between characters, or else between a clip and itself in other colours."""

from dataclasses import dataclass

import numpy as np
import torch

from spritelift_trainer.animator.nets import Frames
from spritelift_trainer.animator.palette import codes_of, numbered

MERGED = 0.4
"""Chance of a colour to become another one, in guides of which some do."""


@dataclass(frozen=True, eq=False)
class Analogies:
    """x_c : wanted as x_t1 : x_t2."""

    x_c: Frames
    x_t1: Frames
    x_t2: Frames
    wanted: Frames


def recoloured(first: Frames, second: Frames, random: torch.Generator) -> tuple[Frames, Frames]:
    """Both frames of each clip in other colours, the same ones in both: channels change places, and are dimmed.

    Black stays black. What only knows colours again can't tell from these where a pixel of the real frames goes.
    """
    order = torch.rand(len(first), 3, generator=random).argsort(1).to(first.device)[..., None, None]
    dimmed = (0.5 + 0.5 * torch.rand(len(first), 3, 1, 1, generator=random)).to(first.device)
    one, other = ((each.gather(1, order.expand_as(each)) * dimmed * 255).round() / 255 for each in (first, second))
    return one, other


def merged(first: Frames, second: Frames, random: torch.Generator) -> tuple[Frames, Frames]:
    """Both frames of half of the clips with some colours replaced by others of theirs, the same ones in both.

    What two colours of the real frames look like in these is told by where they are alone, as in a guide that is not
    painted yet where one colour became two, or something was drawn on.
    """
    index, size = numbered(torch.cat([codes_of(first), codes_of(second)], 1))
    pixels = torch.cat([first.flatten(2), second.flatten(2)], 2)
    every = index[:, None].expand_as(pixels)
    colours = pixels.new_zeros(*pixels.shape[:2], size).scatter_(2, every, pixels)
    count = len(first)
    some = torch.rand(count, size, generator=random) < MERGED * (torch.rand(count, 1, generator=random) < 0.5)
    other = (torch.rand(count, size, generator=random).to(index.device) * (index.amax(1, keepdim=True) + 1)).long()
    became = torch.where(some.to(index.device), other, torch.arange(size, device=index.device))
    shown = colours.gather(2, became.gather(1, index)[:, None].expand_as(pixels))
    one, another = (part.unflatten(2, first.shape[2:]) for part in shown.chunk(2, 2))
    return one, another


def chance(seed: int, step: int) -> torch.Generator:
    """Chance that comes again for the same seed and step."""
    return torch.Generator().manual_seed(int(np.random.SeedSequence((seed, step, 2)).generate_state(1)[0]))

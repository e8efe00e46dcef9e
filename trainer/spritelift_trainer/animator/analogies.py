"""What the pixel head learns from: analogies between characters, or else between a clip and itself in other colours."""

from dataclasses import dataclass

import numpy as np
import torch

from spritelift_trainer.animator.nets import Frames


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


def chance(seed: int, step: int) -> torch.Generator:
    """Chance that comes again for the same seed and step."""
    return torch.Generator().manual_seed(int(np.random.SeedSequence((seed, step, 2)).generate_state(1)[0]))

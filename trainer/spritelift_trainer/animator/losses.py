"""The three losses of eq. 4."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from spritelift_trainer.animator.nets import Maps

Loss = Float[Tensor, ""]


def squared(one: Tensor, other: Tensor) -> Loss:
    """Mean squared difference of two batches.

    The paper writes an unsquared norm. Squared and averaged, the weights don't depend on sizes. With an absolute
    error, T^Z stayed the identity in a trial: most pixels are right without a small character, which then fades.
    """
    return torch.mean((one.float() - other.float()) ** 2)


@dataclass(frozen=True, eq=False)
class Pass:
    """What one step computes."""

    drawn: Tensor
    wanted: Tensor
    moved: Maps
    """T^Z o f_c(x_1)."""
    met: Maps
    """f_c(x_2), which it should meet."""
    behind: Maps
    """f_b(x_1)."""
    behind_other: Maps
    """f_b(x_2)."""


def losses(seen: Pass, equivariance: float, invariance: float) -> dict[str, Loss]:
    """L_scene, and L_equiv and L_inv times their weights (eq. 4); weights of 0 leave theirs out."""
    found = {"scene": squared(seen.drawn, seen.wanted)}
    if equivariance:
        found["equivariance"] = equivariance * squared(seen.moved, seen.met)
    if invariance:
        found["invariance"] = invariance * squared(seen.behind, seen.behind_other)
    return found

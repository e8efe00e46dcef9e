"""What training minimises (3.6): the frames' L2 distance, and a prior that favours decisions."""

from collections.abc import Iterable
from math import log, pi

import torch
from jaxtyping import Float
from torch import Tensor

BETA_WEIGHT = 1e-4
"""Weight of the Beta(0.5, 0.5) log-likelihood (3.6)."""
LEAST = 1e-6
"""Probabilities are kept so far from 0 and 1, where the likelihood is infinite (ours)."""


def reconstruction(drawn: Float[Tensor, "n 3 h w"], frames: Float[Tensor, "n 3 h w"]) -> Tensor:
    """Mean squared difference, colours in [0, 1]."""
    return (drawn - frames).square().mean()


def beta_prior(probabilities: Iterable[Tensor]) -> Tensor:
    """Minus the mean log-likelihood of each kind of probability under Beta(0.5, 0.5), summed over kinds.

    Kinds are switches, scores and shifts, as in the paper, and each axis of a background's place (ours).
    """
    return torch.stack([-_log_arcsine(each).mean() for each in probabilities]).sum()


def hill_prior(probabilities: Iterable[Tensor]) -> Tensor:
    """What the released code penalises instead: the mean density of Beta(2, 2), 6 p (1 - p), of each kind."""
    return torch.stack([(6 * each * (1 - each)).mean() for each in probabilities]).sum()


def _log_arcsine(p: Tensor) -> Tensor:
    p = p.clamp(LEAST, 1 - LEAST)
    return -0.5 * (p.log() + torch.log1p(-p)) - log(pi)

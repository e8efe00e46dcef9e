"""Codes that nothing uses start anew (ours): a dictionary that dies draws all of a game with a few sprites."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.optim import Optimizer

from spritelift_trainer.marionette.dictionary import SpriteDictionary

REVIVE_EVERY = 100
"""Steps from one look to the next."""
LEAST_USED = 0.02
"""A code used less than this share of what each would have if all were used alike is dead."""
REMEMBERED = 0.98
"""Of what was known of a code's use, how much the next step leaves."""
APART = 0.5
"""How far (standard deviations, codes have 1) a code begins from the one beside which it starts anew."""


@torch.no_grad()
def count_uses(dictionary: SpriteDictionary, shares: Float[Tensor, " m"]) -> None:
    """Take in how much of one step's active anchors each code had; the shares' sum is 1."""
    dictionary.used.mul_(REMEMBERED).add_(shares, alpha=1 - REMEMBERED)


@torch.no_grad()
def revive(dictionary: SpriteDictionary, optimizer: Optimizer, seed: int) -> int:
    """Start dead codes anew, each near one that is used, as often as that is used; gives how many."""
    dead = dead_codes(dictionary)
    if not dead.any():
        return 0
    latent = dictionary.latent
    random = torch.Generator().manual_seed(seed)
    alive = dictionary.used.masked_fill(dead, 0).cpu()
    beside = torch.multinomial(alive, int(dead.sum()), replacement=True, generator=random).to(latent.device)
    noise = torch.randn(len(beside), latent.shape[1], generator=random).to(latent.device)
    latent[dead] = latent[beside] + APART * latent[beside].std(1, keepdim=True) * noise
    dictionary.used[dead] = 1 / len(latent)
    for name in ("exp_avg", "exp_avg_sq"):  # of the code that was there before
        if latent in optimizer.state:
            optimizer.state[latent][name][dead] = 0
    return len(beside)


def dead_codes(dictionary: SpriteDictionary) -> Bool[Tensor, " m"]:
    """Which codes are hardly used any more."""
    return dictionary.used < LEAST_USED / len(dictionary.used)

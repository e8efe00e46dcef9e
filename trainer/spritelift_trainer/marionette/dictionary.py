"""The sprite dictionary and its generator (3.1)."""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import layer_norm

from spritelift_trainer.marionette.shape import Shape

GROUPS = 8
"""Groups of every group normalisation (ours)."""
HIDDEN = 8
"""Features of the generator's hidden layer, in multiples of d."""


class SpriteDictionary(nn.Module):
    """m latent codes, normal at the start, and the network that decodes each of them into a sprite."""

    used: Tensor
    """float [m]: how much of all that was drawn lately each code drew; kept where training revives codes."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.k, self.normalised = shape.k, shape.layer_norm
        self.latent = nn.Parameter(torch.randn(shape.sprites, shape.dim))
        self.register_buffer("used", torch.full((shape.sprites,), 1 / shape.sprites))
        self.hidden = nn.Linear(shape.dim, HIDDEN * shape.dim)
        self.norm = nn.GroupNorm(GROUPS, HIDDEN * shape.dim)
        self.paint = nn.Linear(HIDDEN * shape.dim, 4 * shape.k**2)

    def codes(self) -> Float[Tensor, "m d"]:
        """The codes, each of mean 0 and variance 1."""
        return layer_norm(self.latent, self.latent.shape[1:]) if self.normalised else self.latent

    def forward(self, codes: Float[Tensor, "m d"]) -> Float[Tensor, "m 4 k k"]:
        """RGBA sprites, straight alpha, in [0, 1]."""
        hidden = torch.relu(self.norm(self.hidden(codes)))
        return torch.sigmoid(self.paint(hidden)).view(-1, 4, self.k, self.k)

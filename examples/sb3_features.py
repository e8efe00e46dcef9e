"""Features for Stable-Baselines3 policies that see sprites: a set network for layout "dict", a small one for "grid"."""

import torch
from gymnasium import spaces
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from torch import nn

PARTS = ("position", "velocity", "size")


class DeepSets(BaseFeaturesExtractor):
    """Each sprite by itself, then all of them together, in whatever order (Zaheer et al. 2017, equation 4).

    A sprite's id is embedded, its place, speed and size go beside it, and one small network reads each. Sums and
    maxima over the slots in use are what the policy sees, so that it doesn't matter which slot a thing is in.
    """

    def __init__(self, space: spaces.Dict, features: int = 128, width: int = 64, embedding: int = 8) -> None:
        super().__init__(space, features)
        kinds = space["sprite"]
        assert isinstance(kinds, spaces.Box)
        self.embed = nn.Embedding(int(kinds.high.max()) + 1, embedding)
        numbers = 2 * len(PARTS)
        self.each = nn.Sequential(nn.Linear(embedding + numbers, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.all = nn.Sequential(nn.Linear(2 * width, features), nn.ReLU())

    def forward(self, seen: dict[str, torch.Tensor]) -> torch.Tensor:
        """float [batch, features] of a batch of observations."""
        numbers = [seen[part] for part in PARTS]
        told = self.each(torch.cat([self.embed(seen["sprite"].long()), *numbers], dim=-1))
        # Everything is at least 0 after the ReLU, so that 0 in an empty slot is no maximum; the sum is scaled, as the
        # number of slots would otherwise set the size of what the policy gets.
        told = told * seen["mask"][..., None]
        return self.all(torch.cat([told.sum(-2) / 8, told.amax(-2)], dim=-1))


class GridCnn(BaseFeaturesExtractor):
    """MinAtar's network (Young & Tian 2019, section 4): 16 filters of 3x3, then one layer; SB3's own needs 36x36."""

    def __init__(self, space: spaces.Box, features: int = 128) -> None:
        super().__init__(space, features)
        channels, rows, columns = space.shape
        filters = nn.Sequential(nn.Conv2d(channels, 16, 3, padding=1), nn.ReLU(), nn.Flatten())
        self.net = nn.Sequential(filters, nn.Linear(16 * rows * columns, features), nn.ReLU())

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        """float [batch, features] of a batch of grids, which SB3 has divided by 255."""
        return self.net(seen)

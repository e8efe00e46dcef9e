"""Proximal policy optimisation (Schulman et al. 2017), for one core.

Numbers go to a small perceptron, frames to the network of Mnih et al. (2015). A learner pickles, and goes on.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from gymnasium import spaces
from torch import Tensor, nn
from torch.distributions import Categorical


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How it learns."""

    learning_rate: float = 1e-3
    rollout: int = 128
    """Steps of each environment between updates."""
    batch: int = 256
    epochs: int = 4
    discount: float = 0.99
    trace: float = 0.95
    """Lambda of generalised advantage estimation."""
    clip: float = 0.2
    entropy: float = 0.01
    gradient: float = 0.5
    """The norm that gradients are cut to."""
    wide: int = 64
    curious: float = 0.5
    """What it is worth to see something where it never stood before (`rarity`), for those that see sprites."""


NUMBERS = Recipe()
FRAMES = Recipe(learning_rate=2.5e-4, clip=0.1)
"""As is usual for Atari's frames; the rest as for numbers."""


class Rollout(NamedTuple):
    """What was played: [steps, n] each, `seen` and `values` one step longer."""

    seen: Tensor
    actions: Tensor
    logs: Tensor
    """How likely the actions were."""
    values: Tensor
    rewards: Tensor
    over: Tensor
    """1 where a game ended with the step."""


class Scale:
    """Mean and variance of what was seen so far."""

    def __init__(self, shape: tuple[int, ...] = ()) -> None:
        self.mean, self.var, self.count = np.zeros(shape), np.ones(shape), 1e-4

    def update(self, values: np.ndarray) -> None:
        """More of them, [n, ...]."""
        count, mean, var = len(values), values.mean(0), values.var(0)
        total, off = self.count + count, mean - self.mean
        self.var = (self.var * self.count + var * count + off**2 * self.count * count / total) / total
        self.mean, self.count = self.mean + off * count / total, total


class Policy(nn.Module):
    """What to do (logits), and what it is worth."""

    def __init__(self, space: spaces.Box, actions: int, wide: int) -> None:
        super().__init__()
        frames = space.dtype == np.uint8
        if frames:
            shared, count = _convolutions(space), 512
            self.body, parts = shared, (nn.Identity(), nn.Identity())
        else:
            self.body, count = nn.Identity(), wide
            parts = (_perceptron(space.shape[0], wide), _perceptron(space.shape[0], wide))
        self.actor = nn.Sequential(parts[0], _started(nn.Linear(count, actions), 0.01))
        self.critic = nn.Sequential(parts[1], _started(nn.Linear(count, 1), 1.0))

    def forward(self, seen: Tensor) -> tuple[Categorical, Tensor]:
        """Of [n, ...] observations: how likely each action is, and values [n]."""
        inside = self.body(seen)
        return Categorical(logits=self.actor(inside), validate_args=False), self.critic(inside)[:, 0]


def _perceptron(count: int, wide: int) -> nn.Module:
    layers = (_started(nn.Linear(count, wide)), nn.Tanh(), _started(nn.Linear(wide, wide)), nn.Tanh())
    return nn.Sequential(*layers)


def _convolutions(space: spaces.Box) -> nn.Module:
    layers = nn.Sequential(
        _started(nn.Conv2d(space.shape[0], 32, 8, 4)), nn.ReLU(), _started(nn.Conv2d(32, 64, 4, 2)), nn.ReLU(),
        _started(nn.Conv2d(64, 64, 3, 1)), nn.ReLU(), nn.Flatten(),
    )  # fmt: skip
    count = layers(torch.zeros(1, *space.shape)).shape[1]
    return nn.Sequential(layers, _started(nn.Linear(count, 512)), nn.ReLU())


def _started(layer: nn.Module, gain: float = 2**0.5) -> nn.Module:
    nn.init.orthogonal_(layer.weight, gain)
    nn.init.zeros_(layer.bias)
    return layer


class Learner:
    """A policy that gets better. Numbers are brought to -1 to 1 by the bounds of their space: running means would call
    the first things rare, and blind it to what only good play reaches. Rewards are brought to the size of their
    discounted sum."""

    def __init__(self, space: spaces.Box, actions: int, recipe: Recipe, count: int, seed: int) -> None:
        self.recipe, self.frames = recipe, space.dtype == np.uint8
        torch.manual_seed(seed)
        self.policy = Policy(space, actions, recipe.wide)
        self.optimiser = torch.optim.Adam(self.policy.parameters(), recipe.learning_rate, eps=1e-5)
        self.middle, self.reach, self.worth = (space.high + space.low) / 2, (space.high - space.low) / 2, Scale()
        self.returns = np.zeros(count)

    def seen(self, observations: np.ndarray) -> Tensor:
        """Observations [n, ...] as the policy takes them."""
        if self.frames:
            return torch.from_numpy(np.asarray(observations, np.float32) / 255)
        return torch.from_numpy((observations - self.middle) / self.reach)

    def paid(self, rewards: np.ndarray, over: np.ndarray) -> np.ndarray:
        """Rewards [n] of a step, scaled."""
        self.returns = self.returns * self.recipe.discount + rewards
        self.worth.update(self.returns)
        self.returns[over] = 0
        return np.clip(rewards / np.sqrt(self.worth.var + 1e-8), -10, 10)

    def act(self, seen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Actions drawn, how likely they were (logarithms), and values; [n] each."""
        with torch.no_grad():
            likely, values = self.policy(seen)
            actions = likely.sample()
            return actions, likely.log_prob(actions), values

    def update(self, told: Rollout) -> None:
        """Learn from what was played."""
        seen, actions, logs, values, rewards, over = told
        recipe, gains = self.recipe, torch.zeros_like(rewards)
        gain = torch.zeros(rewards.shape[1])
        for t in reversed(range(len(rewards))):
            goes_on = 1 - over[t]
            off = rewards[t] + recipe.discount * values[t + 1] * goes_on - values[t]
            gains[t] = gain = off + recipe.discount * recipe.trace * goes_on * gain
        wanted = (gains + values[:-1]).flatten()
        flat = (seen[:-1].flatten(0, 1), actions.flatten(), logs.flatten(), gains.flatten(), wanted)
        for _ in range(recipe.epochs):
            for numbers in torch.randperm(len(wanted)).split(recipe.batch):
                self._step(*(each[numbers] for each in flat))

    def _step(self, seen: Tensor, actions: Tensor, logs: Tensor, gains: Tensor, wanted: Tensor) -> None:
        likely, values = self.policy(seen)
        ratio = (likely.log_prob(actions) - logs).exp()
        gains = (gains - gains.mean()) / (gains.std() + 1e-8)
        cut = ratio.clamp(1 - self.recipe.clip, 1 + self.recipe.clip)
        loss = -torch.minimum(ratio * gains, cut * gains).mean()
        loss = loss + 0.5 * (values - wanted).square().mean() - self.recipe.entropy * likely.entropy().mean()
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.policy.parameters(), self.recipe.gradient)
        self.optimiser.step()

"""Proximal policy optimisation (Schulman et al. 2017) on sprites, in one file: `python examples/ppo_on_sprites.py`."""

import argparse
import json
import time

import numpy as np
import torch
from gymnasium.vector import AutoresetMode, SyncVectorEnv, VectorEnv
from gymnasium.wrappers.vector import NormalizeReward, RecordEpisodeStatistics
from torch.distributions import Categorical

import spritelift
from spritelift_envs.making import make_env
from spritelift_envs.observation import by_tracks, most_at_once


def games_of(asked: argparse.Namespace) -> VectorEnv:
    """Eight games as rows of sprites: each thing has as many rows as the recording ever shows of it at once."""
    bundle, frames = spritelift.Bundle.open(asked.bundle), spritelift.Recording.open(asked.recording).frames
    scenes = bundle.decomposer()(frames[: min(1000, len(frames))])
    roles, columns = by_tracks(scenes, bundle.learned), ("present", "x", "y", "dx", "dy")
    seen = {"groups": roles, "slots": most_at_once(scenes, bundle.learned, roles), "columns": columns}
    settings = {name: json.loads(value) for name, value in (each.split("=", 1) for each in asked.set)}
    games = SyncVectorEnv([lambda: make_env(asked.env, **settings)] * 8, autoreset_mode=AutoresetMode.SAME_STEP)
    games = spritelift.SpriteVectorObservation(games, bundle, "flat", normalised=True, **seen)
    return NormalizeReward(RecordEpisodeStatistics(games, buffer_length=20))


def network(inputs: int, outputs: int) -> torch.nn.Module:
    """A small perceptron, whose answers are near 0 at first, so that no action is preferred."""
    inner, outer, last = torch.nn.Linear(inputs, 64), torch.nn.Linear(64, 64), torch.nn.Linear(64, outputs)
    torch.nn.init.orthogonal_(last.weight, 0.01)
    return torch.nn.Sequential(inner, torch.nn.Tanh(), outer, torch.nn.Tanh(), last)


def main(asked: argparse.Namespace) -> None:
    """Play for a while, learn from that, and so on."""
    torch.manual_seed(asked.seed)
    games, length = games_of(asked), asked.rollout
    n, wide = games.observation_space.shape
    actor, critic = network(wide, int(games.single_action_space.n)), network(wide, 1)
    optimiser = torch.optim.Adam([*actor.parameters(), *critic.parameters()], 1e-3, eps=1e-5)
    seen, acts = torch.zeros(length + 1, n, wide), torch.zeros(length, n, dtype=torch.long)
    paid, goes_on, gains = torch.zeros(3, length + 1, n)
    # Numbers are scaled by their bounds: running means would call what only good play reaches far out.
    low, high = games.single_observation_space.low, games.single_observation_space.high
    (rows, _), began = games.reset(seed=asked.seed), time.perf_counter()
    for steps in range(n * length, asked.steps + n * length, n * length):
        for t in range(length + 1):
            seen[t] = torch.as_tensor(2 * (rows - low) / (high - low) - 1)
            if t < length:  # what comes after the last step is only judged
                acts[t] = Categorical(logits=actor(seen[t])).sample()
                rows, rewards, terminated, truncated, _ = games.step(acts[t].numpy())
                paid[t], goes_on[t] = torch.as_tensor(rewards), torch.as_tensor(~(terminated | truncated))
        values, logs = critic(seen)[..., 0].detach(), Categorical(logits=actor(seen[:-1]).detach()).log_prob(acts)
        for t in reversed(range(length)):  # generalised advantage estimation (Schulman et al. 2016, equation 16)
            gains[t] = paid[t] - values[t] + goes_on[t] * 0.99 * (values[t + 1] + 0.95 * gains[t + 1])
        batch = [part.flatten(0, 1) for part in (seen[:-1], acts, logs, gains[:-1], (gains + values)[:-1])]
        for some in [some for _ in range(10) for some in torch.randperm(n * length).split(128)]:
            view, act, log, gain, wanted = (part[some] for part in batch)
            likely, gain = Categorical(logits=actor(view)), (gain - gain.mean()) / (gain.std() + 1e-8)
            ratio = (likely.log_prob(act) - log).exp()
            loss = -torch.minimum(ratio * gain, ratio.clip(0.8, 1.2) * gain).mean() - 0.01 * likely.entropy().mean()
            optimiser.zero_grad()
            (loss + 0.5 * (critic(view)[:, 0] - wanted).square().mean()).backward()
            optimiser.step()
        print(f"{steps} steps: {np.mean(games.env.return_queue or np.nan):.1f} points, mean of the last 20 games")
    print(f"{steps / (time.perf_counter() - began):.0f} steps a second")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("bundle", nargs="?", default="demo/bundle", help="trained on the environment")
    parser.add_argument("recording", nargs="?", default="demo/recording", help="that it was trained on")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="of the game: frame_skip=4")
    for name, default in (("env", "spritelift/Meadow-v0"), ("steps", 50_000), ("rollout", 128), ("seed", 0)):
        parser.add_argument(f"--{name}", type=type(default), default=default)
    main(parser.parse_args())

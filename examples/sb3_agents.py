"""Stable-Baselines3 on sprites: `pip install "spritelift[agents]"`, `python examples/sb3_agents.py demo/bundle`."""

import argparse
import json
from typing import Any

import gymnasium
from sb3_features import DeepSets, GridCnn
from stable_baselines3 import PPO
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.monitor import Monitor

import spritelift

WAYS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "flat": ("MlpPolicy", {"normalised": True, "slots": 32}, {}),
    "dict": (
        "MultiInputPolicy",
        {"normalised": True, "slots": 32, "groups": "animation"},
        {"features_extractor_class": DeepSets},
    ),
    "grid": ("CnnPolicy", {"groups": "animation", "cell_px": 8, "stack": 2}, {"features_extractor_class": GridCnn}),
}
"""For each layout a policy, what the agent sees, and how the policy reads it."""


def main(asked: argparse.Namespace) -> None:
    """Learn for a while, then say how well it plays."""
    policy, settings, reads = WAYS[asked.layout]
    made = {name: json.loads(value) for name, value in (each.split("=", 1) for each in asked.set)}
    env = gymnasium.make(f"spritelift_envs:{asked.env}", max_episode_steps=asked.episode, **made)
    env = Monitor(spritelift.SpriteObservation(env, asked.bundle, asked.layout, **settings))
    model = PPO(policy, env, policy_kwargs=reads, n_steps=asked.rollout, seed=0, device="cpu", verbose=1)
    model.learn(asked.steps)
    mean, spread = evaluate_policy(model, env, n_eval_episodes=asked.episodes)
    print(f"{asked.layout}: {mean:.1f} +- {spread:.1f} points an episode, after {model.num_timesteps} steps")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", help="folder of a bundle trained on the environment")
    parser.add_argument("--env", default="spritelift/Meadow-v0", help="a bundled game (default: %(default)s)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="of the game: frame_skip=4")
    parser.add_argument("--layout", default="dict", choices=WAYS)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--rollout", type=int, default=1024, help="steps between updates")
    parser.add_argument("--episode", type=int, default=1800, help="steps of an episode at most")
    parser.add_argument("--episodes", type=int, default=5, help="played afterwards, to score it")
    main(parser.parse_args())

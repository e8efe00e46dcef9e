"""Tianshou on sprites: `pip install "spritelift[tianshou]"`, `python examples/tianshou_agents.py demo/bundle`."""

import argparse
import json

import gymnasium
import torch
from tianshou.algorithm import PPO
from tianshou.algorithm.modelfree.reinforce import DiscreteActorPolicy
from tianshou.algorithm.optim import AdamOptimizerFactory
from tianshou.data import Collector, VectorReplayBuffer
from tianshou.env import DummyVectorEnv
from tianshou.trainer import OnPolicyTrainerParams
from tianshou.utils.net.common import Net
from tianshou.utils.net.discrete import DiscreteActor, DiscreteCritic

import spritelift

TOGETHER = 4
"""Games that are played at once."""


def main(asked: argparse.Namespace) -> None:
    """Learn for a while, then say how well it played at best."""
    settings = {name: json.loads(value) for name, value in (each.split("=", 1) for each in asked.set)}

    def game() -> gymnasium.Env:
        env = gymnasium.make(f"spritelift_envs:{asked.env}", max_episode_steps=asked.episode, **settings)
        return spritelift.SpriteObservation(env, asked.bundle, "flat", normalised=True, slots=32)

    torch.manual_seed(0)
    spaces = game()
    shape, actions = spaces.observation_space.shape, spaces.action_space
    readers = [Net(state_shape=shape, hidden_sizes=[64, 64]) for _ in ("actor", "critic")]
    actor = DiscreteActor(preprocess_net=readers[0], action_shape=int(actions.n), softmax_output=False)
    policy, critic = DiscreteActorPolicy(actor=actor, action_space=actions), DiscreteCritic(preprocess_net=readers[1])
    algorithm = PPO(policy=policy, critic=critic, optim=AdamOptimizerFactory(lr=3e-4), return_scaling=True)
    played = Collector(algorithm, DummyVectorEnv([game] * TOGETHER), VectorReplayBuffer(asked.rollout, TOGETHER))
    params = OnPolicyTrainerParams(
        training_collector=played,
        test_collector=Collector(algorithm, DummyVectorEnv([game])),
        test_step_num_episodes=asked.episodes,
        max_epochs=asked.epochs,
        epoch_num_steps=asked.steps // asked.epochs,
        collection_step_num_env_steps=asked.rollout,
        update_step_num_repetitions=10,
        batch_size=64,
    )
    told = algorithm.run_training(params)
    print(f"{told.best_reward:.1f} +- {told.best_reward_std:.1f} points an episode at best, in {told.train_step} steps")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", help="folder of a bundle trained on the environment")
    parser.add_argument("--env", default="spritelift/Meadow-v0", help="a bundled game (default: %(default)s)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="of the game: frame_skip=4")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--epochs", type=int, default=10, help="it is scored after each")
    parser.add_argument("--rollout", type=int, default=1024, help="steps between updates")
    parser.add_argument("--episode", type=int, default=1800, help="steps of an episode at most")
    parser.add_argument("--episodes", type=int, default=5, help="played for a score")
    main(parser.parse_args())

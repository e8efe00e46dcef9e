"""Swarm: a formation of invaders marches and dives; shoot it before it shoots you."""

from spritelift_assets import picture
from spritelift_envs.bundled import BundledWorld
from spritelift_envs.controls import meanings
from spritelift_envs.gallery import game_art
from spritelift_envs.swarm_rules import advance
from spritelift_envs.swarm_scene import draw
from spritelift_envs.swarm_state import Swarm, new_game

LIFE_REWARD = -50.0


class SwarmWorld(BundledWorld[Swarm]):
    """The fixed-screen shooter as a World. Reward: points scored on the frame, and -50 for a ship lost."""

    action_meanings = tuple(meanings("FIRE"))

    def __init__(self) -> None:
        super().__init__(
            game_art("swarm", [picture("swarm_space")]),
            new_game=new_game,
            advance=advance,
            draw=draw,
            lives=lambda game: game.lives,
            loss_reward=LIFE_REWARD,
        )

"""Meadow: a fox runs and jumps through a scrolling world of tiles, collects coins and meets mushrooms and bees."""

from spritelift_envs.bundled import BundledWorld
from spritelift_envs.controls import meanings
from spritelift_envs.gallery import game_art
from spritelift_envs.meadow_picture import backgrounds
from spritelift_envs.meadow_rules import advance
from spritelift_envs.meadow_scene import draw
from spritelift_envs.meadow_state import Meadow, new_game

HEART_REWARD = -5.0


class MeadowWorld(BundledWorld[Meadow]):
    """The scrolling platform game as a World. Reward: points scored on the frame, and -5 for a heart lost."""

    action_meanings = tuple(meanings("JUMP"))

    def __init__(self) -> None:
        super().__init__(
            game_art("meadow", backgrounds()),
            new_game=new_game,
            advance=advance,
            draw=draw,
            lives=lambda game: game.hearts,
            loss_reward=HEART_REWARD,
        )

"""Cellar: a hero with a dagger goes from room to room, fetches coins and keys, and meets bats, slimes and skeletons."""

from spritelift_envs import cellar_level as level
from spritelift_envs.bundled import BundledWorld
from spritelift_envs.cellar_picture import backgrounds
from spritelift_envs.cellar_rules import advance
from spritelift_envs.cellar_scene import draw
from spritelift_envs.cellar_state import Cellar, new_game
from spritelift_envs.controls import FOUR_WAYS, meanings
from spritelift_envs.gallery import game_art

HEART_REWARD = -25.0


class CellarWorld(BundledWorld[Cellar]):
    """The game of rooms as a World. Reward: points scored on the frame, and -25 for a heart lost."""

    action_meanings = tuple(meanings("FIRE", FOUR_WAYS))

    def __init__(self) -> None:
        super().__init__(
            game_art("cellar", backgrounds(), (level.WIDTH, level.HEIGHT)),
            new_game=new_game,
            advance=advance,
            draw=draw,
            lives=lambda game: game.hearts,
            loss_reward=HEART_REWARD,
            controls=FOUR_WAYS,
        )

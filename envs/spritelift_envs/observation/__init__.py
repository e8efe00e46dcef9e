"""Sprites for observations: `SpriteObservation`, and the layouts in which agents are given them."""

from spritelift_envs.observation.columns import COLUMNS, MORE_COLUMNS
from spritelift_envs.observation.groups import Groups, by_tracks, most_at_once
from spritelift_envs.observation.vector_wrapper import SpriteVectorObservation
from spritelift_envs.observation.wrapper import SpriteObservation

__all__ = [
    "COLUMNS",
    "MORE_COLUMNS",
    "Groups",
    "SpriteObservation",
    "SpriteVectorObservation",
    "by_tracks",
    "most_at_once",
]

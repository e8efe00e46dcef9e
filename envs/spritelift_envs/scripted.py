"""Players that need no hands. They see scenes, nothing else, and do the same on the same scenes."""

from spritelift_envs.cellar_player import CellarPlayer
from spritelift_envs.meadow_player import MeadowPlayer
from spritelift_envs.swarm_player import SwarmPlayer

__all__ = ["CellarPlayer", "MeadowPlayer", "SwarmPlayer"]

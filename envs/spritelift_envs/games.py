"""The bundled games as environments."""

from spritelift_envs.adapter import WorldEnv
from spritelift_envs.meadow import MeadowWorld
from spritelift_envs.scripted import MeadowPlayer, SwarmPlayer
from spritelift_envs.swarm import SwarmWorld


def swarm(render_mode: str | None = None) -> WorldEnv:
    """`spritelift/Swarm-v0`."""
    world = SwarmWorld()
    return WorldEnv(world, button="FIRE", script=lambda: SwarmPlayer(world.art), render_mode=render_mode)


def meadow(render_mode: str | None = None) -> WorldEnv:
    """`spritelift/Meadow-v0`."""
    world = MeadowWorld()
    return WorldEnv(world, button="JUMP", script=lambda: MeadowPlayer(world.art), render_mode=render_mode)

"""The bundled games as environments."""

from spritelift_envs.adapter import WorldEnv
from spritelift_envs.cellar import CellarWorld
from spritelift_envs.controls import FOUR_WAYS
from spritelift_envs.meadow import MeadowWorld
from spritelift_envs.scripted import CellarPlayer, MeadowPlayer, SwarmPlayer
from spritelift_envs.swarm import SwarmWorld


def swarm(frame_skip: int = 1, render_mode: str | None = None) -> WorldEnv:
    """`spritelift/Swarm-v0`."""
    world = SwarmWorld()
    return WorldEnv(
        world, button="FIRE", script=lambda: SwarmPlayer(world.art), frame_skip=frame_skip, render_mode=render_mode
    )


def meadow(frame_skip: int = 1, render_mode: str | None = None) -> WorldEnv:
    """`spritelift/Meadow-v0`."""
    world = MeadowWorld()
    return WorldEnv(
        world, button="JUMP", script=lambda: MeadowPlayer(world.art), frame_skip=frame_skip, render_mode=render_mode
    )


def cellar(frame_skip: int = 1, render_mode: str | None = None) -> WorldEnv:
    """`spritelift/Cellar-v0`."""
    world = CellarWorld()
    return WorldEnv(
        world,
        controls=FOUR_WAYS,
        script=lambda: CellarPlayer(world.art),
        frame_skip=frame_skip,
        render_mode=render_mode,
    )

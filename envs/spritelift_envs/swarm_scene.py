"""Draws Swarm: its state as a Scene."""

from collections.abc import Iterator

from spritelift_envs import swarm_level as level
from spritelift_envs.gallery import SIZE, Brush
from spritelift_envs.swarm_state import Swarm
from spritelift_runtime.scene import Placement, Plane, Scene

SHIELDS, INVADERS, SHIP, SHOTS, BURSTS, SCORE = 1, 2, 3, 4, 5, 6
"""Layers, back to front; the backdrop is on 0."""
_BACKDROP = (Plane(picture=0, clip=(0, 0, *SIZE)),)


def draw(game: Swarm, brush: Brush) -> Scene:
    """The scene that the game shows now."""
    placements = (
        *(brush.at(f"shield_{block.damage}", block.x, block.y, SHIELDS) for block in game.blocks),
        *_swarm(game, brush),
        *_ship(game, brush),
        *(brush.at("shot", shot.x, shot.y, SHOTS) for shot in game.shots),
        *(brush.at(f"bolt_{game.clock // 6 % 2}", bolt.x, bolt.y, SHOTS) for bolt in game.bolts),
        *(brush.at(f"burst_{burst.age * 3 // level.BURST_FRAMES}", burst.x, burst.y, BURSTS) for burst in game.bursts),
        *brush.number(game.shown_score % 100_000, 4, 3, SCORE),
        *(brush.at("life", level.WIDTH - 12 - 11 * i, 3, SCORE) for i in range(game.lives - 1)),
    )
    return Scene(_BACKDROP, placements)


def _swarm(game: Swarm, brush: Brush) -> Iterator[Placement]:
    for invader in game.invaders:
        pose = game.pose if invader.mode == "march" else game.clock // 8 % 2
        yield brush.at(f"invader_{invader.kind}_{pose}", invader.x, invader.y, INVADERS)


def _ship(game: Swarm, brush: Brush) -> Iterator[Placement]:
    if game.wreck:
        frame = (level.WRECK_FRAMES - game.wreck) * 3 // level.WRECK_FRAMES
        yield brush.at(f"wreck_{frame}", game.ship.x, game.ship.y + 2, SHIP)
    elif game.lives and game.safe // 6 % 2 == 0:  # a new ship blinks while it can't be hit
        yield brush.at("ship", game.ship.x, game.ship.y, SHIP)

"""Plays Meadow: goes to one end of the world and back again, over pits, walls and enemies, and fetches coins.

It knows the map and the physics, as a person who has played before does. Where things are it sees from the scene
alone; how fast the hero is, it keeps in mind by moving a hero of its own with the same keys.

It learns to fear enemies only from the first that hurts it, so that a recording of its play shows early on what being
hurt looks like.
"""

from math import asin, pi

from spritelift_envs import meadow_level as level
from spritelift_envs.controls import action_of
from spritelift_envs.meadow_foresight import Danger, Plan, worth
from spritelift_envs.meadow_hero import move_hero
from spritelift_envs.meadow_state import SUB, Hero
from spritelift_envs.meadow_terrain import bee_homes
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene

TURN_PX = 40
"""How near to the world's end it turns round."""
THINK_EVERY = 6
"""Frames between two looks ahead."""
JUMPS = ((0, 0), (0, 24), (0, 6), (7, 24), (14, 24), (22, 24))
"""Frames until the button is pressed, and frames it is held: no jump, a jump, a hop, and later jumps."""


class MeadowPlayer:
    """Called with a scene, answers with an action."""

    def __init__(self, art: Art) -> None:
        self._names = [sprite.name for sprite in art.sprites]
        self._sizes = [sprite.size for sprite in art.sprites]
        self._hero = Hero()
        self._bees: dict[tuple[int, int], tuple[int, bool]] = {}  # by home: height when last seen, and whether it sank
        self._wary = False
        self._heading = 1
        self._plan, self._frame = Plan(1, 0, 0), THINK_EVERY

    def __call__(self, scene: Scene) -> int:
        """The action for the frame after this scene."""
        camera = max(plane.camera[0] for plane in scene.planes)
        seen = [(self._names[p.sprite], p) for p in scene.placements if p.y >= level.SKY[1]]
        self._find_hero(seen, camera)
        self._turn()
        jumping = self._plan.hold if self._plan.wait == 0 else 0
        if self._frame >= max(THINK_EVERY, jumping):
            self._think(seen, camera)
        keys = self._plan.keys(self._frame)
        self._frame += 1
        move_hero(self._hero, keys)
        return action_of(keys.direction, keys.button)

    def _find_hero(self, seen: list[tuple[str, Placement]], camera: int) -> None:
        """Where the hero is seen elsewhere than in mind, believe the eyes."""
        for name, placement in seen:
            if name.startswith("hero"):
                x, y = placement.x + camera + level.HERO_SIZE[0] // 2, placement.y + level.HERO_SIZE[1]
                if (x, y) != (self._hero.x, self._hero.y):
                    fall = (y - self._hero.y) * SUB + self._hero.speed_y if name != "hero_hurt" else 0
                    fall = max(-level.JUMP, min(level.FASTEST_FALL, fall))
                    self._hero = Hero(
                        x * SUB, y * SUB, self._hero.speed_x, fall, stands="walk" in name or "stand" in name
                    )
                    self._frame = level.HURT_FRAMES  # what was planned is void
                self._hero.hurt = int(name == "hero_hurt")
                self._wary |= name == "hero_hurt"

    def _turn(self) -> None:
        if self._hero.x > level.WORLD_WIDTH - TURN_PX:
            self._heading = -1
        elif self._hero.x < TURN_PX:
            self._heading = 1

    def _think(self, seen: list[tuple[str, Placement]], camera: int) -> None:
        enemies = [(name, p) for name, p in seen if name.startswith(("bee", "shroom_0", "shroom_1"))]
        dangers = [self._danger(name, p, camera) for name, p in enemies if self._wary]
        coins = [self._middle(p, camera) for name, p in seen if name.startswith("coin")]
        self._plan = max(self._plans(), key=lambda plan: worth(self._hero, plan, self._heading, dangers, coins))
        self._frame = 0

    def _plans(self) -> list[Plan]:
        """In the air only the side can be chosen; on the ground also whether to jump. The first of equals is taken."""
        able = self._hero.stands and not self._hero.jump_held
        jumps = {1: JUMPS, 0: JUMPS[:2], -1: JUMPS[:2]}
        return [Plan(side * self._heading, *jump) for side in jumps for jump in (jumps[side] if able else JUMPS[:1])]

    def _middle(self, placement: Placement, camera: int) -> tuple[int, int]:
        width, height = self._sizes[placement.sprite]
        return placement.x + camera + width // 2, placement.y + height // 2

    def _danger(self, name: str, placement: Placement, camera: int) -> Danger:
        x, y, side = placement.x + camera + 8, placement.y + 14, -1 if placement.flip_x else 1
        if not name.startswith("bee"):
            return Danger(x, y, side * level.SHROOM_SPEED / SUB)
        home = min(bee_homes(), key=lambda place: abs(place[0] - x))
        before, sinks = self._bees.get(home, (y, True))
        sinks = y > before or (y == before and sinks)
        self._bees[home] = y, sinks
        angle = asin(max(-1.0, min(1.0, (y - home[1]) / level.BEE_SWAY)))
        return Danger(x, y, side * level.BEE_SPEED / SUB, level.BEE_SWAY, angle if sinks else pi - angle)


def _seen_hero(before: Hero, name: str, x: int, y: int) -> Hero:
    """The hero at a place where it wasn't expected: thrown back, or bounced off an enemy."""
    fall = 0 if name == "hero_hurt" else (y - before.y) * SUB + before.speed_y
    fall = max(-level.JUMP, min(level.FASTEST_FALL, fall))
    return Hero(x * SUB, y * SUB, before.speed_x, fall, stands=name.startswith(("hero_walk", "hero_stand")))

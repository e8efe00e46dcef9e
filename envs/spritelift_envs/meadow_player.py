"""Plays Meadow: runs to one end of the world and back again, jumps gaps, walls and enemies, and fetches coins.

It knows the map, as a person who has played before does; where things are it sees from the scene alone.
"""

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene

from spritelift_envs import meadow_level as level
from spritelift_envs.controls import action_of
from spritelift_envs.meadow_terrain import solid

TURN_PX = 40
"""How near to the world's end it turns round."""


class MeadowPlayer:
    """Called with a scene, answers with an action."""

    def __init__(self, art: Art) -> None:
        self._names = [sprite.name for sprite in art.sprites]
        self._sizes = [sprite.size for sprite in art.sprites]
        self._heading = 1
        self._holding = 0
        self._x, self._y = level.HERO_START

    def __call__(self, scene: Scene) -> int:
        """The action for the frame after this scene."""
        camera = max(plane.camera[0] for plane in scene.planes)
        seen = [(self._names[p.sprite], p) for p in scene.placements]
        for name, placement in seen:
            if name.startswith("hero"):  # a blinking hero stays where it was last seen
                self._x, self._y = placement.x + camera + 8, placement.y + level.HERO_SIZE[1]
        self._turn()
        self._holding = max(0, self._holding - 1)
        if not self._holding and self._should_jump(seen, camera):
            self._holding = 20
        return action_of(self._heading, self._holding > 1)

    def _turn(self) -> None:
        if self._x > level.WORLD_WIDTH - TURN_PX:
            self._heading = -1
        elif self._x < TURN_PX:
            self._heading = 1

    def _should_jump(self, seen: list[tuple[str, Placement]], camera: int) -> bool:
        things = [(name, self._centre(p, camera)) for name, p in seen]
        return self._way_is_broken() or any(self._worth_a_jump(name, *centre) for name, centre in things)

    def _centre(self, placement: Placement, camera: int) -> tuple[int, int]:
        width, height = self._sizes[placement.sprite]
        return placement.x + camera + width // 2, placement.y + height // 2

    def _way_is_broken(self) -> bool:
        """Whether a wall or a pit is close ahead."""
        wall = solid(self._x + 14 * self._heading, self._y - 4)
        pit = not any(solid(self._x + 10 * self._heading, y) for y in (self._y + 4, 124, 140))
        return wall or pit

    def _worth_a_jump(self, name: str, x: int, y: int) -> bool:
        ahead, above = (x - self._x) * self._heading, self._y - y
        if name.startswith(("shroom_0", "shroom_1", "bee")):
            return 8 < ahead < 34 and -4 < above < 26
        return name.startswith("coin_") and name != "coin_icon" and 14 < ahead < 40 and 26 < above < 50

"""Plays Swarm: steps out of harm's way, else lines up with an invader that no shield hides, and fires.

It learns to step aside only from the first hit, so that a recording of its play shows early on how a ship is lost.
"""

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene

from spritelift_envs import swarm_level as level
from spritelift_envs.controls import action_of

SPEED = level.SHIP_SPEED / level.SUBPIXELS
RISE = level.SHOT_SPEED / level.SUBPIXELS
DROP = level.BOLT_SPEED / level.SUBPIXELS


class SwarmPlayer:
    """Called with a scene, answers with an action."""

    def __init__(self, art: Art) -> None:
        self._kinds = [sprite.name.split("_")[0] for sprite in art.sprites]
        self._centres: dict[tuple[int, int], float] = {}
        self._drift = 0.0
        self._wary = False

    def __call__(self, scene: Scene) -> int:
        """The action for the frame after this scene."""
        seen: dict[str, list[Placement]] = {}
        for placement in scene.placements:
            seen.setdefault(self._kinds[placement.sprite], []).append(placement)
        invaders, ships = seen.get("invader", []), seen.get("ship", [])
        self._watch(invaders)
        self._wary |= "wreck" in seen
        if not ships:
            return 0
        middle = ships[0].x + level.SHIP_SIZE[0] / 2
        dangers = [*seen.get("bolt", []), *(i for i in invaders if i.y > 70)] if self._wary else []
        target = self._target(middle, invaders, seen.get("shield", []))
        aimed = target is not None and abs(target - middle) < 3
        return action_of(self._direction(middle, target, dangers), aimed)

    def _watch(self, invaders: list[Placement]) -> None:
        """How fast the formation drifts, in pixels a frame, from its middle now and before."""
        if not invaders:
            return
        left = min(invader.x for invader in invaders)
        count = len(invaders)
        before = self._centres.get((count, 0))
        step = 0.0 if before is None else max(-2.0, min(2.0, left - before))
        self._centres = {(count, 0): left}
        self._drift += (step - self._drift) / 16

    def _target(self, middle: float, invaders: list[Placement], shields: list[Placement]) -> float | None:
        """Where a shot fired now would meet the invader that is least far to go to, hidden ones last."""
        if not invaders:
            return None
        ahead = [i.x + 6 + self._drift * (level.SHIP_Y - i.y) / RISE for i in invaders]
        return min(ahead, key=lambda x: (_hidden(x, shields), abs(x - middle)))

    def _direction(self, middle: float, target: float | None, dangers: list[Placement]) -> int:
        """The side to go to: the safest one, and among safe ones the one nearest to the target."""
        wanted = middle if target is None else target
        return min((0, -1, 1), key=lambda side: (self._risk(middle, side, dangers), abs(middle + 6 * side - wanted)))

    def _risk(self, middle: float, side: int, dangers: list[Placement]) -> int:
        """How many dangers would be met within the next frames when going to this side."""
        return sum(self._meets(middle, side, danger) for danger in dangers)

    def _meets(self, middle: float, side: int, danger: Placement) -> bool:
        wide = level.INVADER_SIZE[0] if self._kinds[danger.sprite] == "invader" else level.BOLT_SIZE[0]
        x = danger.x + wide / 2
        frames = (level.SHIP_Y - 6 - danger.y) / DROP
        if not -14 < frames < 34:
            return False
        edge = level.SHIP_SIZE[0] / 2 + level.MARGIN
        # Going on for a dozen frames and then standing is as far ahead as bolts need to be read.
        there = min(max(middle + side * SPEED * max(2.0, min(frames, 12.0)), edge), level.WIDTH - edge)
        return abs(there - x) < 7 + wide / 2


def _hidden(x: float, shields: list[Placement]) -> bool:
    return any(-3 < x - block.x < level.BLOCK_PX + 3 for block in shields)

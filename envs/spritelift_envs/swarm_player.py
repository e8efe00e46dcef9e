"""Plays Swarm: steps out of harm's way, else lines up with an invader that no shield hides, and fires.

It learns to step aside only from the first hit, and goes to meet it, so that a recording of its play shows early on
how a ship is lost.
"""

from collections import deque

from spritelift_envs import swarm_level as level
from spritelift_envs.controls import action_of
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene

SPEED = level.SHIP_SPEED / level.SUBPIXELS
RISE = level.SHOT_SPEED / level.SUBPIXELS
DETOUR = 14
"""How many pixels it goes out of its way to spare its own shields."""
MEMORY = 16
"""Frames over which the invaders' speed is judged; the march goes by leaps."""
DROP = level.BOLT_SPEED / level.SUBPIXELS


class SwarmPlayer:
    """Called with a scene, answers with an action."""

    def __init__(self, art: Art) -> None:
        self._kinds = [sprite.name.split("_")[0] for sprite in art.sprites]
        self._past: deque[list[Placement]] = deque([[]], maxlen=MEMORY)
        self._wary = False

    def __call__(self, scene: Scene) -> int:
        """The action for the frame after this scene."""
        seen: dict[str, list[Placement]] = {}
        for placement in scene.placements:
            seen.setdefault(self._kinds[placement.sprite], []).append(placement)
        invaders, ships = seen.get("invader", []), seen.get("ship", [])
        self._wary |= "wreck" in seen
        if not ships:
            return 0
        middle = ships[0].x + level.SHIP_SIZE[0] / 2
        dangers = [*seen.get("bolt", []), *(i for i in invaders if i.y > 70)]
        target = self._target(middle, invaders, seen.get("shield", []))
        aimed = target is not None and abs(target - middle) < 3
        side = self._safest(middle, target, dangers) if self._wary else _towards(middle, dangers)
        return action_of(side, aimed)

    def _target(self, middle: float, invaders: list[Placement], shields: list[Placement]) -> float | None:
        """Where a shot fired now would meet the invader that is least far to go to; shields count as a detour."""
        self._past.append(invaders)
        if not invaders:
            return None
        ahead = [self._meeting(invader) for invader in invaders if invader.y < level.SHIP_Y - 30] or [middle]
        return min(ahead, key=lambda x: abs(x - middle) + DETOUR * _hidden(x, shields))

    def _meeting(self, invader: Placement) -> float:
        """Where a shot fired now would meet this invader if it goes on as it did in the last frames."""
        before = min(self._past[0], key=lambda old: abs(old.x - invader.x) + abs(old.y - invader.y), default=invader)
        across, down = (invader.x - before.x) / len(self._past), (invader.y - before.y) / len(self._past)
        frames = (level.SHIP_Y - level.INVADER_SIZE[1] - invader.y) / (RISE + max(0.0, down))
        return invader.x + level.INVADER_SIZE[0] / 2 + max(-1.5, min(1.5, across)) * frames

    def _safest(self, middle: float, target: float | None, dangers: list[Placement]) -> int:
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


def _towards(middle: float, dangers: list[Placement]) -> int:
    """The side on which the danger is that comes down next."""
    lowest = max(dangers, key=lambda danger: danger.y, default=None)
    ahead = 0.0 if lowest is None else lowest.x + level.BOLT_SIZE[0] / 2 - middle
    return 0 if abs(ahead) < 2 else 1 if ahead > 0 else -1


def _hidden(x: float, shields: list[Placement]) -> bool:
    return any(-3 < x - block.x < level.BLOCK_PX + 3 for block in shields)

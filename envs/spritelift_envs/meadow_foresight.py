"""Looks ahead in Meadow: plays a plan through with the game's own physics, and says what would come of it."""

from dataclasses import dataclass, replace
from math import pi, sin

from spritelift_envs import meadow_level as level
from spritelift_envs.controls import Keys
from spritelift_envs.meadow_hero import move_hero
from spritelift_envs.meadow_state import Hero

FRAMES = 46
"""How far ahead, after a plan's jump begins: the whole jump, and a little of what comes after."""
COIN_WORTH, STOMP_WORTH = 24, 26
"""In pixels of way."""


@dataclass(frozen=True)
class Plan:
    """Go to one side, and after `wait` frames hold the button for `hold` frames."""

    direction: int
    wait: int
    hold: int

    def keys(self, frame: int) -> Keys:
        """What is held on the plan's given frame."""
        return Keys(self.direction, self.wait <= frame < self.wait + self.hold)


@dataclass(frozen=True)
class Danger:
    """An enemy as seen: the lower middle of its body (world x, frame row y), and how it moves."""

    x: float
    y: float
    speed: float
    """Sideways, in pixels a frame."""
    sway: float = 0.0
    """How far it goes up and down, in pixels."""
    angle: float = 0.0
    """Where in its swaying it is, in radians; it goes down from 0 to a quarter turn."""

    def at(self, frame: int) -> tuple[float, float]:
        """Where it will be that many frames later, if it doesn't turn round."""
        turn = sin(self.angle + frame * 2 * pi / level.BEE_PERIOD) - sin(self.angle)
        return self.x + self.speed * frame, self.y + self.sway * turn


def worth(hero: Hero, plan: Plan, heading: int, dangers: list[Danger], coins: list[tuple[int, int]]) -> float:
    """How good a plan is, in pixels of way made good towards `heading`; pits and enemies cost more than any way."""
    ghost, value = replace(hero), 0.0
    dangers, coins = list(dangers), list(coins)
    for frame in range(plan.wait + FRAMES):
        move_hero(ghost, plan.keys(frame))
        if ghost.y > level.GROUND_TOP + 6:  # below it nothing carries
            return value - 2000
        for coin in [coin for coin in coins if _takes(ghost, coin)]:
            coins.remove(coin)
            value += COIN_WORTH
        for danger in [danger for danger in dangers if _meets(ghost, *danger.at(frame + 1))]:
            if not _stomps(ghost, danger.at(frame + 1)[1]):
                return value - 1000 + 4 * frame
            dangers.remove(danger)
            value, ghost.speed_y = value + STOMP_WORTH, -level.BOUNCE
    return value + heading * (ghost.x - hero.x) * FRAMES / (plan.wait + FRAMES)


def _takes(hero: Hero, coin: tuple[int, int]) -> bool:
    return abs(coin[0] - hero.x) < 9 and -6 < hero.y - coin[1] < level.HERO_TALL + 5


def _meets(hero: Hero, x: float, y: float) -> bool:
    return abs(x - hero.x) < 7 + level.HERO_REACH and y - 13 < hero.y and hero.y - 15 < y


def _stomps(hero: Hero, y: float) -> bool:
    return hero.speed_y > 8 and hero.y < y - 5

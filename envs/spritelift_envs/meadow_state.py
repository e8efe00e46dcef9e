"""What Meadow remembers from frame to frame. Places are world pixels across and frame rows down."""

from dataclasses import dataclass, field
from random import Random

from spritelift_envs import meadow_level as level
from spritelift_envs.meadow_terrain import bee_homes, places

SUB = level.SUBPIXELS


class Standing:
    """Something whose place is the middle between its feet, in sixteenths of a pixel."""

    sub_x: int
    sub_y: int

    @property
    def x(self) -> int:
        """Middle, in whole world pixels."""
        return self.sub_x // SUB

    @property
    def y(self) -> int:
        """Feet, in whole frame rows."""
        return self.sub_y // SUB


@dataclass
class Hero(Standing):
    """The fox."""

    sub_x: int = level.HERO_START[0] * SUB
    sub_y: int = level.HERO_START[1] * SUB
    speed_x: int = 0
    speed_y: int = 0
    faces_left: bool = False
    stands: bool = True
    jump_held: bool = False
    hurt: int = 0
    """Frames left of the knock-back."""
    safe: int = 0
    """Frames left in which nothing hurts."""
    safe_ground: tuple[int, int] = level.HERO_START


@dataclass
class Enemy(Standing):
    """A mushroom or a bee."""

    kind: str
    home: tuple[int, int]
    sub_x: int
    sub_y: int
    heading: int
    phase: int
    beaten: int = 0
    """Frames since it was beaten; 0 while it lives."""


@dataclass
class Coin:
    """A coin; its place is its middle."""

    x: int
    y: int
    taken: int = 0
    """Frames since it was taken; 0 while it hangs."""


@dataclass
class Spark:
    """The glitter left by a coin or a bee; its place is its middle."""

    x: int
    y: int
    age: int = 0


@dataclass
class Meadow:
    """One game."""

    hero: Hero
    enemies: list[Enemy]
    coins: list[Coin]
    sparks: list[Spark] = field(default_factory=list)
    camera: int = 0
    clock: int = 0
    score: int = 0
    shown_score: int = 0
    """The score line counts up to the score one by one."""
    hearts: int = level.HEARTS
    over: bool = False

    def sees(self, x: int) -> bool:
        """Whether something about the world column x can be on the screen."""
        return -16 <= x - self.camera <= level.WIDTH + 16


def new_game(rng: Random) -> Meadow:
    """A game at its start; `rng` says where enemies begin their rounds."""
    enemies = [_enemy("shroom", x, y, rng) for x, y in places("m")]
    enemies += [_enemy("bee", x, y, rng) for x, y in bee_homes()]
    coins = [Coin(x, y - level.TILE // 2) for x, y in places("o")]
    return Meadow(Hero(), enemies, coins)


def _enemy(kind: str, x: int, y: int, rng: Random) -> Enemy:
    start = x + rng.randint(-8, 8)
    return Enemy(kind, (x, y), start * SUB, y * SUB, rng.choice((-1, 1)), rng.randrange(256))

"""What Swarm remembers from frame to frame."""

from dataclasses import dataclass, field
from random import Random

from spritelift_envs import swarm_level as level

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


def touching(a: Box, b: Box) -> bool:
    """Whether two boxes share a pixel."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


@dataclass
class Mover:
    """Something at a place in sixteenths of a pixel; drawn at whole ones."""

    sub_x: int
    sub_y: int
    size: tuple[int, int]

    @property
    def x(self) -> int:
        """Left edge in whole pixels."""
        return self.sub_x // level.SUBPIXELS

    @property
    def y(self) -> int:
        """Top edge in whole pixels."""
        return self.sub_y // level.SUBPIXELS

    @property
    def box(self) -> Box:
        """Where it is."""
        return self.x, self.y, *self.size


@dataclass
class Invader(Mover):
    """One of the swarm: marching in its place, diving, or coming back to its place."""

    kind: str
    column: int
    row: int
    mode: str = "march"
    swing: int = 1
    """Side to which a dive begins."""
    frames: int = 0
    """Since the dive began."""


@dataclass
class Block:
    """One block of a shield; `damage` counts up to its last stage, and then it is gone."""

    x: int
    y: int
    damage: int = 0

    @property
    def box(self) -> Box:
        """Where it is."""
        return self.x, self.y, level.BLOCK_PX, level.BLOCK_PX


@dataclass
class Burst:
    """An explosion of an invader."""

    x: int
    y: int
    age: int = 0


@dataclass
class Swarm:
    """One game."""

    rng: Random
    ship: Mover
    invaders: list[Invader] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    shots: list[Mover] = field(default_factory=list)
    bolts: list[Mover] = field(default_factory=list)
    bursts: list[Burst] = field(default_factory=list)
    corner: tuple[int, int] = level.START
    """Of the formation, in pixels."""
    heading: int = 1
    pose: int = 0
    clock: int = 0
    march_in: int = 30
    dive_in: int = 0
    bolt_in: int = 0
    reload: int = 0
    wreck: int = 0
    """Frames left of the ship's explosion."""
    safe: int = 0
    """Frames left in which the new ship can't be hit."""
    pause: int = 0
    """Frames left until the next wave."""
    wave: int = 0
    score: int = 0
    shown_score: int = 0
    """The score line counts up to the score in small steps."""
    lives: int = level.LIVES
    over: bool = False


def new_game(rng: Random) -> Swarm:
    """A game at its first wave."""
    start = (level.WIDTH - level.SHIP_SIZE[0]) // 2
    game = Swarm(rng, Mover(start * level.SUBPIXELS, level.SHIP_Y * level.SUBPIXELS, level.SHIP_SIZE))
    new_wave(game)
    return game


def new_wave(game: Swarm) -> None:
    """A full formation and whole shields."""
    left, top = level.START
    game.corner, game.heading = (left + game.rng.randrange(level.STRAY), top), game.rng.choice((-1, 1))
    game.dive_in, game.bolt_in = game.rng.randint(*level.DIVE_EVERY), game.rng.randint(*level.BOLT_EVERY)
    game.invaders = [
        Invader(0, 0, level.INVADER_SIZE, kind, column, row)
        for row, kind in enumerate(level.FORMATION)
        for column in range(level.COLUMNS)
    ]
    for invader in game.invaders:
        take_place(game, invader)
    game.blocks = [
        Block(left + level.BLOCK_PITCH * i, top + level.BLOCK_PITCH * j)
        for left, top in level.SHIELD_CORNERS
        for j, line in enumerate(level.SHIELD)
        for i, letter in enumerate(line)
        if letter == "X"
    ]


def place_of(game: Swarm, invader: Invader) -> tuple[int, int]:
    """The invader's place in the formation, in pixels."""
    return (
        game.corner[0] + invader.column * level.PITCH[0],
        game.corner[1] + invader.row * level.PITCH[1],
    )


def take_place(game: Swarm, invader: Invader) -> None:
    """Put the invader into its place."""
    x, y = place_of(game, invader)
    invader.sub_x, invader.sub_y, invader.mode = x * level.SUBPIXELS, y * level.SUBPIXELS, "march"

"""What Cellar remembers from frame to frame. Places are frame pixels, of the middle between somebody's feet."""

from dataclasses import dataclass, field
from random import Random

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_rooms import ENTRANCE, ROOMS
from spritelift_envs.cellar_terrain import (
    STANDING,
    WALLS,
    WAYS,
    Cell,
    Passage,
    Step,
    cell_at,
    cells,
    foot,
    letter,
    passage_at,
)

SUB = level.SUBPIXELS
KINDS = {"B": "bat", "S": "slime", "K": "skeleton"}
ITEMS = {"o": "coin", "k": "key", "h": "heart"}


@dataclass
class Mover:
    """Something at a place in sixteenths of a pixel; drawn at whole ones."""

    sub_x: int
    sub_y: int

    @property
    def x(self) -> int:
        """Middle, in whole pixels."""
        return self.sub_x // SUB

    @property
    def y(self) -> int:
        """Feet, in whole pixels."""
        return self.sub_y // SUB

    @property
    def cell(self) -> Cell:
        """The cell in which it stands."""
        return cell_at(self.x, self.y - level.BODY_TALL // 2)

    def near(self, other: "Mover", across: int, down: int) -> bool:
        """Whether another is less than so far away."""
        return abs(self.x - other.x) < across and abs(self.y - other.y) < down


@dataclass
class Hero(Mover):
    """The hero."""

    way: str = "down"
    """Where it looks."""
    walked: int = 0
    """Sixteenths of a pixel since it last stood; 0 while it stands."""
    throwing: int = 0
    hurt: int = 0
    """Frames left of the knock-back."""
    push: Step = (0, 0)
    safe: int = 0
    """Frames left in which nothing hurts."""


@dataclass
class Enemy(Mover):
    """A bat, a slime or a skeleton."""

    kind: str
    home: tuple[int, int]
    heading: Step
    phase: int
    turn_in: int = 0
    hits: int = 0
    staggers: int = 0
    faces_left: bool = False
    beaten: int = 0
    """The clock when it was beaten; 0 while it lives."""


@dataclass
class Dagger(Mover):
    """The one dagger that can be in the air; its place is under its middle."""

    way: str


@dataclass(frozen=True)
class Item:
    """Something that lies there to be taken; its place is under its middle."""

    kind: str
    x: int
    y: int


@dataclass
class Puff:
    """What is seen of something that has just gone, or of a treasure held up."""

    name: str
    x: int
    y: int
    age: int = 0


@dataclass
class RoomState:
    """What changes in a room."""

    enemies: list[Enemy]
    items: list[Item]
    pots: set[Cell]
    opened: set[Cell] = field(default_factory=set)
    """Cells of its open chests."""


@dataclass
class Cellar:
    """One game."""

    rng: Random
    rooms: list[RoomState]
    hero: Hero
    number: int = ENTRANCE
    """The room that the hero is in."""
    passages: set[Passage] = field(default_factory=set)
    """Doors and gates that are open."""
    dagger: Dagger | None = None
    puffs: list[Puff] = field(default_factory=list)
    keys: int = 0
    hearts: int = level.HEARTS
    clock: int = 0
    score: int = 0
    shown_score: int = 0
    """The score line counts up to the score one by one."""
    over: bool = False

    @property
    def room(self) -> RoomState:
        """The room that the hero is in."""
        return self.rooms[self.number]

    @property
    def foes(self) -> list[Enemy]:
        """Who lives in the room."""
        return [enemy for enemy in self.room.enemies if not enemy.beaten]

    def shut(self, cell: Cell) -> bool:
        """Whether a closed door or gate is in this cell."""
        return letter(self.number, cell) in "DG" and passage_at(self.number, cell) not in self.passages

    def solid(self, x: int, y: int) -> bool:
        """Whether nobody can walk on the frame pixel (x, y)."""
        cell = cell_at(x, y)
        found = letter(self.number, cell)
        return found in WALLS or found in STANDING or cell in self.room.pots or self.shut(cell)


def new_game(rng: Random) -> Cellar:
    """A game at its start; `rng` says where enemies begin, where they turn, and what they leave."""
    x, y = foot(cells(ENTRANCE, "@")[0])
    rooms = [_new_room(number, rng) for number in range(len(ROOMS))]
    return Cellar(rng, rooms, Hero(x * SUB, (y - 3) * SUB))


def _new_room(number: int, rng: Random) -> RoomState:
    enemies = [_enemy(number, cell, rng) for cell in cells(number, "BSK")]
    items = [Item(ITEMS[letter(number, cell)], foot(cell)[0], foot(cell)[1] - 2) for cell in cells(number, "okh")]
    return RoomState(enemies, items, set(cells(number, "p")))


def _enemy(number: int, cell: Cell, rng: Random) -> Enemy:
    x, y = foot(cell)[0] + rng.randint(-3, 3), foot(cell)[1] - 3
    heading = rng.choice(list(WAYS.values()))
    return Enemy(x * SUB, y * SUB, KINDS[letter(number, cell)], (x, y), heading, rng.randrange(240))

"""Plays Cellar: tours the rooms, fetches what lies about, throws its dagger at whoever stands in line.

It knows the rooms, as a person who has played before does; everything that changes it sees from the scene alone.

It learns to fight and to step aside only from the first hit, and goes to meet it, so that a recording of its play
shows early on what being hurt looks like.
"""

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_look import Look, Looker, Spot, body_cell
from spritelift_envs.cellar_rooms import ARMOURY, CRYPT, ENTRANCE, GUARDS, HALL, PANTRY, VAULT, WELL
from spritelift_envs.cellar_route import clear_line, open_cells, way_of, way_to
from spritelift_envs.cellar_terrain import COLUMNS, WAYS, Cell, foot, mouths
from spritelift_envs.controls import FOUR_WAYS, Keys
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene

TOUR = (
    ENTRANCE, PANTRY, CRYPT, HALL, VAULT, GUARDS, ARMOURY, WELL,
    ENTRANCE, HALL, CRYPT, PANTRY, ENTRANCE, GUARDS, VAULT, HALL, ENTRANCE, WELL, ARMOURY, GUARDS,
)  # fmt: skip
"""The order of rooms, again and again; each lies next to the one before."""
STAY, PATIENCE = 36, 420
"""For so many frames it looks for things in a room; after so many it gives up fighting, and takes any way out."""
AIM = 6
"""How far off its line something may stand to be thrown at."""
FAR, NEAR = 84, 24
"""From how far it throws, and from how near it steps aside."""
DETOUR, POTS = 2, 1
"""So many cells it goes for a pot, and so many of them it breaks before it goes on."""
OFF_LANE = 2
"""So far from the middle of its lane it goes on."""
THROW = FOUR_WAYS.index(Keys(0, True))
WALK = {way: FOUR_WAYS.index(Keys(step[0], False, step[1])) for way, step in WAYS.items()}


class CellarPlayer:
    """Called with a scene, answers with an action."""

    def __init__(self, art: Art) -> None:
        self._look_at = Looker(art)
        self._way, self._wary = "down", False
        self._room, self._stop, self._frames, self._pots = ENTRANCE, 0, 0, 0
        self._walking = 0

    def __call__(self, scene: Scene) -> int:
        """The action for the frame after this scene."""
        look = self._look_at(scene)
        self._wary |= look.hurt
        self._way = look.way or self._way
        self._keep_to_the_tour(look)
        self._frames += 1
        if look.hero is None or look.hurt:  # when it doesn't see itself, it goes on as before
            return self._walking
        action = self._act(look, look.hero)
        self._walking = 0 if action == THROW else action
        return action

    def _keep_to_the_tour(self, look: Look) -> None:
        if look.room != self._room:
            ahead = [(self._stop + i) % len(TOUR) for i in range(1, len(TOUR) + 1)]
            self._stop = next(stop for stop in ahead if TOUR[stop] == look.room)
            self._room, self._frames = look.room, 0
        if self._frames == 0:
            self._pots = len(look.cells_of("pot")) - POTS

    def _act(self, look: Look, hero: Spot) -> int:
        here = body_cell(hero)
        free = open_cells(look.room, look.cells_of("pot", "chest_closed", "door_closed", "gate_closed"))
        fight = self._fight(look, hero, free) if self._wary and self._frames < PATIENCE else None
        if fight is not None:
            return fight
        way = self._errand(look, here, free)
        return self._follow(look, hero, self._way_on(look, here, free) if way is None else way)

    def _fight(self, look: Look, hero: Spot, free: set[Cell]) -> int | None:
        """Turn to who stands in line and throw; step aside from who comes too near otherwise."""
        gaps = sorted(((x - hero[0], y - hero[1]) for x, y in look.foes), key=lambda gap: abs(gap[0]) + abs(gap[1]))
        for across, down in gaps:
            in_line = min(abs(across), abs(down)) <= AIM and abs(across) + abs(down) <= FAR
            if not (in_line and look.armed):
                continue
            way, here, there = _towards(across, down), body_cell(hero), body_cell((hero[0] + across, hero[1] + down))
            if there == here or clear_line(here, there, free) == way:
                return THROW if self._way == way else WALK[way]
        if gaps and abs(gaps[0][0]) + abs(gaps[0][1]) < NEAR:
            return _aside(body_cell(hero), *gaps[0], free)
        return None

    def _errand(self, look: Look, here: Cell, free: set[Cell]) -> list[Cell] | None:
        """The way to the nearest thing worth having, or to a pot that stands nearer."""
        wanted = look.cells_of("chest_closed") | {cell for kind, cell in look.items if kind == "key"}
        if self._frames <= STAY:
            wanted |= {cell for kind, cell in look.items if kind != "heart" or look.hearts < level.HEARTS}
        if not self._wary:
            wanted |= look.foe_cells
        way = way_to(here, free, wanted)
        pots = look.cells_of("pot")
        if len(pots) > self._pots and (way is None or len(way) > DETOUR):
            to_pot = way_to(here, free, pots)
            if to_pot is not None and len(to_pot) <= DETOUR:
                return to_pot
        return way

    def _way_on(self, look: Look, here: Cell, free: set[Cell]) -> list[Cell] | None:
        """The way to the next room of the tour; where that is shut, to somebody to fight."""
        following = TOUR[(self._stop + 1) % len(TOUR)]
        exits = {cell for cell, room in mouths(look.room) if room == following or self._frames > PATIENCE}
        exits -= look.cells_of("gate_closed")
        if not look.keys:
            exits -= look.cells_of("door_closed")
        way = way_to(here, free, exits)
        return way_to(here, free, look.foe_cells) if way is None else way

    def _follow(self, look: Look, hero: Spot, cells: list[Cell] | None) -> int:
        """One frame's walk: first back to the middle of this cell's lane, then ahead; pots are thrown at."""
        here = body_cell(hero)
        if cells is None:
            return 0
        heading = way_of(here, cells[0]) if cells else _outwards(here)
        if cells and cells[0] in look.cells_of("pot") and self._way == heading:
            return THROW if look.armed else 0
        x, y = foot(here)
        off_x, off_y = x - hero[0], y - (level.TILE - level.BODY_TALL) // 2 + 1 - hero[1]
        if WAYS[heading][1] and abs(off_x) > OFF_LANE:
            return WALK["right" if off_x > 0 else "left"]
        if WAYS[heading][0] and abs(off_y) > OFF_LANE:
            return WALK["down" if off_y > 0 else "up"]
        return WALK[heading]


def _towards(across: int, down: int) -> str:
    if abs(across) > abs(down):
        return "right" if across > 0 else "left"
    return "down" if down > 0 else "up"


def _aside(here: Cell, across: int, down: int, free: set[Cell]) -> int | None:
    """Away from somebody so far off: first along the longer distance, else along the other; None where all is shut."""
    ways = [_towards(-across, 0), _towards(0, -down)]
    if abs(down) > abs(across):
        ways.reverse()
    for way in ways:
        if (here[0] + WAYS[way][0], here[1] + WAYS[way][1]) in free:
            return WALK[way]
    return None


def _outwards(here: Cell) -> str:
    """Out of the room, from a cell at its edge."""
    if here[0] in (0, COLUMNS - 1):
        return "right" if here[0] else "left"
    return "down" if here[1] else "up"

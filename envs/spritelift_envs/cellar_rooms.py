"""Cellar's rooms: 13x10 cells each, laid out on a grid.

# wall, % mossy wall, t wall with a torch, D locked door, G gate; b barrel, c crate, s statue, i pillar; p pot, C chest;
x bones; o coin, k key, h heart; B bat, S slime, K skeleton; @ where the hero starts.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """One room; its place in `ROOMS` is also its picture's in `cellar_floors.png`."""

    place: tuple[int, int]
    """Column and row on the grid of rooms."""
    cold: bool
    """Of blue stone, not of brick."""
    treasure: str
    """What its chests hold."""
    map: tuple[str, ...]


ENTRANCE, PANTRY, CRYPT, HALL, VAULT, GUARDS, ARMOURY, WELL = range(8)
ROOMS = (
    Room((1, 1), False, "coin", (
        "##t#%#D###t##",
        "#bb.......xc#",
        "#b..i...i...#",
        "#...........#",
        "%....o.o....#",
        "......@......",
        "#....o.o....#",
        "#...i..Si...%",
        "#pp........b#",
        "######.######",
    )),
    Room((0, 1), False, "key", (
        "#%t###D###t##",
        "#cc.......bb#",
        "#c...p.p...b#",
        "#...........#",
        "#..##...##..#",
        "#...#...#C...",
        "#...........#",
        "%..o.o.o.S..#",
        "#bb...x..pp.#",
        "#############",
    )),
    Room((0, 0), True, "coin", (
        "##t##t##t####",
        "#s.........s#",
        "#..oo...oo..#",
        "#..##.B.##..#",
        "#..#..K..#..#",
        "#...x...x....",
        "#..#.....#..#",
        "#..##...##..#",
        "#s..p...p..s#",
        "######D######",
    )),
    Room((1, 0), True, "coin", (
        "##t##t#t##t##",
        "#...........#",
        "#.s.s...s.s.#",
        "#...........#",
        "#..p.B...p..#",
        "...ooo.ooo..G",
        "#...........#",
        "#.s.s...s.s.#",
        "#x.........x#",
        "######D######",
    )),
    Room((2, 0), True, "key", (
        "##t#######t##",
        "#s.#.....#.s#",
        "#..#..C..#..#",
        "#..i..o..i..#",
        "#....o.o....#",
        "G.......S...#",
        "#.p.......p.#",
        "#..i..K..i..#",
        "#pp.......pp#",
        "######.######",
    )),
    Room((2, 1), False, "coin", (
        "##t##%.###t##",
        "#cc.......bb#",
        "#x....K..B.x#",
        "#..c.....c..#",
        "#....bb.....#",
        ".....cc...h.#",
        "%..o...p.o..#",
        "#..o.p...o.S#",
        "#pp.......cc#",
        "######.######",
    )),
    Room((2, 2), False, "coin", (
        "#%t##%.#%#t%#",
        "#bb.......cc#",
        "#..i.....i..#",
        "#..o.....o..#",
        "#..o#%.##o..#",
        "G.S.......C.#",
        "#...opx.o...#",
        "#..i.....i..#",
        "#cc......ppb#",
        "#############",
    )),
    Room((1, 2), False, "heart", (
        "%#t#%#.##%t##",
        "#pp.......bb#",
        "#..i.....i..#",
        "#...........#",
        "#.o.#%#%#.o.#",
        "#.o.C.x...o.G",
        "#...........#",
        "#..i..B..i.S#",
        "#pp.......cb#",
        "#############",
    )),
)  # fmt: skip

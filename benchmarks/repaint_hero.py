"""Meadow's hero repainted by hand in all of its poses: which pixels are tail, feet and head was read off the art."""

from collections.abc import Iterator

import numpy as np
from repaint_cases import Case

from spritelift_assets import drawings

Spans = dict[str, dict[int, tuple[tuple[int, int], ...]]]

TAIL: Spans = {
    "stand": {10: ((1, 3),), 11: ((1, 4),), 12: ((2, 4),), 13: ((2, 4),), 14: ((3, 5),)},
    "walk_0": {11: ((0, 2),), 12: ((1, 4),), 13: ((2, 4),), 14: ((3, 4),)},
    "walk_1": {10: ((1, 3),), 11: ((1, 4),), 12: ((2, 4),), 13: ((2, 4),), 14: ((3, 4),)},
    "walk_2": {11: ((2, 3),), 12: ((1, 4),), 13: ((1, 4),), 14: ((2, 4),)},
    "walk_3": {10: ((1, 2),), 11: ((1, 3),), 12: ((1, 4),), 13: ((2, 4),), 14: ((4, 5),)},
    "jump": {14: ((1, 5),), 15: ((1, 4),)},
    "fall": {8: ((1, 2),), 9: ((1, 3),), 10: ((1, 3),), 11: ((2, 3),), 12: ((3, 3),)},
    "hurt": {11: ((1, 2),), 12: ((1, 3),), 13: ((2, 4),), 14: ((3, 4),)},
}
"""Row to first and last column, both included, on the 16x18 grid of the drawing; ink inside a span stays ink."""
FEET: Spans = {
    "stand": {15: ((7, 8), (10, 11)), 16: ((7, 7), (11, 11))},
    "walk_0": {14: ((13, 13),), 15: ((6, 7), (11, 13)), 16: ((5, 6), (11, 12))},
    "walk_1": {15: ((7, 8), (10, 10)), 16: ((7, 7), (10, 10))},
    "walk_2": {14: ((12, 12),), 15: ((6, 7), (11, 13)), 16: ((5, 6), (11, 12))},
    "walk_3": {15: ((8, 10),), 16: ((8, 9),)},
    "jump": {14: ((10, 10),), 15: ((6, 7), (10, 12)), 16: ((6, 6),)},
    "fall": {15: ((6, 6), (9, 9)), 16: ((6, 6), (10, 10))},
    "hurt": {15: ((6, 7), (10, 11)), 16: ((6, 7), (11, 12))},
}
CHIN = {"stand": 9, "walk_0": 10, "walk_1": 9, "walk_2": 10, "walk_3": 9, "jump": 9, "fall": 9, "hurt": 10}
"""Last row of the head."""
HEAD_AT = {"stand": (0, 0), "walk_0": (0, 1), "walk_1": (0, 0), "walk_2": (0, 1), "walk_3": (0, 0), "jump": (0, 0)}
HEAD_AT |= {"fall": (0, 0), "hurt": (-1, 1)}
"""x, y of the head, from where it is as the hero stands."""
HAT = """
...kkkkk...
..kpppppk..
..kpppppk..
..kpppppk..
..kyyyyyk..
kkpppppppkk
.kkkkkkkkk."""
HAT_CORNER = (4, -3)
"""x, y on the standing hero's drawing."""
ROOM = 6

INK, FUR, SHADE, CREAM = (0x1D1232FF, 0xF2803AFF, 0xB8452EFF, 0xFFF4DCFF)
SCARF = 0x3F74EAFF
TAIL_COLOURS = {FUR: 0x8FB8D8FF, SHADE: 0x54729EFF, CREAM: 0xDCEBFFFF}
FEET_COLOURS = {SHADE: 0x4A4F6AFF, FUR: 0x6F7695FF}
HEAD_COLOURS = {FUR: 0xFFD640FF}
HAT_COLOURS = {"k": INK, "p": 0xB66AE6FF, "y": 0xFFD640FF}


def cases() -> Iterator[Case]:
    """Each repaint of the standing hero, the other seven poses to follow."""
    art = {d.name.removeprefix("hero_"): d.rgba for d in drawings("meadow") if d.name.startswith("hero_")}
    whole = {name: np.ones(rgba.shape[:2], bool) for name, rgba in art.items()}
    head = {name: _head(name, rgba) for name, rgba in art.items()}
    yield _case("fur", "one", art, whole, {FUR: 0x5CB85CFF})
    yield _case("scarf", "one", art, whole, {SCARF: 0xD83A3AFF})
    yield _case("tail", "two", art, {name: _within(TAIL[name]) for name in art}, TAIL_COLOURS)
    yield _case("feet", "two", art, {name: _within(FEET[name]) for name in art}, FEET_COLOURS)
    yield _case("head", "two", art, head, HEAD_COLOURS)
    yield _cut("hat", "hat", art, {name: _with_hat(rgba, *HEAD_AT[name]) for name, rgba in art.items()})


def _case(name: str, kind: str, art: dict, where: dict, colours: dict[int, int]) -> Case:
    truth = {}
    for pose, rgba in art.items():
        truth[pose] = np.pad(rgba, ((ROOM, ROOM), (ROOM, ROOM), (0, 0)))
        for old, new in colours.items():
            here = np.pad(where[pose] & (rgba == _rgba(old)).all(axis=2), ROOM)
            truth[pose][here] = _rgba(new)
    return _cut(name, kind, art, truth)


def _cut(name: str, kind: str, art: dict, truth: dict) -> Case:
    """Poses lose their empty edges, as lifted sprites do."""
    poses, wholes = [], []
    for pose, rgba in art.items():
        rows, columns = np.flatnonzero(rgba[..., 3].any(axis=1)), np.flatnonzero(rgba[..., 3].any(axis=0))
        top, end, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        poses.append(np.ascontiguousarray(rgba[top:end, left:right]))
        wholes.append(truth[pose][top : end + 2 * ROOM, left : right + 2 * ROOM])
    return Case(f"hero, {name}", kind, poses, wholes, ROOM)


def _with_hat(rgba: np.ndarray, dx: int, dy: int) -> np.ndarray:
    out = np.pad(rgba, ((ROOM, ROOM), (ROOM, ROOM), (0, 0)))
    for row, line in enumerate(HAT.split()):
        for column, letter in enumerate(line):
            if letter in HAT_COLOURS:
                out[ROOM + HAT_CORNER[1] + dy + row, ROOM + HAT_CORNER[0] + dx + column] = _rgba(HAT_COLOURS[letter])
    return out


def _head(name: str, rgba: np.ndarray) -> np.ndarray:
    out = np.zeros(rgba.shape[:2], bool)
    out[: CHIN[name] + 1] = True
    return out & ~_within(TAIL[name])


def _within(spans: dict[int, tuple[tuple[int, int], ...]]) -> np.ndarray:
    out = np.zeros((18, 16), bool)
    for row, columns in spans.items():
        for first, last in columns:
            out[row, first : last + 1] = True
    return out


def _rgba(code: int) -> tuple[int, ...]:
    return tuple(code.to_bytes(4, "big"))

"""Paper dolls: characters of little pictures on joints, so that what any repaint makes of each pose is known.

A doll is drawn from its parts; to repaint it, its parts are repainted and all poses drawn again.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from repaint_cases import Case

from spritelift_envs.dolls.puppet import Doll, Stance, drawn, painted


def cases(seed: int) -> Iterator[Case]:
    """One colour replaced (skin), one becoming two (sleeves, then shoes), and a hat, for the doll of that seed."""
    rng = np.random.default_rng(seed)
    size, colours = int(rng.integers(24, 49)), _colours(rng)
    twins = dict(colours, sleeve=colours["shirt"], shoe=colours["trousers"])
    doll = _doll(size, twins, np.random.default_rng(seed))
    stances = _stances(rng, size)
    other = _colours(np.random.default_rng(seed + 1_000_003))
    changes = {
        "skin": ("one", dict(twins, skin=other["skin2"])),
        "sleeves": ("two", dict(twins, sleeve=other["shirt"])),
        "shoes": ("two", dict(twins, shoe=other["trousers"])),
    }
    for name, (kind, changed) in changes.items():
        yield _case(f"doll {seed}, {name}", kind, doll, _doll(size, changed, np.random.default_rng(seed)), stances)
    hat = _hat(doll, other["hat"], rng)
    yield _case(f"doll {seed}, hat", "hat", doll, replace(doll, parts=doll.parts | {"hat": hat}), stances)


def _case(name: str, kind: str, doll: Doll, after: Doll, stances: list[Stance]) -> Case:
    poses, truth, room = [], [], doll.side // 3
    for stance in stances:
        old, new = (drawn(each, stance, 3 * doll.side) for each in (doll, after))
        rows, columns = np.flatnonzero(old[..., 3].any(axis=1)), np.flatnonzero(old[..., 3].any(axis=0))
        top, end, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        poses.append(np.ascontiguousarray(old[top:end, left:right]))
        truth.append(np.ascontiguousarray(new[top - room : end + room, left - room : right + room]))
    return Case(name, kind, poses, truth, room)


def _colours(rng: np.random.Generator) -> dict[str, tuple[int, int, int]]:
    names = ("skin", "shirt", "trousers", "hair", "belt", "hat", "skin2")
    return {name: tuple(int(level) for level in rng.integers(60, 236, 3)) for name in names}


def _doll(size: int, colours: dict, rng: np.random.Generator) -> Doll:
    head_high, leg_long = round(size * rng.uniform(0.3, 0.42)), round(size * rng.uniform(0.26, 0.34))
    torso_high = size - head_high - leg_long
    head_wide, torso_wide = round(head_high * rng.uniform(0.85, 1.2)), round(torso_high * rng.uniform(0.7, 1.1)) + 2
    arm_wide, leg_wide = max(3, round(size * rng.uniform(0.09, 0.13))), max(4, round(size * rng.uniform(0.11, 0.15)))
    arm_long = round(torso_high * rng.uniform(0.9, 1.2)) + 1
    darker = 0.75 if rng.random() < 0.5 else 1.0
    arm = (arm_long, arm_wide, "sleeve", "skin", 0.7)
    leg = (leg_long + 1, leg_wide, "trousers", "shoe", 0.65)
    shoulder, neck = -torso_high + 2, -torso_high + 1
    parts = {
        "far_arm": _limb(*arm, colours, darker),
        "near_arm": _limb(*arm, colours, 1.0),
        "far_leg": _limb(*leg, colours, darker),
        "near_leg": _limb(*leg, colours, 1.0),
        "torso": _torso(torso_high, torso_wide, colours),
        "head": _head(head_high, head_wide, colours, rng),
    }
    step = max(1, torso_wide // 5)
    joints = {
        "far_arm": (shoulder, step),
        "near_arm": (shoulder, -step),
        "far_leg": (-1, step),
        "near_leg": (-1, -step),
        "torso": (0, 0),
        "head": (neck, 0),
        "hat": (neck, 0),
    }
    return Doll(parts, joints, size)


def _limb(long: int, wide: int, upper: str, lower: str, until: float, colours: dict, shade: float) -> np.ndarray:
    """A limb that hangs from the middle of its picture, outlined, lit from the left."""
    limb = np.zeros((long, wide), object)
    limb[:] = None
    part = np.full((2 * long + 1, 2 * long + 1, 4), 0, np.uint8)
    left = long - wide // 2
    for row in range(long):
        name = upper if row < until * long else lower
        for column in range(wide):
            edge = row in (0, long - 1) or column in (0, wide - 1)
            corner = row in (0, long - 1) and column in (0, wide - 1)
            light = shade * (0.8 if column == wide - 2 and wide > 3 else 1.0)
            if not corner:
                part[long + row, left + column] = painted(colours[name], 0.3 * shade if edge else light)
    return part


def _torso(high: int, wide: int, colours: dict) -> np.ndarray:
    """Stands on its joint, which is the hip."""
    part = np.zeros((2 * high + 1, 2 * wide + 1, 4), np.uint8)
    for row in range(high):
        for column in range(wide):
            edge = row in (0, high - 1) or column in (0, wide - 1)
            name = "belt" if row >= high - 3 else "shirt"
            light = 0.3 if edge else 0.8 if column >= wide - 3 else 1.0
            if not (row == 0 and column in (0, wide - 1)):
                part[row + 1, wide - wide // 2 + column] = painted(colours[name], light)
    return part


def _head(high: int, wide: int, colours: dict, rng: np.random.Generator) -> np.ndarray:
    """Stands on the neck; it looks right."""
    part = np.zeros((2 * high + 1, 2 * wide + 1, 4), np.uint8)
    y, x = np.mgrid[:high, :wide]
    inside = ((y - (high - 1) / 2) / (high / 2)) ** 2 + ((x - (wide - 1) / 2) / (wide / 2)) ** 2 <= 1.0
    core = inside & np.roll(inside, 1, 0) & np.roll(inside, -1, 0) & np.roll(inside, 1, 1) & np.roll(inside, -1, 1)
    fringe = high * rng.uniform(0.25, 0.45)
    hair = (y < fringe + 1.5 * np.sin(x * rng.uniform(0.5, 2.0))) | (x < wide * rng.uniform(0.15, 0.35))
    spot = part[1 : high + 1, wide - wide // 2 : wide - wide // 2 + wide]
    spot[core & ~hair] = painted(colours["skin"], 1.0)
    spot[core & hair] = painted(colours["hair"], 1.0)
    spot[core & hair & ((x + y) % 5 == 0)] = painted(colours["hair"], 0.8)
    spot[core & ~hair & (x > wide - 4)] = painted(colours["skin"], 0.8)
    spot[inside & ~core] = painted(colours["hair"], 0.25)
    eye_y, eye_x = int(high * 0.55), int(wide * 0.68)
    spot[eye_y : eye_y + 2, eye_x] = (24, 20, 30, 255)
    spot[eye_y, eye_x - 1] = (244, 244, 240, 255)
    return part


def _hat(doll: Doll, colour: tuple[int, int, int], rng: np.random.Generator) -> np.ndarray:
    """A hat on the head, on a picture with the head's joint in the middle."""
    head = doll.parts["head"]
    rows, columns = np.flatnonzero(head[..., 3].any(axis=1)), np.flatnonzero(head[..., 3].any(axis=0))
    high, wide = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    tall, brim = max(3, round(high * rng.uniform(0.35, 0.6))), max(1, wide // 8)
    deep = max(2, round(high * 0.3))
    grown = 2 * tall + 2
    part = np.pad(np.zeros_like(head), ((grown, grown), (brim + 2, brim + 2), (0, 0)))
    base, left, right = grown + rows[0] + deep, brim + 2 + columns[0], brim + 2 + columns[-1] + 1
    crown = rng.integers(0, max(1, wide // 5) + 1)
    for row in range(base - tall - deep, base):
        for column in range(left + crown, right - crown):
            edge = row == base - tall - deep or column in (left + crown, right - crown - 1)
            part[row, column] = painted(colour, 0.3 if edge else 0.75 if row >= base - 3 else 1.0)
    part[base - 1 : base + 1, left - brim : right + brim] = painted(colour, 0.9)
    part[base + 1, left - brim : right + brim] = painted(colour, 0.3)
    return part


def _stances(rng: np.random.Generator, size: int) -> list[Stance]:
    """Standing, then a walk, a wave and a spell; some look the other way."""
    stances = [Stance(_limbs(4, -4, 3, -3))]
    steps, swing = int(rng.choice([4, 6, 8])), int(rng.integers(18, 36))
    bob = max(1, size // 24)
    for n in range(steps):
        s, c = np.sin(2 * np.pi * n / steps), np.cos(2 * np.pi * n / steps)
        arms, legs = round(swing * s), round(swing * s * 1.1)
        stances.append(Stance(_limbs(-arms, arms, legs, -legs), (round(bob * abs(c)), 0)))
    for turn in rng.choice([100, 125, 150, 170], 2, replace=False):
        stances.append(Stance(_limbs(int(turn), -8, 3, -3), shifts=_leaning(0, int(rng.integers(-1, 2)))))
    for turn in rng.choice([45, 70, 90], int(rng.integers(1, 4)), replace=False):
        stances.append(Stance(_limbs(int(turn), int(turn) - 12, 15, -15), (1, 1), _leaning(1, 1)))
    turned = rng.random(len(stances)) < 0.2
    return [replace(s, flipped=bool(t)) if n else s for n, (s, t) in enumerate(zip(stances, turned, strict=True))]


def _limbs(near_arm: int, far_arm: int, near_leg: int, far_leg: int) -> dict[str, int]:
    return {"near_arm": near_arm, "far_arm": far_arm, "near_leg": near_leg, "far_leg": far_leg}


def _leaning(y: int, x: int) -> dict[str, tuple[int, int]]:
    """A head that is elsewhere, and the hat with it."""
    return {"head": (y, x), "hat": (y, x)}

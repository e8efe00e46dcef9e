"""What the cast looks like: seven attributes, and the pictures of body, clothes and weapons, flat, on their joints."""

from dataclasses import dataclass

from jaxtyping import UInt8
from numpy import ndarray

from spritelift_envs.dolls.hair import hair
from spritelift_envs.dolls.inking import Colour, Shape, any_of, both, box, ellipse, flat, limb, tapered, without

BODIES, SKINS, HAIRS, TOPS, ARMS, LEGS, ARSENALS = range(2), range(3), range(7), range(2), range(2), range(2), range(2)

SKIN: tuple[Colour, ...] = ((244, 196, 150), (196, 132, 84), (118, 76, 54))
CHEEK: tuple[Colour, ...] = ((232, 150, 122), (180, 104, 72), (104, 60, 46))
SHIRT: tuple[Colour, ...] = ((206, 62, 58), (132, 152, 178))
TRIM: tuple[Colour, ...] = ((92, 52, 40), (222, 176, 70))
SLEEVE: tuple[Colour, ...] = ((232, 222, 200), (64, 116, 108))
TROUSERS: tuple[Colour, ...] = ((64, 84, 148), (122, 92, 62))
BOOTS: tuple[Colour, ...] = ((88, 58, 44), (60, 62, 78))
INK: Colour = (36, 28, 46)
STEEL: tuple[Colour, ...] = ((204, 214, 224), (226, 170, 84))
WOOD: Colour = (134, 88, 52)

UPPER_ARM, FOREARM, LEG = 6, 6, 9
"""Pixels from joint to joint, and down to the sole."""
HALF = (4.6, 6.4)
"""Of a body's width."""

Picture = UInt8[ndarray, "side side 4"]


@dataclass(frozen=True)
class Look:
    """One choice of each attribute, by number."""

    body: int = 0
    """Slim or stout."""
    skin: int = 0
    hair: int = 0
    top: int = 0
    """A tunic, or a breastplate."""
    arms: int = 0
    """Bare, or with sleeves and gloves."""
    legs: int = 0
    """Trousers and boots, or breeches with bare knees."""
    weapon: int = 0
    """Sword, spear and bow; or axe, trident and another bow."""


MATTERS = {
    "back_hair": ("hair",),
    "near_upper": ("body", "skin", "top", "arms"),
    "far_upper": ("body", "skin", "top", "arms"),
    "near_fore": ("body", "skin", "arms"),
    "far_fore": ("body", "skin", "arms"),
    "near_leg": ("body", "skin", "legs"),
    "far_leg": ("body", "skin", "legs"),
    "torso": ("body", "top"),
    "head": ("skin",),
    "hair": ("hair",),
    "weapon": ("body", "weapon"),
    "bow": ("body", "weapon"),
}
"""By part, the attributes on which it or its place depends."""
TONES = dict.fromkeys(MATTERS, 1) | {"torso": 3, "head": 3, "hair": 2, "back_hair": 2}
WEAPONS = {"walk": "blade", "slash": "blade", "thrust": "spear", "spellcast": "staff"}


def picture(part: str, look: Look, view: str, animation: str) -> Picture | None:
    """A part from the front ("down"), from behind ("up") or from its side, looking right; None where there is none."""
    if part in ("hair", "back_hair"):
        return hair(look.hair, view, behind=part == "back_hair")
    if part == "weapon":
        return weapon(WEAPONS[animation], look.weapon) if animation in WEAPONS else None
    if part == "bow":
        return bow(look.weapon) if animation == "shoot" else None
    if part == "torso":
        return torso(look, view)
    if part == "head":
        return head(look.skin, view)
    return {"upper": upper_arm, "fore": forearm, "leg": leg}[part.split("_")[1]](look, view)


def upper_arm(look: Look, view: str) -> Picture:
    """With a short sleeve of the top's, or in a sleeve."""
    whole = limb(UPPER_ARM, 1.9 + 0.3 * look.body)
    if look.arms:
        return flat(12, (whole, SLEEVE[look.top]))
    return flat(12, (whole, SKIN[look.skin]), (both(whole, box(-4, -9, 2, 9)), SHIRT[look.top]))


def forearm(look: Look, view: str) -> Picture:
    """Down to the hand."""
    arm, hand = limb(FOREARM - 2, 1.6 + 0.3 * look.body), ellipse(FOREARM, 0, 2.2, 2.2)
    if look.arms:
        return flat(12, (arm, SLEEVE[look.top]), (hand, TRIM[0]))
    return flat(12, (any_of(arm, hand), SKIN[look.skin]))


def leg(look: Look, view: str) -> Picture:
    """Down to the sole; feet point to the right where it looks there."""
    whole, toe = limb(LEG - 2, 2.2 + 0.3 * look.body), ellipse(LEG - 1, 1.5 * (view == "right"), 2.0, 3.0)
    foot = both(any_of(toe, limb(LEG - 1, 2.2, LEG - 4)), box(-9, -9, LEG, 9))
    if look.legs:
        bare = both(whole, box(4, -9, 20, 9))
        return flat(14, (whole, TROUSERS[1]), (bare, SKIN[look.skin]), (without(foot, box(-9, -9, 6, 9)), BOOTS[1]))
    return flat(14, (whole, TROUSERS[0]), (any_of(foot, both(whole, box(5, -9, 20, 9))), BOOTS[0]))


def torso(look: Look, view: str) -> Picture:
    """Stands on its joint, which is the hip."""
    half = HALF[look.body] - 0.8 * (view == "right")
    chest = tapered(-13, 1, half, half - 0.4)
    corners = any_of(box(-13, -20, -13, -half + 1), box(-13, half - 1, -13, 20))
    if look.top:
        return flat(16, (without(chest, corners), SHIRT[1]), *_plates(half, view))
    skirt = tapered(1, 5, half, half + 1.2)
    return flat(16, (without(chest, corners), SHIRT[0]), (skirt, SHIRT[0]), *_belt(half, view))


def _plates(half: float, view: str) -> list[tuple[Shape, Colour]]:
    chest = tapered(-13, 1, half, half - 0.4)
    trims = [(both(chest, box(row, -20, row, 20)), TRIM[1]) for row in (-12, 1)]
    seams = [(both(chest, box(-4, -20, -4, 20)), (92, 108, 132))]
    if view == "down":
        seams.append((box(-11, 0, -5, 0), (92, 108, 132)))
    return [*seams, *trims]


def _belt(half: float, view: str) -> list[tuple[Shape, Colour]]:
    belt = [(both(tapered(-13, 5, half, half + 1), box(-2, -20, -1, 20)), TRIM[0])]
    if view == "down":
        belt += [(box(-2, -1, -1, 1), TRIM[1]), (tapered(-13, -9, 2.5, 0.0), SLEEVE[0])]
    return belt


def head(skin: int, view: str) -> Picture:
    """About its joint, the middle of the head; with a face, unless from behind."""
    skull = ellipse(0, 0, 8.2, 8.2)
    if view == "up":
        return flat(14, (skull, SKIN[skin]))
    if view == "down":
        eyes = [(box(1, x, 3, x + 1), INK) for x in (-4, 3)]
        glints: list[tuple[Shape, Colour]] = [(box(1, x, 1, x), (250, 250, 250)) for x in (-4, 3)]
        cheeks = [(box(4, x, 4, x + 1), CHEEK[skin]) for x in (-6, 5)]
        return flat(14, (skull, SKIN[skin]), *eyes, *glints, *cheeks, (box(6, -1, 6, 1), CHEEK[skin]))
    nose = any_of(skull, box(2, 7, 3, 9))
    side: list[tuple[Shape, Colour]] = [(box(1, 4, 3, 5), INK), (box(1, 5, 1, 5), (250, 250, 250))]
    ear = ellipse(2, -2, 2, 1.5)
    return flat(14, (nose, SKIN[skin]), *side, (box(6, 5, 6, 7), CHEEK[skin]), (ear, CHEEK[skin]))


def weapon(kind: str, arsenal: int) -> Picture:
    """Held at its joint, pointing up."""
    metal, grip = STEEL[arsenal], (box(-2, -0.5, 4, 0.5), WOOD)
    if kind == "blade" and not arsenal:
        return flat(20, (box(-11, -1, -3, 1), metal), (box(-12, 0, -12, 0), metal), (box(-3, -3, -2, 3), TRIM[1]), grip)
    if kind == "blade":
        edge = without(ellipse(-8, 1, 4.2, 4.6), box(-20, -9, 0, -2))
        return flat(20, (box(-11, -0.5, 5, 0.5), WOOD), (edge, metal))
    if kind == "spear":
        shaft: tuple[Shape, Colour] = (box(-10, -0.5, 11, 0.5), WOOD)
        tip = tapered(-14, -9, 0.2, 2.2)
        fork = any_of(box(-13, -3, -9, -3), box(-13, 3, -9, 3), box(-9, -3, -8, 3), box(-14, 0, -8, 0))
        return flat(20, shaft, (fork if arsenal else tip, metal))
    orb: Colour = ((120, 214, 236), (238, 130, 208))[arsenal]
    return flat(20, (box(-12, -0.5, 8, 0.5), WOOD), (ellipse(-13, 0, 2.6, 2.6), orb))


def bow(arsenal: int) -> Picture:
    """Held at its joint, upright, to shoot to the right; its string is at rest."""
    curve = without(ellipse(0, -5, 11.5, 7.2), ellipse(0, -6, 11, 6.2))
    stave = both(curve, box(-11, -3, 11, 9))
    return flat(16, (box(-9, -3, 9, -3), (236, 230, 214)), (stave, ((150, 98, 58), (96, 72, 120))[arsenal]))

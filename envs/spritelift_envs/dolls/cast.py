"""A cast of paper dolls: 672 characters of seven attributes, who all do the same twenty clips, frame by frame."""

from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_envs.dolls.looks import (
    ARMS,
    ARSENALS,
    BODIES,
    FOREARM,
    HAIRS,
    HALF,
    LEGS,
    MATTERS,
    SKINS,
    TONES,
    TOPS,
    UPPER_ARM,
    Look,
    picture,
)
from spritelift_envs.dolls.moves import ANIMATIONS, VIEWS, clips_of, seen_from, stances
from spritelift_envs.dolls.puppet import Doll, Patch, Stance, joint, turned_part

SIDE = 60
HIP = (45, 29)
"""Where it rests on the canvas: y, x."""
ORDERS = {
    "right": ("far_upper", "bow", "far_fore", "far_leg", "near_leg", "torso", "head", "hair", "weapon", "near_upper",
              "near_fore"),
    "down": ("back_hair", "far_leg", "near_leg", "torso", "far_upper", "near_upper", "head", "hair", "bow", "far_fore",
             "weapon", "near_fore"),
    "up": ("weapon", "bow", "near_fore", "far_fore", "far_leg", "near_leg", "torso", "near_upper", "far_upper", "head",
           "hair"),
}  # fmt: skip
"""Back to front."""
SPLIT = (500, 72, 100)
"""Characters to learn from, to try on, and to be tested on."""
LOOKS = tuple(Look(*each) for each in product(BODIES, SKINS, HAIRS, TOPS, ARMS, LEGS, ARSENALS))

Indices = Int64[np.ndarray, " n"]
Cells = UInt8[np.ndarray, "n 60 60 4"]


class DollCast:
    """The characters with these looks, each with the same clips."""

    clips = clips_of(tuple(ANIMATIONS.items()), VIEWS)

    def __init__(self, looks: Sequence[Look] = LOOKS) -> None:
        self.looks = tuple(looks)

    def __len__(self) -> int:
        return len(self.looks)

    def frames(self, character: Indices, frame: Indices) -> Cells:
        """These frames of these characters, RGBA on nothing; alpha is 0 or 255."""
        made = np.zeros((len(character), SIDE, SIDE, 4), np.uint8)
        for one, c, t in zip(made, character.tolist(), frame.tolist(), strict=True):
            view, _, stance = _moment(t)
            for part in ORDERS[view]:
                if (shown := _patch(t, part, _mattering(self.looks[c], part))) is not None:
                    shown.put(one, HIP)
            if stance.flipped:
                one[:] = one[:, ::-1].copy()
        return made


def split() -> tuple[DollCast, DollCast, DollCast]:
    """The casts to learn from, to try on and to be tested on; nobody is in two of them, but every attribute in each."""
    order = np.random.default_rng(0).permutation(len(LOOKS))
    ends = np.cumsum(SPLIT)[:-1]
    train, validation, unseen = (DollCast([LOOKS[i] for i in part]) for part in np.split(order, ends))
    return train, validation, unseen


@cache
def _moment(frame: int) -> tuple[str, str, Stance]:
    """View as drawn, animation and pose of one of the frames."""
    number = int(np.searchsorted([clip.start for clip in DollCast.clips], frame, side="right")) - 1
    clip = DollCast.clips[number]
    return seen_from(clip.view), clip.animation, stances(clip.animation, clip.view)[frame - clip.start]


@cache
def _mattering(look: Look, part: str) -> Look:
    """The look without what doesn't show on that part, so that one picture serves many characters."""
    return Look(**{name: getattr(look, name) for name in MATTERS[part]})


@cache
def _patch(frame: int, part: str, look: Look) -> Patch | None:
    view, animation, stance = _moment(frame)
    turned = _turned(part, look, view, animation, stance.turns.get(part, 0))
    return None if turned is None else turned.at(*joint(_skeleton(look.body, view), stance, part))


@cache
def _turned(part: str, look: Look, view: str, animation: str, turn: int) -> Patch | None:
    shape = _picture(part, look, view, animation)
    return None if shape is None else turned_part(shape, turn, TONES[part])


_picture = cache(picture)


@cache
def _skeleton(body: int, view: str) -> Doll:
    """Where the joints of a body are."""
    shoulder = (1, 2) if view == "right" else (round(HALF[body] + 1.2),) * 2
    leg = (0, 0) if view == "right" else (round(HALF[body] / 2 + 0.4),) * 2
    head = (-21, 1 if view == "right" else 0)
    joints = dict.fromkeys(("near_fore", "far_fore", "weapon", "bow", "torso"), (0, 0))
    joints |= {"near_upper": (-11, -shoulder[0]), "far_upper": (-11, shoulder[1])}
    joints |= {"near_leg": (1, -leg[0]), "far_leg": (1, leg[1])} | dict.fromkeys(("head", "hair", "back_hair"), head)
    hangs = {"near_fore": ("near_upper", UPPER_ARM), "far_fore": ("far_upper", UPPER_ARM)}
    hangs |= {"weapon": ("near_fore", FOREARM), "bow": ("far_fore", FOREARM)}
    return Doll({}, joints, SIDE, hangs=hangs)

"""Where a painted picture lies over the pose it was made from: people's programs pad and crop."""

import numpy as np
from jaxtyping import Bool, UInt8

from spritelift_runtime.art import NO_MARGIN, Margin
from spritelift_runtime.errors import SizeError

Rgba = UInt8[np.ndarray, "_ _ 4"]
LEAST_SAME = 0.5
"""Share of the pose's outline that a larger picture must have kept somewhere."""


def margin_of(painted: Rgba, pose: Rgba, whose: str) -> Margin:
    """By how many pixels (left, top, right, bottom) the painted picture is larger than the pose.

    It lies where most pixels stayed as they were, then where the outlines agree best.

    Raises:
        SizeError: it is smaller than the pose, or larger and nothing in it looks like the pose.
    """
    (high, wide), (tall, broad) = pose.shape[:2], painted.shape[:2]
    if tall < high or broad < wide:
        raise SizeError(
            f"{whose} is {broad}x{tall} px, the sprite is {wide}x{high} px. Paint on a canvas of {wide}x{high} px or "
            "more; leave transparent what should be empty."
        )
    if (tall, broad) == (high, wide):
        return NO_MARGIN
    places = [(top, left) for top in range(tall - high + 1) for left in range(broad - wide + 1)]
    scores = [_kept(painted[top : top + high, left : left + wide], pose) for top, left in places]
    top, left = places[scores.index(max(scores))]
    outline = ((painted[top : top + high, left : left + wide, 3] > 0) & (pose[..., 3] > 0)).sum()
    if outline < LEAST_SAME * (pose[..., 3] > 0).sum():
        raise SizeError(
            f"{whose} is {broad}x{tall} px, and the sprite of {wide}x{high} px is found nowhere in it. Start from the "
            "sprite's own picture at its own size, and let the canvas grow only at its edges."
        )
    return left, top, broad - wide - left, tall - high - top


def _kept(part: Rgba, pose: Rgba) -> tuple[int, int]:
    both = (part[..., 3] > 0) & (pose[..., 3] > 0)
    same = both & (part == pose).all(axis=2)
    return int(same.sum()), int(both.sum())


def padded(picture: np.ndarray, margin: Margin) -> np.ndarray:
    """The picture with so many transparent pixels around it (left, top, right, bottom); less than none cuts off."""
    left, top, right, bottom = margin
    rows, columns = (max(0, top), max(0, bottom)), (max(0, left), max(0, right))
    high, wide = picture.shape[:2]
    cut = picture[max(0, -top) : high - max(0, -bottom), max(0, -left) : wide - max(0, -right)]
    return np.pad(cut, (rows, columns, *((0, 0),) * (picture.ndim - 2)))


def grown_by(opaque: Bool[np.ndarray, "_ _"], box: tuple[int, int, int, int]) -> Margin:
    """How far opaque pixels stand out of a box (left, top, right, bottom), in pixels on each side."""
    if not opaque.any():
        return NO_MARGIN
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    left, top, right, bottom = box
    return (
        max(0, left - int(columns[0])),
        max(0, top - int(rows[0])),
        max(0, int(columns[-1]) + 1 - right),
        max(0, int(rows[-1]) + 1 - bottom),
    )

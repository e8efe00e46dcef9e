"""Seven heads of hair, flat, on the joint of the head, from all sides."""

from jaxtyping import UInt8
from numpy import ndarray

from spritelift_envs.dolls.inking import Colour, Shape, any_of, both, box, ellipse, flat, without

COLOURS: tuple[Colour, ...] = (
    (112, 66, 40), (242, 204, 92), (206, 92, 44), (58, 50, 72), (222, 222, 232), (84, 172, 92), (96, 66, 142),
)  # fmt: skip
CROP, LONG, TAIL, CURLS, BUN, CREST, HOOD = range(7)

CAP = {
    "down": without(ellipse(-0.5, 0, 9.4, 9.2), any_of(ellipse(5, 0, 8.6, 7.4), box(3, -20, 20, 20))),
    "right": without(
        ellipse(-0.5, -0.5, 9.4, 9.2), any_of(ellipse(4.5, 6.5, 8, 8.6), box(5, -20, 20, 20), box(0, -3, 9, 20))
    ),
    "up": without(ellipse(-0.5, 0, 9.4, 9.2), box(6, -20, 20, 20)),
}  # fmt: skip
"""Short hair; every other style but crest and hood begins with it."""


def hair(style: int, view: str, *, behind: bool) -> UInt8[ndarray, "side side 4"] | None:
    """What lies on the head, or what falls behind the body; None where nothing does."""
    shape = _behind(style, view) if behind else _above(style, view)
    return None if shape is None else flat(18, (shape, COLOURS[style]))


def _above(style: int, view: str) -> Shape:
    if style == CREST:
        return {
            "down": any_of(ellipse(-8, 0, 5, 2.4), box(-8, -1, -5, 1)),
            "right": without(ellipse(-2, -1, 11, 9.5), any_of(ellipse(1, 1, 8.6, 8.6), box(4, -20, 20, 20))),
            "up": any_of(ellipse(-8, 0, 5, 2.4), ellipse(-2, 0, 8, 2.4)),
        }[view]
    if style == HOOD:
        whole = any_of(ellipse(-0.5, 0, 10.4, 10.2), box(0, -9.5, 8, 9.5))
        return (
            whole
            if view == "up"
            else without(whole, {"down": ellipse(2, 0, 7, 7), "right": ellipse(2, 6, 7, 6.6)}[view])
        )
    whole = any_of(CAP[view], *_more(style, view))
    return without(whole, ellipse(4.5, 0, 6.5, 6.4)) if view == "down" else whole


def _more(style: int, view: str) -> list[Shape]:
    """Beyond short hair."""
    side = view == "right"
    if style == LONG and view == "down":
        return [box(-2, -9, 9, -7), box(-2, 7, 9, 9)]
    if style == LONG:
        return [both(ellipse(3, -4 * side, 11, 5.5 if side else 8.6), box(0, -20, 20, -2 if side else 20))]
    if style == CURLS:
        row = [(-7, -5), (-9, 0), (-7, 4), (-2, -8), (3, -8)] + ([] if side else [(-2, 8), (3, 8)])
        return [ellipse(y, x, 3.2, 3.2) for y, x in row]
    if style == TAIL and view != "down":
        return [ellipse(5, -10 * side, 6.5, 2.8), ellipse(-1, -8 * side, 2.5, 3)]
    if style == BUN:
        return [ellipse(-10, -3 * side, 3.6, 4.0)]
    return []


def _behind(style: int, view: str) -> Shape | None:
    if view != "down":
        return None
    return {LONG: ellipse(4, 0, 10.5, 9.4), TAIL: ellipse(5, 9, 5, 2.6)}.get(style)

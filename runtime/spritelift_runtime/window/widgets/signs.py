"""Small signs that the font doesn't have, drawn into a square."""

from collections.abc import Callable

import pygame

from spritelift_runtime.window.theme import Colour


def draw_sign(surface: pygame.Surface, sign: str, box: pygame.Rect, colour: Colour) -> None:
    """Draw one of `SIGNS` in the largest square in the middle of `box`."""
    side = min(box.size)
    square = pygame.Rect(0, 0, side, side)
    square.center = box.center
    SIGNS[sign](surface, square, colour)


def _points(box: pygame.Rect, *shares: tuple[float, float]) -> list[tuple[int, int]]:
    return [(box.x + round(x * (box.w - 1)), box.y + round(y * (box.h - 1))) for x, y in shares]


def _line_wide(box: pygame.Rect) -> int:
    return max(box.w // 8, 1)


def _filled(*shares: tuple[float, float]) -> Callable[[pygame.Surface, pygame.Rect, Colour], None]:
    def draw(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
        pygame.draw.polygon(surface, colour, _points(box, *shares))

    return draw


def _stroke(*shares: tuple[float, float]) -> Callable[[pygame.Surface, pygame.Rect, Colour], None]:
    def draw(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
        pygame.draw.lines(surface, colour, False, _points(box, *shares), _line_wide(box) + 1)

    return draw


def _cross(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    for shares in (((0.2, 0.2), (0.8, 0.8)), ((0.8, 0.2), (0.2, 0.8))):
        _stroke(*shares)(surface, box, colour)


def _pause(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    wide = max(round(box.w * 0.24), 2)
    for share in (0.18, 0.58):
        pygame.draw.rect(surface, colour, (box.x + round(share * box.w), box.y + box.h // 8, wide, box.h * 3 // 4))


def _eye(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    lids = box.inflate(0, -round(box.h * 0.4))
    pygame.draw.ellipse(surface, colour, lids, _line_wide(box))
    pygame.draw.circle(surface, colour, box.center, max(box.w // 6, 1))


def _shut(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _stroke((0.0, 0.5), (1.0, 0.5))(surface, box, colour)


def _lock(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _body(surface, box, colour)
    bow = pygame.Rect(0, 0, round(box.w * 0.5), round(box.h * 0.7))
    bow.midtop = (box.centerx, box.y + box.h // 12)
    pygame.draw.rect(surface, colour, bow, _line_wide(box), border_radius=box.w // 4)


def _unlocked(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _body(surface, box, colour)
    bow = _points(box, (0.72, 0.45), (0.72, 0.1), (0.98, 0.1), (0.98, 0.3))
    pygame.draw.lines(surface, colour, False, bow, _line_wide(box))


def _body(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    body = pygame.Rect(box.x + box.w // 8, box.y + round(box.h * 0.45), round(box.w * 0.75), round(box.h * 0.5))
    pygame.draw.rect(surface, colour, body, border_radius=max(box.w // 10, 1))


def _ring(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    pygame.draw.circle(surface, colour, box.center, box.w * 2 // 5, _line_wide(box))


def _disc(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _ring(surface, box, colour)
    pygame.draw.circle(surface, colour, box.center, max(box.w // 5, 1))


def _aim(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _ring(surface, box, colour)
    for shares in (
        ((0.5, 0.0), (0.5, 0.28)),
        ((0.5, 0.72), (0.5, 1.0)),
        ((0.0, 0.5), (0.28, 0.5)),
        ((0.72, 0.5), (1.0, 0.5)),
    ):
        _stroke(*shares)(surface, box, colour)


def _aimed(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _aim(surface, box, colour)
    pygame.draw.circle(surface, colour, box.center, max(box.w // 5, 1))


def _turn(*, back: bool) -> Callable[[pygame.Surface, pygame.Rect, Colour], None]:
    """An arrow that goes back (or on) in a bow."""

    def draw(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
        bow = [(0.3, 0.32), (0.66, 0.32), (0.86, 0.46), (0.9, 0.62), (0.8, 0.8), (0.6, 0.88), (0.4, 0.88)]
        head = [(0.06, 0.32), (0.36, 0.06), (0.36, 0.58)]
        turned = [[(x if back else 1 - x, y) for x, y in points] for points in (bow, head)]
        _stroke(*turned[0])(surface, box, colour)
        _filled(*turned[1])(surface, box, colour)

    return draw


def _loop(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
    _stroke((0.06, 0.6), (0.06, 0.26), (0.66, 0.26))(surface, box, colour)
    _stroke((0.94, 0.4), (0.94, 0.74), (0.34, 0.74))(surface, box, colour)
    _filled((0.6, 0.04), (0.6, 0.48), (0.9, 0.26))(surface, box, colour)
    _filled((0.4, 0.52), (0.4, 0.96), (0.1, 0.74))(surface, box, colour)


def _mirror(*, x: bool) -> Callable[[pygame.Surface, pygame.Rect, Colour], None]:
    """Two wedges on the sides of a line: one filled, the other its mirror image."""

    def draw(surface: pygame.Surface, box: pygame.Rect, colour: Colour) -> None:
        wedge, other = [(0.4, 0.12), (0.4, 0.88), (0.0, 0.88)], [(0.6, 0.12), (0.6, 0.88), (1.0, 0.88)]
        line = [(0.5, 0.0), (0.5, 1.0)]
        shown = [points if x else [(v, u) for u, v in points] for points in (wedge, other, line)]
        _filled(*shown[0])(surface, box, colour)
        _stroke(*shown[1], shown[1][0])(surface, box, colour)
        pygame.draw.lines(surface, colour, False, _points(box, *shown[2]))

    return draw


SIGNS: dict[str, Callable[[pygame.Surface, pygame.Rect, Colour], None]] = {
    "folded": _filled((0.3, 0.15), (0.3, 0.85), (0.75, 0.5)),
    "unfolded": _filled((0.15, 0.3), (0.85, 0.3), (0.5, 0.75)),
    "more": _filled((0.3, 0.15), (0.3, 0.85), (0.75, 0.5)),
    "play": _filled((0.2, 0.08), (0.2, 0.92), (0.92, 0.5)),
    "pause": _pause,
    "check": _stroke((0.12, 0.52), (0.4, 0.8), (0.9, 0.22)),
    "cross": _cross,
    "eye": _eye,
    "eye off": _shut,
    "lock": _lock,
    "lock off": _unlocked,
    "alone": _disc,
    "alone off": _ring,
    "follow": _aimed,
    "follow off": _aim,
    "undo": _turn(back=True),
    "redo": _turn(back=False),
    "loop": _loop,
    "flip x": _mirror(x=True),
    "flip y": _mirror(x=False),
}
"""What each sign is called. Those that are switches have an `off`, too."""

"""What one paints with, and the edit that a stroke of it is. No pygame here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from spritelift_runtime.art import NO_MARGIN, Art, Margin
from spritelift_runtime.editing import strokes
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.sheet_edits import Redraw
from spritelift_runtime.editing.strokes import NOTHING, Colour, Point, Points
from spritelift_runtime.editing.subject import Subject

MOST_PX = 16
"""Width of the largest brush."""


class Tool(StrEnum):
    """What the pointer does to a picture."""

    PENCIL = "pencil"
    ERASER = "eraser"
    LINE = "line"
    FILL = "fill"
    PICK = "pick"


@dataclass(frozen=True, kw_only=True)
class Brush:
    """A tool, and how it is set."""

    tool: Tool = Tool.PENCIL
    colour: Colour = (0, 0, 0, 255)
    other: Colour = NOTHING
    """The right button's; the first one erases."""
    size: int = 1
    """Side of its square, pixels."""
    mirrored: bool = False
    """Whether all is painted on the other side of the box's middle, too."""

    def reach(self, at: Point) -> Points:
        """Pixels of the brush about a point: a square, whose middle is there or just right and below."""
        first = -((self.size - 1) // 2)
        side = np.arange(first, first + self.size)
        return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2) + np.array(at)


@dataclass(frozen=True)
class Stroke:
    """What the pointer has done since its button went down."""

    path: tuple[Point, ...]
    """Pixels that it passed over, without gaps."""
    ink: Colour
    everywhere: bool = False
    """Whether a fill goes to all pixels of that colour, joined or not."""


def edit_of(art: Art, subject: Subject, brush: Brush, stroke: Stroke) -> Edit | None:
    """What the stroke makes of a picture; None where it changes nothing. A sprite painted beyond its edge grows."""
    if brush.tool is Tool.FILL:
        return _filled(art, subject, brush, stroke)
    return inked(art, subject, _touched(subject.box(art)[0], brush, stroke.path), stroke.ink)


def inked(art: Art, subject: Subject, points: Points, ink: Colour) -> Edit | None:
    """The edit that gives these points (from the box) a colour, as far as there is room."""
    rgba = subject.rgba(art)
    points = points - np.array(subject.corner(art))
    left, top, right, bottom = _growth(art, subject, points) if ink[3] else NO_MARGIN
    if (left, top, right, bottom) == NO_MARGIN:
        return strokes.stroke(subject.picture, rgba, points, ink, behind=subject.behind)
    grown = np.pad(rgba, ((top, bottom), (left, right), (0, 0)))
    points = points + np.array((left, top))
    points = points[(points >= 0).all(1) & (points < (grown.shape[1], grown.shape[0])).all(1)]
    grown[points[:, 1], points[:, 0]] = ink
    a, b, c, d = subject.margin(art)
    return Redraw(sprite=subject.picture, rgba=grown, margin=(a + left, b + top, c + right, d + bottom))


def flipped(art: Art, subject: Subject, *, x: bool = False, y: bool = False) -> Edit:
    """The picture the other way round, about the box's middle."""
    rgba = subject.rgba(art)
    rgba = rgba[:: -1 if y else 1, :: -1 if x else 1].copy()
    if subject.behind:
        return strokes.Paint(picture=subject.picture, behind=True, rgba=rgba)
    left, top, right, bottom = subject.margin(art)
    left, right = (right, left) if x else (left, right)
    top, bottom = (bottom, top) if y else (top, bottom)
    return Redraw(sprite=subject.picture, rgba=rgba, margin=(left, top, right, bottom))


def _growth(art: Art, subject: Subject, points: Points) -> Margin:
    """By how much more the picture must stand out, left, top, right, bottom, to hold what is within its room."""
    (wide, high), margin, room = subject.box(art), subject.margin(art), subject.room(art)
    spare = [whole - own for whole, own in zip(room, margin, strict=True)]
    size = wide + margin[0] + margin[2], high + margin[1] + margin[3]
    within = (points >= (-spare[0], -spare[1])).all(1) & (points < (size[0] + spare[2], size[1] + spare[3])).all(1)
    if not within.any():
        return 0, 0, 0, 0
    (left, top), (right, bottom) = points[within].min(0).tolist(), points[within].max(0).tolist()
    return max(-left, 0), max(-top, 0), max(right + 1 - size[0], 0), max(bottom + 1 - size[1], 0)


def _touched(wide: int, brush: Brush, path: Sequence[Point]) -> Points:
    reach = brush.reach((0, 0))
    points = (np.array(path)[:, None] + reach).reshape(-1, 2)
    return np.concatenate([points, (wide - 1, 0) + points * (-1, 1)]) if brush.mirrored else points


def _filled(art: Art, subject: Subject, brush: Brush, stroke: Stroke) -> Edit | None:
    rgba, (x, y) = subject.rgba(art), subject.corner(art)
    way = strokes.WAYS["replace" if stroke.everywhere else "fill"]
    (u, v), wide = stroke.path[-1], subject.box(art)[0]
    starts = [(u, v), (wide - 1 - u, v)] if brush.mirrored else [(u, v)]
    points = [point for u, v in starts for point in way(rgba, (u - x, v - y))]
    return strokes.stroke(subject.picture, rgba, points, stroke.ink, behind=subject.behind)

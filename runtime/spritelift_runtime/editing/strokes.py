"""Painting on a sprite: what pencil, eraser and fill make of its picture. Points are x, y in picture pixels."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from jaxtyping import Bool, Int, UInt8
from scipy import ndimage

from spritelift_runtime.colour_codes import codes_of, colours_of
from spritelift_runtime.editing.sheet_edits import Paint

Rgba = UInt8[np.ndarray, "h w 4"]
Point = tuple[int, int]
Points = Int[np.ndarray, "_ 2"]
Colour = tuple[int, int, int, int]
"""RGBA; alpha 0 erases."""
NOTHING: Colour = (0, 0, 0, 0)


def line(first: Point, last: Point) -> list[Point]:
    """Pixels from one to the other, both included, without a gap: what a pointer that moved fast has passed over."""
    steps = max(abs(last[0] - first[0]), abs(last[1] - first[1]))
    share = np.linspace(0, 1, steps + 1)[:, None]
    points = np.rint(np.array(first) * (1 - share) + np.array(last) * share).astype(int)
    return [(x, y) for x, y in points.tolist()]


def mirrored(points: Iterable[Point], wide: int) -> list[Point]:
    """The points and their mirror images about the picture's middle."""
    return list(dict.fromkeys(each for x, y in points for each in ((x, y), (wide - 1 - x, y))))


def flood(rgba: Rgba, start: Point) -> list[Point]:
    """All pixels that are joined to one by sides, and have its colour; none if it is outside."""
    x, y = start
    if not _inside(rgba, start):
        return []
    labels, _ = ndimage.label(_same(rgba, rgba[y, x]))
    rows, columns = np.nonzero(labels == labels[y, x])
    return list(zip(columns.tolist(), rows.tolist(), strict=True))


def everywhere(rgba: Rgba, start: Point) -> list[Point]:
    """All pixels of one's colour, joined to it or not."""
    if not _inside(rgba, start):
        return []
    rows, columns = np.nonzero(_same(rgba, rgba[start[1], start[0]]))
    return list(zip(columns.tolist(), rows.tolist(), strict=True))


def stroke(
    picture: int, rgba: Rgba, points: Iterable[Point] | Points, colour: Colour, *, behind: bool = False
) -> Paint | None:
    """The edit that gives these pixels a colour; those outside don't count. None where nothing would change."""
    every = points if isinstance(points, np.ndarray) else np.array(list(points), int).reshape(-1, 2)
    every = every[(every >= 0).all(1) & (every < (rgba.shape[1], rgba.shape[0])).all(1)]
    if not len(every):
        return None
    (left, top), (right, bottom) = every.min(0).tolist(), (every.max(0) + 1).tolist()
    patch = rgba[top:bottom, left:right].copy()
    patch[every[:, 1] - top, every[:, 0] - left] = colour
    if np.array_equal(patch, rgba[top:bottom, left:right]):
        return None
    return Paint(picture=picture, behind=behind, x=left, y=top, rgba=patch)


def palette(pictures: Sequence[UInt8[np.ndarray, "_ _ 4"]], most: int | None = None) -> list[Colour]:
    """Every colour of some pictures that can be seen, the commonest first; `most` of them."""
    pixels = np.concatenate([codes_of(picture).ravel() for picture in pictures] or [np.zeros(0, np.uint32)])
    codes, counts = np.unique(pixels[pixels > 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:most]
    return [(r, g, b, a) for r, g, b, a in colours_of(codes[order]).tolist()]


WAYS: dict[str, Callable[[Rgba, Point], list[Point]]] = {"fill": flood, "replace": everywhere}


def _same(rgba: Rgba, colour: UInt8[np.ndarray, " 4"]) -> Bool[np.ndarray, "h w"]:
    """What can't be seen is one colour."""
    if colour[3] == 0:
        return rgba[..., 3] == 0
    return (rgba == colour).all(-1)


def _inside(rgba: Rgba, point: Point) -> bool:
    return 0 <= point[0] < rgba.shape[1] and 0 <= point[1] < rgba.shape[0]

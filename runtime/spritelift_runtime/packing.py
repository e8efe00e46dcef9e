"""Where pictures go on a sheet: a skyline packer, the same answer on every machine."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

PADDING_PX = 1
"""Empty pixels around every picture, so that a filtering or wrapping engine never mixes neighbours."""

_WIDTHS_TRIED = (1.0, 1.06, 1.12, 1.2, 1.3, 1.45)


@dataclass(frozen=True)
class Packing:
    """Top-left corners in the order of the sizes given, and the sheet's width and height, in pixels."""

    corners: tuple[tuple[int, int], ...]
    size: tuple[int, int]


def pack(sizes: Sequence[tuple[int, int]]) -> Packing:
    """Place boxes of `sizes` (width, height) without overlap or rotation on a small, squarish sheet.

    Several widths near the square root of the area are tried; the sheet of least area wins (then the squarer).
    """
    if not sizes:
        return Packing((), (1, 1))  # PNG has no empty picture
    padded = [(width + PADDING_PX, height + PADDING_PX) for width, height in sizes]
    side = math.isqrt(sum(width * height for width, height in padded))
    widest = max(width for width, _ in padded)
    widths = sorted({max(widest, math.ceil(side * factor)) for factor in _WIDTHS_TRIED})
    tried = [_pack_into(padded, width) for width in widths]
    return min(tried, key=lambda packing: (packing.size[0] * packing.size[1], max(packing.size)))


def _pack_into(padded: Sequence[tuple[int, int]], sheet_width: int) -> Packing:
    # Tall first fills best; ties go by width, then by id, so that the layout never depends on sort internals.
    order = sorted(range(len(padded)), key=lambda i: (-padded[i][1], -padded[i][0], i))
    skyline = [(0, 0, sheet_width)]
    corners = [(0, 0)] * len(padded)
    for i in order:
        width, height = padded[i]
        x, y = _lowest_place(skyline, width, sheet_width)
        skyline = _raised(skyline, x, width, y + height)
        corners[i] = (x + PADDING_PX, y + PADDING_PX)
    right = max(x + padded[i][0] for i, (x, _) in enumerate(corners))
    bottom = max(y + padded[i][1] for i, (_, y) in enumerate(corners))
    return Packing(tuple(corners), (right, bottom))


def _lowest_place(skyline: list[tuple[int, int, int]], width: int, sheet_width: int) -> tuple[int, int]:
    """The lowest (then leftmost) corner where a box `width` wide stands on the skyline (segments x, y, width)."""
    best: tuple[int, int] | None = None
    for start, (x, _, _) in enumerate(skyline):
        if x + width > sheet_width:
            break
        y, at = 0, start
        while at < len(skyline) and skyline[at][0] < x + width:
            y, at = max(y, skyline[at][1]), at + 1
        if best is None or y < best[0]:
            best = (y, x)
    assert best is not None  # the sheet is at least as wide as the widest box
    return best[1], best[0]


def _raised(skyline: list[tuple[int, int, int]], left: int, width: int, top: int) -> list[tuple[int, int, int]]:
    """The skyline after a box whose far edge is at `top` covers `left`..`left + width`."""
    right = left + width
    out: list[tuple[int, int, int]] = []
    for x, y, wide in skyline:
        if x < left:
            out.append((x, y, min(wide, left - x)))
    out.append((left, top, width))
    for x, y, wide in skyline:
        if x + wide > right:
            start = max(x, right)
            out.append((start, y, x + wide - start))
    return out

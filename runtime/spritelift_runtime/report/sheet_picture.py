"""The dictionary as an artist lays out a sheet: animations together, the most used first, each sprite with its name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from spritelift_runtime.art import Sprite
from spritelift_runtime.report.board import Board, Rgb, over_checker, text_wide
from spritelift_runtime.window.theme import THEME, Colour

PAGE_WIDE = 1240
PAGE_HIGH = 1800
"""A page ends where the next line would go below this; a taller sprite still gets its line."""
ZOOMS = (6, 5, 4, 3, 2, 1)
FITS_PX = 160
"""Nine sprites in ten are no larger than this when enlarged."""
LEAST_PX = 24
"""A speck is enlarged further, until a person sees what it is; its label says so."""
MOST_ZOOM = 8
LABEL_PX = 12
LINE_PX = 15
GAP_PX = 10
PAD_PX = 8
"""Between a group's outline and its poses."""


@dataclass(frozen=True, eq=False)
class Shown:
    """One sprite as it is drawn."""

    sprite: Sprite
    zoom: int
    apart: bool
    """Whether it is drawn at another scale than the rest."""

    @property
    def labels(self) -> tuple[str, str]:
        """What stands under it: its name; how often it was placed, and its size."""
        wide, high = self.sprite.size
        said = f"x{self.sprite.uses:,}  {wide}x{high}"
        return self.sprite.name, f"{said}, shown {self.zoom}:1" if self.apart else said

    @property
    def wide(self) -> int:
        """Width with its labels, in pixels."""
        return max(self.sprite.size[0] * self.zoom, *(text_wide(label, LABEL_PX) for label in self.labels))

    @property
    def high(self) -> int:
        """Height with its labels."""
        return self.sprite.size[1] * self.zoom + 2 * LINE_PX + 4


@dataclass(frozen=True, eq=False)
class Group:
    """The poses of one animation (or some of them, where they don't fit one line), or a sprite of its own."""

    title: str
    """Empty for a sprite of its own."""
    colour: Colour
    poses: tuple[Shown, ...]

    @property
    def wide(self) -> int:
        """Width in pixels, outline included."""
        poses = sum(pose.wide for pose in self.poses) + GAP_PX * (len(self.poses) - 1)
        return max(poses, text_wide(self.title, LABEL_PX)) + 2 * PAD_PX

    @property
    def high(self) -> int:
        """Height in pixels, outline and title included."""
        return max(pose.high for pose in self.poses) + 2 * PAD_PX + LINE_PX


def sheet_pages(sprites: Sequence[Sprite]) -> Iterator[Rgb]:
    """The sheet, in order, on as many pages as it needs; one at a time, as a dictionary may be large."""
    lines, high = list[list[Group]](), GAP_PX
    for line in _lines(_groups(sheet_order(sprites), common_zoom(sprites))):
        tall = max(group.high for group in line) + GAP_PX
        if lines and high + tall > PAGE_HIGH:
            yield _page(lines, high)
            lines, high = [], GAP_PX
        lines.append(line)
        high += tall
    if lines:
        yield _page(lines, high)


def sheet_order(sprites: Sequence[Sprite]) -> list[Sprite]:
    """Poses of an animation together and in their order; animations and single sprites by use, the most used first."""
    groups: dict[str | int, list[Sprite]] = {}
    for i, sprite in enumerate(sprites):
        groups.setdefault(sprite.animation or i, []).append(sprite)
    by_use = sorted(groups.values(), key=lambda poses: -sum(pose.uses for pose in poses))
    return [pose for poses in by_use for pose in poses]


def common_zoom(sprites: Sequence[Sprite]) -> int:
    """The enlargement that shows most sprites large, but not too large, side by side at one scale."""
    sides = sorted(max(sprite.size) for sprite in sprites)
    large = sides[(len(sides) - 1) * 9 // 10] if sides else 1
    return next((zoom for zoom in ZOOMS if large * zoom <= FITS_PX), 1)


def _groups(ordered: Sequence[Sprite], zoom: int) -> Iterator[Group]:
    animations = 0
    for name, poses in groupby(enumerate(ordered), key=lambda pair: pair[1].animation or pair[0]):
        shown = [_shown(sprite, zoom) for _, sprite in poses]
        if isinstance(name, int):
            yield Group("", THEME.faint, (shown[0],))
            continue
        uses, colour = sum(pose.sprite.uses for pose in shown), THEME.boxes[animations % len(THEME.boxes)]
        title = f"{name}, {len(shown)} poses, x{uses:,}"
        yield from (Group(title, colour, tuple(part)) for part in _parts(shown))
        animations += 1


def _shown(sprite: Sprite, zoom: int) -> Shown:
    fits = (PAGE_WIDE - 2 * GAP_PX - 2 * PAD_PX) // sprite.size[0]
    visible = min(-(-LEAST_PX // max(sprite.size)), MOST_ZOOM)
    own = max(1, min(max(zoom, visible), fits))
    return Shown(sprite, own, own != zoom)


def _parts(poses: Sequence[Shown]) -> Iterator[list[Shown]]:
    part, wide = list[Shown](), 2 * PAD_PX
    for pose in poses:
        if part and wide + pose.wide > PAGE_WIDE - 2 * GAP_PX:
            yield part
            part, wide = [], 2 * PAD_PX
        part.append(pose)
        wide += pose.wide + GAP_PX
    if part:
        yield part


def _lines(groups: Iterator[Group]) -> Iterator[list[Group]]:
    line, wide = list[Group](), GAP_PX
    for group in groups:
        if line and wide + group.wide + GAP_PX > PAGE_WIDE:
            yield line
            line, wide = [], GAP_PX
        line.append(group)
        wide += group.wide + GAP_PX
    if line:
        yield line


def _page(lines: Sequence[Sequence[Group]], high: int) -> Rgb:
    # A sprite wider than PAGE_WIDE at its own size makes a wider page: nothing is left out.
    wide = max(sum(group.wide + GAP_PX for group in line) + GAP_PX for line in lines)
    board, y = Board(wide, high), GAP_PX
    for line in lines:
        x, tall = GAP_PX, max(group.high for group in line)
        for group in line:
            _draw_group(board, group, x, y, tall)
            x += group.wide + GAP_PX
        y += tall + GAP_PX
    return board.rgb


def _draw_group(board: Board, group: Group, left: int, top: int, high: int) -> None:
    """Poses stand on one ground line, as tall ones and low ones do in a game."""
    if group.title:
        board.draw.rectangle((left, top, left + group.wide - 1, top + high - 1), outline=group.colour)
        board.text(left + PAD_PX, top + PAD_PX + 2, group.title, LABEL_PX, group.colour, "lm")
    ground, x = top + high - PAD_PX - 2 * LINE_PX - 4, left + PAD_PX
    for pose in group.poses:
        tile = over_checker(pose.sprite.rgba, pose.zoom)
        board.paste(tile, x + (pose.wide - tile.shape[1]) // 2, ground - tile.shape[0])
        for i, (label, colour) in enumerate(zip(pose.labels, (THEME.text, THEME.faint), strict=True)):
            board.text(x + pose.wide // 2, ground + 4 + i * LINE_PX, label, LABEL_PX, colour, "mt")
        x += pose.wide + GAP_PX

"""One frame pulled apart: the frame, then every plane and every layer of sprites as a sheet of glass, named."""

import numpy as np

from spritelift_runtime.art import CRUMB_PX, Art
from spritelift_runtime.compositor import paint_order, shown
from spritelift_runtime.report.board import Board, Rgb, fitted, text_wide
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes
from spritelift_runtime.window.exploded import MOST_SHEETS, Sheet, sheet_of, stacked_picture
from spritelift_runtime.window.theme import THEME

WIDE, HIGH = 1240, 620
FRAME_WIDE = 460
"""What the frame itself may take of the width."""
GAP_PX = 24
TITLE_PX = 14


def exploded_picture(frame: Rgb, scene: Scene, art: Art) -> Rgb:
    """`frame` beside the layers of its `scene`, the deepest at the back."""
    board = Board(WIDE, HIGH)
    stack, titles = stacked_picture(layers(scene, art), art, (WIDE - FRAME_WIDE - GAP_PX, HIGH))
    board.paste(stack[..., :3], FRAME_WIDE + GAP_PX, 0)
    picture = fitted(frame, FRAME_WIDE - GAP_PX, HIGH - 4 * GAP_PX)
    top = (HIGH - picture.shape[0]) // 2
    board.framed(picture, GAP_PX, top)
    board.text(GAP_PX, top + picture.shape[0] + GAP_PX, _said(scene), TITLE_PX, THEME.faint)
    for title, x, y in titles:
        wide = text_wide(title, TITLE_PX) + 8
        x, y = min(FRAME_WIDE + GAP_PX + x, WIDE - wide), min(y, HIGH - 2 * TITLE_PX)
        board.draw.rectangle((x, y, x + wide - 1, y + TITLE_PX + 5), THEME.panel)
        board.text(x + 4, y + 3 + TITLE_PX // 2, title, TITLE_PX)
    return board.rgb


def layers(scene: Scene, art: Art) -> list[Sheet]:
    """The scene cut into sheets that give it back when they are painted in their order, back to front.

    Every plane has a sheet of its own; tiles stand before all planes, sprites before all tiles, and what covers
    another before that. Where that makes more sheets than can be told apart, the foremost share one.
    """
    items = paint_order(scene)
    boxes = [_box(item, art) for item in items]
    depths = list[int]()
    for i, item in enumerate(items):
        behind = [depths[j] for j in range(i) if _before(item, items[j]) or _overlap(boxes[i], boxes[j])]
        depths.append(max(behind, default=-1) + 1)
    sheets = [[item for item, depth in zip(items, depths, strict=True) if depth == n] for n in sorted(set(depths))]
    while len(sheets) > MOST_SHEETS:
        sheets[-2:] = [sheets[-2] + sheets[-1]]
    return [sheet_of(sheet) for sheet in sheets] or [Sheet("nothing", Scene())]


def telling_frame(scenes: Scenes, art: Art) -> int:
    """The frame that shows most different sprites in full, exactly explained where there is such a frame; 0 of none.

    Poses of one animation count once, mere crumbs don't.
    """
    kinds = [sprite.animation or sprite.name for sprite in art.sprites]
    kind = np.array([kinds.index(each) for each in kinds], np.int64)
    whole = np.array([(sprite.rgba[..., 3] > 0).sum() >= CRUMB_PX for sprite in art.sprites], bool)
    sprite = scenes.placements[:, PLACEMENT_COLUMNS.index("sprite")]
    frame = scenes.frame_of_rows()
    shown = whole[sprite]
    shown[list(scenes.cuts)] = False
    pairs = np.unique(np.stack([frame[shown], kind[sprite[shown]]], axis=1), axis=0)
    variety = np.bincount(pairs[:, 0], minlength=len(scenes))
    exact = scenes.unexplained_px == 0
    return int(np.argmax(np.where(exact | ~exact.any(), variety, -1))) if len(scenes) else 0


def _before(item: Plane | Placement, other: Plane | Placement) -> bool:
    """Whether `item`, painted later, stands on another sheet than `other` even where they don't meet."""
    return _kind(item) != _kind(other) or isinstance(item, Plane)


def _kind(item: Plane | Placement) -> int:
    return 0 if isinstance(item, Plane) else 1 if item.fixed else 2


def _box(item: Plane | Placement, art: Art) -> tuple[int, int, int, int]:
    if isinstance(item, Plane):
        return item.clip
    picture, x, y = shown(item, art.sprites[item.sprite])
    return x, y, picture.shape[1], picture.shape[0]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    (x, y, wide, high), (left, top, width, height) = one, other
    return x < left + width and left < x + wide and y < top + height and top < y + high


def _said(scene: Scene) -> str:
    wrong = f"{scene.unexplained_px} pixels differ" if scene.unexplained_px else "every pixel explained"
    planes, placements = len(scene.planes), len(scene.placements)
    return f"{placements} placement{'s' * (placements != 1)}, {planes} plane{'s' * (planes != 1)}, {wrong}"

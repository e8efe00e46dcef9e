"""What was taken for a sprite made part of the background: painted into its picture, its placements gone.

Nothing of it is a record of its own: what is found are edits that paint or hang a picture, and remove placements.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.blending import BLENDS, blended
from spritelift_runtime.compositor import Rgba, paint_order, shown
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Backdrop, Edit, Remove
from spritelift_runtime.editing.parts import PartPainter, around, overlap
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.sheet_edits import Hang, Paint
from spritelift_runtime.editing.splitting import box_of
from spritelift_runtime.editing.stepwise import Steps, at_once, within
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.visible import IdPainter


@dataclass(eq=False)
class _Canvas:
    """A background picture with what is painted into it."""

    rgba: Rgba
    painted: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.was = self.rgba
        self.rgba = self.rgba.copy()
        self.painted = np.zeros(self.rgba.shape[:2], bool)


def settled(document: Document, where: Where) -> tuple[Edit, ...]:
    """The edits after which these placements are part of the background, and every frame looks as before.

    They are painted into the picture that they stand in. Where it is shown on other frames without them, those from
    their first to their last get a picture of their own.

    Raises:
        ConfigError: nothing is meant; or a frame would look different: what moves, stands before something else, or
            isn't there all the time, is no background. The first such frame is named.
    """
    return at_once(settled_steps(document, where))


def settled_steps(document: Document, where: Where) -> Steps[tuple[Edit, ...]]:
    """The same, a little at a time."""
    frames = range(where.first, len(document) if where.end is None else min(where.end, len(document)))
    canvases: dict[int, _Canvas] = {}
    there = []
    for frame in frames:
        yield frame / len(document) / 3
        scene = document.scene(frame)
        rows = sorted(where.rows_of(scene, frame))
        there += [frame] if rows else []
        for row in rows:
            _paint(canvases, scene, scene.placements[row], document.art)
    if not there:
        raise ConfigError("none of these placements is on these frames. Choose some, and frames that show them.")
    boxes = {picture: box_of(each.painted) for picture, each in canvases.items() if each.painted.any()}
    in_place = (*_paints(canvases, boxes), Remove(where=where))
    trial = _Trial(document, in_place, where, boxes)
    if (yield from within(trial.differs(range(len(document))), 1 / 3, 2 / 3)) is None:
        return in_place
    run = Where(first=there[0], end=there[-1] + 1)
    hung = (*_hangs(canvases, document.art, run), Remove(where=where))
    trial = _Trial(document, hung, where, boxes)
    other = yield from within(trial.differs(range(there[0], there[-1] + 1)), 2 / 3, 1.0)
    if other is not None:
        px, why = trial.why(other)
        raise ConfigError(
            f"frame {other} would look different ({px} px): {why}. Give frames in which it is there and stands still."
        )
    return hung


def _paint(canvases: dict[int, _Canvas], scene: Scene, placement: Placement, art: Art) -> None:
    """Put what a placement shows of itself into the picture of the plane that it stands in."""
    picture, x, y = shown(placement, art.sprites[placement.sprite])
    plane = _plane_behind(scene, placement, (x, y, picture.shape[1], picture.shape[0]))
    if plane is None:
        return
    canvas = canvases.setdefault(plane.picture, _Canvas(art.backgrounds[plane.picture]))
    rows, columns = np.nonzero(picture[..., 3])
    (left, top, wide, high), (camera_x, camera_y) = plane.clip, plane.camera
    at_x, at_y = columns + x - left, rows + y - top
    inside = (at_x >= 0) & (at_x < wide) & (at_y >= 0) & (at_y < high)
    at_x, at_y = at_x + camera_x, at_y + camera_y
    if plane.wrap:
        at_x, at_y = at_x % canvas.rgba.shape[1], at_y % canvas.rgba.shape[0]
    inside &= (at_x >= 0) & (at_x < canvas.rgba.shape[1]) & (at_y >= 0) & (at_y < canvas.rgba.shape[0])
    colours, at = picture[rows, columns][inside], (at_y[inside], at_x[inside])
    canvas.rgba[at] = _over(colours, canvas.was[at], art)
    canvas.painted[at] = True


def _plane_behind(scene: Scene, placement: Placement, box: tuple[int, int, int, int]) -> Plane | None:
    """The last plane painted before a placement that is seen in its box."""
    behind = None
    for item in paint_order(scene):
        if isinstance(item, Plane) and item.layer <= placement.layer and overlap(item.clip, box) is not None:
            behind = item
    return behind


def _over(colours: np.ndarray, under: np.ndarray, art: Art) -> np.ndarray:
    """RGBA on RGBA: as it will look, where the ground is whole; what is partly clear on clear ground stays so."""
    alpha = colours[:, 3:].astype(np.int32)
    mixed = blended(under[:, :3].astype(np.int32), colours[:, :3].astype(np.int32), alpha, BLENDS.index(art.blend))
    out = colours.copy()
    soft = (colours[:, 3] < 255) & (under[:, 3] == 255)
    out[soft] = np.concatenate([mixed[soft], np.full((int(soft.sum()), 1), 255)], 1)
    return out


def _paints(canvases: dict[int, _Canvas], boxes: Mapping[int, Rect]) -> Iterator[Paint]:
    for picture, (x, y, wide, high) in boxes.items():
        rgba = canvases[picture].rgba[y : y + high, x : x + wide].copy()
        yield Paint(picture=picture, behind=True, x=x, y=y, rgba=rgba)


def _hangs(canvases: dict[int, _Canvas], art: Art, run: Where) -> Iterator[Edit]:
    for i, (picture, canvas) in enumerate(canvases.items()):
        yield Hang(rgba=canvas.rgba)
        yield Backdrop(where=run, picture=picture, becomes=len(art.backgrounds) + i)


class _Trial:
    """Edits, and whether frames look as before with them: only where something was painted or goes can they differ."""

    def __init__(self, document: Document, edits: Sequence[Edit], where: Where, boxes: Mapping[int, Rect]) -> None:
        self._document, self._edits, self._where, self._boxes = document, edits, where, boxes
        self._arts = [document.art]
        for edit in edits:
            self._arts.append(edit.art(self._arts[-1]))
        self._before, self._after = PartPainter(document.art), PartPainter(self._arts[-1])

    def differs(self, frames: Sequence[int]) -> Steps[int | None]:
        """The first of these frames that would look different."""
        for done, frame in enumerate(frames):
            yield done / len(frames)
            was = self._document.scene(frame)
            box = self._changed(was, frame)
            if box is not None and self._pixels(was, frame, box).any():
                return frame
        return None

    def why(self, frame: int) -> tuple[int, str]:
        """By how many pixels a frame would look different, and why."""
        scene, art = self._document.scene(frame), self._document.art
        differ = self._pixels(scene, frame, (0, 0, *art.size))
        return int(differ.sum()), _why(scene, self._where.rows_of(scene, frame), differ, art)

    def _pixels(self, was: Scene, frame: int, box: Rect) -> np.ndarray:
        """bool [h, w]: those of a rectangle that would be different."""
        now = was
        for edit, art in zip(self._edits, self._arts[1:], strict=True):
            now = edit.scene(now, frame, art)
        return (self._before.compose(was, box) != self._after.compose(now, box)).any(2)

    def _changed(self, scene: Scene, frame: int) -> Rect | None:
        """The rectangle of a frame in which something goes, or was painted."""
        found = []
        for row in self._where.rows_of(scene, frame):
            placement = scene.placements[row]
            picture, x, y = shown(placement, self._document.art.sprites[placement.sprite])
            found.append((x, y, picture.shape[1], picture.shape[0]))
        for plane in scene.planes:
            if plane.picture in self._boxes:
                found.append(_seen_at(self._boxes[plane.picture], plane))
        return overlap(around(found), (0, 0, *self._document.art.size)) if found else None


def _seen_at(box: Rect, plane: Plane) -> Rect:
    """Where a rectangle of a plane's picture is on the frame: anywhere in its clip, where the picture repeats."""
    if plane.wrap:
        return plane.clip
    (left, top, _, _), (camera_x, camera_y), (x, y, wide, high) = plane.clip, plane.camera, box
    return overlap((x - camera_x + left, y - camera_y + top, wide, high), plane.clip) or (left, top, 0, 0)


def _why(scene: Scene, rows: Set[int], differ: np.ndarray, art: Art) -> str:
    if not rows:
        return "it isn't there"
    ids = IdPainter(art)
    for row, placement in enumerate(scene.placements):
        if row not in rows:
            alone = ids.paint(Scenes.of([Scene((), (placement,))]), 0) > 0
            if (alone & differ).any():
                return f"it stands before {art.sprites[placement.sprite].name}"
    return "it moves, or changes"

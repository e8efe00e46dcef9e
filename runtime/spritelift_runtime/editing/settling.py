"""What was taken for a sprite made part of the background: painted into its picture, its placements gone.

Nothing of it is a record of its own: what is found are edits that paint or hang a picture, and remove placements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.blending import BLENDS, blended
from spritelift_runtime.compositor import Rgba, compose, paint_order, shown
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Backdrop, Edit, Remove
from spritelift_runtime.editing.sheet_edits import Hang, Paint
from spritelift_runtime.editing.splitting import box_of
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

    They are painted into the picture that they stand in. Where it is shown on other frames without them, those of
    `where` get a picture of their own.

    Raises:
        ConfigError: nothing is meant; or a frame would look different: what moves, stands before something else, or
            isn't there all the time, is no background. The first such frame is named.
    """
    frames = range(where.first, len(document) if where.end is None else min(where.end, len(document)))
    canvases: dict[int, _Canvas] = {}
    count = 0
    for frame in frames:
        scene = document.scene(frame)
        for row in sorted(where.rows_of(scene, frame)):
            count += 1
            _paint(canvases, scene, scene.placements[row], document.art)
    if not count:
        raise ConfigError("none of these placements is on these frames. Choose some, and frames that show them.")
    in_place = (*_paints(canvases), Remove(where=where))
    if not any(_differs(document, in_place, range(len(document)))):
        return in_place
    run = Where(first=frames.start, end=frames.stop)
    hung = (*_hangs(canvases, document.art, run), Remove(where=where))
    for frame, px, why in _differs(document, hung, frames, where):
        raise ConfigError(
            f"frame {frame} would look different ({px} px): {why}. Give frames in which it is there and stands still."
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
    x, y, wide, high = box
    for item in paint_order(scene):
        if isinstance(item, Plane) and item.layer <= placement.layer:
            left, top, w, h = item.clip
            if left < x + wide and x < left + w and top < y + high and y < top + h:
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


def _paints(canvases: dict[int, _Canvas]) -> Iterator[Paint]:
    for picture, canvas in canvases.items():
        if canvas.painted.any():
            x, y, wide, high = box_of(canvas.painted)
            yield Paint(picture=picture, behind=True, x=x, y=y, rgba=canvas.rgba[y : y + high, x : x + wide].copy())


def _hangs(canvases: dict[int, _Canvas], art: Art, run: Where) -> Iterator[Edit]:
    for i, (picture, canvas) in enumerate(canvases.items()):
        yield Hang(rgba=canvas.rgba)
        yield Backdrop(where=run, picture=picture, becomes=len(art.backgrounds) + i)


def _differs(
    document: Document, edits: Sequence[Edit], frames: Sequence[int], where: Where | None = None
) -> Iterator[tuple[int, int, str]]:
    """Frames that would look different, by how many pixels, and why."""
    arts = [document.art]
    for edit in edits:
        arts.append(edit.art(arts[-1]))
    painted = {edit.picture for edit in edits if isinstance(edit, Paint)}
    ids = IdPainter(document.art)
    for frame in frames:
        was = now = document.scene(frame)
        for edit, art in zip(edits, arts[1:], strict=True):
            now = edit.scene(now, frame, art)
        if now is was and not painted & {plane.picture for plane in was.planes}:
            continue
        differ = (compose(was, document.art) != compose(now, arts[-1])).any(2)
        if differ.any():
            yield frame, int(differ.sum()), _why(was, frame, differ, where, document.art, ids)


def _why(scene: Scene, frame: int, differ: np.ndarray, where: Where | None, art: Art, ids: IdPainter) -> str:
    rows = where.rows_of(scene, frame) if where is not None else frozenset()
    if not rows:
        return "it isn't there"
    for row, placement in enumerate(scene.placements):
        if row not in rows:
            alone = ids.paint(Scenes.of([Scene((), (placement,))]), 0) > 0
            if (alone & differ).any():
                return f"it stands before {art.sprites[placement.sprite].name}"
    return "it moves, or changes"

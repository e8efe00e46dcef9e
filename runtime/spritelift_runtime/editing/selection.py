"""What is selected on a frame, and how far an edit of it goes."""

from collections.abc import Iterable
from enum import StrEnum

from spritelift_runtime.art import Art
from spritelift_runtime.editing.kept import Kept
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.visible import IdPainter, Ids

Rect = tuple[int, int, int, int]
"""x, y, width, height in frame pixels."""
KEPT = 16
"""Scenes of which it is known who is where."""


class Scope(StrEnum):
    """How far an edit goes; the value is what people read."""

    FRAME = "this frame"
    TRACK = "its whole track"
    ONWARD = "its track from here on"
    EVERY = "every occurrence"


def where_of(
    scene: Scene, frame: int, rows: Iterable[int], scope: Scope, spared: tuple[tuple[int, bool], ...] = ()
) -> tuple[Where, ...]:
    """What an edit of these placements is about. Those without a track are meant on this frame alone; on layers that
    are `spared`, nothing else is meant than they themselves."""
    chosen = [(row, scene.placements[row]) for row in sorted(rows)]
    if not chosen:
        return ()
    if scope is Scope.EVERY:
        return (Where(sprites=tuple(sorted({p.sprite for _, p in chosen})), spared=spared),)
    followed = scope is not Scope.FRAME
    tracks = tuple(sorted({p.track for _, p in chosen if p.track >= 0})) if followed else ()
    alone = tuple(row for row, p in chosen if not tracks or p.track < 0)
    found = [Where.on(frame, *alone)] if alone else []  # first, while rows are still where they were
    if tracks:
        found.append(Where(first=frame if scope is Scope.ONWARD else 0, tracks=tracks, spared=spared))
    return tuple(found)


class Picker:
    """Finds what is under the pointer. Remembers the art's masks, and what it found in the last scenes."""

    def __init__(self, art: Art) -> None:
        self.art = art
        self._painter = IdPainter(art)
        self._ids: Kept[Ids] = Kept(KEPT)
        self._boxes: Kept[list[Rect]] = Kept(KEPT)

    def at(self, scene: Scene, x: int, y: int) -> int | None:
        """The placement seen at a pixel, by its place in the scene; None where none is, or off the frame."""
        wide, high = self.art.size
        if not (0 <= x < wide and 0 <= y < high):
            return None
        number = int(self.ids(scene)[y, x])
        return number - 1 if number else None

    def ids(self, scene: Scene) -> Ids:
        """Who is seen at each pixel: 1 + a placement's place in the scene, 0 for none. Shared, so read only."""
        return self._ids.get(id(scene), lambda: self._painter.paint(Scenes.of([scene]), 0), of=scene)

    def within(self, scene: Scene, rect: Rect, *, tiles: bool = False) -> frozenset[int]:
        """Placements whose box touches a rectangle; what stands in a plane (a tile) only with `tiles`."""
        x, y, wide, high = rect
        boxes = self.boxes(scene)
        return frozenset(
            row
            for row, (left, top, w, h) in enumerate(boxes)
            if left < x + wide and x < left + w and top < y + high and y < top + h
            and (tiles or not scene.placements[row].fixed)
        )  # fmt: skip

    def boxes(self, scene: Scene) -> list[Rect]:
        """Of each placement, as it is drawn."""
        return self._boxes.get(id(scene), lambda: self._boxed(scene), of=scene)

    def _boxed(self, scene: Scene) -> list[Rect]:
        boxes = self._painter.boxes(Scenes.of([scene]), 0).tolist()
        return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]

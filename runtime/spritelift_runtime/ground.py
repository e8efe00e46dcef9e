"""What lies behind the sprites: a game's planes as packed pixels, and where they stand on a frame."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.dictionary import packed
from spritelift_runtime.locating import best_camera, matching, sample_edges
from spritelift_runtime.scene import Plane

UNSEEN = -2
"""Packed colour of background pixels that training never saw; equals no frame's pixel."""
NEAR_PX = 8
"""How far a camera is first looked for from where it stood a frame ago, in pixels, in both directions."""
SURE = 0.85
"""Share of the samples that must match for a camera near the last one to be believed before all others are tried."""
LIKELY = 0.4
"""Share of the samples that the best of all cameras must match to be tried at all."""
FEW_CAMERAS, MOST_CAMERAS = 64, 60_000
"""Of one plane: so few are all tried at once (rooms that look alike), more than the most never."""


@dataclass(frozen=True, eq=False)
class _View:
    """One picture as one plane may show it."""

    picture: int
    canvas: np.ndarray
    """Packed, int32 [h, w]; where the plane wraps, repeated so that every camera lies inside."""
    range: tuple[int, int]
    """How many cameras there are in x and y."""

    @cached_property
    def all_cameras(self) -> np.ndarray:
        """int64 [n, 2]: x, y."""
        return _grid(range(self.range[0]), range(self.range[1]))

    def cameras_near(self, x: int, y: int) -> np.ndarray:
        """int64 [n, 2]: those around x, y, nearest first."""
        columns = range(max(0, x - NEAR_PX), min(self.range[0], x + NEAR_PX + 1))
        near = _grid(columns, range(max(0, y - NEAR_PX), min(self.range[1], y + NEAR_PX + 1)))
        return near[np.argsort(np.abs(near - (x, y)).sum(1), kind="stable")]


@dataclass(frozen=True, eq=False)
class _Rooms:
    """A plane's pictures where each has one camera, by all pixels that tell them apart."""

    places: np.ndarray
    """int64 [n]: on the frame, row by row."""
    colours: np.ndarray
    """int32 [pictures, n]: packed, of each picture there."""

    def shown(self, frame: np.ndarray, spec: PlaneSpec, then: Plane | None) -> Plane | None:
        """The picture that a packed frame matches at most of them, of equals the one that was there `then`, else the
        first; None where it matches too few."""
        matches = matching(frame.ravel(), self.places, self.colours)
        best = int(matches.argmax())
        if then is not None and matches[before := spec.pictures.index(then.picture)] == matches[best]:
            best = before
        if matches[best] < LIKELY * len(self.places):
            return None
        return Plane(picture=spec.pictures[best], clip=spec.clip, wrap=spec.wrap, layer=spec.layer)


def _grid(columns: range, rows: range) -> np.ndarray:
    return np.stack([np.tile(columns, len(rows)), np.repeat(rows, len(columns))], axis=1)


class Ground:
    """The backgrounds of `art`, laid as planes lie."""

    def __init__(self, art: Art, specs: tuple[PlaneSpec, ...]) -> None:
        self._art, self._size = art, art.size
        self._specs = specs
        self._fixed = fixed_planes(specs, art)
        pictures = [np.where(p[..., 3] == 255, packed(p), UNSEEN).astype(np.int32) for p in art.backgrounds]
        self._views = [{p: _view(spec, p, pictures[p]) for p in spec.pictures} for spec in specs]
        views_of = zip(self._views, specs, strict=True)
        self._rooms = [_rooms(list(views.values()), spec, art.size) for views, spec in views_of]
        self._pictures = pictures
        self._laid: tuple[tuple[Plane, ...], np.ndarray] | None = None

    def standing(self, frame: np.ndarray, last: tuple[Plane, ...] = ()) -> tuple[Plane, ...] | None:
        """The planes that a packed frame seems to show, looked for near the `last` frame's first.

        None where a plane can't be found, or its cameras are too many to try.
        """
        if self._fixed is not None:
            return self._fixed
        planes = []
        for number, spec in enumerate(self._specs):
            then = last[number] if len(last) == len(self._specs) else None
            plane = self._found(frame, number, spec, then)
            if plane is None:
                return None
            planes.append(plane)
        return tuple(planes)

    def behind(self, planes: tuple[Plane, ...]) -> np.ndarray:
        """Packed background int32 [h, w] under these planes; the same array until they change."""
        laid = self._laid  # once: another thread may lay other planes meanwhile
        if laid is not None and laid[0] == planes:
            return laid[1]
        width, height = self._size
        behind = np.full((height, width), UNSEEN, np.int32)
        for plane in sorted(planes, key=lambda plane: plane.layer):
            _lay(behind, plane, self._pictures[plane.picture])
        self._laid = (planes, behind)
        return behind

    def piece(self, planes: tuple[Plane, ...], behind: np.ndarray, box: tuple[int, int, int, int]) -> Plane | None:
        """The part in a box (x, y, width, height) of the plane that alone is seen there, as a plane of its own.

        `behind` is what all these planes show, packed.
        """
        canvas = np.full_like(behind, UNSEEN)
        x, y, width, height = box
        within = (slice(y, y + height), slice(x, x + width))
        for plane in sorted(planes, key=lambda plane: -plane.layer):
            left, top, wide, high = plane.clip
            if left <= x and top <= y and x + width <= left + wide and y + height <= top + high:
                camera = (plane.camera[0] + x - left, plane.camera[1] + y - top)
                piece = replace(plane, clip=box, camera=camera)
                _lay(canvas, piece, self._pictures[plane.picture])
                if np.array_equal(canvas[within], behind[within]):
                    return piece
                canvas[within] = UNSEEN
        return None

    def _found(self, frame: np.ndarray, number: int, spec: PlaneSpec, then: Plane | None) -> Plane | None:
        """The plane on this frame: near where it stood `then`, else wherever it matches best."""
        x, y, width, height = spec.clip
        if min(x, y) < 0 or x + width > self._size[0] or y + height > self._size[1]:
            return None
        views = self._views[number]
        if not moves(spec, self._art):  # nowhere else to look; the exact search tells where it isn't there
            return Plane(picture=spec.pictures[0], clip=spec.clip, layer=spec.layer)
        if (rooms := self._rooms[number]) is not None:
            return rooms.shown(frame, spec, then)
        samples = sample_edges(frame, spec.clip)
        if then is not None:  # first among those that match equally well
            views = {then.picture: views[then.picture], **views}
        cameras = sum(view.range[0] * view.range[1] for view in views.values())
        if then is not None and cameras > FEW_CAMERAS:
            plane, share = _best(frame, spec, [views[then.picture]], samples, then.camera)
            if share >= SURE:
                return plane
        if cameras > MOST_CAMERAS:
            return None
        plane, share = _best(frame, spec, list(views.values()), samples, None)
        return plane if share >= LIKELY else None


def _best(
    frame: np.ndarray, spec: PlaneSpec, views: list[_View], samples: np.ndarray, near: tuple[int, int] | None
) -> tuple[Plane | None, float]:
    """What matches most of the samples (the first of equals), and the share it matches."""
    best, most = None, 0
    for view in views:
        cameras = view.all_cameras if near is None else view.cameras_near(*near)
        at, matches = best_camera(frame, spec.clip, view.canvas, cameras, samples)
        if matches > most:
            x, y = cameras[at].tolist()
            best, most = (
                Plane(picture=view.picture, clip=spec.clip, camera=(x, y), wrap=spec.wrap, layer=spec.layer),
                matches,
            )
    return best, most / max(1, len(samples))


def _rooms(views: list[_View], spec: PlaneSpec, size: tuple[int, int]) -> _Rooms | None:
    """None where a camera moves, or where nothing tells them apart."""
    if len(views) < 2 or any(view.range != (1, 1) for view in views):
        return None
    canvases = np.stack([view.canvas for view in views])
    rows, columns = np.nonzero((canvases != canvases[0]).any(axis=0))
    places = (rows + spec.clip[1]) * size[0] + columns + spec.clip[0]
    return _Rooms(places, canvases[:, rows, columns]) if len(rows) else None


def _view(spec: PlaneSpec, number: int, picture: np.ndarray) -> _View:
    (high, wide), (clip_wide, clip_high) = picture.shape, spec.clip[2:]
    if not spec.wrap:
        return _View(number, picture, (max(0, wide - clip_wide + 1), max(0, high - clip_high + 1)))
    canvas = np.pad(picture, ((0, clip_high - 1), (0, clip_wide - 1)), mode="wrap")
    return _View(number, canvas, (wide, high))


def moves(spec: PlaneSpec, art: Art) -> bool:
    """Whether the plane shows different things on different frames."""
    sizes = [art.backgrounds[picture].shape[1::-1] for picture in spec.pictures]
    return sizes != [spec.clip[2:]]


def fixed_planes(specs: tuple[PlaneSpec, ...], art: Art) -> tuple[Plane, ...] | None:
    """The planes of every frame, where these are always the same, else None."""
    if any(moves(spec, art) for spec in specs):
        return None
    return tuple(Plane(picture=spec.pictures[0], clip=spec.clip, layer=spec.layer) for spec in specs)


def _lay(canvas: np.ndarray, plane: Plane, picture: np.ndarray) -> None:
    """Copy what the plane's camera sees of a packed picture onto a packed canvas; unseen pixels leave it as it is."""
    x, y, width, height = plane.clip
    if plane.wrap:
        rows, columns = (np.arange(height) + plane.camera[1]), (np.arange(width) + plane.camera[0])
        picture = picture[(rows % picture.shape[0])[:, None], columns % picture.shape[1]]
        left, top = 0, 0
    else:
        left, top = plane.camera
    seen = picture[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
    down, right = y + max(0, -top), x + max(0, -left)
    target = canvas[down : down + seen.shape[0], right : right + seen.shape[1]]
    np.copyto(target, seen, where=seen != UNSEEN)

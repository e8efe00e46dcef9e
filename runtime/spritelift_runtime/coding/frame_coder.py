"""Whole frames, one after the other: scene, options, wrong pixels; and the columns that they come back in."""

import numpy as np
from jaxtyping import Int64

from spritelift_runtime.coding.coder import Coder
from spritelift_runtime.coding.figures import Grounds, figures_of
from spritelift_runtime.coding.objects import CUT_AT, UID
from spritelift_runtime.coding.options import VALUES, code_options
from spritelift_runtime.coding.pictures import Pictures, check, packed_colours, unpacked_colours
from spritelift_runtime.coding.recolours import Places, code_recolours
from spritelift_runtime.coding.scene_coder import SceneCoder, wanted_frame
from spritelift_runtime.coding.wrong import code_wrong
from spritelift_runtime.scene import Cut, Recolour
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, PLANE_COLUMNS, Scenes

_STORED = [0, 1, 2, 3, 4, 6]  # placement columns without the track
_NONE = np.zeros(0, np.int64)
OPTIONS, RECOLOURS, PYGAME_BLEND = 1, 2, 4
"""What not all scenes have, as bits of one number."""


class FrameCoder:
    """Codes a recording's frames in their order, with what is `optional` if anything has it: options, recolourings."""

    def __init__(self, coder: Coder, pictures: Pictures, size: tuple[int, int], optional: int) -> None:
        self._coder, self._width, self._pixels = coder, size[0], size[0] * size[1]
        self._bits = max(len(pictures.palette) - 1, 0).bit_length()
        self._colours = len(pictures.palette)
        grounds = Grounds(pictures.backgrounds, pictures.palette, size)
        self._scenes = SceneCoder(coder, figures_of(pictures.sprites, pictures.palette), grounds, size)
        self._optional, self._palette = optional, pictures.palette
        self._options: dict[int, np.ndarray] = {}
        self._recolours: dict[int, Places] = {}
        self._plane_recolours: list[Places] = []
        self._wrong = _NONE, _NONE

    def pack(self, scenes: Scenes, frame: int, places: Int64[np.ndarray, "n"], colours: Int64[np.ndarray, "n"]) -> None:
        """Pack one frame and its wrong pixels (rising places, colours' places in the palette)."""
        numbers = self._scenes.pack(wanted_frame(scenes, frame))
        first = int(scenes.placement_offsets[frame])
        if self._optional & OPTIONS:
            nothing = (np.nan,) * VALUES
            rows = [scenes.options.get(first + number, nothing) for number in numbers.tolist()]
            self._code_options(np.array(rows, np.float64).reshape(-1, VALUES))
        if self._optional & RECOLOURS:
            things = [scenes.recolours.get(first + number, ()) for number in numbers.tolist()]
            planes = range(*scenes.plane_offsets[frame : frame + 2].tolist())
            self._code_recolours(things, [scenes.plane_recolours.get(row, ()) for row in planes])
        self._code_wrong(places, colours)

    def unpack(self, columns: "Columns") -> None:
        """Unpack the next frame into `columns`."""
        self._scenes.unpack()
        things = self._scenes.things
        cuts = {row: Cut(self._scenes.mask(things[row])) for row in np.flatnonzero(things[:, CUT_AT]).tolist()}
        options = self._code_options(np.full((len(things), VALUES), np.nan)) if self._optional & OPTIONS else None
        if self._optional & RECOLOURS:
            columns.recolour(*self._code_recolours([], []))
        places, colours = self._code_wrong(_NONE, _NONE)
        columns.add(self._scenes.planes, things[:, :6], cuts, options, places, colours)

    def _code_options(self, rows: np.ndarray) -> np.ndarray:
        uids = self._scenes.things[:, UID].tolist()
        nothing = np.full(VALUES, np.nan)
        before = np.array([self._options.get(uid, nothing) for uid in uids], np.float64).reshape(-1, VALUES)
        coded = code_options(self._coder, rows, before)
        self._options = dict(zip(uids, coded, strict=True))
        check(self._coder, True)
        return coded

    def _code_recolours(
        self, things: list[Recolour], planes: list[Recolour]
    ) -> tuple[dict[int, Recolour], dict[int, Recolour]]:
        """Of the frame's things and planes, by row; those that have one."""
        uids, colours = self._scenes.things[:, UID].tolist(), len(self._palette)
        before = [self._recolours.get(uid, ()) for uid in uids]
        coded = code_recolours(self._coder, [self._places(recolour) for recolour in things], before, colours)
        self._recolours = dict(zip(uids, coded, strict=True))
        before = [*self._plane_recolours, *[()] * len(self._scenes.planes)][: len(self._scenes.planes)]
        self._plane_recolours = code_recolours(self._coder, [self._places(each) for each in planes], before, colours)
        check(self._coder, True)
        return self._by_row(coded), self._by_row(self._plane_recolours)

    def _places(self, recolour: Recolour) -> Places:
        places = np.searchsorted(self._palette, colours_of([recolour])).reshape(-1, 2)
        return tuple((old, new) for old, new in places.tolist())

    def _by_row(self, coded: list[Places]) -> dict[int, Recolour]:
        rgb = unpacked_colours(self._palette)[:, :3].tolist()
        return {
            row: tuple((tuple(rgb[old]), tuple(rgb[new])) for old, new in places)
            for row, places in enumerate(coded)
            if places
        }

    def _code_wrong(self, places: np.ndarray, colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self._wrong = code_wrong(self._coder, *self._wrong, places, colours, self._width, self._pixels, self._bits)
        check(self._coder, not len(self._wrong[1]) or int(self._wrong[1].max()) < self._colours)
        return self._wrong


class Columns:
    """Frames as they are unpacked, then as `Scenes`."""

    def __init__(self) -> None:
        self._planes: list[np.ndarray] = []
        self._rows: list[np.ndarray] = []
        self._places: list[np.ndarray] = []
        self._colours: list[np.ndarray] = []
        self._cuts: dict[int, Cut] = {}
        self._options: dict[int, tuple[float, ...]] = {}
        self._recolours: dict[int, Recolour] = {}
        self._plane_recolours: dict[int, Recolour] = {}
        self._count, self._plane_count = 0, 0

    def add(
        self,
        planes: np.ndarray,
        rows: np.ndarray,
        cuts: dict[int, Cut],
        options: np.ndarray | None,
        places: np.ndarray,
        colours: np.ndarray,
    ) -> None:
        """One more frame; `cuts` and `options` by row."""
        self._cuts |= {self._count + row: cut for row, cut in cuts.items()}
        if options is not None:
            having = np.flatnonzero(~np.isnan(options[:, 0])).tolist()
            self._options |= {self._count + row: tuple(options[row].tolist()) for row in having}
        self._planes.append(planes)
        self._rows.append(rows)
        self._places.append(places)
        self._colours.append(colours)
        self._count += len(rows)
        self._plane_count += len(planes)

    def recolour(self, things: dict[int, Recolour], planes: dict[int, Recolour]) -> None:
        """Recolourings of the frame that is added next, by row."""
        self._recolours |= {self._count + row: recolour for row, recolour in things.items()}
        self._plane_recolours |= {self._plane_count + row: recolour for row, recolour in planes.items()}

    def scenes(self) -> Scenes:
        """All frames; no placement has a track."""
        placements = np.full((self._count, len(PLACEMENT_COLUMNS)), -1, np.int32)
        placements[:, _STORED] = np.concatenate([np.zeros((0, 6), np.int64), *self._rows])
        planes = np.concatenate([np.zeros((0, len(PLANE_COLUMNS)), np.int64), *self._planes]).astype(np.int32)
        unexplained = self.counts().astype(np.int32)
        offsets, plane_offsets = _offsets(self._rows), _offsets(self._planes)
        return Scenes(
            placements, offsets, planes, plane_offsets, unexplained,
            self._options, self._cuts, self._recolours, self._plane_recolours,
        )  # fmt: skip

    def counts(self) -> Int64[np.ndarray, "t"]:
        """Wrong pixels of each frame."""
        return np.array([len(places) for places in self._places], np.int64)

    def places(self) -> Int64[np.ndarray, "n"]:
        """Where they are."""
        return np.concatenate([_NONE, *self._places])

    def colours(self) -> Int64[np.ndarray, "n"]:
        """Their colours' places in the palette."""
        return np.concatenate([_NONE, *self._colours])


def colours_of(recolours: list[Recolour]) -> Int64[np.ndarray, "n"]:
    """Packed colours that recolourings name, replaced and shown in turn."""
    rgb = np.array([colour for recolour in recolours for pair in recolour for colour in pair], np.uint8).reshape(-1, 3)
    return packed_colours(np.concatenate([rgb, np.full((len(rgb), 1), 255, np.uint8)], 1))


def _offsets(parts: list[np.ndarray]) -> Int64[np.ndarray, "t"]:
    return np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64)

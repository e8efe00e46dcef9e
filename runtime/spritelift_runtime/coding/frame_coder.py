"""Whole frames, one after the other: scene, options, wrong pixels; and the columns that they come back in."""

import numpy as np
from jaxtyping import Int64

from spritelift_runtime.coding.coder import Coder
from spritelift_runtime.coding.figures import Grounds, figures_of
from spritelift_runtime.coding.objects import CUT_AT, UID
from spritelift_runtime.coding.options import VALUES, code_options
from spritelift_runtime.coding.pictures import Pictures, check
from spritelift_runtime.coding.scene_coder import SceneCoder, wanted_frame
from spritelift_runtime.coding.wrong import code_wrong
from spritelift_runtime.scene import Cut
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, PLANE_COLUMNS, Scenes

_STORED = [0, 1, 2, 3, 4, 6]  # placement columns without the track
_NONE = np.zeros(0, np.int64)


class FrameCoder:
    """Codes a recording's frames in their order, `optional` if any placement has options."""

    def __init__(self, coder: Coder, pictures: Pictures, size: tuple[int, int], optional: bool) -> None:
        self._coder, self._width, self._pixels = coder, size[0], size[0] * size[1]
        self._bits = max(len(pictures.palette) - 1, 0).bit_length()
        self._colours = len(pictures.palette)
        grounds = Grounds(pictures.backgrounds, pictures.palette, size)
        self._scenes = SceneCoder(coder, figures_of(pictures.sprites, pictures.palette), grounds, size)
        self._optional = optional
        self._options: dict[int, np.ndarray] = {}
        self._wrong = _NONE, _NONE

    def pack(self, scenes: Scenes, frame: int, places: Int64[np.ndarray, "n"], colours: Int64[np.ndarray, "n"]) -> None:
        """Pack one frame and its wrong pixels (rising places, colours' places in the palette)."""
        numbers = self._scenes.pack(wanted_frame(scenes, frame))
        if self._optional:
            first = int(scenes.placement_offsets[frame])
            nothing = (np.nan,) * VALUES
            rows = [scenes.options.get(first + number, nothing) for number in numbers.tolist()]
            self._code_options(np.array(rows, np.float64).reshape(-1, VALUES))
        self._code_wrong(places, colours)

    def unpack(self, columns: "Columns") -> None:
        """Unpack the next frame into `columns`."""
        self._scenes.unpack()
        things = self._scenes.things
        cuts = {row: Cut(self._scenes.mask(things[row])) for row in np.flatnonzero(things[:, CUT_AT]).tolist()}
        options = self._code_options(np.full((len(things), VALUES), np.nan)) if self._optional else None
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
        self._count = 0

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

    def scenes(self) -> Scenes:
        """All frames; no placement has a track."""
        placements = np.full((self._count, len(PLACEMENT_COLUMNS)), -1, np.int32)
        placements[:, _STORED] = np.concatenate([np.zeros((0, 6), np.int64), *self._rows])
        planes = np.concatenate([np.zeros((0, len(PLANE_COLUMNS)), np.int64), *self._planes]).astype(np.int32)
        unexplained = self.counts().astype(np.int32)
        return Scenes(
            placements, _offsets(self._rows), planes, _offsets(self._planes), unexplained, self._options, self._cuts
        )

    def counts(self) -> Int64[np.ndarray, "t"]:
        """Wrong pixels of each frame."""
        return np.array([len(places) for places in self._places], np.int64)

    def places(self) -> Int64[np.ndarray, "n"]:
        """Where they are."""
        return np.concatenate([_NONE, *self._places])

    def colours(self) -> Int64[np.ndarray, "n"]:
        """Their colours' places in the palette."""
        return np.concatenate([_NONE, *self._colours])


def _offsets(parts: list[np.ndarray]) -> Int64[np.ndarray, "t"]:
    return np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64)

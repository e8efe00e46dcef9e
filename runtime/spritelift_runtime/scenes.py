"""Many scenes in columns: int32 arrays with frame offsets. `Scene` and `Placement` are views made on demand."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np

from spritelift_runtime.errors import FormatError, MissingError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.recolours import columns_of, of_columns
from spritelift_runtime.scene import Cut, Placement, Plane, Recolour, Scene, altered

FORMAT = "spritelift.scenes/1"
PLACEMENT_COLUMNS = ("sprite", "x", "y", "layer", "flip", "track", "fixed")
PLANE_COLUMNS = ("picture", "clip_x", "clip_y", "clip_w", "clip_h", "camera_x", "camera_y", "wrap", "layer")
OPTION_COLUMNS = ("angle", "scale", "opacity", "tint_r", "tint_g", "tint_b")
_PLAIN = (0.0, 1.0, 1.0, -1.0, -1.0, -1.0)
_ANY = Placement(0, 0, 0)
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Scenes(Sequence[Scene]):
    """Scenes of consecutive frames.

    `placements` is int32 [n, 7] (columns `PLACEMENT_COLUMNS`; flip: 1 = x, 2 = y, 3 = both), and
    `placement_offsets` int64 [frames + 1] says which rows belong to which frame; `planes` likewise with
    `PLANE_COLUMNS`. Options are sparse: `options` maps a placement's row to float (angle, scale, opacity,
    tint r, g, b; tint -1 for none), `cuts` to its `Cut`, `recolours` to its `Recolour`, and `plane_recolours` a plane's
    row to that plane's.
    """

    placements: np.ndarray
    placement_offsets: np.ndarray
    planes: np.ndarray
    plane_offsets: np.ndarray
    unexplained_px: np.ndarray
    options: dict[int, tuple[float, ...]] = field(default_factory=dict)
    cuts: dict[int, Cut] = field(default_factory=dict)
    recolours: dict[int, Recolour] = field(default_factory=dict)
    plane_recolours: dict[int, Recolour] = field(default_factory=dict)

    @classmethod
    def of(cls, scenes: Iterable[Scene]) -> "Scenes":
        """Columns of the given scenes, in their order."""
        rows: list[tuple[int, ...]] = []
        plane_rows: list[tuple[int, ...]] = []
        row_ends, plane_ends, unexplained = [0], [0], []
        options: dict[int, tuple[float, ...]] = {}
        cuts: dict[int, Cut] = {}
        recolours: dict[int, Recolour] = {}
        plane_recolours: dict[int, Recolour] = {}
        for scene in scenes:
            for placement in scene.placements:
                if placement.cut is not None:
                    cuts[len(rows)] = placement.cut
                if placement.recolour:
                    recolours[len(rows)] = placement.recolour
                if not placement.exact:
                    tint = placement.tint or (-1, -1, -1)
                    values = (placement.angle, placement.scale, placement.opacity, *tint)
                    options[len(rows)] = tuple(float(value) for value in values)
                rows.append(placement_row(placement))
            plane_recolours |= {len(plane_rows) + i: plane.recolour for i, plane in _recoloured(scene)}
            plane_rows.extend(map(plane_row, scene.planes))
            row_ends.append(len(rows))
            plane_ends.append(len(plane_rows))
            unexplained.append(scene.unexplained_px)
        return cls(
            np.array(rows, np.int32).reshape(-1, len(PLACEMENT_COLUMNS)),
            np.array(row_ends, np.int64),
            np.array(plane_rows, np.int32).reshape(-1, len(PLANE_COLUMNS)),
            np.array(plane_ends, np.int64),
            np.array(unexplained, np.int32),
            options,
            cuts,
            recolours,
            plane_recolours,
        )

    @classmethod
    def of_rows(
        cls,
        placements: np.ndarray,
        planes: Sequence[tuple[int, ...]],
        counts: Sequence[tuple[int, int]],
        unexplained_px: Sequence[int],
        cuts: dict[int, Cut],
        recolours: dict[int, Recolour],
        plane_recolours: dict[int, Recolour],
    ) -> "Scenes":
        """Of rows already made; `counts` are each frame's placements and planes."""
        ends = np.cumsum(np.array([(0, 0), *counts], np.int64), axis=0)
        return cls(
            placements,
            ends[:, 0].copy(),
            np.array(planes, np.int32).reshape(-1, len(PLANE_COLUMNS)),
            ends[:, 1].copy(),
            np.array(unexplained_px, np.int32),
            cuts=cuts,
            recolours=recolours,
            plane_recolours=plane_recolours,
        )

    @classmethod
    def joined(cls, parts: "Sequence[Scenes]") -> "Scenes":
        """The frames of all `parts`, one after the other; track ids stay as they are."""
        if not parts:
            return cls.of(())
        starts = np.cumsum([0, *(len(part.placements) for part in parts)]).tolist()
        plane_starts = np.cumsum([0, *(len(part.planes) for part in parts)]).tolist()
        ends = [part.placement_offsets[1:] + start for part, start in zip(parts, starts, strict=False)]
        plane_ends = [part.plane_offsets[1:] + start for part, start in zip(parts, plane_starts, strict=False)]
        return cls(
            np.concatenate([part.placements for part in parts]),
            np.concatenate([[0], *ends]).astype(np.int64),
            np.concatenate([part.planes for part in parts]),
            np.concatenate([[0], *plane_ends]).astype(np.int64),
            np.concatenate([part.unexplained_px for part in parts]),
            _shifted([part.options for part in parts], starts),
            _shifted([part.cuts for part in parts], starts),
            _shifted([part.recolours for part in parts], starts),
            _shifted([part.plane_recolours for part in parts], plane_starts),
        )

    def __len__(self) -> int:
        return len(self.unexplained_px)

    @overload
    def __getitem__(self, index: int) -> Scene: ...
    @overload
    def __getitem__(self, index: slice) -> "Scenes": ...
    def __getitem__(self, index: int | slice) -> "Scene | Scenes":
        if isinstance(index, slice):
            frames = range(*index.indices(len(self)))
            return self._run(frames.start, frames.stop) if frames.step == 1 else Scenes.of(self[i] for i in frames)
        frame = range(len(self))[index]
        first, last = self.placement_offsets[frame : frame + 2].tolist()
        plane_first, plane_last = self.plane_offsets[frame : frame + 2].tolist()
        planes = tuple(
            _plane(row, self.plane_recolours.get(plane_first + i, ()))
            for i, row in enumerate(self.planes[plane_first:plane_last].tolist())
        )
        rows = self.placements[first:last].tolist()
        return Scene(
            planes,
            tuple(self._placement(first + i, row) for i, row in enumerate(rows)),
            int(self.unexplained_px[frame]),
        )

    def _run(self, start: int, stop: int) -> "Scenes":
        """Frames that follow each other, without an object for each placement."""
        stop = max(start, stop)
        first, last = self.placement_offsets[[start, stop]].tolist()
        plane_first, plane_last = self.plane_offsets[[start, stop]].tolist()
        return Scenes(
            self.placements[first:last],
            self.placement_offsets[start : stop + 1] - first,
            self.planes[plane_first:plane_last],
            self.plane_offsets[start : stop + 1] - plane_first,
            self.unexplained_px[start:stop],
            _within(self.options, first, last),
            _within(self.cuts, first, last),
            _within(self.recolours, first, last),
            _within(self.plane_recolours, plane_first, plane_last),
        )

    def __iter__(self) -> Iterator[Scene]:
        return (self[i] for i in range(len(self)))

    def placement(self, row: int) -> Placement:
        """The placement of one row."""
        return self._placement(row, self.placements[row].tolist())

    def _placement(self, row: int, columns: list[int]) -> Placement:
        sprite, x, y, layer, flip, track, fixed = columns
        angle, scale, opacity, *tint = self.options.get(row, _PLAIN)
        return altered(
            _ANY, sprite=sprite, x=x, y=y, layer=layer, flip_x=bool(flip & 1), flip_y=bool(flip & 2), track=track,
            fixed=bool(fixed), cut=self.cuts.get(row), angle=angle, scale=scale, opacity=opacity,
            tint=None if tint[0] < 0 else (int(tint[0]), int(tint[1]), int(tint[2])),
            recolour=self.recolours.get(row, ()),
        )  # fmt: skip

    def frame_of_rows(self) -> np.ndarray:
        """int64 [n]: the frame each placement row belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.placement_offsets))

    def to_bytes(self, packing: int = zipfile.ZIP_LZMA) -> bytes:
        """The .npz file's bytes: columns one by one, LZMA inside the zip, nothing pickled.

        `packing` is any of `zipfile`'s: ZIP_DEFLATED takes a tenth of the time.
        """
        cut_rows = np.array(sorted(self.cuts), np.int64)
        masks = [self.cuts[int(row)].mask for row in cut_rows]
        option_rows = np.array(sorted(self.options), np.int64)
        arrays: dict[str, np.ndarray] = {"format": np.array(FORMAT)}
        arrays |= {name: self.placements[:, i] for i, name in enumerate(PLACEMENT_COLUMNS)}
        arrays |= {f"plane_{name}": self.planes[:, i] for i, name in enumerate(PLANE_COLUMNS)}
        arrays |= {
            "placement_counts": np.diff(self.placement_offsets).astype(np.int32),
            "plane_counts": np.diff(self.plane_offsets).astype(np.int32),
            "unexplained_px": self.unexplained_px,
            "cut_row": cut_rows,
            "cut_size": np.array([mask.shape for mask in masks], np.int32).reshape(-1, 2),
            "cut_bits": np.packbits(np.concatenate([mask.ravel() for mask in masks] or [np.zeros(0, bool)])),
            "option_row": option_rows,
            "option": np.array([self.options[int(row)] for row in option_rows], np.float64).reshape(-1, 6),
        }
        arrays |= columns_of(self.recolours) | columns_of(self.plane_recolours, "plane_")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", packing) as archive:
            for name, array in arrays.items():
                column = io.BytesIO()
                np.lib.format.write_array(column, np.asarray(array, order="C"), allow_pickle=False)
                entry = zipfile.ZipInfo(f"{name}.npy")  # a fixed date: the same scenes give the same bytes
                entry.compress_type = packing
                archive.writestr(entry, column.getvalue())
        return packed.getvalue()

    def save(self, path: Path | str) -> None:
        """Write `scenes.npz`, whole or not at all."""
        write_bytes(Path(path), self.to_bytes())

    @classmethod
    def load(cls, path: Path | str) -> "Scenes":
        """Read `scenes.npz`.

        Raises:
            MissingError: no such file.
            FormatError: not scenes, or columns that contradict each other.
        """
        path = Path(path)
        if not path.is_file():
            raise MissingError(f"{path} is missing. Make it with `spritelift decompose BUNDLE RECORDING --out {path}`.")
        try:
            with np.load(path, allow_pickle=False) as stored:
                columns = {name: stored[name] for name in stored.files}
            return cls._of_columns(columns)
        except FormatError:
            raise
        except Exception as err:  # a zip can break in many ways; all of them mean the same to the user
            raise FormatError(
                f"{path} is not spritelift scenes, or damaged. Make it again with `spritelift decompose`."
            ) from err

    @classmethod
    def _of_columns(cls, columns: dict[str, np.ndarray]) -> "Scenes":
        if str(columns["format"]) != FORMAT:
            raise FormatError(f"scenes of format {columns['format']}, this version reads {FORMAT}. Decompose again.")
        placements = np.stack([columns[name] for name in PLACEMENT_COLUMNS], axis=1).astype(np.int32)
        planes = np.stack([columns[f"plane_{name}"] for name in PLANE_COLUMNS], axis=1).astype(np.int32)
        offsets = np.concatenate([[0], np.cumsum(columns["placement_counts"], dtype=np.int64)])
        plane_offsets = np.concatenate([[0], np.cumsum(columns["plane_counts"], dtype=np.int64)])
        frames = len(columns["unexplained_px"])
        if offsets[-1] != len(placements) or plane_offsets[-1] != len(planes) or len(offsets) != frames + 1:
            raise FormatError("scenes whose counts and rows disagree. Decompose again.")
        bits = np.unpackbits(columns["cut_bits"]).astype(bool)
        cuts, start = {}, 0
        for row, (height, width) in zip(columns["cut_row"].tolist(), columns["cut_size"].tolist(), strict=True):
            cuts[row] = Cut(bits[start : start + height * width].reshape(height, width))
            start += height * width
        option_rows, values = columns["option_row"].tolist(), columns["option"].tolist()
        options: dict[int, Any] = {row: tuple(option) for row, option in zip(option_rows, values, strict=True)}
        unexplained = columns["unexplained_px"].astype(np.int32)
        recolours = of_columns(columns), of_columns(columns, "plane_")
        return cls(placements, offsets, planes, plane_offsets, unexplained, options, cuts, *recolours)


def plane_row(p: Plane) -> tuple[int, ...]:
    """The columns `PLANE_COLUMNS` of a plane."""
    return (p.picture, *p.clip, *p.camera, int(p.wrap), p.layer)


def _plane(row: Sequence[int], recolour: Recolour) -> Plane:
    """Back from `plane_row`."""
    picture, x, y, width, height, *camera, wrap, layer = row
    clip, corner = (x, y, width, height), (camera[0], camera[1])
    return Plane(picture=picture, clip=clip, camera=corner, wrap=bool(wrap), layer=layer, recolour=recolour)


def placement_row(p: Placement) -> tuple[int, ...]:
    """The columns `PLACEMENT_COLUMNS` of a placement."""
    return (p.sprite, p.x, p.y, p.layer, p.flip, p.track, int(p.fixed))


def _recoloured(scene: Scene) -> list[tuple[int, Plane]]:
    return [(i, plane) for i, plane in enumerate(scene.planes) if plane.recolour]


def _shifted(parts: Sequence[dict[int, T]], starts: Sequence[int]) -> dict[int, T]:
    """What belongs to rows of tables, by rows of all of them, one after the other."""
    return {row + start: value for part, start in zip(parts, starts, strict=False) for row, value in part.items()}


def _within(rows: dict[int, T], first: int, last: int) -> dict[int, T]:
    """What belongs to rows from `first` to before `last`, counted from there."""
    return {row - first: value for row, value in rows.items() if first <= row < last}

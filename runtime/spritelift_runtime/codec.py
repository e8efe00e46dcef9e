"""A recording as scenes: art, placements and the pixels they miss in one stream, and every frame back bit for bit.

This is the measure behind `bytes_per_frame`. Only what pixels need is in the stream: no names, no track ids (an
object's placements are chained from frame to frame, which says the same).
"""

import io
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.prediction import (
    carried,
    chain_codes,
    chained,
    expected,
    offsets_of,
    restored,
    same_place,
    same_track,
)
from spritelift_runtime.scene import Cut
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, PLANE_COLUMNS, Scenes
from spritelift_runtime.streams import read_ints, read_pictures, write_ints, write_pictures

_SPRITE = 0
_STORED = [0, 1, 2, 3, 4, 6]  # placement columns without the track
_MOVING = np.array([0, 1, 1, 0, 0, 0])  # x and y go on at constant speed, the rest stays as it is
_PLANE_MOVING = np.array([0, 0, 0, 0, 0, 1, 1, 0, 0])


@dataclass(frozen=True, eq=False)
class Residual:
    """Pixels that composing the scenes gets wrong: `counts` of each frame, flat `places` and their true `colours`."""

    counts: Int64[np.ndarray, "t"]
    places: Int64[np.ndarray, "n"]
    colours: UInt8[np.ndarray, "n 3"]

    @classmethod
    def of(cls, frames: UInt8[np.ndarray, "t h w 3"], composed: UInt8[np.ndarray, "t h w 3"]) -> "Residual":
        """What has to be put right on `composed` to have `frames`."""
        wrong = (frames != composed).any(3).reshape(len(frames), frames.shape[1] * frames.shape[2])
        return cls(wrong.sum(1).astype(np.int64), np.nonzero(wrong)[1], frames.reshape(*wrong.shape, 3)[wrong])

    @classmethod
    def joined(cls, parts: "list[Residual]") -> "Residual":
        """Frames of all `parts`, one after the other."""
        return cls(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in ("counts", "places", "colours"))
        )


def pack(scenes: Scenes, art: Art, residual: Residual) -> bytes:
    """Art, scenes and residual as one compressed stream."""
    out = io.BytesIO()
    write_ints(out, np.array(art.size))
    write_pictures(out, [sprite.rgba for sprite in art.sprites])
    write_pictures(out, list(art.backgrounds))
    write_ints(out, np.diff(scenes.plane_offsets))
    planes = scenes.planes.astype(np.int64)
    before = same_place(scenes.plane_offsets)
    _write_columns(out, planes - expected(planes, before, _PLANE_MOVING), before)
    _write_placements(out, scenes)
    _write_extras(out, scenes)
    write_ints(out, residual.counts)
    write_ints(out, np.diff(residual.places, prepend=0))
    for channel in range(3):
        write_ints(out, residual.colours[:, channel].astype(np.int64))
    # Preset 6 needs 94 MB; 9 needs 674 MB and saves nothing on streams below its 8 MB window.
    return lzma.compress(out.getvalue(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=6 | lzma.PRESET_EXTREME)


def unpack(packed: bytes) -> tuple[Scenes, Art, Residual]:
    """What `pack` was given; sprites without their names, placements without tracks."""
    source = io.BytesIO(lzma.decompress(packed))
    width, height = read_ints(source).tolist()
    sprites = tuple(Sprite(name=str(i), rgba=rgba) for i, rgba in enumerate(read_pictures(source)))
    art = Art(size=(width, height), sprites=sprites, backgrounds=tuple(read_pictures(source)))
    plane_offsets = offsets_of(read_ints(source))
    before = same_place(plane_offsets)
    planes = restored(_read_columns(source, before, len(PLANE_COLUMNS)), before, _PLANE_MOVING, plane_offsets)
    placements, offsets = _read_placements(source, planes, plane_offsets)
    scenes = Scenes(
        placements.astype(np.int32),
        offsets,
        planes.astype(np.int32),
        plane_offsets,
        np.zeros(len(offsets) - 1, np.int32),
    )
    scenes = _read_extras(source, scenes, art)
    counts, places = read_ints(source), np.cumsum(read_ints(source))
    colours = np.stack([read_ints(source) for _ in range(3)], axis=1).astype(np.uint8)
    return replace(scenes, unexplained_px=counts.astype(np.int32)), art, Residual(counts, places, colours)


def frames_of(packed: bytes) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
    """Every frame that went into `packed`, bit for bit."""
    scenes, art, residual = unpack(packed)
    ends = np.cumsum(residual.counts).tolist()
    start = 0
    for scene, end in zip(scenes, ends, strict=True):
        frame = compose(scene, art)
        frame.reshape(-1, 3)[residual.places[start:end]] = residual.colours[start:end]
        yield frame
        start = end


def _write_placements(out: io.BytesIO, scenes: Scenes) -> None:
    rows = scenes.placements[:, _STORED].astype(np.int64)
    before = same_track(scenes)
    moves = carried(scenes.planes.astype(np.int64), scenes.plane_offsets)[scenes.frame_of_rows()]
    write_ints(out, np.diff(scenes.placement_offsets))
    write_ints(out, chain_codes(before))
    _write_columns(out, rows - expected(rows, before, _MOVING, moves), before)


def _read_placements(
    source: io.BytesIO, planes: np.ndarray, plane_offsets: np.ndarray
) -> tuple[Int64[np.ndarray, "n 7"], Int64[np.ndarray, "t"]]:
    offsets = offsets_of(read_ints(source))
    before = chained(read_ints(source))
    frames = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    moves = carried(planes, plane_offsets)[frames]
    rows = restored(_read_columns(source, before, len(_STORED)), before, _MOVING, offsets, moves)
    placements = np.full((len(rows), len(PLACEMENT_COLUMNS)), -1, np.int64)
    placements[:, _STORED] = rows
    return placements, offsets


def _write_columns(out: io.BytesIO, off: np.ndarray, before: np.ndarray) -> None:
    # Things that go on are almost all zeros: kept apart from new ones, they cost almost nothing.
    for column in off.T:
        write_ints(out, column[before >= 0])
        write_ints(out, column[before < 0])


def _read_columns(source: io.BytesIO, before: np.ndarray, columns: int) -> Int64[np.ndarray, "n c"]:
    off = np.zeros((len(before), columns), np.int64)
    for column in range(columns):
        off[before >= 0, column] = read_ints(source)
        off[before < 0, column] = read_ints(source)
    return off


def _write_extras(out: io.BytesIO, scenes: Scenes) -> None:
    """Cuts and options, which few placements have."""
    rows = np.array(sorted(scenes.cuts), np.int64)
    masks = [scenes.cuts[row].mask for row in rows.tolist()]
    write_ints(out, np.diff(rows, prepend=0))
    write_ints(
        out, np.packbits(np.concatenate([mask.ravel() for mask in masks] or [np.zeros(0, bool)])).astype(np.int64)
    )
    option_rows = np.array(sorted(scenes.options), np.int64)
    options = np.array([scenes.options[row] for row in option_rows.tolist()], np.float64).reshape(-1)
    write_ints(out, np.diff(option_rows, prepend=0))
    write_ints(out, options.view(np.int64))


def _read_extras(source: io.BytesIO, scenes: Scenes, art: Art) -> Scenes:
    cuts, start = {}, 0
    rows = np.cumsum(read_ints(source)).tolist()
    bits = np.unpackbits(read_ints(source).astype(np.uint8)).astype(bool)
    for row in rows:
        width, height = art.sprites[int(scenes.placements[row, _SPRITE])].size
        cuts[row] = Cut(bits[start : start + width * height].reshape(height, width))
        start += width * height
    option_rows = np.cumsum(read_ints(source)).tolist()
    values = read_ints(source).view(np.float64).reshape(-1, 6).tolist()
    return replace(scenes, cuts=cuts, options={row: tuple(v) for row, v in zip(option_rows, values, strict=True)})

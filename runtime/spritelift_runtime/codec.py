"""A recording as scenes: art, placements and the pixels they miss in one stream, and every frame back bit for bit.

This is the measure behind `bytes_per_frame`. Only what pixels need is in the stream: no names, no track ids, and of
the order in which one layer's placements are painted only what shows.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.blending import Blend
from spritelift_runtime.coding.coder import FAULT, OVERFLOW, Coder, finished, packing, unpacking
from spritelift_runtime.coding.frame_coder import OPTIONS, PYGAME_BLEND, RECOLOURS, Columns, FrameCoder, colours_of
from spritelift_runtime.coding.pictures import MOST_PX, check, code_art, code_count, packed_colours
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import FormatError
from spritelift_runtime.scenes import Scenes

VERSION = 2
"""First byte of a stream. Then 3 bytes of CRC-32, then what the coder packed."""
_HEAD = 4
_MOST_FRAMES = 1 << 24


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
    room = 1 << 16
    while True:
        coder = packing(room)
        _pack(coder, scenes, art, residual)
        if not coder.state[FAULT] & OVERFLOW:
            body = finished(coder)
            return bytes([VERSION]) + _check_sum(body) + body
        room *= 8


def unpack(packed: bytes) -> tuple[Scenes, Art, Residual]:
    """What `pack` was given; sprites without their names, placements without tracks, ordered as need be.

    Raises:
        FormatError: not such a stream, or damaged.
    """
    if not packed or packed[0] != VERSION:
        raise FormatError(f"packed scenes begin with the byte {VERSION}; these don't. Pack them again.")
    if packed[1:_HEAD] != _check_sum(packed[_HEAD:]):
        raise FormatError("packed scenes that are damaged: their check sum is another. Pack them again.")
    return _unpack(unpacking(packed[_HEAD:]))


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


def _check_sum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4, "big")[1:]


def _pack(coder: Coder, scenes: Scenes, art: Art, residual: Residual) -> None:
    opaque = np.full((len(residual.colours), 1), 255, np.uint8)
    colours = packed_colours(np.concatenate([residual.colours, opaque], 1))
    recolours = [*scenes.recolours.values(), *scenes.plane_recolours.values()]
    optional = int(bool(scenes.options)) * OPTIONS | int(bool(recolours)) * RECOLOURS
    optional |= PYGAME_BLEND if art.blend == "pygame" else 0
    for number in (*art.size, len(scenes), optional):
        code_count(coder, number)
    pictures = code_art(coder, art, np.concatenate([colours, colours_of(recolours)]))
    frames = FrameCoder(coder, pictures, art.size, optional)
    places = np.searchsorted(pictures.palette, colours)
    ends = np.cumsum(residual.counts).tolist()
    for number, end in enumerate(ends):
        wrong = slice(end - int(residual.counts[number]), end)
        frames.pack(scenes, number, residual.places[wrong].astype(np.int64), places[wrong])
        if coder.state[FAULT]:
            return


def _unpack(coder: Coder) -> tuple[Scenes, Art, Residual]:
    width, height, count, optional = (code_count(coder, 0) for _ in range(4))
    sides = 0 < width <= MOST_PX and 0 < height <= MOST_PX and width * height <= MOST_PX
    check(coder, sides and count <= _MOST_FRAMES and optional <= OPTIONS | RECOLOURS | PYGAME_BLEND)
    pictures = code_art(coder, Art(size=(width, height)), np.zeros(0, np.int64))
    frames = FrameCoder(coder, pictures, (width, height), optional)
    columns = Columns()
    for _ in range(count):
        frames.unpack(columns)
    residual = Residual(columns.counts(), columns.places(), pictures.rgba(columns.colours())[:, :3])
    blend: Blend = "pygame" if optional & PYGAME_BLEND else "rounded"
    return columns.scenes(), pictures.art((width, height), blend), residual

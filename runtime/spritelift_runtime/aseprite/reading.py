"""Reading Aseprite files (Aseprite File Format Specification)."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from spritelift_runtime.aseprite.model import AsepriteFile, Cel, Frame, Layer, Rgba, Slice, SliceKey, Tag
from spritelift_runtime.aseprite.writing import (
    CEL,
    COMPRESSED,
    FILE_MAGIC,
    FRAME_MAGIC,
    LAYER,
    LINKED,
    NINE_PATCHES,
    OPACITY_COUNTS,
    PALETTE,
    PIVOTS,
    RAW,
    SLICE,
    TAGS,
    TEXT,
    USER_DATA,
)
from spritelift_runtime.errors import FormatError

OLD_PALETTE = 0x0004
GREY_BITS, INDEX_BITS = 16, 8
LARGEST_PX = 1 << 26
NAMED = 1


def read(content: bytes) -> AsepriteFile:
    """What the file's bytes hold.

    Raises:
        FormatError: no Aseprite file, a damaged one, or one with what isn't understood (tilemaps, blend modes).
    """
    try:
        return _Reader(content).document()
    except (struct.error, zlib.error, IndexError, UnicodeDecodeError, ValueError) as err:
        raise FormatError(f"it is no Aseprite file, or a damaged one ({err}).") from err


class _Reader:
    """One pass over the file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        _, magic, self._frames, wide, high, self._bits, flags = struct.unpack_from("<IHHHHHI", content)
        if magic != FILE_MAGIC:
            raise FormatError("it is no Aseprite file.")
        if not 0 < wide * high <= LARGEST_PX:
            raise FormatError(f"a canvas of {wide}x{high} px can't be.")
        self._size = wide, high
        self._opacities = bool(flags & OPACITY_COUNTS)
        self._clear = content[28]
        self._layers: list[Layer] = []
        self._tags: list[Tag] = []
        self._slices: list[Slice] = []
        self._palette: dict[int, tuple[int, int, int, int]] = {}
        self._cels: list[list[Cel]] = []
        self._about_cel = False

    def document(self) -> AsepriteFile:
        """Everything."""
        durations = []
        at = 128
        for _ in range(self._frames):
            length, magic, few, duration, _, many = struct.unpack_from("<IHHHHI", self._content, at)
            if magic != FRAME_MAGIC:
                raise FormatError("a frame is damaged.")
            durations.append(duration)
            self._cels.append([])
            for kind, chunk in self._chunks(at + 16, many or few):
                self._take(kind, chunk)
            at += length
        frames = (Frame(duration_ms=ms, cels=tuple(cels)) for ms, cels in zip(durations, self._cels, strict=True))
        colours = tuple(self._palette[i] for i in sorted(self._palette))
        return AsepriteFile(size=self._size, layers=tuple(self._layers), frames=tuple(frames), tags=tuple(self._tags),
                        palette=colours, slices=tuple(self._slices))  # fmt: skip

    def _chunks(self, at: int, count: int) -> Iterator[tuple[int, bytes]]:
        for _ in range(count):
            length, kind = struct.unpack_from("<IH", self._content, at)
            if length < 6 or at + length > len(self._content):
                raise FormatError("it ends too early.")
            yield kind, self._content[at + 6 : at + length]
            at += length

    def _take(self, kind: int, chunk: bytes) -> None:
        if kind == USER_DATA:
            self._user_data(chunk)
            return
        self._about_cel = kind == CEL
        takes: dict[int, Any] = {
            LAYER: self._layer,
            CEL: self._cel,
            TAGS: self._tagged,
            SLICE: self._slice,
            PALETTE: self._colours,
            OLD_PALETTE: self._old_colours,
        }
        if kind in takes:
            takes[kind](chunk)

    def _layer(self, chunk: bytes) -> None:
        flags, kind, level, _, _, blend, opacity = struct.unpack_from("<HHHHHHB", chunk)
        name, _ = _string(chunk, 16)
        if kind > 1:
            raise FormatError(f"layer {name!r} is a tilemap. Convert it to a layer first (Layer > Convert To).")
        if blend and kind == 0:
            raise FormatError(f"layer {name!r} has a blend mode. Set it to Normal, or flatten it.")
        layer = Layer(name=name, visible=bool(flags & 1), editable=bool(flags & 2), level=level, group=kind == 1)
        self._layers.append(replace(layer, opacity=opacity) if self._opacities and kind == 0 else layer)

    def _cel(self, chunk: bytes) -> None:
        layer, x, y, opacity, kind, _ = struct.unpack_from("<HhhBHh", chunk)
        if layer >= len(self._layers):
            raise FormatError(f"a picture is of layer {layer}, of {len(self._layers)}.")
        if kind == LINKED:
            (frame,) = struct.unpack_from("<H", chunk, 16)
            linked = [cel for cel in self._cels[frame] if cel.layer == layer]
            self._cels[-1] += [replace(cel, x=x, y=y, opacity=opacity, text="") for cel in linked]
            return
        if kind not in (RAW, COMPRESSED):
            raise FormatError("it has tilemaps. Convert them to layers first (Layer > Convert To).")
        wide, high = struct.unpack_from("<HH", chunk, 16)
        if wide * high > LARGEST_PX:
            raise FormatError(f"a picture of {wide}x{high} px can't be.")
        length = wide * high * self._bits // 8
        pixels = chunk[20:] if kind == RAW else zlib.decompressobj().decompress(chunk[20:], length + 1)
        rgba = self._rgba(np.frombuffer(pixels, np.uint8, length).reshape(high, wide, self._bits // 8))
        self._cels[-1].append(Cel(layer=layer, x=x, y=y, rgba=rgba, opacity=opacity))

    def _rgba(self, pixels: np.ndarray) -> Rgba:
        if self._bits == GREY_BITS:
            return np.ascontiguousarray(pixels[..., [0, 0, 0, 1]])
        if self._bits != INDEX_BITS:
            return pixels.copy()
        table = np.zeros((256, 4), np.uint8)
        for index, colour in self._palette.items():
            table[index % 256] = colour
        table[self._clear] = 0
        return table[pixels[..., 0]]

    def _tagged(self, chunk: bytes) -> None:
        (count,) = struct.unpack_from("<H", chunk)
        at = 10
        for _ in range(count):
            first, last = struct.unpack_from("<HH", chunk, at)
            name, at = _string(chunk, at + 17)
            self._tags.append(Tag(name=name, first=first, last=last))

    def _slice(self, chunk: bytes) -> None:
        count, flags = struct.unpack_from("<II", chunk)
        name, at = _string(chunk, 12)
        keys = []
        for _ in range(count):
            frame, *rect = struct.unpack_from("<IiiII", chunk, at)
            at += 20 + (16 if flags & NINE_PATCHES else 0)
            pivot = struct.unpack_from("<ii", chunk, at) if flags & PIVOTS else None
            at += 8 if flags & PIVOTS else 0
            keys.append(SliceKey(frame=frame, rect=tuple(rect), pivot=pivot))
        self._slices.append(Slice(name=name, keys=tuple(keys)))

    def _colours(self, chunk: bytes) -> None:
        _, first, last = struct.unpack_from("<III", chunk)
        at = 20
        for index in range(first, last + 1):
            flags, r, g, b, a = struct.unpack_from("<H4B", chunk, at)
            self._palette[index] = r, g, b, a
            at = _string(chunk, at + 6)[1] if flags & NAMED else at + 6

    def _old_colours(self, chunk: bytes) -> None:
        if self._palette:
            return  # files have both for old readers' sake; the new one knows alpha
        (packets,) = struct.unpack_from("<H", chunk)
        at, index = 2, 0
        for _ in range(packets):
            index += chunk[at]
            count = chunk[at + 1] or 256
            for i in range(count):
                r, g, b = chunk[at + 2 + 3 * i : at + 5 + 3 * i]
                self._palette[index + i] = r, g, b, 255
            at, index = at + 2 + 3 * count, index + count

    def _user_data(self, chunk: bytes) -> None:
        (flags,) = struct.unpack_from("<I", chunk)
        if self._about_cel and flags & TEXT and self._cels[-1]:
            self._cels[-1][-1] = replace(self._cels[-1][-1], text=_string(chunk, 4)[0])


def _string(chunk: bytes, at: int) -> tuple[str, int]:
    """The words, and where they end."""
    (length,) = struct.unpack_from("<H", chunk, at)
    if at + 2 + length > len(chunk):
        raise FormatError("a name is cut off.")
    return chunk[at + 2 : at + 2 + length].decode("utf-8"), at + 2 + length

"""Writing Aseprite files (Aseprite File Format Specification): little-endian chunks, pixels deflated."""

import struct
import zlib
from collections.abc import Iterable

import numpy as np

from spritelift_runtime.aseprite.model import AsepriteFile, Cel, Frame, Layer, Slice, Tag

FILE_MAGIC, FRAME_MAGIC = 0xA5E0, 0xF1FA
LAYER, CEL, PROFILE, TAGS, PALETTE, USER_DATA, SLICE = 0x2004, 0x2005, 0x2007, 0x2018, 0x2019, 0x2020, 0x2022
RGBA_BITS = 32
COMPRESSED, LINKED, RAW = 2, 1, 0
TEXT = 1
NINE_PATCHES, PIVOTS = 1, 2
SRGB = 1
OPACITY_COUNTS = 1


def written(document: AsepriteFile) -> bytes:
    """The file's bytes; the same document gives the same."""
    first = [_chunk(PROFILE, struct.pack("<HHI8x", SRGB, 0, 0)), _palette(document)]
    first += [*map(_layer, document.layers), _tags(document.tags), *map(_slice, document.slices)]
    frames = b"".join(
        _frame(frame, [*(first if i == 0 else ()), *_cels(frame)]) for i, frame in enumerate(document.frames)
    )
    wide, high = document.size
    header = struct.pack(
        "<IHHHHHIHIIB3xHBBhhHH84x",
        128 + len(frames), FILE_MAGIC, len(document.frames), wide, high, RGBA_BITS, OPACITY_COUNTS, 100, 0, 0, 0,
        len(document.palette) % 65536, 1, 1, 0, 0, 16, 16,
    )  # fmt: skip
    return header + frames


def _frame(frame: Frame, chunks: list[bytes]) -> bytes:
    content = b"".join(chunks)
    few = min(len(chunks), 0xFFFF)
    return struct.pack("<IHHHHI", 16 + len(content), FRAME_MAGIC, few, frame.duration_ms, 0, len(chunks)) + content


def _cels(frame: Frame) -> Iterable[bytes]:
    for cel in frame.cels:
        yield _cel(cel)
        if cel.text:
            yield _chunk(USER_DATA, struct.pack("<I", TEXT) + _string(cel.text))


def _cel(cel: Cel) -> bytes:
    high, wide = cel.rgba.shape[:2]
    head = struct.pack("<HhhBHh5xHH", cel.layer, cel.x, cel.y, cel.opacity, COMPRESSED, 0, wide, high)
    return _chunk(CEL, head + zlib.compress(np.ascontiguousarray(cel.rgba).tobytes(), 9))


def _layer(layer: Layer) -> bytes:
    flags = int(layer.visible) + 2 * int(layer.editable)
    head = struct.pack("<HHHHHHB3x", flags, int(layer.group), layer.level, 0, 0, 0, layer.opacity)
    return _chunk(LAYER, head + _string(layer.name))


def _tags(tags: tuple[Tag, ...]) -> bytes:
    each = (struct.pack("<HHBH6x3BB", tag.first, tag.last, 0, 0, 0, 0, 0, 0) + _string(tag.name) for tag in tags)
    return _chunk(TAGS, struct.pack("<H8x", len(tags)) + b"".join(each))


def _slice(slice_: Slice) -> bytes:
    pivots = any(key.pivot is not None for key in slice_.keys)
    head = struct.pack("<III", len(slice_.keys), PIVOTS if pivots else 0, 0) + _string(slice_.name)
    each = (
        struct.pack("<IiiII", key.frame, *key.rect) + (struct.pack("<ii", *key.pivot or (0, 0)) if pivots else b"")
        for key in slice_.keys
    )
    return _chunk(SLICE, head + b"".join(each))


def _palette(document: AsepriteFile) -> bytes:
    colours = document.palette or ((0, 0, 0, 0),)
    each = b"".join(struct.pack("<H4B", 0, *colour) for colour in colours)
    return _chunk(PALETTE, struct.pack("<III8x", len(colours), 0, len(colours) - 1) + each)


def _chunk(kind: int, content: bytes) -> bytes:
    return struct.pack("<IH", 6 + len(content), kind) + content


def _string(words: str) -> bytes:
    content = words.encode("utf-8")
    return struct.pack("<H", len(content)) + content

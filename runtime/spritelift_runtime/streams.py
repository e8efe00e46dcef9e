"""Integers and pictures as bytes that compress well."""

import io

import numpy as np
from jaxtyping import Int64, UInt8


def write_ints(out: io.BytesIO, values: np.ndarray) -> None:
    """Integers as their count, their width in bytes, then all low bytes, all second bytes, and so on."""
    unsigned = zigzag(values.astype(np.int64)).view(np.uint64)
    width = (int(unsigned.max(initial=0)).bit_length() + 7) // 8
    out.write(len(values).to_bytes(4, "little") + bytes([width]))
    out.write(np.ascontiguousarray(unsigned.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T).tobytes())


def read_ints(source: io.BytesIO) -> Int64[np.ndarray, "n"]:
    """The next integers that `write_ints` wrote."""
    count, width = int.from_bytes(source.read(4), "little"), source.read(1)[0]
    planes = np.frombuffer(source.read(count * width), np.uint8).reshape(width, count)
    wide = np.zeros((count, 8), np.uint8)
    wide[:, :width] = planes.T
    return unzigzag(wide.reshape(-1).view("<i8").astype(np.int64))


def zigzag(values: np.ndarray) -> Int64[np.ndarray, "n"]:
    """0, -1, 1, -2, ... as 0, 1, 2, 3, ...: small numbers of either sign fit in a byte."""
    return (values << 1) ^ (values >> 63)


def unzigzag(values: np.ndarray) -> Int64[np.ndarray, "n"]:
    """What `zigzag` was given."""
    unsigned = values.view(np.uint64)
    return (unsigned >> np.uint64(1)).view(np.int64) ^ -(values & 1)


def write_pictures(out: io.BytesIO, pictures: list[UInt8[np.ndarray, "_ _ 4"]]) -> None:
    """Sizes, one palette, and each pixel's place in it; colours nobody sees become 0."""
    write_ints(out, np.array([picture.shape[:2] for picture in pictures], np.int64).reshape(-1))
    pixels = np.concatenate([picture.reshape(-1, 4) for picture in pictures] or [np.zeros((0, 4), np.uint8)])
    pixels = np.where(pixels[:, 3:] > 0, pixels, 0).astype(np.uint8)
    palette, places = np.unique(np.ascontiguousarray(pixels).view("<u4").reshape(-1), return_inverse=True)
    write_ints(out, palette.astype(np.int64))
    write_ints(out, places.reshape(-1).astype(np.int64))


def read_pictures(source: io.BytesIO) -> list[UInt8[np.ndarray, "_ _ 4"]]:
    """The next pictures that `write_pictures` wrote."""
    sizes = read_ints(source).reshape(-1, 2).tolist()
    palette = read_ints(source).astype("<u4")
    pixels = palette[read_ints(source)].view(np.uint8).reshape(-1, 4)
    ends = np.cumsum([0, *(height * width for height, width in sizes)]).tolist()
    return [pixels[start:end].reshape(*size, 4) for size, start, end in zip(sizes, ends[:-1], ends[1:], strict=True)]

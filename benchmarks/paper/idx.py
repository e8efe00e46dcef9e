"""MNIST's own file format: idx, packed or not."""

import gzip
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.errors import FormatError, MissingError

BYTES = 0x08
"""The format's word for unsigned bytes, the only kind read here."""


def read_idx(path: Path) -> UInt8[np.ndarray, "..."]:
    """The array in a file of unsigned bytes; where there is none, the one in `path` + `.gz`.

    Raises:
        MissingError: neither is there.
        FormatError: it isn't such a file, or is cut off.
    """
    packed = path if path.suffix == ".gz" else path.with_name(path.name + ".gz")
    if path.suffix != ".gz" and path.is_file():
        content = path.read_bytes()
    elif packed.is_file():
        content = gzip.decompress(packed.read_bytes())
    else:
        raise MissingError(f"{path} is missing. Put MNIST's four idx files, packed or not, into {path.parent}.")
    if len(content) < 4 or content[:3] != bytes([0, 0, BYTES]):
        raise FormatError(f"{path} is no idx file of unsigned bytes. Take MNIST's own.")
    start = 4 + 4 * content[3]
    sides = np.frombuffer(content[4:start], ">u4").astype(int)
    if len(content) - start != sides.prod():
        raise FormatError(f"{path} holds {len(content) - start} values, not {sides.prod()}: it is cut off.")
    return np.frombuffer(content, np.uint8, offset=start).reshape(sides)


def mnist(folder: Path, split: str) -> tuple[UInt8[np.ndarray, "n 28 28"], UInt8[np.ndarray, " n"]]:
    """Digits and what they are; the split is "train" or "t10k"."""
    return read_idx(folder / f"{split}-images-idx3-ubyte"), read_idx(folder / f"{split}-labels-idx1-ubyte")

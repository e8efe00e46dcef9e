"""Pictures and videos that others made, as RGB: read one after the other, whatever is wrong said plainly."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageSequence, UnidentifiedImageError

from spritelift_runtime.errors import FormatError

# Only these are tried, by their first bytes: FFmpeg would also open playlists, which name other files.
_CONTAINERS = {"matroska": rb"\x1aE\xdf\xa3", "mov": rb"....(ftyp|moov|mdat|wide|free)", "avi": rb"RIFF....AVI ",
               "nut": rb"nut/multimedia"}  # fmt: skip


def natural(file: Path) -> list[tuple[int, str]]:
    """To sort by: frame2 before frame10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", file.name.lower())]


def start_of(file: Path) -> bytes:
    """The first bytes, which tell what it is."""
    with file.open("rb") as opened:
        return opened.read(64)


def container_of(file: Path) -> str | None:
    """FFmpeg's name for the kind of video it is; None for any other file."""
    start = start_of(file)
    return next((form for form, magic in _CONTAINERS.items() if re.match(magic, start, re.DOTALL)), None)


def read_image(file: Path) -> Iterator[np.ndarray]:
    """A picture, or each one of an animation: uint8 [h, w, 3], what is transparent black.

    Raises:
        FormatError: no picture, damaged, or with more than 8 bits a channel.
    """
    try:
        with Image.open(file) as image:
            for picture in ImageSequence.Iterator(image):
                yield _rgb(picture, file)
    except (UnidentifiedImageError, OSError, SyntaxError) as err:
        raise FormatError(f"{file} can't be read as a picture ({err}). Export it again.") from err


@contextmanager
def opened_video(file: Path, form: str) -> Iterator[tuple[InputContainer, VideoStream]]:
    """A video of a kind that `container_of` named, to be decoded.

    Raises:
        FormatError: damaged, or sound alone.
    """
    try:
        container = av.open(str(file), format=form, options={"protocol_whitelist": "file"})
    except av.FFmpegError as err:
        raise FormatError(f"{file} can't be read as video ({err.strerror}). Export it again.") from err
    with container:
        if not container.streams.video:
            raise FormatError(f"{file} holds no video stream. Export it again.")
        yield container, container.streams.video[0]


def _rgb(picture: Image.Image, file: Path) -> np.ndarray:
    if picture.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
        raise FormatError(f"{file} is of Pillow's mode {picture.mode}. Save it with 8 bits a channel, RGB.")
    if picture.has_transparency_data:  # what is under it is unknown: black, as consoles show nothing
        black = Image.new("RGBA", picture.size, (0, 0, 0, 255))
        picture = Image.alpha_composite(black, picture.convert("RGBA"))
    return np.array(picture.convert("RGB"))

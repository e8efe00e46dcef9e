"""Pictures out of files, one after the other: PNG folders, GIF and APNG, lossless video."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageSequence, UnidentifiedImageError

from spritelift_envs.lossless import why_not_lossless
from spritelift_runtime.errors import ConfigError, FormatError, MissingError, SizeError

_FORMS = (
    "Forms that keep every pixel: FFV1, H.264 as RGB with -qp 0 (libx264rgb), QuickTime RLE, PNG, Ut Video, HuffYUV, "
    "ZMBV, MagicYUV or raw video in MKV, AVI, MOV or NUT; GIF, APNG, or a folder of PNG pictures."
)
# Only these are tried, by their first bytes: FFmpeg would also open playlists, which name other files.
_CONTAINERS = {"matroska": rb"\x1aE\xdf\xa3", "mov": rb"....(ftyp|moov|mdat|wide|free)", "avi": rb"RIFF....AVI ",
               "nut": rb"nut/multimedia"}  # fmt: skip


@dataclass(frozen=True)
class Pictures:
    """Frames to come, uint8 [h, w, 3] of one size, and how many of them make a second."""

    fps: float
    frames: Iterator[np.ndarray]


def pictures_of(file: Path) -> Pictures:
    """Open a video, an animation or a folder of PNG pictures.

    Raises:
        MissingError: nothing there, or no PNG in the folder.
        ConfigError: of a kind that is not read, or lossy.
        FormatError: damaged.
    """
    if file.is_dir():
        return _folder(file)
    if not file.is_file():
        raise MissingError(f"{file} is not there. Give a video, a GIF, or a folder of PNG pictures.")
    with file.open("rb") as opened:
        start = opened.read(64)
    if start.startswith((b"GIF8", b"\x89PNG")):
        return _animation(file)
    for form, magic in _CONTAINERS.items():
        if re.match(magic, start, re.DOTALL):
            return _video(file, form)
    raise ConfigError(f"{file} is no video or picture that can be recorded without loss. {_FORMS}")


def _folder(folder: Path) -> Pictures:
    files = sorted((f for f in folder.iterdir() if f.suffix.lower() == ".png"), key=_natural)
    if not files:
        raise MissingError(f"{folder} holds no PNG picture. {_FORMS}")
    return Pictures(60.0, _read_folder(files))


def _natural(file: Path) -> list[tuple[int, str]]:
    """frame2 before frame10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", file.name.lower())]


def _read_folder(files: list[Path]) -> Iterator[np.ndarray]:
    size: tuple[int, ...] | None = None
    for file in files:
        frame = next(_read_image(file))
        size = size or frame.shape
        if frame.shape != size:
            raise SizeError(
                f"{file.name} is {frame.shape[1]}x{frame.shape[0]} px, but {files[0].name} is {size[1]}x{size[0]}. "
                "A recording has one size: put each size in a folder of its own."
            )
        yield frame


def _animation(file: Path) -> Pictures:
    try:
        with Image.open(file) as image:
            durations = [picture.info.get("duration", 0) for picture in ImageSequence.Iterator(image)]
    except (OSError, SyntaxError, ValueError) as err:
        raise FormatError(f"{file} is damaged ({err}). Export it again.") from err
    return Pictures(1000 / (median(durations) or 100), _read_image(file))


def _read_image(file: Path) -> Iterator[np.ndarray]:
    try:
        with Image.open(file) as image:
            for picture in ImageSequence.Iterator(image):
                yield _rgb(picture, file)
    except (UnidentifiedImageError, OSError, SyntaxError) as err:
        raise FormatError(f"{file} can't be read as a picture ({err}). Export it again.") from err


def _rgb(picture: Image.Image, file: Path) -> np.ndarray:
    if picture.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
        raise FormatError(f"{file} is of Pillow's mode {picture.mode}. Save it with 8 bits a channel, RGB.")
    if picture.has_transparency_data:  # what is under it is unknown: black, as consoles show nothing
        black = Image.new("RGBA", picture.size, (0, 0, 0, 255))
        picture = Image.alpha_composite(black, picture.convert("RGBA"))
    return np.array(picture.convert("RGB"))


def _video(file: Path, form: str) -> Pictures:
    with _opened(file, form) as (_, stream):
        if reason := why_not_lossless(stream):
            raise ConfigError(f"{file} is lossy video: {reason}. Lossy video comes in a later release. {_FORMS}")
        rate = stream.average_rate or stream.guessed_rate or 60
    return Pictures(float(rate), _read_video(file, form))


def _read_video(file: Path, form: str) -> Iterator[np.ndarray]:
    frames = 0
    with _opened(file, form) as (container, stream):
        try:
            for frame in container.decode(stream):
                yield frame.to_ndarray(format="rgb24")
                frames += 1
        except av.FFmpegError as err:
            mend = f"Record its good start with --frames {frames}." if frames else "Export it again."
            raise FormatError(f"{file} is damaged after frame {frames} ({err.strerror}). {mend}") from err


@contextmanager
def _opened(file: Path, form: str) -> Iterator[tuple[InputContainer, VideoStream]]:
    try:
        container = av.open(str(file), format=form, options={"protocol_whitelist": "file"})
    except av.FFmpegError as err:
        raise FormatError(f"{file} can't be read as video ({err.strerror}). Export it again.") from err
    with container:
        if not container.streams.video:
            raise FormatError(f"{file} holds no video stream. Export it again.")
        yield container, container.streams.video[0]

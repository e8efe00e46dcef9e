"""Pictures out of files, one after the other: PNG folders, GIF and APNG, lossless video."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import av
import numpy as np
from PIL import Image, ImageSequence

from spritelift_envs.lossless import why_not_lossless
from spritelift_runtime.errors import ConfigError, FormatError, MissingError, SizeError
from spritelift_runtime.picture_files import container_of, natural, opened_video, read_image, start_of

_FORMS = (
    "Forms that keep every pixel: FFV1, H.264 as RGB with -qp 0 (libx264rgb), QuickTime RLE, PNG, Ut Video, HuffYUV, "
    "ZMBV, MagicYUV or raw video in MKV, AVI, MOV or NUT; GIF, APNG, or a folder of PNG pictures."
)


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
    if start_of(file).startswith((b"GIF8", b"\x89PNG")):
        return _animation(file)
    if (form := container_of(file)) is not None:
        return _video(file, form)
    raise ConfigError(f"{file} is no video or picture that can be recorded without loss. {_FORMS}")


def _folder(folder: Path) -> Pictures:
    files = sorted((f for f in folder.iterdir() if f.suffix.lower() == ".png"), key=natural)
    if not files:
        raise MissingError(f"{folder} holds no PNG picture. {_FORMS}")
    return Pictures(60.0, _read_folder(files))


def _read_folder(files: list[Path]) -> Iterator[np.ndarray]:
    size: tuple[int, ...] | None = None
    for file in files:
        frame = next(read_image(file))
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
    return Pictures(1000 / (median(durations) or 100), read_image(file))


def _video(file: Path, form: str) -> Pictures:
    with opened_video(file, form) as (_, stream):
        if reason := why_not_lossless(stream):
            raise ConfigError(f"{file} is lossy video: {reason}. Lossy video comes in a later release. {_FORMS}")
        rate = stream.average_rate or stream.guessed_rate or 60
    return Pictures(float(rate), _read_video(file, form))


def _read_video(file: Path, form: str) -> Iterator[np.ndarray]:
    frames = 0
    with opened_video(file, form) as (container, stream):
        try:
            for frame in container.decode(stream):
                yield frame.to_ndarray(format="rgb24")
                frames += 1
        except av.FFmpegError as err:
            mend = f"Record its good start with --frames {frames}." if frames else "Export it again."
            raise FormatError(f"{file} is damaged after frame {frames} ({err.strerror}). {mend}") from err

"""What the stage shows, written as a video: .mp4 through PyAV or .gif through Pillow. No pygame here."""

import math
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
from PIL import Image

from spritelift_runtime.errors import ConfigError, UnavailableError
from spritelift_runtime.window.views import Rgb

MOST_GIF_FPS = 50
"""GIF counts in hundredths of a second, and viewers slow down frames shorter than two of them."""
ENCODERS = (("libx264", {"crf": "12", "preset": "veryfast"}), ("mpeg4", {"qmin": "1", "qmax": "3"}))


def check_name(path: Path) -> None:
    """Raise ConfigError where no video can be written to `path`."""
    if path.suffix.lower() not in _KINDS:
        raise ConfigError(f"{path} can't be written as a video: its name has to end in .mp4 or .gif.")
    if path.is_dir():
        raise ConfigError(f"{path} is a folder. Choose the name of a file.")
    if not path.parent.is_dir():
        raise ConfigError(f"{path} can't be written: there is no folder {path.parent}. Make it first.")


class Film:
    """A video being written; `path` appears, whole, when the block ends well.

    Raises:
        ConfigError: a suffix that is neither .mp4 nor .gif.
        UnavailableError: the video library has no encoder for .mp4.
    """

    def __init__(self, path: Path | str, fps: float) -> None:
        self.path = Path(path)
        self._fps = fps
        check_name(self.path)
        self._kind = _KINDS[self.path.suffix.lower()]

    def add(self, rgb: Rgb) -> None:
        """Append a frame; all have the first one's size."""
        self._writer.add(rgb)

    def __enter__(self) -> "Film":
        handle, draft = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        os.close(handle)
        self._draft = Path(draft)
        self._writer = self._kind(self._draft, self._fps)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is not None:
                self._writer.abandon()
            elif self._writer.close():
                self._draft.chmod(0o644)
                self._draft.replace(self.path)
        finally:
            self._draft.unlink(missing_ok=True)


class _Mp4:
    """H.264 where the library has it, else MPEG-4; 4:2:0, so odd sizes repeat their last row or column."""

    def __init__(self, draft: Path, fps: float) -> None:
        self._file = av.open(str(draft), "w", format="mp4")
        self._rate = Fraction(fps).limit_denominator(1000)
        self._stream: Any = None

    def add(self, rgb: Rgb) -> None:
        rgb = np.pad(rgb, ((0, rgb.shape[0] % 2), (0, rgb.shape[1] % 2), (0, 0)), mode="edge")
        if self._stream is None:
            self._stream = _video_stream(self._file, self._rate)
            self._stream.height, self._stream.width = rgb.shape[:2]
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
        self._file.mux(self._stream.encode(frame))

    def close(self) -> bool:
        try:
            if self._stream is not None:
                self._file.mux(self._stream.encode(None))
        except av.FFmpegError:
            self.abandon()
            raise
        self._file.close()
        return self._stream is not None

    def abandon(self) -> None:
        # Another packet into a file whose header could not be written (a full disk) would crash the process.
        with suppress(av.FFmpegError):
            self._file.close()


def _video_stream(file: Any, rate: Fraction) -> Any:
    for name, options in ENCODERS:
        if name in av.codecs_available:
            stream = file.add_stream(name, rate=rate, options=options)
            stream.pix_fmt = "yuv420p"
            return stream
    raise UnavailableError("the video library has no MP4 encoder (libx264 or mpeg4). Write a .gif instead.")


class _Gif:
    """One palette for all frames: exact up to 256 colours, the nearest of the first 256 beyond.

    Frames wait as compressed palette indices: a minute of 640x576 takes about 20 MB.
    """

    def __init__(self, draft: Path, fps: float) -> None:
        self._draft = draft
        self._every = math.ceil(fps / MOST_GIF_FPS)
        self._frame_s = self._every / fps
        self._seen = 0
        self._size = (0, 0)
        self._index = np.full(1 << 24, -1, np.int16)  # palette index of every colour met
        self._palette = np.zeros((0, 3), np.uint8)
        self._frames: list[bytes] = []

    def add(self, rgb: Rgb) -> None:
        self._seen += 1
        if (self._seen - 1) % self._every:
            return
        self._size = (rgb.shape[1], rgb.shape[0])
        red, green, blue = (rgb[..., i].astype(np.uint32) for i in range(3))
        packed = red << 16 | green << 8 | blue
        indices = self._index.take(packed)
        if (indices < 0).any():
            self._learn(np.unique(packed[indices < 0]))
            indices = self._index.take(packed)
        self._frames.append(zlib.compress(indices.astype(np.uint8).tobytes(), 1))

    def _learn(self, packed: np.ndarray) -> None:
        colours = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.uint8)
        room = 256 - len(self._palette)
        self._index[packed[:room]] = len(self._palette) + np.arange(len(packed[:room]))
        self._palette = np.concatenate([self._palette, colours[:room]])
        for colour, code in zip(colours[room:].astype(int), packed[room:], strict=True):
            self._index[code] = ((self._palette.astype(int) - colour) ** 2).sum(axis=1).argmin()

    def close(self) -> bool:
        if not self._frames:
            return False
        images = self._images()
        next(images).save(
            self._draft, format="GIF", save_all=True, append_images=images, duration=self._durations_ms(), loop=0,
            optimize=False, disposal=1,
        )  # fmt: skip
        return True

    def abandon(self) -> None:
        self._frames.clear()

    def _images(self) -> Iterator[Image.Image]:
        for packed in self._frames:
            image = Image.frombytes("P", self._size, zlib.decompress(packed))
            image.putpalette(self._palette.tobytes())
            yield image

    def _durations_ms(self) -> list[int]:
        ends = np.rint(np.arange(len(self._frames) + 1) * self._frame_s * 100).astype(int)  # whole hundredths
        return (np.diff(ends) * 10).tolist()


_KINDS: dict[str, type[_Mp4] | type[_Gif]] = {".mp4": _Mp4, ".gif": _Gif}

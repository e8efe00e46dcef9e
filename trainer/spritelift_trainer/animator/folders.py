"""Clips out of folders: each one a video, or a folder of pictures, filmed by a camera that stands still."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from jaxtyping import Int64, UInt8
from PIL import Image

from spritelift_runtime.errors import ConfigError, FormatError, MissingError, SizeError
from spritelift_runtime.picture_files import container_of, natural, opened_video, read_image
from spritelift_trainer.animator.clips import Pairs

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".nut", ".gif")
MOST_FRAMES = 60
"""Of a clip that are kept, evenly over its length: so that hundreds of clips fit into memory."""

Frames = UInt8[np.ndarray, "n h w 3"]
Indices = Int64[np.ndarray, " n"]


class ClipFolder:
    """Clips read into memory, all at one size.

    `clips` are videos and folders of pictures; `size` (width, height) is what their frames are scaled to, without it
    they stay as they are. Frames need 3 * width * height bytes each, and at most `most` of each clip are kept.

    Raises:
        MissingError: a clip that isn't there, or a folder without pictures.
        FormatError: damaged, no video, or of one frame.
        SizeError: pictures of one clip, or clips that are not to be scaled, of different sizes.
        ConfigError: no clips; fewer frames kept than make a pair.
    """

    def __init__(
        self, clips: Sequence[Path], size: tuple[int, int] | None = None, most: int | None = MOST_FRAMES
    ) -> None:
        if not clips:
            raise ConfigError("no clips to learn from. Give videos, or folders of pictures.")
        if most is not None and most < 2:
            raise ConfigError(f"{most} frames of a clip make no pair. Keep 2 or more.")
        self.paths = tuple(clips)
        self.clips: list[Frames] = [read_clip(path, size, most) for path in self.paths]
        for path, clip in zip(self.paths, self.clips, strict=True):
            if clip.shape[1:] != self.clips[0].shape[1:]:
                raise SizeError(
                    f"{path} is {_sides(clip[0])} px, but {self.paths[0]} is {_sides(self.clips[0][0])}. Give a size "
                    "that all are scaled to, such as 64 64."
                )
        self._frames = np.array([len(clip) for clip in self.clips])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames, pixels."""
        return self.clips[0].shape[2], self.clips[0].shape[1]

    def __len__(self) -> int:
        return len(self.clips)

    def pairs(self, count: int, seed: int, step: int) -> Pairs:
        """Two frames, not the same, of each of `count` clips drawn at random; the same for the same seed and step."""
        clip, first, second = self.draw(count, seed, step)
        return np.stack([self.shown(clip, each) for each in (first, second)])

    def draw(self, count: int, seed: int, step: int) -> tuple[Indices, Indices, Indices]:
        """The numbers of those clips, and of their two frames."""
        random = np.random.default_rng((seed, step))
        clip = random.integers(0, len(self), count)
        first = random.integers(0, self._frames[clip])
        return clip, first, (first + random.integers(1, self._frames[clip])) % self._frames[clip]

    def shown(self, clip: Indices, frame: Indices) -> Frames:
        """These frames of these clips."""
        return np.stack([self.clips[c][t] for c, t in zip(clip.tolist(), frame.tolist(), strict=True)])


def clips_in(folder: Path) -> list[Path]:
    """The videos and folders of pictures that lie in a folder, by name; anything else is left alone.

    Raises:
        MissingError: no such folder, or no clip in it.
    """
    if not folder.is_dir():
        raise MissingError(f"{folder} is no folder. Give one that holds clips: videos, or folders of pictures.")
    inside = sorted((each for each in folder.iterdir() if not each.name.startswith(".")), key=natural)
    found = [each for each in inside if _is_video(each) or (each.is_dir() and _pictures_in(each))]
    if not found:
        here = len(_pictures_in(folder))
        why = f"its {here} pictures are one clip: give the folder above it" if here else "put clips into it"
        raise MissingError(
            f"{folder} holds no clips; {why}. A clip is a folder of pictures ({', '.join(PICTURES)}), or a video "
            f"({', '.join(VIDEOS)})."
        )
    return found


def held_out(clips: Sequence[Path], share: float, seed: int = 0) -> tuple[list[Path], list[Path]]:
    """Clips to learn from, and at least one to be tested on; nothing of a clip is in both.

    Raises:
        ConfigError: a share that leaves nothing to learn from, or fewer than two clips.
    """
    if not 0 < share < 1:
        raise ConfigError(f"{share:g} is no share of the clips to hold out. Give more than 0 and less than 1: 0.1.")
    tested = max(1, round(share * len(clips)))
    if tested >= len(clips):
        raise ConfigError(
            f"{len(clips)} clips, of which {tested} would be held out, leave nothing to learn from. Give more clips."
        )
    order = np.random.default_rng(seed).permutation(len(clips)).tolist()
    return [clips[i] for i in sorted(order[tested:])], [clips[i] for i in sorted(order[:tested])]


def read_clip(path: Path, size: tuple[int, int] | None = None, most: int | None = None) -> Frames:
    """The frames of a video or of a folder of pictures (in natural order), scaled to `size` (width, height) where one
    is given; at most `most` of them, evenly over the clip.

    Raises:
        MissingError, FormatError, SizeError: as for `ClipFolder`.
    """
    kept: list[np.ndarray] = []
    shape: tuple[int, ...] | None = None
    for name, frame in _frames_of(path):
        shape = shape or frame.shape
        if frame.shape != shape:
            raise SizeError(
                f"{name} is {_sides(frame)} px, but what comes first in {path} is {shape[1]}x{shape[0]}. Frames of a "
                "clip have one size: put each size into a folder of its own."
            )
        kept.append(frame if size is None else _scaled(frame, size))
    if len(kept) < 2:
        raise FormatError(f"{path} has {len(kept)} frame; it takes two to see what moves. Give more, or take it out.")
    count = len(kept) if most is None else min(most, len(kept))
    return np.stack([kept[i] for i in np.linspace(0, len(kept) - 1, count).round().astype(int)])


def _frames_of(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Each frame, and what to call it."""
    if path.is_dir():
        pictures = _pictures_in(path)
        if not pictures:
            raise MissingError(f"{path} holds no pictures. Put a clip's frames into it: {', '.join(PICTURES)}.")
        for file in pictures:
            yield file.name, next(read_image(file))
    elif not path.is_file():
        raise MissingError(f"{path} is not there. Give a video, or a folder of pictures.")
    elif path.suffix.lower() == ".gif":
        yield from ((f"frame {n}", frame) for n, frame in enumerate(read_image(path)))
    else:
        yield from _decoded(path)


def _decoded(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    form = container_of(path)
    if form is None:
        raise FormatError(f"{path} is no video ({', '.join(VIDEOS)}). Export it again, or take it out of the folder.")
    number = 0
    with opened_video(path, form) as (container, stream):
        try:
            for frame in container.decode(stream):
                yield f"frame {number}", frame.to_ndarray(format="rgb24")
                number += 1
        except av.FFmpegError as err:
            raise FormatError(f"{path} is damaged after frame {number} ({err.strerror}). Export it again.") from err


def _pictures_in(folder: Path) -> list[Path]:
    files = (each for each in folder.iterdir() if each.suffix.lower() in PICTURES and not each.name.startswith("."))
    return sorted(files, key=natural)


def _is_video(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in VIDEOS


def _scaled(frame: UInt8[np.ndarray, "h w 3"], size: tuple[int, int]) -> UInt8[np.ndarray, "high wide 3"]:
    """By the mean of what becomes one pixel."""
    if frame.shape[1::-1] == size:
        return frame
    return np.array(Image.fromarray(frame).resize(size, Image.Resampling.BOX))


def _sides(frame: UInt8[np.ndarray, "h w 3"]) -> str:
    return f"{frame.shape[1]}x{frame.shape[0]}"

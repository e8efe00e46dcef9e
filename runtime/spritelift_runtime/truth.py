"""What is really on each frame, where somebody knows it: bundled games do, shared test data does."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Int32, UInt16

from spritelift_runtime.art import Art
from spritelift_runtime.errors import FormatError, MissingError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.visible import IdPainter

FORMAT = "spritelift.truth/1"


@dataclass(frozen=True, eq=False)
class Truth:
    """True placements of a recording's frames."""

    placements: Int32[np.ndarray, "n 6"]
    """frame, class, x, y, width, height; sorted by frame."""
    segments: UInt16[np.ndarray, "t h w"] | None
    """1 + index (within its frame) of the placement seen at each pixel, 0 for background."""
    class_names: tuple[str, ...]

    @classmethod
    def load(cls, path: Path | str) -> "Truth":
        """Read `truth.npz`; other arrays in the file (frames, actions) are left alone.

        Raises:
            MissingError: no such file.
            FormatError: not truth.
        """
        path = Path(path)
        if not path.is_file():
            raise MissingError(f"{path} is missing. Recordings of the bundled games have a truth.npz.")
        try:
            with np.load(path, allow_pickle=False) as stored:
                columns = {name: stored[name] for name in ("placements", "segments", "class_names") if name in stored}
            return cls._of_columns(columns)
        except FormatError as err:
            raise FormatError(f"{path}: {err}") from None
        except Exception as err:  # a zip can break in many ways; all of them mean the same to the user
            raise FormatError(f"{path} is not truth, or damaged. Record the game again.") from err

    @classmethod
    def _of_columns(cls, columns: dict[str, np.ndarray]) -> "Truth":
        placements = columns.get("placements")
        if placements is None or placements.ndim != 2 or placements.shape[1] != 6:
            shape = "missing" if placements is None else f"of shape {list(placements.shape)}"
            raise FormatError(f"placements are {shape}; truth has [n, 6]: frame, class, x, y, width, height.")
        placements = placements[np.argsort(placements[:, 0], kind="stable")].astype(np.int32)
        segments = columns.get("segments")
        if segments is not None and (segments.ndim != 3 or segments.dtype.kind not in "iu"):
            raise FormatError(f"segments are {segments.dtype} {list(segments.shape)}; truth has integers [t, h, w].")
        classes = int(placements[:, 1].max(initial=-1)) + 1
        names = columns.get("class_names", np.arange(classes).astype(str))
        if len(names) < classes:
            raise FormatError(f"{len(names)} class_names, but placements name {classes} classes. Name them all.")
        return cls(
            placements, None if segments is None else segments.astype(np.uint16), tuple(str(name) for name in names)
        )

    @classmethod
    def of_scenes(cls, scenes: Scenes | Iterable[Scene], art: Art) -> "Truth":
        """The truth of frames that were drawn from `scenes`; a placement's class is its sprite."""
        scenes = scenes if isinstance(scenes, Scenes) else Scenes.of(scenes)
        painter = IdPainter(art)
        width, height = art.size
        segments = np.zeros((len(scenes), height, width), np.uint16)
        boxes = [np.zeros((0, 4), np.int32)]
        for frame in range(len(scenes)):
            segments[frame] = painter.paint(scenes, frame)
            boxes.append(painter.boxes(scenes, frame))
        frames = scenes.frame_of_rows().astype(np.int32)
        placements = np.column_stack([frames, scenes.placements[:, 0], np.concatenate(boxes)]).astype(np.int32)
        return cls(placements, segments, tuple(sprite.name for sprite in art.sprites))

    def save(self, path: Path | str) -> None:
        """Write `truth.npz`, compressed, whole or not at all."""
        packed = io.BytesIO()
        arrays = {"placements": self.placements, "class_names": np.array(self.class_names, np.str_)}
        if self.segments is not None:
            arrays["segments"] = self.segments
        np.savez_compressed(packed, allow_pickle=False, format=np.array(FORMAT), **arrays)
        write_bytes(Path(path), packed.getvalue())

    def boxes(self, frame: int) -> Int32[np.ndarray, "k 5"]:
        """class, x, y, width, height of what is on `frame`, in the order that segments count."""
        first, last = np.searchsorted(self.placements[:, 0], [frame, frame + 1])
        return self.placements[first:last, 1:]

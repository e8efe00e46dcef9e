"""A whole recording to scenes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle
    from spritelift_runtime.recording import Recording
    from spritelift_runtime.scenes import Scenes


@dataclass(frozen=True, eq=False)
class Excerpt:
    """The first `count` frames of a recording."""

    recording: "Recording"
    count: int

    def __len__(self) -> int:
        return self.count

    @property
    def frames(self) -> Any:
        """Frames by number, as the recording's own."""
        return self.recording.frames

    @property
    def fps(self) -> float:
        """Frames a second of game time."""
        return self.recording.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels."""
        return self.recording.size


def decompose(
    bundle: "Bundle",
    recording: "Recording | Excerpt",
    *,
    threads: int = 1,
    numbers: range | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> "Scenes":
    """Scenes of the frames of these numbers, all the recording's without them; tracks run through all of them.

    Raises:
        SizeError: the recording's frames are not of the bundle's size.
    """
    bundle.check_size(recording.size, "the recording's")
    numbers = numbers or range(len(recording))
    frames = islice(recording.frames, numbers.start, numbers.stop)
    return bundle.decomposer(threads)(_told(frames, len(numbers), progress))


def _told(frames: Iterable[Any], count: int, progress: Callable[[int, int], None] | None) -> Iterator[Any]:
    for done, frame in enumerate(frames, start=1):
        yield frame
        if progress is not None:
            progress(done, count)

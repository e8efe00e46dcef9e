"""Recordings out of lossless videos, animations and folders of pictures."""

from itertools import chain, islice
from pathlib import Path

from spritelift_envs.interrupts import ctrl_c_as_a_wish
from spritelift_envs.pictures import Pictures, pictures_of
from spritelift_envs.scribe import Progress
from spritelift_runtime.errors import ConfigError, FormatError, UnavailableError
from spritelift_runtime.files import whole_folder
from spritelift_runtime.recording import Recording


def record_media(
    file: Path | str, out: Path | str, *, frames: int | None = None, progress: Progress | None = None
) -> Recording:
    """Make a recording of a lossless video, a GIF or APNG, or a folder of PNG pictures (in natural order).

    Nobody acts in it. A folder of pictures counts as 60 frames a second; a picture that an animation shows for long is
    one frame. Transparent pixels become black. Ctrl-C ends it early, and keeps what was read.

    Raises:
        MissingError: no such file, or a folder without PNG pictures.
        ConfigError: lossy video, or `out` is taken.
        FormatError: damaged.
        SizeError: pictures of different sizes. In all cases nothing is left behind.
    """
    file, out = Path(file), Path(out)
    if frames is not None and frames < 1:
        raise ConfigError(f"frames={frames} records nothing; give 1 or more.")
    pictures = pictures_of(file)
    try:
        with whole_folder(out) as draft:
            _write(pictures, draft, file, frames, progress)
    except UnavailableError as err:  # the disk failed; the writer speaks of the draft, which is gone
        why = getattr(err.__cause__, "strerror", err)
        raise UnavailableError(f"{out} can't be written ({why}). Make room on the disk and record again.") from err
    return Recording.open(out)


def _write(pictures: Pictures, draft: Path, file: Path, frames: int | None, progress: Progress | None) -> None:
    first = next(pictures.frames, None)
    if first is None:
        raise FormatError(f"{file} holds no frame. Export it again.")
    height, width, _ = first.shape
    with (
        ctrl_c_as_a_wish() as stop,
        Recording.create(draft, size=(width, height), fps=pictures.fps, source=file.name) as writer,
    ):
        for frame in islice(chain([first], pictures.frames), frames):
            writer.append(frame)
            if progress is not None:
                progress(len(writer), writer.file_bytes)
            if stop():
                return

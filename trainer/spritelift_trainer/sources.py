"""What a run is made of and where it goes: recordings, the frames that training may see, the folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.recording import Recording
from spritelift_trainer.mining.continuing import Known
from spritelift_trainer.run import MANIFEST, MINED, Run, check_same


@dataclass(frozen=True, eq=False, kw_only=True)
class Sources:
    """Recordings, and which frames of each (first, stop) training may see."""

    recordings: Sequence[Recording]
    ranges: Sequence[tuple[int, int]]
    known: Known | None = None
    """The dictionary that is extended."""
    left_out: Sequence[dict[str, Any]] = ()
    """Of recordings that it was learnt from and that are there no more: their rows in `run.json`."""

    def notes(self) -> Iterator[str]:
        """What a person should know of them."""
        yield from holdout_notes(self.recordings, self.ranges)
        for row in self.left_out:
            yield (
                f"{row['path']} is gone or was changed: what was learnt from it stays, "
                "but its frames can't be looked at again."
            )

    def about(self) -> dict[str, Any]:
        """What `run.json` says of what isn't there."""
        return {"left_out": list(self.left_out)} if self.left_out else {}


def new_sources(paths: Sequence[Path | str], holdout: float) -> Sources:
    """Recordings of which the share `holdout` is kept from training, at their ends."""
    opened = open_all(paths)
    return Sources(recordings=opened, ranges=[(0, trained_frames(len(each), holdout)) for each in opened])


def trained_frames(frames: int, holdout: float) -> int:
    """How many of a recording's first frames training may see; at least one."""
    if not 0 <= holdout < 1:  # nan is not, either
        raise ConfigError(f"holdout {holdout:g} leaves nothing to learn from. Give a share from 0 to 0.9.")
    return max(1, frames - round(frames * holdout))


def open_all(paths: Sequence[Path | str]) -> list[Recording]:
    """Recordings of frames of one size.

    Raises:
        ConfigError: none named.
        SizeError: they differ in size.
    """
    if not paths:
        raise ConfigError("no recording named. Give at least one folder made by spritelift record.")
    recordings = [Recording.open(path) for path in paths]
    check_sizes(recordings)
    return recordings


def check_sizes(recordings: Sequence[Recording]) -> None:
    """Let recordings of frames of one size pass.

    Raises:
        SizeError: they differ in size.
    """
    for recording in recordings[1:]:
        if recording.size != recordings[0].size:
            sizes = ["{}x{} px".format(*each.size) for each in (recordings[0], recording)]
            raise SizeError(
                f"{recordings[0].path} has frames of {sizes[0]}, {recording.path} of {sizes[1]}. "
                "Train on recordings of one size."
            )


def check_out(
    out: Path, settings: dict[str, Any], recordings: Sequence[Recording], *, resume: bool, changed: bool
) -> None:
    """Whether a run with these settings may be written to, or gone on with in, `out`; with `changed`, also where it was
    begun with other settings.

    Raises:
        ConfigError: it may not; says why, and what to do.
    """
    if out.is_file():
        raise ConfigError(f"{out} is a file. Choose another --out.")
    begun = (out / MANIFEST).is_file()
    if resume and begun:
        before = Run.open(out).about
        if not changed:
            check_same(before["settings"], settings, out)
        _check_recordings(out, [row["sha256"] for row in before["recordings"]], recordings)
    elif begun:
        raise ConfigError(f"{out} holds a run already. Go on with --resume, or choose another --out.")
    elif out.is_dir() and any(out.iterdir()) and not _interrupted_while_mining(out):
        raise ConfigError(f"{out} is not empty. Choose another --out, or remove it first.")


def _interrupted_while_mining(out: Path) -> bool:
    return {path.name for path in out.iterdir()} <= {MINED}


def _check_recordings(out: Path, before: Sequence[str], recordings: Sequence[Recording]) -> None:
    if before != [recording.sha256 for recording in recordings]:
        named = ", ".join(str(recording.path) for recording in recordings)
        raise ConfigError(f"{out} was begun with other recordings than {named}. Name those, or choose another --out.")


def holdout_notes(recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]]) -> list[str]:
    """What a person should know of what was held out."""
    return [
        f"Of {recording.path}'s {len(recording)} frames, holdout leaves one to learn from. Give a smaller share."
        for recording, (first, stop) in zip(recordings, ranges, strict=True)
        if stop - first == 1 < len(recording)
    ]

"""Scenes of a running game on disk as they come: after a crash, they are there again, and edits of them still fit.

A folder of scenes files, each a `scenes.npz` named after the first frame in it: `000000000.npz`, `000000064.npz`, …
"""

import zipfile
from pathlib import Path

from spritelift_runtime.errors import FormatError
from spritelift_runtime.scenes import Scenes

FRAMES = 64
"""Scenes in a file at most; a crash costs no more than these."""


class Tape:
    """Keeps what comes; `flush` before anything is done to it."""

    def __init__(self, folder: Path) -> None:
        """Go on with what `folder` has, or begin it.

        Raises:
            FormatError: a file of it is damaged, or missing.
        """
        self.folder = folder
        self.recovered = _read(folder)
        """Scenes that were there."""
        self._count = len(self.recovered)
        self._waiting: list[Scenes] = []

    def append(self, columns: Scenes) -> None:
        """One more frame, in columns."""
        self._waiting.append(columns)
        if len(self._waiting) == FRAMES:
            self.flush()

    def flush(self) -> None:
        """Write what waits; when this is done, a kill takes nothing away."""
        if not self._waiting:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self._count:09}.npz"
        draft = path.with_suffix(".part")
        # Without a sync, unlike other files: it would stop the game for as long as the disk likes.
        draft.write_bytes(Scenes.joined(self._waiting).to_bytes(zipfile.ZIP_DEFLATED))
        draft.replace(path)
        self._count += len(self._waiting)
        self._waiting = []

    def close(self, *, forget: bool = False) -> None:
        """End it; with `forget`, as after saving, its files go, too."""
        if not forget:
            self.flush()
        elif self.folder.is_dir():
            for path in _files(self.folder):
                path.unlink()
            if not any(self.folder.iterdir()):
                self.folder.rmdir()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.npz") if path.stem.isdecimal())


def _read(folder: Path) -> Scenes:
    parts: list[Scenes] = []
    for path in _files(folder):
        if path.stem != f"{sum(map(len, parts)):09}":
            raise FormatError(f"{path} doesn't go on where the scenes before it end. Move {folder} away to begin anew.")
        parts.append(Scenes.load(path))
    return Scenes.joined(parts)

"""Pictures painted in someone's own program: written there, watched, taken over when they are saved."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spritelift_runtime.art import Art
from spritelift_runtime.editing.importing import imported
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import FormatError, MissingError, SpriteliftError, UnavailableError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.window.edit.importing import take_over
from spritelift_runtime.window.edit.painting import Painting
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.programs import opened
from spritelift_runtime.window.widgets.toast import Tone

FOLDER = ".paint"
"""What is added to the new bundle's name: the pictures' folder."""
LOOK_MS = 250
"""Between two looks at the files."""
TRIES = 12
"""Looks at a file that can't be read before that is said: programs write in pieces."""
State = tuple[int, int]
"""When a file was written, in ns, and its size."""


@dataclass
class Watched:
    """One file, and what was seen of it."""

    subject: Subject
    path: Path
    taken: State | None = None
    """As it is known here."""
    seen: State | None = None
    """At the last look."""
    tries: int = field(default=0)

    def __post_init__(self) -> None:
        self.taken = self.seen = state_of(self.path)

    def due(self) -> bool:
        """Whether it was saved and then left alone for one look at least."""
        before, self.seen = self.seen, state_of(self.path)
        return self.seen is not None and self.seen == before and self.seen != self.taken


class Outside(Part):
    """Opens pictures elsewhere, and takes over what is saved there."""

    def __init__(self, desk: Desk, painting: Painting) -> None:
        super().__init__(desk)
        self._painting = painting
        self.watched: dict[Path, Watched] = {}
        self._next_ms = 0
        self._programs: list[subprocess.Popen[bytes]] = []
        """Asked now and then whether they have ended, as systems want it."""

    def deeds(self) -> Deeds:
        """One picture, or all of an animation."""
        return {"paint_outside": lambda: self._open([self._painting.meant]), "paint_poses_outside": self._open_poses}

    def tick(self, now_ms: int) -> None:
        """Look at the files a few times a second, but not while a stroke goes on."""
        if not self.watched or now_ms < self._next_ms or self.editor.planned is not None:
            return
        self._next_ms = now_ms + LOOK_MS
        self._programs = [program for program in self._programs if program.poll() is None]
        for file in self.watched.values():
            if file.subject.there(self.editor.art) and file.due():
                self._take(file)

    def _open_poses(self) -> None:
        subject, sprites = self._painting.meant, self.editor.art.sprites
        animation = None if subject.behind else sprites[subject.picture].animation
        poses = [Subject(i) for i, sprite in enumerate(sprites) if animation and sprite.animation == animation]
        self._open(poses or [subject])

    def _open(self, subjects: Sequence[Subject]) -> None:
        art, folder = self.editor.art, self.desk.work.beside(FOLDER)
        files = [folder / f"{_file_name(subject, art)}.png" for subject in subjects]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file, subject in zip(files, subjects, strict=True):
                write_bytes(file, png_bytes(subject.rgba(art)))
        except OSError as err:
            raise UnavailableError(f"{folder} can't be written ({err.strerror}). Choose another --out.") from err
        self.watched |= {file: Watched(subject, file) for file, subject in zip(files, subjects, strict=True)}
        program = opened(files, self.desk.work.paint_with)
        self._programs += [program] if program is not None else []
        what = files[0] if len(files) == 1 else f"{len(files)} pictures in {folder}"
        self.desk.root.say(f"Watching {what}: what you save there changes here.", Tone.DONE)

    def _take(self, file: Watched) -> None:
        try:
            if imported(self.editor.journal.document.art, file.subject, file.path) is not None:
                take_over(self.desk, file.subject, file.path)
        except (FormatError, MissingError) as err:
            file.tries += 1
            if file.tries < TRIES:
                return
            self.desk.root.say(str(err), Tone.ALARM)
        except SpriteliftError as err:
            self.desk.root.say(str(err), Tone.ALARM)
        file.taken, file.tries = file.seen, 0


def state_of(path: Path) -> State | None:
    """A file's state; None where it isn't there now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _file_name(subject: Subject, art: Art) -> str:
    """A sprite's name as a file can have it; with its number where that is another one."""
    name = subject.name(art)
    plain = re.sub(r"[^\w-]", "_", name)
    return plain if plain == name else f"{plain}_{subject.picture}"

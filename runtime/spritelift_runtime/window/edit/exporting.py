"""What goes out for other tools, and what comes back: films, sheets, Aseprite files."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from spritelift_runtime import sheet
from spritelift_runtime.aseprite.reading import read
from spritelift_runtime.aseprite.sheets import Taken as Back
from spritelift_runtime.aseprite.sheets import taken_back, to_aseprite
from spritelift_runtime.aseprite.writing import written
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, FormatError, MissingError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.part import Deeds, Part
from spritelift_runtime.window.edit.taken import Taken
from spritelift_runtime.window.edit.working import work_on
from spritelift_runtime.window.film import Film, check_name
from spritelift_runtime.window.widgets.ask_path import AskPath, PathField
from spritelift_runtime.window.widgets.property_line import NumberField, PropertyLine
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.toast import Tone

MOST_TIMES = 16
"""So many pixels a side is a pixel of the game in a film, at most."""


class Exporting(Part):
    """Writes films and sheets, and takes painted sheets back."""

    def deeds(self) -> Deeds:
        """Each asks for a path first."""
        return {
            "export_film": self._ask_film,
            "export_sheet": self._ask_sheet,
            "export_aseprite": self._ask_aseprite,
            "sheet_back": self._ask_back,
        }

    def _ask_film(self) -> None:
        last = len(self.editor.journal.document) - 1
        frames = TextField("frames", f"0-{last}", fits=lambda text: range_of(text, last) is not None,
                           tip=f"Type the first and the last frame, such as 0-{last}.")  # fmt: skip
        times = NumberField("times", 2, least=1, most=MOST_TIMES, tip=f"Type a whole number from 1 to {MOST_TIMES}.")
        taken = Taken("That film is there already.")

        def then(path: Path) -> None:
            check_name(path)
            asked = range_of(frames.text, last)
            assert asked is not None
            taken.check(path)
            work_on(self.desk.root, f"Writing {path.name}", self._film(path, asked, times.value or 1))

        field = PathField("path", self.desk.work.beside(".mp4"), suffixes=(".mp4", ".gif"))
        lines = [PropertyLine("Frames", [frames], share=0.2), PropertyLine("Enlarged", [times], share=0.2)]
        note = "A film of these frames as they are now, as .mp4 or .gif."
        self.desk.root.open(AskPath("Export film", field, then, widgets=lines, ok="Export", note=note))

    def _film(self, path: Path, frames: range, times: int) -> Iterator[float]:
        document = self.editor.journal.document
        with Film(path, self.desk.work.fps) as film:
            for done, frame in enumerate(frames):
                picture = compose(document.scene(frame), document.art)
                film.add(np.repeat(np.repeat(picture, times, 0), times, 1))
                yield (done + 1) / len(frames)
        self.desk.root.say(f"Wrote {path}", Tone.DONE)

    def _ask_sheet(self) -> None:
        taken = Taken("That folder has a sheet already.", sheet.PICTURE)

        def then(path: Path) -> None:
            if path.is_file():
                raise ConfigError(f"{path} is a file. Choose a folder.")
            taken.check(path)
            sheet.write_sheet(path, self.editor.journal.document.art.sprites)
            self.desk.root.say(f"Wrote {sheet.PICTURE} and {sheet.ATLAS} into {path}", Tone.DONE)

        note = f"{sheet.PICTURE} and {sheet.ATLAS} (TexturePacker), which Phaser, PixiJS and others load as they are."
        field = PathField("path", self.desk.work.beside("_sheet"), suffixes=(".png", ".json"))
        self.desk.root.open(AskPath("Export sheet", field, then, name="Folder", ok="Export", note=note))

    def _ask_aseprite(self) -> None:
        taken = Taken("That file is there already.")

        def then(path: Path) -> None:
            _check_suffix(path)
            taken.check(path)
            document = to_aseprite(self.editor.journal.document.art)
            write_bytes(path, written(document))
            self.desk.root.say(f"Wrote {counted(len(document.frames), 'sprite')} to {path}", Tone.DONE)

        note = "A frame for each sprite, a tag for each animation. Paint there, save, then take the sheet back."
        field = PathField("path", self._aseprite, suffixes=(".aseprite",))
        self.desk.root.open(AskPath("Export for Aseprite", field, then, ok="Export", note=note))

    def _ask_back(self) -> None:
        def then(path: Path) -> None:
            self._take_back(path)

        note = "Sprites are matched by name; those that the file hasn't stay as they are."
        field = PathField("path", self._aseprite, suffixes=(".aseprite", ".ase"))
        self.desk.root.open(AskPath("Take sheet back", field, then, ok="Take", note=note))

    @property
    def _aseprite(self) -> Path:
        return self.desk.work.beside(".aseprite")

    def _take_back(self, path: Path) -> None:
        if not path.is_file():
            raise MissingError(f"{path} is missing. Choose a file that was exported for Aseprite.")
        try:
            back = taken_back(read(path.read_bytes()), self.editor.journal.document.art)
        except FormatError as err:
            raise FormatError(f"{path}: {err}") from err
        if back.edits:
            self.editor.do(*back.edits)
        self.desk.root.say(_told(back), Tone.DONE if back.edits else Tone.PLAIN)


def range_of(text: str, last: int) -> range | None:
    """The frames of "first-last", both included, or of a single one; None where these aren't there."""
    parts = [part.strip() for part in text.split("-")]
    if len(parts) > 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    first, end = int(parts[0]), int(parts[-1])
    return range(first, end + 1) if first <= end <= last else None


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in (".aseprite", ".ase"):
        raise ConfigError(f"{path.name} is no name of an Aseprite file: it has to end in .aseprite.")
    if path.is_dir():
        raise ConfigError(f"{path} is a folder. Choose the name of a file.")


def _told(back: Back) -> str:
    sprites = {getattr(edit, "sprite", None) for edit in back.edits}
    sprites |= {each for edit in back.edits for each in getattr(edit, "sprites", ())}
    count = len(sprites - {None})
    said = [f"{counted(count, 'sprite')} changed." if count else "The file shows the sheet as it is."]
    if back.strangers:
        said.append(f"{counted(len(back.strangers), 'frame')} of no sprite left out.")
    if back.missing:
        said.append(f"{counted(len(back.missing), 'sprite')} without a frame stay.")
    return " ".join(said)

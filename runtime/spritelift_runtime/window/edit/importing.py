"""A PNG over a sprite: asked for by its path, or dropped on the window."""

from pathlib import Path

from spritelift_runtime.editing.importing import imported
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.painting import Painting
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.widgets.ask_path import AskPath, PathField
from spritelift_runtime.window.widgets.messages import FileDropped, Message
from spritelift_runtime.window.widgets.toast import Tone


class Importing(Part):
    """Takes pictures from files."""

    def __init__(self, desk: Desk, painting: Painting) -> None:
        super().__init__(desk)
        self._painting = painting

    def deeds(self) -> Deeds:
        """The question."""
        return {"import_png": self._ask}

    def take(self, message: Message) -> bool:
        """What is dropped."""
        match message:
            case FileDropped(id=over, path=path, position=position):
                take_over(self.desk, self._under(over, position, Path(path)), Path(path))
                return True
        return False

    def _ask(self) -> None:
        meant = self._painting.meant
        name = meant.name(self.editor.art)
        size = "x".join(map(str, meant.box(self.editor.art)))
        note = f"A picture of {size} px" + ("." if meant.behind else f", or a larger one in which {name} is found.")
        field = PathField("path", f"{self.desk.work.out.parent}/", suffixes=(".png",))

        def then(path: Path) -> None:
            take_over(self.desk, meant, path)

        self.desk.root.open(AskPath(f"Import over {name}", field, then, ok="Import", note=note))

    def _under(self, over: str, position: tuple[int, int], path: Path) -> Subject:
        """The sprite of the cell that a file was dropped on; on the easel, its picture. Elsewhere the file's name tells
        which is meant, else what is chosen.

        Raises:
            ConfigError: nothing tells.
        """
        sheet, painter = self.desk.panels.sheet, self._painting.painter
        cell = sheet.cell_at(position) if over == sheet.id else None
        if cell is not None:
            return Subject(int(sheet.cells[cell].payload))
        if over == "easel" and painter.subject is not None:
            return painter.subject
        named = [i for i, sprite in enumerate(self.editor.art.sprites) if sprite.name == path.stem]
        try:
            return Subject(named[0]) if named else self._painting.meant
        except ConfigError:
            raise ConfigError(f"{path.name} could be any sprite's. Drop it on one in the sheet.") from None


def take_over(desk: Desk, subject: Subject, path: Path) -> None:
    """Put a file's picture over a sprite or background, and say so.

    Raises:
        MissingError, FormatError, SizeError: it can't be; nothing has changed.
    """
    name, edit = subject.name(desk.editor.art), imported(desk.editor.journal.document.art, subject, path)
    if edit is None:
        desk.root.say(f"{path.name} shows what {name} shows already.")
    else:
        desk.editor.do(edit)
        desk.root.say(f"{name} is as in {path.name} now.", Tone.DONE)

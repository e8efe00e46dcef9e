"""A question about a file or folder: its path is typed, completed with Tab, or picked from what is there."""

from collections.abc import Callable, Sequence
from pathlib import Path

from spritelift_runtime.window.widgets import line_edit
from spritelift_runtime.window.widgets.ask import OK, Ask
from spritelift_runtime.window.widgets.fuzzy import common_start
from spritelift_runtime.window.widgets.list_view import ListView
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Chosen, Message, Messages, Opened, Typed
from spritelift_runtime.window.widgets.property_line import PropertyLine
from spritelift_runtime.window.widgets.row_drawing import Row
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.widget import Widget

ROWS = 6
MOST = 500
"""Of a folder's files and folders, that are listed."""
UP = "../"


class PathField(TextField):
    """A path, `~` being one's own folder. Only folders and files of these `suffixes` are told of; all, with none."""

    def __init__(
        self, id: str, path: Path | str = "", *, suffixes: Sequence[str] = (), hint: str = "", optional: bool = False
    ) -> None:
        super().__init__(id, str(path), hint=hint, fits=lambda text: optional or bool(text.strip()))
        self.suffixes = tuple(suffix.lower() for suffix in suffixes)

    @property
    def path(self) -> Path:
        """What is typed."""
        return Path(self.line.text.strip()).expanduser()

    @property
    def folder(self) -> Path:
        """The folder whose content is told of."""
        typed = self.line.text
        return self.path if not typed or typed.endswith("/") else self.path.parent

    @property
    def found(self) -> list[str]:
        """What of it begins as what is typed does: folders, with a slash, then files."""
        typed = self.line.text
        start = "" if not typed or typed.endswith("/") else self.path.name
        return [name for name in self.here if name.startswith(start) and (start or not name.startswith("."))]

    @property
    def here(self) -> list[str]:
        """All of the folder that is told of."""
        try:
            here = list(self.folder.iterdir())
            folders = sorted(each.name for each in here if each.is_dir())
        except OSError:
            return []
        files = sorted(each.name for each in here if each.name not in set(folders) and self._wanted(each))
        return [f"{name}/" for name in folders] + files

    def take(self, name: str) -> None:
        """That one of the folder, or the folder above."""
        folder = self.folder.absolute().parent if name == UP else self.folder
        text = f"{folder}/" if name == UP else str(folder / name) + ("/" if name.endswith("/") else "")
        text = text.replace("//", "/")
        self.line = line_edit.to(line_edit.whole(text), len(text))

    def complete(self) -> bool:
        """As far as what is there begins alike; False where that is no further."""
        common = common_start(self.found)
        typed = self.line.text
        if len(common) <= (0 if not typed or typed.endswith("/") else len(self.path.name)):
            return False
        self.take(common)
        return True

    def _wanted(self, file: Path) -> bool:
        return not self.suffixes or file.suffix.lower() in self.suffixes


class AskPath(Ask):
    """Asks for a path, and what else `widgets` are for. `then` gets the path.

    The list below tells what is in the folder of the field of a path that had the keys last.
    """

    def __init__(
        self,
        title: str,
        field: PathField,
        then: Callable[[Path], object],
        *,
        widgets: Sequence[Widget] = (),
        name: str = "File",
        ok: str = "OK",
        note: str = "",
    ) -> None:
        self.field = self.at_field = field
        self.here = Entries(f"{field.id}_here", many=False)
        line = PropertyLine(name, [field], share=0.2)
        super().__init__(title, [line, self.here, *widgets], lambda: then(field.path), ok=ok, note=note)
        self._list()

    def key(self, chord: str) -> Messages | None:
        """Tab completes what is typed, as far as it can."""
        if chord == "Tab" and self.focus is self.at_field and self.at_field.complete():
            self._list()
            return ()
        if chord == "Enter" and self.focus is self.here and self.here.chosen:
            return self._open(self.here.chosen[0])
        return super().key(chord)

    def answer(self, message: Message) -> Messages:
        """A row is picked, or opened."""
        match message:
            case Chosen(id=self.here.id, rows=(row,)) if not self.here.rows[row].text.endswith("/"):
                self._pick(row)
            case Opened(id=self.here.id, row=row):
                return self._open(row)
            case Typed():
                self._list()
            case _:
                return super().answer(message)
        return ()

    def focus_on(self, widget: Widget | None) -> Messages:
        """The list tells of the field that is typed in."""
        said = super().focus_on(widget)
        if isinstance(widget, PathField) and widget is not self.at_field:
            self.at_field = widget
            self._list()
        return said

    def _open(self, row: int) -> Messages:
        """A folder is gone into; a file is the answer."""
        name = self.here.rows[row].text
        self._pick(row)
        if name.endswith("/"):
            self._list()
        else:
            self.do(OK)
        return ()

    def _pick(self, row: int) -> None:
        self.at_field.take(self.here.rows[row].text)

    def _list(self) -> None:
        # A name that nothing there begins with is a new one: then all is shown that it is put beside.
        found = self.at_field.found or [name for name in self.at_field.here if not name.startswith(".")]
        self.here.rows = tuple(Row(name, faint=name == UP) for name in [UP, *found[:MOST]])
        self.here.chosen = ()
        self.here.scroll = 0


class Entries(ListView):
    """What is in a folder."""

    def least(self, look: Look) -> tuple[int, int]:
        """Some rows."""
        return super().least(look)[0], ROWS * look.theme.row_high

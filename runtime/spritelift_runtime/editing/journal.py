"""The record of what was done, written as it is done: after a crash nothing is lost.

A text file of JSON lines: what is edited, then a line for each deed, undo and redo. A last line that was cut off by a
crash is left out; any other that can't be read is refused.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.written import of_json, to_json
from spritelift_runtime.errors import ConfigError, FormatError, SizeError

FORMAT = "spritelift.edits/1"
UNDO, REDO = "undo", "redo"


class Journal:
    """A document whose every deed is on disk before the next one."""

    def __init__(self, document: Document, path: Path, about: Mapping[str, Any]) -> None:
        """Go on with what `path` has, or begin it.

        `about` says what is edited, such as hashes of bundle and scenes: edits of something else don't fit.

        Raises:
            FormatError: the file is no journal, or one of something else.
        """
        self.document, self.path = document, path
        found, whole = _lines(path)
        self.recovered = _replayed(document, found, about, path) if found else 0
        """Deeds, undos and redos that were there."""
        if path.is_file():
            os.truncate(path, whole)  # so that the next line stands alone
        self._file: TextIO = path.open("a", encoding="utf-8")
        if not found:
            self._write({"format": FORMAT, "about": dict(about)})

    def apply(self, *edits: Edit) -> None:
        """`Document.apply`, written down once it is done."""
        self.document.apply(*edits)
        self._write([to_json(edit) for edit in edits])

    def undo(self) -> None:
        """`Document.undo`, written down."""
        self.document.undo()
        self._write(UNDO)

    def redo(self) -> None:
        """`Document.redo`, written down."""
        self.document.redo()
        self._write(REDO)

    def close(self, *, forget: bool = False) -> None:
        """End it; with `forget`, as after saving, the file goes, too. One that has ended stays as it is."""
        if self._file.closed:
            return
        self._file.close()
        if forget:
            self.path.unlink(missing_ok=True)

    def _write(self, line: Any) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._file.flush()


def _lines(path: Path) -> tuple[list[Any], int]:
    """What a journal says, and how many bytes that is; nothing of one that isn't there.

    A last line without an end was cut off by a crash: it is left out.
    """
    content = path.read_bytes() if path.is_file() else b""
    whole = content.rfind(b"\n") + 1
    lines = []
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        try:
            lines.append(json.loads(line))
        except ValueError as err:
            raise FormatError(
                f"{path}, line {number}, is damaged ({err}). Take away that line and all after it, or the file."
            ) from err
    if lines and (not isinstance(lines[0], dict) or lines[0].get("format") != FORMAT):
        raise FormatError(f"{path} is no record of edits. Remove it, or give another one.")
    return lines, whole


def _replayed(document: Document, lines: list[Any], about: Mapping[str, Any], path: Path) -> int:
    if lines[0].get("about") != json.loads(json.dumps(dict(about))):
        raise FormatError(f"{path} has edits of something else. Open what they were made of, or move the file away.")
    for number, line in enumerate(lines[1:], 2):
        try:
            if line == UNDO:
                document.undo()
            elif line == REDO:
                document.redo()
            else:
                document.apply(*map(of_json, line))
        except (ConfigError, FormatError, SizeError, TypeError) as err:
            raise FormatError(f"{path}, line {number}, can't be done again: {err}") from err
    return len(lines) - 1

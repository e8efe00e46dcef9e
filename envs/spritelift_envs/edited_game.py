"""A game shown with edits: the scene that is on, as the editor's document would show it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.written import Given, edits_of
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Scene

EDITS = "edits"
"""What `reset(options=...)` calls them."""


class EditedGame:
    """What is on show, and what was done to it. Scenes that went by aren't kept, however long it is played."""

    def __init__(self, art: Art, learned: Sequence[Sprite] | None = None) -> None:
        """`learned` are the sprites as the game shows them; by default those of `art`."""
        self._art, self._learned = art, learned
        self.document = Document(art, None, learned)
        """Deeds without scenes."""
        self._given, self._number = Scene(), 0
        self._drawn: tuple[Document, int, Scene, np.ndarray] | None = None

    def begin(self, options: Mapping[str, Any] | None) -> None:
        """A reset; where its options name edits, these take the place of all that was done.

        Raises:
            ConfigError, SizeError, FormatError: they can't be done; then what was done stays.
        """
        if options is None or EDITS not in options:
            return
        anew = Document(self._art, None, self._learned)
        _do(anew, options[EDITS])
        self.document, self._drawn = anew, None

    def apply(self, edits: Given | Iterable[Given]) -> None:
        """Do these as one deed.

        Raises:
            ConfigError, SizeError, FormatError: they can't be done; then nothing is.
        """
        _do(self.document, edits)

    def show(self, scene: Scene, number: int) -> None:
        """The game's next scene, and which frame edits call it."""
        self._given, self._number, self._drawn = scene, number, None

    @property
    def scene(self) -> Scene:
        """The scene in view, edited."""
        return self._now()[2]

    @property
    def frame(self) -> np.ndarray:
        """The same drawn, uint8 [h, w, 3]; not to be written to."""
        return self._now()[3]

    def _now(self) -> tuple[Document, int, Scene, np.ndarray]:
        document = self.document
        if self._drawn is None or self._drawn[:2] != (document, document.version):
            scene = document.changed(self._given, self._number)
            self._drawn = document, document.version, scene, compose(scene, document.art)
        return self._drawn


class Editable:
    """An environment that shows an `EditedGame`, and lets it be edited while it is played."""

    _edited: EditedGame

    @property
    def document(self) -> Document:
        """What was done to it, to be undone and done again; its `art` is what is drawn with."""
        return self._edited.document

    def apply(self, edits: Given | Iterable[Given]) -> None:
        """Do an edit, or several as one deed, given as records of the editor's or as JSON; the frame in view changes.

        Raises:
            ConfigError, SizeError, FormatError: one of them can't be done; then nothing is.
        """
        self._edited.apply(edits)


def _do(document: Document, edits: Given | Iterable[Given]) -> None:
    if isinstance(edits, str):
        raise ConfigError("edits are records or JSON objects, not text. Read the text with json.loads first.")
    if done := edits_of(edits):
        document.apply(*done)

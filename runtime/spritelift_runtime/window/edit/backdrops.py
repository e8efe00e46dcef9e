"""Another background behind the same sprites: one of its own, a picture file, or one of another bundle."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import Rgba, paint_order
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.restaging import behind_steps
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Plane
from spritelift_runtime.sheet import read_png
from spritelift_runtime.window.edit.part import Deeds, Part
from spritelift_runtime.window.edit.row_card import RowCard, backgrounds_of
from spritelift_runtime.window.edit.working import work_on
from spritelift_runtime.window.widgets.ask import Choice
from spritelift_runtime.window.widgets.ask_path import AskPath, PathField
from spritelift_runtime.window.widgets.property_line import PropertyLine
from spritelift_runtime.window.widgets.toast import Tone
from spritelift_runtime.window.widgets.toggle import Toggle
from spritelift_runtime.window.widgets.widget import Widget

ALL, ONWARD, HERE = "frames_all", "frames_onward", "frames_here"
EACH = "picture_each"
NAMED = 3
"""Backgrounds that a card has room for by name."""


class Backdrops(Part):
    """Each is one deed, of all frames unless less is asked for."""

    def deeds(self) -> Deeds:
        """Of backgrounds."""
        return {"backdrop": self._ask_own, "backdrop_file": self._ask_file}

    @property
    def _art(self) -> Art:
        return self.editor.journal.document.art

    def _ask_own(self) -> None:
        self._ask_row(self._art, self._how())

    def _ask_row(self, art: Art, how: "How") -> None:
        if not art.backgrounds:
            raise ConfigError("There is no background. Take one from a file.")

        def then(row: int) -> None:
            self._hang(art.backgrounds[row], how)

        self.desk.root.open(RowCard("Another background", backgrounds_of(art), then, widgets=how.lines, ok="Hang"))

    def _ask_file(self) -> None:
        how = self._how()

        def then(path: Path) -> None:
            if not path.is_dir():
                self._hang(read_png(path), how)
                return
            art = Bundle.open(path).art
            if len(art.backgrounds) == 1:
                self._hang(art.backgrounds[0], how)
            else:
                self._ask_row(art, how.again())

        note = "A picture, or a bundle, whose backgrounds are then listed."
        field = PathField("path", f"{self.desk.work.bundle.path.parent}/", suffixes=(".png",))
        self.desk.root.open(AskPath("Background from a file", field, then, widgets=how.lines, ok="Hang", note=note))

    def _how(self) -> "How":
        planes = [item for item in paint_order(self.editor.scene) if isinstance(item, Plane)]
        shown = dict.fromkeys(plane.picture for plane in planes)
        word = "Background " if len(shown) <= NAMED else ""  # more of them have room for their numbers only
        pictures = {EACH: "All"} | {f"{picture}": f"{word}{picture}" for picture in shown}
        # Where several are behind each other, one picture in place of all would hide what is farther away.
        return How(pictures, f"{next(iter(shown))}" if len(shown) > 1 else EACH)

    def _hang(self, rgba: Rgba, how: "How") -> None:
        where = how.where(self.editor.state.frame)
        work_on(self.desk.root, "Looking at what cameras see", self._steps(rgba, how.picture, where, how.tiled.on))

    def _steps(self, rgba: Rgba, picture: int, where: Where, tiled: bool) -> Iterator[float]:
        document = self.editor.journal.document
        hang, backdrop = yield from behind_steps(document, rgba, picture, where, tiled)
        own = next((i for i, each in enumerate(document.art.backgrounds) if each is hang.rgba), None)
        edits: tuple[Edit, ...] = (hang, backdrop) if own is None else (replace(backdrop, becomes=own),)
        self.editor.do(*edits)
        self.desk.root.say("Another background is behind the same sprites.", Tone.DONE)


class How:
    """What else is asked for: on which frames, in place of which picture, and whether small ones are repeated."""

    def __init__(self, pictures: Mapping[str, str], first: str) -> None:
        self._pictures = pictures
        self._frames = Choice("frames", {ALL: "Every frame", ONWARD: "From here on", HERE: "This frame"}, ALL)
        self._picture = Choice("picture", pictures, first)
        self.tiled = Toggle("tiled", "Repeat it where it is too small", on=True)

    @property
    def lines(self) -> list[Widget]:
        """For a card."""
        several = [PropertyLine("In place of", [self._picture], share=0.2)] if len(self._pictures) > 2 else []
        return [PropertyLine("On", [self._frames], share=0.2), *several, self.tiled]

    @property
    def picture(self) -> int:
        """In place of which; -1 for all."""
        return -1 if self._picture.value == EACH else int(self._picture.value)

    def where(self, frame: int) -> Where:
        """Frames, as seen from one."""
        if self._frames.value == HERE:
            return Where(first=frame, end=frame + 1)
        return Where(first=frame if self._frames.value == ONWARD else 0)

    def again(self) -> "How":
        """The same answers for another card: widgets belong to one."""
        other = How(self._pictures, self._picture.value)
        other._frames.value = self._frames.value
        other.tiled.on = self.tiled.on
        return other

"""What is written: the bundle with its scenes, and a frame's picture."""

from pathlib import Path

from spritelift_runtime.bundle import MANIFEST
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.saving import save
from spritelift_runtime.errors import ConfigError, SpriteliftError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.window.edit.errand import Errand
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.taken import Taken
from spritelift_runtime.window.widgets.ask_path import AskPath, PathField
from spritelift_runtime.window.widgets.toast import Tone


class Filing(Part):
    """Saves the work beside what goes on, and knows whether it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.out = desk.work.out
        """Where saving writes: what was named last."""
        self._saved: object = None
        """The last deed that was saved."""
        self._errand: Errand | None = None
        self._saving: object = None
        """The last deed that is being saved."""
        self._frames = 0
        """How many frames are."""
        self._target = self.out
        """Where that is being saved."""
        self._next: Path | None = None
        """Where to save once more, as soon as it is saved."""

    def deeds(self) -> Deeds:
        """Files."""
        return {"save": self.save, "save_as": self._save_as, "export": self._picture}

    def tick(self, now_ms: int) -> None:
        """Say that it is saved, once it is."""
        if self._errand is not None and self._errand.ended:
            self._end()

    def finish(self) -> None:
        """Wait until all is written that was to be saved."""
        while self._errand is not None:
            self._end()

    @property
    def facts(self) -> tuple[str, ...]:
        """What goes on."""
        return ("saving",) if self._errand is not None else ()

    @property
    def unsaved(self) -> bool:
        """Whether anything was done since the last save."""
        done, live = self.editor.journal.document.done, self.desk.work.live
        return (bool(done) and done[-1] is not self._saved) or (live is not None and live.unsaved)

    def save(self) -> None:
        """Write everything to where it goes, while the window goes on."""
        self._write(self.out)

    def _write(self, out: Path) -> None:
        if self._errand is not None:
            self._next = out
            return
        document, bundle = self.editor.journal.document.copy(), self.desk.work.bundle
        self._saving = document.done[-1] if document.done else None
        self._frames, self._target = len(document), out
        self._errand = Errand(lambda: save(document, bundle, out))

    def _end(self) -> None:
        assert self._errand is not None
        errand, self._errand, live = self._errand, None, self.desk.work.live
        try:
            errand.wait()
        except (SpriteliftError, OSError) as err:
            self._next = None
            self.desk.root.say(str(err), Tone.ALARM)
            return
        self._saved, self.out = self._saving, self._target
        self.desk.root.say(f"Saved to {self.out}", Tone.DONE)
        if live is not None:
            live.mark_saved(self._frames)
        if self._next is not None:
            out, self._next = self._next, None
            self._write(out)

    def _save_as(self) -> None:
        taken = Taken("That bundle is there already.", MANIFEST)
        note = "A new bundle, and the edited scenes in it. What you opened stays as it is."

        def then(path: Path) -> None:
            self._check(path, taken)
            self._write(path)

        self.desk.root.open(AskPath("Save as", PathField("path", self.out), then, name="Folder", ok="Save", note=note))

    def _check(self, path: Path, taken: Taken) -> None:
        """Let pass where a bundle can be written."""
        if path.exists() and path.samefile(self.desk.work.bundle.path):
            raise ConfigError(
                "That is the bundle which you opened. Choose another name, or Save over the source (menu File)."
            )
        if path.is_file() or (path.is_dir() and any(path.iterdir()) and not (path / MANIFEST).exists()):
            raise ConfigError("Something else is there. Choose a folder that is empty, or a new one.")
        if path.absolute() != self.out.absolute():
            taken.check(path)

    def _picture(self) -> None:
        path = self.desk.work.beside(f"_{self.editor.state.frame:06}.png")
        write_bytes(path, png_bytes(compose(self.editor.scene, self.editor.journal.document.art)))
        self.desk.root.say(f"Wrote {path}", Tone.DONE)

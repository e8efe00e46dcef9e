"""What is written: the bundle, and a frame's picture."""

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.saving import save
from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.window.edit.errand import Errand
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.widgets.toast import Tone


class Filing(Part):
    """Saves the work beside what goes on, and knows whether it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._saved: object = None
        """The last deed that was saved."""
        self._errand: Errand | None = None
        self._saving: object = None
        """The last deed that is being saved."""
        self._frames = 0
        """How many frames are."""
        self._again = False
        """Whether to save once more, as soon as it is saved."""

    def deeds(self) -> Deeds:
        """Files."""
        return {"save": self._save, "export": self._picture}

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

    def _save(self) -> None:
        if self._errand is not None:
            self._again = True
            return
        document, work = self.editor.journal.document.copy(), self.desk.work
        self._saving = document.done[-1] if document.done else None
        self._frames = len(document)
        self._errand = Errand(lambda: save(document, work.bundle, work.out))

    def _end(self) -> None:
        assert self._errand is not None
        errand, self._errand, work = self._errand, None, self.desk.work
        try:
            errand.wait()
        except (SpriteliftError, OSError) as err:
            self._again = False
            self.desk.root.say(str(err), Tone.ALARM)
            return
        self._saved = self._saving
        self.desk.root.say(f"Saved to {work.out}", Tone.DONE)
        if work.live is not None:
            work.live.mark_saved(self._frames)
        if self._again:
            self._again = False
            self._save()

    def _picture(self) -> None:
        path = self.desk.work.beside(f"_{self.editor.state.frame:06}.png")
        write_bytes(path, png_bytes(compose(self.editor.scene, self.editor.journal.document.art)))
        self.desk.root.say(f"Wrote {path}", Tone.DONE)

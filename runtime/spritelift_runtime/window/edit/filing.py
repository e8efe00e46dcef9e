"""What is written: the bundle, and a frame's picture."""

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.saving import save
from spritelift_runtime.files import write_bytes
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.widgets.toast import Tone


class Filing(Part):
    """Saves the work, and knows whether it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._saved: object = None
        """The last deed that was saved."""

    def deeds(self) -> Deeds:
        """Files."""
        return {"save": self._save, "export": self._picture}

    @property
    def unsaved(self) -> bool:
        """Whether anything was done since the last save."""
        done, live = self.editor.journal.document.done, self.desk.work.live
        return (bool(done) and done[-1] is not self._saved) or (live is not None and live.unsaved)

    def _save(self) -> None:
        document, work = self.editor.journal.document, self.desk.work
        save(document, work.bundle, work.out)
        self.desk.root.say(f"Saved to {work.out}", Tone.DONE)
        self._saved = document.done[-1] if document.done else None
        if work.live is not None:
            work.live.mark_saved()

    def _picture(self) -> None:
        path = self.desk.work.beside(f"_{self.editor.state.frame:06}.png")
        write_bytes(path, png_bytes(compose(self.editor.scene, self.editor.journal.document.art)))
        self.desk.root.say(f"Wrote {path}", Tone.DONE)

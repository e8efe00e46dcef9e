"""What was opened, replaced by what was made of it: asked for by name, and asked about."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.saving import SCENES, save_over
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.errand import Errand
from spritelift_runtime.window.edit.filing import Filing
from spritelift_runtime.window.edit.part import Deed, Deeds, Desk, Part, Work
from spritelift_runtime.window.edit.record import scenes_journal
from spritelift_runtime.window.widgets.ask import CANCEL, Ask
from spritelift_runtime.window.widgets.busy import Busy
from spritelift_runtime.window.widgets.toast import Tone
from spritelift_runtime.window.widgets.widget import Widget

NOTE = (
    "{path} is overwritten: its sprites, its backgrounds, and {scenes} in it. How it was is lost, and what was done so "
    "far can't be undone any more. Recordings, and scenes that are elsewhere, stay as they are."
)
LOOK_S = 0.01
"""How long a tick waits for the thread that writes."""


class SavingOver(Part):
    """Asks, and writes over the source; the window then goes on with `next`, which has nothing to undo yet."""

    def __init__(self, desk: Desk, filing: Filing, leave: Deed) -> None:
        super().__init__(desk)
        self.next: tuple[Work, Journal] | None = None
        self._filing, self._leave = filing, leave
        self._errand: Errand | None = None

    def finish(self) -> None:
        """Wait until it is written.

        Raises:
            SpriteliftError, OSError: it can't be.
        """
        errand, self._errand = self._errand, None
        if errand is not None:
            errand.wait()

    def deeds(self) -> Deeds:
        """Save over the source."""
        return {"save_over": self._ask}

    @property
    def possible(self) -> Mapping[str, bool]:
        """Not while a game runs: frames to come need the edits of every occurrence."""
        return {"save_over": self.desk.work.live is None}

    def _ask(self) -> None:
        note = NOTE.format(path=self.desk.work.bundle.path, scenes=SCENES)
        self.desk.root.open(Caution("Save over the source?", [], self._begin, ok="Save over it", note=note))

    def _begin(self) -> None:
        busy = Busy("Saving over the source", self._steps(), self._failed, stoppable=False)
        self.desk.root.open(busy)

    def _steps(self) -> Iterator[float]:
        work, journal = self.desk.work, self.editor.journal
        self._filing.finish()
        document = journal.document.copy()
        self._errand = Errand(lambda: save_over(document, work.bundle, journal.path))
        while not self._errand.ended_within(LOOK_S):
            yield 0.5
        self.finish()
        journal.close(forget=True)
        work = replace(work, bundle=Bundle.open(work.bundle.path))
        self.next = work, scenes_journal(work, Scenes.load(work.bundle.path / SCENES))
        self._leave()

    def _failed(self, err: Exception) -> None:
        self.desk.root.say(str(err), Tone.ALARM)


class Caution(Ask):
    """A question whose answer can't be undone: Enter alone leaves everything as it is."""

    def first(self) -> Widget | None:
        """Cancel."""
        return self.button(CANCEL)

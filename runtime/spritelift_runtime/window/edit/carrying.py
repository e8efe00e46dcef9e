"""A repaint carried to a character's other poses: what is proposed, shown, and taken pose by pose."""

from spritelift_runtime.editing.carrying import Proposal, Repaint, proposals, repaint_of, taken
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import ConfigError, SpriteliftError
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.errand import Errand
from spritelift_runtime.window.edit.painting import Painting
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.proposals_card import ProposalsCard, Taken
from spritelift_runtime.window.widgets.toast import Tone


class Carrying(Part):
    """Looks for proposals beside the window, which goes on, then asks which are taken."""

    def __init__(self, desk: Desk, painting: Painting) -> None:
        super().__init__(desk)
        self._painting = painting
        self._errand: Errand | None = None
        self._sprite, self._version = -1, -1
        self._found: tuple[list[Proposal], str] = ([], "")

    def deeds(self) -> Deeds:
        """Carry."""
        return {"carry": self._begin}

    def tick(self, now_ms: int) -> None:
        """Once all is found, ask."""
        if self._errand is None or not self._errand.ended or self.desk.root.opened is not None:
            return
        errand, self._errand = self._errand, None
        try:
            errand.wait()
            if self._version != self.editor.journal.document.version:  # painted on meanwhile: that counts
                self._look(repaint_of(self.editor.journal.document, self._sprite))
            else:
                self._ask()
        except SpriteliftError as err:
            self.desk.root.say(str(err), Tone.ALARM)

    @property
    def facts(self) -> tuple[str, ...]:
        """What goes on."""
        return ("looking for proposals",) if self._errand is not None else ()

    def _begin(self) -> None:
        subject = self._painting.meant
        if subject.behind:
            raise ConfigError("a background has no poses. Choose a sprite of an animation.")
        if self._errand is not None:
            return
        self._painting.painter.end()
        self._sprite = subject.picture
        repaint = repaint_of(self.editor.journal.document, self._sprite)
        others = len(repaint.poses) - len(repaint.painted)
        self.desk.root.say(f"Looking how {counted(others, 'pose')} could follow…")
        self._look(repaint)

    def _look(self, repaint: Repaint) -> None:
        document, bundle = self.editor.journal.document, self.desk.work.bundle
        art, self._version, self._found = document.art, document.version, ([], "")

        def find() -> None:
            self._found = proposals(repaint, art, bundle)

        self._errand = Errand(find)

    def _ask(self) -> None:
        found, fault = self._found
        if not found:
            return
        accent = self.desk.root.look.theme.accent
        self.desk.root.open(ProposalsCard(found, self._take, accent=accent, fault=fault))

    def _take(self, chosen: Taken, by_hand: int | None) -> None:
        if chosen:
            self.editor.do(*(taken(proposal, way) for proposal, way in chosen))
            self.desk.root.say(f"{counted(len(chosen), 'pose')} repainted.", Tone.DONE)
        if by_hand is not None:
            self._painting.open(Subject(by_hand), go=True)

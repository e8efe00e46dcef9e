"""What was taken for a sprite marked as background."""

from collections.abc import Iterator

from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.editing.settling import settled_steps
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.part import Deeds, Part
from spritelift_runtime.window.edit.working import work_on
from spritelift_runtime.window.widgets.ask import Ask, Choice
from spritelift_runtime.window.widgets.property_line import PropertyLine
from spritelift_runtime.window.widgets.toast import Tone

HOW_FAR: dict[str, str] = {Scope.TRACK: "Whole track", Scope.ONWARD: "From here on", Scope.EVERY: "Everywhere"}


class Settling(Part):
    """One deed, after which frames look as before."""

    def deeds(self) -> Deeds:
        """Mark as background."""
        return {"settle": self._ask}

    def _ask(self) -> None:
        chosen = self.editor.chosen
        if not chosen:
            raise ConfigError("Nothing is selected. Click on the frame what is background.")
        tracked = all(each.track >= 0 and not each.fixed for each in chosen)
        scope = self.editor.state.scope if self.editor.state.scope in HOW_FAR else Scope.TRACK
        far = Choice("far", HOW_FAR if tracked else {Scope.EVERY: HOW_FAR[Scope.EVERY]},
                     scope if tracked else Scope.EVERY)  # fmt: skip

        def then() -> None:
            (where,) = self.editor.wheres(Scope(far.value))
            work_on(self.desk.root, "Painting it into the background", self._steps(where))

        note = "It is painted into the picture behind it, and is no sprite any more. Frames look as before."
        line = PropertyLine("For", [far], share=0.2)
        self.desk.root.open(Ask("Mark as background", [line], then, ok="Mark", note=note))

    def _steps(self, where: Where) -> Iterator[float]:
        edits = yield from settled_steps(self.editor.journal.document, where)
        self.editor.do(*edits)
        self.desk.root.say("It is background now. Frames look as before.", Tone.DONE)

"""Another bundle and its scenes in the same window."""

from dataclasses import replace
from pathlib import Path

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.saving import SCENES
from spritelift_runtime.errors import ConfigError, FormatError, MissingError
from spritelift_runtime.scene_faults import scene_faults
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.filing import Filing
from spritelift_runtime.window.edit.part import Deed, Deeds, Desk, Part, Work
from spritelift_runtime.window.edit.record import scenes_journal
from spritelift_runtime.window.widgets.ask import Ask
from spritelift_runtime.window.widgets.ask_path import AskPath, PathField
from spritelift_runtime.window.widgets.property_line import PropertyLine

EDITED = "_edited"
"""Added to a bundle's name, where nothing says what the new one is to be called."""
KEPT = (
    "What you did since the last save is not in the bundle. Unsaved, it stays in the record beside it, and is there "
    "again when you open the same."
)


class Opening(Part):
    """Asks what to open; the window then goes on with `next`."""

    def __init__(self, desk: Desk, filing: Filing, leave: Deed) -> None:
        super().__init__(desk)
        self.next: tuple[Work, Journal] | None = None
        self._filing, self._leave = filing, leave

    def deeds(self) -> Deeds:
        """Open."""
        return {"open": self._ask}

    def _ask(self) -> None:
        scenes = PathField("scenes", suffixes=(".npz",), hint=f"{SCENES} in the bundle", optional=True)
        out = PathField("out", hint=f"beside the bundle, with {EDITED}", optional=True)

        def then(path: Path) -> None:
            opened = opened_work(path, scenes.path if scenes.line.text else None, out.path if out.line.text else None)
            self._go(*opened)

        lines = [PropertyLine("Scenes", [scenes], share=0.2), PropertyLine("Save to", [out], share=0.2)]
        field = PathField("path", f"{self.desk.work.bundle.path.parent}/")
        self.desk.root.open(AskPath("Open", field, then, widgets=lines, name="Bundle", ok="Open"))

    def _go(self, work: Work, scenes: Scenes) -> None:
        """To what was asked for, once it is known what becomes of this."""
        if work.out.absolute() in (self.desk.work.out.absolute(), self._filing.out.absolute()):
            raise ConfigError(f"{work.out} is where this is saved to. Give another place to save to.")

        def go() -> None:
            next_work = replace(work, paint_with=self.desk.work.paint_with)
            self.next = next_work, scenes_journal(next_work, scenes)
            self._leave()

        def save_and_go() -> None:
            self._filing.save()
            self._filing.finish()
            if self._filing.unsaved:
                raise ConfigError(f"It could not be saved to {self._filing.out}. Save it elsewhere, then open.")
            go()

        if self._filing.unsaved:
            self.desk.root.open(
                Ask("Save first?", [], save_and_go, ok="Save", note=KEPT, others={"Leave it unsaved": go})
            )
        else:
            go()


def opened_work(path: Path, scenes_path: Path | None, out: Path | None) -> tuple[Work, Scenes]:
    """A bundle and scenes that fit it.

    Raises:
        MissingError, FormatError, ConfigError: they aren't there, are damaged, or don't fit.
    """
    bundle = Bundle.open(path)
    scenes_path = scenes_path or path / SCENES
    if not scenes_path.is_file():
        raise MissingError(f"{scenes_path} is missing. Write scenes with `spritelift decompose`, and give them here.")
    scenes = Scenes.load(scenes_path)
    if not len(scenes):
        raise ConfigError(f"{scenes_path} has no frame. Decompose a recording of at least one.")
    if fault := next(scene_faults(scenes, scenes_path, bundle.art), None):
        raise FormatError(f"{fault} Give the scenes of this bundle.")
    return Work(bundle, out or path.absolute().with_name(path.absolute().name + EDITED)), scenes

"""The editor's window. A tick: read input, step the editor by what was said, put its state into the widgets, draw."""

import pygame

from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.window.edit.arranging import Arranging
from spritelift_runtime.window.edit.backdrops import Backdrops
from spritelift_runtime.window.edit.carrying import Carrying
from spritelift_runtime.window.edit.chosen_sprites import ChosenSprites
from spritelift_runtime.window.edit.describing import Describing
from spritelift_runtime.window.edit.exporting import Exporting
from spritelift_runtime.window.edit.filing import Filing
from spritelift_runtime.window.edit.importing import Importing
from spritelift_runtime.window.edit.layering import Layering
from spritelift_runtime.window.edit.looking import FIRST_THEME, Looking
from spritelift_runtime.window.edit.menus import menus_of
from spritelift_runtime.window.edit.opening import Opening
from spritelift_runtime.window.edit.outside import Outside
from spritelift_runtime.window.edit.painting import Painting
from spritelift_runtime.window.edit.panels import BADGE, panels
from spritelift_runtime.window.edit.part import Deed, Desk, Part, Work
from spritelift_runtime.window.edit.playback import Playback
from spritelift_runtime.window.edit.playing import Playing
from spritelift_runtime.window.edit.pointed import Pointed
from spritelift_runtime.window.edit.recasting import Recasting
from spritelift_runtime.window.edit.saving_over import SavingOver
from spritelift_runtime.window.edit.settling_card import Settling
from spritelift_runtime.window.edit.sheet_part import SheetPart
from spritelift_runtime.window.edit.showing import Showing
from spritelift_runtime.window.edit.split_card import Splitting
from spritelift_runtime.window.edit.watching import Watching
from spritelift_runtime.window.theme import THEMES
from spritelift_runtime.window.widgets.actions import Actions, Moment
from spritelift_runtime.window.widgets.messages import Invoked, Message
from spritelift_runtime.window.widgets.root import Root
from spritelift_runtime.window.widgets.toast import Tone


class EditSession:
    """One window over one editor, made of parts."""

    def __init__(self, editor: Editor, actions: Actions, work: Work) -> None:
        self.quit = False
        self.panels = panels(editor, actions)
        self.root = Root(self.panels.whole, actions, theme=THEMES[FIRST_THEME])
        self.desk = Desk(editor, work, self.panels, self.root)
        self.playback, self.filing = Playback(self.desk), Filing(self.desk)
        self.watching, self.looking = Watching(self.desk), Looking(self.desk)
        self.opening = Opening(self.desk, self.filing, self._quit)
        self.saving_over = SavingOver(self.desk, self.filing, self._quit)
        self.chosen = ChosenSprites(self.desk)
        self._parts: tuple[Part, ...] = (
            Arranging(self.desk), self.playback, self.looking, self.filing, self.watching, Layering(self.desk),
            Describing(self.desk), Pointed(self.desk), Exporting(self.desk), self.opening, self.chosen,
            SheetPart(self.desk, self.chosen), Backdrops(self.desk), Recasting(self.desk),
            Settling(self.desk), Splitting(self.desk, self.chosen), self.saving_over,
        )  # fmt: skip
        self._deeds: dict[str, Deed] = {"quit": self._quit}
        if work.live is not None:
            self._parts = (*self._parts, Playing(self.desk, work.live, self.playback))
        painting = Painting(self.desk, self.chosen)
        self._parts = (
            *self._parts, painting, Importing(self.desk, painting), Outside(self.desk, painting),
            Carrying(self.desk, painting),
        )  # fmt: skip
        for part in self._parts:
            self._deeds |= part.deeds()
        # What other actions there are has no deed here yet: menus and palette show them faint.
        can = {action.id: action.id in self._deeds or bool(action.mouse) for action in actions}
        self.root.actions = actions.with_enabled(can)
        self._listed: tuple[Actions, frozenset[str]] | None = None
        self._showing = Showing(self.desk, self.watching)

    @property
    def editor(self) -> Editor:
        """What does the work."""
        return self.desk.editor

    def finish(self) -> None:
        """Wait for what is still being written."""
        self.filing.finish()
        self.saving_over.finish()

    @property
    def unsaved(self) -> bool:
        """Whether anything was done since the last save."""
        return self.filing.unsaved

    @property
    def next(self) -> tuple[Work, Journal] | None:
        """What the window is to go on with, once this was left."""
        return self.opening.next or self.saving_over.next

    def followed_by(self, editor: Editor, actions: Actions, work: Work) -> "EditSession":
        """The window over something else, looking as it does; over the same, saved in its place, on the same frame."""
        if self.saving_over.next is not None:
            editor.go(self.editor.state.frame)
        other = EditSession(editor, actions, work)
        if self.saving_over.next is not None:
            other.root.say(f"Saved over {work.bundle.path}. Undo begins here.", Tone.DONE)
        other.looking.theme, other.looking.scale = self.looking.theme, self.looking.scale
        other.root.wear(self.root.look.theme)
        return other

    def tick(self, events: list[pygame.event.Event], now_ms: int) -> list[pygame.Rect]:
        """Read, step, show; gives what was redrawn of the window: nothing where nothing has changed."""
        for event in events:
            if event.type == pygame.QUIT:
                self.quit = True
            if any(part.early(event) for part in self._parts):
                continue
            for message in self.root.handle(event, now_ms):
                self._take(message)
        self.root.tick(now_ms)
        for part in self._parts:
            part.tick(now_ms)
        self._show()
        window = pygame.display.get_surface()
        rects = self.root.draw(window)
        return [*rects, *self.root.draw(window)] if self._show() else rects  # the stage may have got its place only now

    def do(self, action: str) -> None:
        """What a key or a menu does; says so where it can't be done."""
        self._take(Invoked(action))

    def _take(self, message: Message) -> None:
        try:
            if isinstance(message, Invoked):
                self._deeds.get(message.id, lambda: None)()
            else:
                any(part.take(message) for part in self._parts)
        except (SpriteliftError, OSError) as err:
            self.root.say(str(err), Tone.ALARM)

    def _show(self) -> bool:
        document = self.editor.journal.document
        self._show_moment()
        possible = {"undo": bool(document.done), "redo": bool(document.undone)}
        for part in self._parts:
            possible |= part.possible
        self.root.actions = self.root.actions.with_enabled(possible)
        checked = frozenset().union(*(part.checked for part in self._parts))
        if (self.root.actions, checked) != self._listed:
            self._listed = self.root.actions, checked
            self.panels.tools.bar.menus = menus_of(self.root.actions, checked)
        for part in self._parts:
            part.show()
        self._showing.facts = tuple(fact for part in self._parts for fact in part.facts)
        return self._showing.show()

    def _show_moment(self) -> None:
        usual = Moment.SELECTED if self.editor.state.selected else Moment.FREE
        self.root.moment = next((part.moment for part in self._parts if part.moment is not None), usual)
        self.panels.status.badge = next((part.badge for part in self._parts if part.badge), BADGE)
        if self.root.moment is Moment.PLAY:  # what had the keys has them no longer, and may have something to say
            for message in self.root.focus_on(None):
                self._take(message)

    def _quit(self) -> None:
        self.quit = True

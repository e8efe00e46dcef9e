"""A window's widgets: who gets an event, where the keys go, what is redrawn."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.theme import THEME, Theme
from spritelift_runtime.window.widgets.actions import Actions, Moment
from spritelift_runtime.window.widgets.focus import focusable, next_focus
from spritelift_runtime.window.widgets.held import note_held
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import FileDropped, Invoked, Message, Messages, Opening
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.painter import Painter
from spritelift_runtime.window.widgets.pointing import Pointing
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.scroll_box import ScrollBox
from spritelift_runtime.window.widgets.tip import Tip
from spritelift_runtime.window.widgets.toast import Toasts, Tone
from spritelift_runtime.window.widgets.widget import Widget


class Root:
    """Everything in one window. A tick: `handle` each event, step a state by the messages, set widgets, `draw`."""

    def __init__(self, content: Widget, actions: Actions | None = None, *, theme: Theme = THEME) -> None:
        self.content = content
        self.actions = actions if actions is not None else Actions()
        self.moment = Moment.FREE
        """Which of a key's meanings counts."""
        self.look = Look(theme)
        self.focus: Widget | None = None
        self._size = (0, 0)
        self._stale = False
        self._everything: Sequence[Widget] = ()
        self._overlays: list[Overlay] = []
        self._toasts, self._tip = Toasts(), Tip()
        self._pointing = Pointing(self.look)
        self._painter = Painter()

    def handle(self, event: pygame.event.Event, now_ms: int) -> Messages:
        """What an event means. `now_ms` is any clock that runs on."""
        self.tick(now_ms)
        note_held(self.look, event)
        if event.type == pygame.WINDOWFOCUSLOST:
            self._pointing.let_go()
        if event.type in (pygame.KEYDOWN, pygame.TEXTINPUT):
            self._tip.hide()
            messages = self._key(event)
        elif event.type == pygame.DROPFILE:
            messages = self._drop(event)
        else:
            messages = self._point(event)
        return self._sorted_out(messages)

    def tick(self, now_ms: int) -> int | None:
        """Let time pass; gives the milliseconds until something changes by itself, None where only events change it."""
        self.look.now_ms = now_ms
        waits = [overlay.tick(now_ms) for overlay in self._above]
        self._overlays = [overlay for overlay in self._overlays if not overlay.closed]
        return min((wait for wait in waits if wait is not None), default=None)

    def draw(self, surface: pygame.Surface) -> list[pygame.Rect]:
        """Redraw what has changed; gives the rectangles redrawn, for `pygame.display.update`: none where it rests."""
        moved = any(widget.unplaced for widget in self._everything)
        if moved or self._stale or surface.get_size() != self._size:
            self._size = surface.get_size()
            self._place()
        elif self._painter.rests(self._layers):
            return []
        return self._painter.paint(surface, self._layers)

    def redraw(self) -> None:
        """Draw everything next time: the window was covered, or the system lost it."""
        self._painter.spoil(pygame.Rect((0, 0), self._size))

    def wear(self, theme: Theme) -> None:
        """Another theme, or the same at another scale."""
        old = self.look
        self.look = Look(theme, old.now_ms, old.ctrl, old.shift, old.alt, old.space, old.pointer)
        self._pointing.look = self.look
        self._stale = True

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a notice for some seconds."""
        self._toasts.say(text, tone)

    def open(self, overlay: Overlay) -> None:
        """Show a menu, the palette, the help: above all, until it is closed."""
        self._pointing.let_go()
        self._tip.hide()
        overlay.stand(pygame.Rect((0, 0), self._size), self.look)
        self._overlays.append(overlay)

    @property
    def opened(self) -> Overlay | None:
        """The overlay that gets every event now."""
        return self._overlays[-1] if self._overlays else None

    def focus_on(self, widget: Widget | None) -> Messages:
        """Send the keys to `widget`; the one that had them may have something to say."""
        if widget is self.focus:
            return ()
        messages: Messages = ()
        if self.focus is not None:
            self.focus.focused = False
            messages = self.focus.left()
        self.focus = widget
        if widget is not None:
            widget.focused = True
            self._reveal(widget)
        return messages

    @property
    def _above(self) -> Sequence[Overlay]:
        return (self._toasts, *self._overlays, self._pointing.ghost, self._tip)

    @property
    def _layers(self) -> Sequence[Widget]:
        return (self.content, *self._above)

    def _reveal(self, widget: Widget) -> None:
        for box in _all(self.content):
            if isinstance(box, ScrollBox) and any(widget is inner for inner in _all(box)):
                box.reveal(widget.rect)

    def _place(self) -> None:
        self._stale = False
        window = pygame.Rect((0, 0), self._size)
        self.content.place(window, self.look)
        for overlay in self._above:
            overlay.stand(window, self.look)
        self._everything = _all(self.content)
        for widget in self._everything:
            widget.unplaced = False  # those that are hidden have no place, and wait for none
        self.redraw()

    def _key(self, event: pygame.event.Event) -> Messages:
        if self.opened is not None:
            return self.opened.handle(event) or ()
        if self.focus is not None and not focusable(self.focus, self.content):
            self.focus_on(None)
        answer = self.focus.handle(event) if self.focus is not None else None
        if answer is not None or event.type != pygame.KEYDOWN:
            return answer or ()
        chord = pressed(event)
        action = self.actions.on(chord, self.moment)
        if action is not None:
            return (Invoked(action.id),)
        if chord in ("Tab", "Shift+Tab"):
            return self.focus_on(next_focus(self.content, self.focus, 1 if chord == "Tab" else -1))
        return ()

    def _drop(self, event: pygame.event.Event) -> Messages:
        over = self.content.at(self.look.pointer) if self.opened is None else self.opened
        return (FileDropped(over.id if over is not None else "", event.file, self.look.pointer),)

    def _point(self, event: pygame.event.Event) -> Messages:
        if event.type == pygame.MOUSEMOTION or event.type == pygame.MOUSEBUTTONDOWN:
            self.look.pointer = event.pos
        layers = [self.content, self._toasts] if self.opened is None else [self.opened]
        messages, focus = self._pointing.point(event, layers, modal=self.opened is not None)
        if focus is not None and focus.focusable and self.opened is None:
            messages = (*self.focus_on(focus), *messages)
        if event.type == pygame.MOUSEMOTION:
            self._show_tip()
        elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEWHEEL, pygame.WINDOWLEAVE):
            self._tip.hide()
        return messages

    def _show_tip(self) -> None:
        over = self._pointing.over if self.opened is None and self._pointing.captor is None else None
        text = over.tip_at(self.look.pointer) if over is not None else ""
        key = self.actions[over.action].key_text if over is not None and over.action in self.actions else ""
        if (text, key) != (self._tip.text, self._tip.key) or not self._tip.shown:
            self._tip.about(text, key, self.look.now_ms)

    def _sorted_out(self, messages: Messages) -> Messages:
        """Take away overlays that have closed, open those that are wanted; the rest is the window's."""
        self._overlays = [overlay for overlay in self._overlays if not overlay.closed]
        told: list[Message] = []
        for message in messages:
            if isinstance(message, Opening):
                self.open(message.overlay)
            else:
                told.append(message)
        return tuple(told)


def _all(widget: Widget) -> Sequence[Widget]:
    return [widget, *(inner for child in widget.children for inner in _all(child))]

"""A question: a card with fields, and what is done with them once it is answered."""

from collections.abc import Callable, Mapping, Sequence

import pygame

from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.dialog import Dialog, every
from spritelift_runtime.window.widgets.focus import in_order
from spritelift_runtime.window.widgets.label import Label
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Entered, Message, Messages, Opened, Pressed, Toggled
from spritelift_runtime.window.widgets.prose import Prose
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.toggle import Toggle
from spritelift_runtime.window.widgets.widget import Widget

OK, CANCEL = "ask_ok", "ask_cancel"
WIDE_PX = 440
"""Of a card, at scale 1."""
GAP_PX = 8
"""Between buttons."""
Then = Callable[[], object]


class Choice(Stack):
    """Buttons beside each other, one of which is chosen."""

    def __init__(self, id: str, options: Mapping[str, str], value: str) -> None:
        line: list[Widget] = []
        for name, text in options.items():
            line += [Button(name, text, on=name == value), Gap(GAP_PX // 2)]
        super().__init__(line, across=True, pad=False, stretch=0, id=id)

    @property
    def value(self) -> str:
        """The name of the option chosen."""
        return next(each.id for each in self.widgets if isinstance(each, Button) and each.on)

    @value.setter
    def value(self, value: str) -> None:
        for each in self.widgets:
            if isinstance(each, Button):
                each.on = each.id == value


class Ask(Dialog):
    """Widgets to answer with, `OK` and `Cancel`; Enter and Esc do the same.

    `then` is called with OK and reads the widgets. Where it raises a `SpriteliftError`, or the disk fails, the card
    says so and stays.
    `others` are further buttons, and what each does.
    """

    def __init__(
        self,
        title: str,
        widgets: Sequence[Widget],
        then: Then,
        *,
        ok: str = "OK",
        note: str = "",
        others: Mapping[str, Then] | None = None,
        changed: Then | None = None,
    ) -> None:
        self.error = Prose(alarming=True, id="ask_error")
        self._deeds: dict[str, Then] = {OK: then} | dict(others or {})
        self._changed = changed
        """Called after each change of a widget: others may depend on it."""
        line: list[Widget] = [Gap(), Button(CANCEL, "Cancel")]
        for button in (*(Button(name, name) for name in others or {}), Button(OK, ok, on=True)):
            line += [Gap(GAP_PX), button]
        buttons = Stack(line, across=True, pad=False, stretch=0)
        notes = [Prose(note)] if note else []
        self.error.visible = False
        super().__init__("ask", Stack([Title(title), *notes, *widgets, self.error, buttons], stretch=0))

    def button(self, name: str) -> Button:
        """The button of that id: `OK`, `CANCEL`, or another's words."""
        return next(each for each in every(self.content) if isinstance(each, Button) and each.id == name)

    def first(self) -> Widget | None:
        """The first field; OK where there is none."""
        fields = (each for each in in_order(self.content) if not isinstance(each, Button))
        return next(fields, self.button(OK))

    def key(self, chord: str) -> Messages | None:
        """Enter answers, wherever the focus is, unless it is on another button of the last line."""
        other = self.focus is not None and self.focus.id in {CANCEL, *self._deeds} - {OK}
        if chord == "Enter" and not other:
            self.do(OK)
            return ()
        return super().key(chord)

    def answer(self, message: Message) -> Messages:
        """Buttons, switches and choices."""
        match message:
            case Pressed(id=id_) if id_ == CANCEL:
                self.closed = True
            case Pressed(id=id_) if id_ in self._deeds:
                self.do(id_)
            case Pressed(id=id_):
                self._choose(id_)
            case Toggled(id=id_, on=on):
                for each in every(self.content):
                    if isinstance(each, Toggle) and each.id == id_:
                        each.on = on
            case Opened():
                self.do(OK)
        if self._changed is not None and not self.closed and not isinstance(message, Entered):
            self._changed()
        return ()

    def do(self, name: str) -> None:
        """What a button does, if what is being typed can be: the card closes, unless that fails."""
        focus = self.focus
        if isinstance(focus, TextField) and not focus.fits(focus.line.text):
            self.say(focus.tip or "Something is missing here.")
            return
        if focus is not None:
            focus.left()
        try:
            self._deeds[name]()
        except (SpriteliftError, OSError) as err:
            self.say(str(err))
            return
        self.closed = True

    def say(self, text: str) -> None:
        """What is wrong."""
        self.error.text = text
        self.error.visible = bool(text)
        self.content.unplaced = True  # it may have more lines now

    def _choose(self, option: str) -> None:
        for each in every(self.content):
            if isinstance(each, Choice) and option in [button.id for button in each.widgets]:
                each.value = option


class Title(Label):
    """What is asked; the card is at least so wide that paths can be read."""

    def least(self, look: Look) -> tuple[int, int]:
        """A card's width."""
        wide, high = super().least(look)
        return max(wide, look.px(WIDE_PX)), high

    def draw(self, surface: pygame.Surface) -> None:
        """In line with what is below."""
        surface.fill(self.theme.panel, self.rect)
        text = self.look.lettering.fitted(self.text, self.theme.text, self.rect.w)
        surface.blit(text, text.get_rect(midleft=self.rect.midleft))


class Gap(Widget):
    """Room between widgets: so many pixels at scale 1, or all that is left."""

    def __init__(self, wide_px: int = 0) -> None:
        super().__init__()
        self.stretch = 0 if wide_px else 1
        self._wide_px = wide_px

    def least(self, look: Look) -> tuple[int, int]:
        """The width asked for."""
        return look.px(self._wide_px), look.px(1)

"""Where a sprite is held: pointed at in its picture, typed, or one of the usual places."""

from collections.abc import Callable

import pygame

from spritelift_runtime.art import Held, Sprite
from spritelift_runtime.editing.checks import check_pivot
from spritelift_runtime.editing.splitting import box_of
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.panels import thumb
from spritelift_runtime.window.widgets.ask import Ask, Choice
from spritelift_runtime.window.widgets.messages import Message, Messages, Typed
from spritelift_runtime.window.widgets.picture_view import PictureView
from spritelift_runtime.window.widgets.property_line import PropertyLine
from spritelift_runtime.window.widgets.text_field import TextField

MIDDLE, FEET, OWN = "middle", "feet", "own"


class PivotCard(Ask):
    """Asks for a pivot of some sprites, the first of which is shown. `then` gets None for the middle, `FEET` for
    where each one's feet are, or a point."""

    def __init__(self, sprite: Sprite, count: int, then: Callable[[Held | str | None], object]) -> None:
        self._sprite = sprite
        self.stands = Choice("place", {MIDDLE: "Middle", FEET: "Feet", OWN: "At"}, OWN if sprite.pivot else MIDDLE)
        self.x, self.y = (TextField(name, fits=_is_number, tip="Type whole or half pixels.") for name in "xy")
        self.view = PivotView(thumb(sprite.rgba), sprite.margin[:2], self._hold)
        super().__init__(
            "Pivot" if count == 1 else f"Pivot of {count} sprites",
            [self.view, self.stands, PropertyLine("x, y", [self.x, self.y], share=0.2)],
            lambda: then(self.value),
            note="Where engines hold it, in pixels from its box. Click there, or type.",
            changed=self._follow,
        )
        self._show(sprite.held_at)

    @property
    def value(self) -> Held | str | None:
        """What is asked for.

        Raises:
            ConfigError: a point that can't be.
        """
        if self.stands.value != OWN:
            return None if self.stands.value == MIDDLE else FEET
        if not (_is_number(self.x.line.text) and _is_number(self.y.line.text)):
            raise ConfigError("x and y are numbers of pixels, whole or half ones.")
        at = _plain(float(self.x.line.text)), _plain(float(self.y.line.text))
        check_pivot(at)
        return at

    def answer(self, message: Message) -> Messages:
        """Typing a number means a place of its own."""
        if isinstance(message, Typed):
            self.stands.value = OWN
        return super().answer(message)

    def _follow(self) -> None:
        if self.stands.value == OWN:
            if _is_number(self.x.line.text) and _is_number(self.y.line.text):
                self.view.spot = float(self.x.line.text), float(self.y.line.text)
        else:
            self._show(feet_of(self._sprite) if self.stands.value == FEET else _middle(self._sprite))

    def _hold(self, at: Held) -> None:
        self.stands.value = OWN
        self._show(at)

    def _show(self, at: Held) -> None:
        self.view.spot = at
        for field, value in zip((self.x, self.y), at, strict=True):
            field.line = type(field.line)(f"{_plain(value)}", 0, 0)


class PivotView(PictureView):
    """The sprite, and a cross on its pivot; a click, or a drag, says where it shall be."""

    def __init__(self, picture: pygame.Surface, margin: tuple[int, ...], then: Callable[[Held], object]) -> None:
        super().__init__("pivot", picture, room_px=(440, 120))
        self.spot: Held = (0, 0)
        """From the box's corner."""
        self._margin, self._then = margin, then

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """To the nearest half pixel."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.held = True
        if self.held and event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION):
            x, y = self.point(event.pos)
            self._then((_plain(round(2 * x) / 2 - self._margin[0]), _plain(round(2 * y) / 2 - self._margin[1])))
            return ()
        if event.type == pygame.MOUSEBUTTONUP and self.held:
            self.held = False
            return ()
        return None

    def draw_over(self, surface: pygame.Surface) -> None:
        """A cross that is seen on any colour."""
        x, y = self.window_at(self.spot[0] + self._margin[0], self.spot[1] + self._margin[1])
        arm, line = 2 * self.theme.gap, self.theme.focus_line
        outer = surface.get_clip()
        surface.set_clip(outer.clip(self.rect))
        for colour, grown in ((self.theme.on_accent, self.theme.line), (self.theme.accent, 0)):
            across = pygame.Rect(x - arm, y - line // 2, 2 * arm, line)
            down = pygame.Rect(x - line // 2, y - arm, line, 2 * arm)
            for bar in (across, down):
                surface.fill(colour, bar.inflate(2 * grown, 2 * grown))
        surface.set_clip(outer)


def feet_of(sprite: Sprite) -> Held:
    """The middle of the lower edge of what is seen, from the box's corner."""
    seen = sprite.rgba[..., 3] > 0
    if not seen.any():
        return _middle(sprite)
    x, y, wide, high = box_of(seen)
    return _plain(x + wide / 2 - sprite.margin[0]), y + high - sprite.margin[1]


def _middle(sprite: Sprite) -> Held:
    return _plain(sprite.box[0] / 2), _plain(sprite.box[1] / 2)


def _plain(value: float | int) -> float | int:
    return int(value) if value == int(value) else value


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e6
    except ValueError:
        return False

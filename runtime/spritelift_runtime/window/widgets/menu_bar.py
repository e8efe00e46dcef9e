"""The bar of menus at a window's top."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.menu import Item, Menu
from spritelift_runtime.window.widgets.messages import Messages, Opening
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget

CLOSE, APART = 2, 3
"""Gaps beside titles, both sides together: where there is little room, and where there is enough."""


class MenuBar(Widget):
    """Titles, each with a menu."""

    opaque = True
    focusable = True

    def __init__(self, id: str, menus: Sequence[tuple[str, tuple[Item, ...]]]) -> None:
        super().__init__(id)
        self.menus = tuple(menus)
        self.at_title = 0
        """The title that the keys are at."""
        self.shown: BarMenu | None = None

    def least(self, look: Look) -> tuple[int, int]:
        """All titles beside each other, close."""
        return self._wide(self.menus, CLOSE, look), look.theme.title_high

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Open a menu: click, or Left and Right, then Down, Enter or Space."""
        if event.type == pygame.KEYDOWN:
            return self._key(pressed(event))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            title = self.title_at(event.pos)
            return self.open(title) if title is not None else None
        return None

    def title_at(self, position: tuple[int, int]) -> int | None:
        """The title at a window position."""
        return next((i for i in range(len(self.menus)) if self.title_rect(i).collidepoint(position)), None)

    def title_rect(self, title: int) -> pygame.Rect:
        """Where a title is in the window."""
        room = self.rect.w - self.theme.row_high  # a line that is just filled looks cut off
        gaps = APART if self._wide(self.menus, APART, self.look) <= room else CLOSE
        left = self.rect.x + self._wide(self.menus[:title], gaps, self.look)
        return pygame.Rect(left, self.rect.y, self._wide(self.menus[title : title + 1], gaps, self.look), self.rect.h)

    def open(self, title: int, *, keyed: bool = False) -> Messages:
        """Open the menu of a title."""
        self.at_title = title % len(self.menus)
        menu = BarMenu(self.menus[self.at_title][1], self.title_rect(self.at_title).bottomleft, self)
        if keyed:
            menu.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_DOWN, mod=0))
        self.shown = menu
        return (Opening(self.id, menu),)

    def draw(self, surface: pygame.Surface) -> None:
        """The titles; that of the open menu stands out."""
        theme = self.theme
        surface.fill(theme.panel, self.rect)
        for i, (title, _) in enumerate(self.menus):
            rect = self.title_rect(i)
            if i == self.at_title and self.shown is not None:
                pygame.draw.rect(surface, theme.hover, rect.inflate(0, -theme.gap // 2), border_radius=theme.radius - 1)
            text = self.look.lettering.text(title, theme.text)
            surface.blit(text, text.get_rect(center=rect.center))
            if i == self.at_title:
                self.outline_focus(surface, rect)

    def _key(self, key: str) -> Messages | None:
        if key in ("Left", "Right"):
            self.at_title = (self.at_title + (1 if key == "Right" else -1)) % len(self.menus)
            return ()
        return self.open(self.at_title, keyed=True) if key in ("Down", "Enter", "Space") else None

    def _wide(self, menus: Sequence[tuple[str, tuple[Item, ...]]], gaps: int, look: Look) -> int:
        return sum(look.lettering.wide(title) + gaps * look.theme.gap for title, _ in menus)


class BarMenu(Menu):
    """A menu below a bar's title: Left and Right, and pointing at another title, change to that one's."""

    def __init__(self, items: Sequence[Item], corner: tuple[int, int], bar: MenuBar) -> None:
        super().__init__(items, corner)
        self.bar = bar

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """As any menu's, and the way to its neighbours."""
        other = self._other(event)
        if other is not None:
            self.closed = True
            return self.bar.open(other, keyed=event.type == pygame.KEYDOWN)
        messages = super().handle(event)
        if self.closed and self.bar.shown is self:
            self.bar.shown = None
        return messages

    def close(self) -> None:
        """Close it; the bar's title is as before."""
        super().close()
        self.bar.shown = None

    def _other(self, event: pygame.event.Event) -> int | None:
        if event.type == pygame.MOUSEMOTION:
            title = self.bar.title_at(event.pos)
            return title if title != self.bar.at_title else None
        if event.type != pygame.KEYDOWN:
            return None
        key = pressed(event)
        inward = key == "Right" and self.at_item is not None and bool(self.items[self.at_item].items)
        steps = {"Left": -1} if inward else {"Left": -1, "Right": 1}
        return self.bar.at_title + steps[key] if key in steps else None

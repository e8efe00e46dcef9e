"""A menu that pops up: actions with their keys, checks, lines between, and menus within, one level deep."""

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Invoked, Messages, Opening
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.signs import draw_sign


@dataclass(frozen=True)
class Item:
    """One line of a menu. Without a title it is a line between others; with `items`, a menu opens beside it."""

    action: str = ""
    title: str = ""
    key: str = ""
    enabled: bool = True
    checked: bool = False
    items: tuple["Item", ...] = ()


LINE = Item()


def items_of(actions: Actions, *ids: str, checked: frozenset[str] = frozenset()) -> tuple[Item, ...]:
    """Menu items of actions by their ids; "" gives a line between."""
    return tuple(_item(actions, id_, id_ in checked) if id_ else LINE for id_ in ids)


def _item(actions: Actions, id_: str, checked: bool) -> Item:
    action = actions[id_]
    return Item(id_, action.title, action.key_text, action.enabled, checked)


class Menu(Overlay):
    """Says `Invoked` and closes. `neighbours` are the other menus of its bar: Left and Right go to them."""

    def __init__(self, items: Sequence[Item], corner: tuple[int, int], *, outer: "Menu | None" = None) -> None:
        super().__init__()
        self.items = tuple(items)
        self.corner = corner
        """Its top left corner in the window, as far as there is room."""
        self.outer = outer
        """The menu that this one is beside an item of."""
        self.at_item: int | None = None
        self._left_edge = corner[0]

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """At its corner, or as near as it fits."""
        rect = pygame.Rect(self.corner, self.least(look))
        if self.outer is not None and rect.right > window.right:
            rect.right = self.outer.rect.x + look.theme.line
        self.place(rect.clamp(window), look)

    def least(self, look: Look) -> tuple[int, int]:
        """Room for its longest line."""
        theme = look.theme
        words = max((look.lettering.wide(item.title) for item in self.items), default=0)
        keys = max((look.lettering.wide(item.key, small=True) for item in self.items), default=0)
        wide = words + keys + 2 * theme.row_high + 3 * theme.gap
        return max(wide, theme.menu_wide), sum(self._high(item, look) for item in self.items) + theme.gap

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Point and click, or arrows and Enter; Esc or a click elsewhere closes it."""
        if event.type == pygame.KEYDOWN:
            return self._key(pressed(event))
        if event.type == pygame.MOUSEMOTION:
            return self._point(event.pos)
        if event.type == pygame.MOUSEBUTTONDOWN and not self._holds(event.pos):
            self.close()
        if event.type == pygame.MOUSEBUTTONUP and event.button in (1, 3) and self.rect.collidepoint(event.pos):
            return self._do(self.item_at(event.pos))
        if event.type == pygame.MOUSEBUTTONDOWN and self.outer is not None and not self.rect.collidepoint(event.pos):
            self.closed = True
        return ()

    def close(self) -> None:
        """Close it and the menu it came from."""
        self.closed = True
        if self.outer is not None:
            self.outer.close()

    def item_at(self, position: tuple[int, int]) -> int | None:
        """The item at a window position; lines between are none."""
        for i in range(len(self.items)):
            if self.item_rect(i).collidepoint(position):
                return i if self.items[i].title else None
        return None

    def item_rect(self, item: int) -> pygame.Rect:
        """Where an item is in the window."""
        above = sum(self._high(each, self.look) for each in self.items[:item])
        y = self.rect.y + self.theme.gap // 2 + above
        return pygame.Rect(self.rect.x, y, self.rect.w, self._high(self.items[item], self.look))

    def draw(self, surface: pygame.Surface) -> None:
        """A card with its lines."""
        self.card(surface)
        for i, item in enumerate(self.items):
            rect = self.item_rect(i)
            if item.title:
                self._draw_item(surface, rect, item, i == self.at_item)
            else:
                inner = (rect.x + self.theme.gap, rect.centery, rect.w - 2 * self.theme.gap, self.theme.line)
                surface.fill(self.theme.edge, inner)

    def _draw_item(self, surface: pygame.Surface, rect: pygame.Rect, item: Item, pointed: bool) -> None:
        theme, lettering = self.theme, self.look.lettering
        if pointed:
            pygame.draw.rect(surface, theme.hover, rect.inflate(-theme.gap, 0), border_radius=theme.radius - 1)
        ink = theme.text if item.enabled else theme.rim
        sign = pygame.Rect(rect.x + theme.gap, rect.y, rect.h, rect.h).inflate(-theme.gap * 2, -theme.gap * 2)
        if item.checked:
            draw_sign(surface, "check", sign, theme.accent_text)
        text = lettering.text(item.title, ink)
        surface.blit(text, text.get_rect(midleft=(rect.x + theme.row_high + theme.gap // 2, rect.centery)))
        key = lettering.small(item.key, theme.faint if item.enabled else theme.rim)
        surface.blit(key, key.get_rect(midright=(rect.right - 2 * theme.gap, rect.centery)))
        if item.items:
            sign.right = rect.right - theme.gap
            draw_sign(surface, "more", sign, ink)

    def _high(self, item: Item, look: Look) -> int:
        return look.theme.row_high if item.title else look.theme.gap

    def _holds(self, position: tuple[int, int]) -> bool:
        inside = self.rect.collidepoint(position)
        return inside or (self.outer is not None and self.outer.rect.collidepoint(position))

    def _point(self, position: tuple[int, int]) -> Messages:
        if self.outer is not None and not self.rect.collidepoint(position):
            # Pointing at another line of the menu it came from closes this one.
            other = self.outer.item_at(position)
            if other is not None and other != self.outer.at_item:
                self.closed = True
                return self.outer.point_at(other)
            return ()
        item = self.item_at(position)
        return () if item is None or item == self.at_item else self.point_at(item)

    def point_at(self, item: int) -> Messages:
        """Show that `item` is meant; a menu beside it opens."""
        self.at_item = item
        return self._open(item) if self.items[item].items and self.items[item].enabled else ()

    def _open(self, item: int, *, keyed: bool = False) -> Messages:
        rect = self.item_rect(item)
        corner = rect.right - self.theme.line, rect.y - self.theme.gap // 2
        inner = Menu(self.items[item].items, corner, outer=self)
        if keyed:
            inner.at_item = inner._next(None, 1)
        return (Opening(self.id, inner),)

    def _key(self, key: str) -> Messages:
        if key in ("Up", "Down"):
            self.at_item = self._next(self.at_item, 1 if key == "Down" else -1)
        elif key == "Esc" or (key == "Left" and self.outer is not None):
            self.closed = True
        elif key in ("Enter", "Space"):
            return self._do(self.at_item)
        elif key == "Right" and self.at_item is not None and self.items[self.at_item].items:
            return self._open(self.at_item, keyed=True)
        return ()

    def _next(self, item: int | None, by: int) -> int | None:
        told = [i for i, each in enumerate(self.items) if each.title]
        if not told:
            return None
        if item is None:
            return told[0] if by > 0 else told[-1]
        return told[(told.index(item) + by) % len(told)]

    def _do(self, item: int | None) -> Messages:
        if item is None or not self.items[item].enabled:
            return ()
        if self.items[item].items:
            return self._open(item, keyed=True)
        self.close()
        return (Invoked(self.items[item].action),)

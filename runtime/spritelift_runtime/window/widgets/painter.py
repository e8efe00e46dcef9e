"""Redraws what has changed, and nothing else."""

from collections.abc import Iterable, Iterator, Sequence

import pygame

from spritelift_runtime.window.widgets.widget import Widget


def shown(widgets: Iterable[Widget], clip: pygame.Rect) -> Iterator[tuple[Widget, pygame.Rect]]:
    """Every visible widget with the part of its rectangle that its parents let show, the back ones first."""
    for widget in widgets:
        if widget.visible:
            seen = widget.rect.clip(clip)
            yield widget, seen
            yield from shown(widget.children, seen)


class Painter:
    """Keeps what was painted where, so that a widget's old place is redrawn, too, once it has moved or gone."""

    def __init__(self) -> None:
        self._painted: dict[Widget, pygame.Rect] = {}
        self._layers: Sequence[Widget] = ()
        self._spoilt: list[pygame.Rect] = []

    def spoil(self, rect: pygame.Rect) -> None:
        """Everything in `rect` is to be drawn again."""
        self._spoilt.append(pygame.Rect(rect))

    def rests(self, layers: Sequence[Widget]) -> bool:
        """Whether nothing has changed: much cheaper to ask than to look for what has."""
        same = len(layers) == len(self._layers) and all(a is b for a, b in zip(layers, self._layers, strict=True))
        return same and not self._spoilt and not any(widget.dirty for widget in self._painted)

    def paint(self, surface: pygame.Surface, layers: Sequence[Widget]) -> list[pygame.Rect]:
        """Redraw what is dirty, from the back layer to the front; gives the rectangles redrawn."""
        window = surface.get_rect()
        self._layers = tuple(layers)
        seen = list(shown(layers, window))
        damage = joined([rect for rect in self._damage(seen) if rect.w and rect.h], window)
        for rect in damage:
            for widget, clip in seen[_first(seen, rect) :]:
                part = clip.clip(rect)
                if part.w and part.h:
                    surface.set_clip(part)
                    widget.draw(surface)
        surface.set_clip(None)
        return damage

    def _damage(self, seen: list[tuple[Widget, pygame.Rect]]) -> list[pygame.Rect]:
        damage, self._spoilt = self._spoilt, []
        now = dict(seen)
        for widget, rect in self._painted.items():
            if now.get(widget) != rect:
                damage.append(rect)
        for widget, rect in seen:
            if widget.dirty or self._painted.get(widget) != rect:
                damage.append(rect)
                widget.dirty = False
        self._painted = now
        return damage


def _first(seen: Sequence[tuple[Widget, pygame.Rect]], rect: pygame.Rect) -> int:
    """Where to begin: the last widget that paints all of `rect`."""
    return next((i for i in range(len(seen) - 1, 0, -1) if seen[i][0].opaque and seen[i][1].contains(rect)), 0)


def joined(rects: Iterable[pygame.Rect], within: pygame.Rect) -> list[pygame.Rect]:
    """The same area (and a little more) in rectangles that don't overlap."""
    apart: list[pygame.Rect] = []
    for rect in rects:
        rect = rect.clip(within)
        while (other := rect.collidelist(apart)) >= 0:
            rect = rect.union(apart.pop(other))
        if rect.w and rect.h:
            apart.append(rect)
    return apart

"""Everything around the stage: tabs, timeline, status line, help."""

import re
from collections.abc import Sequence

import numpy as np
import pygame

from spritelift_runtime.window.layout import Layout, Rect, column_of
from spritelift_runtime.window.lettering import Lettering
from spritelift_runtime.window.state import PlayerState, View
from spritelift_runtime.window.theme import THEME, Colour, Theme


def draw_tabs(window: pygame.Surface, layout: Layout, state: PlayerState, lettering: Lettering) -> None:
    """The views, and the switches for boxes and help."""
    window.fill(THEME.panel, (0, 0, window.get_width(), THEME.tabs_high))
    for view, rect in layout.tabs:
        key = f"F{2 + tuple(View).index(view)}"
        _button(window, rect, view.value, key, view is state.view, lettering)
    _button(window, layout.boxes, "Boxes", "F7", state.boxes, lettering)
    _button(window, layout.help, "Help", "F1", state.help, lettering)


def draw_timeline(
    window: pygame.Surface, layout: Layout, state: PlayerState, unexplained_px: np.ndarray, lettering: Lettering
) -> None:
    """Play button, played part, playhead; red where frames have pixels that the sprites do not explain."""
    play, groove = layout.play, layout.groove
    if play is None or groove is None or state.frames is None:
        return
    window.fill(THEME.panel, (0, play.y - THEME.gap // 2, window.get_width(), THEME.timeline_high))
    pygame.draw.rect(window, THEME.raised, play, border_radius=5)
    _play_sign(window, play, state.playing)
    pygame.draw.rect(window, THEME.raised, groove, border_radius=4)
    head = column_of(groove, state.frame, state.frames)
    pygame.draw.rect(window, THEME.edge, (groove.x, groove.y, head - groove.x, groove.high), border_radius=4)
    for x, share in unexplained_columns(groove, unexplained_px):
        high = max(2, round(share * groove.high))
        pygame.draw.line(window, THEME.alarm, (x, groove.y + groove.high - high), (x, groove.y + groove.high - 1))
    pygame.draw.rect(window, THEME.accent, (head - 2, groove.y - 7, 5, groove.high + 14), border_radius=2)


def unexplained_columns(groove: Rect, unexplained_px: np.ndarray) -> list[tuple[int, float]]:
    """Timeline columns with unexplained frames, and how bad each is, as a share of the worst."""
    worst = int(unexplained_px.max(initial=0))
    if worst == 0:
        return []
    frames = np.flatnonzero(unexplained_px)
    columns = groove.x + np.rint(frames / max(len(unexplained_px) - 1, 1) * (groove.wide - 1)).astype(int)
    most = np.zeros(groove.wide, np.int64)
    np.maximum.at(most, columns - groove.x, unexplained_px[frames])
    return [(groove.x + int(x), float(most[x]) / worst) for x in np.flatnonzero(most)]


def draw_status(window: pygame.Surface, layout: Layout, words: Sequence[str], badge: str, lettering: Lettering) -> None:
    """The bottom line: a badge for the mode, then facts, as many as there is room for."""
    draw_facts(window, pygame.Rect(layout.status), words, badge, lettering, THEME)


def draw_facts(
    window: pygame.Surface, rect: pygame.Rect, words: Sequence[str], badge: str, lettering: Lettering, theme: Theme
) -> None:
    """The same at `rect`, in any theme; without a badge the facts begin at the left."""
    window.fill(theme.panel, rect)
    pygame.draw.line(window, theme.edge, rect.topleft, rect.topright, theme.line)
    x = rect.x + 2 * theme.gap
    if badge:
        text = lettering.small(badge, theme.on_accent)
        # The letters' plate: 6 px beside them and 3 above at scale 1.
        plate = text.get_rect(midleft=(x, rect.centery)).inflate(theme.gap * 3 // 2, theme.gap * 3 // 4)
        pygame.draw.rect(window, theme.accent, plate, border_radius=theme.radius - 1)
        window.blit(text, text.get_rect(center=plate.center))
        x = plate.right + 2 * theme.gap
    for i, word in enumerate(words):
        text = lettering.text(word, theme.text if i == 0 else theme.faint)
        # Room for the widest digits, or everything to the right would tremble while numbers run.
        wide = lettering.wide(re.sub(r"\d", "0", word))
        if x + wide > rect.right - theme.gap:
            return
        window.blit(text, text.get_rect(midleft=(x, rect.centery)))
        x += wide + 3 * theme.gap


def draw_help(window: pygame.Surface, lines: Sequence[tuple[str, str]], lettering: Lettering) -> None:
    """The keys, over a darkened window."""
    veil = pygame.Surface(window.get_size())
    veil.fill(THEME.letterbox)
    veil.set_alpha(150)
    window.blit(veil, (0, 0))
    line_high, pad = THEME.text_px + 3, 3 * THEME.gap
    keys = [lettering.text(key, THEME.accent) for key, _ in lines]
    words = [lettering.text(word, THEME.text) for _, word in lines]
    middle = max(text.get_width() for text in keys) + 3 * THEME.gap
    size = middle + max(text.get_width() for text in words) + 2 * pad, line_high * len(lines) + 2 * pad
    card = pygame.Rect((0, 0), size)
    card.center = window.get_rect().center
    pygame.draw.rect(window, THEME.panel, card, border_radius=10)
    pygame.draw.rect(window, THEME.edge, card, 1, border_radius=10)
    for i, (key, word) in enumerate(zip(keys, words, strict=True)):
        y = card.y + pad + i * line_high
        window.blit(key, (card.x + pad, y))
        window.blit(word, (card.x + pad + middle, y))


def _button(window: pygame.Surface, rect: Rect, word: str, key: str, on: bool, lettering: Lettering) -> None:
    pygame.draw.rect(window, THEME.accent if on else THEME.raised, rect, border_radius=5)
    middle = rect.y + rect.high // 2
    colour: Colour = THEME.on_accent if on else THEME.text
    text = lettering.text(word, colour)
    hint = lettering.small(key, THEME.on_accent if on else THEME.faint)
    wide = text.get_width() + THEME.gap + hint.get_width()
    if wide > rect.wide - THEME.gap:  # a narrow window drops the keys, then cuts the words
        window.blit(text, text.get_rect(midleft=(rect.x + 4, middle)), (0, 0, rect.wide - 8, rect.high))
        return
    left = rect.x + (rect.wide - wide) // 2
    window.blit(text, text.get_rect(midleft=(left, middle)))
    window.blit(hint, hint.get_rect(midright=(left + wide, middle)))


def _play_sign(window: pygame.Surface, rect: Rect, playing: bool) -> None:
    x, y, side = rect.x + rect.wide // 2, rect.y + rect.high // 2, rect.high // 4
    if playing:
        for left in (x - side, x + side - 4):
            pygame.draw.rect(window, THEME.text, (left, y - side, 5, 2 * side))
    else:
        pygame.draw.polygon(window, THEME.text, [(x - side + 2, y - side), (x - side + 2, y + side), (x + side + 2, y)])

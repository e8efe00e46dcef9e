"""One window over one source of frames. A tick: show the state, then read input, then step the state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
import pygame

from spritelift_runtime.scene import Scene
from spritelift_runtime.window import chrome
from spritelift_runtime.window.controls import Controls
from spritelift_runtime.window.film import Film
from spritelift_runtime.window.layout import Layout, lay_out
from spritelift_runtime.window.lettering import Lettering
from spritelift_runtime.window.screen import unseen
from spritelift_runtime.window.stage import draw_exploded, draw_frame
from spritelift_runtime.window.state import PlayerState, View, step
from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.views import Drawable, Rgb

LEAST_HZ = 60
"""Ticks a second of a window that somebody sees, where the game's own are fewer."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What a source shows at one state."""

    scene: Scene
    original: Rgb | None
    facts: tuple[str, ...]
    """The status line."""


@runtime_checkable
class Source(Protocol):
    """Where frames come from: a replay, a game being played, a game being recorded."""

    @property
    def bundle(self) -> Drawable:
        """What scenes are drawn from."""
        ...

    @property
    def badge(self) -> str:
        """One word for what goes on."""
        ...

    @property
    def fps(self) -> float:
        """Frames a second of game time."""
        ...

    @property
    def help(self) -> tuple[tuple[str, str], ...]:
        """Keys, and what they do."""
        ...

    @property
    def unexplained_px(self) -> np.ndarray:
        """Per frame, where the frames are known beforehand; else empty."""
        ...

    def at(self, state: PlayerState, held: frozenset[int]) -> Shown:
        """What to show now; `held` are the keys that are down. Called once a tick."""
        ...


class Session:
    """The open window, what it shows, and its state."""

    def __init__(
        self,
        window: pygame.Surface,
        source: Source,
        state: PlayerState,
        *,
        game_keys: frozenset[int] = frozenset(),
        film: Film | None = None,
    ) -> None:
        # A film gets one picture a game frame; so does a window that nobody sees, so that `--frames` counts them.
        self.hz = source.fps if film or unseen() else max(LEAST_HZ, source.fps)
        self.state = replace(state, rate=source.fps / self.hz)
        self.source = source
        self.controls = Controls(game_keys)
        self._lettering = Lettering()
        self._film = film
        self._film_zoom = self._layout(window).zoom
        self._painted: tuple[object, ...] = ()
        self._stage: pygame.Surface = window  # the frame as painted last, enlarged; the first painting replaces it
        self._clock = pygame.time.Clock()

    def run(self, enough: Callable[[int], bool]) -> int:
        """Tick until the person quits or `enough` says so of the pictures shown; gives their number."""
        shown = 0
        while True:
            self.show()
            shown += 1
            if enough(shown):
                return shown
            self.turn()
            if self.state.quit:
                return shown
            if not unseen():
                self._clock.tick(self.hz)

    def show(self) -> None:
        """Bring the state to the screen (and the film)."""
        window = pygame.display.get_surface()
        shown = self.source.at(self.state, self.controls.held)
        layout = self._layout(window)
        look = (replace(self.state, behind=0.0), window.get_size(), shown)
        if look != self._painted:  # a paused window costs next to nothing
            self._paint(window, layout, shown)
            self._painted = look
        if self._film is not None:
            self._film.add(pixels(self._film_picture(shown, layout.zoom)))
        pygame.display.flip()

    def turn(self) -> None:
        """Read what was asked for, and step the state."""
        layout = self._layout(pygame.display.get_surface())
        self.state = step(self.state, self.controls.commands(pygame.event.get(), layout, self.state))

    def _layout(self, window: pygame.Surface) -> Layout:
        return lay_out(window.get_size(), self.source.bundle.size, self.state)

    def _draw_frame(self, shown: Shown, zoom: int) -> pygame.Surface:
        state, bundle = self.state, self.source.bundle
        return draw_frame(state.view, bundle, shown.scene, shown.original, zoom, state.boxes, self._lettering)

    def _film_picture(self, shown: Shown, zoom: int) -> pygame.Surface:
        # Every picture of a film has one size, whatever becomes of the window meanwhile.
        if self.state.view is not View.EXPLODED:
            return self._stage if zoom == self._film_zoom else self._draw_frame(shown, self._film_zoom)
        wide, high = self.source.bundle.size
        size = wide * self._film_zoom, high * self._film_zoom
        return draw_exploded(self.source.bundle.art, shown.scene, size, self._lettering)

    def _paint(self, window: pygame.Surface, layout: Layout, shown: Shown) -> None:
        window.fill(THEME.letterbox)
        window.set_clip(layout.area)
        if self.state.view is View.EXPLODED:
            stage = draw_exploded(self.source.bundle.art, shown.scene, layout.area[2:], self._lettering)
            window.blit(stage, layout.area[:2])
        else:
            self._stage = self._draw_frame(shown, layout.zoom)
            window.blit(self._stage, layout.picture[:2])
        window.set_clip(None)
        chrome.draw_tabs(window, layout, self.state, self._lettering)
        chrome.draw_timeline(window, layout, self.state, self.source.unexplained_px, self._lettering)
        chrome.draw_status(window, layout, shown.facts, self._badge(), self._lettering)
        if self.state.help:
            chrome.draw_help(window, self.source.help, self._lettering)

    def _badge(self) -> str:
        return self.source.badge if self.state.running else "PAUSED"


def pixels(surface: pygame.Surface) -> Rgb:
    """The surface's colours, row by row."""
    wide, high = surface.get_size()  # tobytes is fifteen times as fast as surfarray with its axes swapped
    return np.frombuffer(pygame.image.tobytes(surface, "RGB"), np.uint8).reshape(high, wide, 3)

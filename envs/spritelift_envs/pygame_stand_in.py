"""The display that a pygame program thinks it has: it draws on a surface of the size it asked for, and gets the pointer
in that surface's pixels, while the window shows something else, enlarged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from spritelift_envs.pygame_hooks import check_driver, pygame, replacing, watched_clock
from spritelift_envs.pygame_scripts import End
from spritelift_runtime.errors import ConfigError, SpriteliftError

Size = tuple[int, int]
POINTER = (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)
"""Events that have a `pos`; a program's own may have something else of that name."""
KEPT_FLAGS = pygame.NOFRAME | pygame.HIDDEN
"""Of those that a program asks for: zoom, full screen and resizing are the window's own."""


class StandIn:
    """Stands between a program and pygame's display, mouse and events."""

    def __init__(
        self, shown: Callable[[], None], ticked: Callable[[float], None], zoom: Callable[[Size], int], foot_high: int
    ) -> None:
        """`shown` is called at each `flip` and `update`, to draw in `window` and `present` it.

        `ticked` gets the rate given to `Clock.tick`, `zoom` tells window pixels a pixel of a display of some size;
        below its picture, the window has `foot_high` more.
        """
        self.surface: pygame.Surface | None = None
        """What the program draws on."""
        self.zoom = 1
        self.failed: SpriteliftError | None = None
        """Why the program was ended, where something went wrong."""
        self._shown, self._ticked, self._zoom_of, self._foot_high = shown, ticked, zoom, foot_high
        self._rests: dict[str, tuple[int, int]] = {}

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Stand there within this block."""
        display, event, mouse = pygame.display, pygame.event, pygame.mouse
        self._get_surface, self._set_mode, self.present = display.get_surface, display.set_mode, display.flip
        self._info, self._get_pos, self._get_rel = display.Info, mouse.get_pos, mouse.get_rel
        self._set_pos, self._post = mouse.set_pos, event.post
        get, poll, wait = event.get, event.poll, event.wait
        with replacing(
            [
                (display, "set_mode", self._open),
                (display, "get_surface", self._current),
                (display, "get_window_size", lambda: self._sized().get_size()),
                (display, "Info", self._told),
                (display, "toggle_fullscreen", lambda: 0),
                (display, "flip", lambda: self._show()),
                (display, "update", lambda *rects: self._show()),
                (event, "get", lambda *args, **settings: [self._smaller(each) for each in get(*args, **settings)]),
                (event, "poll", lambda: self._smaller(poll())),
                (event, "wait", lambda *args, **settings: self._smaller(wait(*args, **settings))),
                (event, "post", lambda each: self._post(self._larger(each))),
                (mouse, "get_pos", lambda: self._inside(self._get_pos())),
                (mouse, "get_rel", lambda: self._shrunk("get_rel", self._get_rel())),
                (mouse, "set_pos", self._move),
                *watched_clock(self._ticked),
            ]
        ):
            yield

    @property
    def window(self) -> pygame.Surface:
        """The real one."""
        return self._get_surface()

    def _open(
        self, size: Size | None = None, flags: int = 0, depth: int = 0, display: int = 0, vsync: int = 0
    ) -> pygame.Surface:
        """`pygame.display.set_mode`. A display of the same size is the same surface, as pygame's own is."""
        pygame.display.init()
        with self._ending():
            check_driver()
            if flags & pygame.OPENGL:
                raise ConfigError("the program draws with OpenGL, out of pygame's reach: it can't be redrawn.")
        desktop = self._info()
        wide, high = size or (0, 0)
        size = int(wide) or desktop.current_w, int(high) or desktop.current_h
        self.zoom = self._zoom_of(size)
        self._set_mode((size[0] * self.zoom, size[1] * self.zoom + self._foot_high), flags & KEPT_FLAGS)
        if self.surface is None or self.surface.get_size() != size:
            self.surface = pygame.Surface(size)
        self.surface.fill((0, 0, 0))
        return self.surface

    def _current(self) -> pygame.Surface | None:
        return self.surface if self._get_surface() is not None else None

    def _sized(self) -> pygame.Surface:
        surface = self._current()
        if surface is None:
            raise pygame.error("No open window")
        return surface

    def _told(self) -> Any:
        info, surface = self._info(), self._current()
        if surface is None:
            return info
        known = {name: getattr(info, name) for name in dir(info) if not name.startswith("_")}
        return SimpleNamespace(**known | {"current_w": surface.get_width(), "current_h": surface.get_height()})

    def _show(self) -> None:
        if self._current() is None:
            self.present()  # it says what is wrong, as it does without us
        else:
            with self._ending():
                self._shown()

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Errors of ours end the program, which can't catch that."""
        try:
            yield
        except SpriteliftError as err:
            self.failed = err
            raise End from err

    def _inside(self, position: Size) -> Size:
        """A position of the window as one of the surface; the foot belongs to its last row."""
        if self.surface is None:
            return position
        wide, high = self.surface.get_size()
        return min(position[0] // self.zoom, wide - 1), min(position[1] // self.zoom, high - 1)

    def _shrunk(self, whose: str, motion: Size) -> Size:
        """What is lost of a motion is added to the next one."""
        rest = self._rests.get(whose, (0, 0))
        x, y = motion[0] + rest[0], motion[1] + rest[1]
        self._rests[whose] = x % self.zoom, y % self.zoom
        return x // self.zoom, y // self.zoom

    def _smaller(self, event: pygame.event.Event) -> pygame.event.Event:
        if event.type not in POINTER:
            return event
        changed = {"pos": self._inside(event.pos)}
        if "rel" in event.dict:
            changed["rel"] = self._shrunk("event", event.rel)
        return pygame.event.Event(event.type, event.dict | changed)

    def _larger(self, event: pygame.event.Event) -> pygame.event.Event:
        if event.type not in POINTER:
            return event
        places = {name: event.dict[name] for name in ("pos", "rel") if name in event.dict}
        larger = {name: (x * self.zoom, y * self.zoom) for name, (x, y) in places.items()}
        return pygame.event.Event(event.type, event.dict | larger)

    def _move(self, *position: Any) -> None:
        x, y = position if len(position) == 2 else position[0]
        self._set_pos((x * self.zoom, y * self.zoom))

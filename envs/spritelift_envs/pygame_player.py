"""Playing a pygame program that knows nothing of it, redrawn with a bundle's art at every flip."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spritelift_envs.interrupts import ctrl_c_as_a_wish
from spritelift_envs.pygame_hooks import colours_of, pygame
from spritelift_envs.pygame_scripts import End, fault_of, program_of
from spritelift_envs.pygame_stand_in import Size, StandIn
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError, SpriteliftError
from spritelift_runtime.reskinning import Reskinner
from spritelift_runtime.window.chrome import draw_facts
from spritelift_runtime.window.film import Film
from spritelift_runtime.window.lettering import Lettering
from spritelift_runtime.window.player import FPS, check_settings
from spritelift_runtime.window.screen import largest_zoom
from spritelift_runtime.window.sources import SMOOTHING, check_size, scene_facts
from spritelift_runtime.window.stage import surface_of
from spritelift_runtime.window.theme import THEME

BADGE = "RE-SKINNED"
EARLY_FRAMES = 30
"""Frames of a film kept back while nobody knows yet how many make a second."""


@dataclass(frozen=True)
class Played:
    """What a program showed."""

    frames: int
    other_size: int
    """Of them, those of another size than the bundle's, shown as they are."""
    unexplained_px: float
    """Mean pixels a frame that the bundle's sprites don't explain, of the others: shown as they are."""


def play_script(
    bundle: Bundle,
    script: Path | str,
    *,
    args: Sequence[str] = (),
    zoom: int = 0,
    frames: int | None = None,
    video: Path | str | None = None,
) -> Played:
    """Run a pygame program, unmodified, its display redrawn with the bundle's art at every flip, until it ends.

    `script` is a file or a module's name, `args` what it is called with. Keys and pointer are the program's own. What
    the bundle's sprites don't explain is shown as the program drew it, and so is a display of another size. `zoom`,
    `frames` and `video` are as in `play_scenes`.

    Raises:
        MissingError: no such file or module.
        ConfigError: a setting that can't be; the program failed, showed nothing, or draws with OpenGL.
        SizeError: its display never had the bundle's size.
        UnavailableError: no display.
    """
    check_settings(zoom, frames, video)
    run = program_of(str(script))
    with ctrl_c_as_a_wish() as stop:
        with ExitStack() as films:
            reel = Reel(video, films) if video is not None else None
            show = Show(bundle, zoom=zoom, frames=frames, stop=stop, reel=reel)
            try:
                with show.stand_in.in_place():
                    fault = fault_of(run, str(script), args)
            finally:
                pygame.quit()
            show.finish()
        return show.report(str(script), fault)


class Show:
    """Redraws what a program has drawn, each time that it shows it."""

    def __init__(
        self, bundle: Bundle, *, zoom: int, frames: int | None, stop: Callable[[], bool], reel: "Reel | None"
    ) -> None:
        self.stand_in = StandIn(self._shown, self._ticked, self._zoom_for, THEME.status_high)
        self._bundle, self._zoom, self._frames, self._stop, self._reel = bundle, zoom, frames, stop, reel
        self._reskin = Reskinner(bundle)
        self._lettering: Lettering | None = None
        self._count = self._other_size = self._unexplained_px = 0
        self._fps = self._work_ms = 0.0

    def finish(self) -> None:
        """Write what the film still lacks."""
        if self._reel is not None:
            self._reel.finish(self._fps)

    def report(self, script: str, fault: SpriteliftError | None) -> Played:
        """What was shown; raises what went wrong."""
        failed = self.stand_in.failed or fault
        if failed is not None:
            raise type(failed)(f"{failed} {self._count} frames were shown.") from failed.__cause__
        if not self._count:
            raise ConfigError(
                f"{script} never called pygame.display.flip() or update(), so there was nothing to redraw. "
                "Does it need --args, or another entry point?"
            )
        fitting = self._count - self._other_size
        if not fitting and self.stand_in.surface is not None:
            check_size(self._bundle, self.stand_in.surface.get_size(), script)
        return Played(self._count, self._other_size, round(self._unexplained_px / max(fitting, 1), 2))

    def _shown(self) -> None:
        surface = self.stand_in.surface
        assert surface is not None  # the stand-in shows none
        frame = colours_of(surface)
        self._count += 1
        picture, facts = self._redrawn(frame) if surface.get_size() == self._bundle.size else self._as_it_is(frame)
        picture = self._draw(picture, facts)
        self.stand_in.present()
        if self._reel is not None:
            self._reel.add(picture, self._fps)
        if self._stop() or self._count == self._frames:
            raise End

    def _redrawn(self, frame: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
        began = time.perf_counter()
        picture, scene = self._reskin(frame)
        took_ms = (time.perf_counter() - began) * 1000
        self._work_ms += SMOOTHING * (took_ms - self._work_ms) if self._work_ms else took_ms
        self._unexplained_px += scene.unexplained_px
        return picture, (f"frame {self._count}", *scene_facts(scene), f"redrawn in {self._work_ms:.1f} ms")

    def _as_it_is(self, frame: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
        self._other_size += 1
        (high, wide, _), (due_wide, due_high) = frame.shape, self._bundle.size
        why = f"{wide}x{high} px, shown as it is: the bundle is for {due_wide}x{due_high} px"
        return frame, (f"frame {self._count}", why)

    def _draw(self, picture: np.ndarray, facts: tuple[str, ...]) -> np.ndarray:
        """The picture as large as it is seen, with what there is to say below it."""
        zoom, window = self.stand_in.zoom, self.stand_in.window
        enlarged = picture.repeat(zoom, axis=0).repeat(zoom, axis=1) if zoom > 1 else picture
        window.blit(surface_of(np.ascontiguousarray(enlarged)), (0, 0))
        foot = pygame.Rect(0, enlarged.shape[0], window.get_width(), THEME.status_high)
        try:
            self._lettering = self._lettering or Lettering()
            draw_facts(window, foot, facts, BADGE, self._lettering, THEME)
        except pygame.error:  # the program has quit pygame's fonts since
            self._lettering = Lettering()
            draw_facts(window, foot, facts, BADGE, self._lettering, THEME)
        return enlarged

    def _ticked(self, fps: float) -> None:
        self._fps = float(fps) or self._fps

    def _zoom_for(self, size: Size) -> int:
        return self._zoom or largest_zoom(lambda zoom: (size[0] * zoom, size[1] * zoom + THEME.status_high))


class Reel:
    """A film whose rate is known only once the program's clock has ticked."""

    def __init__(self, path: Path | str, films: ExitStack) -> None:
        """It is whole once `films` is closed."""
        self._path, self._films = path, films
        self._early: list[np.ndarray] = []
        self._film: Film | None = None
        self._shape: tuple[int, ...] = ()

    def add(self, picture: np.ndarray, fps: float) -> None:
        """One more frame; one of another size than the first is left out, as a film has one."""
        self._shape = self._shape or picture.shape
        if picture.shape == self._shape:
            self._early.append(picture)
            if fps or self._film or len(self._early) == EARLY_FRAMES:
                self.finish(fps)

    def finish(self, fps: float) -> None:
        """Write what was kept back."""
        if not self._early:
            return
        self._film = self._film or self._films.enter_context(Film(self._path, fps or FPS))
        for picture in self._early:
            self._film.add(picture)
        self._early = []

"""The window of render mode "human"."""

import numpy as np

ZOOM = 4
WIDE_PX = 960
"""Frames for which that would be wider than this are shown smaller, down to their own size."""


class Screen:
    """A pygame window that shows frames at a whole-number zoom and keeps the game's pace."""

    def __init__(self, size: tuple[int, int], fps: float) -> None:
        import pygame  # only who wants a window pays for it

        pygame.display.init()
        self._pygame, self._fps = pygame, fps
        zoom = max(1, min(ZOOM, WIDE_PX // size[0]))
        self._window = pygame.display.set_mode((size[0] * zoom, size[1] * zoom))
        pygame.display.set_caption("spritelift")
        self._clock = pygame.time.Clock()

    def show(self, frame: np.ndarray) -> None:
        """Show a uint8 [h, w, 3] frame, and wait until it is due."""
        surface = self._pygame.surfarray.make_surface(frame.swapaxes(0, 1))
        self._pygame.transform.scale(surface, self._window.get_size(), self._window)
        self._pygame.event.pump()
        self._pygame.display.flip()
        self._clock.tick(self._fps)

    def close(self) -> None:
        """Close the window."""
        self._pygame.display.quit()

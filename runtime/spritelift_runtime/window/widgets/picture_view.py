"""A picture enlarged by a whole number on a checkerboard, with what is drawn over it."""

import pygame

from spritelift_runtime.window.widgets.grid_drawing import checkerboard
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget

MOST_ZOOM = 24


class PictureView(Widget):
    """As large as `room_px` (of a display of scale 1) allows."""

    def __init__(
        self, id: str, picture: pygame.Surface, *, room_px: tuple[int, int] = (440, 260), tip: str = ""
    ) -> None:
        super().__init__(id, tip=tip)
        self.picture = picture
        self._room_px = room_px

    @property
    def zoom(self) -> int:
        """Window pixels a pixel of the picture."""
        return self._zoom(self.look)

    @property
    def corner(self) -> tuple[int, int]:
        """Of the picture in the window: it stands in the middle."""
        wide, high = self.picture.get_size()
        return (
            self.rect.x + (self.rect.w - wide * self.zoom) // 2,
            self.rect.y + (self.rect.h - high * self.zoom) // 2,
        )

    def point(self, position: tuple[int, int]) -> tuple[float, float]:
        """Where in the picture a window position is, in its pixels; may be outside."""
        x, y = self.corner
        return (position[0] - x) / self.zoom, (position[1] - y) / self.zoom

    def window_at(self, x: float | int, y: float | int) -> tuple[int, int]:
        """The window position of a point of the picture."""
        return self.corner[0] + round(x * self.zoom), self.corner[1] + round(y * self.zoom)

    def least(self, look: Look) -> tuple[int, int]:
        """The room there is across; as high as the picture is then."""
        return look.px(self._room_px[0]), self.picture.get_height() * self._zoom(look) + 2 * look.theme.gap

    def draw(self, surface: pygame.Surface) -> None:
        """The picture, and what is over it."""
        theme, zoom = self.theme, self.zoom
        surface.fill(theme.letterbox, self.rect)
        size = self.picture.get_width() * zoom, self.picture.get_height() * zoom
        surface.blit(checkerboard(size, theme.checker, max(zoom, theme.gap)), self.corner)
        surface.blit(pygame.transform.scale(self.picture, size), self.corner)
        self.draw_over(surface)

    def draw_over(self, surface: pygame.Surface) -> None:
        """Each kind's own."""

    def _zoom(self, look: Look) -> int:
        wide, high = self.picture.get_size()
        room = look.px(self._room_px[0]), look.px(self._room_px[1])
        return max(min(room[0] // max(wide, 1), room[1] // max(high, 1), MOST_ZOOM), 1)

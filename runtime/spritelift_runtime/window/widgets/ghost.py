"""The picture of what is being dragged, beside the pointer."""

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.row_drawing import fitted_picture


class Ghost(Overlay):
    """Shows `picture`, half through, with a rim that says whether it may be dropped where the pointer is."""

    def __init__(self) -> None:
        super().__init__("ghost")
        self.picture: pygame.Surface | None = None
        self.welcome = False

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """At the pointer."""
        self.look = look

    def follow(self, picture: pygame.Surface | None, welcome: bool) -> None:
        """Something is being dragged, the pointer is somewhere else now."""
        self.picture, self.welcome = picture, welcome
        self.rect = pygame.Rect(0, 0, self.theme.cell_px, self.theme.cell_px)
        self.rect.center = self.look.pointer

    def end(self) -> None:
        """Nothing is being dragged."""
        self.rect = pygame.Rect(0, 0, 0, 0)

    def draw(self, surface: pygame.Surface) -> None:
        """The picture."""
        theme = self.theme
        if self.picture is not None:
            picture = fitted_picture(self.picture, self.rect.w - 2 * theme.gap).copy()
            picture.set_alpha(190)
            surface.blit(picture, picture.get_rect(center=self.rect.center))
        rim = theme.accent if self.welcome else theme.rim
        pygame.draw.rect(surface, rim, self.rect, theme.focus_line, border_radius=theme.radius)

"""Where the frame stands on the stage, and which of its pixels is under the pointer. No pygame here."""

from dataclasses import dataclass, replace

MOST_ZOOM = 32


@dataclass(frozen=True, kw_only=True)
class Eye:
    """How the stage looks at a frame: `zoom` screen pixels a pixel of the game, the corner `x`, `y` from the stage's.

    A zoom of 0 is the largest whole one that fits.
    """

    zoom: int = 0
    x: int = 0
    y: int = 0

    def placed(self, room: tuple[int, int], size: tuple[int, int]) -> "Eye":
        """With a real zoom and corner, for a frame of `size` on a stage of `room` px."""
        if self.zoom:
            return self
        zoom = max(min(room[0] // size[0], room[1] // size[1], MOST_ZOOM), 1)
        return Eye(zoom=zoom, x=(room[0] - size[0] * zoom) // 2, y=(room[1] - size[1] * zoom) // 2)

    def pixel(self, position: tuple[int, int]) -> tuple[int, int]:
        """The frame's pixel at a position of the stage; may be outside."""
        return (position[0] - self.x) // self.zoom, (position[1] - self.y) // self.zoom

    def nearer(self, by: int, about: tuple[int, int]) -> "Eye":
        """So many zooms nearer (farther, below 0): what is at `about` stays there."""
        return self.at(self.zoom + by, about)

    def at(self, zoom: int, about: tuple[int, int]) -> "Eye":
        """With that zoom: what is at `about` stays there."""
        zoom = min(max(zoom, 1), MOST_ZOOM)
        x, y = ((self.x - about[0]) * zoom // self.zoom, (self.y - about[1]) * zoom // self.zoom)
        return Eye(zoom=zoom, x=about[0] + x, y=about[1] + y)

    def moved(self, dx: int, dy: int) -> "Eye":
        """The frame, `dx` and `dy` screen pixels along."""
        return replace(self, x=self.x + dx, y=self.y + dy)

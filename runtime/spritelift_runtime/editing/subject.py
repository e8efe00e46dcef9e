"""What is being painted: a sprite's picture, or a background. No pygame here."""

from dataclasses import dataclass

from spritelift_runtime.art import NO_MARGIN, Art, Margin
from spritelift_runtime.editing.strokes import Point, Rgba

LEAST_ROOM = 4
"""Pixels beyond its box that a sprite may be painted on, at the least; else half its larger side."""


@dataclass(frozen=True)
class Subject:
    """A picture of an art. Points in it are counted from a sprite's box: they stay the same when its picture grows."""

    picture: int
    behind: bool = False
    """A background's."""

    def there(self, art: Art) -> bool:
        """Whether there is such a picture."""
        return 0 <= self.picture < len(art.backgrounds if self.behind else art.sprites)

    def rgba(self, art: Art) -> Rgba:
        """The picture."""
        return art.backgrounds[self.picture] if self.behind else art.sprites[self.picture].rgba

    def margin(self, art: Art) -> Margin:
        """How far the picture stands out of the box."""
        return NO_MARGIN if self.behind else art.sprites[self.picture].margin

    def corner(self, art: Art) -> Point:
        """Where the picture's first pixel is."""
        left, top, _, _ = self.margin(art)
        return -left, -top

    def box(self, art: Art) -> tuple[int, int]:
        """Width and height that points are counted in."""
        if self.behind:
            return self.rgba(art).shape[1], self.rgba(art).shape[0]
        return art.sprites[self.picture].box

    def name(self, art: Art) -> str:
        """What people call it."""
        return f"background {self.picture}" if self.behind else art.sprites[self.picture].name

    def room(self, art: Art) -> Margin:
        """How far beyond the box it may be painted on; a background ends where it ends."""
        if self.behind:
            return NO_MARGIN
        room = max(LEAST_ROOM, -(-max(self.box(art)) // 2))
        left, top, right, bottom = (max(room, side) for side in self.margin(art))
        return left, top, right, bottom

    def beside(self, art: Art, step: int) -> "Subject":
        """The next pose of its animation (the one before, for -1), round and round; the next background."""
        if self.behind:
            return Subject((self.picture + step) % len(art.backgrounds), True)
        animation = art.sprites[self.picture].animation
        poses = [i for i, sprite in enumerate(art.sprites) if animation is None or sprite.animation == animation]
        return Subject(poses[(poses.index(self.picture) + step) % len(poses)])

"""Which placements an edit is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Where:
    """Placements for which all that is given holds; with nothing given, every one on every frame.

    Raises:
        ConfigError: frames that end before they begin, or rows of more than one frame.
    """

    first: int = 0
    """Frame from which on."""
    end: int | None = None
    """Frame before which it ends; None: to the last."""
    rows: tuple[int, ...] | None = None
    """Numbers in the frame's order; of one frame only."""
    sprites: tuple[int, ...] | None = None
    tracks: tuple[int, ...] | None = None
    spared: tuple[tuple[int, bool], ...] = ()
    """What is on these layers is not meant: a layer's number, and whether it is that number's tiles."""

    def __post_init__(self) -> None:
        if self.first < 0 or (self.end is not None and self.end <= self.first):
            raise ConfigError(f"frames {self.first} to {self.end} are none. Give a first frame, and an end after it.")
        if self.rows is not None and self.end != self.first + 1:
            raise ConfigError("rows are those of one frame. Name a track or a sprite to change more of them.")

    @classmethod
    def on(cls, frame: int, *rows: int) -> "Where":
        """Placements of one frame, by their place in its order."""
        return cls(first=frame, end=frame + 1, rows=rows)

    def holds(self, frame: int) -> bool:
        """Whether it is about this frame."""
        return self.first <= frame and (self.end is None or frame < self.end)

    def rows_of(self, scene: Scene, frame: int) -> frozenset[int]:
        """The placements of a scene that are meant, by their place in its order."""
        if not self.holds(frame):
            return frozenset()
        placements = scene.placements
        rows: Iterable[int] = range(len(placements))
        if self.rows is not None:
            rows = (row for row in self.rows if 0 <= row < len(placements))
        tracks, sprites = self.tracks, self.sprites
        if tracks is not None:
            rows = [row for row in rows if placements[row].track in tracks]
        if sprites is not None:
            rows = [row for row in rows if placements[row].sprite in sprites]
        if self.spared:
            rows = [row for row in rows if (placements[row].layer, placements[row].fixed) not in self.spared]
        return frozenset(rows)

"""The one seam of the project: anything that gives scenes."""

from typing import Any, Protocol, runtime_checkable

from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene


@runtime_checkable
class World(Protocol):
    """A game as scenes. Bundled games, replays, edited games and decomposed live games all are Worlds;
    players, editors, recorders and agents know nothing else of them."""

    @property
    def art(self) -> Art:
        """The pictures its scenes refer to."""
        ...

    @property
    def fps(self) -> float:
        """Scenes a second of game time."""
        ...

    def reset(self, seed: int | None = None) -> Scene:
        """Start over; the same seed gives the same game."""
        ...

    def step(self, action: Any) -> tuple[Scene, float, bool, bool]:
        """Next scene, reward, terminated, truncated."""
        ...

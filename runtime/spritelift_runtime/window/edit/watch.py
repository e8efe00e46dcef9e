"""How the window looks at a frame, beside what of it is hidden. No pygame here."""

from dataclasses import dataclass

from spritelift_runtime.window.state import View


@dataclass(frozen=True, kw_only=True)
class Watch:
    """None of it is an edit, and none of it is saved."""

    view: View = View.RECONSTRUCTION
    onion: bool = False
    """Whether moving things are seen faintly where they were and will be."""
    grid: bool = False
    """Whether the grid of the frame's tiles is drawn."""
    followed: int | None = None
    """The track that stays in the middle of the stage."""

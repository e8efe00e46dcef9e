"""The column beside the stage: layers, what is on the frame, and all tracks."""

from dataclasses import dataclass

from spritelift_runtime.window.widgets.list_view import ListView
from spritelift_runtime.window.widgets.tabs import Tabs


@dataclass(frozen=True)
class Column:
    """Its widgets."""

    whole: Tabs
    layers: ListView
    placements: ListView
    tracks: ListView


def column() -> Column:
    """Empty lists: they are filled as the frame is shown."""
    layers = ListView("layers", many=False, empty="Nothing is painted.")
    placements = ListView("placements", empty="Nothing stands on this frame.")
    tracks = ListView("tracks", empty="No tracks.")
    return Column(
        Tabs("pages", [("Frame", placements), ("Layers", layers), ("Tracks", tracks)]), layers, placements, tracks
    )

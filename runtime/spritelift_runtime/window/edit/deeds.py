"""What the window's actions do to the editor. No pygame here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from spritelift_runtime.editing.editor import Editor

TILE_PX = 8
"""How far Shift and an arrow move things where no grid is set."""
STEPS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def deeds_of(editor: Editor) -> Mapping[str, Callable[[], object]]:
    """Actions by their id."""
    deeds: dict[str, Callable[[], object]] = {
        "undo": editor.undo,
        "redo": editor.redo,
        "cut": editor.cut,
        "copy": editor.copy,
        "paste": editor.paste,
        "duplicate": editor.duplicate,
        "delete": editor.remove,
        "select_all": editor.select_all,
        "deselect": editor.deselect,
        "flip_x": lambda: editor.flip(x=True),
        "flip_y": lambda: editor.flip(y=True),
        "layer_up": lambda: editor.lift(1),
        "layer_down": lambda: editor.lift(-1),
        "sprite_back": lambda: _next_sprite(editor, -1),
        "sprite_on": lambda: _next_sprite(editor, 1),
        "frame_back": lambda: editor.go(editor.state.frame - 1),
        "frame_on": lambda: editor.go(editor.state.frame + 1),
        "first_frame": lambda: editor.go(0),
        "last_frame": lambda: editor.go(len(editor.journal.document) - 1),
        "next_up": lambda: _next_placement(editor, 1),
        "next_down": lambda: _next_placement(editor, -1),
        "pose_back": lambda: editor.go(editor.state.frame - 1),
        "pose_on": lambda: editor.go(editor.state.frame + 1),
    }
    for way, (dx, dy) in STEPS.items():
        deeds[f"nudge_{way}"] = partial(editor.move, dx, dy)
        deeds[f"shift_{way}"] = partial(_by_tile, editor, dx, dy)
    return deeds


def _by_tile(editor: Editor, dx: int, dy: int) -> None:
    wide, high = (TILE_PX if side == 1 else side for side in editor.state.grid)
    editor.move(dx * wide, dy * high)


def _next_sprite(editor: Editor, step: int) -> None:
    chosen = editor.chosen
    if chosen:
        editor.become((chosen[0].sprite + step) % len(editor.journal.document.art.sprites))


def _next_placement(editor: Editor, step: int) -> None:
    rows = [row for row, placement in enumerate(editor.scene.placements) if not placement.fixed]
    if rows:
        editor.state = replace(editor.state, selected=frozenset([rows[0 if step > 0 else -1]]))

"""The menus: every action of the editor has a place in one. No pygame here."""

from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.menu import Item, items_of

MENUS = {
    "File": (
        "open", "save", "save_as", "save_over", "",
        "export", "export_film", "export_sheet", "export_aseprite", "sheet_back", "", "quit",
    ),
    "Edit": ("undo", "redo", "", "cut", "copy", "paste", "duplicate", "delete", "", "select_all", "deselect"),
    "Sprite": ("flip_x", "flip_y", "", "layer_up", "layer_down", "", "sprite_back", "sprite_on"),
    "Sheet": ("rename", "duration", "pivot", "", "group", "ungroup", "", "split", "merge", "merge_doubles"),
    "Paint": (
        "paint", "paint_behind", "paint_outside", "paint_poses_outside", "import_png", "carry", "paint_close", "",
        "tool_pencil", "tool_eraser", "tool_line", "tool_fill", "tool_pick", "mirror", "",
        "brush_larger", "brush_smaller", "swap_colours", "colour_back", "colour_on", "",
        "flip_picture_x", "flip_picture_y", "pose_before", "pose_after",
    ),
    "Restage": ("backdrop", "backdrop_file", "settle", "", "recast", "recast_bundle", "transfer"),
    "Frames": (
        "play_pause", "loop", "slower", "faster", "", "frame_back", "frame_on", "first_frame", "last_frame", "",
        "pose_back", "pose_on",
    ),
    "Game": ("play_game", "restart_game"),
    "View": (
        "view_original", "view_reconstruction", "view_difference", "view_sprites", "view_exploded", "",
        "onion_skin", "grid", "snap", "", "zoom_in", "zoom_out", "zoom_fit",
    ),
    "Layers": ("layer_visible", "layer_solo", "", "track_solo", "follow"),
    "Window": (
        "panel_sprites", "panel_layers", "panel_tools", "timeline", "stage_alone", "", "theme", "larger", "",
        "palette", "help",
    ),
}  # fmt: skip
"""Actions by menu; "" is a line between them."""


def menus_of(actions: Actions, checked: frozenset[str] = frozenset()) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """The bar's menus as things are now; `checked` actions have a mark."""
    return tuple((title, items_of(actions, *ids, checked=checked)) for title, ids in MENUS.items())

"""The editor's actions and their keys from the start: Aseprite's where it has one, else Tiled's. No pygame here.

Two of their keys mean two things. Ctrl+D duplicates, as in Tiled, and Esc deselects. Arrows step through frames and
layers while nothing is selected and nudge what is, as in Aseprite. Tab moves the focus, so the timeline has T.
"""

from spritelift_runtime.window.widgets.actions import ALWAYS, ARRANGING, Action, Actions, Moment

FREE, SELECTED, PAINT, PLAY = (frozenset({moment}) for moment in Moment)

FILE = (
    Action(id="open", title="Open…", keys=("Ctrl+O",), category="File"),
    Action(id="save", title="Save", keys=("Ctrl+S",), category="File"),
    Action(id="save_as", title="Save as…", keys=("Ctrl+Shift+S",), category="File"),
    Action(id="save_over", title="Save over the source…", category="File"),
    Action(id="export", title="Picture of the frame", keys=("Ctrl+E",), category="File"),
    Action(id="export_film", title="Export film…", keys=("Ctrl+Shift+E",), category="File"),
    Action(id="export_sheet", title="Export sheet…", keys=("Ctrl+Alt+E",), category="File"),
    Action(id="export_aseprite", title="Export for Aseprite…", category="File"),
    Action(id="sheet_back", title="Take sheet back…", keys=("Ctrl+I",), category="File"),
    Action(id="quit", title="Quit", keys=("Ctrl+Q",), category="File", when=ALWAYS),
)
EDIT = (
    Action(id="undo", title="Undo", keys=("Ctrl+Z",), category="Edit"),
    Action(id="redo", title="Redo", keys=("Ctrl+Y", "Ctrl+Shift+Z"), category="Edit"),
    Action(id="cut", title="Cut", keys=("Ctrl+X",), category="Edit", when=SELECTED),
    Action(id="copy", title="Copy", keys=("Ctrl+C",), category="Edit", when=SELECTED),
    Action(id="paste", title="Paste", keys=("Ctrl+V",), category="Edit", when=ARRANGING),
    Action(id="duplicate", title="Duplicate", keys=("Ctrl+D",), category="Edit", when=SELECTED),
    Action(id="delete", title="Delete", keys=("Delete", "Backspace"), category="Edit", when=SELECTED),
    Action(id="select_all", title="Select all", keys=("Ctrl+A",), category="Edit", when=ARRANGING),
    Action(id="deselect", title="Deselect", keys=("Esc",), category="Edit", when=SELECTED),
    Action(id="move", title="Move", category="Edit", when=SELECTED, mouse="drag"),
    Action(id="flip_x", title="Flip left to right", keys=("Shift+H",), category="Edit", when=SELECTED),
    Action(id="flip_y", title="Flip upside down", keys=("Shift+V",), category="Edit", when=SELECTED),
    *(
        Action(
            id=f"{deed}_{way.lower()}",
            title=f"{deed.capitalize()} {way.lower()} by {step}",
            keys=(held + way,),
            category="Edit",
            when=SELECTED,
        )
        for deed, held, step in (("nudge", "", "a pixel"), ("shift", "Shift+", "a tile"))
        for way in ("Left", "Right", "Up", "Down")
    ),
)
SHEET = (
    Action(id="rename", title="Rename…", keys=("F2",), category="Sheet"),
    Action(id="duration", title="Duration…", category="Sheet"),
    Action(id="pivot", title="Pivot…", category="Sheet"),
    Action(id="group", title="Group into an animation…", keys=("Ctrl+G",), category="Sheet"),
    Action(id="ungroup", title="Ungroup", keys=("Ctrl+Shift+G",), category="Sheet"),
    Action(id="merge", title="Merge into one", keys=("Ctrl+M",), category="Sheet"),
    Action(id="split", title="Split…", keys=("Ctrl+K",), category="Sheet"),
    Action(id="merge_doubles", title="Merge doubles…", category="Sheet"),
)
PAINTING = (
    Action(id="paint", title="Paint this sprite", keys=("P",), category="Paint", mouse="double click"),
    Action(id="paint_behind", title="Paint the background", keys=("Shift+P",), category="Paint"),
    Action(id="paint_outside", title="Paint in your own program", keys=("Ctrl+Shift+P",), category="Paint"),
    Action(id="paint_poses_outside", title="All its poses in your own program", category="Paint"),
    Action(id="import_png", title="Import over it…", keys=("Ctrl+Shift+I",), category="Paint", mouse="drop a file"),
    Action(id="carry", title="Carry to the other poses…", keys=("Ctrl+Enter",), category="Paint"),
    Action(id="paint_close", title="Close the easel", keys=("Esc",), category="Paint", when=PAINT),
    Action(id="tool_pencil", title="Pencil", keys=("B",), category="Paint", when=PAINT),
    Action(id="tool_eraser", title="Eraser", keys=("E",), category="Paint", when=PAINT),
    Action(id="tool_line", title="Line", keys=("L",), category="Paint", when=PAINT, mouse="Shift and click"),
    Action(id="tool_fill", title="Fill", keys=("G",), category="Paint", when=PAINT),
    Action(id="tool_pick", title="Take a colour", keys=("I",), category="Paint", when=PAINT, mouse="Alt and click"),
    Action(id="mirror", title="Mirror", keys=("Shift+M",), category="Paint", when=PAINT),
    Action(id="brush_larger", title="Larger brush", keys=("+", "="), category="Paint", when=PAINT),
    Action(id="brush_smaller", title="Smaller brush", keys=("-",), category="Paint", when=PAINT),
    Action(id="swap_colours", title="Swap the two colours", keys=("X",), category="Paint", when=PAINT),
    Action(id="colour_back", title="Colour before", keys=("[",), category="Paint", when=PAINT),
    Action(id="colour_on", title="Next colour", keys=("]",), category="Paint", when=PAINT),
    Action(id="flip_picture_x", title="Flip the picture", keys=("Shift+H",), category="Paint", when=PAINT),
    Action(id="flip_picture_y", title="Turn the picture upside down", keys=("Shift+V",), category="Paint", when=PAINT),
    Action(id="pose_before", title="Pose before", keys=(",",), category="Paint", when=PAINT),
    Action(id="pose_after", title="Next pose", keys=(".",), category="Paint", when=PAINT),
)
RESTAGE = (
    Action(id="backdrop", title="Another background…", keys=("Ctrl+B",), category="Restage"),
    Action(id="backdrop_file", title="Background from a file…", keys=("Ctrl+Shift+B",), category="Restage"),
    Action(id="recast", title="Another character…", keys=("Ctrl+R",), category="Restage"),
    Action(id="recast_bundle", title="Character of another bundle…", keys=("Ctrl+Shift+R",), category="Restage"),
    Action(id="settle", title="Mark as background…", keys=("Ctrl+Shift+M",), category="Restage"),
    Action(id="transfer", title="Do what another does…", keys=("Ctrl+T",), category="Restage"),
)
FRAMES = (
    Action(id="play_pause", title="Play, pause", keys=("Enter", "K"), category="Frames"),
    Action(id="frame_back", title="Frame back", keys=("Left",), category="Frames", when=FREE | PAINT),
    Action(id="frame_on", title="Frame on", keys=("Right",), category="Frames", when=FREE | PAINT),
    Action(id="scrub", title="Any frame", category="Frames", mouse="drag on the timeline"),
    Action(id="first_frame", title="First frame", keys=("Home",), category="Frames"),
    Action(id="last_frame", title="Last frame", keys=("End",), category="Frames"),
    Action(id="pose_back", title="Back in this track", keys=(",",), category="Frames", when=ARRANGING),
    Action(id="pose_on", title="On in this track", keys=(".",), category="Frames", when=ARRANGING),
    Action(id="loop", title="Play over and over", keys=("L",), category="Frames", when=ARRANGING),
    Action(id="slower", title="Play slower", keys=("<",), category="Frames"),
    Action(id="faster", title="Play faster", keys=(">",), category="Frames"),
)
LAYERS = (
    Action(id="layer_up", title="Layer above", keys=("Ctrl+PageUp",), category="Layers", when=ARRANGING),
    Action(id="layer_down", title="Layer below", keys=("Ctrl+PageDown",), category="Layers", when=ARRANGING),
    Action(id="next_up", title="One up in the layers", keys=("Up",), category="Layers", when=FREE),
    Action(id="next_down", title="One down in the layers", keys=("Down",), category="Layers", when=FREE),
    Action(id="layer_visible", title="Show or hide the layer", keys=("Shift+X",), category="Layers"),
    Action(id="layer_solo", title="Show this layer alone", keys=("Ctrl+Shift+H",), category="Layers"),
    Action(id="track_solo", title="Show this track alone", keys=("O",), category="Layers"),
    Action(id="follow", title="Follow this track", keys=("F",), category="Layers"),
    Action(id="sprite_back", title="Sprite before", keys=("[",), category="Layers", when=ARRANGING),
    Action(id="sprite_on", title="Next sprite", keys=("]",), category="Layers", when=ARRANGING),
)
VIEW = (
    Action(id="view_original", title="Original", keys=("Ctrl+1",), category="View"),
    Action(id="view_reconstruction", title="Rebuilt from the sprites", keys=("Ctrl+2",), category="View"),
    Action(id="view_difference", title="Difference", keys=("Ctrl+3",), category="View"),
    Action(id="view_sprites", title="Sprites only", keys=("Ctrl+4",), category="View"),
    Action(id="view_exploded", title="Layers, exploded", keys=("Ctrl+5",), category="View"),
    Action(id="onion_skin", title="Onion skin", keys=("F3",), category="View"),
    Action(id="pan", title="Move the picture", category="View", mouse="Space or middle drag"),
    Action(id="zoom_in", title="Closer", keys=("Ctrl++", "Ctrl+="), category="View", mouse="wheel"),
    Action(id="zoom_out", title="Farther", keys=("Ctrl+-",), category="View"),
    Action(id="zoom_fit", title="Whole frame", keys=("Ctrl+0",), category="View"),
    *(Action(id=f"zoom_{2**i}", title=f"{2**i * 100} %", keys=(f"{i + 1}",), category="View") for i in range(6)),
    Action(id="grid", title="Grid", keys=("Shift+G",), category="View"),
    Action(id="snap", title="Snap to the grid", keys=("Shift+S",), category="View", mouse="off with Ctrl"),
    Action(id="panel_sprites", title="Sprites", keys=("Alt+1",), category="Window"),
    Action(id="panel_layers", title="Layers and tracks", keys=("Alt+2",), category="Window"),
    Action(id="panel_tools", title="Line of tools", keys=("Alt+3",), category="Window"),
    Action(id="timeline", title="Timeline", keys=("T",), category="Window"),
    Action(id="stage_alone", title="Stage alone", keys=("Ctrl+F",), category="Window"),
    Action(id="theme", title="Dark or light", category="Window", when=ALWAYS),
    Action(id="larger", title="Display scale", category="Window", when=ALWAYS),
    Action(id="palette", title="Find a command…", keys=("Ctrl+P",), category="Window"),
    Action(id="help", title="Keys", keys=("F1", "?"), category="Window"),
)
PLAYING = (
    Action(id="play_game", title="Play the game", keys=("F5",), category="Playing"),
    Action(id="leave_game", title="Back to editing", keys=("Esc", "F5"), category="Playing", when=PLAY),
    Action(id="restart_game", title="Start the game over", keys=("F9",), category="Playing", when=ALWAYS),
)
EDITOR_ACTIONS = Actions((*FILE, *EDIT, *SHEET, *PAINTING, *RESTAGE, *FRAMES, *LAYERS, *VIEW, *PLAYING))

"""What the help says, per mode: keys, and what they do."""

VIEWS = (
    ("F2", "the original frame"),
    ("F3", "rebuilt from the sprites"),
    ("F4", "difference: unexplained pixels in red"),
    ("F5", "sprites only"),
    ("F6", "layers, exploded"),
    ("F7 or B", "boxes with sprite names"),
    ("V, Tab", "next view"),
)
WINDOW = (
    ("1..9, wheel", "zoom; 0 for the largest that fits"),
    ("drag", "move an enlarged picture"),
    ("F1 or H", "this help"),
    ("Esc", "leave"),
)
REPLAY = (
    ("Space, Enter", "play, pause"),
    ("Left, Right", "one frame back, on (Shift: ten)"),
    ("Home, End", "first, last frame"),
    ("Up, Down", "faster, slower"),
    ("L", "play over and over, or once"),
    ("timeline", "press or drag to go anywhere"),
    *VIEWS,
    *WINDOW,
)
_GAME = (("F8 or P", "pause, go on"), (".", "one frame, paused"), ("F9 or R", "start over"))
LIVE = (*_GAME, ("[ and ]", "slower, faster"), *VIEWS, *WINDOW, ("", "a key the game uses belongs to the game"))
RECORDING = (*_GAME, *WINDOW[:-1], ("Esc", "end the recording"), ("", "a key the game uses belongs to the game"))

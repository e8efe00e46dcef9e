"""Swarm's numbers. Lengths in pixels, speeds in sixteenths of a pixel a frame, times in frames (60 a second)."""

SUBPIXELS = 16
WIDTH, HEIGHT = 160, 144

FORMATION = ("a", "b", "b", "c")
"""Kind of invader of each row, top first."""
COLUMNS = 8
PITCH = (15, 14)
"""Distance between formation places, across and down."""
INVADER_SIZE = (12, 12)
POINTS = {"a": 35, "b": 20, "c": 15}
WAVE_BONUS = 100
COUNT_STEP, COUNT_EVERY = 5, 3
"""The shown score grows by so many points, once in so many frames."""

START = (8, 18)
"""Top-left corner of a new formation."""
STRAY = 24
"""It begins up to so far to the right of it."""
MARGIN = 4
MARCH_STEP, MARCH_DROP = 2, 4
LOWEST = 98
"""The formation's lowest place stops dropping here: its feet stay above the shields."""

DIVE_EVERY = (80, 150)
DIVE_SPEED, RETURN_SPEED = 20, 24
BOLT_EVERY = (35, 80)
BOLT_SPEED, BOLTS = 20, 4
BOLT_SIZE = (4, 7)

SHIP_SIZE = (15, 14)
SHIP_Y = 123
SHIP_SPEED = 24
SHOT_SIZE = (3, 6)
SHOT_SPEED, SHOTS, RELOAD = 52, 3, 14
LIVES = 3
WRECK_FRAMES, SAFE_FRAMES, PAUSE_FRAMES = 54, 90, 70

SHIELD = (".XXX.", "XXXXX", "XX.XX")
SHIELD_CORNERS = ((13, 105), (66, 105), (118, 105))
BLOCK_PITCH, BLOCK_PX = 6, 5
BLOCK_STAGES = 3

BURST_FRAMES = 15

"""Meadow's map and numbers. Lengths in pixels, speeds in sixteenths of a pixel a frame, times in frames."""

SUBPIXELS = 16
WIDTH = 160
SCORE_LINE, SKY, GROUND = (0, 0, 160, 16), (0, 16, 160, 48), (0, 64, 160, 80)
"""Clip rectangles of the three planes, top to bottom; together they tile the frame."""

TILE = 16
TOP = 56
"""Frame row of the map's first line; its upper half lies behind the sky strip and stays empty."""
MAP = (
    "................................................",
    "..........oo................oo..................",
    ".........====..oo....b.....====......b.....oo...",
    ".sf.oo.tm.f..t....###.o.fm.t..m.oo..###.f.m.oqu.",
    "##############..################..##############",
    "##############~~################~~##############",
)
"""# ground, ~ water, = ledge, o coin, m mushroom, b bee; f q t s u are painted flowers, tufts, a sign and stumps."""
FRONT = ".....B......F...B......FF....B.....B....FF...B.."
"""What stands in front of everything on the map's fourth line: B a bush, F a piece of fence."""
COLUMNS = len(MAP[0])
WORLD_WIDTH = COLUMNS * TILE

GROUND_TOP = TOP + 4 * TILE
"""Frame row of the lowest ground."""

HERO_START = (28, GROUND_TOP)
HERO_SIZE = (16, 18)
HERO_REACH = 4
"""Half the width of the hero's body; the sprite is wider by ears and tail."""
HERO_TALL = 15
SPEED, PUSH, GRAVITY, JUMP, CUT_JUMP, FASTEST_FALL = 28, 2, 4, 74, 24, 72
BOUNCE = 50
HEARTS, HEART_POINTS = 3, 12
"""Hearts at most, and for how many points one comes back."""
HURT_FRAMES, SAFE_FRAMES = 26, 90
PIT = 170
"""Feet below this row have fallen into a pit."""

SHROOM_SIZE, SHROOM_SPEED = (16, 14), 7
BEE_SIZE, BEE_SPEED, BEE_RANGE = (16, 14), 10, 44
BEE_LIFT, BEE_SWAY, BEE_PERIOD = 11, 9, 96
"""How high above its cell's foot a bee flies, how far it sways up and down from there, and how long that takes."""
COIN_SIZE = (12, 12)
COIN_WIDTHS = (12, 8, 4, 8)
"""Of the four frames of its spin."""
POINTS = {"coin": 1, "shroom": 2, "bee": 3}
FLAT_FRAMES, SPARK_FRAMES, COUNT_EVERY = 24, 15, 5
REGROW_FRAMES = 420
"""What was collected or beaten comes back after this long, out of sight."""
DEAD_ZONE = (62, 84)
"""Frame columns between which the hero walks without moving the camera."""

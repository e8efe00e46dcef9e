"""Cellar's numbers. Lengths in pixels, speeds in sixteenths of a pixel a frame, times in frames (60 a second)."""

SUBPIXELS = 16
WIDTH, HEIGHT = 208, 176
TILE = 16
TOP = 16
"""Frame row of a room's first line; the score line is above it."""
SCORE_LINE, ROOM = (0, 0, WIDTH, TOP), (0, TOP, WIDTH, HEIGHT - TOP)
"""Clip rectangles of the two planes; together they tile the frame."""

HERO_SIZE = (16, 17)
LEAVING = (0, WIDTH, TOP + HERO_SIZE[1], HEIGHT + 4)
"""Left, right, top and bottom between which the hero's feet are in a room; its head never reaches the score line."""
HERO_SPEED, STEP_PX = 32, 6
"""How fast the hero walks, and how far on one picture of its walk."""
BODY_REACH, BODY_TALL = 5, 8
"""What walks bumps into things with so much to both sides of its feet's middle, and so much above them."""
HEARTS = 5
HURT_FRAMES, SAFE_FRAMES, PUSH_SPEED = 14, 70, 40
THROW_FRAMES, DAGGER_SPEED = 10, 60

BAT_SPEED, BAT_LIFT, BAT_TURNS = 14, 6, (24, 70)
"""Bats turn once in so many frames, and fly so high over where they would stand."""
SLIME_SPEED = 7
SKELETON_SPEED, SKELETON_SIGHT, SKELETON_HITS = 11, 88, 2
STAGGER_FRAMES = 12
TOUCH = (10, 9)
"""Two bodies touch that are less than this apart, across and down."""
REACH = 10
"""How near the hero must come to what it takes."""
POINTS = {"coin": 5, "pot": 1, "chest": 25, "bat": 10, "slime": 10, "skeleton": 20}
DROPS = ("coin", "coin", "", "heart", "coin", "")
"""What chance draws from for a beaten enemy or a broken pot."""
SHOWN_FRAMES, POOF_FRAMES = 40, 18
"""How long a chest's treasure is held up, and how long a poof lasts."""
COUNT_EVERY = 2
"""The shown score grows by one, once in so many frames."""
REGROW_FRAMES = 1200
"""A beaten enemy comes back after this long, while the hero is in another room."""

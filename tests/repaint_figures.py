"""A small figure in several poses, as text, and a bundle of it."""

import numpy as np

from spritelift_assets.grids import parsed
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle

PALETTE = """palette
k 101020 ink
s f0c090 skin
r c03030 red
b 3050c0 blue
y ffe040 yellow
"""
STANDS = """
..kkkk..
.kssssk.
.ksskskk
.kssssk.
..kkkk..
.krrrrk.
krkrrkrk
krkrrkrk
.kkbbkk.
..kbbk..
.kb.kbk.
.kkk.kkk"""
STEPS = """
........
..kkkk..
.kssssk.
.ksskskk
.kssssk.
..kkkk..
.krrrrk.
.krkrrkk
.krkrrk.
..kbbbk.
.kbk.kbk
.kk...kk"""
FALLS = """
..kkkk..
.kssssk.
.ksskskk
.kssssk.
..kkkk..
kkrrrrkk
krkrrkrk
.kkrrkk.
..kbbk..
..kbbk..
..kbbk..
..kkkk.."""
HAT = """
.kyyyyk.
.kyyyyk.
kyyyyyyk"""
"""Three rows: two above the head, the brim on its first."""
FRAME = (24, 24)


def drawn(grid):
    """uint8 RGBA [h, w, 4] of a grid."""
    return parsed(f"{PALETTE}\nsprite figure{grid}")[0].rgba


def with_hat(rgba, row=0):
    """The pose with the hat on a head that begins in that row, and two rows more on top."""
    out = np.pad(rgba, ((2, 0), (0, 0), (0, 0)))
    hat = drawn(HAT)
    spot = out[row : row + 3]
    spot[hat[..., 3] > 0] = hat[hat[..., 3] > 0]
    return out


def figure_sprites():
    """Three poses of one animation, and a sprite of none."""
    poses = [("stands", STANDS), ("steps", STEPS), ("falls", FALLS)]
    return (
        *(Sprite(name=name, rgba=drawn(grid), animation="walk", flips=(0, 1)) for name, grid in poses),
        Sprite(name="stone", rgba=drawn("\nkk\nkk")),
    )


def figure_bundle(path):
    """A bundle of them, without an encoder."""
    ground = np.full((24, 24, 4), (90, 160, 90, 255), np.uint8)
    art = Art(size=FRAME, sprites=figure_sprites(), backgrounds=(ground,))
    return write_bundle(path, art, [PlaneSpec((0, 0, *FRAME), 0, False, (0,))])

"""Draws the background pictures anew: `python -m spritelift_assets.painting` writes `art/*.png`.

Everything comes from whole-number hashes, never from a random generator, so the same code paints the same picture.
"""

from spritelift_assets.painting.cellar import cellar_floors
from spritelift_assets.painting.forest import forest
from spritelift_assets.painting.sky import sky
from spritelift_assets.painting.space import space

PICTURES = {"swarm_space": space, "meadow_sky": sky, "meadow_forest": forest, "cellar_floors": cellar_floors}

__all__ = ["PICTURES"]

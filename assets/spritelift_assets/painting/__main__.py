"""Writes every painted picture into `art/`."""

from pathlib import Path

from PIL import Image

from spritelift_assets.painting import PICTURES

for name, paint in PICTURES.items():
    Image.fromarray(paint()).save(Path(__file__).parents[1] / "art" / f"{name}.png", optimize=True)

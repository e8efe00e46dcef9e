"""The bundled games' pictures: pixel grids as text, painted backgrounds as PNG. Drawn for this project, public domain.

`drawings(name)` reads `art/<name>.txt`, `picture(name)` reads `art/<name>.png`; both go through importlib.resources,
so they work from a checkout, a wheel or a zip. `spritelift_assets.painting` draws the PNGs anew.
"""

from spritelift_assets.grids import Drawing, drawings
from spritelift_assets.pictures import picture

__all__ = ["Drawing", "drawings", "picture"]

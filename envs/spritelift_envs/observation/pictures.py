"""Layout "pixels": the frame as the sprites tell it, to see that nothing that matters was lost."""

from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np
from gymnasium import spaces

from spritelift_envs.observation.groups import Groups
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sighting import Sighting
from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError


class PixelsLayout:
    """Box (h, w, 3), uint8: what the agent is to see, drawn; without background, on black."""

    joined = False

    def __init__(self, settings: Settings, art: Art, groups: Groups) -> None:
        if settings.novelty:
            raise ConfigError("layout 'pixels' has no room for novelty. Read info['unexplained_px'].")
        self._art, self._planes = art, settings.background
        width, height = art.size
        self.space: spaces.Space[Any] = spaces.Box(0, 255, (height, width, 3), np.uint8)

    def begin(self) -> None:
        """Nothing is kept from frame to frame."""

    def write(self, seen: Sighting, out: Any) -> int:
        """Draw a frame into `out`."""
        scene = seen.scenes[seen.number]
        shown = tuple(compress(scene.placements, seen.kept.tolist()))
        out[...] = 0
        compose(replace(scene, placements=shown, planes=scene.planes if self._planes else ()), self._art, out)
        return 0

"""Paper dolls: characters drawn by this project, little pictures on joints, for clips that need nobody else's art.

`split()` gives 672 of them who all do the same twenty clips, frame by frame; `puppet` poses any other doll.
"""

from spritelift_envs.dolls.cast import DollCast, split
from spritelift_envs.dolls.looks import Look
from spritelift_envs.dolls.moves import Clip

__all__ = ["Clip", "DollCast", "Look", "split"]

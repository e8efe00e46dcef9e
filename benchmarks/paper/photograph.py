"""The photograph that the paper's experiments with natural pictures start from, and how frames become a recording.

It is "china.jpg" (the tower of the Summer Palace at Beijing, 640x427), which comes inside scikit-learn's wheel; nothing
is downloaded. It is by danielbuechele, flickr.com/photos/danielbuechele/6061409035, under CC BY 2.0
(creativecommons.org/licenses/by/2.0): not in the public domain, so what shows it has to name him (`CREDIT`).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_sample_image

from spritelift_runtime.recording import Recording

NAME = "china.jpg"
CREDIT = "photograph by danielbuechele, CC BY 2.0, flickr.com/photos/danielbuechele/6061409035"


def photograph() -> np.ndarray:
    """uint8 [427, 640, 3]."""
    return np.array(load_sample_image(NAME))


def written(out: Path, frames: Iterable[np.ndarray], size: tuple[int, int], **about: Any) -> Recording:
    """Frames (uint8 [h, w, 3]) as a recording of nobody's play; `about` goes into its manifest."""
    with Recording.create(out, size=size, fps=30, **about) as recording:
        for frame in frames:
            recording.append(frame, action=0)
    return Recording.open(out)

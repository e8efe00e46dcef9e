"""Sprites recalled from sheets: no model, and told neither clip nor frame, which it sees for itself."""

import numpy as np
from sprite_cast import Cast, Cells, Indices
from sprite_clips import Analogy
from sprite_scores import Way

from spritelift_runtime.recall.recalled import recalled
from spritelift_runtime.recall.sheet_library import SheetLibrary


def recalling(cast: Cast, characters: Indices) -> Way:
    """From the sheets of these characters."""
    lengths = [clip.frames for clip in cast.clips]
    every = np.arange(sum(lengths))
    library = SheetLibrary.of((cast.frames(np.full_like(every, one), every) for one in characters), lengths)

    def way(unseen: Cast, some: Analogy) -> Cells:
        x_c = unseen.frames(some.character, some.first)
        guides = (unseen.frames(some.guide, when) for when in (some.first, some.second))
        return np.stack([recalled(library, *each).cells for each in zip(x_c, *guides, strict=True)])

    return way

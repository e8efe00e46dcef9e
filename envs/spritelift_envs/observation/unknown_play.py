"""Says when a bundle knows little of what is played: an agent reaches what nobody reached while it was recorded."""

import warnings

from spritelift_runtime.bundle import Bundle

LOOKED = 256
"""Frames after which it is asked how much of them was explained; and again after as many."""
WELL = 0.98
"""The share of pixels that should be."""


class UnknownPlay:
    """Counts pixels that nothing explains, and warns once."""

    def __init__(self, bundle: Bundle) -> None:
        self._path, self._frame_px = bundle.path, bundle.size[0] * bundle.size[1]
        self._said = bundle.near  # those never explain all of it, and don't mean to
        self._frames = self._unexplained_px = 0

    def note(self, unexplained_px: int) -> None:
        """One more frame."""
        if self._said:
            return
        self._frames += 1
        self._unexplained_px += unexplained_px
        if self._frames < LOOKED:
            return
        explained = 1 - self._unexplained_px / (self._frames * self._frame_px)
        self._frames = self._unexplained_px = 0
        if explained < WELL:
            self._said = True
            said = (
                f"{self._path} explains {explained:.1%} of the last {LOOKED} frames. Record some of this play "
                "(spritelift.RecordPlay does while an agent learns), and extend the dictionary by it: "
                "spritelift train --update RUN RECORDING --out RUN2."
            )
            warnings.warn(said, UserWarning, stacklevel=5)

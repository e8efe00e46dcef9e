"""Atari clips whose objects are known from the console's memory: a game learnt elsewhere, scored on those frames."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from detections import Agreement
from floor import Learnt, colour_numbers

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.recording import Recording
from spritelift_runtime.visible import IdPainter

SHARED = Path(__file__).parents[2] / "shared" / "data"
GAMES = ("SpaceInvaders", "Freeway", "Breakout", "Pong")


@dataclass(frozen=True)
class Known:
    """Frames with the boxes of what is on them."""

    frames: np.ndarray
    boxes: np.ndarray
    """int32 [n, 6]: frame, class, x, y, width, height."""
    hud: frozenset[int]
    """Classes of the score line, which count neither way."""

    @classmethod
    def of(cls, game: str) -> "Known | None":
        """The clip of a game; None where the data isn't there."""
        path = SHARED / "atari" / f"{game}.npz"
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as stored:
            hud = frozenset(np.flatnonzero(stored["class_is_hud"]).tolist())
            return cls(stored["frames"], stored["boxes"], hud)

    def agreement(self) -> Agreement:
        """Nothing added up yet."""
        return Agreement(self.frames.shape[2:0:-1], self.hud)

    def on(self, frame: int) -> tuple[np.ndarray, np.ndarray]:
        """Classes and boxes of one frame."""
        rows = self.boxes[self.boxes[:, 0] == frame]
        return rows[:, 1], rows[:, 2:]


def bundle_agreement(bundle: Bundle, known: Known) -> Agreement:
    """How the sprites of a bundle agree with the known boxes; hidden placements are left out, as `eval` does."""
    agreement, painter = known.agreement(), IdPainter(bundle.learned)
    scenes = bundle.decomposer(threads=1)(known.frames)
    for frame in range(len(scenes)):
        first, last = scenes.placement_offsets[frame : frame + 2].tolist()
        ids = painter.paint(scenes, frame)
        shown = np.bincount(ids.ravel(), minlength=last - first + 1)[1:] > 0
        sprites, boxes = scenes.placements[first:last, 0], painter.boxes(scenes, frame)
        agreement.add(sprites[shown], boxes[shown], *known.on(frame))
    return agreement


def floor_agreement(recording: Recording, trained: int, known: Known) -> Agreement:
    """The same of whole blobs in front of the background of the frames trained on."""
    numbers = colour_numbers(recording.frames, known.frames)
    learnt, agreement = Learnt.of(numbers[:trained]), known.agreement()
    for frame, pixels in enumerate(numbers[len(recording) :]):
        agreement.add(*learnt.seen(pixels), *known.on(frame))
    return agreement

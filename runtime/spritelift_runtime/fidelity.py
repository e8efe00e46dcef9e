"""How well composed scenes give the frames back, and how much of a scene is crumbs."""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, UInt8

from spritelift_runtime.art import CRUMB_PX, Art
from spritelift_runtime.matching import share
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.visible import IdPainter

PERFECT_DB = 100.0
"""PSNR of frames without any error, which has no finite one."""

Frames = UInt8[np.ndarray, "t h w 3"]


def psnr_db(mean_square: float) -> float:
    """10 log10(255² / mean square error), 100 without error."""
    return PERFECT_DB if mean_square == 0 else min(PERFECT_DB, float(10 * np.log10(255**2 / mean_square)))


@dataclass
class Fidelity:
    """Adds up, frame by frame, how far composed frames are from the real ones."""

    mean_squares: list[float] = field(default_factory=list)
    wrong_px: list[int] = field(default_factory=list)
    unseen: list[bool] = field(default_factory=list)

    def add(self, frames: Frames, composed: Frames, unseen: Bool[np.ndarray, "t"]) -> None:
        """Frames, what the scenes make of them, and which of them show a part of the world never seen in training."""
        for frame, drawn in zip(frames, composed, strict=True):
            off = frame.astype(np.int32) - drawn
            self.mean_squares.append(float((off * off).mean()))
            self.wrong_px.append(int(off.any(2).sum()))
        self.unseen += unseen.tolist()

    def results(self) -> dict[str, float | int | None]:
        """The metrics of pixels."""
        squares, wrong = np.array(self.mean_squares), np.array(self.wrong_px)
        seen = ~np.array(self.unseen, bool)
        return {
            "frames_scored": len(squares),
            "psnr_db": psnr_db(float(squares.mean())),
            "psnr_frame_db": float(np.mean([psnr_db(square) for square in squares.tolist()])),
            "exact_frames": share(int((wrong[seen] == 0).sum()), int(seen.sum())),
            "exact_frames_all": float((wrong == 0).mean()),
            "unseen_world_frames": int((~seen).sum()),
            "unexplained_px": float(wrong.mean()),
        }


def shows_unseen_world(painter: IdPainter, scenes: Scenes, index: int) -> bool:
    """Whether a pixel of the frame is behind every sprite and inside a plane, where no plane's picture has anything.

    Pictures are transparent where training never saw the world.
    """
    missing = painter.uncovered(scenes[index])
    return bool(missing.any()) and bool((missing & (painter.paint(scenes, index) == 0)).any())


def plain_crumbs(art: Art) -> tuple[Bool[np.ndarray, "n"], Bool[np.ndarray, "n"]]:
    """For each sprite, whether it is tiny, and whether it has only one colour."""
    tiny, one_colour = [], []
    for sprite in art.sprites:
        shown = sprite.rgba[sprite.rgba[..., 3] > 0]
        tiny.append(len(shown) < CRUMB_PX)
        one_colour.append(len(np.unique(shown, axis=0)) <= 1)
    return np.array(tiny, bool), np.array(one_colour, bool)


def agreeing(first: Scenes, second: Scenes) -> int:
    """Placements that two explanations of the same frames share: same frame, sprite, place and flip."""
    counted = []
    for scenes in (first, second):
        keys = np.column_stack([scenes.frame_of_rows(), scenes.placements[:, [0, 1, 2, 4]]])
        rows, counts = np.unique(keys, axis=0, return_counts=True)
        counted.append(dict(zip(map(tuple, rows.tolist()), counts.tolist(), strict=True)))
    return sum(min(count, counted[1].get(key, 0)) for key, count in counted[0].items())

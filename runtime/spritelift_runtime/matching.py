"""Predicted placements against true ones, one to one, at mask or box IoU of at least a half."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float64, Int64, UInt16
from scipy.optimize import linear_sum_assignment

from spritelift_runtime.scenes import Scenes
from spritelift_runtime.truth import Truth
from spritelift_runtime.visible import IdPainter

LEAST_IOU = 0.5

Ids = UInt16[np.ndarray, "high wide"]
Boxes = np.ndarray


def box_iou(first: Boxes, second: Boxes) -> Float64[np.ndarray, "n m"]:
    """Intersection over union of boxes (x, y, width, height), each with each; 0 for boxes without area."""
    a, b = first.astype(np.float64)[:, None], second.astype(np.float64)[None]
    wide = np.minimum(a[..., 0] + a[..., 2], b[..., 0] + b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    high = np.minimum(a[..., 1] + a[..., 3], b[..., 1] + b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    both = np.maximum(wide, 0) * np.maximum(high, 0)
    either = a[..., 2] * a[..., 3] + b[..., 2] * b[..., 3] - both
    return both / np.maximum(either, 1e-9)


def mask_iou(first: Ids, second: Ids, counts: tuple[int, int]) -> Float64[np.ndarray, "n m"]:
    """IoU of what is seen of each thing numbered from 1 in `first` with each in `second`; `counts` of both."""
    rows, columns = counts[0] + 1, counts[1] + 1
    pairs = first.ravel().astype(np.int64) * columns + second.ravel()
    both = np.bincount(pairs, minlength=rows * columns).reshape(rows, columns).astype(np.float64)
    either = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
    return both[1:, 1:] / np.maximum(either[1:, 1:], 1)


def pairs_of(
    iou: Float64[np.ndarray, "n m"], least: float = LEAST_IOU
) -> tuple[Int64[np.ndarray, "k"], Int64[np.ndarray, "k"]]:
    """Rows and columns matched one to one: as many as reach `least`, of those the best in sum."""
    # Any pair that counts outweighs all that IoU can add up to.
    worth = np.where(iou >= least, 1.0 + iou / (min(iou.shape) + 1), 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    good = worth[rows, columns] > 0
    return rows[good], columns[good]


def clipped(boxes: Boxes, size: tuple[int, int]) -> Boxes:
    """The part of each box inside a frame of `size` (width, height)."""
    low = np.maximum(boxes[:, :2], 0)
    high = np.minimum(boxes[:, :2] + boxes[:, 2:], size)
    return np.concatenate([low, np.maximum(high - low, 0)], axis=1)


@dataclass
class TruthScore:
    """Adds up, frame by frame, how placements agree with the truth."""

    painter: IdPainter
    truth: Truth
    background: tuple[int, int, int]
    """The most frequent colour where nothing stands; other colours without a segment count neither way."""
    least_iou: float = LEAST_IOU
    """Above 0; a pair that reaches it counts as matched."""
    pairs: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How often each sprite was matched to each true class."""
    predicted: int = 0
    true: int = 0
    predicted_hidden: int = 0
    truth_hidden: int = 0
    both_px: int = 0
    either_px: int = 0

    def add(self, scenes: Scenes, index: int, number: int, frame: np.ndarray) -> Bool[np.ndarray, "n"]:
        """Score `scenes[index]`, which is frame `number` of the recording; says which placements were matched."""
        size = self.painter.art.size
        ids = self.painter.paint(scenes, index)
        first, last = scenes.placement_offsets[index : index + 2].tolist()
        sprites = scenes.placements[first:last, 0]
        boxes, truths = clipped(self.painter.boxes(scenes, index), size), self.truth.boxes(number)
        true_boxes = clipped(truths[:, 1:], size)
        shown = np.bincount(ids.ravel(), minlength=len(sprites) + 1)[1:] > 0
        iou = box_iou(boxes, true_boxes)
        if self.truth.segments is None:
            true_shown = true_boxes[:, 2:].all(1)
        else:
            segments = self.truth.segments[number]
            true_shown = np.bincount(segments.ravel(), minlength=len(truths) + 1)[1 : len(truths) + 1] > 0
            iou = np.maximum(iou, mask_iou(ids, segments, (len(sprites), len(truths))))
            self._add_foreground(ids > 0, segments > 0, frame)
        iou[~shown] = 0
        iou[:, ~true_shown] = 0
        rows, columns = pairs_of(iou, self.least_iou)
        self.pairs.update(zip(sprites[rows].tolist(), truths[columns, 0].tolist(), strict=True))
        self.predicted += int(shown.sum())
        self.predicted_hidden += int((~shown).sum())
        self.true += int(true_shown.sum())
        self.truth_hidden += int((~true_shown).sum())
        matched = np.zeros(len(sprites), bool)
        matched[rows] = True
        return matched

    def _add_foreground(self, found: np.ndarray, there: np.ndarray, frame: np.ndarray) -> None:
        counts = there | (frame == np.array(self.background, np.uint8)).all(2)
        self.both_px += int((found & there & counts).sum())
        self.either_px += int(((found | there) & counts).sum())

    def results(self) -> dict[str, float | int | None]:
        """Precision, recall and their kin; None where nothing could be counted."""
        matched = sum(self.pairs.values())
        majority: dict[int, int] = {}
        for (sprite, _), count in self.pairs.items():
            majority[sprite] = max(majority.get(sprite, 0), count)
        agreeing = sum(majority.values())
        return {
            "foreground_iou": share(self.both_px, self.either_px),
            "precision": share(matched, self.predicted),
            "recall": share(matched, self.true),
            "f1": share(2 * matched, self.predicted + self.true),
            "class_f1": share(2 * agreeing, self.predicted + self.true),
            "truth_hidden": self.truth_hidden,
            "predicted_hidden": self.predicted_hidden,
        }


def share(part: int | float, whole: int | float) -> float | None:
    """part / whole, or None of nothing."""
    return part / whole if whole else None

"""What was found on frames against the boxes of what is there, one to one at a box IoU of at least a half."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from spritelift_runtime.matching import box_iou, clipped, pairs_of, share


@dataclass
class Agreement:
    """Added up over frames. A sprite's class is the one it is matched to most often.

    `aside` are classes that count neither way (score lines and the like): their boxes, what is matched to them, and
    every sprite that is mostly matched to them. A digit is never half of a whole score's box, so it is matched to
    nothing; `class_f1_field` also leaves out what is unmatched and lies in such a box.
    """

    size: tuple[int, int]
    aside: Collection[int] = ()
    pairs: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How often each sprite was matched to each class."""
    unmatched: Counter[int] = field(default_factory=Counter)
    """How often each sprite was matched to nothing."""
    unmatched_aside: Counter[int] = field(default_factory=Counter)
    """Of these, how often it lay in a box of a class set aside."""
    true: Counter[int] = field(default_factory=Counter)
    """Boxes of each class."""
    apart: list[np.ndarray] = field(default_factory=list)
    """How far the centres of matched boxes are apart, in pixels, but for classes set aside."""

    def add(self, sprites: np.ndarray, boxes: np.ndarray, classes: np.ndarray, true_boxes: np.ndarray) -> None:
        """One frame: sprites [n] and their boxes [n, 4]; true classes [m] and boxes [m, 4] (x, y, width, height)."""
        boxes, true_boxes = clipped(boxes, self.size), clipped(true_boxes, self.size)
        seen, there = boxes[:, 2:].all(1), true_boxes[:, 2:].all(1)
        sprites, boxes, classes, true_boxes = sprites[seen], boxes[seen], classes[there], true_boxes[there]
        rows, columns = pairs_of(box_iou(boxes, true_boxes))
        self.pairs.update(zip(sprites[rows].tolist(), classes[columns].tolist(), strict=True))
        self.unmatched.update(np.delete(sprites, rows).tolist())
        counted = ~np.isin(classes[columns], list(self.aside))
        self.apart.append(_apart(boxes[rows][counted], true_boxes[columns][counted]))
        lies = within(boxes, true_boxes[np.isin(classes, list(self.aside))])
        self.unmatched_aside.update(np.delete(sprites, rows)[np.delete(lies, rows)].tolist())
        self.true.update(classes.tolist())

    def results(self) -> dict[str, float | None]:
        """Precision, recall and their kin; None where nothing could be counted."""
        majority = self.majority()
        counted = Counter(
            {
                (sprite, kind): count
                for (sprite, kind), count in self.pairs.items()
                if kind not in self.aside and majority[sprite] not in self.aside
            }
        )
        stray, away = (
            sum(count for sprite, count in unmatched.items() if majority.get(sprite) not in self.aside)
            for unmatched in (self.unmatched, self.unmatched_aside)
        )
        true = sum(count for kind, count in self.true.items() if kind not in self.aside)
        matched = counted.total()
        agreeing = sum(count for (sprite, kind), count in counted.items() if majority[sprite] == kind)
        return {
            "precision": share(matched, matched + stray),
            "recall": share(matched, true),
            "f1": share(2 * matched, matched + stray + true),
            "class_f1": share(2 * agreeing, matched + stray + true),
            **({"class_f1_field": share(2 * agreeing, matched + stray - away + true)} if self.aside else {}),
        }

    @property
    def apart_px(self) -> float | None:
        """The median distance of what was matched; None where nothing was."""
        found = np.concatenate([np.zeros(0), *self.apart])
        return float(np.median(found)) if len(found) else None

    def majority(self) -> dict[int, int]:
        """The class of each sprite that was ever matched."""
        return {sprite: kind for (sprite, kind), _ in reversed(self.pairs.most_common())}


def _apart(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """float64 [n]: from centre to centre of each two boxes."""
    centres = [each[:, :2] + each[:, 2:] / 2 for each in (boxes, others)]
    return np.hypot(*(centres[0] - centres[1]).T)


def within(boxes: np.ndarray, around: np.ndarray) -> np.ndarray:
    """bool [n]: at least half of the box lies in one of the boxes around."""
    low = np.maximum(boxes[:, None, :2], around[None, :, :2])
    high = np.minimum(boxes[:, None, :2] + boxes[:, None, 2:], around[None, :, :2] + around[None, :, 2:])
    common = np.maximum(high - low, 0).prod(2)
    return (2 * common >= boxes[:, 2:].prod(1)[:, None]).any(1)

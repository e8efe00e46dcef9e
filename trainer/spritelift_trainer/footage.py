"""The training frames as the encoder sees them: the foreground of each, and windows cut out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from spritelift_runtime.art import Art
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.encoder import padded
from spritelift_trainer.locator import PlanePlan, background, pack
from spritelift_trainer.losses import LabelBatch
from spritelift_trainer.pasting import Paster, Placed
from spritelift_trainer.targets import Anchors, Grid, Variants, area_within, labels_of

KEPT_BYTES = 2_000_000_000
"""Foregrounds up to this size stay in memory; larger footage is read again for every window."""
CHUNK = 64
PASTE_PX = 250
"""Window pixels for each sprite that is pasted in at most."""


@dataclass(frozen=True, eq=False)
class Windows:
    """One batch: the same-sized part of several frames."""

    foreground: UInt8[Tensor, "n 4 h w"]
    labels: LabelBatch
    frames: tuple[int, ...]
    corners: tuple[tuple[int, int], ...]
    """x, y of each window on its frame."""


class Footage:
    """Frames, and where their planes stand as mining found them."""

    def __init__(
        self,
        recordings: Sequence[Recording],
        frames: Sequence[tuple[int, int]],
        plans: Sequence[PlanePlan],
        scenes: Scenes,
    ) -> None:
        self.size = recordings[0].size
        self._recordings, self._frames, self._plans = recordings, frames, plans
        self._found = found_candidates(plans, scenes)
        self._kept: np.ndarray | None = None
        if len(frames) * 4 * padded(self.size[0]) * padded(self.size[1]) <= KEPT_BYTES:
            chunks = [self._foregrounds(start, chunk) for start, chunk in self._chunks()]
            self._kept = np.concatenate(chunks)

    def __len__(self) -> int:
        return len(self._frames)

    def foreground(self, frame: int) -> UInt8[np.ndarray, "4 h w"]:
        """Colours and mask of one frame, sides padded to whole strides."""
        if self._kept is not None:
            return self._kept[frame]
        return self._foregrounds(frame, self.frame(frame)[None])[0]

    def frame(self, frame: int) -> UInt8[np.ndarray, "h w 3"]:
        """One frame as recorded."""
        recording, number = self._frames[frame]
        return self._recordings[recording].frames[number]

    def background(self, frame: int) -> Float[Tensor, "3 h w"]:
        """What mining says stands behind one frame, 0 to 255, sides padded; black where nothing was seen."""
        packed = self._backgrounds(frame, 1)[0].clamp(min=0).to(torch.int32)
        width, height = self.size
        rgb = torch.zeros(3, padded(height), padded(width))
        rgb[:, :height, :width] = torch.stack([packed >> 16, packed >> 8 & 255, packed & 255]).float()
        return rgb

    def _backgrounds(self, first: int, frames: int) -> Float[Tensor, "n h w"]:
        found = [index[first : first + frames] for index in self._found]
        behind = background(self._plans, found, self.size)
        return behind.expand(frames, -1, -1)

    def _foregrounds(self, first: int, frames: UInt8[np.ndarray, "n h w 3"]) -> UInt8[np.ndarray, "n 4 h w"]:
        width, height = self.size
        differs = pack(frames) != self._backgrounds(first, len(frames)).numpy()
        seen = np.zeros((len(frames), 4, padded(height), padded(width)), np.uint8)
        seen[:, :3, :height, :width] = (frames * differs[..., None]).transpose(0, 3, 1, 2)
        seen[:, 3, :height, :width] = differs * np.uint8(255)
        return seen

    def _chunks(self) -> Iterator[tuple[int, np.ndarray]]:
        """Runs of neighbouring frames: (number of the first, frames)."""
        start = 0
        while start < len(self._frames):
            recording, number = self._frames[start]
            stop, end = start + 1, min(start + CHUNK, len(self._frames))
            while stop < end and self._frames[stop] == (recording, number + stop - start):
                stop += 1
            yield start, self._recordings[recording].frames[number : number + stop - start]
            start = stop


def found_candidates(plans: Sequence[PlanePlan], scenes: Scenes) -> list[Tensor]:
    """For each plane, which candidate each scene shows; `len(candidates)` where it shows none."""
    frame_of_plane = np.repeat(np.arange(len(scenes)), np.diff(scenes.plane_offsets))
    found = []
    for plan in plans:
        number = {tuple(row): i for i, row in enumerate(plan.candidates.tolist())}
        index = np.full(len(scenes), len(plan.candidates), np.int64)
        ours = (scenes.planes[:, 1:5] == plan.clip).all(1) & (scenes.planes[:, 8] == plan.layer)
        for frame, row in zip(frame_of_plane[ours].tolist(), scenes.planes[ours][:, [0, 5, 6]].tolist(), strict=True):
            index[frame] = number.get(tuple(row), index[frame])
        found.append(torch.from_numpy(index))
    return found


class WindowSampler:
    """Batches of windows around placements, each a pure function of (seed, step): a resumed run sees the same ones.

    Rare variants are looked at more often than they come, by the square root of their count. Every second window
    gets further sprites pasted in; the others stay as recorded.
    """

    def __init__(self, footage: Footage, anchors: Anchors, grid: Grid, art: Art, variants: Variants, px: int) -> None:
        self.footage, self.anchors, self.grid, self.variants = footage, anchors, grid, variants
        self.sides = (min(px, padded(footage.size[0])), min(px, padded(footage.size[1])))
        uses = np.bincount(anchors.variant, minlength=len(variants))
        weight = np.cumsum(1 / np.sqrt(uses[anchors.variant]))
        self._cumulative = weight / weight[-1]
        self._paster = Paster(art, variants, uses)
        self._pasted = max(1, self.sides[0] * self.sides[1] // PASTE_PX)

    def batch(self, windows: int, seed: int, step: int) -> Windows:
        """The windows of one step; the first is as recorded."""
        random = np.random.default_rng((seed, step))
        rows = np.searchsorted(self._cumulative, random.random(windows))
        shift = random.random((windows, 2))
        frames = tuple(self.anchors.frame[rows].tolist())
        corners = tuple(self._corner(row, part) for row, part in zip(rows.tolist(), shift, strict=True))
        wide, high = self.sides
        cut = np.stack(
            [
                self.footage.foreground(frame)[:, y : y + high, x : x + wide]
                for frame, (x, y) in zip(frames, corners, strict=True)
            ]
        )
        placed = [self._placed(frame, corner) for frame, corner in zip(frames, corners, strict=True)]
        for i in range(1, windows, 2):
            count = int(random.integers(1, self._pasted + 1))
            wide, high = self._shown(corners[i])
            placed[i] = self._paster.paste(cut[i, :, :high, :wide], placed[i], count, random)
        return Windows(torch.from_numpy(cut), self._labels(placed), frames, corners)

    def _corner(self, row: int, part: np.ndarray) -> tuple[int, int]:
        """A corner that puts the placement's centre somewhere in the window; windows stay on the padded frame.

        Being held at the frame's border makes windows that start exactly there common, as whole frames do.
        """
        x, y = (
            int(np.clip(centre - int(share * side), 0, padded(whole) - side))
            for centre, share, side, whole in zip(
                (self.anchors.x[row], self.anchors.y[row]), part, self.sides, self.footage.size, strict=True
            )
        )
        return x, y

    def _shown(self, corner: tuple[int, int]) -> tuple[int, int]:
        """Width, height of the window's part that is no padding."""
        (wide, high), (width, height) = self.sides, self.footage.size
        return min(wide, width - corner[0]), min(high, height - corner[1])

    def _placed(self, frame: int, corner: tuple[int, int]) -> Placed:
        """What stands in the window, and how much of it shows there."""
        rows = slice(self.anchors.starts[frame], self.anchors.starts[frame + 1])
        variant = self.anchors.variant[rows]
        x, y = self.anchors.x[rows] - corner[0], self.anchors.y[rows] - corner[1]
        boxes = self.variants.boxes(x, y, variant)
        left, top, (width, height) = -corner[0], -corner[1], self.footage.size
        on_frame = area_within(boxes, (left, top, left + width, top + height))
        kept = area_within(boxes, (0, 0, *self._shown(corner))) / np.maximum(on_frame, 1)
        return Placed(x, y, variant, (self.anchors.share[rows] * kept).astype(np.float32))

    def _labels(self, placed: Sequence[Placed]) -> LabelBatch:
        labels = [
            labels_of(each.x, each.y, each.variant, each.share, self.variants, self.grid, self.sides) for each in placed
        ]
        columns = (np.stack([getattr(label, name) for label in labels]) for name in ("variant", "x", "y"))
        return LabelBatch(*(torch.from_numpy(column) for column in columns))

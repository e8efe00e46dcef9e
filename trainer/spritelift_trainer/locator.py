"""Where the planes stand, read off one frame alone: candidates, sample pixels, and a count of matches.

For each plane the candidates are every (picture, camera) that training frames can have shown. A few hundred
fixed pixels of the plane's clip are compared for equality with what each candidate would show there; the most
matches win. Sprites in front only take votes away, from all candidates alike.

`PlanePlan` is pure data; `locate` runs it in torch, `graph.py` writes the same steps as ONNX.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float32, Int64
from torch import Tensor

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.scenes import Scenes

SAMPLES = 384
"""Pixels compared for each candidate."""
FEW_SAMPLES = 24
"""Pixels compared in the first round, where candidates are many."""
MANY_CANDIDATES = 2048
FINALISTS = 64
"""Candidates that the first round hands to the second."""
NEARBY_PX = 8
"""Where the whole camera range is too large to try, cameras this near to a seen one are tried."""
LARGEST_RANGE = 60_000
FEWEST_MATCHES = 0.1
"""A picture that matches at a smaller share of the sample pixels isn't there."""
UNSEEN = -1.0
"""Packed colour of picture pixels that were never seen: equal to no frame pixel."""


@dataclass(frozen=True, eq=False)
class PlanePlan:
    """How one plane is found. Packed colours are `r * 65536 + g * 256 + b`, which float32 holds exactly."""

    clip: tuple[int, int, int, int]
    layer: int
    candidates: Int64[np.ndarray, "k 3"]
    """picture, camera x, camera y; the first of equally good ones wins."""
    packed: Float32[np.ndarray, " pixels"]
    """All the plane's pictures on one canvas, flattened; `UNSEEN` between and around them."""
    base: Int64[np.ndarray, " k"]
    """Index in `packed` of each candidate's top-left pixel."""
    offset: Int64[np.ndarray, "h w"]
    """What to add to `base` for each pixel of the clip's part inside the frame."""
    samples: Int64[np.ndarray, " s"]
    """Compared pixels, as indices into `offset`, flattened."""
    corner: tuple[int, int]
    """Frame pixel (x, y) of `offset[0, 0]`."""

    @property
    def still(self) -> bool:
        """Whether there is nothing to find."""
        return len(self.candidates) == 1

    @property
    def two_rounds(self) -> bool:
        """Whether a cheap first round is needed."""
        return len(self.candidates) > MANY_CANDIDATES


def plan_planes(art: Art, planes: Sequence[PlaneSpec], scenes: Scenes) -> tuple[PlanePlan, ...]:
    """One plan for each plane, in the bundle's order."""
    return tuple(_plan(art, plane, _cameras(plane, scenes)) for plane in planes)


def _cameras(plane: PlaneSpec, scenes: Scenes) -> Int64[np.ndarray, "k 3"]:
    """Every (picture, x, y) to try: the range of cameras seen with each picture, step 1 px."""
    rows = scenes.planes
    ours = (rows[:, 1:5] == plane.clip).all(1) & np.isin(rows[:, 0], plane.pictures) & (rows[:, 8] == plane.layer)
    seen = np.unique(rows[ours][:, [0, 5, 6]], axis=0).astype(np.int64)
    tried = [_range(seen[seen[:, 0] == picture]) for picture in plane.pictures if (seen[:, 0] == picture).any()]
    return np.concatenate(tried) if tried else np.array([[plane.pictures[0], 0, 0]], np.int64)


def _range(seen: Int64[np.ndarray, "n 3"]) -> Int64[np.ndarray, "k 3"]:
    (x0, y0), (x1, y1) = seen[:, 1:].min(0), seen[:, 1:].max(0)
    if (x1 - x0 + 1) * (y1 - y0 + 1) > LARGEST_RANGE:
        return _nearby(seen)
    y, x = (axis.ravel() for axis in np.mgrid[y0 : y1 + 1, x0 : x1 + 1])
    return np.stack([np.full(len(x), seen[0, 0]), x, y], 1)


def _nearby(seen: Int64[np.ndarray, "n 3"]) -> Int64[np.ndarray, "k 3"]:
    # Growing one axis at a time keeps the intermediate list short.
    around = np.arange(-NEARBY_PX, NEARBY_PX + 1)
    for axis in (1, 2):
        step = np.zeros((len(around), 3), np.int64)
        step[:, axis] = around
        seen = np.unique((seen[:, None] + step).reshape(-1, 3), axis=0)
    return seen


def _plan(art: Art, plane: PlaneSpec, candidates: Int64[np.ndarray, "k 3"]) -> PlanePlan:
    x, y, width, height = plane.clip
    left, top = max(x, 0), max(y, 0)
    wide, high = min(x + width, art.size[0]) - left, min(y + height, art.size[1]) - top
    corners = candidates[:, 1:] + np.array([left - x, top - y])
    first, last = corners.min(0), corners.max(0) + np.array([wide, high])
    pictures = {
        int(p): _packed_canvas(art.backgrounds[p], plane.wrap, first, last) for p in np.unique(candidates[:, 0])
    }
    rows = np.cumsum([0, *(len(canvas) for canvas in pictures.values())])
    start = dict(zip(pictures, rows.tolist(), strict=False))
    stride = int(last[0] - first[0])
    rows_down = corners[:, 1] - first[1] + np.array([start[int(p)] for p in candidates[:, 0]])
    base = rows_down * stride + corners[:, 0] - first[0]
    offset = np.arange(high)[:, None] * stride + np.arange(wide)
    order = np.random.default_rng(0).permutation(high * wide)  # the same pixels in every bundle of this clip
    packed = np.concatenate([canvas.ravel() for canvas in pictures.values()])
    return PlanePlan(plane.clip, plane.layer, candidates, packed, base, offset, np.sort(order[:SAMPLES]), (left, top))


def _packed_canvas(
    picture: np.ndarray, wrap: bool, first: Int64[np.ndarray, " 2"], last: Int64[np.ndarray, " 2"]
) -> Float32[np.ndarray, "h w"]:
    """Picture pixels x, y from `first` to `last` (which may lie outside the picture), packed."""
    high, wide = picture.shape[:2]
    columns, rows = (np.arange(first[axis], last[axis]) for axis in (0, 1))
    inside = ((rows >= 0) & (rows < high))[:, None] & (columns >= 0) & (columns < wide)
    seen = picture[(rows % high)[:, None], columns % wide]
    known = (seen[..., 3] == 255) & (inside | wrap)
    return np.where(known, pack(seen[..., :3]), UNSEEN).astype(np.float32)


def pack(rgb: np.ndarray) -> np.ndarray:
    """uint8 [..., 3] to one whole number a pixel, float64 (exact)."""
    return rgb.astype(np.float64) @ np.array([65536.0, 256.0, 1.0])


def locate(plan: PlanePlan, packed: Float[Tensor, "n h w"]) -> Int64[Tensor, " n"]:
    """Index of the candidate each packed frame shows, or `len(candidates)` where none matches."""
    if plan.still:
        return torch.zeros(len(packed), dtype=torch.int64)
    shown = _clip_pixels(plan, packed)[:, torch.from_numpy(plan.samples)]
    offset = torch.from_numpy(plan.offset.ravel()[plan.samples])
    base = torch.from_numpy(plan.base)
    if not plan.two_rounds:
        matches = _matches(plan, base[None], offset, shown)
        return torch.where(matches.amax(1) < least(plan), len(base), matches.argmax(1))
    few = few_samples(plan)
    rough = _matches(plan, base[None], offset[few], shown[:, few])
    finalists = (rough - torch.from_numpy(tie_break(plan))).topk(FINALISTS, dim=1).indices
    matches = _matches(plan, base[finalists], offset, shown)
    best = finalists.gather(1, matches.argmax(1, keepdim=True))[:, 0]
    return torch.where(matches.amax(1) < least(plan), len(base), best)


def few_samples(plan: PlanePlan) -> Int64[np.ndarray, " few"]:
    """Which of the samples the first round compares: spread over the whole clip."""
    return np.unique(np.linspace(0, len(plan.samples) - 1, min(FEW_SAMPLES, len(plan.samples))).astype(np.int64))


def tie_break(plan: PlanePlan) -> Float32[np.ndarray, " k"]:
    """Fractions that put equal (whole) counts in the candidates' order: top-k leaves ties open."""
    return (np.arange(len(plan.base)) / len(plan.base)).astype(np.float32)


def least(plan: PlanePlan) -> float:
    """Matches below which the plane isn't there."""
    return FEWEST_MATCHES * len(plan.samples)


def _matches(plan: PlanePlan, base: Tensor, offset: Tensor, shown: Tensor) -> Float[Tensor, "n k"]:
    colours = torch.from_numpy(plan.packed)[base[:, :, None] + offset]
    return (colours == shown[:, None]).sum(2).float()


def _clip_pixels(plan: PlanePlan, packed: Tensor) -> Float[Tensor, "n pixels"]:
    (x, y), (high, wide) = plan.corner, plan.offset.shape
    return packed[:, y : y + high, x : x + wide].flatten(1)


def background(plans: Sequence[PlanePlan], found: Sequence[Tensor], size: tuple[int, int]) -> Float[Tensor, "n h w"]:
    """Packed background under the found cameras; `UNSEEN` where no plane shows anything."""
    frames = len(found[0]) if found else 1
    canvas = torch.full((frames, size[1], size[0]), UNSEEN)
    for plan, index in sorted(zip(plans, found, strict=True), key=lambda pair: pair[0].layer):
        (x, y), (high, wide) = plan.corner, plan.offset.shape
        base = torch.from_numpy(np.append(plan.base, 0))[index]
        colours = torch.from_numpy(plan.packed)[base[:, None] + torch.from_numpy(plan.offset.ravel())]
        colours = colours.view(frames, high, wide)
        there = (index < len(plan.base))[:, None, None] & (colours >= 0)
        view = canvas[:, y : y + high, x : x + wide]
        canvas[:, y : y + high, x : x + wide] = torch.where(there, colours, view)
    return canvas

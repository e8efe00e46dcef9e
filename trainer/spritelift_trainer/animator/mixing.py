"""Few clips, made many (ours): each character is seen before every clip's background, and not just its own.

Of three clips, f_c learns to draw its characters only before the background that it knows behind each of them. What
stands still in a clip is its median; what differs from that moves, and can be put before another clip's median.
"""

import numpy as np
from jaxtyping import Bool, UInt8
from scipy.ndimage import binary_closing

from spritelift_trainer.animator.clips import Pairs
from spritelift_trainer.animator.folders import ClipFolder, Frames, Indices

DIFFERENT = 16
"""Levels by which a pixel's colour has to differ from what stands still; less is a film's noise."""
SHARE = 0.75
"""Of the pairs, those that get a background drawn at random."""


class MixedClips:
    """Pairs of clips' frames, most of them before the background of a clip drawn at random."""

    def __init__(self, clips: ClipFolder) -> None:
        self.size = clips.size
        self._clips = clips
        self.stills: Frames = np.stack([still(clip) for clip in clips.clips])
        """What stands still in each."""
        self.masks = [moving(clip, behind) for clip, behind in zip(clips.clips, self.stills, strict=True)]
        """What moves, on each frame of each."""

    def pairs(self, count: int, seed: int, step: int) -> Pairs:
        """Two frames, not the same, of each of `count` clips drawn at random; the same for the same seed and step."""
        clip, *frames = self._clips.draw(count, seed, step)
        random = np.random.default_rng((seed, step, 1))
        other = np.where(random.random(count) < SHARE, random.integers(0, len(self.stills), count), clip)
        return np.stack([self._before(self.stills[other], other != clip, clip, each) for each in frames])

    def _before(self, behind: Frames, mixed: Bool[np.ndarray, " n"], clip: Indices, frame: Indices) -> Frames:
        moves = np.stack([self.masks[c][t] for c, t in zip(clip.tolist(), frame.tolist(), strict=True)])
        return np.where((mixed[:, None, None] & ~moves)[..., None], behind, self._clips.shown(clip, frame))


def still(clip: Frames) -> UInt8[np.ndarray, "h w 3"]:
    """What a camera that stands still sees where nothing moves: the median of each pixel's values."""
    return np.median(clip, axis=0).astype(np.uint8)


def moving(clip: Frames, behind: UInt8[np.ndarray, "h w 3"]) -> Bool[np.ndarray, "n h w"]:
    """Where frames differ from what stands still, and gaps of a pixel or two within: a dark eye before a dark wall."""
    differs = (np.abs(clip.astype(np.int16) - behind) > DIFFERENT).any(-1)
    return binary_closing(np.pad(differs, ((0, 0), (1, 1), (1, 1))), np.ones((1, 3, 3)))[:, 1:-1, 1:-1]

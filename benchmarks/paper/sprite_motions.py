"""T^Z on pairs of frames of video game sprites (4.6), beside how far the characters moved in x where they did."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from moving_scores import STILL, correlation, explained
from sprite_cast import SIDE
from sprite_clips import SpriteClips, aside, on, places
from sprite_scores import CPU

from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.colours import colours_of

AT_ONCE = 250
SEED = 7


@dataclass(frozen=True, eq=False)
class SpriteThetas:
    """T^Z of some pairs, and by how many pixels the character was moved to the right beside its own animation."""

    found: Float[np.ndarray, "n 2 3"]
    first_px: Int64[np.ndarray, " n"]
    """To the right of the canvas's middle, in the first frame."""
    second_px: Int64[np.ndarray, " n"]

    @property
    def true_px(self) -> Float[np.ndarray, " n"]:
        """T^X's part that is known: the translation in x."""
        return (self.second_px - self.first_px).astype(float)

    @property
    def moved_px(self) -> Float[np.ndarray, " n"]:
        """The same by T^Z, where the character stands in the second frame: T^Z says where each point comes from."""
        there = 2 * self.second_px / SIDE
        return (there - self.found[:, 0, 0] * there - self.found[:, 0, 2]) * SIDE / 2

    def numbers(self) -> dict[str, float]:
        """How much theta varies; how much of its translation in x the true one explains, where there is any."""
        found = {"pairs": len(self.found), "theta_std": float(self.found.std(0).max())}
        if not self.true_px.any():
            return found
        # Of a constant T^Z, too, what it does where the character stands would follow the character.
        moved, across = self.moved_px, self.found[:, 0, 2:]
        sees = across.std() > STILL
        return found | {
            "translation_x_r2": explained(self.true_px[:, None], across),
            "translation_x_correlation": correlation(moved, self.true_px) if sees else 0.0,
            "translation_x_slope": float(np.polyfit(self.true_px, moved, 1)[0]) if sees else 0.0,
            "translation_x_error_px": float(np.sqrt(((moved - self.true_px) ** 2).mean())),
            "no_motion_error_px": float(np.sqrt((self.true_px**2).mean())),
        }


def sprite_thetas(model: SceneSynthesis, clips: SpriteClips, count: int) -> SpriteThetas:
    """Pairs of frames of one clip of one character before one background, none of them twice: so many, or all there
    are. Each character's frames are encoded once; where clips move, each of them stands somewhere else in x."""
    random = np.random.default_rng(SEED)
    every, people = _pairs_of_a_character(clips), len(clips.cast)
    each = [count // people + (person < count % people) for person in range(people)]
    found, px = [], []
    for person, some in enumerate(each):
        chosen = every[random.permutation(len(every))[:some]]
        across = places(every.max() + 1, random) if clips.moving else np.zeros(every.max() + 1, int)
        found.append(_thetas(model, _frames(clips, person, across, random), chosen))
        px.append(across[chosen])
    first_px, second_px = np.concatenate(px).T
    return SpriteThetas(np.concatenate(found), first_px, second_px)


def _pairs_of_a_character(clips: SpriteClips) -> Int64[np.ndarray, "n 2"]:
    """Numbers of any two frames of a clip, in both orders."""
    grids = [np.stack(np.meshgrid(*[np.arange(c.frames)] * 2), -1).reshape(-1, 2) + c.start for c in clips.cast.clips]
    pairs = np.concatenate(grids)
    return pairs[pairs[:, 0] != pairs[:, 1]]


def _frames(
    clips: SpriteClips, person: int, across: Int64[np.ndarray, " frame"], random: np.random.Generator
) -> Float[torch.Tensor, "frame 3 h w"]:
    count = len(across)
    cells = aside(clips.cast.frames(np.full(count, person), np.arange(count)), across)
    return colours_of(on(np.repeat(clips.some_behind(1, random), count, 0), cells), CPU)


@torch.no_grad()
def _thetas(
    model: SceneSynthesis, frames: Float[torch.Tensor, "frame 3 h w"], chosen: Int64[np.ndarray, "n 2"]
) -> Float[np.ndarray, "n 2 3"]:
    maps = torch.cat([model.character(some) for some in frames.split(AT_ONCE)])
    parts = [model.transform(maps[some[:, 0]], maps[some[:, 1]]) for some in torch.from_numpy(chosen).split(AT_ONCE)]
    return torch.cat(parts).double().numpy()[:, :2][..., [0, 1, -1]]

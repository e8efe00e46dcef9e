"""How well moving digits are taken apart, moved and put together (Figure 3), and how T^Z relates to T^X (4.6)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, UInt8
from moving_digits import Motion, MovingDigits, Scenes, drawn
from oracle import tell
from sklearn.linear_model import LinearRegression

from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.transform import Centred
from spritelift_trainer.colours import colours_of, pictures_of

CPU = torch.device("cpu")
AT_ONCE = 250
STILL = 0.005
"""An entry of theta with a smaller standard deviation is constant: a regression would fit it, and explain nothing."""
LINEAR, TRANSLATION = [0, 1, 3, 4], [2, 5]
"""Entries of a flattened 2x3 matrix."""
FIXED_DIGITS = (5, 8)
"""Of which the paper has the regressions (4.6)."""
TEST_SEED = 7

Errors = dict[str, list[np.ndarray]]


@dataclass(frozen=True, eq=False)
class Thetas:
    """T^Z and T^X of some pairs of frames, both as inverse motions."""

    found: Float[np.ndarray, "n 2 3"]
    true: Float[np.ndarray, "n 2 3"]
    forward: Float[np.ndarray, "n 2 3"]
    """T^X as the motion itself."""

    def numbers(self) -> dict[str, float]:
        """How much theta varies, and how much of that T^X explains, translation and linear part apart."""
        found, true = self.found.reshape(-1, 6), self.true.reshape(-1, 6)
        std = found.std(0)
        norms = (np.linalg.norm(each[..., 2], axis=1) for each in (self.found, self.forward))
        return {
            "translation_r2": explained(true, found[:, TRANSLATION]),
            "linear_r2": explained(true, found[:, LINEAR]),
            "mean_r2": float(np.mean([explained(true, found[:, [entry]]) for entry in range(6)])),
            "translation_r2_of_forward": explained(self.forward.reshape(-1, 6), found[:, TRANSLATION]),
            "translation_norm_correlation": correlation(*norms),
            "angle_correlation": correlation(angle_of(self.found[..., :2]), angle_of(self.true[..., :2])),
            "theta_std": float(std.max()),
            "translation_std": float(std[TRANSLATION].min()),
        }


def explained(true: Float[np.ndarray, "n of"], found: Float[np.ndarray, "n entry"]) -> float:
    """R^2 of a linear regression from T^X to entries of T^Z, weighted by their variance; 0 where none varies.

    Of a constant, any regression has an R^2 of 1: an untrained T^Z would score as a perfect one.
    """
    varying = found[:, found.std(0) > STILL]
    if not varying.size:
        return 0.0
    left = varying - LinearRegression().fit(true, varying).predict(true)
    return float(1 - left.var(0).sum() / varying.var(0).sum())


def correlation(one: Float[np.ndarray, " n"], other: Float[np.ndarray, " n"]) -> float:
    """Pearson's; 0 where either is constant."""
    if min(one.std(), other.std()) < 1e-6:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def angle_of(linear: Float[np.ndarray, "n 2 2"]) -> Float[np.ndarray, " n"]:
    """The angle of the rotation R = UV^T nearest to each matrix (4.6), radians."""
    u, _, v = np.linalg.svd(linear)
    turned = u @ v
    return np.arctan2(turned[:, 1, 0], turned[:, 0, 0])


def scores(model: SceneSynthesis, test: MovingDigits, count: int) -> dict[str, object]:
    """Figure 3 as ratios of mean squared errors and as quartiles of them, and T^Z on the same pairs."""
    random = np.random.default_rng(TEST_SEED)
    errors: Errors = {}
    thetas: list[Thetas] = []
    for some in _portions(count):
        one, other = test.scenes(some, random), test.scenes(some, random)
        other = replace(other, first=one.first, second=one.second)  # the same positions in both sequences (4.3)
        for name, (found, true) in _compared(model, one, other).items():
            errors.setdefault(name, []).append(((found / 255.0 - true / 255.0) ** 2).mean((1, 2, 3)))
        thetas.append(_thetas(model, one.frames(one.first), one.frames(one.second), one.motion))
    values = {name: np.concatenate(each) for name, each in errors.items()}
    return _ratios(values) | _joined(thetas).numbers() | {"examples": count, "figure_3": _quartiles(values)}


def fixed_digit(model: SceneSynthesis, test: MovingDigits, glyph: UInt8[np.ndarray, "28 28"], count: int) -> Thetas:
    """Pairs of frames of one digit on one background, none of them twice (4.6)."""
    one = MovingDigits(glyph[None], test.behind[:1])
    random, seen = np.random.default_rng(TEST_SEED), set[bytes]()
    parts = []
    while len(seen) < count:
        each = _unseen(one.scenes(min(AT_ONCE, count - len(seen)), random), seen)
        parts.append(_thetas(model, each.frames(each.first), each.frames(each.second), each.motion))
    return _joined(parts)


def _unseen(scenes: Scenes, seen: set[bytes]) -> Scenes:
    """Those whose digit stood elsewhere, before or after; adds them to what was seen."""
    clip, poses = np.arange(len(scenes.first)), []
    for frames in (scenes.first, scenes.second):
        poses += [scenes.paths.middle[clip, 0, frames], scenes.paths.angle[clip, 0, frames][:, None]]
    keys = [row.tobytes() for row in np.concatenate(poses, 1).round(6)]
    new = [i for i, key in enumerate(keys) if key not in seen and keys.index(key) == i]
    seen.update(keys)
    return scenes.only(np.array(new, int))


def _compared(model: SceneSynthesis, one: Scenes, other: Scenes) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """What is drawn, and what it should be, by name; as in the paper's captions, x^1 is `one` and x^2 `other`."""
    i, j = one.frames(one.first), one.frames(one.second)
    i_other, j_other = other.frames(other.first), other.frames(other.second)
    shown = drawn(other.behind, one.mask(one.second))
    digit, canvas = (other.transformed(one.motions, canvas=each) for each in (False, True))
    tell(model, one.motion)
    with torch.no_grad():
        x1, x2, y1, y2 = (colours_of(each, CPU) for each in (i, j, i_other, j_other))
        moved = pictures_of(model.transfer(y1, x1, x2))
        found = {
            "reconstruction": (pictures_of(model(x1, x1, x2, x1)), j),
            "background": (pictures_of(model.rebackground(x1, x2, y2)), shown),
            "transform": (moved, digit),
            "transform_canvas": (moved, canvas),
            "transform_best_canvas": (canvas, digit),
            "background_only": (pictures_of(model.background_alone(x1)), one.behind),
            "video_frames": (i, j),
            "no_object": (one.behind, j),
        }
        if isinstance(model.transform, Centred):
            found["transform_own_place"] = (pictures_of(model.transfer(y1, x1, x2, own_place=True)), digit)
    return found


def _ratios(values: dict[str, np.ndarray]) -> dict[str, object]:
    means = {name: float(each.mean()) for name, each in values.items()}
    over = {name: "video_frames" if name.startswith("transform") else "no_object" for name in means}
    ratios = {f"{name}_ratio": mean / means[over[name]] for name, mean in means.items() if not name.endswith("frames")}
    ratios.pop("no_object_ratio")
    return ratios | {f"{name}_mse": mean for name, mean in means.items()}


def _quartiles(values: dict[str, np.ndarray]) -> dict[str, list[float]]:
    """What a boxplot shows: the 5th, 25th, 50th, 75th and 95th of a hundred."""
    return {name: np.percentile(each, (5, 25, 50, 75, 95)).tolist() for name, each in values.items()}


def _thetas(model: SceneSynthesis, first: np.ndarray, second: np.ndarray, motion: Motion) -> Thetas:
    tell(model, motion)
    with torch.no_grad():
        theta = model.theta(colours_of(first, CPU), colours_of(second, CPU)).double().numpy()
    return Thetas(theta[:, :2][..., [0, 1, -1]], motion.inverse(), motion.forward())


def _joined(parts: list[Thetas]) -> Thetas:
    return Thetas(*(np.concatenate([getattr(each, name) for each in parts]) for name in ("found", "true", "forward")))


def _portions(count: int) -> Iterator[int]:
    for start in range(0, count, AT_ONCE):
        yield min(AT_ONCE, count - start)

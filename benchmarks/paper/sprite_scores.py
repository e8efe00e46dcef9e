"""How well a character does what another one does (4.4): analogies between unseen characters, scored."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from sprite_cast import SIDE, Cast, Cells
from sprite_clips import GRAY, Analogy, Frames, SpriteClips, on, there

from spritelift_runtime.dictionary import packed
from spritelift_runtime.exact_pixels import snapped
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.colours import colours_of, pictures_of

CPU = torch.device("cpu")
AT_ONCE = 100
TEST_SEED = 7
VALUES = SIDE * SIDE * 3

Answers = dict[str, tuple[Frames, Frames]]
"""What was drawn and what was wanted, by name."""
Way = Callable[[Cast, Analogy], Cells]
"""Another way to answer, of characters on nothing."""


def told_of(cast: Cast, frames: int, seed: int = TEST_SEED) -> Analogy:
    """Every character in every clip, from the clip's first frame to `frames` others drawn at random (0: all of them),
    each guided by another character drawn at random."""
    random = np.random.default_rng(seed)
    rows = []
    for character in range(len(cast)):
        for clip in cast.clips:
            others = clip.start + 1 + random.permutation(clip.frames - 1)[: frames or None]
            guide = (character + random.integers(1, len(cast), len(others))) % len(cast)
            rows += [(character, g, clip.start, second) for g, second in zip(guide, others, strict=True)]
    return Analogy(*np.array(rows).T)


@dataclass(frozen=True, eq=False)
class Scored:
    """One way to answer, on every analogy: sums over an image of squared errors, values being 0 to 1."""

    whole: Float[np.ndarray, " n"]
    character: Float[np.ndarray, " n"]
    """Where the wanted character is; the rest is the background's (4.4)."""
    exact: Float[np.ndarray, " n"]
    """Share of the wanted character's pixels that are right in every bit."""
    strange: Float[np.ndarray, " n"]
    """Share of all pixels whose colour x_c hasn't."""


def scores(
    model: SceneSynthesis, clips: SpriteClips, told: Analogy, beside: Mapping[str, Way] | None = None
) -> dict[str, object]:
    """Errors of each way to answer, for each animation and on average over the five; of `beside` on black only."""
    random = np.random.default_rng(TEST_SEED)
    parts: dict[str, list[Scored]] = {}
    for some in _portions(told):
        mask = there(clips.cast.frames(some.character, some.second))
        for name, (x_c, found, wanted) in _answered(model, clips, some, random, beside or {}).items():
            parts.setdefault(name, []).append(scored(x_c, found, wanted, mask))
    whole = {name: _joined(each) for name, each in parts.items()}
    animation = _animations(clips.cast)[told.second]
    copied = whole["copy"].whole
    return {name: _numbers(each, copied, animation) for name, each in whole.items()} | {"examples": len(animation)}


@torch.no_grad()
def cleared(model: SceneSynthesis, clips: SpriteClips, count: int) -> float:
    """How much of the character is left in the background alone, g(f_b) (Figures 10, 15): the squared error where it
    stands, over that of the frame as it is. 0: none; 1: as if nothing had been taken out."""
    random = np.random.default_rng(TEST_SEED)
    left = whole = 0.0
    for some in _sizes(count):
        behind, cells, _ = clips.unlaid(some, random)
        frame, mask = on(behind, cells), there(cells)[..., None]
        drawn = pictures_of(model.background_alone(colours_of(frame, CPU)))
        left += float((((drawn / 255.0 - behind / 255.0) ** 2) * mask).sum())
        whole += float((((frame / 255.0 - behind / 255.0) ** 2) * mask).sum())
    return left / max(whole, 1e-9)


def scored(x_c: Frames, found: Frames, wanted: Frames, mask: Bool[np.ndarray, "n 60 60"]) -> Scored:
    """Of one way to answer, where the wanted characters are known."""
    error = ((found / 255.0 - wanted / 255.0) ** 2).sum(-1)
    right = (found == wanted).all(-1)
    size = mask.sum((1, 2))
    strange = [~np.isin(packed(one), packed(source)) for one, source in zip(found, x_c, strict=True)]
    return Scored(
        error.sum((1, 2)),
        (error * mask).sum((1, 2)),
        (right & mask).sum((1, 2)) / np.maximum(size, 1),
        np.array([each.mean() for each in strange]),
    )


@torch.no_grad()
def _answered(
    model: SceneSynthesis, clips: SpriteClips, some: Analogy, random: np.random.Generator, beside: Mapping[str, Way]
) -> dict[str, tuple[Frames, Frames, Frames]]:
    """x_c, what is drawn and what is wanted, by name."""
    count = len(some.character)
    x_c, x_t1, x_t2, wanted = clips.shown(some, clips.some_behind(count, random), clips.some_behind(count, random))
    seen = [colours_of(each, CPU) for each in (x_c, x_t1, x_t2)]
    drawn = pictures_of(model.transfer(*seen))
    found = {"copy": (x_c, x_c, wanted), "ours": (x_c, drawn, wanted), "snapped": (x_c, snapped(drawn, x_c), wanted)}
    if model.pixels is not None:
        found["pixels"] = (x_c, pictures_of(model.exact(*seen)), wanted)
    if clips.behind is not None:
        found["ours_bg"] = _on_gray(model, clips, some, x_c, seen)
        return found
    black = np.zeros_like(x_c)
    return found | {name: (x_c, on(black, way(clips.cast, some)), wanted) for name, way in beside.items()}


def _on_gray(
    model: SceneSynthesis, clips: SpriteClips, some: Analogy, x_c: Frames, seen: list[torch.Tensor]
) -> tuple[Frames, Frames, Frames]:
    """Ours-BG: trained with backgrounds, asked for none (4.4, Figure 17)."""
    gray = np.full_like(x_c, GRAY)
    found = pictures_of(model.restage(*seen, colours_of(gray, CPU)))
    return x_c, found, on(gray, clips.cast.frames(some.character, some.second))


def _numbers(of: Scored, copied: Float[np.ndarray, " n"], animation: np.ndarray) -> dict[str, object]:
    """Per animation, and their average, as in Figure 6."""
    each = {name: animation == name for name in dict.fromkeys(animation.tolist())}

    def averaged(values: Float[np.ndarray, " n"]) -> float:
        return float(np.mean([values[of_it].mean() for of_it in each.values()]))

    average = averaged(of.whole)
    return {
        "sse": {name: float(of.whole[of_it].mean()) for name, of_it in each.items()},
        "average": average,
        "mse": average / VALUES,
        "ratio": average / max(averaged(copied), 1e-9),
        "character_only": averaged(of.character),
        "background_only": averaged(of.whole - of.character),
        "exact_foreground": averaged(of.exact),
        "off_palette": averaged(of.strange),
        "quartiles": np.percentile(of.whole, (5, 25, 50, 75, 95)).tolist(),
    }


def _animations(cast: Cast) -> np.ndarray:
    return np.array([clip.animation for clip in cast.clips for _ in range(clip.frames)])


def _joined(parts: list[Scored]) -> Scored:
    names = ("whole", "character", "exact", "strange")
    return Scored(*(np.concatenate([getattr(each, name) for each in parts]) for name in names))


def _sizes(count: int) -> Iterator[int]:
    for start in range(0, count, AT_ONCE):
        yield min(AT_ONCE, count - start)


def _portions(told: Analogy) -> Iterator[Analogy]:
    for start in range(0, len(told.character), AT_ONCE):
        at = slice(start, start + AT_ONCE)
        yield Analogy(told.character[at], told.guide[at], told.first[at], told.second[at])

"""The clips of `decompose.py`, and what is asked of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from atari_truth import GAMES as ATARI
from clips import NEEDS
from lab import GAMES
from rows import Limits


@dataclass(frozen=True, kw_only=True)
class Data:
    """One row: where it is learnt, where it is scored, what is asked."""

    name: str
    learnt: str
    """The recording learnt from, as the lab calls it."""
    scored: str
    """The recording scored: of the one learnt from, the frames held out."""
    asked: Mapping[str, Limits] = field(default_factory=dict)

    @property
    def absent(self) -> str | None:
        """Why it can't be measured here, if it can't."""
        for name in (self.learnt, self.scored):
            if name in GAMES and not GAMES[name].installed:
                return f"{GAMES[name].env} is not installed"
            if name in NEEDS and not NEEDS[name].is_file():
                return f"{NEEDS[name]} is not there"
        return None


def least(**metrics: float) -> dict[str, Limits]:
    """Metrics that should be at least so much."""
    return {name: Limits(least=value) for name, value in metrics.items()}


ENCODER = least(encoder_precision=0.9, encoder_recall=0.9)
BYTES = {name: Limits(most_of=f"naive_{name}") for name in ("bytes_per_frame", "clip_bytes_per_frame")}
"""Below the naive sprite codec, whatever that needs."""
BUNDLED = {
    **least(exact_frames=0.995, precision=0.98, recall=0.98, class_f1=0.98, truth_sprites_found=0.95),
    "dictionary_ratio": Limits(most=1.2),
    **ENCODER,
    **BYTES,
}
PRIORS = {
    **least(precision=0.95, recall=0.95, foreground_iou=0.99, exact_frames=0.98),
    "sprites": Limits(most=24),
    **ENCODER,
    **BYTES,
}
ALE = {
    **least(exact_frames=0.98, class_f1=0.9),
    "crumbs_share": Limits(most=0.1),
    **least(mining_fps=150, cold_fps=350, warm_fps=1000),
    **ENCODER,
    **BYTES,
}
FLOATING = {**least(exact_frames=0.98, truth_sprites_recovered=11), **ENCODER, **BYTES}
SOFT = least(psnr_db=45, recall=0.95)
ATARI_MEAN = least(class_f1_mean=0.95, class_f1_worst=0.9)


def _alone(name: str, asked: Mapping[str, Limits]) -> Data:
    return Data(name=name, learnt=name, scored=name, asked=asked)


ORIGINAL, MAPS = "human_priors/original", "human_priors/maps"
DATA = {
    data.name: data
    for data in (
        *(_alone(name, BUNDLED) for name in ("swarm", "meadow", "cellar")),
        _alone(ORIGINAL, PRIORS),
        _alone(MAPS, PRIORS),
        Data(name=f"{ORIGINAL}->maps", learnt=ORIGINAL, scored=MAPS, asked=PRIORS),
        *(_alone(name, ALE) for name in ATARI),
        _alone("floating", FLOATING),
        _alone("soft", SOFT),
        _alone("aliens", {}),
    )
}
QUICK = ("meadow", "Breakout", "floating")

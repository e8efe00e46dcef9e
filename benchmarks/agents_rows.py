"""The rows of `agents.py`: each measures what it is asked for, with agents that are made once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import agents_plots
import gymnasium
import numpy as np
from agents_arms import Sights, plain
from agents_runs import Run
from agents_scores import interquartile_mean, interval
from agents_skins import EPISODES, Skin, recoloured, reskinned, returns_in
from atari_truth import GAMES as ATARI
from atari_truth import Known, bundle_agreement
from lab import Lab
from observing import Clip, alone, load, together
from rows import Row

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.recording import Recording

QUICK_STEPS = 2048
WHOLE = 16
"""Games that Freeway's agents play after they learnt."""
PASSES = 5
LONG = 500_000
"""Steps that pixels are given in the race to half of what the truth reaches."""


@dataclass(frozen=True)
class Bench:
    """Agents and what they look at, made when they are asked for."""

    lab: Lab
    seeds: int
    plots: Path | None = None
    """Folder for pictures of the learning curves."""
    seen: dict[str, Sights] = field(default_factory=dict)

    def sights(self, game: str) -> Sights:
        """How a game's sprites are shown."""
        if game not in self.seen:
            bundle = Bundle.open(self.lab.bundle(game))
            self.seen[game] = Sights.of(bundle, Recording.open(self.lab.recording(game)))
        return self.seen[game]

    def runs(self, game: str, arm: str, steps: int, cpu_s: list[float] | None = None) -> list[Run]:
        """A run of each seed that has learnt for so many steps; and for so many CPU seconds, seed by seed."""
        found = []
        for seed in range(self.seeds):
            run = Run(self.lab.folder / "agents", game, arm, seed, self.sights)
            run.until(min(steps, QUICK_STEPS) if self.lab.quick else steps, cpu_s[seed] if cpu_s else 0.0)
            found.append(run)
        return found

    def draw(self, game: str, **arms: list[Run]) -> None:
        """Learning curves, where pictures are asked for."""
        if self.plots is not None:
            self.plots.mkdir(parents=True, exist_ok=True)
            curves = {arm: [run.curve for run in runs] for arm, runs in arms.items()}
            agents_plots.draw(self.plots / f"agents_{game}.png", game, curves)


def wrapper(bench: Bench) -> Iterator[Row]:
    """Observations a second, the slowest of the Atari games: frames in order, from memory."""
    paces = {"wrapper_sps": list[float](), "wrapper_batched_sps": list[float]()}
    for name in ATARI:
        bundle = Bundle.open(bench.lab.bundle(name))
        clip = Clip(bundle, Recording.open(bench.lab.recording(name)))
        paces["wrapper_sps"].append(alone(bundle, clip, PASSES, layout="slots").cpu)
        paces["wrapper_batched_sps"].append(together(bundle, clip, PASSES, 2).wall)
    notes = (f"one core, the slowest of {', '.join(ATARI)}", f"eight games on two threads, wall clock; load {load()}")
    for (name, found), note in zip(paces.items(), notes, strict=True):
        yield _row(name, min(found), note, least=700)


def agreement(bench: Bench) -> Iterator[Row]:
    """Sprites against the objects that OCAtari reads from memory, score lines set aside."""
    for name in ATARI:
        known = Known.of(name)
        if known is None:
            yield _row(f"{name.lower()}_f1", None, "no clip with known objects here")
            continue
        agreement = bundle_agreement(Bundle.open(bench.lab.bundle(name)), known)
        f1, note = agreement.results()["class_f1_field"], f"{len(known.frames)} frames of random play"
        yield _row(f"{name.lower()}_f1", f1, note, least=0.95)
        yield _row(f"{name.lower()}_apart_px", agreement.apart_px, "median", most=1)


def freeway(bench: Bench) -> Iterator[Row]:
    """Always going up gets 21, so more was thought to need eyes; going up almost always, blindly, gets more."""
    steps = 100_000
    arms = {arm: bench.runs("Freeway", arm, steps) for arm in ("sprites", "shuffled", "memory")}
    bench.draw("Freeway", **arms)
    found = {arm: _scores(runs, steps) for arm, runs in arms.items()}
    yield _row("freeway_return", _least(found["sprites"]), f"the worst of {_told(found['sprites'])}", least=22)
    played = [_mean(run.played(WHOLE)) for run in arms["sprites"]]
    yield _row("freeway_played_return", _mean(played), f"{WHOLE} games each afterwards, {_told(played)}")
    played = [_mean(run.played(WHOLE, shuffled=True)) for run in arms["sprites"]]
    yield _row("freeway_shuffled_return", max(played), f"rows shuffled in these, the best of {_told(played)}", most=21)
    for arm, name in (("shuffled", "freeway_learnt_shuffled_return"), ("memory", "freeway_memory_return")):
        yield _row(name, _mean(found[arm]), _told(found[arm]))
    for up in (1.0, 0.97):
        blind = [blindly(plain("Freeway"), up, seed) for seed in range(WHOLE)]
        yield _row(f"freeway_blind_{up:g}_return", _mean(blind), f"up in {up:.0%} of the steps, else nothing")
    pace = np.median([run.curve.steps / run.curve.cpu_s for run in arms["sprites"]])
    yield _row("loop_sps", float(pace), "steps a CPU second, all of training", least=400)


def blindly(env: gymnasium.Env, up: float, seed: int) -> float:
    """The return of a Freeway that is played without a look at it."""
    chance, gained, over = np.random.default_rng(seed), 0.0, False
    env.reset(seed=seed)
    while not over:
        _, reward, terminated, truncated, _ = env.step(int(chance.random() < up))
        gained, over = gained + float(reward), terminated or truncated
    return gained


def pong(bench: Bench) -> Iterator[Row]:
    """As good on sprites as on memory?"""
    steps = 400_000
    arms = {arm: bench.runs("Pong", arm, steps) for arm in ("sprites", "memory")}
    bench.draw("Pong", **arms)
    found = {arm: _scores(runs, steps) for arm, runs in arms.items()}
    told = _mean(found["memory"])
    for arm, name in (("memory", "pong_memory_return"), ("sprites", "pong_return")):
        least = None if arm == "memory" or told is None else told - 2
        yield _row(name, _mean(found[arm]), _told(found[arm]), least=least)


def against_pixels(name: str, game: str) -> Callable[[Bench], Iterator[Row]]:
    """Better than pixels, after as many steps and after as much time?"""

    def rows(bench: Bench) -> Iterator[Row]:
        steps = 200_000
        pixels = bench.runs(game, "pixels", steps)
        spent = [run.curve.spent(steps) for run in pixels]
        sprites = bench.runs(game, "sprites", steps, spent)
        bench.draw(game, sprites=sprites, pixels=pixels)
        seen, blind = _scores(sprites, steps), _scores(pixels, steps)
        same = [run.curve.score(cpu_s=each) for run, each in zip(sprites, spent, strict=True)]
        yield _row(f"{name}_pixels_return", _mean(blind), f"{steps} steps, {np.mean(spent):.0f} s; {_told(blind)}")
        for what, found in (("return", seen), ("same_time_return", same)):
            yield _row(f"{name}_{what}", _mean(found), _told(found), least=_mean(blind))

    return rows


def race(bench: Bench) -> Iterator[Row]:
    """Steps to half of the way from random play to what memory reaches: of pixels, in those of sprites."""
    for name, game, steps in (("pong", "Pong", 400_000), ("swarm", "swarm15", 200_000)):
        memory, sprites = (bench.runs(game, arm, steps) for arm in ("memory", "sprites"))
        pixels = bench.runs(game, "pixels", LONG)
        bench.draw(game, memory=memory, sprites=sprites, pixels=pixels)
        start = float(np.mean([run.curve.begun for run in (*memory, *sprites, *pixels)]))
        reached = [score for score in _scores(memory, steps) if score is not None]
        half = start + (interquartile_mean(reached) - start) / 2 if reached else start
        needed = [[run.curve.steps_to(half) for run in runs] for runs in (sprites, pixels)]
        seen, blind = ([float(each or LONG) for each in found] for found in needed)
        low, high = interval(seen, blind, of=lambda few, many: many / few)
        late = " and ".join(str(found.count(None)) for found in needed)
        note = f"to {half:.1f}; 95 % between {low:.1f} and {high:.1f}; never so far, counted as {LONG}: {late}"
        yield _row(f"{name}_steps_ratio", interquartile_mean(blind) / interquartile_mean(seen), note, least=5)


def skin(bench: Bench) -> Iterator[Row]:
    """The same agent, the game in other clothes, the bundle in the same: does it play as well?"""
    runs, sights = bench.runs("swarm15", "sprites", 200_000), bench.sights("swarm15")
    skins: dict[str, Skin | None] = {"plain": None, "recoloured": recoloured, "reskinned": reskinned}
    found = {name: float(np.mean([returns_in(run, sights, skin) for run in runs])) for name, skin in skins.items()}
    for name in ("recoloured", "reskinned"):
        note = f"{found[name]:.1f} beside {found['plain']:.1f}, {EPISODES} games a seed"
        yield _row(f"swarm_{name}_off", abs(found[name] / found["plain"] - 1), note, most=0.05)


def _scores(runs: list[Run], steps: int) -> list[float | None]:
    return [run.curve.score(steps) for run in runs]


def _mean(found: Sequence[float | None]) -> float | None:
    """Of all seeds; None where one of them ended no game."""
    known = [each for each in found if each is not None]
    return float(np.mean(known)) if len(known) == len(found) else None


def _least(found: Sequence[float | None]) -> float | None:
    """Of all seeds; None where one of them ended no game."""
    known = [each for each in found if each is not None]
    return min(known) if len(known) == len(found) else None


def _told(found: Sequence[float | None]) -> str:
    """Each seed's."""
    return "seeds " + ", ".join("none" if each is None else f"{each:.1f}" for each in found)


def _row(what: str, reached: float | None, note: str, **asked: float | None) -> Row:
    return Row(group="agents", what=what, reached=reached, note=note, **asked)

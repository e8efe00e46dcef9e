"""Everything measured of one clip: learnt, scored on held-out frames, beside mode + connected components."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from asked import Data
from atari_truth import GAMES as ATARI
from atari_truth import Known, bundle_agreement, floor_agreement
from clips import true_sprites
from detections import Agreement
from floor import Learnt, colour_numbers, score
from lab import GAMES, HERE, Lab, call, command
from true_sprites import found_of
from whole_clip import bytes_per_frame

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.heldout import held_out
from spritelift_runtime.recording import Recording
from spritelift_runtime.truth import Truth

Metrics = dict[str, Any]
AGREEMENT = ("precision", "recall", "f1", "class_f1")


def measured(data: Data, lab: Lab) -> Metrics:
    """One row of `data`."""
    cost = lab.run(data.learnt)[1]
    bundle, recording = Bundle.open(lab.bundle(data.learnt)), Recording.open(lab.recording(data.scored))
    metrics, _ = command("eval", bundle.path, recording.path)
    metrics["crumbs_share"] = metrics["crumbs_per_frame"] / max(metrics["placements_per_frame"], 1e-9)
    metrics |= {"train_cpu_s": cost.cpu_s, "notes": bundle.manifest["made"]["notes"]}
    metrics |= mining(lab.recording(data.learnt)) if data.learnt == data.scored else {}
    metrics |= size(bundle, recording)
    metrics |= sprites(data, bundle, recording)
    metrics |= floor(data, lab, bundle)
    if data.name in ATARI and (known := Known.of(data.name)) is not None:
        metrics |= bundle_agreement(bundle, known).results()
        trained = held_out(bundle, recording)[0]
        metrics |= _floors(floor_agreement(recording, trained, known).results())
    return metrics


def mining(recording: Any) -> Metrics:
    """Mining all frames in a process of its own, on one core."""
    found, _ = call([HERE / "mining_cost.py", recording], OMP_NUM_THREADS="1")
    return {
        "mining_fps": found["frames"] / found["cpu_s"],
        "mining_exact_frames": found["exact_frames"],
        "mining_gb": found["peak_bytes"] / 1e9,
    }


def size(bundle: Bundle, recording: Recording) -> Metrics:
    """Bytes of all frames; of these and of those held out, what the naive sprite codec takes, where there is one."""
    whole = {"clip_bytes_per_frame": bytes_per_frame(bundle, recording)}
    if find_spec("naive_codec") is None:
        return whole
    naive, first = import_module("naive_codec").bytes_per_frame, held_out(bundle, recording)[0]
    frames = recording.frames[:]
    return whole | {"naive_bytes_per_frame": naive(frames[first:]), "naive_clip_bytes_per_frame": naive(frames)}


def sprites(data: Data, bundle: Bundle, recording: Recording) -> Metrics:
    """The true sprites in the dictionary, where somebody knows their pictures."""
    true = true_sprites(data.name, GAMES[data.name].env if data.name in GAMES else None)
    if true is None or recording.truth_path is None:
        return {}
    found = found_of(Truth.load(recording.truth_path), true, bundle.learned.sprites, held_out(bundle, recording)[0])
    return {
        "truth_sprites_found": found.found / max(found.whole, 1),
        "truth_sprites_recovered": found.found,
        "truth_sprites_whole": found.whole,
        "truth_sprites_seen": found.seen,
        "truth_sprites_missing": list(found.missing),
        "dictionary_ratio": len(bundle.learned.sprites) / max(found.seen, 1),
    }


def floor(data: Data, lab: Lab, bundle: Bundle) -> Metrics:
    """Mode + connected components on the frames scored; agreement with the truth is of boxes."""
    learnt, scored = (Recording.open(lab.recording(name)) for name in (data.learnt, data.scored))
    frames = colour_numbers(*([scored.frames] if data.learnt == data.scored else [learnt.frames, scored.frames]))
    start, numbers = len(frames) - len(scored), held_out(bundle, scored)
    blobs = Learnt.of(frames[: held_out(bundle, learnt)[0]])
    whole = score(blobs, frames[[start + number for number in numbers]])
    metrics: Metrics = {"exact_frames": whole.exact_frames, "sprites": whole.sprites}
    if scored.truth_path is not None:
        truth, agreement = Truth.load(scored.truth_path), Agreement(scored.size)
        for number in numbers:
            agreement.add(*blobs.seen(frames[start + number]), *_shown(truth, number))
        metrics |= agreement.results()
    return _floors(metrics)


def means(rows: list[Metrics]) -> Iterator[Metrics]:
    """One more row over the Atari games, where all of them were measured."""
    scores = {row["data"]: row for row in rows if row["data"] in ATARI and row.get("class_f1") is not None}
    if len(scores) == len(ATARI):
        row: Metrics = {"data": "atari"}
        for prefix in ("", "floor_"):
            values = [score[f"{prefix}class_f1"] for score in scores.values()]
            row |= {f"{prefix}class_f1_mean": float(np.mean(values)), f"{prefix}class_f1_worst": min(values)}
        yield row


def _shown(truth: Truth, number: int) -> tuple[np.ndarray, np.ndarray]:
    boxes = truth.boxes(number)
    seen = np.bincount(truth.segments[number].ravel(), minlength=len(boxes) + 1)[1 : len(boxes) + 1] > 0
    return boxes[seen, 0], boxes[seen, 1:]


def _floors(metrics: Metrics) -> Metrics:
    return {f"floor_{name}": value for name, value in metrics.items()}

"""One pose of a character repainted: how many pixels of the others come out as they should.

python benchmarks/repaint.py --json
python benchmarks/repaint.py --dolls 20 --first-seed 100
python benchmarks/repaint.py --dolls 6 --animator 5
python benchmarks/repaint.py --lpc ../shared/data/lpc/lpc_layers.zip
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import repaint_dolls
import repaint_hero
import repaint_lpc
from PIL import Image
from repaint_animator import animator_of, compared
from repaint_cases import Case, palette_map, shares

from spritelift_runtime.animator import Animator
from spritelift_runtime.repainting.character import carry
from spritelift_runtime.report.board import over_checker

KINDS = ("one", "two", "hat")


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    cases: Iterable[Case] = repaint_hero.cases()
    if asked.dolls:
        cases = (case for n in range(asked.dolls) for case in repaint_dolls.cases(asked.first_seed + n))
    elif asked.lpc:
        cases = repaint_lpc.cases(asked.lpc, asked.first_seed, asked.characters)
    cases = [case for case in cases if asked.only in case.name]
    animator = animator_of(cases, asked.animator) if asked.animator else None
    rows = [_measured(case, asked.examples, asked.pictures, animator) for case in cases]
    found = {"shares": _shares(rows), "cases": rows}
    if asked.json:
        print(json.dumps(found))
        return
    for row in rows:
        print("  ".join(f"{value:.4f}" if isinstance(value, float) else f"{value}" for value in row.values()))
    for kind, numbers in found["shares"].items():
        print(kind, {name: round(value, 4) for name, value in numbers.items()})


def _measured(case: Case, examples: int, pictures: Path | None, animator: Animator | None) -> dict:
    given = np.unique(np.linspace(case.source, len(case.poses), examples, endpoint=False).astype(int)).tolist()
    begun = time.process_time()
    done = carry(case.poses, {pose: case.painted(pose) for pose in given})
    spent = time.process_time() - begun
    results = [(each.rgba, each.margin) for each in done]
    found = shares(case, results, given)
    plain = shares(case, palette_map(case, given[0]), given)
    missed = [_missed(case, pose, each) for pose, each in enumerate(done) if pose not in given]
    if pictures:
        _picture(pictures / f"{case.name.replace(', ', '_').replace(' ', '_')}.png", case, done)
    return {
        "name": case.name,
        "kind": case.kind,
        "poses": len(case.poses),
        "exact": found["exact"],
        "palette_map": plain["exact"],
        "changed_exact": found["changed_exact"],
        "palette_map_changed": plain["changed_exact"],
        "off_palette": found["off_palette"],
        "unsure": float(sum(each.unsure.sum() for each in done) / sum((each.rgba[..., 3] > 0).sum() for each in done)),
        "wrong_and_unsure": sum(told for told, _ in missed) / max(1, sum(all_ for _, all_ in missed)),
        "cpu_s": round(spent, 3),
        **({} if animator is None else compared(animator, case, done, given)),
        "worst_pose": min(_alone(case, results, pose) for pose in range(len(case.poses)) if pose not in given),
    }


def _alone(case: Case, results: list, pose: int) -> float:
    others = [other for other in range(len(case.poses)) if other != pose]
    return shares(case, results, others)["exact"]


def _missed(case: Case, pose: int, done) -> tuple[int, int]:
    """Wrong pixels that were called unsure, and all wrong ones, within the carried picture."""
    left, top, right, bottom = (case.room - side for side in done.margin)
    whole = case.truth[pose]
    high, wide = whole.shape[:2]
    if min(left, top, right, bottom) < 0:
        return 0, 0
    wanted = whole[top : high - bottom, left : wide - right]
    wrong = (np.where(wanted[..., 3:] > 0, wanted, 0) != np.where(done.rgba[..., 3:] > 0, done.rgba, 0)).any(axis=2)
    return int((wrong & done.unsure).sum()), int(wrong.sum())


def _shares(rows: list[dict]) -> dict:
    """Means over cases of each kind."""
    out = {}
    for kind in KINDS:
        of_kind = [row for row in rows if row["kind"] == kind]
        if of_kind:
            names = ("exact", "palette_map", "changed_exact", "palette_map_changed", "unsure", "wrong_and_unsure")
            names += tuple(name for name in ("animator", "animator_changed") if name in of_kind[0])
            out[kind] = {name: float(np.mean([row[name] for row in of_kind])) for name in names}
            counted = [name for name in of_kind[0] if name.startswith(("unsure_", "surely_"))]
            out[kind] |= {name: sum(row[name] for row in of_kind) for name in counted}
            out[kind] |= {name: max(row[name] for row in of_kind) for name in ("off_palette", "cpu_s")}
            out[kind] |= {"worst_pose": min(row["worst_pose"] for row in of_kind), "cases": len(of_kind)}
    return out


def _picture(path: Path, case: Case, done) -> None:
    """Before, after, truth, and what is wrong, in four lines."""
    cells = []
    for pose, each in enumerate(done):
        room = case.room
        before = np.pad(case.poses[pose], ((room, room), (room, room), (0, 0)))
        after = np.zeros_like(before)
        left, top, right, bottom = (room - side for side in each.margin)
        if min(left, top, right, bottom) >= 0:
            after[top : after.shape[0] - bottom, left : after.shape[1] - right] = each.rgba
        truth = case.truth[pose]
        wrong = (np.where(truth[..., 3:] > 0, truth, 0) != np.where(after[..., 3:] > 0, after, 0)).any(axis=2)
        shown = np.zeros_like(after)
        shown[(after[..., 3] > 0) | wrong] = (60, 60, 60, 255)
        inner = each.unsure
        if min(left, top, right, bottom) >= 0:
            shown[top : after.shape[0] - bottom, left : after.shape[1] - right][inner] = (240, 220, 60, 255)
        shown[wrong] = (255, 0, 0, 255)
        cells.append([before, after, truth, shown])
    high, wide = (max(cell[0].shape[axis] for cell in cells) for axis in (0, 1))
    board = np.zeros((4 * high, wide * len(cells), 4), np.uint8)
    for column, cell in enumerate(cells):
        for row, part in enumerate(cell):
            board[row * high : row * high + part.shape[0], column * wide : column * wide + part.shape[1]] = part
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(over_checker(board, max(1, 1600 // board.shape[1]))).save(path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dolls", type=int, default=0, help="so many paper dolls, in place of the hero")
    parser.add_argument("--first-seed", type=int, default=100, help="number of the first doll or character")
    parser.add_argument("--lpc", type=Path, help="the LPC layer pack, in place of the hero")
    parser.add_argument("--characters", type=int, default=2)
    parser.add_argument("--examples", type=int, default=1, help="poses painted by hand")
    parser.add_argument("--animator", type=float, default=0, help="train one for so many minutes, and compare")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--pictures", type=Path, help="folder for pictures of every case")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_utime:.1f} s of CPU in all", file=sys.stderr)

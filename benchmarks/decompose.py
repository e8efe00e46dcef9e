"""How completely recordings come apart: every clip asked for in one run, mode + connected components beside it.

python benchmarks/decompose.py --work DIR --markdown docs/results.md   # everything; what is made stays in DIR
python benchmarks/decompose.py --only swarm Breakout --work DIR        # some rows; what is in DIR is used again
python benchmarks/decompose.py --quick                                 # a few short clips, in less than three minutes
"""

import json
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from asked import ATARI_MEAN, DATA, QUICK
from clips import MAKERS
from decomposed import Metrics, means, measured
from first_path import work_folder
from lab import Lab
from rich.console import Console
from rows import Limits, Row, text, update

SHOWN = (
    *(
        "exact_frames",
        "precision",
        "recall",
        "f1",
        "class_f1",
        "class_f1_field",
        "class_f1_mean",
        "class_f1_worst",
        "foreground_iou",
    ),
    *("psnr_db", "unexplained_px", "exact_frames_all", "unseen_world_frames"),
    *("truth_sprites_found", "truth_sprites_recovered", "dictionary_ratio", "sprites", "crumbs_share"),
    *("placements_per_frame", "bytes_per_frame", "clip_bytes_per_frame", "encoder_precision", "encoder_recall"),
    *("mining_fps", "mining_gb", "train_cpu_s", "cold_fps", "warm_fps"),
)
"""What tables show, in this order; JSON has everything."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure how recordings come apart: every clip, or those named."""

    only: tuple[str, ...] = ()
    """Rows to measure, e.g. swarm human_priors/maps Breakout; all where none is named."""
    work: Path | None = None
    """Folder for recordings, runs and bundles; what is there already is used again. Without it: a temporary one."""
    again: bool = False
    """Train again what the rows need, though there are runs in --work."""
    steps: int | None = None
    """Training steps of the encoder; without it, those training chooses by itself."""
    quick: bool = False
    """A few clips, short, hardly any training: does it all run?"""
    json: bool = False
    """Print the rows as JSON on stdout, and nothing else there."""
    out: Path | None = None
    """Also write that JSON to a file, anew after each row."""
    markdown: Annotated[Path | None, tyro.conf.arg(metavar="FILE")] = None
    """Also put the tables in their places in a page such as docs/results.md."""


def measure(settings: Settings, lab: Lab) -> Iterator[Metrics]:
    """The rows asked for, as they are done; one that can't be made says why, and the others go on."""
    names = settings.only or (QUICK if settings.quick else tuple(DATA))
    if settings.again:
        for name in {DATA[name].learnt for name in names}:
            lab.forget(name)
    rows = []
    for name in names:
        print(f"--- {name}", file=sys.stderr)
        rows.append({"data": name, **_measured(name, lab)})
        yield rows[-1]
    yield from means(rows)


def _measured(name: str, lab: Lab) -> Metrics:
    if DATA[name].absent is not None:
        return {"absent": DATA[name].absent}
    try:
        return measured(DATA[name], lab)
    except (Exception, SystemExit) as err:  # noqa: BLE001  (a row that fails should not take the others along)
        traceback.print_exc()
        return {"absent": f"{type(err).__name__}: {err}"}


def table(row: Metrics) -> list[Row]:
    """The numbers of one clip beside what is asked."""
    group = f"decompose {row['data']}"
    if "absent" in row:
        return [Row(group=group, what="measured", reached="no", note=row["absent"])]
    asked = ATARI_MEAN if row["data"] == "atari" else DATA[row["data"]].asked
    names = [name for name in SHOWN if name in asked or row.get(name) is not None]
    beside = {name: row.get(f"floor_{name}", _total(row.get(f"naive_{name}"))) for name in names}
    return [
        Row(group=group, what=name, reached=row.get(name), beside=beside[name], **_limits(asked.get(name), row))
        for name in names
    ]


def _limits(limits: Limits | None, row: Metrics) -> dict[str, float | None]:
    if limits is None:
        return {}
    most = limits.most if limits.most_of is None else _total(row.get(limits.most_of))
    return {"least": limits.least, "most": most}


def _total(number: float | Mapping[str, float] | None) -> float | None:
    """A number of which JSON has the parts, too."""
    return number["all"] if isinstance(number, Mapping) else number


def main(settings: Settings) -> int:
    """Measure; 1 where a number is not as asked, or could not be had."""
    if unknown := [name for name in settings.only if name not in DATA]:
        print(f"no row {', '.join(unknown)}; known: {', '.join(DATA)}.", file=sys.stderr)
        return 2
    found: list[Metrics] = []
    with work_folder(settings) as folder:
        for row in measure(settings, Lab(folder=folder, quick=settings.quick, steps=settings.steps, makers=MAKERS)):
            found.append(row)
            if settings.out is not None:
                settings.out.write_text(json.dumps(found, indent=1) + "\n")
    tables = [table(row) for row in found]
    rows = [row for group in tables for row in group]
    if settings.json:
        print(json.dumps(found, indent=1))
    else:
        Console(width=None if sys.stdout.isatty() else 110).print(text(rows))
    if settings.markdown is not None:
        for group in update(settings.markdown, rows):
            print(
                f"{settings.markdown} has no place for {group}: add <!-- {group} --> and <!-- end -->.", file=sys.stderr
            )
    return 1 if any(row.met is False or row.what == "measured" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))

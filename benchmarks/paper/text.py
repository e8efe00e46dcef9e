"""How many glyphs of pages of text come out as sprites of their own (section 4.5 and Figure 11 of the first paper).

python benchmarks/paper/text.py --json           # 200 pages of each kind
python benchmarks/paper/text.py --quick          # 40 pages: does it all run?
python benchmarks/paper/text.py --only clean scan --learnt 1500     # learnt by gradient from a random start, not mined

Mined from the first four fifths of the pages, as `spritelift train --preset fast` does; the last fifth is decomposed. A
true glyph counts as found where a placement's box has an IoU of at least 0.5 with its own, one to one, and the
placement's sprite is the glyph's character: a sprite counts as the character that it was matched to most often.
"""

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import text_pages
import tyro
from learnt import IN_MINUTES
from text_pages import Look, Words

sys.path.append(str(Path(__file__).parents[1]))

from rows import Row, tell

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.matching import box_iou, pairs_of, share
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.truth import Truth
from spritelift_runtime.visible import IdPainter
from spritelift_trainer.export import export
from spritelift_trainer.sources import trained_frames
from spritelift_trainer.train import train

ASKED_RECALL = 0.95
QUICK_PAGES = 40
HELD_OUT = 0.2


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure glyph recall on pages of text."""

    only: tuple[str, ...] = ()
    """Kinds of pages, e.g. clean scan; all where none is named."""
    pages: int = text_pages.FRAMES
    """Pages of each kind."""
    seed: int = 0
    learnt: int = 0
    """Updates of a dictionary learnt by gradient, from a random start, in place of a mined one; 0: mined."""
    quick: bool = False
    """Few pages: does it all run?"""
    work: Path | None = None
    """Folder for recordings and what was mined; what is there already is used again. Without it: a temporary one."""
    json: bool = False
    """Print the rows as JSON on stdout, and nothing else there."""


LEARNT: dict[str, object] = IN_MINUTES | {"k": 16, "sprites": 64, "layers": 1}
"""Letters are up to 16 px high, and none stands over another."""


@dataclass(frozen=True)
class Kind:
    """One kind of pages."""

    look: Look
    words: Words
    letter_px: int = 0
    """Space added between letters."""
    asked: float | None = None


KINDS = {
    "clean": Kind("clean", "made up", asked=ASKED_RECALL),
    "spaced_1": Kind("clean", "made up", letter_px=1),
    "spaced_2": Kind("clean", "made up", letter_px=2),
    "passage": Kind("clean", "passage"),
    "antialiased": Kind("antialiased", "made up"),
    "antialiased_spaced_2": Kind("antialiased", "made up", letter_px=2),
    "scan": Kind("scan", "made up"),
}


@dataclass(frozen=True)
class Score:
    """What came out of the held-out pages."""

    glyph_recall: float | None
    """Found, as the module says."""
    glyph_recall_mirrored: float | None
    """The same where a sprite mirrored counts as another: b is a mirrored p to mining, u an n upside down."""
    box_recall: float | None
    """The same, whatever the character."""
    box_precision: float | None
    """Placements that are a glyph's."""
    sprites: int
    exact_frames: float
    placements_per_frame: float
    glyphs_per_frame: float


def learnt(recording: Recording, folder: Path, steps: int = 0) -> Bundle:
    """What is learnt from the pages that are not held out, in so many updates, or by mining alone; what `folder` has
    already is not learnt again.

    A mined dictionary's encoder is left untrained: where it has nothing to say, the exact search finds the glyphs
    alone.
    """
    if not (folder / "bundle").is_dir():
        shutil.rmtree(folder / "run", ignore_errors=True)
        how: dict[str, Any] = {"preset": "paper", "changes": LEARNT} if steps else {}
        run = train([recording.path], folder / "run", steps=steps, holdout=HELD_OUT, device="cpu", **how)
        export([run.path], folder / "bundle")
    return Bundle.open(folder / "bundle")


def score(bundle: Bundle, scenes: Scenes, truth: Truth, first: int) -> Score:
    """Compare scenes, of frames from number `first`, with the glyphs that are there."""
    painter, glyphs = IdPainter(bundle.learned), 0
    pairs, mirrored = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for i in range(len(scenes)):
        start, stop = scenes.placement_offsets[i : i + 2].tolist()
        there = truth.boxes(first + i)
        rows, columns = pairs_of(box_iou(painter.boxes(scenes, i), there[:, 1:]))
        sprites, flips = scenes.placements[start:stop][rows][:, [0, 4]].T
        characters = there[columns, 0].tolist()
        pairs.update(zip(sprites.tolist(), characters, strict=True))
        mirrored.update(zip((4 * sprites + flips).tolist(), characters, strict=True))
        glyphs += len(there)
    return Score(
        share(sum(usual(pairs).values()), glyphs),
        share(sum(usual(mirrored).values()), glyphs),
        share(sum(pairs.values()), glyphs),
        share(sum(pairs.values()), len(scenes.placements)),
        len(bundle.sprites),
        float((scenes.unexplained_px == 0).mean()),
        len(scenes.placements) / len(scenes),
        glyphs / len(scenes),
    )


def usual(pairs: Counter[tuple[int, int]]) -> dict[int, int]:
    """How often each sprite was matched to its most frequent character."""
    most: dict[int, int] = {}
    for (sprite, _), count in pairs.items():
        most[sprite] = max(most.get(sprite, 0), count)
    return most


def measured(name: str, pages: int, seed: int, folder: Path, steps: int = 0) -> Iterator[Row]:
    """The rows of one kind."""
    kind, out = KINDS[name], folder / f"{name}_{pages}_{seed}"
    recording = opened(out / "recording", kind, pages, seed)
    begun = time.process_time()
    bundle = learnt(recording, out / f"learnt_{steps}" if steps else out, steps)
    cost = time.process_time() - begun
    first = trained_frames(len(recording), HELD_OUT)
    scenes = bundle.decomposer(threads=1)(recording.frames[first:])
    found = score(bundle, scenes, Truth.load(recording.truth_path or ""), first)
    group = f"text {name}" + (f", {steps} updates" if steps else "")
    note = f"of {found.glyphs_per_frame:.0f} a page, {len(scenes)} pages held out"
    yield Row(
        group=group, what="glyph_recall", note=note, reached=found.glyph_recall, least=None if steps else kind.asked
    )
    for what, value in asdict(found).items():
        if what != "glyph_recall":
            yield Row(group=group, what=what, reached=value)
    yield Row(
        group=group,
        what="learning_cpu_s" if steps else "mining_cpu_s",
        note="about none where it was done before",
        reached=cost,
    )


def opened(out: Path, kind: Kind, pages: int, seed: int) -> Recording:
    """The pages, set if they are not there; a recording without its truth was stopped half-way."""
    if not (out / "truth.npz").is_file():
        shutil.rmtree(out, ignore_errors=True)
        text_pages.record(out, pages, seed, kind.look, kind.words, kind.letter_px)
    return Recording.open(out)


@contextmanager
def work_folder(work: Path | None) -> Iterator[Path]:
    """The folder given, or one that is gone afterwards."""
    if work is not None:
        yield work
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main(settings: Settings) -> int:
    """Measure; 1 where a number is not as asked."""
    if unknown := [name for name in settings.only if name not in KINDS]:
        print(f"no kind {', '.join(unknown)}; known: {', '.join(KINDS)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    with work_folder(settings.work) as folder:
        for name in settings.only or KINDS:
            print(f"--- {name}", file=sys.stderr)
            rows += measured(
                name, QUICK_PAGES if settings.quick else settings.pages, settings.seed, folder, settings.learnt
            )
    return tell(rows, quick=settings.quick, as_text=not settings.json)


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))

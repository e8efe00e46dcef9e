"""Progress on stderr: a line that lives while a verb works."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from spritelift.results import size_words, stdout_for_results

RecordingProgress = Callable[[int, int], None]
TrainingProgress = Callable[[str, int, int, Mapping[str, float]], None]
FrameProgress = Callable[[int, int], None]

TOLD = ("loss", "precision", "recall")
"""What a line of 80 letters has room for; a run's metrics.jsonl has every number."""


@contextmanager
def recording_line() -> Iterator[RecordingProgress]:
    """Gives `progress(frames_so_far, bytes_so_far)`, shown as frames, frames a second and size."""
    with _progress(SpinnerColumn(), TextColumn("{task.description}")) as bars:
        task, begun = bars.add_task("recording", total=None, visible=False), time.monotonic()

        def told(frames: int, size: int) -> None:
            pace = frames / max(time.monotonic() - begun, 1e-3)
            bars.update(
                task, description=f"{frames:,} frames   {pace:,.0f} frames/s   {size_words(size)}", visible=True
            )

        yield told


@contextmanager
def training_bars() -> Iterator[TrainingProgress]:
    """Gives `progress(stage, done, total, numbers)`: a bar for every stage, with the time left and its numbers."""
    with _progress(*_BAR, TextColumn("{task.fields[numbers]}", table_column=_WHOLE)) as bars:
        tasks: dict[str, TaskID] = {}

        def told(stage: str, done: int, total: int, numbers: Mapping[str, float]) -> None:
            if stage not in tasks:
                for before in bars.tasks:  # a stage tells where it begins a piece, not that it has ended
                    bars.update(before.id, completed=before.total)
                tasks[stage] = bars.add_task(stage, total=total, numbers="")
            words = "  ".join(f"{name} {numbers[name]:.3g}" for name in TOLD if name in numbers)
            bars.update(tasks[stage], completed=done, total=total, numbers=words)

        yield told


@contextmanager
def frames_bar(what: str) -> Iterator[FrameProgress]:
    """Gives `progress(done, total)` of one job over frames."""
    with training_bars() as told:
        yield lambda done, total: told(what, done, total, {})


@contextmanager
def _progress(*columns: ProgressColumn) -> Iterator[Progress]:
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=False) as bars, stdout_for_results():
        yield bars


_WHOLE = Column(no_wrap=True)
_BAR = (
    TextColumn("{task.description:<10}", table_column=_WHOLE),
    BarColumn(bar_width=20),
    MofNCompleteColumn(table_column=_WHOLE),
    TimeRemainingColumn(compact=True, table_column=_WHOLE),
)

"""A bundle measured on a recording, with the truth where there is one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle
    from spritelift_runtime.recording import Recording


def measure(
    bundle: "Bundle",
    recording: "Recording",
    *,
    truth: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The metrics of docs/design.md. Without `truth`, the recording's own is taken, if the game told it one."""
    from spritelift_runtime.metrics import evaluate
    from spritelift_runtime.truth import Truth

    path = truth or recording.truth_path
    return evaluate(bundle, recording, truth=Truth.load(path) if path else None, progress=progress)

"""What a verb found, on stdout: for people a line each, for programs one JSON object."""

import json
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any


def show(results: Mapping[str, Any], *, as_json: bool) -> None:
    """Print `results`; with `as_json`, as one JSON object and nothing else."""
    if as_json:
        print(json.dumps(_plain(results), allow_nan=False))
    else:
        width = max((len(name) for name in results), default=0)
        for name, value in results.items():
            parts = value if isinstance(value, list) else [value]
            for label, part in zip([name, *[""] * len(parts)], parts, strict=False):
                print(f"{label:<{width}}  {_words(part)}")
    sys.stdout.flush()


@contextmanager
def stdout_for_results() -> Iterator[None]:
    """Send what libraries and recorded programs print meanwhile to stderr: with --json, stdout is one object."""
    with redirect_stdout(sys.stderr):
        yield


def seconds(value: float) -> float:
    """Rounded to what anybody wants to know."""
    return round(value, 2)


def folder_bytes(path: Path) -> int:
    """Size of a file, or of everything in a folder, in bytes."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def size_words(count: float) -> str:
    """Bytes in the unit that keeps the number short."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    value = _python(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no word for it
    return str(value) if isinstance(value, Path) else value


def _words(value: Any) -> str:
    value = _python(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return "-" if value is None else str(value)


def _python(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value  # numpy's numbers, without importing numpy for --help

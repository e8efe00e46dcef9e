"""What is wrong with a training run: its settings, checkpoints and measurements."""

import json
from collections.abc import Iterator
from pathlib import Path

from spritelift_runtime.files import read_json, sha256

RUN_JSON = "run.json"
MEASURES = "metrics.jsonl"


def run_faults(path: Path) -> Iterator[str]:
    """One line a fault: files that run.json names by hash, weights that are cut off, measurements that are no JSON."""
    run = read_json(path / RUN_JSON, "run")
    files = run.get("files", {})
    for name, wanted in files.items() if isinstance(files, dict) else ():
        if not (path / name).is_file():
            yield f"{path / name} is missing. Put it back, or train again."
        elif sha256(path / name) != wanted:
            yield f"{path / name} is not the file that training wrote. Put it back, or train again."
    for weights in sorted(path.rglob("*.safetensors")):
        if fault := weights_fault(weights):
            yield f"{weights} {fault}. Remove it and train on with --resume."
    if (path / MEASURES).is_file():
        yield from _measure_faults(path / MEASURES)


def weights_fault(path: Path) -> str | None:
    """What is wrong with a safetensors file, seen without its package: header, shapes and length must agree.

    Its layout: 8 bytes with the header's length, the header in JSON with each tensor's begin and end, the tensors.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size - 8:
            return "is cut off within its header"
        try:
            header = json.loads(file.read(length))
            ends = [part["data_offsets"][1] for name, part in header.items() if name != "__metadata__"]
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            return "is not safetensors"
    missing = 8 + length + max(ends, default=0) - path.stat().st_size
    return f"is {missing} bytes short" if missing > 0 else None


def _measure_faults(path: Path) -> Iterator[str]:
    whole, _, _ = path.read_bytes().rpartition(b"\n")  # a kill may cut the last line off
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            good = isinstance(json.loads(line), dict)
        except ValueError:
            good = False
        if not good:
            yield f"{path} line {number} is no JSON object. Remove that line."
            return

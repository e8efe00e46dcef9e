"""Training states on disk: `checkpoints/step_000600.safetensors` with a JSON beside it, each whole or absent."""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from spritelift_runtime.errors import FormatError
from spritelift_runtime.files import read_json, sha256, write_bytes, write_json

FOLDER = "checkpoints"
KEPT = 2
"""Newest checkpoints that stay; older ones are removed."""


def save_checkpoint(run: Path, step: int, net: nn.Module, optimizer: torch.optim.Optimizer) -> Path:
    """Write the state after `step` updates; returns the tensors' file."""
    path = run / FOLDER / f"step_{step:06d}.safetensors"
    state = {f"net.{name}": tensor for name, tensor in net.state_dict().items()}
    for number, values in optimizer.state_dict()["state"].items():
        state |= {f"optimizer.{number}.{name}": torch.as_tensor(value) for name, value in values.items()}
    write_bytes(path, save({name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}))
    # The JSON comes last: a checkpoint counts once it is there.
    write_json(path.with_suffix(".json"), {"format": "spritelift.checkpoint/1", "step": step, "sha256": sha256(path)})
    for old in checkpoints(run)[:-KEPT]:
        old.with_suffix(".json").unlink()
        old.unlink()
    return path


def checkpoints(run: Path) -> list[Path]:
    """Whole checkpoints of a run, oldest first."""
    return sorted(path for path in (run / FOLDER).glob("step_*.safetensors") if path.with_suffix(".json").is_file())


def load_checkpoint(path: Path, net: nn.Module, optimizer: torch.optim.Optimizer | None = None) -> int:
    """Put a checkpoint's state into `net` and `optimizer`; returns its step.

    Raises:
        FormatError: the file was changed, or belongs to a net of another shape.
    """
    about = read_json(path.with_suffix(".json"), "checkpoint")
    if not path.is_file() or sha256(path) != about["sha256"]:
        raise FormatError(f"{path} is missing or was changed. Remove it and its .json; the one before it will do.")
    try:
        state = load_file(path)
        net.load_state_dict({name[4:]: tensor for name, tensor in state.items() if name.startswith("net.")})
    except (SafetensorError, RuntimeError, KeyError) as err:
        raise FormatError(f"{path} does not fit this run ({str(err).splitlines()[0]}). Train again.") from err
    if optimizer is not None:
        _load_optimizer(optimizer, state)
    return int(about["step"])


def _load_optimizer(optimizer: torch.optim.Optimizer, state: dict[str, Tensor]) -> None:
    whole = optimizer.state_dict()
    values: dict[int, dict[str, Tensor]] = {}
    for name, tensor in state.items():
        if name.startswith("optimizer."):
            _, number, word = name.split(".")
            values.setdefault(int(number), {})[word] = tensor
    optimizer.load_state_dict({**whole, "state": values})

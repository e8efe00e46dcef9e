"""How much memory a step takes, told before it is too much."""

from pathlib import Path

import torch

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.marionette.shape import Shape

COPIES = 8.0
"""What a step keeps of every layer of moved sprites, 4 channels of 2k x 2k for each anchor, for its gradient and in
between, in copies of it (measured at 1 to 8 frames: 3.3 with the shared head, 7.4 with the network on crops)."""
FIXED_BYTES = 600e6
"""What a step takes beside that: libraries, weights, their gradients and moments."""


def check_memory(shape: Shape, batch: int, device: torch.device) -> None:
    """Refuse a batch for which there is no memory.

    Raises:
        ConfigError: names the batch that would fit.
    """
    free = _free_bytes(device)
    if free is None or (needed := needed_bytes(shape, batch)) <= free:
        return
    fitting = int(batch * (free - FIXED_BYTES) / max(needed - FIXED_BYTES, 1))
    mend = f"Try --set batch={fitting}." if fitting >= 1 else "Try a smaller frame, a larger k, or fewer layers."
    raise ConfigError(
        f"a step of {batch} frames takes about {needed / 1e9:.1f} GB, of which {device.type} has {free / 1e9:.1f} "
        f"left. {mend}"
    )


def needed_bytes(shape: Shape, batch: int) -> float:
    """An estimate."""
    moved = batch * shape.layers * shape.anchors * 4 * (2 * shape.k) ** 2 * 4
    return FIXED_BYTES + COPIES * moved


def _free_bytes(device: torch.device) -> float | None:
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    told = Path("/proc/meminfo")
    if not told.is_file():  # elsewhere the system itself makes room, slowly
        return None
    lines = dict(line.split(":") for line in told.read_text().splitlines())
    return 1024.0 * int(lines["MemAvailable"].split()[0])

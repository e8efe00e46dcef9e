"""What mining a recording costs, in a process of its own: CPU time of one core, and the most memory held.

OMP_NUM_THREADS=1 python benchmarks/mining_cost.py RECORDING [FRAMES]
"""

import json
import sys
import time
from pathlib import Path

from spritelift_runtime.recording import Recording
from spritelift_trainer.mining.mine import mine

WARM_UP = 20


def peak_bytes() -> int:
    """The most memory this process held at once."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux's ru_maxrss counts what the parent held before this program began
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    import resource  # there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


class Stages:
    """CPU seconds of each stage that mining tells of."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", time.process_time()

    def told(self, what: str, done: int, of: int) -> None:
        """A stage goes on, or another begins."""
        name = f"{what} {done + 1} of {of}" if of < WARM_UP else what
        now = time.process_time()
        if self._stage:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = name, now


def main(path: str, frames: int | None = None) -> None:
    """Mine all frames, or the first ones; print the cost as JSON."""
    recording = Recording.open(path)
    mine([recording], [(0, min(WARM_UP, len(recording)))])  # compiles what is compiled on first use
    stages, wall, cpu = Stages(), time.perf_counter(), time.process_time()
    mined = mine([recording], [(0, min(frames or len(recording), len(recording)))], stages.told)
    stages.told("", 0, 0)
    found = {
        "frames": len(mined.scenes),
        "sprites": len(mined.art.sprites),
        "placements": len(mined.scenes.placements),
        "exact_frames": float((mined.scenes.unexplained_px == 0).mean()),
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_bytes": peak_bytes(),
        "stages_s": stages.seconds,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))

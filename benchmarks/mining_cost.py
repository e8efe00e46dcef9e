"""What mining a recording costs, in a process of its own: CPU time of one core, and the most memory held.

OMP_NUM_THREADS=1 python benchmarks/mining_cost.py RECORDING
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


def main(path: str) -> None:
    """Mine all frames; print the cost as JSON."""
    recording = Recording.open(path)
    mine([recording], [(0, min(WARM_UP, len(recording)))])  # compiles what is compiled on first use
    wall, cpu = time.perf_counter(), time.process_time()
    mined = mine([recording], [(0, len(recording))])
    found = {
        "frames": len(recording),
        "sprites": len(mined.art.sprites),
        "exact_frames": float((mined.scenes.unexplained_px == 0).mean()),
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_bytes": peak_bytes(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])

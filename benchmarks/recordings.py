"""What a recording costs: CPU time to write and read a frame, bytes on disk.

python benchmarks/recordings.py [frames]
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from spritelift_envs.recorder import make_env, record_env
from spritelift_runtime.errors import MissingError
from spritelift_runtime.recording import Recording

GAMES = ("spritelift/Swarm-v0", "spritelift/Meadow-v0", "ALE/SpaceInvaders-v5")


def cpu_ms(work, frames):
    """CPU time of `work`, in milliseconds a frame."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun) / frames


def write(path, frames):
    """Record frames that are there already."""
    height, width = frames.shape[1:3]
    with Recording.create(path, size=(width, height)) as writer:
        for frame in frames:
            writer.append(frame, 0)


def measure(game, count, folder):
    """One row: a random player's frames, written again, read in order and at random."""
    frames = record_env(game, folder / "play", frames=count).frames[:]
    written = cpu_ms(lambda: write(folder / "again", frames), count)
    recording = Recording.open(folder / "again")
    read = cpu_ms(lambda: [None for _ in recording.frames], count)
    numbers = np.random.default_rng(0).integers(0, count, 100).tolist()
    jumped = cpu_ms(lambda: [recording.frames[number] for number in numbers], 100)
    size = (folder / "again" / "frames.mkv").stat().st_size / count
    width, height = recording.size
    print(f"| {game} | {width}x{height} | {size:.0f} | {written:.2f} | {read:.2f} | {jumped:.1f} |")


def main(count):
    """A table row for every game that is installed."""
    print("| game | size | bytes a frame | write, ms | read in order, ms | read at random, ms |")
    print("|---|---|---|---|---|---|")
    for game in GAMES:
        try:
            make_env(game).close()
        except MissingError:
            continue
        with tempfile.TemporaryDirectory() as folder:
            measure(game, count, Path(folder))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)

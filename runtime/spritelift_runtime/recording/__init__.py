"""One play as a folder: lossless frames, one line a step, and what made it.

    recording.json   frame size, fps, counts, source, seed, action space, key map, versions
    frames.mkv       every frame, bit for bit, in RGB H.264; any video player opens it
    steps.jsonl      one line a frame: episode, t, action, reward, terminated, truncated
    truth.npz        what the frames truly show, where the game told

`Recording.create` writes one, `Recording.open` reads one.
"""

from spritelift_runtime.recording.frames import Frames
from spritelift_runtime.recording.reader import Recording
from spritelift_runtime.recording.steps import Step, Steps
from spritelift_runtime.recording.writer import RecordingWriter

__all__ = ["Frames", "Recording", "RecordingWriter", "Step", "Steps"]

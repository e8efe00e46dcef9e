"""ONNX models, ready to run."""

import ctypes
import sys
from pathlib import Path

import onnxruntime

_CPU = "CPUExecutionProvider"


def session_of(model: Path | bytes, threads: int = 0, *, on_cpu: bool = False) -> onnxruntime.InferenceSession:
    """A model, of a file or of its content, on so many CPU threads (0: one for each core), or on a GPU where there is
    one; always on the processor with `on_cpu`."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only: its remarks on unused constants are not the user's concern
    content = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(content, options, providers=[_CPU] if on_cpu else _providers())


def _providers() -> list[str]:
    """CUDA where there is a driver for it, else the CPU: onnxruntime-gpu offers CUDA everywhere, and fails loudly."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return [_CPU]
    offered = onnxruntime.get_available_providers()
    return [name for name in ("CUDAExecutionProvider", _CPU) if name in offered]

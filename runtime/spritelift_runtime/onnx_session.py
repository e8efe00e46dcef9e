"""ONNX models, ready to run."""

import ctypes
import sys
from pathlib import Path

import onnxruntime


def session_of(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A model on so many CPU threads, or on a GPU where there is one."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only: its remarks on unused constants are not the user's concern
    return onnxruntime.InferenceSession(str(path), options, providers=_providers())


def _providers() -> list[str]:
    """CUDA where there is a driver for it, else the CPU: onnxruntime-gpu offers CUDA everywhere, and fails loudly."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return ["CPUExecutionProvider"]
    offered = onnxruntime.get_available_providers()
    return [name for name in ("CUDAExecutionProvider", "CPUExecutionProvider") if name in offered]

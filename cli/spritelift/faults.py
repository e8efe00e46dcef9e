"""What went wrong, in the one line that a user can act on."""

import errno

from spritelift_runtime.errors import SpriteliftError

_EXTRAS = {
    **dict.fromkeys(("torch", "onnx", "safetensors", "einops"), "train"),
    "ale_py": "atari",
    "minari": "minari",
    "h5py": "minari",
}
_MENDS = {
    errno.ENOSPC: "The disk is full. Make room, or choose an --out on another disk.",
    errno.EDQUOT: "Your share of the disk is full. Make room, or choose an --out on another disk.",
    errno.EFBIG: "That disk or account allows no file so large. Choose an --out on another disk.",
    errno.EACCES: "You may not read or write there. Choose another path, or change its permissions.",
    errno.EPERM: "You may not read or write there. Choose another path, or change its permissions.",
    errno.EROFS: "That disk can't be written. Choose another --out.",
    errno.EEXIST: "Something of that name is in the way. Choose another path.",
    errno.ENOENT: "It is not there. Check the path.",
    errno.ENOTDIR: "A part of that path is a file, not a folder. Check the path.",
    errno.EISDIR: "That is a folder where a file is wanted. Check the path.",
    errno.ENAMETOOLONG: "That name is too long for this disk. Choose a shorter one.",
}


def one_line(err: Exception) -> str | None:
    """The message for an error that the user can mend; None for one that only a developer can."""
    if isinstance(err, SpriteliftError):
        return " ".join(str(err).split())
    if isinstance(err, ModuleNotFoundError):
        return _missing_package(err)
    if isinstance(err, OSError) and err.errno in _MENDS:
        where = f"{err.filename}: " if err.filename else ""
        return f"{where}{err.strerror}. {_MENDS[err.errno]}"
    return None


def _missing_package(err: ModuleNotFoundError) -> str | None:
    package = (err.name or "").partition(".")[0]
    if package not in _EXTRAS:
        return None
    return (
        f"this needs {package}, which is not installed. Install it with `pip install 'spritelift[{_EXTRAS[package]}]'`."
    )

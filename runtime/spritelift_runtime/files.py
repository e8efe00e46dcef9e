"""Files that are whole or absent: written under a temporary name in the same folder, flushed, then renamed."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spritelift_runtime.errors import ConfigError, FormatError, MissingError


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` whole, or leave `path` as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)  # mkstemp's 0600 would hide the file from other users
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def write_json(path: Path, content: Any) -> None:
    """Write `content` as indented JSON, whole or not at all."""
    write_bytes(path, (json.dumps(content, indent=1) + "\n").encode())


def read_json(path: Path, kind: str) -> dict[str, Any]:
    """Read a JSON object whose "format" is `spritelift.<kind>/1`.

    Raises:
        MissingError: no such file.
        FormatError: not JSON, not an object, or of another kind or version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingError(f"{path} is missing. Is {path.parent} really a spritelift {kind}?") from None
    except (ValueError, OSError) as err:
        raise FormatError(f"{path} can't be read as JSON ({err}). Make the {kind} again.") from err
    wanted = f"spritelift.{kind}/1"
    if not isinstance(content, dict) or content.get("format") != wanted:
        found = content.get("format") if isinstance(content, dict) else type(content).__name__
        raise FormatError(f"{path} has format {found!r}, this version reads {wanted!r}. Make the {kind} again.")
    return content


def file_names(names: Sequence[str]) -> list[str]:
    """A name for a file of each, no two the same on any system: letters and signs that files can't have are `_`, and
    what would be there already gets a number."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name).strip(" .") or "_"
        tries = (plain if k == 1 else f"{plain}_{k}" for k in range(1, len(names) + 2))
        found.append(next(each for each in tries if each.casefold() not in taken))
        taken.add(found[-1].casefold())
    return found


def sha256(path: Path) -> str:
    """The file's SHA-256, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_all(folder: Path, names: Iterable[str]) -> str:
    """One SHA-256 of these files of a folder, their names included, whatever order they are given in."""
    lines = (f"{name} {sha256(folder / name)}\n" for name in sorted(names))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@contextmanager
def whole_folder(path: Path, *, replaces: str | None = None) -> Iterator[Path]:
    """Give a draft folder beside `path`; it becomes `path` when the block ends well, and is gone when it doesn't.

    `replaces` names a file that marks a folder of the same kind: such a folder is replaced; any other
    folder with something in it is refused.

    Raises:
        ConfigError: `path` is taken by something else.
    """
    if path.exists() and not path.is_dir():
        raise ConfigError(f"{path} is a file. Choose another --out.")
    if path.exists() and any(path.iterdir()) and not (replaces and (path / replaces).exists()):
        raise ConfigError(f"{path} is not empty. Choose another --out, or remove it first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    draft.chmod(0o755)
    try:
        yield draft
        _exchange(path, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def put_back(path: Path) -> None:
    """A folder that `whole_folder` was about to replace when it was killed, back in its place, whole."""
    if not path.exists() and _aside(path).is_dir():
        _aside(path).rename(path)


def _exchange(path: Path, draft: Path) -> None:
    """The draft in place of what is there. Killed at any moment, one of the two is left whole: `put_back` finds it."""
    put_back(path)
    if path.exists():
        shutil.rmtree(_aside(path), ignore_errors=True)  # replaced before, and the kill came while it was taken away
        path.rename(_aside(path))
    try:
        draft.rename(path)
    except BaseException:
        put_back(path)
        raise
    shutil.rmtree(_aside(path), ignore_errors=True)


def _aside(path: Path) -> Path:
    path = path.absolute()
    return path.with_name(f".{path.name}.was")

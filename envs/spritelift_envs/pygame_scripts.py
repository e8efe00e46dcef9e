"""Running somebody's script in this process, as Python would run it."""

import importlib.util
import runpy
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from spritelift_runtime.errors import MissingError


def program_of(script: str) -> Callable[[], object]:
    """What runs a script (a file, or a module's name) as `__main__`.

    Raises:
        MissingError: no such file or module.
    """
    path = Path(script)
    if path.is_file():
        return lambda: runpy.run_path(script, run_name="__main__")
    try:
        found = path.suffix != ".py" and importlib.util.find_spec(script) is not None
    except (ImportError, ValueError):
        found = False
    if not found:
        raise MissingError(f"there is no pygame program {script!r}: no such file, and no module of that name.")
    return lambda: runpy.run_module(script, run_name="__main__", alter_sys=True)


@contextmanager
def called_as(script: str, args: Sequence[str]) -> Iterator[None]:
    """`sys` as if Python had been called with the script."""
    argv, path = sys.argv, list(sys.path)
    here = Path(script).resolve().parent if Path(script).is_file() else Path.cwd()
    sys.argv, sys.path[:0] = [script, *args], [str(here)]
    try:
        yield
    finally:
        sys.argv, sys.path[:] = argv, path

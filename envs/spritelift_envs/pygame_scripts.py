"""Running somebody's script in this process, as Python would run it."""

import importlib.util
import runpy
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from spritelift_runtime.errors import ConfigError, MissingError


class End(BaseException):
    """Ends the program from inside its own loop. Not an Exception: programs catch those and go on."""


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


def fault_of(run: Callable[[], object], script: str, args: Sequence[str]) -> ConfigError | None:
    """Run a program until it ends, is ended or interrupted; gives what it failed with."""
    try:
        with called_as(script, args):
            run()
    except (End, SystemExit, KeyboardInterrupt):
        return None
    except Exception as err:  # noqa: BLE001  (anybody's program, any error)
        fault = ConfigError(f"{script} stopped with {type(err).__name__}: {err}.")
        fault.__cause__ = err
        return fault
    return None


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

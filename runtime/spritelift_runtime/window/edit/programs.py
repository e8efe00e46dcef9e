"""Files opened in other programs. Never by a shell: names are names."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from spritelift_runtime.errors import UnavailableError


def opened(files: Sequence[Path], program: str | None = None) -> subprocess.Popen[bytes] | None:
    """Open files in a program, or in the one that the system has for them; None where the system keeps it.

    Raises:
        UnavailableError: there is no such program.
    """
    names = [str(file.resolve()) for file in files]
    if program is None and sys.platform == "win32":
        for name in names:
            os.startfile(name)
        return None
    opener = ["open"] if sys.platform == "darwin" else ["xdg-open"]
    command = [program, *names] if program is not None else [*opener, names[0]]
    silent = subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
    except OSError as err:
        raise UnavailableError(
            f"{command[0]} can't be started ({err.strerror}). Open {files[0]} yourself: what is saved there is taken "
            "over. Or name your program: spritelift edit ... --paint-with PROGRAM."
        ) from err

"""The `spritelift` command."""

import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version

from spritelift.faults import one_line
from spritelift.verbs import read_verb


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives 0 for done, 1 where the check it made failed, 2 where the user can mend it."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on stdout, where results go
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        print(version("spritelift"))
        return 0
    try:
        return read_verb(words).run()
    except SystemExit as end:  # how the argument parser ends after --help (0) or words it can't read (2)
        return end.code if isinstance(end.code, int) else 2
    except KeyboardInterrupt:
        print("spritelift: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `spritelift ... | head`: nobody is left to read; the flush at exit must not fail as well
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as err:
        line = one_line(err)
        if line is None:
            raise  # a bug of ours: the trace is what helps
        if os.environ.get("SPRITELIFT_DEBUG"):
            traceback.print_exc()
        print(f"spritelift: {line}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

"""The process that pygame programs run in: `python -m spritelift_envs.pygame_program.nursery`, with a line on its
standard input and output.

It has pygame imported, and where processes can fork, each start of the program is a fork of it: a hundredth of a
second, and the same memory each time. Elsewhere (Windows) it runs one program, and its other side starts another one.
"""

import os
import random
import sys
import traceback
from typing import Any

from spritelift_envs.pygame_hooks import replacing
from spritelift_envs.pygame_program.lines import Line
from spritelift_envs.pygame_program.stage import Stage
from spritelift_envs.pygame_scripts import called_as, program_of


def main() -> None:
    """Run programs for as long as somebody is there who asks."""
    line = _private_line()
    try:
        about, _ = line.receive()
        line.send({"ready": True})
        while True:
            order, _ = line.receive()
            if "seed" not in order:  # a stop that came when the program had ended by itself
                continue
            if not hasattr(os, "fork"):
                _play(line, about, order["seed"])
            if not (child := os.fork()):
                _play(line, about, order["seed"])
            _, status = os.waitpid(child, 0)
            line.send({"gone": os.waitstatus_to_exitcode(status)})
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


def _private_line() -> Line:
    """The line, out of the program's reach: what it prints goes to stderr."""
    line = Line(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return line


def _play(line: Line, about: dict[str, Any], seed: int) -> None:
    """Run the program once, and end the process with it: threads and sounds that it leaves end, too."""
    stage = Stage(line, about["rate"], about["watch"])
    _seed_chance(seed)
    ended = {"ended": "left", "error": ""}
    try:
        run = program_of(about["script"])
        with replacing(stage.replacements()), called_as(about["script"], about["args"]):
            run()
    except SystemExit:
        pass
    except BaseException as err:  # noqa: BLE001  (anybody's program, any error)
        ended = {"ended": "failed", "error": f"{type(err).__name__}: {err}", "trace": traceback.format_exc()}
    try:
        sys.stdout.flush()
        line.send(ended)
    finally:
        os._exit(0)


def _seed_chance(seed: int) -> None:
    """Make the program's chance the seed's: `random`, and numpy's old one. `random.seed()` without a seed, too."""
    random.seed(seed)
    later, by_seed = random.Random(seed + 1), random.seed

    def seeded(a: Any = None, version: int = 2) -> None:
        by_seed(later.getrandbits(64) if a is None else a, version)

    random.seed = seeded
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)


if __name__ == "__main__":
    main()

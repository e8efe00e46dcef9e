"""The verbs of the command: frozen dataclasses whose docstrings are the help, and whose `run` gives the exit code."""

from collections.abc import Sequence
from dataclasses import replace

import tyro

from spritelift.verbs.convert import Convert
from spritelift.verbs.decompose import Decompose
from spritelift.verbs.demo import Demo
from spritelift.verbs.doctor import Doctor
from spritelift.verbs.edit import Edit
from spritelift.verbs.eval import Eval
from spritelift.verbs.export import Export
from spritelift.verbs.play import Play
from spritelift.verbs.record import Record
from spritelift.verbs.repaint import Repaint
from spritelift.verbs.report import Report
from spritelift.verbs.segment import Segment
from spritelift.verbs.train import Train
from spritelift.verbs.train_animator import TrainAnimator
from spritelift.verbs.validate import Validate
from spritelift_runtime.errors import ConfigError

Verb = (
    Demo
    | Doctor
    | Record
    | Train
    | TrainAnimator
    | Export
    | Convert
    | Decompose
    | Eval
    | Segment
    | Repaint
    | Report
    | Play
    | Edit
    | Validate
)

_ABOUT = """Lift the sprites out of recorded play.

Record any 2D game, learn its sprites, export them, play and re-skin the game they make.
Start with: spritelift demo
"""


def read_verb(words: Sequence[str]) -> Verb:
    """The verb that the words name, with its settings. Ends the program (SystemExit) after --help and wrong words.

    What follows `--` is for the program that the verb runs.

    Raises:
        ConfigError: it runs none.
    """
    at = words.index("--") if "--" in words else len(words)
    verb: Verb = tyro.cli(
        Verb, prog="spritelift", description=_ABOUT, args=words[:at], config=(tyro.conf.FlagCreatePairsOff,)
    )
    passed_on = tuple(words[at + 1 :])
    if not passed_on:
        return verb
    if not isinstance(verb, Play | Record) or verb.pygame is None:
        raise ConfigError(f"-- {passed_on[0]} is for a program, and none is run. Say which: --pygame SCRIPT.")
    return replace(verb, args=verb.args + passed_on)

"""The verbs of the command: frozen dataclasses whose docstrings are the help, and whose `run` gives the exit code."""

from collections.abc import Sequence

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
    """The verb that the words name, with its settings. Ends the program (SystemExit) after --help and wrong words."""
    return tyro.cli(Verb, prog="spritelift", description=_ABOUT, args=words, config=(tyro.conf.FlagCreatePairsOff,))

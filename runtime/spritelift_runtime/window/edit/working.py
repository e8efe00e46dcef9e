"""Work that takes longer than a tick may."""

from collections.abc import Iterator

from spritelift_runtime.window.widgets.busy import Busy
from spritelift_runtime.window.widgets.root import Root
from spritelift_runtime.window.widgets.toast import Tone


def work_on(root: Root, title: str, steps: Iterator[float]) -> None:
    """Do it a little in each tick; what goes wrong is a notice."""
    root.open(Busy(title, steps, lambda err: root.say(str(err), Tone.ALARM)))

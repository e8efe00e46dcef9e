"""What the window is doing, as one frozen value; `step` gives the next after commands and a tick. No pygame here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

from spritelift_runtime.errors import ConfigError

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
MOST_ZOOM = 16


def check_zoom(zoom: int) -> None:
    """Raise ConfigError unless `zoom` is one that a window can have."""
    if not 0 <= zoom <= MOST_ZOOM:
        raise ConfigError(f"zoom {zoom} is not from 0 (the largest that fits) to {MOST_ZOOM}. Try --zoom 4.")


class View(StrEnum):
    """What the stage shows; the value is the tab's word."""

    ORIGINAL = "Original"
    RECONSTRUCTION = "Rebuilt"
    DIFFERENCE = "Difference"
    SPRITES = "Sprites"
    EXPLODED = "Exploded"


class Act(Enum):
    """What a person can ask for. `Command.value` (and `other`) in brackets."""

    PLAY_PAUSE = auto()
    SHIFT = auto()
    """Pause and go [frames] on or back."""
    SEEK = auto()
    """Go to [frame]."""
    SCRUB = auto()
    """The timeline is held [1] or let go [0]; playing rests meanwhile."""
    LOOP = auto()
    SPEED = auto()
    """[steps] faster or slower."""
    VIEW = auto()
    """Show [index into View]."""
    NEXT_VIEW = auto()
    """[steps] along the views there are."""
    BOXES = auto()
    HELP = auto()
    ZOOM = auto()
    """Screen pixels a game pixel [n]; 0 for the largest that fits."""
    PAN = auto()
    """Put the picture [x], [y] screen pixels off the middle."""
    RESTART = auto()
    BACK = auto()
    """Close the help; where it is closed, quit."""
    QUIT = auto()


@dataclass(frozen=True)
class Command:
    """One thing asked for."""

    act: Act
    value: int = 0
    other: int = 0


@dataclass(frozen=True, kw_only=True)
class PlayerState:
    """Everything the window needs to know besides the pictures."""

    frames: int | None
    """Frames of the replay; None for live play, which has no end and no way back."""
    rate: float = 1.0
    """Frames of game time a tick of the window, at speed 1."""
    views: tuple[View, ...] = tuple(View)
    view: View = View.RECONSTRUCTION
    frame: int = 0
    playing: bool = True
    loop: bool = True
    speed: float = 1.0
    behind: float = 0.0
    """Part of a frame that time has passed but that was not shown yet."""
    scrubbing: bool = False
    boxes: bool = False
    help: bool = False
    zoom: int = 0
    pan: tuple[int, int] = (0, 0)
    restarts: int = 0
    """Times a restart was asked for."""
    quit: bool = False

    @property
    def live(self) -> bool:
        """Whether a game is being played rather than replayed."""
        return self.frames is None

    @property
    def running(self) -> bool:
        """Whether time passes; a game rests while its player reads the help."""
        return self.playing and not (self.live and self.help)


def step(state: PlayerState, commands: Iterable[Command]) -> PlayerState:
    """The state one tick later: every command in its order, then the time."""
    for command in commands:
        state = _DEEDS[command.act](state, command)
    return _tick(state)


def _tick(state: PlayerState) -> PlayerState:
    if not state.running or state.scrubbing or state.quit:
        return state
    due = state.behind + state.rate * state.speed
    whole = int(due + 1e-9)
    return _advance(replace(state, behind=due - whole), whole)


def _advance(state: PlayerState, count: int) -> PlayerState:
    frame = state.frame + count
    if state.frames is None or frame < state.frames:
        return replace(state, frame=frame)
    if state.loop:
        return replace(state, frame=frame % state.frames)
    return replace(state, frame=state.frames - 1, playing=False, behind=0.0)


def _play_pause(state: PlayerState, command: Command) -> PlayerState:
    ended = not state.playing and state.frames is not None and state.frame == state.frames - 1
    return replace(state, playing=not state.playing, behind=0.0, frame=0 if ended else state.frame)


def _shift(state: PlayerState, command: Command) -> PlayerState:
    state = replace(state, playing=False, behind=0.0)
    if state.frames is None:
        return replace(state, frame=state.frame + max(command.value, 0))
    return _seek(state, replace(command, value=state.frame + command.value))


def _seek(state: PlayerState, command: Command) -> PlayerState:
    if state.frames is None:
        return state
    return replace(state, frame=min(max(command.value, 0), state.frames - 1), behind=0.0)


def _speed(state: PlayerState, command: Command) -> PlayerState:
    at = SPEEDS.index(state.speed) + command.value
    return replace(state, speed=SPEEDS[min(max(at, 0), len(SPEEDS) - 1)])


def _view(state: PlayerState, command: Command) -> PlayerState:
    view = tuple(View)[command.value]
    return replace(state, view=view) if view in state.views else state


def _next_view(state: PlayerState, command: Command) -> PlayerState:
    at = state.views.index(state.view) + command.value
    return replace(state, view=state.views[at % len(state.views)])


def _zoom(state: PlayerState, command: Command) -> PlayerState:
    return replace(state, zoom=min(max(command.value, 0), MOST_ZOOM), pan=(0, 0))


def _pan(state: PlayerState, command: Command) -> PlayerState:
    return replace(state, pan=(command.value, command.other))


def _back(state: PlayerState, command: Command) -> PlayerState:
    return replace(state, help=False) if state.help else replace(state, quit=True)


_DEEDS: dict[Act, Callable[[PlayerState, Command], PlayerState]] = {
    Act.PLAY_PAUSE: _play_pause,
    Act.SHIFT: _shift,
    Act.SEEK: _seek,
    Act.SCRUB: lambda state, command: replace(state, scrubbing=bool(command.value), behind=0.0),
    Act.LOOP: lambda state, command: replace(state, loop=not state.loop),
    Act.SPEED: _speed,
    Act.VIEW: _view,
    Act.NEXT_VIEW: _next_view,
    Act.BOXES: lambda state, command: replace(state, boxes=not state.boxes),
    Act.HELP: lambda state, command: replace(state, help=not state.help),
    Act.ZOOM: _zoom,
    Act.PAN: _pan,
    Act.RESTART: lambda state, command: replace(state, restarts=state.restarts + 1, frame=0, behind=0.0),
    Act.BACK: _back,
    Act.QUIT: lambda state, command: replace(state, quit=True),
}

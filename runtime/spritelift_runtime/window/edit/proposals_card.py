"""A repaint's proposals on a card: pose by pose, or all at once."""

from collections.abc import Callable, Sequence

import pygame

from spritelift_runtime.editing.carrying import Proposal
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.pose_choice import NOW, PoseChoice
from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.widgets.ask import OK, Ask, Gap
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.focus import next_focus
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Message, Messages, Opened, Pressed
from spritelift_runtime.window.widgets.scroll_box import ScrollBox
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.widget import Widget

HIGH_PX = 400
"""Most that the poses take, at scale 1; further ones are scrolled to."""
WIDEST_PX = 1100
"""Room for two poses beside each other, at any scale: windows are at least so wide."""
ALL = "carry_"
"""What ids of buttons begin with that choose for all poses."""
Taken = Sequence[tuple[Proposal, str]]
"""Poses, and by whom each is taken."""


class ProposalsCard(Ask):
    """`then` gets the poses that are to change; with a pose that was double clicked, that one is to be painted on."""

    def __init__(
        self, proposals: Sequence[Proposal], then: Callable[[Taken, int | None], object], *, accent: Colour, fault: str
    ) -> None:
        side = max(max(way.rgba.shape[:2]) for each in proposals for way in each.ways.values())
        self.poses = [PoseChoice(n, each, accent, side) for n, each in enumerate(proposals)]
        ways = list(dict.fromkeys(way for each in proposals for way in each.ways))
        line: list[Widget] = []
        for way in (*ways, NOW):
            line += [Button(ALL + way, f"All {way}"), Gap(8)]
        note = "Each pose becomes what has a rim. What is not taken stays as it is, to be painted by hand."
        self._then = then
        self.box = Poses(PoseGrid(self.poses))
        super().__init__(
            f"Carry to {counted(len(proposals), 'pose')}",
            [self.box, Stack(line, across=True, pad=False, stretch=0)],
            lambda: then(self.taken, None),
            note=f"{note} {fault}".strip(),
            changed=self._count,
        )
        self._count()

    @property
    def taken(self) -> Taken:
        """What is chosen, without poses that stay."""
        return [(pose.proposal, pose.way) for pose in self.poses if pose.way != NOW]

    def key(self, chord: str) -> Messages | None:
        """Up and Down go from pose to pose."""
        if chord in ("Up", "Down"):
            said = self.focus_on(next_focus(self.content, self.focus, 1 if chord == "Down" else -1))
            if isinstance(self.focus, PoseChoice):
                self.box.reveal(self.focus.rect)
            return said
        return super().key(chord)

    def first(self) -> Widget | None:
        """The first pose."""
        return self.poses[0]

    def answer(self, message: Message) -> Messages:
        """A way for all, or a pose to be painted by hand."""
        match message:
            case Pressed(id=id_) if id_.startswith(ALL):
                for pose in self.poses:
                    pose.choose(id_.removeprefix(ALL))
            case Opened(row=row):
                self._deeds[OK] = lambda: self._then(self.taken, self.poses[row].proposal.sprite)
        return super().answer(message)

    def _count(self) -> None:
        count = len(self.taken)
        self.button(OK).text = f"Take {counted(count, 'pose')}" if count else "Take none"


class PoseGrid(Widget):
    """Poses, two beside each other where there is room."""

    def __init__(self, poses: Sequence[PoseChoice]) -> None:
        super().__init__()
        self._poses = tuple(poses)

    @property
    def children(self) -> Sequence[Widget]:
        """The poses."""
        return self._poses

    def least(self, look: Look) -> tuple[int, int]:
        """Lines of poses."""
        across, (wide, high) = self._across(look), self._cell(look)
        return across * wide, -(-len(self._poses) // across) * high

    def arrange(self) -> None:
        """Line by line."""
        across, (wide, high) = self._across(self.look), self._cell(self.look)
        for n, pose in enumerate(self._poses):
            place = pygame.Rect(self.rect.x + n % across * wide, self.rect.y + n // across * high, wide, high)
            pose.place(place, self.look)

    def draw(self, surface: pygame.Surface) -> None:
        """What is between them."""
        surface.fill(self.theme.panel, self.rect)

    def _across(self, look: Look) -> int:
        return max(min(WIDEST_PX // self._cell(look)[0], 2, len(self._poses)), 1)

    def _cell(self, look: Look) -> tuple[int, int]:
        sizes = [pose.least(look) for pose in self._poses]
        return max(wide for wide, _ in sizes), max(high for _, high in sizes)


class Poses(ScrollBox):
    """As high as the poses are, up to a limit."""

    def least(self, look: Look) -> tuple[int, int]:
        """All poses, or as many as there is room for."""
        wide, high = self.content.least(look)
        return wide + look.theme.scroll_wide, min(high, look.px(HIGH_PX))

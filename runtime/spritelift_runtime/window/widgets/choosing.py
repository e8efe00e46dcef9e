"""What list, grid and timeline have in common: things in them that can be chosen."""

import pygame

from spritelift_runtime.window.widgets import selection
from spritelift_runtime.window.widgets.messages import Chosen, Messages
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.scrolling import Scrolling
from spritelift_runtime.window.widgets.selection import Selection


class Choosing(Scrolling):
    """Says `Chosen` where the choice has changed."""

    focusable = True
    stretch = 1

    def __init__(self, id: str, *, many: bool = True, tip: str = "") -> None:
        super().__init__(id, tip=tip)
        self.many = many
        """Whether more than one can be chosen."""
        self.selection = Selection()

    @property
    def chosen(self) -> tuple[int, ...]:
        """What is chosen, in order. Setting it says nothing."""
        return self.selection.in_order

    @chosen.setter
    def chosen(self, rows: tuple[int, ...]) -> None:
        if rows != self.selection.in_order:
            self.selection = selection.of(rows)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Keys, the wheel and the bar, a button's press: what they mean, each kind says itself."""
        if event.type == pygame.KEYDOWN:
            return self.keyed(pressed(event))
        moved = self.handle_scrolling(event)
        if moved is not None:
            return moved
        if event.type == pygame.MOUSEBUTTONDOWN and event.button in (1, 3):
            return self.clicked(event.pos, event.button)
        return None

    def keyed(self, chord: str) -> Messages | None:
        """What a key means."""
        return None

    def clicked(self, position: tuple[int, int], button: int) -> Messages | None:
        """What a press of the left or the right button means."""
        return None

    def choose(self, chosen: Selection) -> Messages:
        """Choose, and say so if that is something else."""
        same = chosen.rows == self.selection.rows
        self.selection = chosen
        return () if same else (Chosen(self.id, chosen.in_order),)

    def click_on(self, row: int) -> Messages:
        """Choose by a click, with what keys are held."""
        look = self.look
        return self.choose(selection.picked(self.selection, row, ctrl=look.ctrl, shift=look.shift, many=self.many))

    def step_to(self, row: int, *, shift: bool) -> Messages:
        """Choose by the keys."""
        return self.choose(selection.picked(self.selection, row, ctrl=False, shift=shift, many=self.many))

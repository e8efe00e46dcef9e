"""A sprite of several glued together: its parts outlined, joined with a click, cut with a rectangle."""

from collections.abc import Callable, Iterator

import numpy as np
import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.editing.pieces import Pieces
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.splitting import Owner, Split, known_parts_steps, loose_parts, owner_of
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.chosen_sprites import ChosenSprites
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.panels import thumb
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.working import work_on
from spritelift_runtime.window.widgets.ask import Ask, Choice
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.picture_view import PictureView
from spritelift_runtime.window.widgets.property_line import PropertyLine
from spritelift_runtime.window.widgets.toast import Tone

KNOWN, LOOSE, WHOLE = "by_known", "by_loose", "whole"
TINT = 96
"""How much of a part's colour lies over it, of 255."""


class Splitting(Part):
    """Splits the chosen sprite wherever it is placed: one deed, after which frames look as before."""

    def __init__(self, desk: Desk, chosen: ChosenSprites) -> None:
        super().__init__(desk)
        self._chosen = chosen

    def deeds(self) -> Deeds:
        """Split."""
        return {"split": self._ask}

    def _ask(self) -> None:
        ids = self._chosen.ids
        if len(ids) > 1:
            raise ConfigError("Choose a single sprite: one is split at a time.")
        work_on(self.desk.root, "Looking for other sprites in it", self._look(self.editor.journal.document.art, ids[0]))

    def _look(self, art: Art, sprite: int) -> Iterator[float]:
        known = yield from known_parts_steps(art, sprite)

        def then(owner: Owner) -> None:
            split = Split.by(art, sprite, owner)
            split.art(art)  # what is wrong is said on the card
            work_on(self.desk.root, "Splitting", self._steps(sprite, owner))

        self.desk.root.open(SplitCard(art, sprite, known, then))

    def _steps(self, sprite: int, owner: Owner) -> Iterator[float]:
        document = self.editor.journal.document
        tracks = -1
        if self.desk.work.live is None:  # tracks that a running game begins later could be the same
            for frame in range(len(document)):
                yield frame / len(document)
                tracks = max([tracks, *(placement.track for placement in document.scene(frame).placements)])
            tracks += 1
        name = document.art.sprites[sprite].name
        self.editor.do(Split.by(document.art, sprite, owner, tracks=tracks))
        self.desk.root.say(f"{name} is {counted(int(owner.max()), 'sprite')} now. Frames look as before.", Tone.DONE)


class SplitCard(Ask):
    """Begins with what is proposed, `known` sprites in it where there are some; `then` gets the part of each pixel."""

    def __init__(self, art: Art, sprite: int, known: Owner, then: Callable[[Owner], object]) -> None:
        rgba = art.sprites[sprite].rgba
        self._ways = {KNOWN: known, LOOSE: loose_parts(rgba), WHOLE: owner_of(rgba, [])}
        first = KNOWN if known.max(initial=0) > 1 else LOOSE
        self.way = Choice("way", {KNOWN: "By known sprites", LOOSE: "Loose pieces", WHOLE: "None"}, first)
        self._way = first
        self.told = PropertyLine("", [self.way], share=0.2)
        self.view = SplitView(thumb(rgba), Pieces.of(self._ways[first]), self._become)
        super().__init__(
            f"Split {art.sprites[sprite].name}",
            [self.view, self.told],
            lambda: then(self.view.pieces.owner),
            ok="Split",
            note="A rectangle cuts a part out, a click puts a piece into the next.",
            changed=self._follow,
        )
        self._become(self.view.pieces)

    def _follow(self) -> None:
        if self.way.value != self._way:
            self._way = self.way.value
            self._become(Pieces.of(self._ways[self._way]))

    def _become(self, pieces: Pieces) -> None:
        self.view.pieces = pieces
        self.told.name = counted(pieces.count, "part")


class SplitView(PictureView):
    """The sprite, each part in its colour; says how pieces become others."""

    def __init__(self, picture: pygame.Surface, pieces: Pieces, then: Callable[[Pieces], object]) -> None:
        super().__init__("split", picture, room_px=(440, 120))
        self.pieces = pieces
        self.band: Rect | None = None
        """The rectangle being drawn, in pixels of the sprite."""
        self._then, self._from = then, (0, 0)
        self._over: tuple[object, pygame.Surface] | None = None

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Click and drag."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.held, self._from = True, self._pixel(event.pos)
            return ()
        if event.type == pygame.MOUSEMOTION and self.held:
            at = self._pixel(event.pos)
            self.band = _between(self._from, at) if self.band is not None or at != self._from else None
            return ()
        if event.type == pygame.MOUSEBUTTONUP and self.held:
            self.held, band, self.band = False, self.band, None
            self._then(self.pieces.on(*self._from) if band is None else self.pieces.cut(band))
            return ()
        return None

    def draw_over(self, surface: pygame.Surface) -> None:
        """Parts, and the rectangle."""
        look = (self.pieces, self.zoom, self.theme)
        if self._over is None or self._over[0] != look:
            outline = max(min(self.zoom // 4, 2 * self.theme.line), 1)
            self._over = look, thumb(_overlay(self.pieces.owner, self.zoom, outline, self.theme.boxes))
        surface.blit(self._over[1], self.corner)
        if self.band is not None:
            x, y, wide, high = self.band
            rect = pygame.Rect(self.window_at(x, y), (wide * self.zoom, high * self.zoom))
            for colour, grown in ((self.theme.on_accent, 2 * self.theme.line), (self.theme.accent, 0)):
                pygame.draw.rect(surface, colour, rect.inflate(grown, grown), self.theme.focus_line)

    def _pixel(self, position: tuple[int, int]) -> tuple[int, int]:
        """The nearest one of the sprite."""
        (x, y), (wide, high) = self.point(position), self.picture.get_size()
        return min(max(int(x), 0), wide - 1), min(max(int(y), 0), high - 1)


def _between(one: tuple[int, int], other: tuple[int, int]) -> Rect:
    """Both pixels, and what is between them."""
    left, top = min(one[0], other[0]), min(one[1], other[1])
    return left, top, max(one[0], other[0]) - left + 1, max(one[1], other[1]) - top + 1


def _overlay(owner: Owner, zoom: int, outline: int, colours: tuple[tuple[int, int, int], ...]) -> np.ndarray:
    """uint8 RGBA [h * zoom, w * zoom, 4]: a tint over each part, and its outline within it."""
    large = owner.repeat(zoom, 0).repeat(zoom, 1)
    padded = np.pad(large, outline)
    edge = np.zeros(large.shape, bool)
    high, wide = large.shape
    for y, x in ((0, outline), (2 * outline, outline), (outline, 0), (outline, 2 * outline)):
        edge |= padded[y : y + high, x : x + wide] != large
    shown = np.array([colours[i % len(colours)] for i in range(int(owner.max(initial=0)) + 1)], np.uint8)
    rgba = np.zeros((*large.shape, 4), np.uint8)
    rgba[..., :3] = shown[large - (large > 0)]
    rgba[..., 3] = np.where(large == 0, 0, np.where(edge, 255, TINT))
    return rgba

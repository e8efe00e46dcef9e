"""The picture in the middle: the compositor's frame enlarged by whole numbers, and what is written over it."""

import numpy as np
import pygame
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import shown
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.window.exploded import exploded
from spritelift_runtime.window.lettering import Lettering
from spritelift_runtime.window.state import View
from spritelift_runtime.window.theme import THEME, Theme
from spritelift_runtime.window.views import Drawable, Rgb, picture_of

LEAST_LETTERS = 4
"""Room for a title, in heights of its letters; with less, it would say nothing."""
PLAIN = (View.ORIGINAL, View.RECONSTRUCTION, View.DIFFERENCE, View.SPRITES)


def draw_exploded(
    art: Art, scene: Scene, size: tuple[int, int], lettering: Lettering, theme: Theme = THEME
) -> pygame.Surface:
    """The exploded view, filling `size` pixels."""
    picture, titles = exploded(scene, art, size, theme)
    stage = surface_of(picture)
    _write_titles(stage, titles, lettering, theme)
    return stage


def draw_frame(
    view: View, bundle: Drawable, scene: Scene, original: Rgb | None, zoom: int, boxes: bool, lettering: Lettering
) -> pygame.Surface:
    """Any other view's picture, of the frame's size times `zoom`."""
    stage = enlarged(picture_of(view, bundle, scene, original), zoom)
    if boxes:
        draw_boxes(stage, scene, bundle.art, zoom, lettering)
    return stage


def surface_of(picture: UInt8[np.ndarray, "h w channels"]) -> pygame.Surface:
    """A copy of the picture (RGB, or RGB and a byte to ignore) as an opaque surface in the display's format."""
    content = np.ascontiguousarray(picture).reshape(-1).data
    size = picture.shape[1], picture.shape[0]
    return pygame.image.frombuffer(content, size, "RGBX" if picture.shape[2] == 4 else "RGB").convert()


def enlarged(rgb: Rgb, zoom: int) -> pygame.Surface:
    """Every pixel as a `zoom` x `zoom` square."""
    return pygame.transform.scale(surface_of(rgb), (rgb.shape[1] * zoom, rgb.shape[0] * zoom))


def draw_boxes(stage: pygame.Surface, scene: Scene, art: Art, zoom: int, lettering: Lettering) -> None:
    """Outline every placement and name it where there is room; tiles get an outline only.

    A name stands clear of other boxes; in a crowd, the first of each sprite is named over its neighbours.
    """
    colours = _colours(art)
    boxes = [box_of(placement, art, zoom) for placement in scene.placements]
    for placement, box in sorted(zip(scene.placements, boxes, strict=True), key=lambda pair: not pair[0].fixed):
        colour = THEME.edge if placement.fixed else colours[placement.sprite]
        pygame.draw.rect(stage, THEME.letterbox, box.inflate(2, 2), 1)  # a dark rim: seen on bright skies, too
        pygame.draw.rect(stage, colour, box, 1 if placement.fixed or zoom < 4 else 2)
    free = [
        (placement.sprite, box) for placement, box in zip(scene.placements, boxes, strict=True) if not placement.fixed
    ]
    named: set[int] = set()
    taken: list[pygame.Rect] = []
    for crowded in (False, True):
        for sprite, box in free:
            if crowded and sprite in named:
                continue
            text = lettering.small(art.sprites[sprite].name, THEME.on_accent)
            others = [] if crowded else [other.inflate(-2, -2) for other in boxes if other is not box]
            plate = _room_for(text, box, stage.get_rect(), taken + others)
            if plate is not None:
                pygame.draw.rect(stage, colours[sprite], plate, border_radius=3)
                stage.blit(text, text.get_rect(center=plate.center))
                taken.append(plate)
                named.add(sprite)


def box_of(placement: Placement, art: Art, zoom: int) -> pygame.Rect:
    """The rectangle of stage pixels that the placement's picture covers."""
    rgba, x, y = shown(placement, art.sprites[placement.sprite])
    return pygame.Rect(x * zoom, y * zoom, rgba.shape[1] * zoom, rgba.shape[0] * zoom)


def _colours(art: Art) -> list[tuple[int, int, int]]:
    """A colour for each sprite; the poses of one animation share theirs."""
    groups: dict[str, int] = {}
    for sprite in art.sprites:
        groups.setdefault(sprite.animation or sprite.name, len(groups))
    return [THEME.boxes[groups[sprite.animation or sprite.name] % len(THEME.boxes)] for sprite in art.sprites]


def _room_for(
    text: pygame.Surface, box: pygame.Rect, stage: pygame.Rect, taken: list[pygame.Rect]
) -> pygame.Rect | None:
    """Where a plate for `text` fits beside `box`: above, below or to the right; None where it doesn't."""
    for place in ({"bottomleft": box.topleft}, {"topleft": box.bottomleft}, {"topleft": box.topright}):
        plate = text.get_rect(**place).inflate(6, 2).clamp(stage)
        if plate.collidelist(taken) < 0 and not plate.colliderect(box.inflate(-6, -6)):
            return plate
    return None


def _write_titles(
    stage: pygame.Surface, titles: list[tuple[str, int, int]], lettering: Lettering, theme: Theme
) -> None:
    nexts = [x for _, x, _ in titles[1:]] + [stage.get_width()]
    for (title, x, y), end in zip(titles, nexts, strict=True):  # each as far as the next sheet's
        room = end - x - 2 * theme.gap
        if room < LEAST_LETTERS * theme.small_px:
            continue
        text = lettering.fitted(title, theme.text, room, small=True)
        plate = text.get_rect(bottomleft=(x + 6, y - 6)).inflate(8, 4)
        pygame.draw.rect(stage, theme.panel, plate, border_radius=3)
        stage.blit(text, text.get_rect(center=plate.center))

"""A lifted hero walks through the lifted world: `python examples/lifted_hero.py demo/bundle`. Arrow keys move."""

import argparse
from collections import Counter

import pygame

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.pygame_sprites import AnimatedSprite, ScrollingBackground

SPEED, ZOOM, FPS = 2, 4, 60  # world pixels a frame, screen pixels a world pixel, frames a second


def main(asked: argparse.Namespace) -> None:
    """Walk until the window is closed."""
    bundle = Bundle.open(asked.bundle)
    widest = max(range(len(bundle.backgrounds)), key=lambda i: bundle.backgrounds[i].shape[1])
    view = pygame.Surface((bundle.size[0], min(bundle.size[1], bundle.backgrounds[widest].shape[0])))
    window = pygame.display.set_mode((view.get_width() * ZOOM, view.get_height() * ZOOM))
    world = ScrollingBackground(bundle, widest)
    hero = AnimatedSprite(bundle, asked.hero or likely_hero(bundle))
    hero.rect.midbottom = bundle.size[0] // 2, world.size[1] * 3 // 4
    clock = pygame.time.Clock()
    while asked.frames != 0 and not pygame.event.get(pygame.QUIT):
        pygame.event.pump()
        move(hero, pygame.Rect((0, 0), world.size), pygame.key.get_pressed(), clock.tick(FPS))
        world.look_at(hero.rect.center, view.get_size())
        view.fill("black")
        world.draw(view)
        view.blit(hero.image, world.on_screen(hero.rect))
        pygame.transform.scale(view, window.get_size(), window)
        pygame.display.flip()
        asked.frames -= 1


def move(hero: AnimatedSprite, inside: pygame.Rect, keys: pygame.key.ScancodeWrapper, dt_ms: int) -> None:
    """One frame of walking."""
    dx, dy = keys[pygame.K_RIGHT] - keys[pygame.K_LEFT], keys[pygame.K_DOWN] - keys[pygame.K_UP]
    hero.flip_x = dx < 0 or (hero.flip_x and dx == 0)
    hero.rect = hero.rect.move(SPEED * dx, SPEED * dy).clamp(inside)
    hero.update(dt_ms if dx or dy else 0)


def likely_hero(bundle: Bundle) -> str:
    """The animation (or single sprite) that took most pixels to draw."""
    drawn: Counter[str] = Counter()
    for sprite in bundle.sprites:
        drawn[sprite.animation or sprite.name] += int((sprite.rgba[..., 3] > 0).sum())
    return drawn.most_common(1)[0][0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", help="folder of a bundle")
    parser.add_argument("--hero", nargs="+", help="an animation, or the sprites of the hero's poses")
    parser.add_argument("--frames", type=int, default=-1, help="end after so many frames")
    main(parser.parse_args())

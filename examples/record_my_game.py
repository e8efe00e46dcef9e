"""A pygame game that records itself: `python examples/record_my_game.py my_play`. The loop is as in any game."""

import argparse
import random

import pygame

import spritelift

SIZE, FPS, BALL_PX = (160, 120), 60, 9


def main(asked: argparse.Namespace) -> None:
    """Balls bounce until the window is closed; arrow keys push them."""
    window = pygame.display.set_mode(SIZE, pygame.SCALED)
    clock = pygame.time.Clock()
    balls = [pygame.Rect(20 + 25 * i, random.randint(0, 100), BALL_PX, BALL_PX) for i in range(5)]
    speeds = [[random.choice((-2, -1, 1, 2)), random.choice((-2, -1, 1, 2))] for _ in balls]
    with spritelift.record_pygame(asked.out) as recorded:
        while len(recorded) < asked.frames and not pygame.event.get(pygame.QUIT):
            pygame.event.pump()
            keys = pygame.key.get_pressed()
            window.fill((24, 28, 52))
            for i, (ball, speed) in enumerate(zip(balls, speeds, strict=True)):
                ball.move_ip(speed[0] + keys[pygame.K_RIGHT] - keys[pygame.K_LEFT], speed[1])
                bounce(ball, speed)
                pygame.draw.circle(window, (255, 90 + 35 * i, 60), ball.center, BALL_PX // 2)
            pygame.display.flip()  # a frame is recorded whenever the display is shown
            clock.tick(FPS)


def bounce(ball: pygame.Rect, speed: list[int]) -> None:
    """Turn around at the walls."""
    for axis, (low, high) in enumerate(((ball.left, ball.right), (ball.top, ball.bottom))):
        if low < 0 or high > SIZE[axis]:
            speed[axis] = abs(speed[axis]) if low < 0 else -abs(speed[axis])
    ball.clamp_ip(pygame.Rect((0, 0), SIZE))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", help="folder to record into")
    parser.add_argument("--frames", type=int, default=600, help="end after so many frames")
    main(parser.parse_args())

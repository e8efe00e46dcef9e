"""A pygame program that knows nothing of it, played with a bundle's art, under the dummy driver."""

import sys

import numpy as np
import pygame
import pytest
from PIL import Image
from repaint_figures import FRAME, STANDS, drawn, figure_bundle

from spritelift.__main__ import main
from spritelift_envs.pygame_hooks import colours_of
from spritelift_envs.pygame_player import Played, play_script
from spritelift_envs.pygame_scripts import End
from spritelift_envs.pygame_stand_in import StandIn
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, MissingError, SizeError
from spritelift_runtime.reskinning import redrawn
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.window.theme import THEME

GROUND = (90, 160, 90)
SCRIPT = """
import sys
import pygame
from pygame.display import flip

pygame.init()
screen = pygame.display.set_mode((24, 24), {flags})
figure = pygame.image.load({folder!r} + "/figure.png").convert_alpha()
clock = pygame.time.Clock()
for i in range({frames}):
    screen.fill((90, 160, 90))
    screen.blit(figure, (2 + i, 4))
    {each}
    flip()
    clock.tick(1000)
"""
HOOKED = (
    (pygame.display, "set_mode get_surface get_window_size Info toggle_fullscreen flip update"),
    (pygame.event, "get poll wait post"),
    (pygame.mouse, "get_pos get_rel set_pos"),
    (pygame.time, "Clock"),
)


def hooks():
    return [getattr(place, name) for place, names in HOOKED for name in names.split()]


@pytest.fixture
def seen(monkeypatch):
    """What the real window shows at each flip."""
    pictures = []
    flip, window = pygame.display.flip, pygame.display.get_surface

    def spy():
        pictures.append(colours_of(window()))
        flip()

    monkeypatch.setattr(pygame.display, "flip", spy)
    return pictures


@pytest.fixture
def bundle(tmp_path, monkeypatch, seen):
    """Learnt as it is; painted over since: red is blue, and the other way round."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    Image.fromarray(drawn_stands()).save(tmp_path / "figure.png")
    path = figure_bundle(tmp_path / "bundle").path
    sheet = np.array(Image.open(path / "sprites.png"))
    Image.fromarray(swapped(sheet)).save(path / "sprites.png")
    before = hooks()
    yield Bundle.open(path)
    assert hooks() == before
    assert not pygame.display.get_init()


@pytest.fixture
def script(tmp_path):
    def write(each="pass", frames=3, flags="0"):
        path = tmp_path / "game.py"
        path.write_text(SCRIPT.format(folder=str(tmp_path), each=each, frames=frames, flags=flags))
        return path

    return write


def drawn_stands():
    return drawn(STANDS)


def swapped(rgba):
    return rgba[..., [2, 1, 0, 3]]


def picture(x, rgba):
    """The frame with the figure at x."""
    out = np.zeros((*FRAME[::-1], 3), np.uint8)
    out[:] = GROUND
    part = out[4:16, x : x + 8]
    part[rgba[..., 3] > 0] = rgba[rgba[..., 3] > 0, :3]
    return out


def test_every_flip_shows_the_frame_in_the_bundles_art(bundle, script, seen):
    assert play_script(bundle, script(), zoom=1) == Played(3, 0, 0.0)
    assert [each.shape for each in seen] == [(24 + THEME.status_high, 24, 3)] * 3
    for i, each in enumerate(seen):
        assert np.array_equal(each[:24], picture(2 + i, swapped(drawn_stands())))


def test_what_no_sprite_explains_stays_as_the_program_drew_it_and_is_counted(bundle, script, seen):
    each = "screen.fill((255, 255, 255), (20, 1, 3, 2))"
    assert play_script(bundle, script(each), zoom=1) == Played(3, 0, 6.0)
    wanted = picture(2, swapped(drawn_stands()))
    wanted[1:3, 20:23] = 255
    assert np.array_equal(seen[0][:24], wanted)


def test_the_window_may_be_larger_and_the_film_is_as_large(bundle, script, seen, tmp_path):
    play_script(bundle, script(), zoom=3, video=tmp_path / "film.gif")
    wanted = picture(2, swapped(drawn_stands())).repeat(3, 0).repeat(3, 1)
    assert np.array_equal(seen[0][:72], wanted)
    film = Image.open(tmp_path / "film.gif")
    assert np.array_equal(np.array(film.convert("RGB")), wanted)


def test_it_ends_after_so_many_frames_though_the_program_catches_everything_it_can(bundle, script):
    path = script(frames=10**6)
    path.write_text(path.read_text().replace("    flip()", "    try: flip()\n    except Exception: pass"))
    assert play_script(bundle, path, frames=4).frames == 4


@pytest.mark.parametrize("end", ["sys.exit()", "sys.exit('done')", "raise KeyboardInterrupt", "pygame.quit(); break"])
def test_programs_end_as_they_like(bundle, script, end):
    assert play_script(bundle, script(f"if i == 2: {end}", frames=9)).frames == 2


def test_what_a_program_fails_with_is_told(bundle, script):
    with pytest.raises(ConfigError, match=r"game\.py stopped with ZeroDivisionError: .* 1 frames were shown"):
        play_script(bundle, script("1 // (1 - i)"))


@pytest.mark.parametrize("flags", ["pygame.SCALED", "pygame.RESIZABLE | pygame.FULLSCREEN", "pygame.DOUBLEBUF, 32"])
def test_flags_for_how_the_window_looks_change_nothing(bundle, script, seen, flags):
    assert play_script(bundle, script(flags=flags), zoom=1).frames == 3
    assert np.array_equal(seen[2][:24], picture(4, swapped(drawn_stands())))


def test_opengl_is_refused_even_where_the_program_catches_errors(bundle, script):
    path = script()
    path.write_text("import pygame\ntry: pygame.display.set_mode((24, 24), pygame.OPENGL)\nexcept Exception: pass\n")
    with pytest.raises(ConfigError, match="OpenGL"):
        play_script(bundle, path)


def test_a_display_of_another_size_is_shown_as_it_is(bundle, script, seen):
    each = "if i == 2: screen = pygame.display.set_mode((30, 10)); screen.fill((9, 8, 7))"
    assert play_script(bundle, script(each, frames=3), zoom=1) == Played(3, 1, 0.0)
    assert np.array_equal(seen[2][:10], np.full((10, 30, 3), (9, 8, 7)))


def test_a_program_of_another_size_throughout_says_both(bundle, script):
    path = script()
    path.write_text(path.read_text().replace("(24, 24)", "(26, 20)"))
    with pytest.raises(SizeError, match="26x20 px, the bundle is for 24x24 px"):
        play_script(bundle, path)


def test_a_program_that_shows_nothing_or_is_not_there(bundle, tmp_path):
    (tmp_path / "idle.py").write_text("import pygame\npygame.init()\n")
    with pytest.raises(ConfigError, match="never called"):
        play_script(bundle, tmp_path / "idle.py")
    with pytest.raises(MissingError, match=r"no\.such"):
        play_script(bundle, "no.such")


def test_the_program_sees_a_display_of_its_own_size(bundle, script):
    checks = (
        "assert screen is pygame.display.get_surface() and screen.get_size() == (24, 24)",
        "assert pygame.display.get_window_size() == (24, 24)",
        "assert pygame.display.Info().current_w == 24",
        "assert screen is pygame.display.set_mode((24, 24)); screen.fill((90, 160, 90)); screen.blit(figure, (2, 4))",
        "pygame.display.toggle_fullscreen()",
        "pygame.font.quit()",
        "screen.subsurface((0, 0, 4, 4)).fill((90, 160, 90)); pygame.display.update([(0, 0, 4, 4)])",
        "pygame.display.update()",
    )
    for check in checks:
        assert play_script(bundle, script(check), zoom=2).frames >= 3


def test_the_pointer_is_in_the_programs_own_pixels():
    pygame.display.init()
    post, moved = pygame.event.post, pygame.MOUSEMOTION
    stand_in = StandIn(lambda: None, lambda fps: None, lambda size: 3, 10)
    with stand_in.in_place():
        pygame.display.set_mode((24, 24))
        pygame.event.clear()
        for pos, rel in (((31, 70), (31, 70)), ((33, 90), (2, 20))):
            post(pygame.event.Event(moved, pos=pos, rel=rel, buttons=(0, 0, 0)))
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(7, 8), button=1))
        found = pygame.event.get([moved, pygame.MOUSEBUTTONDOWN])
        post(pygame.event.Event(moved, pos=(3, 3), rel=(3, 0), buttons=(0, 0, 0)))
        assert pygame.event.wait().pos == (1, 1)
        assert pygame.event.poll().type == pygame.NOEVENT
    pygame.quit()
    assert [event.pos for event in found] == [(10, 23), (11, 23), (7, 8)]  # below the picture is its last row
    assert [event.rel for event in found[:2]] == [(10, 23), (1, 7)]  # nothing of a motion gets lost


def test_errors_of_ours_end_the_program_and_are_kept():
    def fail():
        raise SizeError("too large")

    stand_in = StandIn(fail, lambda fps: None, lambda size: 1, 0)
    with stand_in.in_place():
        pygame.display.set_mode((8, 8))
        with pytest.raises(End):
            pygame.display.flip()
    pygame.quit()
    assert str(stand_in.failed) == "too large"


def test_a_near_bundles_own_inexactness_is_not_shown_what_is_far_off_is(tmp_path):
    learned = figure_bundle(tmp_path / "bundle").art
    scene = Scene((Plane(picture=0, clip=(0, 0, *FRAME)),), (Placement(0, 2, 4),), unexplained_px=9)
    frame = compose(scene, learned)
    frame[0, 0] += 3
    frame[20, 20] = 255
    picture = redrawn(frame, scene, learned, learned, levels=64)
    assert tuple(picture[0, 0]) == GROUND
    assert tuple(picture[20, 20]) == (255, 255, 255)
    assert np.array_equal(redrawn(frame, scene, learned, learned), frame)


def test_the_command_passes_words_on_and_says_what_came(bundle, script, tmp_path, capsys):
    argv, told = list(sys.argv), tmp_path / "words.txt"
    each = f"open({str(told)!r}, 'w').write(' '.join(sys.argv[1:]))"
    words = ["play", str(bundle.path), "--pygame", str(script(each)), "--frames", "2", "--", "--level", "7"]
    assert main(words) == 0
    assert told.read_text() == "--level 7"
    assert sys.argv == argv
    assert capsys.readouterr().out.split()[:2] == ["frames", "2"]
    assert main(["play", str(bundle.path), "--env", "x", "--", "--level"]) == 2
    assert "--pygame SCRIPT" in capsys.readouterr().err

import errno
import os
import subprocess
import sys
from dataclasses import replace

import av
import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from window_games import RED, SIZE, Lifted, Taped, WalkEnv, tiny_art, tiny_scene, tiny_scenes

from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, FormatError, SizeError, UnavailableError
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window import exploded, screen
from spritelift_runtime.window.film import Film
from spritelift_runtime.window.layout import column_of, frame_at, lay_out
from spritelift_runtime.window.player import play_env, play_scenes
from spritelift_runtime.window.session import Session, pixels
from spritelift_runtime.window.sources import ReplaySource
from spritelift_runtime.window.stage import box_of
from spritelift_runtime.window.state import SPEEDS, Act, Command, PlayerState, View, step
from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.views import difference, sprites_only

GREEN = (0, 255, 0)


@pytest.fixture
def replay():
    """A paused replay of ten frames in an open window, at zoom 3."""
    source = ReplaySource(Lifted(), tiny_scenes(), Taped(), 60.0)
    state = PlayerState(frames=10, zoom=3, playing=False)
    window = screen.open_window(SIZE, 3, False, "test", unattended=True)
    pygame.event.clear()
    yield Session(window, source, state)
    pygame.display.quit()


def press(session, *keys, mod=0):
    for key in keys:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod))
        pygame.event.post(pygame.event.Event(pygame.KEYUP, key=key, mod=mod))
    session.turn()
    session.show()


def mouse(session, kind, point, **more):
    pygame.event.post(pygame.event.Event(kind, pos=point, **more))
    session.turn()
    session.show()


def layout_of(session):
    return lay_out(pygame.display.get_surface().get_size(), SIZE, session.state)


def on_stage(session):
    """The window's pixels where the picture is."""
    rect = layout_of(session).picture
    return pixels(pygame.display.get_surface())[rect.y : rect.y + rect.high, rect.x : rect.x + rect.wide]


def enlarge(rgb, zoom):
    return rgb.repeat(zoom, axis=0).repeat(zoom, axis=1)


# the state alone


@given(
    st.lists(st.tuples(st.sampled_from(list(Act)), st.integers(-3, 12), st.integers(-3, 12)), max_size=40),
    st.sampled_from([None, 1, 7]),
)
def test_whatever_is_asked_for_the_state_stays_possible(asked, frames):
    state = PlayerState(frames=frames, views=(View.RECONSTRUCTION, View.EXPLODED))
    for act, value, other in asked:
        value = abs(value) % 5 if act is Act.VIEW else value
        state = step(state, [Command(act, value, other)])
        assert state.frame >= 0
        assert frames is None or state.frame < frames
        assert state.view in state.views
        assert state.speed in SPEEDS
        assert 0 <= state.zoom <= 16


@pytest.mark.parametrize(("speed", "shown"), [(0, [0, 0, 0, 1, 1]), (2, [1, 2, 3, 4, 5]), (4, [4, 8, 2, 6, 0])])
def test_speed_sets_frames_a_tick(speed, shown):
    state = PlayerState(frames=10, speed=SPEEDS[speed])
    frames = []
    for _ in shown:
        state = step(state, [])
        frames.append(state.frame)
    assert frames == shown


def test_without_loop_the_replay_stops_on_the_last_frame_and_play_starts_over():
    state = PlayerState(frames=3, loop=False)
    for _ in range(9):
        state = step(state, [])
    assert (state.frame, state.playing) == (2, False)
    again = step(replace(state, rate=0.0), [Command(Act.PLAY_PAUSE)])
    assert (again.frame, again.playing) == (0, True)


def test_holding_the_timeline_stops_time_and_letting_go_goes_on():
    held = step(PlayerState(frames=10), [Command(Act.SCRUB, 1), Command(Act.SEEK, 5)])
    assert step(step(held, []), []).frame == 5
    assert step(held, [Command(Act.SCRUB, 0)]).frame == 6


def test_live_play_does_not_go_back_and_rests_while_the_help_is_open():
    live = step(PlayerState(frames=None, frame=5), [Command(Act.SHIFT, -1)])
    assert live.frame == 5
    assert step(PlayerState(frames=None, frame=5), [Command(Act.HELP)]).frame == 5


@given(frames=st.integers(1, 3000), wide=st.integers(1, 700), part=st.floats(0, 1))
def test_a_timeline_column_and_its_frame_belong_together(frames, wide, part):
    groove = lay_out((wide + 120, 300), (8, 8), PlayerState(frames=frames)).groove
    frame = round(part * (frames - 1))
    found = frame_at(groove, column_of(groove, frame, frames), frames)
    assert abs(found - frame) <= frames / groove.wide


@given(window=st.tuples(st.integers(1, 2000), st.integers(1, 1500)), zoom=st.integers(0, 16))
def test_the_fitting_zoom_is_the_largest_whole_number_that_fits(window, zoom):
    layout = lay_out(window, (160, 144), PlayerState(frames=5, zoom=zoom))
    assert layout.zoom == zoom or zoom == 0
    if zoom == 0 and layout.zoom > 1:
        assert layout.picture.wide <= layout.area.wide
        assert layout.picture.high <= layout.area.high
    if zoom == 0:
        assert 160 * (layout.zoom + 1) > layout.area.wide or 144 * (layout.zoom + 1) > layout.area.high


# the window, by posted events and pixels read back


@pytest.mark.parametrize(
    ("key", "picture"),
    [
        (pygame.K_F2, lambda: Taped().frames[0]),
        (pygame.K_F3, lambda: compose(tiny_scene(0), tiny_art())),
        (pygame.K_F4, lambda: difference(Taped().frames[0], compose(tiny_scene(0), tiny_art()))),
        (pygame.K_F5, lambda: sprites_only(tiny_scene(0), tiny_art())),
    ],
)
def test_a_key_shows_its_view_at_a_whole_zoom(replay, key, picture):
    press(replay, key)
    assert np.array_equal(on_stage(replay), enlarge(picture(), 3))


def test_the_difference_is_red_exactly_where_pixels_differ(replay):
    press(replay, pygame.K_F4, *[pygame.K_RIGHT] * 4)
    red = (on_stage(replay)[::3, ::3] == THEME.alarm).all(axis=2)
    assert list(zip(*np.nonzero(red), strict=True)) == [(0, 0), (0, 1), (0, 2)]


def test_one_channel_of_one_pixel_is_a_difference():
    rebuilt = np.zeros((2, 2, 3), np.uint8)
    original = rebuilt.copy()
    original[1, 0, 2] = 1
    assert (difference(original, rebuilt) == THEME.alarm).all(axis=2).tolist() == [[False, False], [True, False]]


def test_arrows_step_and_home_and_end_jump(replay):
    press(replay, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_LEFT)
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(1), tiny_art()), 3))
    press(replay, pygame.K_END)
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(9), tiny_art()), 3))
    press(replay, pygame.K_HOME)
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(0), tiny_art()), 3))


def test_dragging_along_the_timeline_scrubs(replay):
    groove = layout_of(replay).groove
    middle = groove.y + groove.high // 2
    mouse(replay, pygame.MOUSEBUTTONDOWN, (groove.x, middle), button=1)
    mouse(replay, pygame.MOUSEMOTION, (column_of(groove, 7, 10), middle), rel=(9, 0), buttons=(1, 0, 0))
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(7), tiny_art()), 3))
    mouse(replay, pygame.MOUSEBUTTONUP, (column_of(groove, 7, 10), middle), button=1)
    assert not replay.state.scrubbing


def test_the_timeline_is_red_where_frames_are_unexplained(replay):
    replay.show()
    groove = layout_of(replay).groove
    bottom = pixels(pygame.display.get_surface())[groove.y + groove.high - 1]
    assert [x for x in range(len(bottom)) if tuple(bottom[x]) == THEME.alarm] == [column_of(groove, 4, 10)]


def test_a_tab_can_be_clicked(replay):
    tab = dict(layout_of(replay).tabs)[View.SPRITES]
    mouse(replay, pygame.MOUSEBUTTONDOWN, (tab.x + 3, tab.y + 3), button=1)
    assert np.array_equal(on_stage(replay), enlarge(sprites_only(tiny_scene(0), tiny_art()), 3))


def test_boxes_outline_each_placement(replay):
    press(replay, pygame.K_b)
    hero = box_of(tiny_scene(0).placements[-1], tiny_art(), 3)
    corner = on_stage(replay)[hero.bottom - 1, hero.right - 1]
    assert tuple(corner) == THEME.boxes[0]
    assert tuple(on_stage(replay)[hero.centery, hero.centerx]) == RED
    press(replay, pygame.K_F7)
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(0), tiny_art()), 3))


def test_the_wheel_and_numbers_change_the_zoom(replay):
    pygame.event.post(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=1))
    press(replay)
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(0), tiny_art()), 4))
    press(replay, pygame.K_2)
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(0), tiny_art()), 2))


def test_a_resized_window_keeps_the_picture_whole_and_in_the_middle(replay):
    pygame.display.set_mode((1000, 700), pygame.RESIZABLE)
    press(replay, pygame.K_0)
    area, picture = layout_of(replay).area, layout_of(replay).picture
    assert picture.wide // SIZE[0] == min(area.wide // SIZE[0], area.high // SIZE[1])
    assert abs((area.x + area.wide / 2) - (picture.x + picture.wide / 2)) <= 1
    assert np.array_equal(on_stage(replay), enlarge(compose(tiny_scene(0), tiny_art()), picture.wide // SIZE[0]))


def test_help_covers_the_stage_and_escape_closes_it_before_it_quits(replay):
    replay.show()
    plain = on_stage(replay)
    press(replay, pygame.K_F1)
    assert not np.array_equal(on_stage(replay), plain)
    press(replay, pygame.K_ESCAPE)
    assert np.array_equal(on_stage(replay), plain)
    press(replay, pygame.K_ESCAPE)
    assert replay.state.quit


def test_closing_the_window_ends_the_run(replay):
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert replay.run(lambda shown: shown >= 50) == 1


# the exploded view


def test_every_plane_and_layer_gets_a_sheet_back_to_front():
    titles = [sheet.title for sheet in exploded.sheets(tiny_scene(0))]
    assert titles == ["background 0", "3 tiles", "1 sprite"]


def test_planes_share_a_sheet_where_they_stand_side_by_side_in_one_layer():
    strips = [(0, 0, 24, 4), (0, 4, 24, 6), (0, 6, 24, 10)]
    planes = tuple(Plane(picture=0, clip=clip) for clip in strips)
    front = Plane(picture=0, clip=(0, 0, 24, 4), layer=1)
    cut = [sheet.scene.planes for sheet in exploded.sheets(Scene((front, *planes)))]
    assert cut == [planes[:2], planes[2:], (front,)]


def test_more_layers_than_fit_share_the_deepest_sheet():
    scene = Scene((), tuple(Placement(0, 0, 0, layer) for layer in range(20)))
    stacked = exploded.sheets(scene)
    assert len(stacked) == exploded.MOST_SHEETS
    assert sum(len(sheet.scene.placements) for sheet in stacked) == 20


@given(size=st.tuples(st.integers(60, 900), st.integers(60, 700)), count=st.integers(1, 8))
def test_the_stack_fits_the_stage(size, count):
    stack = exploded.stack_for((160, 144), size, count)
    assert stack.wide + (count - 1) * stack.step_x <= size[0]
    assert stack.high + stack.lift + (count - 1) * stack.step_y <= size[1]


def test_a_sheet_shows_its_sprite_whole_and_lets_the_rest_through():
    art = tiny_art()
    picture, _ = exploded.exploded(tiny_scene(1), art, (600, 400))
    colours = {tuple(colour) for colour in picture.reshape(-1, 4)[:, :3]}
    assert RED in colours
    assert exploded.cover(Scene((), (Placement(0, 2, 2),)), art).view(np.uint8).reshape(16, 24, 4)[..., 3].sum() == (
        255 * 19
    )


# films


def test_a_gif_holds_the_stage_pixel_for_pixel(tmp_path):
    shown = play_scenes(Lifted(), tiny_scenes(), zoom=2, frames=7, video=tmp_path / "out.gif")
    assert shown == 7
    with Image.open(tmp_path / "out.gif") as gif:
        assert gif.n_frames == 4  # 60 frames a second are too fast for GIF: every second one
        for i in range(4):
            gif.seek(i)
            read = np.asarray(gif.convert("RGB"))
            assert np.array_equal(read, enlarge(compose(tiny_scene(2 * i), tiny_art()), 2))


def test_an_mp4_of_odd_size_is_padded_to_even_and_looks_like_the_frames(tmp_path):
    with Film(tmp_path / "out.mp4", 30.0) as film:
        for frame in range(5):
            film.add(enlarge(compose(tiny_scene(frame), tiny_art()), 9)[:-1, :-1])
    with av.open(str(tmp_path / "out.mp4")) as read:
        frames = [frame.to_ndarray(format="rgb24") for frame in read.decode(video=0)]
    assert len(frames) == 5
    assert frames[0].shape == (144, 216, 3)
    wanted = enlarge(compose(tiny_scene(2), tiny_art()), 9)[:-1, :-1].astype(int)
    assert np.abs(frames[2][:-1, :-1] - wanted).mean() < 6


def test_a_gif_of_more_than_256_colours_takes_the_nearest(tmp_path):
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (16, 32, 3), dtype=np.uint8)
    with Film(tmp_path / "noise.gif", 10.0) as film:
        film.add(noise)
    with Image.open(tmp_path / "noise.gif") as gif:
        assert np.abs(np.asarray(gif.convert("RGB")).astype(int) - noise).mean() < 30


def test_a_film_that_fails_leaves_nothing_behind(tmp_path):
    def half():
        with Film(tmp_path / "out.mp4", 30.0) as film:
            film.add(np.zeros((4, 4, 3), np.uint8))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        half()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="no file size limits")
@pytest.mark.parametrize("name", ["out.mp4", "out.gif"])
def test_a_film_on_a_full_disk_is_an_error_and_leaves_nothing(tmp_path, name):
    # In a process of its own: going on with a file whose header could not be written crashed it.
    code = """
import numpy as np, resource, sys
from spritelift_runtime.window.film import Film
resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
try:
    with Film(sys.argv[1], fps=30) as film:
        for shade in range(80):
            film.add(np.full((40, 40, 3), shade, np.uint8))
except OSError as err:
    print("refused", err.errno)
"""
    words = [sys.executable, "-c", code, str(tmp_path / name)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"refused {errno.EFBIG}\n"
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_video_is_refused_with_the_kinds_that_work(tmp_path):
    with pytest.raises(ConfigError, match=r"end in \.mp4 or \.gif"):
        play_scenes(Lifted(), tiny_scenes(), frames=1, video=tmp_path / "out.avi")


# the doors


def test_a_replay_that_nobody_sees_ends_with_its_last_frame():
    assert play_scenes(Lifted(), tiny_scenes(6)) == 6


def test_a_recording_of_another_length_is_refused_with_both_lengths():
    with pytest.raises(SizeError, match="10 scenes and a recording of 3 frames"):
        play_scenes(Lifted(), tiny_scenes(10), Taped(3), frames=1)


def test_scenes_of_another_bundle_are_refused(tmp_path):
    scenes = Scenes.of([Scene(placements=(Placement(sprite=9, x=0, y=0),))])
    with pytest.raises(FormatError, match=r"sprite 9, the bundle has \d+ of them.*Decompose the recording"):
        play_scenes(Lifted(), scenes)


def test_an_impossible_zoom_names_one_that_works():
    with pytest.raises(ConfigError, match="--zoom 4"):
        play_scenes(Lifted(), tiny_scenes(), zoom=40)


def test_a_machine_without_a_display_is_told_what_to_do(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "nonsense")
    with pytest.raises(UnavailableError, match="SDL_VIDEODRIVER=dummy"):
        play_scenes(Lifted(), tiny_scenes(), frames=1)


def test_live_play_redraws_the_game_in_the_bundles_own_paint(monkeypatch):
    repainted, seen = Lifted(tiny_art(hero=GREEN)), []
    show = Session.show

    def spy(session):
        show(session)
        seen.append(on_stage(session))

    monkeypatch.setattr(Session, "show", spy)
    env = WalkEnv()
    assert play_env(repainted, env, zoom=2, frames=3) == 3
    assert np.array_equal(seen[-1], enlarge(compose(tiny_scene(0), repainted.art), 2))
    assert (env.actions, env.seeds) == ([0, 0], [0])


def test_keys_that_are_held_play_the_game_until_they_are_let_go(monkeypatch):
    events = iter(
        [
            [pygame.event.Event(pygame.KEYDOWN, key=pygame.K_d)],
            [],
            [pygame.event.Event(pygame.KEYDOWN, key=pygame.K_SPACE)],
            [pygame.event.Event(pygame.KEYUP, key=pygame.K_d)],
            [pygame.event.Event(pygame.KEYUP, key=pygame.K_SPACE)],
        ]
    )
    monkeypatch.setattr(pygame.event, "get", lambda: next(events))
    env = WalkEnv()
    play_env(Lifted(), env, zoom=1, frames=6)
    assert env.actions == [1, 1, 2, 2, 0]


def test_a_key_of_the_game_is_no_key_of_the_window(monkeypatch):
    keys = iter([pygame.K_p, pygame.K_b, pygame.K_p])
    monkeypatch.setattr(pygame.event, "get", lambda: [pygame.event.Event(pygame.KEYDOWN, key=next(keys))])
    env = WalkEnv()
    play_env(Lifted(), env, zoom=1, frames=4, keys={"p": 1})  # elsewhere P pauses
    assert env.actions == [1, 1, 1]


def test_arrows_stand_for_letters_where_a_game_only_knows_letters(monkeypatch):
    events = iter([[pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RIGHT)]])
    monkeypatch.setattr(pygame.event, "get", lambda: next(events, []))
    env = WalkEnv()
    play_env(Lifted(), env, zoom=1, frames=3)
    assert env.actions == [1, 1]


def test_live_play_pauses_restarts_and_starts_over_after_an_episode(monkeypatch):
    keys = iter([pygame.K_F8, None, pygame.K_F8, pygame.K_F9, None, None])

    def get():
        key = next(keys)
        return [] if key is None else [pygame.event.Event(pygame.KEYDOWN, key=key)]

    monkeypatch.setattr(pygame.event, "get", get)
    env = WalkEnv(end=0)  # every step ends the episode
    play_env(Lifted(), env, zoom=1, frames=7, seed=5)
    # two ticks paused, one step (over), a restart and one step (over), a new episode, one step
    assert env.seeds == [5, None, None]
    assert env.actions == [0, 0, 0]


def test_a_game_of_another_size_is_refused_with_both_sizes():
    env = WalkEnv()
    env.render = lambda: np.zeros((10, 12, 3), np.uint8)
    with pytest.raises(SizeError, match=r"12x10 px, the bundle is for 24x16 px"):
        play_env(Lifted(), env, frames=1)


def test_an_environment_without_frames_says_how_to_make_it():
    env = WalkEnv()
    env.render = lambda: None
    with pytest.raises(ConfigError, match='render_mode="rgb_array"'):
        play_env(Lifted(), env, frames=1)


def test_an_environment_without_keys_is_refused_unless_keys_are_given():
    class Keyless(WalkEnv):
        get_keys_to_action = None

    with pytest.raises(ConfigError, match="Give keys="):
        play_env(Lifted(), Keyless(), frames=1)
    assert play_env(Lifted(), Keyless(), frames=1, keys={"right": 1, pygame.K_UP: 2}) == 1


def test_live_play_that_nobody_sees_needs_an_end():
    with pytest.raises(ConfigError, match="--frames"):
        play_env(Lifted(), WalkEnv())

"""A game played and edited by turns, in the editor's window, under the dummy driver."""

import gymnasium
import pygame
import pytest
from repaint_figures import FRAME, figure_bundle

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing import remembering, tape
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.edits import Flip, Move, Remove
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.saving import SCENES
from spritelift_runtime.editing.tape import Tape
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError, FormatError, SizeError
from spritelift_runtime.growing import BLOCK, GrowingScenes
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.lanes import GrowingLanes, lanes_of, tracks_of
from spritelift_runtime.window.edit.live import LiveGame
from spritelift_runtime.window.edit.live_door import TAPE, edit_game
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.playing import BADGE
from spritelift_runtime.window.edit.record import RECORD
from spritelift_runtime.window.edit.session import EditSession
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.widgets.keys_file import read_keys
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS

GROUND = Plane(picture=0, clip=(0, 0, *FRAME))
STONE = 3


def street(x):
    """A figure at x, and a stone that stays."""
    return Scene((GROUND,), (Placement(STONE, 18, 20, layer=1), Placement(0, x, 4, layer=1)))


class Street(gymnasium.Env):
    """Right walks on, everything else stands; at 12 an episode ends."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 60}  # noqa: RUF012
    render_mode = "rgb_array"
    action_space = gymnasium.spaces.Discrete(2)
    observation_space = gymnasium.spaces.Discrete(40)

    def __init__(self, art):
        self.art, self.at, self.seeds = art, 0, []

    def get_keys_to_action(self):
        return {(pygame.K_RIGHT,): 1}

    def reset(self, *, seed=None, options=None):
        self.seeds.append(seed)
        self.at = 0
        return 0, {}

    def step(self, action):
        self.at += int(action)
        return self.at, float(action), self.at >= 12, False, {}

    def render(self):
        return compose(street(self.at), self.art)


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    return figure_bundle(tmp_path / "bundle")


class Hand:
    """A window with the game in it, and what a person does there."""

    def __init__(self, bundle, folder, env=None, actions=EDITOR_ACTIONS, fps=60.0):
        pygame.display.init()
        pygame.display.set_mode((1280, 720))
        self.env = env or Street(bundle.art)
        self.tape = Tape(folder / "out.frames")
        self.document = Document(bundle.art, self.tape.recovered)
        live = LiveGame(bundle, Game(self.env, seed=5), self.document, self.tape)
        self.journal = Journal(self.document, folder / "out.edits", {})
        self.session = EditSession(Editor(self.journal), actions, Work(bundle, folder / "out", fps=fps, live=live))
        self.now = 0
        self.tick(2)

    def tick(self, count=1, *events):
        for _ in range(count):
            self.now += 16
            self.session.tick([*events], self.now)
            events = ()

    def down(self, key, mod=0):
        self.tick(1, pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))

    def up(self, key):
        self.tick(1, pygame.event.Event(pygame.KEYUP, key=key, mod=0))

    def press(self, position):
        self.tick(1, pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=position, button=1))

    @property
    def playing(self):
        return self.session.panels.status.badge == BADGE

    def figures(self):
        """x of the figure on each frame, as it is now."""
        scenes = self.document.scenes
        return [placement.x for scene in scenes for placement in scene.placements if placement.sprite != STONE]

    def figure(self):
        return next(p for p in self.document.scene(len(self.document) - 1).placements if p.sprite != STONE)

    def close(self):
        self.journal.close()
        self.tape.close()
        pygame.display.quit()


@pytest.fixture
def hand(bundle, tmp_path):
    hand = Hand(bundle, tmp_path)
    yield hand
    hand.close()


def test_f5_plays_by_the_games_own_keys_and_esc_pauses(hand):
    assert (hand.figures(), hand.playing) == ([0], False)
    hand.down(pygame.K_F5)
    hand.down(pygame.K_RIGHT)
    hand.tick(2)
    hand.up(pygame.K_RIGHT)
    assert hand.playing
    hand.down(pygame.K_ESCAPE)
    hand.tick(3)
    assert hand.figures() == [0, 0, 1, 2, 3, 3]  # a frame each tick, from F5 to before Esc
    assert not hand.playing
    assert hand.session.editor.state.frame == 5


def test_what_was_edited_from_here_on_or_everywhere_shows_in_frames_that_come_single_frames_stay(hand):
    editor = hand.session.editor
    editor.do(Move(where=Where(tracks=(hand.figure().track,)), dx=2))
    editor.do(Remove(where=Where(sprites=(STONE,))))
    editor.do(Flip(where=Where.on(0, 0), x=True))
    hand.down(pygame.K_F5)
    hand.down(pygame.K_RIGHT)
    assert hand.figures() == [2, 2, 3]
    assert [len(scene.placements) for scene in hand.document.scenes] == [1, 1, 1]
    assert [scene.placements[0].flip_x for scene in hand.document.scenes] == [True, False, False]
    for _ in range(3):
        hand.session.editor.undo()
    assert hand.figures() == [0, 0, 1]


def test_going_on_continues_from_the_last_frame_wherever_one_looked_meanwhile(hand):
    hand.down(pygame.K_F5)
    hand.down(pygame.K_RIGHT)
    hand.down(pygame.K_F5)
    hand.down(pygame.K_HOME)
    assert hand.session.editor.state.frame == 0
    hand.down(pygame.K_F5)
    assert hand.figures() == [0, 0, 1, 1]
    assert hand.session.editor.state.frame == 3


def test_a_click_pauses_and_selects_what_was_hit(hand):
    hand.down(pygame.K_F5)
    stage = hand.session.panels.stage
    eye = stage.seen
    hand.press((stage.rect.x + eye.x + 4 * eye.zoom, stage.rect.y + eye.y + 8 * eye.zoom))
    assert not hand.playing
    assert [placement.sprite for placement in hand.session.editor.chosen] == [0]


def test_the_button_plays_and_pauses(hand):
    button = next(widget for widget in hand.session.panels.tools.row.widgets if widget.id == "game")
    for playing in (True, False):
        hand.press(button.rect.center)
        hand.tick(1, pygame.event.Event(pygame.MOUSEBUTTONUP, pos=button.rect.center, button=1))
        assert hand.playing is playing


def test_timeline_scrubber_and_lanes_grow_and_know_the_selected_track(hand):
    hand.down(pygame.K_F5)
    hand.tick(39)
    hand.down(pygame.K_ESCAPE)
    panels, document = hand.session.panels, hand.document
    assert panels.timeline.frames == panels.scrubber.frames == len(document) == 41
    assert [(span.first, span.end) for lane in panels.timeline.lanes for span in lane.spans] == [(0, 41)] * 2
    hand.session.editor.select_tracks({hand.figure().track})
    hand.tick()
    assert [panels.tracks[lane] for lane in panels.timeline.chosen] == [hand.figure().track]


def test_an_episode_that_ends_is_told_and_the_next_has_tracks_of_its_own(hand):
    hand.down(pygame.K_F5)
    hand.down(pygame.K_RIGHT)
    hand.tick(11)
    told = [notice.text for notice in hand.session.root._toasts.notices]
    assert "Episode 1 ended with a score of 12." in told
    before = hand.figure().track
    hand.tick()
    assert hand.figures()[-2:] == [12, 0]
    assert hand.figure().track > before
    assert {"score 0", "episode 2", "seed 5"} <= set(hand.session.panels.status.facts)
    assert hand.env.seeds == [5, None]


def test_the_game_starts_over_playing_or_not(hand):
    hand.down(pygame.K_F5)
    hand.down(pygame.K_RIGHT)
    hand.down(pygame.K_F9)
    hand.down(pygame.K_ESCAPE)
    hand.down(pygame.K_F9)
    assert hand.figures() == [0, 0, 1, 0, 1, 0]
    assert hand.env.seeds == [5, None, None]


def test_keys_that_mean_something_to_the_editor_alone_do_nothing_while_the_game_runs(hand):
    hand.session.editor.do(Remove(where=Where(sprites=(STONE,))))
    hand.down(pygame.K_F5)
    for code, mod in ((pygame.K_z, pygame.KMOD_CTRL), (pygame.K_TAB, 0), (pygame.K_DELETE, 0), (pygame.K_k, 0)):
        hand.down(code, mod)
    assert len(hand.document.done) == 1
    assert hand.session.root.focus is None
    hand.down(pygame.K_q, pygame.KMOD_CTRL)
    assert hand.session.quit


def test_ones_own_keys_pause_and_play(bundle, tmp_path):
    file = tmp_path / "keys.toml"
    file.write_text('play_game = "F6"\nleave_game = "P"\n')
    hand = Hand(bundle, tmp_path, actions=read_keys(file, EDITOR_ACTIONS))
    hand.down(pygame.K_F6)
    assert hand.playing
    hand.down(pygame.K_ESCAPE)
    assert hand.playing
    hand.down(pygame.K_p)
    assert not hand.playing
    hand.close()


@pytest.mark.parametrize(("fps", "frames"), [(30.0, 6), (60.0, 11), (120.0, 21)])
def test_the_game_keeps_its_own_pace(bundle, tmp_path, fps, frames):
    hand = Hand(bundle, tmp_path, fps=fps)
    hand.down(pygame.K_F5)
    hand.tick(9)
    assert len(hand.document) == frames
    hand.close()


def test_a_game_whose_frames_change_their_size_is_paused_and_says_so(hand):
    hand.down(pygame.K_F5)
    hand.env.render = lambda: compose(street(0), hand.env.art)[:10]
    hand.tick()
    assert not hand.playing
    assert any("24x10" in notice.text for notice in hand.session.root._toasts.notices)


def test_a_killed_session_is_there_again_with_its_frames_and_edits(bundle, tmp_path):
    first = Hand(bundle, tmp_path)
    first.down(pygame.K_F5)
    first.down(pygame.K_RIGHT)
    first.tick(2)
    first.down(pygame.K_ESCAPE)
    first.session.editor.do(Move(where=Where(tracks=(first.figure().track,), first=2), dy=3))
    was, tracks = list(first.document.scenes), first.document.scenes.placements[:, 5].max()
    again = Hand(bundle, tmp_path)  # the first was never closed
    assert list(again.document.scenes)[:-1] == was
    assert again.figure().track > tracks
    assert again.session.unsaved
    for hand in (first, again):
        hand.close()


def test_the_tape_writes_as_it_goes_and_refuses_a_gap(tmp_path, monkeypatch):
    monkeypatch.setattr(tape, "FRAMES", 4)
    scenes = [street(x) for x in range(10)]
    killed = Tape(tmp_path / "t.frames")
    for scene in scenes:
        killed.append(Scenes.of([scene]))
    again = Tape(tmp_path / "t.frames")
    assert list(again.recovered) == scenes[:8]
    again.append(Scenes.of([scenes[8]]))
    again.close()
    assert list(Tape(tmp_path / "t.frames").recovered) == scenes[:9]
    (tmp_path / "t.frames/000000004.npz").unlink()
    with pytest.raises(FormatError, match="begin anew"):
        Tape(tmp_path / "t.frames")


def test_a_tape_that_is_done_takes_away_its_own_files_only(tmp_path):
    done = Tape(tmp_path / "t.frames")
    done.append(Scenes.of([street(1)]))
    done.flush()
    (tmp_path / "t.frames/mine.txt").write_text("keep")
    done.close(forget=True)
    assert [path.name for path in (tmp_path / "t.frames").iterdir()] == ["mine.txt"]


def test_growing_scenes_are_what_was_added_to_them():
    scenes = [street(x) for x in range(2 * BLOCK + 5)]
    growing = GrowingScenes(Scenes.of(scenes[:3]))
    for scene in scenes[3:]:
        growing.append(Scenes.of([scene]))
    assert len(growing) == len(scenes)
    assert [growing[frame] for frame in range(len(growing))] == scenes == list(growing.joined())


def test_a_document_remembers_no_more_than_some_frames(bundle, monkeypatch):
    monkeypatch.setattr(remembering, "NEAR", 5)
    monkeypatch.setattr(remembering, "FAR", 20)
    document = Document(bundle.art, Scenes.of([]))
    document.apply(Move(where=Where(), dx=1))
    for frame in range(50):
        document.append(Scenes.of([street(frame % 9)]))
        assert document.scene(frame).placements[1].x == frame % 9 + 1
    assert (len(document._seen._near), len(document._seen._far)) == (5, 20)
    assert document.scene(0).placements[1].x == 1


def test_growing_lanes_are_those_of_all_frames(bundle):
    scenes = [
        Scene(
            (GROUND,),
            tuple(Placement(track % 3, 1, 1, track=track) for track in range(9) if t % (track + 2) < 2 + track % 3),
        )
        for t in range(60)
    ]
    growing = GrowingLanes(Scenes.of(scenes[:20]), bundle.art, 5)
    for t in range(20, 60):
        growing.append(scenes[t], t)
        if t % 7 == 0:
            growing.refresh()
    lanes = growing.refresh()
    assert sorted(growing.tracks) == sorted(tracks_of(Scenes.of(scenes))[:5])
    wanted = lanes_of(Scenes.of(scenes), bundle.art, growing.tracks)
    assert [(lane.name, lane.spans) for lane in lanes] == [(lane.name, lane.spans) for lane in wanted]


def test_a_played_game_is_decomposed_as_its_recording_would_be(hand):
    hand.down(pygame.K_F5)
    hand.down(pygame.K_RIGHT)
    hand.tick(4)
    frames = [compose(street(x), hand.env.art) for x in hand.figures()]
    assert list(hand.document.scenes) == list(hand.session.desk.work.bundle.decomposer()(frames))


def test_the_door_plays_saves_and_forgets(bundle, tmp_path, monkeypatch):
    def session(*keys):
        left = list(keys)

        def get():
            if not left:
                return []
            code, mod = left.pop(0)
            return [pygame.event.Event(pygame.KEYDOWN, key=code, mod=mod, unicode="")]

        monkeypatch.setattr(pygame.event, "get", get)
        return edit_game(bundle, Street(bundle.art), tmp_path / "out", frames=len(keys) + 2)

    beside = [tmp_path / f"out{ending}" for ending in (RECORD, TAPE)]
    session()
    assert not any(path.exists() for path in beside)  # nobody played
    session((pygame.K_F5, 0), (pygame.K_RIGHT, 0), (pygame.K_ESCAPE, 0))
    assert all(path.exists() for path in beside)
    session((pygame.K_s, pygame.KMOD_CTRL))
    assert not any(path.exists() for path in beside)
    found = Scenes.load(tmp_path / "out" / SCENES)
    # The last one is the first of another episode: the second start's.
    assert [next(p.x for p in scene.placements if p.sprite != STONE) for scene in found] == [0, 0, 1, 0]
    assert Bundle.open(tmp_path / "out").art.size == FRAME


def test_the_door_refuses_what_cant_be(bundle, tmp_path):
    class Small(Street):
        def render(self):
            return super().render()[:12]

    with pytest.raises(SizeError, match="24x12 px"):
        edit_game(bundle, Small(bundle.art), tmp_path / "out", frames=1)
    with pytest.raises(ConfigError, match="never end"):
        edit_game(bundle, Street(bundle.art), tmp_path / "out")
    assert not (tmp_path / f"out{RECORD}").exists()

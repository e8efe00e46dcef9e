"""A dictionary extended by further recordings: what was known stays as it was, what is new comes after it."""

import shutil

import numpy as np
import pytest

pytest.importorskip("torch")
from test_mining import HIGH, WIDE, art_of, blob, bouncing, flat
from test_mining_stopped import HANDS_ITSELF_CTRL_C, pressed_during
from trainer_scenes import recorded

from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording
from spritelift_runtime.recording.plays_writer import PlaysWriter
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.validate import validate
from spritelift_trainer.export import export
from spritelift_trainer.fit import FitSettings
from spritelift_trainer.presets import PRESETS
from spritelift_trainer.train import train

SMALL = FitSettings(steps=2, windows=2, window_px=32, stem=4, width=8, blocks=1)
FRAMES = 70


def cave() -> np.ndarray:
    """Another room: stripes of rock."""
    rgba = flat((60, 40, 30))
    rgba[::8, :, :3] = (90, 60, 40)
    return rgba


ART = art_of([blob(1), blob(2), blob(3), blob(4, 12, 6)], flat(), cave())


def level(path, picture: int, *sprites: int):
    """A recording of some sprites, each on its own rows, the last one the other way round half the time."""
    return recorded(path, np.stack(frames_of(picture, *sprites)))


def plays(path, picture: int, *sprites: int):
    """The same as a folder of two plays."""
    writer = PlaysWriter(path, frames=4 * FRAMES, size=ART.size, fps=60, source="test")
    for t, frame in enumerate(frames_of(picture, *sprites), start=1):
        writer.append(frame, 0)
        if t in (FRAMES // 2, FRAMES):
            writer.end()
    return Recording.open(path)


def frames_of(picture: int, *sprites: int) -> list[np.ndarray]:
    frames = []
    for t in range(FRAMES):
        placed = [Placement(s, bouncing(t, 1 + i, 80), 4 + 14 * i, 1) for i, s in enumerate(sprites)]
        placed[-1] = Placement(sprites[-1], placed[-1].x, placed[-1].y, 1, flip_x=bool(t // 9 % 2))
        plane = Plane(picture=picture, clip=(0, 0, WIDE, HIGH))
        frames.append(compose(Scene((plane,), tuple(placed)), ART))
    return frames


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    """First a run of level one, then updated by plays of level two, which lacks one of its things and has two more."""
    folder = tmp_path_factory.mktemp("update")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRESETS, "fast", SMALL)
        one, two = level(folder / "one", 0, 0, 1), plays(folder / "two", 1, 2, 3, 1)
        first = train([one.path], folder / "first")
        second = train([two.path], folder / "second", update=first.path)
        yield one, two, export([first.path], folder / "b1"), export([second.path], folder / "b2"), second


def seen(sprites) -> list:
    return [(sprite.name, sprite.rgba.tobytes()) for sprite in sprites]


def test_known_sprites_and_pictures_keep_their_places_and_names(game):
    _, _, before, after, _ = game
    assert seen(after.sprites[: len(before.sprites)]) == seen(before.sprites)
    assert len({sprite.name for sprite in after.sprites}) == len(after.sprites)
    assert [each.tobytes() for each in after.backgrounds[:1]] == [each.tobytes() for each in before.backgrounds]


def test_only_what_is_new_is_added(game):
    _, _, before, after, _ = game
    added = {sprite.rgba.tobytes() for sprite in after.sprites[len(before.sprites) :]}
    either = {picture.tobytes() for s in (2, 3) for picture in (ART.sprites[s].rgba, ART.sprites[s].rgba[:, ::-1])}
    assert len(added) == len(after.sprites) - len(before.sprites) == 2
    assert added <= either
    assert len(after.backgrounds) == 2


def test_scenes_of_before_look_the_same(game):
    one, _, before, after, _ = game
    for scene, frame in zip(before.decomposer()(one.frames[:]), one.frames[:], strict=True):
        assert np.array_equal(after.compose(scene), frame)


def test_frames_of_both_are_explained_exactly(game):
    one, two, _, after, second = game
    for recording in (one, two):
        assert not after.decomposer()(recording.frames[:]).unexplained_px.any()
    assert not validate(after.path) + validate(second.path)


def test_a_second_update_adds_nothing_that_is_known(game, tmp_path, monkeypatch):
    _, _, _, after, second = game
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    again = train([level(tmp_path / "three", 1, 3, 0).path], tmp_path / "third", update=second.path)
    assert seen(again.art.sprites) == seen(after.sprites)
    assert len(again.art.backgrounds) == 2


def test_where_old_recordings_are_gone_their_pictures_are_still_looked_for(game, tmp_path, monkeypatch):
    one, _, before, _, _ = game
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    first = train([shutil.copytree(one.path, tmp_path / "one")], tmp_path / "first")
    shutil.rmtree(tmp_path / "one")
    later = train([level(tmp_path / "two", 1, 2, 3).path], tmp_path / "second", update=first.path)
    bundle = export([later.path], tmp_path / "bundle")
    assert any("is gone or was changed" in note for note in later.notes)
    assert seen(bundle.sprites[: len(before.sprites)]) == seen(before.sprites)
    assert not bundle.decomposer()(one.frames[:]).unexplained_px.any()
    assert {row["sha256"] for row in bundle.trained_on} >= {one.sha256}


@HANDS_ITSELF_CTRL_C
def test_an_update_stopped_while_mining_keeps_what_was_known_and_goes_on_as_if_it_had_not_been(
    game, tmp_path, monkeypatch
):
    _, two, before, after, second = game
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    first = second.about["settings"]["update"]
    with monkeypatch.context() as patch:
        pressed_during(patch, 3)
        stopped = train([two.path], tmp_path / "run", update=first)
    assert stopped.stopped == "interrupted"
    assert seen(stopped.art.sprites[: len(before.sprites)]) == seen(before.sprites)
    assert seen(train([two.path], tmp_path / "run", update=first, resume=True).art.sprites) == seen(after.sprites)


def test_a_recording_that_is_known_already_is_refused(game, tmp_path):
    _, two, _, _, second = game
    with pytest.raises(ConfigError, match="Name one that is new to it"):
        train([two.path], tmp_path / "run", update=second.path)


def test_models_that_draw_their_own_sprites_are_no_update(game, tmp_path):
    *_, second = game
    with pytest.raises(ConfigError, match="Use preset fast"):
        train([level(tmp_path / "three", 1, 3, 0).path], tmp_path / "run", preset="paper", update=second.path)

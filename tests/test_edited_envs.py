"""Games shown otherwise: the same edits do the same in a document, a bundled game, a replay, and to any frames."""

import json
import subprocess
import sys
import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from staged import ART, PLANE, SIZE, Stage, picture

from spritelift_envs.rendering import SpriteRender
from spritelift_envs.replay_env import ReplayEnv
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Become, Flip, Lift, Move, Recoloured, Remove
from spritelift_runtime.editing.sheet_edits import Draw, Paint
from spritelift_runtime.editing.where import Where
from spritelift_runtime.editing.written import to_json
from spritelift_runtime.errors import ConfigError, FormatError
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import Scenes

HERO, BOX, DOT = 0, 1, 2
PLAY = [[Placement(HERO, 8 + 3 * t, 16, 1), Placement(BOX, 40, 20 + t, 1)] for t in range(6)]
FRAMES = 12


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


def swarm():
    return gymnasium.make("spritelift_envs:spritelift/Swarm-v0", render_mode="rgb_array")


def seen(env, options=None, steps=FRAMES):
    """All frames of the start of a play, and what is said of them."""
    frames, infos = ([each] for each in env.reset(seed=3, options=options))
    for t in range(steps - 1):
        frame, *_, info = env.step(t % 3)
        assert np.array_equal(env.render(), frame)
        frames.append(frame)
        infos.append(info)
    return np.stack(frames), infos


def edits_of(art):
    """An edit of most kinds."""
    largest = max(range(len(art.sprites)), key=lambda i: art.sprites[i].rgba.size)
    pair = ((0, 0, 0), (9, 8, 7))
    return [
        Move(where=Where(sprites=(largest,)), dx=7, dy=-3),
        Remove(where=Where.on(4, 0, 2)),
        Flip(where=Where(first=2, end=9), x=True),
        Draw(name="new", rgba=picture(9, 5, 5)),
        Become(where=Where(first=6, sprites=(largest,)), sprite=len(art.sprites)),
        Paint(picture=0, behind=True, rgba=np.full((9, 30, 4), 200, np.uint8)),
        Recoloured(where=Where(sprites=(0, 1, 2)), recolour=(pair,)),
        Lift(where=Where(first=3), by=-3),
    ]


def test_a_bundled_game_and_a_document_of_its_scenes_show_the_same_edits_alike():
    env = swarm()
    plain, infos = seen(env)
    document = Document(env.unwrapped.world.art, Scenes.of(info["scene"] for info in infos))
    edits = edits_of(document.art)
    for edit in edits:
        document.apply(edit)
    expected = np.stack([compose(document.scene(t), document.art) for t in range(FRAMES)])
    assert (expected != plain).any(axis=(1, 2, 3)).all()
    written = json.loads(json.dumps([to_json(edit) for edit in edits]))
    for given in (edits, written):
        found, told = seen(env, {"edits": given})
        assert np.array_equal(found, expected)
        assert [info["scene"] for info in told] == list(document.scenes)
    assert np.array_equal(seen(env)[0], expected)  # of resets that say nothing, it stays so
    assert np.array_equal(seen(env, {"edits": []})[0], plain)


def test_any_frames_and_a_document_of_their_scenes_show_the_same_edits_alike(bundle):
    env = SpriteRender(Stage(PLAY, render_mode="rgb_array"), bundle)
    plain, infos = seen(env, steps=len(PLAY))
    assert np.array_equal(plain, seen(Stage(PLAY, render_mode="rgb_array"), steps=len(PLAY))[0])
    document = Document(bundle.art, Scenes.of(info["scene"] for info in infos), bundle.learned.sprites)
    hero = next(p.track for p in infos[0]["scene"].placements if p.sprite == HERO)
    document.apply(Move(where=Where(tracks=(hero,), first=2), dy=9), Recoloured(recolour=(((10, 20, 30), (1, 1, 1)),)))
    document.apply(Become(where=Where(sprites=(BOX,)), sprite=DOT))
    expected = [compose(document.scene(t), document.art) for t in range(len(PLAY))]
    edits = [edit for deed in document.done for edit in deed.edits]
    found, infos = seen(env, {"edits": edits}, steps=len(PLAY))
    assert np.array_equal(found, expected)
    assert infos[0]["true_scene"] == "its own"
    assert {info["unexplained_px"] for info in infos} == {0}


def test_a_replay_counts_the_recordings_frames(tmp_path, bundle):
    scenes = Scenes.of(Scene((PLANE,), tuple(placements)) for placements in PLAY)
    env = ReplayEnv(bundle, scenes=scenes)
    document = Document(bundle.art, scenes)
    document.apply(Remove(where=Where.on(3, 0)))
    start = {"edits": [to_json(document.done[0].edits[0])], "start": 2}
    frames = [env.reset(seed=0, options=start)[0], *(env.step(0)[0] for _ in range(2))]
    expected = [compose(document.scene(t), document.art) for t in (2, 3, 4)]
    assert np.array_equal(frames, expected)


def test_what_is_applied_shows_at_once_and_can_be_undone():
    env = swarm()
    frame, _ = env.reset(seed=0)
    env.unwrapped.apply(Remove())
    bare = env.render()
    assert not np.array_equal(bare, frame)
    assert env.step(0)[-1]["scene"].placements == ()
    env.unwrapped.document.undo()
    assert env.step(0)[-1]["scene"].placements
    env.unwrapped.apply({"edit": "remove"})
    assert env.step(0)[-1]["scene"].placements == ()


def test_nothing_of_the_game_itself_changes():
    plain, edited = swarm(), swarm()
    plain.reset(seed=1)
    edited.reset(seed=1, options={"edits": [{"edit": "remove"}]})
    for t in range(200):
        assert plain.step(t % 6)[1:4] == edited.step(t % 6)[1:4]


@pytest.mark.parametrize("given", [Become(sprite=999), {"edit": "vanish"}, [Remove(), {"edit": "move", "dz": 1}], "x"])
def test_what_cant_be_done_leaves_all_as_it_was(given):
    env = swarm()
    frame, _ = env.reset(seed=0, options={"edits": [Move(dx=1)]})
    with pytest.raises((ConfigError, FormatError)):
        env.unwrapped.apply(given)
    with pytest.raises((ConfigError, FormatError)):
        env.reset(seed=0, options={"edits": given})
    assert np.array_equal(env.render(), frame)
    assert np.array_equal(env.reset(seed=0)[0], frame)


def test_long_play_keeps_nothing_that_went_by(bundle):
    env = SpriteRender(Stage([[Placement(HERO, 8, 8, 1)]] * 600), bundle, {"edit": "move", "dx": 4})
    env.reset()
    for _ in range(599):
        env.step(0)
    document = env.document
    assert len(document) == 0
    assert [len(kept) for kept in (document._seen, document._single, document.done)] == [0, 0, 1]


def test_a_bundle_repainted_is_the_game_re_skinned(tmp_path, bundle):
    env = SpriteRender(Stage([[Placement(DOT, 8, 8, 1)]], render_mode="rgb_array"), bundle)
    env.apply(Paint(picture=DOT, rgba=np.full((4, 4, 4), 255, np.uint8)))
    frame, _ = env.reset()
    assert (frame[8:12, 8:12] == 255).all()
    assert (frame[0, 0] == (10, 20, 30)).all()


def test_observations_may_stay_as_they_are_while_the_render_is_sprites(bundle):
    stage = Stage([[Placement(HERO, 8, 8, 1)]], "numbers", render_mode="rgb_array")
    env = SpriteRender(stage, bundle, [Remove()], observed=False)
    observation, _ = env.reset()
    assert observation.shape == (2,)
    assert env.observation_space == stage.observation_space
    assert (env.render() == (10, 20, 30)).all()


def test_a_window_of_the_games_own_is_refused_with_the_mend(bundle):
    with pytest.raises(ConfigError, match="HumanRendering"):
        SpriteRender(Stage([[]], render_mode="human"), bundle)


def test_it_comes_back_from_its_spec_with_its_edits(tmp_path):
    env = swarm()
    art = env.unwrapped.world.art
    specs = [PlaneSpec(p.clip, p.layer, p.wrap, (p.picture,)) for p in env.unwrapped.world.reset(0).planes]
    edits = [Paint(picture=0, behind=True, rgba=np.full((9, 30, 4), 200, np.uint8)), Move(dx=2)]
    env = SpriteRender(env, write_bundle(tmp_path / "swarm", art, specs), edits)
    again = gymnasium.make(env.spec)
    assert np.array_equal(seen(env)[0], seen(again)[0])


def test_the_checker_warns_of_nothing_but_being_wrapped(bundle):
    stage = Stage([[Placement(0, 9 + t, 9, 1)] for t in range(40)], render_mode="rgb_array")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        check_env(SpriteRender(stage, bundle), skip_render_check=True)
    said = [str(warning.message) for warning in heard]
    assert all("is different from the unwrapped version" in text or "env.spec is" in text for text in said), said


def test_games_alone_need_neither_pygame_nor_onnxruntime_nor_torch():
    code = "import sys, spritelift_envs.games; print(*({'pygame', 'onnxruntime', 'torch'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"

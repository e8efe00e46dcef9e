"""The animator in a bundle: what ONNX draws is what torch draws; clips out of recorded play; the verb."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from test_animator import CPU, TINY, Marks

from spritelift.__main__ import main
from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.bundle_files import RENDER
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, ExportError, FormatError, MissingError, SizeError
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.animator import export
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.graph import onnx_of
from spritelift_trainer.animator.learner import new_model
from spritelift_trainer.animator.recorded import RecordedClips
from spritelift_trainer.colours import colours_of

NETS = {
    "fast": {},
    "fast, sees maps whole": {"transform": "whole"},
    "volumes": {"channels": 16, "depth": 4},
    "volumes, whole": {"channels": 16, "depth": 4, "transform": "whole"},
    "resnet": {"net": "resnet", "stages": 2},
}


def shaken(size=(32, 32), **changes):
    """A model that isn't at its start, where T^Z is the identity."""
    model = new_model(replace(TINY, **changes), size).eval()
    random = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for each in model.parameters():
            each.add_(0.05 * torch.randn(each.shape, generator=random))
    return model


class Sized(Marks):
    """Marks on frames of another size."""

    def __init__(self, size):
        self.size = size

    def pairs(self, count, seed, step):
        return super().pairs(count, seed, step)[:, :, : self.size[1], : self.size[0]]


@pytest.fixture
def bundle(tmp_path):
    rgba = np.random.default_rng(0).integers(0, 256, (6, 5, 4), dtype=np.uint8)
    art = Art(
        size=(20, 16), sprites=(Sprite(name="one", rgba=rgba),), backgrounds=(np.full((16, 20, 4), 255, np.uint8),)
    )
    return write_bundle(tmp_path / "bundle", art, [PlaneSpec((0, 0, 20, 16), 0, False, (0,))])


@pytest.mark.parametrize("changes", NETS.values(), ids=NETS)
@pytest.mark.parametrize("size", [(32, 32), (30, 27)])
def test_what_the_bundle_draws_is_what_torch_draws(changes, size, bundle):
    model, clips = shaken(size, **changes), Sized(size)
    animator = Animator.open(export_animator(model, clips, bundle))
    first, second = clips.pairs(3, 1, 1)
    others = clips.pairs(3, 1, 2)[0]
    torch_frames = [colours_of(each, CPU) for each in (others, first, second, others[::-1].copy())]
    for own_place in (False, True)[: 1 + animator.knows_places]:
        with torch.no_grad():
            wanted = model(*torch_frames, own_place=own_place).permute(0, 2, 3, 1).numpy() * 255
        drawn = animator.restage(others, first, second, others[::-1], own_place=own_place)
        assert np.abs(drawn - wanted).max() <= 0.5 + 255e-4
    with torch.no_grad():
        theta = model.theta(*torch_frames[1:3]).numpy()
    found = animator.theta(animator.character(first), animator.character(second))
    np.testing.assert_allclose(found, theta, atol=1e-4)


def test_encodings_are_made_once_and_recombined(bundle):
    clips = Marks()
    animator = Animator.open(export_animator(shaken(), clips, bundle))
    first, second = clips.pairs(2, 0, 0)
    one, other, behind = animator.character(first), animator.character(second), animator.backdrop(second)
    drawn = animator.render(animator.moved(one, one, other) + behind)
    np.testing.assert_array_equal(drawn, animator.rebackground(first, second, second))
    np.testing.assert_array_equal(
        animator.transfer(first, second, first), animator.restage(first, second, first, first)
    )


def test_models_that_answer_otherwise_are_refused_and_the_bundle_stays(bundle, monkeypatch):
    wrong = onnx_of(shaken(look=16))
    monkeypatch.setattr(export, "onnx_of", lambda _: wrong)
    before = {path.name: path.read_bytes() for path in bundle.path.iterdir() if path.is_file()}
    with pytest.raises(ExportError, match="differ by"):
        export_animator(shaken(), Marks(), bundle)
    assert {path.name: path.read_bytes() for path in bundle.path.iterdir() if path.is_file()} == before


def test_an_animator_may_be_replaced_and_repaints_stay(bundle):
    sheet = bundle.path / "sprites.png"
    picture = np.array(Image.open(sheet))
    picture[..., 0] ^= 0xFF
    Image.fromarray(picture).save(sheet)
    painted = sheet.read_bytes()
    for changes in ({}, {"transform": "whole"}):
        after = export_animator(shaken(**changes), Marks(), Bundle.open(bundle.path), made={"steps": 3})
        assert Animator.open(after).knows_places == (not changes)
    assert sheet.read_bytes() == painted
    assert after.repainted
    assert after.manifest["animator"]["made"] == {"steps": 3}


def test_bad_uses_of_an_animator_say_what_to_do(bundle):
    with pytest.raises(MissingError, match="train-animator"):
        Animator.open(bundle)
    animator = Animator.open(export_animator(shaken(transform="whole"), Marks(), bundle))
    with pytest.raises(SizeError, match=r"takes \[n, 32, 32, 3\]"):
        animator.character(np.zeros((1, 31, 32, 3), np.uint8))
    frames = np.zeros((1, 32, 32, 3), np.uint8)
    with pytest.raises(ConfigError, match="knows no places"):
        animator.transfer(frames, frames, frames, own_place=True)
    (bundle.path / RENDER).write_bytes(b"else")
    with pytest.raises(FormatError, match=r"render\.onnx"):
        Animator.open(bundle.path)


SIZE = (80, 48)


def noise(seed: int, wide: int, high: int) -> np.ndarray:
    rgba = np.random.default_rng(seed).integers(0, 256, (high, wide, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    return rgba


ART = Art(
    size=SIZE,
    sprites=(
        *(Sprite(name=f"pose{i}", rgba=noise(i, 10, 12)) for i in range(2)),
        Sprite(name="shot", rgba=noise(5, 3, 3)),
    ),
    backgrounds=(noise(9, 140, 48),),
)
SPEC = PlaneSpec((0, 0, *SIZE), 0, False, (0,))


def scene(t: int, camera: int = 0) -> Scene:
    """A walker of two poses, a shot that is too small, something that stands still."""
    walker = Placement(t % 2, 20 + t - camera, 10 + t % 5, 1, track=0)
    still, shot = Placement(0, 60 - camera, 30, 1, track=1), Placement(2, 3 * t % 70, 40, 1, track=2)
    return Scene((Plane(picture=0, clip=(0, 0, *SIZE), camera=(camera, 0)),), (walker, still, shot))


def recorded(folder, scenes) -> Recording:
    with Recording.create(folder, size=SIZE, fps=30, source="test") as recording:
        for each in scenes:
            recording.append(compose(each, ART))
    return Recording.open(folder)


def clips_of(scenes, folder, monkeypatch, frames: int) -> RecordedClips:
    """Clips of a play of which the bundle's decomposer tells just these scenes."""
    bundle = write_bundle(folder / "bundle", ART, [SPEC])

    def told(frames):
        return Scenes.of(scenes[: sum(1 for _ in frames)])

    monkeypatch.setattr(Bundle, "decomposer", lambda self: told)
    return RecordedClips(bundle, [recorded(folder / "play", scenes)], [(0, frames)])


@pytest.mark.parametrize("speed", [0, 1])
def test_windows_stand_still_in_the_world_and_hold_the_character(speed, tmp_path, monkeypatch):
    scenes = [scene(t, camera=speed * t) for t in range(20)]
    clips = clips_of(scenes, tmp_path, monkeypatch, 16)
    assert clips.size == (32, 32)
    first, second = clips.pairs(40, 0, 0)
    np.testing.assert_array_equal(clips.pairs(40, 0, 0)[0], first)
    assert not np.array_equal(clips.pairs(40, 0, 1)[0], first)
    poses = [sprite.rgba[..., :3] for sprite in ART.sprites[:2]]
    for pair in zip(first, second, strict=True):
        assert all(any(seen(pose, window) for pose in poses) for window in pair)
        same = (pair[0] == pair[1]).all(2)
        assert same.mean() > 0.5  # the background is noise: a pixel off, hardly any would be
        assert not same.all()


def test_where_the_character_is_seen_is_told_of_each_window(tmp_path, monkeypatch):
    scenes = [scene(t, camera=t) for t in range(20)]
    clips = clips_of(scenes, tmp_path, monkeypatch, 16)
    windows, shown = clips.pairs(20, 0, 0), clips.shown(20, 0, 0)
    assert shown.shape == windows.shape[:-1]
    poses = [sprite.rgba[..., :3] for sprite in ART.sprites[:2]]
    for window, mask in zip(windows.reshape(-1, 32, 32, 3), shown.reshape(-1, 32, 32), strict=True):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        part = window[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        assert any(np.array_equal(part, pose) for pose in poses)
        assert mask.sum() == 10 * 12


def seen(pose: np.ndarray, window: np.ndarray) -> bool:
    views = np.lib.stride_tricks.sliding_window_view(window, pose.shape)
    return bool((views == pose).all((-1, -2, -3)).any())


def test_recordings_in_which_nobody_moves_are_refused(tmp_path, monkeypatch):
    scenes = [Scene(scene(0).planes, scene(0).placements[1:2])] * 12
    with pytest.raises(ConfigError, match="nothing larger than 8 px"):
        clips_of(scenes, tmp_path, monkeypatch, 12)


def test_the_verb_trains_and_fills_the_bundle(tmp_path, capsys):
    bundle = write_bundle(tmp_path / "bundle", replace(ART, backgrounds=(ART.backgrounds[0][:, : SIZE[0]],)), [SPEC])
    recorded(tmp_path / "play", [scene(t) for t in range(24)])
    words = ["train-animator", str(tmp_path / "play"), "--bundle", str(bundle.path), "--out", str(tmp_path / "run")]
    small = ["--steps", "3", "--set", "width=8", "--set", "channels=8", "--set", "batch=4", "--json"]
    assert main([*words, *small]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["window"] == 32
    assert told["pairs"] > 100
    assert any("can't animate" in note for note in told["notes"])  # three steps teach nothing: it says so
    animator = Animator.open(tmp_path / "bundle")
    assert animator.size == (32, 32)
    assert not animator.has_pixels
    assert main([*words, *small]) == 2
    assert "holds a run already" in capsys.readouterr().err
    assert main([*words, *small, "--resume"]) == 0
    assert main([*words, *small, "--resume", "--set", "window=40"]) == 2
    assert main([*words[:-1], str(tmp_path / "other"), "--set", "window=big"]) == 2
    assert "whole number" in capsys.readouterr().err


def test_the_verb_trains_a_pixel_head_and_says_how_many_unseen_pixels_are_exact(tmp_path, capsys):
    bundle = write_bundle(tmp_path / "bundle", replace(ART, backgrounds=(ART.backgrounds[0][:, : SIZE[0]],)), [SPEC])
    recorded(tmp_path / "play", [scene(t) for t in range(30)])
    words = ["train-animator", str(tmp_path / "play"), "--bundle", str(bundle.path), "--out", str(tmp_path / "run")]
    small = ["--steps", "2", "--set", "width=8", "--set", "channels=8", "--set", "batch=2", "--json"]
    assert main([*words, *small, "--set", "pixels=true", "--set", "picture_every=2", "--holdout", "0.4"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["exact"]) == {"copied", "drawn", "snapped", "pixels"}
    assert told["off_palette"]["pixels"] == told["off_palette"]["snapped"] == 0 < told["off_palette"]["drawn"]
    assert told["exact"]["pixels"] > told["exact"]["drawn"]
    assert json.loads((tmp_path / "run" / "metrics.jsonl").read_text().splitlines()[-1])["pointing"] > 0
    after = Bundle.open(bundle.path)
    assert Animator.open(after).has_pixels
    assert after.manifest["animator"]["made"]["score"]["pixels"]["exact"] == pytest.approx(
        told["exact"]["pixels"], abs=1e-4
    )


def test_a_run_with_no_unseen_frames_has_no_score(tmp_path, capsys):
    bundle = write_bundle(tmp_path / "bundle", replace(ART, backgrounds=(ART.backgrounds[0][:, : SIZE[0]],)), [SPEC])
    recorded(tmp_path / "play", [scene(t) for t in range(24)])
    words = ["train-animator", str(tmp_path / "play"), "--bundle", str(bundle.path), "--out", str(tmp_path / "run")]
    small = ["--steps", "1", "--set", "width=8", "--set", "channels=8", "--set", "batch=2", "--holdout", "0", "--json"]
    assert main([*words, *small]) == 0
    assert json.loads(capsys.readouterr().out)["exact"] == {}

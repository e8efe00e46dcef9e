"""A trained MarioNette as a bundle: the same placements, from torch, from ONNX and from the runtime."""

import json
from dataclasses import replace

import gymnasium
import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
from test_marionette import CASES as OF_THE_PAPER  # noqa: E402
from test_marionette import model_of, tiny  # noqa: E402
from trainer_scenes import recorded  # noqa: E402

import spritelift_trainer.export as exporting  # noqa: E402
from spritelift.__main__ import main  # noqa: E402
from spritelift_envs.observation import SpriteObservation  # noqa: E402
from spritelift_runtime.compositor import compose  # noqa: E402
from spritelift_runtime.errors import ExportError  # noqa: E402
from spritelift_runtime.fidelity import psnr_db  # noqa: E402
from spritelift_runtime.validate import validate  # noqa: E402
from spritelift_trainer.colours import colours_of  # noqa: E402
from spritelift_trainer.export import export  # noqa: E402
from spritelift_trainer.frozen import OUTPUTS  # noqa: E402
from spritelift_trainer.marionette.deciding import Readout, decided  # noqa: E402
from spritelift_trainer.marionette.frozen import FrozenMarioNette  # noqa: E402
from spritelift_trainer.marionette.graph import onnx_of  # noqa: E402
from spritelift_trainer.marionette.lifting import NEARLY, counted, lifted, whole_levels  # noqa: E402

CASES = OF_THE_PAPER | {
    "continuous": (tiny(size=(13, 10), offsets="continuous"), None),
    "shared, continuous": (tiny(shifts="shared", offsets="continuous"), None),
}


def frames_of(shape, n=3, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (n, shape.size[1], shape.size[0], 3), dtype=np.uint8)


def placed(model, frames):
    """frame, layer, entry, x, y as the model itself decides."""
    readout = Readout.of(model)
    return decided(model, colours_of(frames, readout.codes), readout).numpy()


def with_alpha(model, alpha):
    """The model, its entries as transparent as told: alpha float [m, k, k] in [0, 1], whatever their codes."""
    k = model.shape.k
    forward = model.dictionary.forward

    def painted(codes):
        sprites = forward(codes).clone()
        sprites[:, 3] = torch.as_tensor(alpha).expand(len(sprites), k, k)
        return sprites

    model.dictionary.forward = painted
    return model


def half_on(case, frames=3):
    """The case's model, and frames on which half of its anchors are active, none of them nearly off.

    Its entries have margins of their own, and one shows nothing.
    """
    model = model_of(*CASES[case])
    alpha = np.zeros((5, model.shape.k, model.shape.k), np.float32)
    for entry, (x, y) in enumerate([(0, 0), (1, 0), (0, 3), (2, 1)]):
        alpha[entry, y:-1, x:] = 0.8
    model = with_alpha(model, alpha)
    shown = frames_of(model.shape, frames)
    with torch.no_grad():
        told = torch.logit(model.encoder(colours_of(shown, model.dictionary.latent)).switch).flatten().sort().values
        middle = told[len(told) // 2 - 2 : len(told) // 2 + 3]
        widest = middle.diff().argmax()
        model.encoder.switch.bias -= middle[widest : widest + 2].mean()
    return model, shown


def test_sprites_are_the_used_entries_trimmed_the_most_used_first():
    model = model_of(tiny())
    alpha = np.zeros((5, 8, 8), np.float32)
    alpha[0, 2:5, 1:8], alpha[1, 7, 3], alpha[3:, :, :] = 0.9, 0.5, 1
    made = lifted(with_alpha(model, alpha), np.array([4, 9, 50, 0, 4]))  # entry 2 shows nothing, 3 stood nowhere
    assert made.entry.tolist() == [1, 0, 4]
    assert made.corner.tolist() == [[3, 7], [1, 2], [0, 0]]
    assert made.empty.tolist() == [2]
    assert [(s.name, s.size, s.uses) for s in made.art.sprites] == [
        ("sprite_000", (1, 1), 9),
        ("sprite_001", (7, 3), 4),
        ("sprite_002", (8, 8), 4),
    ]
    whole = whole_levels(Readout.of(model).sprites)
    assert np.array_equal(made.art.sprites[1].rgba, whole[0, 2:5, 1:8])


def test_alpha_near_its_ends_is_at_them_and_what_is_transparent_has_no_colour():
    sprites = torch.full((1, 4, 16, 16), 0.5)
    sprites[0, 3] = torch.arange(256).view(16, 16) / 255
    levels = whole_levels(sprites)[0].reshape(-1, 4)
    snapped = np.arange(256)
    snapped[: NEARLY + 1], snapped[255 - NEARLY :] = 0, 255
    assert levels[:, 3].tolist() == snapped.tolist()
    assert (levels[:, :3].any(1) == (snapped > 0)).all()


@pytest.mark.parametrize("case", ["whole cells", "scrolling texture"])
def test_the_background_is_one_opaque_picture_that_a_plane_shows_a_frame_of(case):
    model = model_of(*CASES[case])
    made = lifted(model, np.zeros(5, np.int64))
    (picture,), (plane,) = made.art.backgrounds, made.planes
    assert made.art.sprites == ()
    assert plane.clip == (0, 0, *model.shape.size)
    if case == "whole cells":
        assert picture.shape == (16, 16, 4)
        assert (picture == (51, 128, 230, 255)).all()
    else:
        levels = torch.sigmoid(model.background.picture).detach().permute(1, 2, 0).numpy() * 255
        assert np.abs(picture[..., :3] - levels).max() <= 0.5 + 1e-4
        assert (picture[..., 3] == 255).all()


def test_uses_are_the_placements_of_all_batches():
    model = model_of(tiny(size=(20, 12)))
    frames = frames_of(model.shape, 5)
    wanted = np.bincount(placed(model, frames)[:, 2], minlength=5)
    assert wanted.sum() > 5
    assert counted(model, [frames[:2], frames[2:]]).tolist() == wanted.tolist()


def frozen_of(model, uses=(3, 1, 4, 1, 5)):
    return FrozenMarioNette(model, lifted(model, np.array(uses)))


@pytest.mark.parametrize("case", CASES)
def test_the_frozen_model_places_what_is_decided(case):
    model, frames = half_on(case)
    frozen = frozen_of(model)
    out, rows = frozen(frames), placed(model, frames)
    columns, cell = model.shape.grid[1], model.shape.cell
    for frame, layer in np.ndindex(len(frames), model.shape.layers):
        at = np.nonzero(out["sprite"][frame, layer] >= 0)
        sprite = out["sprite"][frame, layer][at]
        corner = np.stack([out[name][frame, layer][at] for name in "xy"], 1) - frozen.lifted.corner[sprite]
        wanted = rows[(rows[:, 0] == frame) & (rows[:, 1] == layer) & (rows[:, 2] < 4)]  # the last one shows nothing
        assert np.column_stack([frozen.lifted.entry[sprite], corner]).tolist() == wanted[:, 2:].tolist()
        middles = np.stack(at[::-1], 1) * cell + cell // 2
        assert (np.abs(corner + model.shape.k // 2 - middles) <= model.shape.k // 2).all()
    assert (out["score"] > 0.5).sum() == len(rows)
    assert 0.3 * out["sprite"].size < len(rows) < 0.7 * out["sprite"].size
    assert out["sprite"].shape == (len(frames), model.shape.layers, model.shape.grid[0], columns)
    assert {name: out[name].dtype.name for name in OUTPUTS} == dict.fromkeys(OUTPUTS, "int64") | {"score": "float32"}
    assert all((out[name][out["sprite"] < 0] == 0).all() for name in ("x", "y", "flip"))


def test_anchors_have_only_sprites_of_the_art_and_are_off_with_an_entry_that_shows_nothing():
    model = model_of(tiny(layers=1))
    frames = frames_of(model.shape, 6)
    full, entries = frozen_of(model)(frames), placed(model, frames)[:, 2]
    often, rare = np.bincount(entries, minlength=5).argsort()[[-1, -2]]
    alpha = np.ones((5, 8, 8), np.float32)
    alpha[often] = 0
    some = frozen_of(with_alpha(model, alpha), (np.arange(5) != rare).astype(int))
    out = some(frames)
    on = full["score"] > 0.5
    shown = out["sprite"][on]
    assert (shown < 3).all()
    assert (entries == rare).any()
    assert (shown[entries == often] == -1).all()
    usual = (entries != often) & (entries != rare)
    assert some.lifted.entry[shown[usual]].tolist() == entries[usual].tolist()
    assert (shown[entries == rare] >= 0).any()


def test_the_plane_stands_where_the_texture_is_likeliest():
    model = model_of(*CASES["scrolling texture"])
    frames = frames_of(model.shape, 4)
    with torch.no_grad():
        _, (across, down) = model.background(torch.from_numpy(frames / 255).permute(0, 3, 1, 2).float())
    plane = frozen_of(model)(frames)["plane"]
    wanted = np.stack([np.zeros(4), across.argmax(1), down.argmax(1)], 1)
    assert plane.tolist() == wanted[:, None].tolist()


def onnx_outputs(frozen, *batches):
    session = onnxruntime.InferenceSession(onnx_of(frozen).SerializeToString(), providers=["CPUExecutionProvider"])
    return [dict(zip(OUTPUTS, session.run(list(OUTPUTS), {"frames": frames}), strict=True)) for frames in batches]


def assert_same(found, wanted):
    for name in OUTPUTS:
        assert found[name].dtype == wanted[name].dtype
        np.testing.assert_allclose(found[name], wanted[name], atol=1e-4 if name == "score" else 0, rtol=0)


@pytest.mark.parametrize("case", CASES)
def test_onnx_places_what_torch_places_in_batches_of_any_size(case):
    model, frames = half_on(case, 4)
    frozen = frozen_of(model, (3, 1, 0, 2, 5))
    for found, batch in zip(onnx_outputs(frozen, frames, frames[:1]), (frames, frames[:1]), strict=True):
        assert_same(found, frozen(batch))


@pytest.mark.parametrize("shifts", ["crop", "shared"])
@pytest.mark.parametrize("switch", [-99, 99])
def test_onnx_bears_frames_on_which_nothing_is_active_or_everything_is(shifts, switch):
    model = model_of(tiny(shifts=shifts))
    with torch.no_grad():
        model.encoder.switch.bias.fill_(switch)
    frozen, frames = frozen_of(model), frames_of(model.shape, 2)
    (found,) = onnx_outputs(frozen, frames)
    assert_same(found, frozen(frames))
    assert ((found["sprite"] >= 0) == (switch > 0)).all()


@pytest.mark.parametrize("case", ["whole cells", "scrolling texture"])
def test_an_art_without_sprites_has_an_encoder_that_finds_none(case):
    frozen, frames = frozen_of(model_of(*CASES[case]), (0,) * 5), frames_of(CASES[case][0])
    (found,) = onnx_outputs(frozen, frames)
    assert_same(found, frozen(frames))
    assert (found["sprite"] == -1).all()


class LearnedRun:
    """A run as training of the first paper's model leaves it, of an encoder given."""

    steps, notes = 7, ("half trained",)

    def __init__(self, path, frozen, recording):
        self.path, self.frozen = path, frozen
        self.art, self.planes = frozen.lifted.art, frozen.lifted.planes
        frames = len(recording)
        row = {"path": str(recording.path), "sha256": recording.sha256, "frames": frames, "first": 0, "last": 5}
        self.about = {"settings": {"marionette": {}}, "recordings": [row], "versions": {}}
        self.learnt_from = [row]

    def encoder(self):
        return self.frozen


@pytest.fixture
def learned(tmp_path, monkeypatch):
    """Gives a learned run's path, of a case of the model."""

    def make(case):
        model, frames = half_on(case, 8)
        run = LearnedRun(tmp_path / "run", frozen_of(model), recorded(tmp_path / "recording", frames))
        monkeypatch.setattr(exporting.Run, "open", lambda _path: run)
        return run

    return make


def test_a_learned_bundle_is_near_and_says_where_its_anchors_place(learned, tmp_path):
    run = learned("wide, three layers")
    bundle = export([run.path], tmp_path / "bundle")
    assert bundle.manifest["match"] == "near"
    assert [s.name for s in bundle.sprites] == [s.name for s in run.art.sprites]
    about, out = bundle.manifest["encoder"], run.frozen(frames_of(run.frozen.model.shape, 8))
    _, layer, *cell = np.nonzero(out["sprite"] >= 0)
    at = out["sprite"] >= 0
    trimmed = np.array(about["trimmed"]["left_top"])[out["sprite"][at]]
    centre = np.stack([out["x"][at], out["y"][at]], 1) - trimmed + about["trimmed"]["px"] // 2
    offset = centre - np.stack(cell[::-1], 1) * about["cell_px"]
    low, high = about["offset_range"]
    assert high - low == about["trimmed"]["px"]
    assert low <= offset.min() < low + 2
    assert high - 2 < offset.max() <= high
    assert layer.max() + 1 == about["layers"]


def test_a_learned_encoder_that_places_elsewhere_is_refused_and_nothing_is_written(learned, tmp_path, monkeypatch):
    run = learned("shared")
    moved = replace(run.frozen, lifted=replace(run.frozen.lifted, corner=run.frozen.lifted.corner + 1))
    monkeypatch.setattr(exporting, "onnx_of_marionette", lambda _: onnx_of(moved))
    with pytest.raises(ExportError, match="anchors, which near ties don't explain"):
        export([run.path], tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize(("part", "told"), [("switch.bias", "score"), ("place.bias", "plane")])
def test_a_score_or_a_camera_that_differs_is_told(part, told, learned, tmp_path, monkeypatch):
    run = learned("scrolling texture")

    def changed(frozen):
        by = 0.2 if told == "score" else 99.0 * torch.arange(sum(frozen.model.background.places))
        bias = next(each for name, each in frozen.model.named_parameters() if name.endswith(part))
        with torch.no_grad():
            bias += by
            model = onnx_of(frozen)
            bias -= by
        return model

    monkeypatch.setattr(exporting, "onnx_of_marionette", changed)
    with pytest.raises(ExportError, match=f"differ in {told}"):
        export([run.path], tmp_path / "bundle")


class Shown(gymnasium.Env):
    """Shows some frames, one after the other."""

    def __init__(self, frames):
        self.frames, self.at = frames, 0
        self.observation_space = gymnasium.spaces.Box(0, 255, frames.shape[1:], np.uint8)
        self.action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = 0
        return self.frames[0], {}

    def step(self, action):
        self.at += 1
        return self.frames[self.at], 0.0, self.at == len(self.frames) - 1, False, {}


@pytest.mark.parametrize("case", ["wide, three layers", "scrolling texture"])
def test_a_learned_bundle_goes_wherever_a_mined_one_does(case, learned, tmp_path, capsys):
    run = learned(case)
    recording, path = tmp_path / "recording", tmp_path / "bundle"
    bundle = export([run.path], path)
    assert validate(path) == []
    frames = frames_of(run.frozen.model.shape, 8)
    scenes = bundle.decomposer()(frames)
    raw = bundle.decomposer().encode(frames)
    assert 0 < len(scenes.placements) < len(raw.placements) == (run.frozen(frames)["sprite"] >= 0).sum()
    assert (scenes.placements[:, 5] >= 0).all()  # tracks
    drawn = np.stack([bundle.compose(scene) for scene in scenes])
    assert (drawn != frames).any(3).sum((1, 2)).tolist() == scenes.unexplained_px.tolist()

    assert main(["eval", str(path), str(recording), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["psnr_db"] == pytest.approx(psnr_db(((frames[6:].astype(int) - drawn[6:]) ** 2).mean()))
    assert told["placements_per_frame"] == sum(len(scene.placements) for scene in list(scenes)[6:]) / 2
    out = str(tmp_path / "out")
    assert main(["decompose", str(path), str(recording), "--out", f"{out}.npz"]) == 0
    assert main(["report", str(path), str(recording), "--out", f"{out}.html", "--quick"]) == 0
    assert main(["play", str(path), "--recording", str(recording), "--frames", "3"]) == 0

    env = SpriteObservation(Shown(frames), bundle)
    observed, _ = env.reset(seed=0)
    assert observed in env.observation_space
    assert env.step(1)[0] in env.observation_space


def test_a_learned_bundle_without_sprites_shows_its_background(learned, tmp_path):
    run = learned("whole cells")
    run.frozen = frozen_of(run.frozen.model, (0,) * 5)
    run.art = run.frozen.lifted.art
    bundle = export([run.path], tmp_path / "bundle")
    (scene,) = bundle.decomposer()(frames_of(run.frozen.model.shape, 1))
    assert scene.placements == ()
    assert np.array_equal(compose(scene, bundle.art), run.art.backgrounds[0][..., :3])

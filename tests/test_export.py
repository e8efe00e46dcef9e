"""The exported encoder: exact, equal to torch, refused where it isn't."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle, PlaneSpec
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, ExportError, MissingError
from spritelift_runtime.scene import Plane, Scene
from spritelift_runtime.scenes import Scenes

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
from trainer_scenes import SIZE, art_of, frames_of, mined_of, noise, random_placements, recorded, still_scenes  # noqa: E402

import spritelift_trainer.export as exporting  # noqa: E402
import spritelift_trainer.locator as locator  # noqa: E402
import spritelift_trainer.train as training  # noqa: E402
from spritelift_runtime.onnx_session import session_of  # noqa: E402
from spritelift_trainer.agreement import check_same_placements  # noqa: E402
from spritelift_trainer.encoder import Encoder, Shape  # noqa: E402
from spritelift_trainer.export import export  # noqa: E402
from spritelift_trainer.fit import FitSettings  # noqa: E402
from spritelift_trainer.frozen import OUTPUTS, freeze  # noqa: E402
from spritelift_trainer.graph import onnx_of  # noqa: E402
from spritelift_trainer.locator import plan_planes  # noqa: E402
from spritelift_trainer.presets import PRESETS  # noqa: E402
from spritelift_trainer.rounding import LEVELS, rounded, weight_step  # noqa: E402
from spritelift_trainer.targets import Grid, variants_of  # noqa: E402
from spritelift_trainer.train import train  # noqa: E402

SMALL = FitSettings(steps=3, windows=2, window_px=32, stem=4, width=8, blocks=1)


def wild_encoder(grid, variants, seed=0):
    """An untrained net whose answers are all over the place."""
    torch.manual_seed(seed)
    net = Encoder(Shape(grid=grid, variants=variants, stem=4, width=8, blocks=1))
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.2)
                module.running_var.uniform_(0.1, 2.0)
                module.bias.normal_(0, 0.3)
        net.variant.weight.normal_(0, 0.5)
        net.variant.bias.normal_(0, 0.5)
    return net.eval()


def frozen(art, planes, scenes, grid, seed=0):
    variants = variants_of(scenes, art)
    net = wild_encoder(grid, len(variants), seed) if len(variants) else None
    return freeze(net, art, planes, scenes, grid, variants)


def onnx_outputs(encoder, frames):
    session = session_of(onnx_of(encoder).SerializeToString())
    return dict(zip(OUTPUTS, session.run(list(OUTPUTS), {"frames": frames}), strict=True))


def assert_equal_outputs(encoder, frames):
    """ONNX and torch agree on everything, and the shapes are the design's."""
    wanted, found = encoder(frames), onnx_outputs(encoder, frames)
    rows, columns = encoder.grid.shape(encoder.size)
    for name in OUTPUTS:
        shape = (
            (len(frames), len(encoder.planes), 3)
            if name == "plane"
            else (len(frames), encoder.grid.layers, rows, columns)
        )
        assert found[name].shape == wanted[name].shape == shape
        assert found[name].dtype == (np.float32 if name == "score" else np.int64)
        assert np.allclose(found[name], wanted[name], atol=1e-6 if name == "score" else 0, rtol=0)
    return wanted


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 9999), cell=st.sampled_from([4, 8]), layers=st.integers(1, 2), reach=st.integers(0, 3))
def test_onnx_places_exactly_what_torch_places(seed, cell, layers, reach):
    rng = np.random.default_rng(seed)
    art = art_of(rng)
    scenes = still_scenes(rng, art, 4)
    grid = Grid(cell_px=cell, layers=layers, reach_px=reach)
    mined = mined_of(art, scenes)
    encoder = frozen(art, mined.planes, scenes, grid, seed)
    wanted = assert_equal_outputs(encoder, frames_of(scenes, art))
    empty = wanted["sprite"] < 0
    assert (wanted["x"][empty] == 0).all()
    assert (wanted["flip"][empty] == 0).all()


def scrolling_scenes(rng, art, planes, frames):
    """Every plane of `planes` stands at random places of its first picture, or of any."""
    scenes = []
    for _ in range(frames):
        shown = []
        for plane in planes:
            picture = int(rng.choice(plane.pictures))
            high, wide = art.backgrounds[picture].shape[:2]
            x = int(rng.integers(0, wide - (0 if plane.wrap else plane.clip[2]) + 1))
            y = int(rng.integers(0, high - plane.clip[3] + 1))
            shown.append(Plane(picture=picture, clip=plane.clip, camera=(x, y), wrap=plane.wrap, layer=plane.layer))
        scenes.append(Scene(tuple(shown), random_placements(rng, art, 3)))
    return Scenes.of(scenes)


def two_planes(rng):
    """A sky strip of two pictures, and a ground that wraps."""
    width, height = SIZE
    grounds = (noise(rng, 70, 16), noise(rng, 64, 18), noise(rng, 60, height - 12))
    sky = PlaneSpec(clip=(0, 0, width, 16), layer=0, wrap=False, pictures=(0, 1))
    ground = PlaneSpec(clip=(0, 12, width, height - 12), layer=1, wrap=True, pictures=(2,))
    art = art_of(rng)
    return Art(size=SIZE, sprites=art.sprites, backgrounds=grounds), (sky, ground)


def cameras(scenes):
    return scenes.planes[:, [0, 5, 6]].reshape(len(scenes), -1, 3)


def test_planes_are_found_from_pixels_alone_and_sprites_in_front_dont_matter():
    rng = np.random.default_rng(5)
    art, planes = two_planes(rng)
    scenes = scrolling_scenes(rng, art, planes, 30)
    encoder = frozen(art, planes, scenes, Grid(cell_px=8, layers=1))
    found = assert_equal_outputs(encoder, frames_of(scenes, art))["plane"]
    wanted = cameras(scenes)
    wide = art.backgrounds[2].shape[1]
    wanted[:, 1, 1] %= wide  # a whole turn of a picture that wraps is the same place
    found[:, 1, 1] %= wide
    assert np.array_equal(found, wanted)


def test_many_candidates_are_searched_in_two_rounds_with_the_same_result(monkeypatch):
    monkeypatch.setattr(locator, "MANY_CANDIDATES", 100)
    rng = np.random.default_rng(6)
    world = PlaneSpec(clip=(0, 0, *SIZE), layer=0, wrap=False, pictures=(0,))
    art = art_of(rng, world=(70, 56))
    scenes = scrolling_scenes(rng, art, (world,), 20)
    encoder = frozen(art, (world,), scenes, Grid(cell_px=8, layers=1))
    assert encoder.planes[0].two_rounds
    assert np.array_equal(assert_equal_outputs(encoder, frames_of(scenes, art))["plane"], cameras(scenes))


def test_a_picture_that_isnt_there_is_said_to_be_absent():
    rng = np.random.default_rng(7)
    art, planes = two_planes(rng)
    scenes = scrolling_scenes(rng, art, planes, 5)
    encoder = frozen(art, planes, scenes, Grid(cell_px=8, layers=1))
    blank = np.full((2, SIZE[1], SIZE[0], 3), 77, np.uint8)
    assert (assert_equal_outputs(encoder, blank)["plane"] == [-1, 0, 0]).all()


def test_pixels_of_a_world_never_seen_match_nothing():
    rng = np.random.default_rng(8)
    art = art_of(rng, world=(60, 40))
    art.backgrounds[0][:, 30:] = 0  # black and transparent: unknown, not black
    world = PlaneSpec(clip=(0, 0, *SIZE), layer=0, wrap=False, pictures=(0,))
    scenes = Scenes.of([Scene((Plane(picture=0, clip=world.clip, camera=(x, 0)),)) for x in range(12)])
    (plan,) = plan_planes(art, (world,), scenes)
    frame = np.zeros((1, 40, 48, 3), np.uint8)
    assert locator.locate(plan, torch.zeros(1, 40, 48)).item() == len(plan.candidates), "black frames match nothing"
    frame[0, :, :20] = art.backgrounds[0][:, 10:30, :3]
    packed = torch.from_numpy(locator.pack(frame)).float()
    assert plan.candidates[locator.locate(plan, packed).item()].tolist() == [0, 10, 0]


@settings(max_examples=8, deadline=None)
@given(frames=st.integers(1, 5))
def test_a_game_without_sprites_has_an_encoder_that_finds_none(frames):
    rng = np.random.default_rng(0)
    art = art_of(rng, sprites=0)
    scenes = still_scenes(rng, art, frames)
    encoder = frozen(art, mined_of(art, scenes).planes, scenes, Grid(cell_px=8, layers=1))
    assert (assert_equal_outputs(encoder, frames_of(scenes, art))["sprite"] == -1).all()


@pytest.mark.parametrize("sprites", [0, 3])
def test_the_graph_holds_nothing_unused(sprites):
    rng = np.random.default_rng(0)
    art = art_of(rng, sprites=sprites)
    scenes = still_scenes(rng, art, 2)
    model = onnx_of(frozen(art, mined_of(art, scenes).planes, scenes, Grid(cell_px=4, layers=1)))
    used = {name for node in model.graph.node for name in node.input} | set(OUTPUTS)
    assert {tensor.name for tensor in model.graph.initializer} <= used
    assert {node.output[0] for node in model.graph.node} <= used


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 9999), scale=st.sampled_from([1e-3, 0.1, 1.0, 20.0]), taps=st.integers(1, 9))
def test_rounded_sums_are_exact_whatever_the_order(seed, scale, taps):
    rng = np.random.default_rng(seed)
    weight = rng.normal(0, scale, (5, 16, taps, 1))
    bias = rng.normal(0, 100 * scale, 5)
    step = weight_step(weight, bias, LEVELS, LEVELS)
    whole = np.rint(weight / step)
    assert np.abs(whole).max() <= 2048
    worst = np.abs(whole).sum((1, 2, 3)) * LEVELS + np.abs(np.rint(bias / step)) + LEVELS / step
    assert worst.max() <= 2**24
    inputs = rng.integers(0, LEVELS + 1, weight.shape[1:])
    products = (whole[0] * step * inputs).ravel().astype(np.float32)
    sums = {float(np.add.accumulate(products[rng.permutation(len(products))], dtype=np.float32)[-1]) for _ in range(5)}
    assert len(sums) == 1


def test_rounding_hardly_changes_what_the_net_says():
    net = wild_encoder(Grid(cell_px=4, layers=1), 5)
    pixels = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (2, 4, 40, 48), dtype=np.uint8))
    with torch.no_grad():
        plain = net(pixels).variant
        exact = rounded(net)
        rounded_logits = exact.variant.sums(exact.features(pixels.float())).permute(0, 2, 3, 1)[:, None]
    assert (plain - rounded_logits).abs().max() < 0.1 * plain.std()
    assert (plain.argmax(-1) == rounded_logits.argmax(-1)).float().mean() > 0.97


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """A run of three steps on a little game."""
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    rng = np.random.default_rng(1)
    art = art_of(rng)
    scenes = still_scenes(rng, art, 20)
    monkeypatch.setattr(training, "mine", lambda _r, ranges, _p=None, **_: mined_of(art, scenes[: ranges[0][1]]))
    recording = recorded(tmp_path / "recording", frames_of(scenes, art))
    return train([recording.path], tmp_path / "run")


def test_a_bundle_says_what_its_encoder_is_and_what_it_learnt_from(trained, tmp_path):
    bundle = export([trained.path], tmp_path / "bundle")
    about = bundle.manifest["encoder"]
    assert about["cell_px"] == trained.grid.cell_px
    assert about["layers"] == trained.grid.layers
    assert about["offset_range"] == [-trained.grid.reach_px, trained.grid.cell_px + trained.grid.reach_px - 1]
    assert about["outputs"] == ["sprite", "x", "y", "flip", "score", "plane"]
    (row,) = trained.about["recordings"]
    assert bundle.trained_on == [{"sha256": row["sha256"], "first": 0, "last": 15}]
    assert Bundle.open(tmp_path / "bundle").encoder_path is not None


def test_the_runtime_reads_the_same_placements_out_of_the_bundle(trained, tmp_path):
    decomposer = pytest.importorskip("spritelift_runtime.decomposer")
    bundle = export([trained.path], tmp_path / "bundle")
    rng = np.random.default_rng(3)
    frames = frames_of(still_scenes(rng, bundle.art, 3), bundle.art)
    wanted = trained.encoder()(frames)
    scenes = decomposer.Decomposer(bundle).encode(frames)
    for i, scene in enumerate(scenes):
        at = np.nonzero(wanted["sprite"][i] >= 0)
        columns = (wanted[name][i][at].tolist() for name in ("sprite", "x", "y", "flip"))
        found = [(p.sprite, p.x, p.y, p.flip_x + 2 * p.flip_y) for p in scene.placements]
        assert sorted(found) == sorted(zip(*columns, strict=True))


def test_an_encoder_that_answers_differently_is_refused_and_nothing_is_written(trained, tmp_path, monkeypatch):
    def with_moved_camera(encoder):
        (plan,) = encoder.planes
        return onnx_of(replace(encoder, planes=(replace(plan, candidates=plan.candidates + np.array([0, 1, 0])),)))

    monkeypatch.setattr(exporting, "onnx_of", with_moved_camera)
    with pytest.raises(ExportError, match=r"differ in plane .* nothing was written"):
        export([trained.path], tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


def test_one_flipped_placement_is_seen_by_the_check():
    rng = np.random.default_rng(4)
    art = art_of(rng)
    scenes = still_scenes(rng, art, 2)
    grid = Grid(cell_px=8, layers=1)
    encoder = frozen(art, mined_of(art, scenes).planes, scenes, grid)
    frames = frames_of(scenes, art)
    assert (encoder(frames)["sprite"] >= 0).any()
    moved = replace(encoder, variants=replace(encoder.variants, size=encoder.variants.size + np.array([0, 2])))
    assert check_same_placements(encoder, onnx_of(encoder).SerializeToString(), frames) > 0
    with pytest.raises(ExportError, match="differ in y"):
        check_same_placements(encoder, onnx_of(moved).SerializeToString(), frames)


def test_runs_of_different_sprites_are_refused(trained, tmp_path, monkeypatch):
    rng = np.random.default_rng(99)
    art = art_of(rng)
    scenes = still_scenes(rng, art, 20)
    monkeypatch.setattr(training, "mine", lambda _r, ranges, _p=None, **_: mined_of(art, scenes[: ranges[0][1]]))
    recording = recorded(tmp_path / "other", frames_of(scenes, art))
    other = train([recording.path], tmp_path / "run2")
    with pytest.raises(ConfigError, match="learnt different sprites"):
        export([trained.path, other.path], tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


def test_a_recording_that_is_gone_is_named(trained, tmp_path):
    (tmp_path / "recording").rename(tmp_path / "elsewhere")
    with pytest.raises(MissingError, match=r"recording, which is gone or was changed"):
        export([trained.path], tmp_path / "bundle")


def test_compose_of_the_bundle_still_draws_what_was_learnt(trained, tmp_path):
    bundle = export([trained.path], tmp_path / "bundle")
    scene = trained.mined.scenes[0]
    assert np.array_equal(bundle.compose(scene), compose(scene, trained.mined.art))

"""`validate`: each planted fault is found, named and placed; whole things have none."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.files import sha256, write_json
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.truth import Truth
from spritelift_runtime.validate import validate

SIZE = (32, 24)
PLANE = Plane(picture=0, clip=(0, 0, *SIZE))
ART = Art(
    size=SIZE,
    sprites=tuple(Sprite(name=f"s{i}", rgba=np.full((5, 6, 4), 200 + i, np.uint8), animation="both") for i in range(2)),
    backgrounds=(np.full((SIZE[1], SIZE[0], 4), 255, np.uint8),),
)
SCENES = [Scene((PLANE,), (Placement(0, t, 3, 1, track=0), Placement(1, 9, t, 1, track=1))) for t in range(8)]


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "recording"
    with Recording.create(path, size=SIZE, fps=30, source="test") as writer:
        for scene in SCENES:
            writer.append(compose(scene, ART), action=0)
    Truth.of_scenes(SCENES, ART).save(path / "truth.npz")
    return path


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "run"
    header = json.dumps({"weight": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}).encode()
    path.mkdir()
    (path / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(16))
    (path / "metrics.jsonl").write_text('{"step": 1}\n{"step": 2}\n{"cut o')
    write_json(path / "run.json", {"format": "spritelift.run/1", "files": {"model.safetensors": hash_of(path)}})
    return path


def hash_of(path):
    return sha256(path / "model.safetensors")


def spoil(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_whole_things_have_no_fault(bundle, recording, run, tmp_path):
    Scenes.of(SCENES).save(tmp_path / "scenes.npz")
    for path in (bundle.path, recording, run, tmp_path / "scenes.npz", recording / "truth.npz"):
        assert validate(path) == []


def test_what_is_no_kind_is_told_the_kinds(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    for path in (tmp_path, tmp_path / "notes.txt", tmp_path / "nothing"):
        (fault,) = validate(path)
        assert "a recording (has recording.json), a run (run.json), a bundle (bundle.json)" in fault


def test_every_missing_or_changed_file_of_a_bundle_is_named(bundle):
    (bundle.path / "learned" / "sprites.png").unlink()
    (bundle.path / "sprites.json").write_text("{}")
    faults = validate(bundle.path)
    assert len(faults) == 2
    assert any("learned/sprites.png is missing" in fault for fault in faults)
    assert any("sprites.json is not the file that was exported" in fault for fault in faults)


def test_a_repainted_sheet_of_the_same_layout_is_no_fault_and_another_size_is(bundle):
    picture = bundle.path / "sprites.png"
    size = Image.open(picture).size
    Image.new("RGBA", size, (1, 2, 3, 255)).save(picture)
    assert validate(bundle.path) == []
    Image.new("RGBA", (99, 9)).save(picture)
    assert [f"Save it at {size[0]}x{size[1]} px" in fault for fault in validate(bundle.path)] == [True]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda m: m["animations"]["both"][1].update(sprite=7), "animation 'both' shows sprite 7, there are 2"),
        (lambda m: m["planes"][0].update(pictures=[3]), "plane 0 shows background 3, there are 1"),
        (lambda m: m["planes"][0].update(clip=[40, 0, 4, 4]), "plane 0 shows at 40,0 4x4 px, outside the frame"),
        (lambda m: m.update(trained_on=[{"sha256": "x", "first": 5, "last": 2}]), "trained_on 0 is not"),
        (lambda m: m["sprites"].reverse(), "name different sprites"),
        (lambda m: m.pop("planes"), "has no planes"),
        (lambda m: m.update(planes=[1]), "has no planes that can be used"),
        (lambda m: m.update(size="big"), "has no size that can be used"),
        (lambda m: m.update(trained_on=[{"a": 1}]), "has no trained_on that can be used"),
        (lambda m: m.update(animations={"walk": [1]}), "has no animations that can be used"),
        (lambda m: m.update(format="spritelift.bundle/0"), "has format 'spritelift.bundle/0'"),
    ],
)
def test_a_manifest_that_contradicts_itself_says_where(bundle, change, fault):
    spoil(bundle.path / "bundle.json", change)
    assert [fault in line for line in validate(bundle.path)] == [True]


def test_an_encoder_that_is_no_model_is_named(tmp_path):
    broken = write_bundle(tmp_path / "b", ART, [], b"no model")
    (fault,) = validate(broken.path)
    assert "encoder.onnx can't be loaded by onnxruntime" in fault


def model(shape, outputs):
    onnx = pytest.importorskip("onnx")
    frames = onnx.helper.make_tensor_value_info("frames", onnx.TensorProto.UINT8, shape)
    nodes = [onnx.helper.make_node("Shape", ["frames"], [name]) for name in outputs]
    values = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.INT64, [4]) for name in outputs]
    graph = onnx.helper.make_graph(nodes, "encoder", [frames], values)
    opset = [onnx.helper.make_opsetid("", 17)]
    return onnx.helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


def test_an_encoder_with_other_names_or_sizes_is_named(tmp_path):
    names = ["sprite", "x", "y", "flip", "score", "plane"]
    for shape, outputs, fault in (
        (["n", 24, 32, 3], names, None),
        (["n", 24, 32, 3], names[:-1], "an encoder takes frames and gives sprite, x, y, flip, score, plane"),
        (["n", 99, 32, 3], names, "takes frames of 32x99 px, the bundle's are 32x24 px"),
    ):
        path = write_bundle(tmp_path / "b", ART, [], model(shape, outputs)).path
        assert [fault in line for line in validate(path)] == ([] if fault is None else [True])


def test_a_recording_whose_video_is_damaged_says_from_which_frame(recording):
    video = recording / "frames.mkv"
    video.write_bytes(video.read_bytes()[: video.stat().st_size * 2 // 3])
    (fault,) = validate(recording)
    assert "frames.mkv is damaged or ends before frame" in fault


def test_a_recording_that_lacks_files_or_counts_wrong_says_so(recording):
    spoil(recording / "recording.json", lambda info: info.update(episodes=5))
    assert ["counts 5 episodes, steps.jsonl has 1" in fault for fault in validate(recording)] == [True]
    (recording / "steps.jsonl").unlink()
    assert ["steps.jsonl is missing" in fault for fault in validate(recording)] == [True]


def test_a_recording_of_another_size_than_it_says_is_found(recording):
    spoil(recording / "recording.json", lambda info: info.update(size=[16, 16]))
    assert any("frames that are not 16x16 px" in fault for fault in validate(recording))


def test_truth_that_does_not_fit_its_recording_is_found(recording):
    Truth.of_scenes(SCENES[:3], ART).save(recording / "truth.npz")
    assert ["knows 3 of the recording's 8 frames" in fault for fault in validate(recording)] == [True]
    Truth.of_scenes([Scene()] * 8, Art(size=(4, 4))).save(recording / "truth.npz")
    assert ["segments are 4x4 px, frames 32x24 px" in fault for fault in validate(recording)] == [True]


def test_truth_that_counts_things_which_are_not_there_is_found(tmp_path):
    truth = Truth.of_scenes(SCENES, ART)
    truth.segments[5, 0, 0] = 9
    truth.save(tmp_path / "t.npz")
    assert ["segments of frame 5 count to 9, but it has 2" in fault for fault in validate(tmp_path / "t.npz")] == [True]


@pytest.mark.parametrize(
    ("row", "column", "value", "fault"),
    [
        (3, 0, -1, "sprite ids outside"),
        (3, 4, 4, "flips outside 0..3 (1 times, first on frame 1)"),
        (3, 6, 2, "neither 0 nor 1"),
        (3, 5, -3, "tracks below -1"),
        (3, 5, 0, "one track twice (1 times, first on frame 1)"),
    ],
)
def test_numbers_no_placement_can_have_are_found(tmp_path, row, column, value, fault):
    scenes = Scenes.of(SCENES)
    scenes.placements[row, column] = value
    scenes.save(tmp_path / "s.npz")
    assert [fault in line for line in validate(tmp_path / "s.npz")] == [True]


def test_scenes_of_another_bundle_name_what_it_lacks(tmp_path, bundle):
    plane = replace(PLANE, picture=4)
    small = Placement(0, 1, 1, cut=Cut(np.ones((2, 2), bool)))
    Scenes.of([Scene((plane,), (Placement(9, 1, 1), small))]).save(tmp_path / "s.npz")
    faults = "\n".join(validate(tmp_path / "s.npz", Bundle.open(bundle.path)))
    assert "sprite ids outside 0..1" in faults
    assert "backgrounds outside 0..0" in faults
    assert "the cut of placement 1 is 2x2 px, its sprite 's0' 6x5 px" in faults


def test_a_broken_npz_is_named(tmp_path):
    (tmp_path / "s.npz").write_bytes(b"PK")
    assert ["s.npz is not spritelift scenes" in fault for fault in validate(tmp_path / "s.npz")] == [True]


def test_a_run_with_cut_off_weights_or_broken_measures_says_where(run):
    weights = run / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-5])
    (run / "metrics.jsonl").write_text('{"step": 1}\nstep 2\n')
    faults = validate(run)
    assert any("model.safetensors is not the file that training wrote" in fault for fault in faults)
    assert any("model.safetensors is 5 bytes short" in fault for fault in faults)
    assert any("metrics.jsonl line 2 is no JSON object" in fault for fault in faults)
    weights.unlink()
    assert any("model.safetensors is missing" in fault for fault in validate(run))
    (run / "run.json").write_text("{")
    assert ["run.json can't be read as JSON" in fault for fault in validate(run)] == [True]

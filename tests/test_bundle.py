"""Bundles: written whole, checked when opened, open to repainting."""

import json

import numpy as np
import pytest
from PIL import Image

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.errors import ConfigError, FormatError, MissingError
from spritelift_runtime.scene import Placement, Plane, Scene

PLANE = PlaneSpec((0, 0, 20, 10), 0, False, (0,))
SCENE = Scene((Plane(picture=0, clip=PLANE.clip),), (Placement(1, 3, 2, 1),))


def some_art():
    rng = np.random.default_rng(0)
    sprites = tuple(
        Sprite(
            name=f"coin {i}",
            rgba=rng.integers(0, 256, (4, 5, 4), dtype=np.uint8),
            animation="spin",
            duration_ms=50 + i,
            uses=i,
        )
        for i in range(3)
    )
    return Art(size=(20, 10), sprites=sprites, backgrounds=(rng.integers(0, 256, (10, 40, 4), dtype=np.uint8),))


@pytest.fixture
def bundle(tmp_path):
    about = {"cell_px": 8, "layers": 2, "offset_px": [-4, 12], "inputs": ["frames"], "outputs": ["sprite"]}
    trained = [{"sha256": "ab", "first": 0, "last": 79}]
    return write_bundle(tmp_path / "b", some_art(), [PLANE], b"onnx bytes", encoder=about, trained_on=trained)


def contents(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_bundle_opened_again_is_the_bundle_written(bundle):
    again = Bundle.open(bundle.path)
    assert again.size == (20, 10)
    assert again.planes == (PLANE,)
    assert [s.name for s in again.sprites] == ["coin 0", "coin 1", "coin 2"]
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(again.sprites, some_art().sprites, strict=True))
    assert np.array_equal(again.backgrounds[0], some_art().backgrounds[0])
    assert again.encoder_path is not None
    assert again.encoder_path.read_bytes() == b"onnx bytes"
    assert again.trained_on == [{"sha256": "ab", "first": 0, "last": 79}]
    assert again.manifest["encoder"]["cell_px"] == 8
    assert not again.repainted


def test_the_manifest_has_animations_as_ordered_sprite_ids(bundle):
    spin = bundle.manifest["animations"]["spin"]
    assert spin == [{"sprite": i, "duration_ms": 50 + i} for i in range(3)]


def test_a_bundle_without_encoder_or_background_opens(tmp_path):
    bare = write_bundle(tmp_path / "b", Art(size=(4, 4)), [])
    assert bare.encoder_path is None
    assert bare.backgrounds == ()


def test_the_same_art_gives_the_same_bundle_bytes(tmp_path):
    for name in ("one", "two"):
        write_bundle(tmp_path / name, some_art(), [PLANE], b"x", note="same")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("name", ["encoder.onnx", "sprites.json", "learned/sprites.png", "learned/backgrounds/000.png"])
def test_a_changed_file_is_named_with_the_mend(bundle, name):
    file = bundle.path / name
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(FormatError, match=rf"{name} is not the file that was exported. Put it back"):
        Bundle.open(bundle.path)


@pytest.mark.parametrize("name", ["encoder.onnx", "sprites.png", "backgrounds/000.png", "learned/sprites.png"])
def test_a_missing_file_is_named_with_the_mend(bundle, name):
    (bundle.path / name).unlink()
    with pytest.raises(FormatError, match=rf"{name} is missing. Put it back, or export"):
        Bundle.open(bundle.path)


def test_a_folder_that_is_no_bundle_says_so(tmp_path):
    with pytest.raises(MissingError, match="really a spritelift bundle"):
        Bundle.open(tmp_path)


def test_a_repainted_sheet_is_drawn_and_the_learnt_one_kept(bundle):
    size = Image.open(bundle.path / "sprites.png").size
    Image.new("RGBA", size, (255, 0, 0, 255)).save(bundle.path / "sprites.png")
    again = Bundle.open(bundle.path)
    assert again.repainted
    assert (again.compose(SCENE)[2:6, 3:8] == (255, 0, 0)).all()
    assert np.array_equal(again.learned.sprites[1].rgba, some_art().sprites[1].rgba)


def test_a_repainted_background_is_drawn_and_the_learnt_one_kept(bundle):
    Image.new("RGBA", (40, 10), (0, 255, 0, 255)).save(bundle.path / "backgrounds" / "000.png")
    again = Bundle.open(bundle.path)
    assert again.repainted
    assert (again.compose(Scene(SCENE.planes)) == (0, 255, 0)).all()
    assert np.array_equal(again.learned.backgrounds[0], some_art().backgrounds[0])


def test_dropping_colours_nobody_sees_is_no_repaint(tmp_path):
    rgba = np.full((3, 3, 4), 200, np.uint8)
    rgba[1, 1, 3] = 0
    bundle = write_bundle(tmp_path / "b", Art(size=(4, 4), sprites=(Sprite(name="ring", rgba=rgba),)), [])
    picture = np.array(Image.open(bundle.path / "sprites.png"))
    picture[picture[..., 3] == 0] = 0
    Image.fromarray(picture).save(bundle.path / "sprites.png")
    assert not Bundle.open(bundle.path).repainted


@pytest.mark.parametrize(("name", "mend"), [("sprites.png", "Save it at"), ("backgrounds/000.png", "at 40x10 px")])
def test_a_repaint_of_another_size_names_both_sizes(bundle, name, mend):
    Image.new("RGBA", (77, 5)).save(bundle.path / name)
    with pytest.raises(FormatError, match=f"77x5 px.*{mend}"):
        Bundle.open(bundle.path)


def test_a_failed_write_leaves_the_old_bundle_whole(bundle):
    before = contents(bundle.path)
    twins = tuple(Sprite(name="same", rgba=np.zeros((2, 2, 4), np.uint8)) for _ in range(2))
    with pytest.raises(FormatError, match="Rename one"):
        write_bundle(bundle.path, Art(size=(20, 10), sprites=twins), [])
    assert contents(bundle.path) == before
    assert [p.name for p in bundle.path.parent.iterdir()] == ["b"]


def test_writing_over_a_bundle_replaces_it(bundle):
    write_bundle(bundle.path, Art(size=(4, 4)), [])
    assert Bundle.open(bundle.path).size == (4, 4)


def test_a_plane_of_a_picture_there_is_not_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"plane 0 shows pictures \[1\], but the art has 1 background"):
        write_bundle(tmp_path / "b", some_art(), [PlaneSpec((0, 0, 4, 4), 0, False, (1,))])


def test_words_of_the_manifest_cannot_be_overwritten(tmp_path):
    with pytest.raises(ConfigError, match="a bundle writes sprites itself"):
        write_bundle(tmp_path / "b", some_art(), [PLANE], sprites=[])
    with pytest.raises(ConfigError, match="its bytes are onnx="):
        write_bundle(tmp_path / "b", some_art(), [PLANE], encoder=b"onnx")


def test_a_manifest_of_another_version_is_refused(bundle):
    manifest = json.loads((bundle.path / "bundle.json").read_text())
    (bundle.path / "bundle.json").write_text(json.dumps(manifest | {"format": "spritelift.bundle/9"}))
    with pytest.raises(FormatError, match=r"has format .spritelift\.bundle/9"):
        Bundle.open(bundle.path)

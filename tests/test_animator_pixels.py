"""Exact pixels without torch: a bundle's head points as torch's does; h's answers snap to the source's colours."""

import numpy as np
import pytest
import torch
from test_animator import CPU, Marks
from test_animator_bundle import Sized, shaken

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle, write_bundle
from spritelift_runtime.bundle_files import PIXELS
from spritelift_runtime.errors import ConfigError, ExportError, SizeError
from spritelift_runtime.exact_pixels import Pointed, snapped
from spritelift_trainer.animator import export
from spritelift_trainer.animator.export import check_same_pixels, export_animator
from spritelift_trainer.animator.pixel_graph import pixel_head
from spritelift_trainer.animator.pixels import TIE, likeliest
from spritelift_trainer.colours import colours_of


class Blocks(Sized):
    """Frames of large pixels in a dozen colours."""

    def pairs(self, count, seed, step):
        random = np.random.default_rng((seed, step))
        colours = random.integers(0, 256, (12, 3), dtype=np.uint8)
        frames = colours[random.integers(0, 12, (2, count, 9, 9))].repeat(4, 2).repeat(4, 3)
        return frames[:, :, : self.size[1], : self.size[0]]


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", Art(size=(8, 8), sprites=(), backgrounds=()), [])


@pytest.mark.parametrize("size", [(32, 32), (30, 27)])
def test_exact_pixels_of_a_bundle_are_those_of_torch(size, bundle):
    model, clips = shaken(size, pixels=True), Blocks(size)
    animator = Animator.open(export_animator(model, clips, bundle))
    first, second = clips.pairs(3, 1, 1)
    alpha = np.random.default_rng(0).integers(0, 2, (*first.shape[:3], 1), dtype=np.uint8) * 255
    for x_c in (first, clips.pairs(3, 1, 2)[0]):
        for cells in (None, np.concatenate([x_c, alpha], 3)):
            told = [colours_of(each, CPU) for each in (x_c, first, second)]
            own = None if cells is None else colours_of(cells, CPU)
            wanted = (model.exact(*told, own) * 255).round().byte().permute(0, 2, 3, 1).numpy()
            np.testing.assert_array_equal(animator.exact(x_c, first, second, cells), wanted)
    assert (animator.exact(first, first, second) != first).any()


def test_chances_of_what_is_pointed_to_are_told(bundle):
    animator = Animator.open(export_animator(shaken(pixels=True), Marks(), bundle))
    first, second = Marks().pairs(2, 0, 0)
    found = animator.point(first, first, second)
    assert found.source.shape == found.chance.shape == first.shape[:3]
    assert 0 < found.chance.min() <= found.chance.max() <= 1 + 1e-6
    np.testing.assert_array_equal(found.taken(first), animator.exact(first, first, second))


def test_a_head_that_points_elsewhere_is_refused_and_the_bundle_stays(bundle, monkeypatch):
    model, other = shaken(pixels=True), shaken(pixels=True)
    first, second = Blocks((32, 32)).pairs(2, 0, 0)
    told = first[::-1].copy(), first, second
    check_same_pixels(model.pixels, pixel_head(model.pixels).SerializeToString(), told)
    with torch.no_grad():
        other.pixels.prior[0] += 0.5
    wrong = pixel_head(other.pixels).SerializeToString()
    with pytest.raises(ExportError, match="nothing was written"):
        check_same_pixels(model.pixels, wrong, told)
    whole = export.onnx_of(other)
    monkeypatch.setattr(export, "onnx_of", lambda _: whole)
    with pytest.raises(ExportError, match="nothing was written"):
        export_animator(model, Blocks((32, 32)), bundle)
    assert not Bundle.open(bundle.path).animated


def test_the_same_chances_with_other_pixels_are_refused(monkeypatch):
    head, frames = shaken(pixels=True).pixels, Blocks((32, 32)).pairs(3, 0, 0)
    real = export.session_of(pixel_head(head).SerializeToString(), on_cpu=True)

    class Elsewhere:
        """Answers as the head does, but for one pixel."""

        def run(self, names, told):
            source, chance = real.run(names, told)
            colour = told["x_c"].reshape(-1, 3)[source[5, 5]]
            source[5, 5] = np.flatnonzero((told["x_c"].reshape(-1, 3) != colour).any(1))[0]
            return source, chance

    monkeypatch.setattr(export, "session_of", lambda *_, **__: Elsewhere())
    with pytest.raises(ExportError, match="1 exact pixels"):
        check_same_pixels(head, b"", (frames[0], *frames))


def test_of_chances_as_good_as_equal_the_first_is_taken():
    chances = torch.tensor([[[0.2, 0.4 - TIE / 2, 0.4, 0.0], [0.2, 0.4 - 2 * TIE, 0.4, 0.0]]])
    assert likeliest(chances).tolist() == [[1, 2]]


def test_a_bundle_says_whether_it_has_exact_pixels_and_asking_without_says_how_to_get_them(bundle):
    frames = Marks().pairs(1, 0, 0)[0]
    for pixels in (True, False):
        after = export_animator(shaken(pixels=pixels), Marks(), Bundle.open(bundle.path))
        animator = Animator.open(after)
        assert (
            animator.has_pixels == after.manifest["animator"]["pixels"] == (PIXELS in after.manifest["files"]) == pixels
        )
    assert not (after.path / PIXELS).exists()
    with pytest.raises(ConfigError, match="--set pixels=true"):
        animator.exact(frames, frames, frames)


def test_frames_and_cells_of_another_size_are_refused(bundle):
    animator = Animator.open(export_animator(shaken(pixels=True), Marks(), bundle))
    frames = Marks().pairs(1, 0, 0)[0]
    with pytest.raises(SizeError, match=r"takes \[n, 32, 32, 3\]"):
        animator.exact(*3 * [frames[:, :30]])
    with pytest.raises(SizeError, match="one to 4 channels"):
        animator.exact(frames, frames, frames, np.concatenate([frames, frames], 3))


def test_a_snapped_answer_has_only_the_sources_colours(bundle):
    animator = Animator.open(export_animator(shaken(), Marks(), bundle))
    first, second = Marks().pairs(4, 0, 0)
    found = animator.snapped(first, first, second)
    drawn = animator.transfer(first, first, second).astype(int)
    for one, source, was in zip(found, first, drawn, strict=True):
        own = np.unique(source.reshape(-1, 3), axis=0).astype(int)
        assert {*map(tuple, one.reshape(-1, 3).tolist())} <= {*map(tuple, own.tolist())}
        apart = ((was[:, :, None] - own) ** 2).sum(3)
        np.testing.assert_array_equal(((was - one) ** 2).sum(2), apart.min(2))


def test_a_snapped_answer_is_there_or_not_and_black_ink_is_told_from_nothing_by_its_place():
    cells = np.zeros((1, 4, 8, 4), np.uint8)
    cells[0, :, :3] = (0, 0, 0, 255)
    cells[0, :, 3] = (200, 10, 10, 200)
    cells[0, :, 4] = (10, 200, 10, 90)
    x_c = np.where(cells[..., 3:] > 0, cells[..., :3], 0)
    drawn = np.full((1, 4, 8, 3), 9, np.uint8)
    drawn[0, 0, 5:] = (180, 0, 0)
    found = snapped(drawn, x_c, cells)
    assert found[0, 0, 5:].tolist() == [[200, 10, 10, 255]] * 3
    assert found[0, 1:, :3, 3].min() == 255
    assert not found[0, 1:, 5:].any()
    assert set(np.unique(found[..., 3]).tolist()) == {0, 255}


def test_what_is_pointed_to_is_taken_with_all_its_channels():
    cells = np.arange(2 * 2 * 3 * 4, dtype=np.uint8).reshape(2, 2, 3, 4)
    source = np.array([[[0, 0, 5], [1, 2, 3]], [[5, 4, 3], [2, 1, 0]]])
    found = Pointed(source, np.ones(source.shape, np.float32)).taken(cells)
    assert found[0, 0, 2].tolist() == cells[0, 1, 2].tolist()
    np.testing.assert_array_equal(found[1], cells[1][::-1, ::-1])

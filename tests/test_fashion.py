"""The second paper's third experiment: it runs on a folder of clips, and columns whose library is missing are null."""

import builtins
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from spritelift_envs.dolls import DollCast, Look

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "paper"))

import fashion
import fashion_columns
from fashion import errors

LIBRARIES = ("lpips", "torchmetrics", "torchvision")
TINY = ("width=8", "channels=8", "look=8", "blocks=1", "batch=2")


@pytest.fixture
def data(tmp_path):
    """Three clips of walking dolls."""
    walk = next(clip for clip in DollCast.clips if (clip.animation, clip.view) == ("walk", "down"))
    for n in range(3):
        folder = tmp_path / "data" / f"clip_{n}"
        folder.mkdir(parents=True)
        for t, cell in enumerate(DollCast([Look(hair=n)]).frames(np.zeros(9, int), walk.start + np.arange(9))):
            Image.fromarray(cell).save(folder / f"{t}.png")
    return tmp_path / "data"


@pytest.fixture
def bare(monkeypatch):
    """A machine that has none of the libraries."""
    real = builtins.__import__

    def imported(name, *args, **kwargs):
        if name.split(".")[0] in LIBRARIES:
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", imported)


def module(monkeypatch, name, **content):
    """A library by that name, with these contents."""
    parts = name.split(".")
    for n in range(1, len(parts) + 1):
        monkeypatch.setitem(sys.modules, ".".join(parts[:n]), ModuleType(".".join(parts[:n])))
    vars(sys.modules[name]).update(content)


def frames(count=20, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, 12, 10, 3), np.uint8)


def test_the_command_trains_scores_and_draws_without_any_library(data, tmp_path, capsys, bare):
    settings = fashion.Settings(data=data, size=(32, 32), quick=True, json=True, work=tmp_path, set=TINY)
    assert fashion.main(settings) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["trained_clips"], found["test_clips"], found["examples"]) == (2, 1, 10)
    assert 0 < found["copy"]["mse"] < found["ours"]["mse"]  # so little was learnt
    assert [found["ours"][name] for name in ("lpips", "fid", "akd")] == [None] * 3
    assert sum("pip install" in note for note in found["notes"]) == 3
    for name in ("figure_25.png", "figure_26.png", "scores.json"):
        assert (tmp_path / "quick" / name).is_file()


def test_clips_that_can_not_be_used_are_one_line_with_the_mend(data, tmp_path, capsys):
    assert fashion.main(fashion.Settings(data=tmp_path / "none")) == 2
    assert "Give one that holds clips" in capsys.readouterr().err
    (data / "clip_1" / "5.png").write_bytes(b"")
    assert fashion.main(fashion.Settings(data=data)) == 2
    assert "Export it again" in capsys.readouterr().err


def test_errors_are_of_values_from_0_to_1():
    wanted = np.zeros((2, 4, 4, 3), np.uint8)
    found = wanted.copy()
    found[0] = 51
    assert errors(wanted, wanted) == {"mse": 0, "psnr_db": 100}
    assert errors(found, wanted) == {"mse": pytest.approx(0.02), "psnr_db": pytest.approx((100 + 13.979) / 2, abs=1e-3)}


def test_a_library_that_lacks_weights_or_does_not_fit_costs_its_column_alone(monkeypatch, bare):
    def no_network(found, wanted):
        raise OSError("no route to host")

    def another_version(found, wanted):
        raise RuntimeError("operator nms does not exist")

    ways = {"lpips": (lambda *_: {"lpips": 0.25}, ""), "fid": (no_network, ""), "akd": (another_version, "torchvision")}
    monkeypatch.setattr(fashion_columns, "COLUMNS", ways)
    numbers, notes = fashion_columns.columns(frames(), frames())
    assert numbers == {"lpips": 0.25, "fid": None, "akd": None}
    assert "no route to host" in notes[0]
    assert "checkpoints" in notes[0]
    assert notes[1].endswith(f"go with torch {torch.__version__}: torchvision")


def test_perceptual_distances_are_of_all_frames_from_minus_1_to_1(monkeypatch):
    class Lpips(torch.nn.Module):
        def __init__(self, net, verbose):
            super().__init__()

        def forward(self, one, other):
            assert -1 <= one.min() < -0.9 < 0.9 < one.max() <= 1
            return (one - other).abs().mean((1, 2, 3), keepdim=True)

    module(monkeypatch, "lpips", LPIPS=Lpips)
    found, wanted = frames(seed=1), frames(seed=2)
    gap = np.abs(found / 255 - wanted / 255).mean()
    assert fashion_columns.lpips(found, wanted)["lpips"] == pytest.approx(2 * gap, rel=1e-4)


def test_fid_is_told_what_is_real(monkeypatch):
    class Fid:
        def __init__(self, feature, normalize):
            assert normalize  # frames in [0, 1]
            self.seen = {True: 0, False: 0}

        def update(self, part, real):
            self.seen[real] += part.sum()

        def compute(self):
            return self.seen[True] - self.seen[False]

    module(monkeypatch, "torchmetrics.image.fid", FrechetInceptionDistance=Fid)
    light, dark = np.full((20, 4, 4, 3), 255, np.uint8), np.zeros((20, 4, 4, 3), np.uint8)
    assert fashion_columns.fid(dark, light)["fid"] == light.size


def test_keypoint_distances_are_of_what_is_seen_in_both(monkeypatch):
    def people(images):
        """One at the brightest row, and nobody on a black frame; the first point is hidden on bright frames."""
        for image in images:
            row = float(image.mean((0, 2)).argmax())
            points = torch.full((1, 17, 3), row)
            sure = torch.full((1, 17), 9.0)
            sure[:, 0] = 9.0 if image.max() < 1 else 0.0
            score = torch.tensor([0.9 if image.max() > 0 else 0.1])
            yield {"scores": score, "keypoints": points, "keypoints_scores": sure}

    net = SimpleNamespace(eval=lambda: lambda images: list(people(images)))
    module(monkeypatch, "torchvision.models.detection", keypointrcnn_resnet50_fpn=lambda weights: net)
    wanted, found = np.zeros((2, 3, 20, 10, 3), np.uint8)
    wanted[0, 4], wanted[1, 4], found[0, 7], found[1, 4] = 200, 200, 255, 200
    numbers = fashion_columns.akd(found, wanted)
    assert numbers["akd"] == pytest.approx(16 * 3 * 2**0.5 / 33)  # 16 points off by (3, 3), 17 by nothing
    assert numbers["akd_missing"] == pytest.approx(1 / 34)
    assert fashion_columns.akd(found * 0, wanted * 0) == {"akd": None, "akd_missing": None}

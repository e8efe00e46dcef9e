"""The doctor, with healthy and sick machines put before it."""

import json

import onnx
import pytest

from spritelift import health
from spritelift.__main__ import main

HEALTHY = {
    **dict.fromkeys(health.NEEDED, "1.0"),
    **dict.fromkeys(health.TRAINING, "1.0"),
    "pygame": "2.6.1",
    "onnxruntime": "1.31.1",
}


def failed(packages, environ=None):
    return {check.name: check for check in health.examine(packages, environ or {}) if not check.well}


def test_this_machine_is_well_and_the_doctor_ends_with_0(capsys):
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["well"] is True
    checks = {check["name"]: check["found"] for check in found["checks"]}
    assert checks["provider"].split()[0] in ("CPUExecutionProvider", "CUDAExecutionProvider")
    assert checks["video"].startswith("libx264rgb")


def test_nothing_fails_on_a_healthy_machine():
    assert failed(HEALTHY) == {}


@pytest.mark.parametrize(
    ("second", "name", "mend"),
    [
        ("pygame-ce", "pygame", "pip uninstall -y pygame pygame-ce && pip install pygame"),
        (
            "onnxruntime-gpu",
            "onnxruntime",
            "pip uninstall -y onnxruntime onnxruntime-gpu && pip install onnxruntime-gpu",
        ),
    ],
)
def test_two_packages_that_overwrite_each_other_are_named_with_the_mend(second, name, mend):
    (check,) = failed(HEALTHY | {second: "9.9"}).values()
    assert check.name == name
    assert f"{second} 9.9" in check.found
    assert check.mend == mend


def test_a_clash_makes_the_command_end_with_1(capsys, monkeypatch):
    monkeypatch.setattr("spritelift.verbs.doctor.installed", lambda: HEALTHY | {"pygame-ce": "2.5.6"})
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "WRONG: pygame 2.6.1, pygame-ce 2.5.6" in shown
    assert "mend: pip uninstall" in shown


def test_pygame_ce_alone_and_onnxruntime_gpu_alone_are_well():
    packages = {name: version for name, version in HEALTHY.items() if name not in ("pygame", "onnxruntime")}
    assert failed(packages | {"pygame-ce": "2.5", "onnxruntime-gpu": "1.31"}) == {}


def test_a_missing_package_is_named_with_the_way_to_get_it():
    packages = {name: version for name, version in HEALTHY.items() if name != "scipy"}
    assert failed(packages)["scipy"].mend == "pip install scipy"


def test_playing_without_the_train_extra_is_well_but_half_of_it_is_not():
    without = {name: version for name, version in HEALTHY.items() if name not in health.TRAINING}
    assert failed(without) == {}
    assert "lacks onnx" in failed(without | {"torch": "2.13.0"})["training"].found


@pytest.mark.parametrize(("version", "well"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_the_python_must_be_one_that_pygame_has_wheels_for(version, well):
    assert health.check_python(version).well is well


def test_no_display_is_said_but_is_no_fault():
    check = health.check_display({"SDL_VIDEODRIVER": "dummy"})
    assert (check.found, check.well) == ("none", True)
    assert "--no-window" in check.mend


def test_a_broken_onnxruntime_is_a_fault_with_its_reason(monkeypatch):
    def broken():
        raise ImportError("libfoo.so: cannot open\nshared object file")

    monkeypatch.setattr(health, "provider_in_use", broken)
    check = failed(HEALTHY)["provider"]
    assert "libfoo.so: cannot open shared object file" in check.found


def test_the_model_the_doctor_runs_is_a_valid_one():
    model = onnx.load_from_string(health.TINY_MODEL)
    onnx.checker.check_model(model, full_check=True)
    assert [node.op_type for node in model.graph.node] == ["Identity"]

"""`import spritelift` is light, and gives exactly what it lists."""

import subprocess
import sys

import pytest

import spritelift

HEAVY = ("torch", "onnx", "onnxruntime", "pygame", "scipy", "av", "gymnasium", "numpy", "PIL")


@pytest.mark.parametrize("name", spritelift.__all__)
def test_every_listed_name_imports_and_says_what_it_is(name):
    value = getattr(spritelift, name)
    assert value.__doc__
    assert value.__name__ == name


def test_the_list_is_sorted_whole_and_shown_by_dir():
    assert sorted(set(spritelift.__all__)) == sorted(spritelift.__all__)
    assert set(spritelift.__all__) == set(spritelift._HOMES)
    assert {*spritelift.__all__, "__version__"} == set(dir(spritelift))


def test_a_star_import_brings_the_list_and_nothing_else():
    names: dict[str, object] = {}
    exec("from spritelift import *", names)
    assert set(names) - {"__builtins__"} == set(spritelift.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Sprit'"):
        spritelift.Sprit  # noqa: B018


def test_the_version_is_the_installed_one():
    assert spritelift.__version__.split(".")[0].isdigit()


def loaded_after(code):
    """Which heavy packages a fresh Python holds after running `code`."""
    ask = f"import sys; {code}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()


def test_importing_brings_nothing_heavy_until_it_is_used():
    assert loaded_after("import spritelift") == []
    assert "numpy" in loaded_after("import spritelift; spritelift.Scene")


def test_a_scene_does_not_need_torch_or_pygame():
    loaded = loaded_after("import spritelift; spritelift.Scenes; spritelift.Bundle; spritelift.Recording")
    assert not {"torch", "pygame", "onnxruntime", "onnx"} & {*loaded}

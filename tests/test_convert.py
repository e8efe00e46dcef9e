"""`spritelift convert`: to other tools, and back."""

import json
from dataclasses import replace

import numpy as np
import pytest
from repaint_figures import figure_bundle

from spritelift.__main__ import main
from spritelift_runtime.aseprite.reading import read
from spritelift_runtime.aseprite.writing import written
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.files import file_names
from spritelift_runtime.sheet import read_png
from spritelift_runtime.validate import validate


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


def said(capsys, *words):
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_sheet_goes_to_aseprite_and_what_was_painted_comes_back(bundle, tmp_path, capsys):
    file, out = tmp_path / "art" / "sheet.aseprite", tmp_path / "out"
    assert said(capsys, "convert", bundle.path, "--to", "aseprite", "--out", file)["sprites"] == len(bundle.sprites)
    document = read(file.read_bytes())
    below, on = document.frames[0].cels
    hatted = np.pad(on.rgba, ((1, 0), (0, 0), (0, 0)))
    hatted[0] = (200, 10, 10, 255)
    painted = replace(document.frames[0], cels=(below, replace(on, rgba=hatted, y=on.y - 1)))
    file.write_bytes(written(replace(document, frames=(painted, *document.frames[1:]))))
    found = said(capsys, "convert", bundle.path, "--back", file, "--out", out)
    assert found["changed"] == [on.text]
    assert not found["without_frame"]
    changed = Bundle.open(out)
    assert validate(out) == []
    sprite = changed.sprites[changed.art.index(on.text)]
    assert sprite.margin == (0, 1, 0, 0)
    assert np.array_equal(sprite.rgba, hatted)
    assert [s.name for s in changed.sprites] == [s.name for s in bundle.sprites]


def test_a_sheet_goes_to_a_picture_for_each_sprite(bundle, tmp_path, capsys):
    said(capsys, "convert", bundle.path, "--to", "frames", "--out", tmp_path / "frames")
    for sprite in bundle.sprites:
        assert np.array_equal(read_png(tmp_path / "frames" / f"{sprite.name}.png"), sprite.rgba)


def test_names_that_are_one_file_get_a_file_each():
    names = ["a/b", "a:b", "A_b", "a_b_2", "..", "", "x."]
    found = file_names(names)
    assert found == ["a_b", "a_b_2", "A_b_3", "a_b_2_2", "_", "__2", "x"]
    assert len({name.casefold() for name in found}) == len(names)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "one of --to and --back"),
        (["--to", "frames", "--back", "x"], "one of --to and --back"),
        (["--back", "missing.aseprite"], "is missing"),
        (["--back", "bundle.json"], "Aseprite"),
    ],
)
def test_what_cant_be_converted_is_told(bundle, tmp_path, capsys, monkeypatch, words, why):
    monkeypatch.chdir(bundle.path)
    assert main(["convert", str(bundle.path), *words, "--out", str(tmp_path / "out")]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_bundle_itself_is_not_written_over(bundle, tmp_path, capsys):
    file = tmp_path / "sheet.aseprite"
    said(capsys, "convert", bundle.path, "--to", "aseprite", "--out", file)
    assert main(["convert", str(bundle.path), "--back", str(file), "--out", str(bundle.path)]) == 2
    assert "bundle itself" in capsys.readouterr().err

"""start.py's own decisions: which Python, which environment, what to install, what to run."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6")
    return tmp_path


@pytest.fixture
def pip(start, monkeypatch):
    """Stands in for making an environment and installing into it; gives the list of what was asked for."""
    calls = []

    def make_venv(venv):
        calls.append("venv")
        python = start.venv_python(venv)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text("")

    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(start, "works", lambda python: python.exists())
    monkeypatch.setattr(start, "install", lambda root, extras: calls.append(extras))
    return calls


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7), (4, 0)])
def test_a_python_without_wheels_is_refused_with_one_that_has_them(start, version):
    with pytest.raises(start.RefusedError, match=r"needs 3\.11 to 3\.13.*python3\.13 start\.py"):
        start.refuse_other_pythons(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_the_pythons_we_promise_are_taken(start, version):
    start.refuse_other_pythons(version)


def test_the_promised_pythons_are_those_of_the_package(start):
    text = (ROOT / "pyproject.toml").read_text()
    after = (start.NEWEST[0], start.NEWEST[1] + 1)
    assert f'requires-python = ">={start.OLDEST[0]}.{start.OLDEST[1]},<{after[0]}.{after[1]}"' in text


def test_the_interpreter_is_where_each_system_puts_it(start):
    assert start.venv_python(Path("v"), windows=True) == Path("v/Scripts/python.exe")
    assert start.venv_python(Path("v"), windows=False) == Path("v/bin/python")


def test_a_second_run_installs_nothing(start, root, pip):
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"]]
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"]]


def test_a_demo_after_the_tests_needs_nothing_more_and_tests_after_a_demo_add_to_it(start, root, pip):
    start.prepare(root, ("train",))
    start.prepare(root, ("atari", "dev"))
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"], ["atari", "dev", "train"]]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed_again_into_the_same_environment(start, root, pip, name):
    start.prepare(root, ("train",))
    (root / name).write_text("something else")
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"], ["train"]]


def test_an_interrupted_installation_starts_over(start, root, pip, monkeypatch):
    def killed(root, extras):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(start, "install", killed)
        with pytest.raises(KeyboardInterrupt):
            start.prepare(root, ("train",))
    start.prepare(root, ("train",))
    assert pip == ["venv", "venv", ["train"]]


def test_an_environment_without_its_interpreter_is_made_again(start, root, pip):
    start.prepare(root, ("train",))
    start.venv_python(root / ".venv").unlink()
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"], "venv", ["train"]]


def test_an_environment_made_by_hand_is_installed_into_and_kept(start, root, pip):
    start.make_venv(root / ".venv")
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"]]


def test_a_damaged_stamp_counts_as_none(start, root, pip):
    start.prepare(root, ("train",))
    (root / ".venv" / "spritelift.stamp").write_text("{half")
    start.prepare(root, ("train",))
    assert pip == ["venv", ["train"], ["train"]]


def test_a_broken_interpreter_does_not_work_and_ours_does(start, tmp_path):
    fake = tmp_path / "python"
    fake.write_text("not a program")
    assert not start.works(fake)
    assert not start.works(tmp_path / "nothing")
    assert start.works(Path(sys.executable))


def test_the_demo_goes_to_the_repository_unless_told_otherwise(start, root):
    (line,) = start.commands("demo", ["--no-window"], root)
    assert line[1:] == ["-m", "spritelift", "demo", "--out", str(root / "demo"), "--no-window"]
    (line,) = start.commands("demo", ["--out", "here"], root)
    assert line[1:] == ["-m", "spritelift", "demo", "--out", "here"]


def test_arguments_of_test_go_to_pytest(start, root):
    (line,) = start.commands("test", ["-k", "start", "--pdb"], root)
    assert line[1:] == ["-m", "pytest", "-k", "start", "--pdb"]


def test_check_is_format_lint_types_and_tests(start, root):
    lines = start.commands("check", [], root)
    assert [line[2:4] for line in lines] == [["ruff", "format"], ["ruff", "check"], ["mypy"], ["pytest", "-n"]]


def test_a_failed_line_does_not_hide_the_next_but_decides_the_code(start, tmp_path):
    touched = tmp_path / "ran"
    fails = [sys.executable, "-c", "raise SystemExit(3)"]
    runs = [sys.executable, "-c", f"open({str(touched)!r}, 'w')"]
    assert start.run_all([fails, runs], tmp_path) == 3
    assert touched.exists()


@pytest.mark.parametrize(("words", "code"), [([], 2), (["deploy"], 2), (["--help"], 0)])
def test_unknown_words_show_the_usage(start, capsys, words, code):
    assert start.main(words) == code
    shown = capsys.readouterr()
    assert "python start.py demo" in (shown.out if code == 0 else shown.err)


def test_a_refusal_is_one_line_and_code_2(start, capsys, monkeypatch):
    monkeypatch.setattr(start, "OLDEST", (9, 0))
    assert start.main(["demo"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_failed_pip_leaves_a_mark_that_makes_the_next_run_start_over(start, root, pip, monkeypatch):
    def fails(root, extras):
        raise start.RefusedError("pip could not")

    with monkeypatch.context() as patched:
        patched.setattr(start, "install", fails)
        with pytest.raises(start.RefusedError):
            start.prepare(root, ("train",))
    assert json.loads((root / ".venv" / "spritelift.stamp").read_text()) == start.INSTALLING

"""The `spritelift` command, as a person meets it: help, one-line faults, exit codes, JSON."""

import errno
import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from spritelift import verbs
from spritelift.__main__ import main
from spritelift.demo_path import clear
from spritelift.display import has_display, require_display
from spritelift.faults import one_line
from spritelift.progress import frames_bar, recording_line, training_bars
from spritelift.results import show, size_words
from spritelift.verbs.validate import Validate
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.errors import ConfigError, MissingError, UnavailableError
from spritelift_runtime.recording import Recording
from spritelift_runtime.validate import validate

VERBS = get_args(verbs.Verb)
HEAVY = ("torch", "onnx", "onnxruntime", "pygame", "scipy", "av", "gymnasium")


def fault(capsys, *words):
    """Run the command, expecting a fault that the user can mend; gives its line."""
    assert main([str(word) for word in words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = [line for line in shown.err.splitlines() if line.startswith("spritelift: ")]
    return line


@pytest.fixture
def recording(tmp_path):
    """Six frames of 12x8 px of a dot that walks."""
    with Recording.create(tmp_path / "recording", size=(12, 8), fps=60, source="a dot") as writer:
        for x in range(6):
            frame = np.zeros((8, 12, 3), np.uint8)
            frame[3, x] = 255
            writer.append(frame, action=0)
    return tmp_path / "recording"


@pytest.fixture
def bundle(tmp_path):
    """A bundle without an encoder, for frames of 16x16 px."""
    sprite = Sprite(name="dot", rgba=np.full((1, 1, 4), 255, np.uint8))
    background = np.zeros((16, 16, 4), np.uint8)
    background[..., 3] = 255
    art = Art(size=(16, 16), sprites=(sprite,), backgrounds=(background,))
    plane = PlaneSpec(clip=(0, 0, 16, 16), layer=0, wrap=False, pictures=(0,))
    return write_bundle(tmp_path / "bundle", art, [plane]).path


# --- help and words ---


def test_help_is_quick_because_it_imports_nothing_heavy():
    code = f"""
import sys
from spritelift.__main__ import main
assert main(["--help"]) == 0
print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.split() == []
    assert "spritelift demo" in done.stdout


def named(verb) -> str:
    """TrainAnimator is called train-animator."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", verb.__name__).lower()


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_every_verb_explains_itself_and_each_of_its_settings(verb, capsys):
    assert main([named(verb), "--help"]) == 0
    words = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert verb.__doc__.splitlines()[0].strip()[:40] in words
    for setting in fields(verb):
        # An underscore at the end keeps a setting from being Python's word: `with`.
        shown = "--no-window" if setting.name == "window" else f"--{setting.name.removesuffix('_').replace('_', '-')}"
        positional = setting.name in ("bundle", "recording", "recordings", "runs", "path")
        assert positional or shown in words


@pytest.mark.parametrize("words", [[], ["paint"], ["eval"], ["train", "play", "--out", "run", "--steps", "many"]])
def test_words_it_cannot_read_end_with_2_and_say_where_the_help_is(words, capsys):
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "--help" in shown.err


def test_the_version_is_one_line(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.count(".") == 2


def test_the_module_runs_as_the_command_does():
    done = subprocess.run(
        [sys.executable, "-m", "spritelift", "validate", "nowhere"], capture_output=True, text=True, check=False
    )
    assert done.returncode in (1, 2)
    assert "nowhere" in done.stdout + done.stderr


# --- faults ---


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        (errno.ENOSPC, "The disk is full. Make room"),
        (errno.EACCES, "change its permissions"),
        (errno.EROFS, "another --out"),
        (errno.ENOTDIR, "Check the path"),
    ],
)
def test_a_disk_that_refuses_is_one_line_with_the_mend(number, mend):
    line = one_line(OSError(number, os.strerror(number), "out/frames.mkv"))
    assert line.startswith("out/frames.mkv: ")
    assert mend in line


def test_our_errors_are_one_line_even_if_their_message_is_not():
    assert one_line(ConfigError("two\n  lines")) == "two lines"


def test_a_missing_package_names_the_extra_that_brings_it():
    assert "pip install 'spritelift[train]'" in one_line(ModuleNotFoundError("x", name="torch.nn"))
    assert "pip install 'spritelift[atari]'" in one_line(ModuleNotFoundError("x", name="ale_py"))
    assert one_line(ModuleNotFoundError("x", name="something_else")) is None


def test_a_bug_is_not_dressed_up_as_a_fault(monkeypatch):
    monkeypatch.setattr(Validate, "run", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["validate", "x"])


@pytest.mark.parametrize("debug", ["", "1"])
def test_debug_shows_the_trace_before_the_line(debug, capsys, monkeypatch):
    def missing(self):
        raise MissingError("x is missing.")

    monkeypatch.setattr(Validate, "run", missing)
    monkeypatch.setenv("SPRITELIFT_DEBUG", debug)
    assert main(["validate", "x"]) == 2
    shown = capsys.readouterr().err
    assert ("Traceback" in shown) is bool(debug)
    assert shown.endswith("spritelift: x is missing.\n")


def test_ctrl_c_ends_with_130_and_a_word(capsys, monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Validate, "run", interrupted)
    assert main(["validate", "x"]) == 130
    assert capsys.readouterr().err == "spritelift: stopped.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pipe")
def test_a_reader_that_leaves_early_is_no_fault():
    # The shell's `head -c0` is gone before Python has started.
    done = subprocess.run(
        f"{sys.executable} -m spritelift validate nowhere | head -c0",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


# --- settings that cannot work ---


@pytest.mark.parametrize("sources", [[], ["--env", "a", "--pygame", "b"]])
def test_record_wants_exactly_one_source(sources, tmp_path, capsys):
    line = fault(capsys, "record", *sources, "--out", tmp_path / "r")
    assert "--env, --pygame, --media" in line
    assert "Give exactly one" in line
    assert not (tmp_path / "r").exists()


def test_record_names_the_extra_for_an_environment_that_is_not_there(tmp_path, capsys):
    line = fault(capsys, "record", "--env", "spritelift/Nothing-v0", "--frames", "5", "--out", tmp_path / "r")
    assert "spritelift/Nothing-v0" in line
    assert "spritelift[atari]" in line
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (["train", "--out", "run"], "spritelift train RECORDING --out RUN"),
        (["train", "r", "--out", "run", "--holdout", "1"], "Give a share from 0 to 0.9"),
        (["train", "r", "--out", "run", "--set", "k"], "Write NAME=VALUE"),
        (["train", "r", "--out", "run", "--changed"], "without --resume"),
        (["train", "r", "--out", "run", "--preset", "paper", "--set", "sprits=5"], "Try sprites"),
        (["train", "r", "--out", "run", "--minutes", "-1"], "--minutes -1 can't work. Give 0 or more"),
        (["export", "--out", "bundle"], "spritelift export RUN --out BUNDLE"),
        (["decompose", "b", "r", "--out", "s.npz", "--threads", "0"], "Give 1 or more"),
        (["play", "b"], "--recording DIR"),
        (["play", "b", "--env", "a", "--recording", "r"], "--env ID"),
        (["play", "b", "--env", "a", "--frames", "0"], "Give 1 or more"),
        (["train", "r", "--out", "run", "--minutes", "nan"], "--minutes nan can't work. Give 0 or more"),
        (["train", "r", "--out", "run", "--seed=-1"], "--seed -1 can't work. Give 0 or more"),
        (["train", "r", "--out", "run", "--steps=-2"], "--steps -2 can't work. Give 0 or more"),
        (["record", "--env", "spritelift/Swarm-v0", "--out", "r", "--seed=-1"], "--seed -1 can't work"),
        (["record", "--env", "spritelift/Swarm-v0", "--out", "r", "--frames=-1"], "--frames -1 can't work"),
        (["play", "b", "--env", "a", "--seed=-1"], "--seed -1 can't work. Give 0 or more"),
        (["play", "b", "--recording", "r", "--zoom=-1"], "Try --zoom 4"),
        (["play", "b", "--recording", "r", "--video", "out.xyz"], "has to end in .mp4 or .gif"),
        (["segment", "b", "r", "--out", "masks"], "--sprites NAME"),
        (["decompose", "b", "r", "--out", "."], "Choose the name of a file"),
        (["demo", "--frames", "10"], "Give 60 or more"),
    ],
)
def test_settings_that_cannot_work_say_what_would(words, mend, capsys):
    assert mend in fault(capsys, *words)


@pytest.mark.parametrize("verb", ["decompose", "eval", "segment", "play"])
def test_a_bundle_that_is_not_there_is_named(verb, recording, tmp_path, capsys):
    segmented = [recording, "--sprites", "a", "--out", tmp_path / "s.npz"]
    more = {"decompose": [recording, "--out", tmp_path / "s.npz"], "eval": [recording], "segment": segmented}
    words = more.get(verb, ["--recording", recording])
    assert str(tmp_path / "no_bundle") in fault(capsys, verb, tmp_path / "no_bundle", *words)
    assert not (tmp_path / "s.npz").exists()


@pytest.mark.parametrize("verb", ["decompose", "eval"])
def test_a_recording_that_is_not_there_is_named(verb, bundle, tmp_path, capsys):
    more = ["--out", tmp_path / "s.npz"] if verb == "decompose" else []
    assert str(tmp_path / "no_play") in fault(capsys, verb, bundle, tmp_path / "no_play", *more)


def test_a_bundle_of_another_game_is_refused_with_both_sizes(bundle, recording, tmp_path, capsys):
    line = fault(capsys, "decompose", bundle, recording, "--out", tmp_path / "s.npz")
    assert "16x16" in line
    assert "12x8" in line
    assert not (tmp_path / "s.npz").exists()


@pytest.mark.parametrize(
    ("folder", "mend"), [("nowhere", "nowhere is not there"), ("empty", "empty is empty. Record into it")]
)
def test_training_on_nothing_names_the_folder_and_leaves_no_run(folder, mend, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert mend in fault(capsys, "train", tmp_path / folder, "--out", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_training_on_plays_of_two_sizes_names_both(recording, tmp_path, capsys):
    with Recording.create(tmp_path / "wide", size=(14, 8), fps=60, source="a dot") as writer:
        writer.append(np.zeros((8, 14, 3), np.uint8))
    line = fault(capsys, "train", recording, tmp_path / "wide", "--out", tmp_path / "run")
    assert "12x8" in line
    assert "14x8" in line
    assert not (tmp_path / "run").exists()


def test_a_folder_that_holds_something_is_not_trained_into(recording, tmp_path, capsys):
    assert "not empty. Choose another --out" in fault(capsys, "train", recording, "--out", tmp_path)


def test_cuda_where_there_is_none_says_so(recording, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert "--device" in fault(capsys, "train", recording, "--out", tmp_path / "run", "--device", "cuda")
    assert not (tmp_path / "run").exists()


def test_a_recording_of_one_still_picture_says_so_and_still_makes_a_bundle_of_the_background(tmp_path, capsys):
    with Recording.create(tmp_path / "still", size=(24, 16), fps=60, source="a wall") as writer:
        for _ in range(12):
            writer.append(np.full((16, 24, 3), 77, np.uint8), action=0)
    run, bundle, scenes = (str(tmp_path / name) for name in ("run", "bundle", "scenes.npz"))
    assert main(["train", str(tmp_path / "still"), "--out", run]) == 0
    shown = capsys.readouterr()
    assert "Nothing moves" in shown.out
    assert "Nothing moves" not in shown.err  # said once
    assert main(["export", run, "--out", bundle, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sprites"] == 0
    assert main(["decompose", bundle, str(tmp_path / "still"), "--out", scenes, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exact_frames"] == 1.0


# --- record and validate, for real ---


def test_a_recorded_game_is_described_and_found_valid(tmp_path, capsys):
    out = tmp_path / "play"
    words = ["record", "--env", "spritelift/Meadow-v0", "--policy", "scripted", "--frames", "20", "--out", str(out)]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["recording"], found["frames"], found["size"], found["fps"]) == (str(out), 20, "160x144", 60)
    assert main(["validate", str(out)]) == 0
    assert "nothing wrong" in capsys.readouterr().out


def test_a_taken_folder_is_not_recorded_into(recording, capsys):
    before = {path: path.stat().st_mtime_ns for path in recording.iterdir()}
    assert str(recording) in fault(
        capsys, "record", "--env", "spritelift/Meadow-v0", "--frames", "5", "--out", recording
    )
    assert {path: path.stat().st_mtime_ns for path in recording.iterdir()} == before


@pytest.mark.parametrize("as_json", [True, False])
def test_a_damaged_recording_is_invalid_with_code_1_and_its_file_named(recording, as_json, capsys):
    (recording / "frames.mkv").write_bytes(b"no video")
    assert main(["validate", str(recording), *(["--json"] if as_json else [])]) == 1
    shown = capsys.readouterr().out
    assert "frames.mkv" in (json.loads(shown)["faults"][0] if as_json else shown)


def test_a_full_disk_in_mid_write_is_one_line_and_leaves_nothing(tmp_path):
    # A limit on file size stands in for the full disk: the kernel refuses the write in the same way.
    code = """
import resource, signal, sys
from spritelift.__main__ import main
from spritelift.verbs.validate import Validate
from spritelift_runtime.files import write_bytes
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
Validate.run = lambda self: write_bytes(self.path, bytes(100_000))
sys.exit(main(["validate", sys.argv[1]]))
"""
    if sys.platform == "win32":
        pytest.skip("needs POSIX limits")
    words = [sys.executable, "-c", code, str(tmp_path / "scenes.npz")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Choose an --out on another disk" in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


# --- results ---


def test_json_results_are_one_object_of_plain_values(capsys, tmp_path):
    results = {"psnr_db": np.float32(1.5), "bad": float("nan"), "path": tmp_path, "n": np.int64(3), "deep": {"a": [1]}}
    show(results, as_json=True)
    expected = {"psnr_db": 1.5, "bad": None, "path": str(tmp_path), "n": 3, "deep": {"a": [1]}}
    assert json.loads(capsys.readouterr().out) == expected


def test_results_for_people_are_a_line_each(capsys):
    show({"sprites": 12, "psnr_db": 41.23456, "notes": ["one", "two"], "well": True}, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "sprites  12",
        "psnr_db  41.23",
        "notes    one",
        "         two",
        "well     yes",
    ]


@pytest.mark.parametrize(("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 KB"), (2e9, "2.0 GB")])
def test_sizes_are_said_in_the_unit_that_keeps_them_short(count, words):
    assert size_words(count) == words


def test_progress_goes_to_stderr_and_leaves_stdout_alone(capsys):
    with recording_line() as told:
        told(120, 5_000_000)
    with training_bars() as told:
        told("mine", 1, 2, {})
        told("fit", 5, 10, {"loss": 0.25})
    with frames_bar("measure") as told:
        told(10, 10)
    shown = capsys.readouterr()
    assert shown.out == ""
    # A stage is over when the next begins, whatever piece of it was told last.
    for words in ("120 frames", "5.0 MB", "mine", "2/2", "5/10", "loss 0.25", "measure", "10/10"):
        assert words in shown.err


def test_what_others_print_meanwhile_stays_out_of_the_results(capsys):
    with recording_line():
        sys.stdout.write("pygame 2.6.1 says hello\n")
    show({"frames": 1}, as_json=True)
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"frames": 1}
    assert "says hello" in shown.err


# --- displays ---


@pytest.mark.parametrize(
    ("environ", "platform", "there"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "SDL_VIDEODRIVER": "dummy"}, "linux", False),
        ({"SDL_VIDEODRIVER": "offscreen"}, "win32", False),
        ({}, "win32", True),
        ({}, "darwin", True),
        ({"SDL_VIDEODRIVER": "kmsdrm"}, "linux", True),
    ],
)
def test_a_display_is_seen_where_there_is_one(environ, platform, there):
    assert has_display(environ, platform) is there


def test_a_window_without_a_display_is_refused_with_the_way_around():
    require_display({"SDL_VIDEODRIVER": "dummy"}, "linux")
    with pytest.raises(UnavailableError, match=r"SDL_VIDEODRIVER=dummy spritelift .* --frames N"):
        require_display({}, "linux")


# --- the demo ---


def test_the_demo_replaces_an_earlier_demo_and_nothing_else(tmp_path):
    for name, mark in (("recording", "recording.json"), ("run", "run.json"), ("bundle", "bundle.json")):
        (tmp_path / name).mkdir()
        (tmp_path / name / mark).write_text("{}")
    (tmp_path / "mine.txt").write_text("keep")
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_demo_replaces_a_run_that_was_stopped_before_it_trained(tmp_path):
    (tmp_path / "run" / "mined").mkdir(parents=True)
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_makes_everything_it_names_and_says_so_without_a_display(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("spritelift.demo_path.TRAINING", {"steps": 1})
    assert main(["demo", "--out", str(tmp_path / "demo"), "--frames", "60"]) == 0
    shown = capsys.readouterr()
    for name in ("recording", "run", "bundle", "scenes.npz", "preview.gif"):
        assert (tmp_path / "demo" / name).exists()
        assert str(tmp_path / "demo" / name) in shown.out
        if not name.endswith("gif"):
            assert validate(tmp_path / "demo" / name) == []
    assert "spritelift play" in shown.out
    assert "no display" in shown.err


def test_the_demo_refuses_a_file(tmp_path):
    (tmp_path / "demo").write_text("mine")
    with pytest.raises(ConfigError, match=r"is a file\. Choose another --out"):
        clear(tmp_path / "demo")


def test_the_demo_refuses_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "recording").mkdir()
    (tmp_path / "recording" / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="Choose another --out"):
        clear(tmp_path)
    assert (tmp_path / "recording" / "thesis.txt").exists()

"""Agents that learn: the examples, and what docs/agents.md shows of each library, as a reader runs them."""

import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import spritelift
from spritelift_envs.swarm import SwarmWorld
from spritelift_runtime.bundle import PlaneSpec, write_bundle

pytest.importorskip("torch")

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
NEEDS = {"Stable-Baselines3": "stable_baselines3", "CleanRL-style": "torch", "Tianshou": "tianshou"}
"""Sections, and the package without which what they show can't run."""
SMALL = {
    "sb3_agents.py": "--steps 64 --rollout 64 --episode 40 --episodes 1",
    "ppo_on_sprites.py": "--steps 256 --rollout 16",
    "tianshou_agents.py": "--steps 64 --epochs 1 --rollout 64 --episode 40 --episodes 1",
}
SMALLER = {
    "Stable-Baselines3": {"100_000": "64", "n_steps=1024": "n_steps=64"},
    "CleanRL-style": {},
    "Tianshou": {"max_epochs=10": "max_epochs=1", "epoch_num_steps=10_000": "epoch_num_steps=128"},
}
"""Numbers of the page's Python, and those that it is run with here."""
SAYS = {"sb3_agents.py": "points an episode", "ppo_on_sprites.py": "steps a second", "tianshou_agents.py": "at best"}


def section(name):
    return re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)[1]


def blocks(name, language):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", section(name), re.DOTALL | re.MULTILINE)
    return [block for each, block in found if each == language]


def command_lines():
    return [(name, line) for name in NEEDS for block in blocks(name, "") for line in block.splitlines()]


@pytest.fixture(scope="module")
def swarm15(tmp_path_factory):
    """The folder in which a reader stands: Swarm's own art for a bundle, and a little recorded play."""
    folder, art = tmp_path_factory.mktemp("agents"), SwarmWorld().art
    planes = (PlaneSpec(clip=(0, 0, *art.size), layer=0, wrap=False, pictures=(0,)),)
    write_bundle(folder / "swarm15" / "bundle", art, planes)
    recording, skip = folder / "swarm15" / "recording", {"frame_skip": 4}
    spritelift.record(recording, env="spritelift/Swarm-v0", frames=40, settings=skip)
    return folder


def run(folder, *words):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    line = [sys.executable, *words]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)


def skip_without(name):
    if find_spec(NEEDS[name]) is None:
        pytest.skip(f"{NEEDS[name]} is not installed")


def test_every_example_of_an_agent_is_on_the_page():
    shown = {shlex.split(line)[1] for _, line in command_lines()}
    assert shown == {f"examples/{name}" for name in SMALL}


@pytest.mark.parametrize(("name", "line"), command_lines(), ids=lambda each: each.split()[-1])
def test_what_the_page_says_to_run_learns(name, line, swarm15):
    skip_without(name)
    python, script, *words = shlex.split(line)
    assert python == "python"
    example = Path(script).name
    ended = run(swarm15, ROOT / script, *words, *SMALL[example].split())
    assert ended.returncode == 0, ended.stderr
    assert SAYS[example] in ended.stdout


@pytest.mark.parametrize("name", NEEDS)
def test_the_python_of_the_page_runs_as_pasted(name, swarm15):
    skip_without(name)
    pasted = "\n".join(blocks(name, "python"))
    for shown, smaller in SMALLER[name].items():
        assert shown in pasted
        pasted = pasted.replace(shown, smaller)
    ended = run(swarm15, "-c", pasted)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("example", [*SMALL, "sb3_features.py"])
def test_an_example_of_an_agent_can_be_read_in_one_go(example):
    assert len((ROOT / "examples" / example).read_text(encoding="utf-8").splitlines()) < 80

"""What the README promises: its links lead somewhere, its commands exist, its examples run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from spritelift.verbs import read_verb
from spritelift_envs.swarm import SwarmWorld
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.recording import Recording

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/agents.md",
    "docs/design.md",
    "docs/mining.md",
    "docs/results.md",
    "docs/animator.md",
    "docs/marionette.md",
)


def commands():
    """The README's command lines, comments off: its blocks that are of no language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    lines = [line for language, block in blocks if not language for line in block.splitlines() if line.strip()]
    return [shlex.split(line, comments=True) for line in lines]


def run_example(name, *args):
    environment = os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    line = [sys.executable, ROOT / "examples" / name, *map(str, args)]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def swarm(tmp_path_factory):
    """A bundle of Swarm's own art, without an encoder: its one still background needs none."""
    art = SwarmWorld().art
    planes = (PlaneSpec(clip=(0, 0, *art.size), layer=0, wrap=False, pictures=(0,)),)
    return write_bundle(tmp_path_factory.mktemp("readme") / "bundle", art, planes)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_to_one(page):
    links = re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not ((ROOT / page).parent / link).exists()] == []


def test_pictures_are_light_enough_for_a_page():
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").iterdir()}
    assert {name: size for name, size in sizes.items() if size > (2_000_000 if name == "demo.gif" else 500_000)} == {}


def test_every_spritelift_command_is_one_that_the_command_line_takes():
    lines = [words[1:] for words in commands() if words[0] == "spritelift"]
    assert len(lines) >= 10
    for words in lines:
        named = words[0].replace("-", "")
        assert type(read_verb(words)).__name__.lower() == named  # words it can't read would end the program


def test_continuous_integration_calls_only_what_the_readme_names():
    named = {tuple(words) for words in commands()}
    steps = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    called = [line.replace("python3", "python") for line in steps if not line.startswith(("set ", "cd "))]
    assert called
    assert {tuple(line.split()) for line in called} <= named


def test_the_game_that_records_itself_leaves_its_recording(tmp_path):
    ended = run_example("record_my_game.py", tmp_path / "play", "--frames", 12)
    assert ended.returncode == 0, ended.stderr
    recording = Recording.open(tmp_path / "play")
    assert len(recording) >= 12
    assert recording.size == (160, 120)


def test_night_is_a_repaint_that_draws_the_same_scene_darker(swarm, tmp_path):
    ended = run_example("night.py", swarm.path, tmp_path / "night")
    assert ended.returncode == 0, ended.stderr
    night = Bundle.open(tmp_path / "night")
    scene = SwarmWorld().reset(0)
    assert night.repainted
    assert compose(scene, night.art).mean() < compose(scene, swarm.art).mean()
    assert np.array_equal(compose(scene, night.learned), compose(scene, swarm.art))


def test_the_random_agent_tells_what_it_sees(swarm):
    ended = run_example("random_agent.py", swarm.path, "--env", "spritelift/Swarm-v0", "--steps", 61)
    assert ended.returncode == 0, ended.stderr
    seen = [int(count) for count in re.findall(r"(\d+) sprites in sight", ended.stdout)]
    assert len(seen) == 2
    assert min(seen) > 10

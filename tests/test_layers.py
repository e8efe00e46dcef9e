"""Imports point down, torch and pygame stay in their rooms, and the runtime lives without them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "spritelift": "cli",
    "spritelift_trainer": "trainer",
    "spritelift_envs": "envs",
    "spritelift_runtime": "runtime",
    "spritelift_assets": "assets",
}
MAY_IMPORT = {
    "spritelift": {"spritelift_trainer", "spritelift_envs", "spritelift_runtime", "spritelift_assets"},
    "spritelift_trainer": {"spritelift_runtime", "spritelift_assets"},
    "spritelift_envs": {"spritelift_runtime", "spritelift_assets"},
    "spritelift_runtime": {"spritelift_assets"},
    "spritelift_assets": set(),
}
# Where a package may be imported: a folder or file each. The doctor asks torch for its device, nothing more.
KEPT_IN = {
    "torch": ("trainer/spritelift_trainer", "cli/spritelift/health.py"),
    "onnx": ("trainer/spritelift_trainer",),
    "pygame": (
        "runtime/spritelift_runtime/window",
        "runtime/spritelift_runtime/pygame_sprites.py",
        "envs/spritelift_envs",
    ),
}


def imports(source):
    """The top-level packages a file imports, anywhere in it, type-checking blocks included."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found


def faults_of(path, source):
    """What the file at `path` (relative to the repository) imports that it may not."""
    package = path.parts[1]
    wrong = [
        f"{path} imports {name}" for name in imports(source) if name in ROOMS.keys() - MAY_IMPORT[package] - {package}
    ]
    for name in imports(source) & KEPT_IN.keys():
        if not any(path.is_relative_to(home) for home in KEPT_IN[name]):
            wrong.append(f"{path} imports {name}")
    return wrong


def test_imports_point_down_and_heavy_packages_stay_in_their_rooms():
    files = [path for name, room in ROOMS.items() for path in (ROOT / room / name).rglob("*.py")]
    assert len(files) > 30
    wrong = [fault for path in files for fault in faults_of(path.relative_to(ROOT), path.read_text(encoding="utf-8"))]
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("runtime/spritelift_runtime/scene.py", "import spritelift_envs.swarm"),
        ("runtime/spritelift_runtime/scene.py", "def late():\n    from torch import nn"),
        ("runtime/spritelift_runtime/scene.py", "import pygame"),
        ("envs/spritelift_envs/swarm.py", "from spritelift_trainer.train import train"),
        ("trainer/spritelift_trainer/train.py", "import spritelift"),
        ("trainer/spritelift_trainer/train.py", "import pygame.draw"),
        ("assets/spritelift_assets/__init__.py", "import spritelift_runtime.art"),
    ],
)
def test_a_planted_fault_is_caught(path, source):
    assert len(faults_of(Path(path), source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cli/spritelift/verbs/play.py", "import spritelift_runtime, spritelift_envs, spritelift.results"),
        ("trainer/spritelift_trainer/train.py", "import torch, spritelift_runtime.art"),
        ("runtime/spritelift_runtime/window/player.py", "import pygame"),
    ],
)
def test_what_is_allowed_passes(path, source):
    assert faults_of(Path(path), source) == []


BLOCKED = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "onnx", "pygame"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
import spritelift_runtime
imported = []
for module in pkgutil.walk_packages(spritelift_runtime.__path__, "spritelift_runtime."):
    if ".window" in module.name or module.name.endswith("pygame_sprites"):
        continue
    importlib.import_module(module.name)
    imported.append(module.name)
print(len(imported))
try:
    import pygame
except ModuleNotFoundError:
    print("blocked")
"""


def test_the_runtime_imports_with_torch_onnx_and_pygame_absent():
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    imported, blocked = done.stdout.split()
    assert int(imported) > 15
    assert blocked == "blocked"


def test_only_the_command_prints():
    # ruff's T20 says so too; this also sees files that a `noqa` would hide.
    shouting = [
        path.relative_to(ROOT)
        for name, room in ROOMS.items()
        if name != "spritelift"
        for path in (ROOT / room / name).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert shouting == []

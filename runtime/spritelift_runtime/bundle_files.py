"""The files of a bundle: their names, hashes, and what people may change."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spritelift_runtime import sheet
from spritelift_runtime.art import Art
from spritelift_runtime.blending import BLENDS
from spritelift_runtime.errors import FormatError
from spritelift_runtime.files import sha256, write_bytes

ENCODER = "encoder.onnx"
ANIMATOR = CHARACTER, BACKDROP, TRANSFORM, RENDER = "character.onnx", "backdrop.onnx", "transform.onnx", "render.onnx"
"""The animator, where a bundle has one: f_c, f_b, T^Z and g."""
PIXELS = "pixels.onnx"
"""Its head for exact pixels, where it has one."""
LEARNED = "learned"
"""Folder of the pictures as the game shows them; frames are matched against these, whatever was repainted."""


def _ints(value: Any, count: int | None = None) -> bool:
    return isinstance(value, list) and all(isinstance(n, int) for n in value) and count in (None, len(value))


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _rows(value: Any, **parts: Callable[[Any], bool]) -> bool:
    """Whether it is a list of objects, each with these parts."""
    return isinstance(value, list) and all(
        isinstance(row, dict) and all(name in row and fits(row[name]) for name, fits in parts.items()) for row in value
    )


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


_PARTS: dict[str, Callable[[Any], bool]] = {
    "size": lambda value: _ints(value, 2) and min(value) > 0,
    "sprites": _words,
    "animations": lambda value: (
        isinstance(value, dict) and all(_rows(poses, sprite=_is(int), duration_ms=_is(int)) for poses in value.values())
    ),
    "planes": lambda value: _rows(
        value, clip=lambda clip: _ints(clip, 4), layer=_is(int), wrap=_is(bool), pictures=_ints
    ),
    "backgrounds": _words,
    "blend": lambda value: value is None or value in BLENDS,
    "files": lambda value: isinstance(value, dict) and _words(list(value.values())),
    "animator": lambda value: (
        value is None
        or (
            isinstance(value, dict)
            and _ints(value.get("size"), 2)
            and all(isinstance(value.get(name, False), bool) for name in ("own_place", "pixels"))
            and "own_place" in value
        )
    ),
    "trained_on": lambda value: value is None or _rows(value, sha256=_is(str), first=_is(int), last=_is(int)),
}
"""What a manifest has to say, and what of it can be worked with."""


def background_name(picture: int) -> str:
    """Where the background picture lies in a bundle."""
    return f"backgrounds/{picture:03}.png"


def paintable(name: str) -> bool:
    """Whether people may change this file of a bundle (its size must stay)."""
    return name == sheet.PICTURE or name.startswith("backgrounds/")


def write_pictures(folder: Path, art: Art) -> None:
    """Write sheet and backgrounds, and a second copy of the pictures under `learned/`."""
    sheet.write_sheet(folder, art.sprites)
    for i, picture in enumerate(art.backgrounds):
        write_bytes(folder / background_name(i), sheet.png_bytes(picture))
    (folder / LEARNED).mkdir()
    shutil.copy(folder / sheet.PICTURE, folder / LEARNED / sheet.PICTURE)
    if art.backgrounds:
        shutil.copytree(folder / "backgrounds", folder / LEARNED / "backgrounds")


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under `folder`, by its path with forward slashes."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files}


def missing_parts(manifest_path: Path, manifest: dict[str, Any]) -> list[str]:
    """A line for each part that every manifest has and this one lacks, or has as something else."""
    return [
        f"{manifest_path} has no {name} that can be used. Put the exported file back, or export the bundle again."
        for name, fits in _PARTS.items()
        if not fits(manifest.get(name))
    ]


def wrong_files(path: Path, manifest: dict[str, Any]) -> list[str]:
    """A line for each file of the bundle that is missing, or changed where it may not be."""
    wrong = []
    for name, wanted in manifest["files"].items():
        if not (path / name).is_file():
            wrong.append(f"{path / name} is missing. Put it back, or export the bundle again.")
        elif not paintable(name) and sha256(path / name) != wanted:
            wrong.append(f"{path / name} is not the file that was exported. Put it back, or export the bundle again.")
    return wrong


def check_files(manifest_path: Path, manifest: dict[str, Any]) -> None:
    """Raise FormatError with the first of `missing_parts` and `wrong_files`."""
    if wrong := missing_parts(manifest_path, manifest) or wrong_files(manifest_path.parent, manifest):
        raise FormatError(wrong[0])

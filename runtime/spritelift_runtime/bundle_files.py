"""The files of a bundle: their names, hashes, and what people may change."""

import shutil
from pathlib import Path
from typing import Any

from spritelift_runtime import sheet
from spritelift_runtime.art import Art
from spritelift_runtime.errors import FormatError
from spritelift_runtime.files import sha256, write_bytes

ENCODER = "encoder.onnx"
LEARNED = "learned"
"""Folder of the pictures as the game shows them; frames are matched against these, whatever was repainted."""

_PARTS = {"size": list, "sprites": list, "animations": dict, "planes": list, "backgrounds": list, "files": dict}


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
        f"{manifest_path} has no {name}. Put the exported file back, or export the bundle again."
        for name, kind in _PARTS.items()
        if not isinstance(manifest.get(name), kind)
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

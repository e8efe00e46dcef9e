"""What training exports and everything else reads: sheet, backgrounds, encoder, manifest; a folder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime import sheet
from spritelift_runtime.art import NO_MARGIN, Art, Sprite
from spritelift_runtime.bundle_files import ENCODER, LEARNED, background_name, check_files, hashes, write_pictures
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, FormatError, SizeError
from spritelift_runtime.files import put_back, read_json, sha256_of_all, whole_folder, write_bytes, write_json
from spritelift_runtime.outlines import with_cuts
from spritelift_runtime.scene import Scene

if TYPE_CHECKING:
    from spritelift_runtime.decomposer import Decomposer

FORMAT = "spritelift.bundle/1"
MANIFEST = "bundle.json"
_OURS = {"format", "size", "sprites", "animations", "planes", "backgrounds", "blend", "files"}

Rgb = UInt8[np.ndarray, "_ _ 3"]
Rgba = UInt8[np.ndarray, "_ _ 4"]


@dataclass(frozen=True)
class PlaneSpec:
    """One plane that the game's frames have: where it shows, and which pictures may show there."""

    clip: tuple[int, int, int, int]
    """x, y, width, height on the frame, in pixels."""
    layer: int
    wrap: bool
    pictures: tuple[int, ...]
    """Indices into the bundle's backgrounds."""


@dataclass(frozen=True, eq=False)
class Bundle:
    """A lifted game.

    People may repaint `sprites.png` and `backgrounds/*.png`: `art` is what is there now and what gets drawn,
    `learned` is what the game itself shows and what frames are matched against. They are one object
    where nothing visible was repainted.
    """

    path: Path
    art: Art
    planes: tuple[PlaneSpec, ...]
    manifest: dict[str, Any]
    learned: Art

    @classmethod
    def open(cls, path: Path | str) -> "Bundle":
        """Read a bundle folder.

        Raises:
            MissingError: no bundle there.
            FormatError: a file is missing, was changed (repaints of the same size excepted), or contradicts another.
        """
        path = Path(path)
        put_back(path)
        manifest = read_json(path / MANIFEST, "bundle")
        check_files(path / MANIFEST, manifest)
        learned = _read_art(path, path / LEARNED, manifest)
        art = _read_art(path, path, manifest)
        _check_repaint(path, art, learned)
        planes = tuple(_plane_of(plane) for plane in manifest["planes"])
        if _looks_like(art, learned):
            return cls(path, learned, planes, manifest, learned)
        sprites = tuple(with_cuts(now, then) for now, then in zip(art.sprites, learned.sprites, strict=True))
        return cls(path, replace(art, sprites=sprites), planes, manifest, learned)

    @property
    def sprites(self) -> tuple[Sprite, ...]:
        """The dictionary, as it is drawn now."""
        return self.art.sprites

    @property
    def backgrounds(self) -> tuple[Rgba, ...]:
        """Background pictures, as they are drawn now."""
        return self.art.backgrounds

    @property
    def size(self) -> tuple[int, int]:
        """Width, height of a frame in pixels."""
        return self.art.size

    @property
    def repainted(self) -> bool:
        """Whether a sprite or background looks different from the game it was learnt from."""
        return self.art is not self.learned

    @property
    def encoder_path(self) -> Path | None:
        """`encoder.onnx`, or None in a bundle without one."""
        return self.path / ENCODER if ENCODER in self.manifest["files"] else None

    @property
    def animated(self) -> bool:
        """Whether it has an animator."""
        return "animator" in self.manifest

    @property
    def near(self) -> bool:
        """Whether its sprites show nearly what frames do, never exactly: frames are then decomposed by the encoder."""
        return self.manifest.get("match") == "near"

    @property
    def sha256(self) -> str:
        """Of all its files as they are now, repaints included, in hex: two bundles of one hash see and draw alike."""
        return sha256_of_all(self.path, (MANIFEST, *self.manifest["files"]))

    @property
    def trained_on(self) -> list[dict[str, Any]]:
        """Frames training saw: `sha256` of a recording's frames.mkv, `first` and `last` frame, both included."""
        return list(self.manifest.get("trained_on", []))

    def check_size(self, size: tuple[int, int], whose: str) -> None:
        """Let frames of the bundle's size pass; `whose` they are.

        Raises:
            SizeError: they are of another.
        """
        if size != self.size:
            wanted, given = ("x".join(map(str, each)) for each in (self.size, size))
            raise SizeError(
                f"{self.path} is for frames of {wanted} px, {whose} are {given} px. Use the bundle of this game."
            )

    def compose(self, scene: Scene) -> Rgb:
        """Draw `scene` with the current art."""
        return compose(scene, self.art)

    def decomposer(self, threads: int = 1) -> "Decomposer":
        """What turns this game's frames into scenes, on `threads` CPU threads."""
        from spritelift_runtime.decomposer import Decomposer  # imports onnxruntime, which most uses don't need

        return Decomposer(self, threads=threads)


def write_bundle(
    path: Path | str, art: Art, planes: Sequence[PlaneSpec], onnx: bytes | None = None, **about: Any
) -> Bundle:
    """Write a bundle whole, or leave `path` as it was; a bundle already there is replaced.

    `onnx` is the encoder's bytes. `about` goes into the manifest: `encoder={...}` (cell size, layer count,
    offset range, ONNX input and output names), `trained_on=[{"sha256", "first", "last"}]`, scores, settings.

    Raises:
        ConfigError: `about` has a word of the manifest's own, or `path` is taken by something else.
        FormatError: sprites of one name, or a plane that names a picture there isn't.
    """
    path = Path(path)
    _check_about(about)
    _check_planes(planes, len(art.backgrounds))
    with whole_folder(path, replaces=MANIFEST) as draft:
        write_pictures(draft, art)
        if onnx is not None:
            write_bytes(draft / ENCODER, onnx)
        write_json(draft / MANIFEST, _manifest(art, planes, about) | {"files": hashes(draft)})
    return Bundle.open(path)


def _manifest(art: Art, planes: Sequence[PlaneSpec], about: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "size": [int(side) for side in art.size],
        **about_sprites(art.sprites),
        "planes": [_plane_row(plane) for plane in planes],
        "backgrounds": [background_name(i) for i in range(len(art.backgrounds))],
        **({} if art.blend == "rounded" else {"blend": art.blend}),
        **about,
    }


def about_sprites(sprites: Sequence[Sprite]) -> dict[str, Any]:
    """What a manifest says about the sheet."""
    animations: dict[str, list[dict[str, int]]] = {}
    for i, sprite in enumerate(sprites):
        if sprite.animation is not None:
            animations.setdefault(sprite.animation, []).append({"sprite": i, "duration_ms": int(sprite.duration_ms)})
    return {"sprites": [sprite.name for sprite in sprites], "animations": animations}


def _plane_row(plane: PlaneSpec) -> dict[str, Any]:
    return {
        "clip": [int(side) for side in plane.clip],
        "layer": int(plane.layer),
        "wrap": bool(plane.wrap),
        "pictures": [int(picture) for picture in plane.pictures],
    }


def _plane_of(row: dict[str, Any]) -> PlaneSpec:
    x, y, width, height = row["clip"]
    return PlaneSpec((x, y, width, height), row["layer"], row["wrap"], tuple(row["pictures"]))


def _read_art(bundle: Path, pictures: Path, manifest: dict[str, Any]) -> Art:
    """The art whose layout `bundle` describes and whose pixels lie in `pictures` (the bundle, or what it learnt)."""
    own = pictures / sheet.ATLAS  # `learned/` has its own where the sheet was laid out anew since
    sprites = sheet.read_sheet_files(own if own.exists() else bundle / sheet.ATLAS, pictures / sheet.PICTURE)
    if [sprite.name for sprite in sprites] != manifest["sprites"]:
        raise FormatError(f"{bundle / sheet.ATLAS} and {MANIFEST} name different sprites. Export the bundle again.")
    width, height = manifest["size"]
    backgrounds = tuple(sheet.read_png(pictures / name) for name in manifest["backgrounds"])
    blend = manifest.get("blend", "rounded")
    return Art(size=(width, height), sprites=sprites, backgrounds=backgrounds, blend=blend)


def _check_repaint(path: Path, art: Art, learned: Art) -> None:
    for sprite, learnt in zip(art.sprites, learned.sprites, strict=True):
        if sprite.box != learnt.size:
            raise FormatError(
                f"{path / sheet.ATLAS}: {sprite.name!r} places {sprite.box[0]}x{sprite.box[1]} px, it was learnt at "
                f"{learnt.size[0]}x{learnt.size[1]} px. Repaint the bundle that was exported again."
            )
    for i, (now, then) in enumerate(zip(art.backgrounds, learned.backgrounds, strict=True)):
        if now.shape != then.shape:
            (high, wide), (wanted_high, wanted_wide) = now.shape[:2], then.shape[:2]
            raise FormatError(
                f"{path / background_name(i)} is {wide}x{high} px, it was learnt at {wanted_wide}x{wanted_high} px. "
                f"Save it at {wanted_wide}x{wanted_high} px."
            )


def _looks_like(art: Art, learned: Art) -> bool:
    # Painting programs drop the colours under full transparency; that is no repaint.
    if any(sprite.margin != NO_MARGIN for sprite in art.sprites):
        return False
    pictures = zip(
        (*(sprite.rgba for sprite in art.sprites), *art.backgrounds),
        (*(sprite.rgba for sprite in learned.sprites), *learned.backgrounds),
        strict=True,
    )
    return all(not ((now != then).any(2) & ((now[..., 3] > 0) | (then[..., 3] > 0))).any() for now, then in pictures)


def _check_about(about: dict[str, Any]) -> None:
    if taken := sorted(_OURS & about.keys()):
        raise ConfigError(f"a bundle writes {', '.join(taken)} itself. Give what you know under another name.")
    if not isinstance(about.get("encoder") or {}, dict):
        raise ConfigError("encoder= describes the encoder (a dict); its bytes are onnx=.")


def _check_planes(planes: Sequence[PlaneSpec], pictures: int) -> None:
    for i, plane in enumerate(planes):
        if not plane.pictures or max(plane.pictures) >= pictures or min(plane.pictures) < 0:
            raise FormatError(
                f"plane {i} shows pictures {list(plane.pictures)}, but the art has {pictures} background(s). "
                "Name at least one that is there, counting from 0."
            )

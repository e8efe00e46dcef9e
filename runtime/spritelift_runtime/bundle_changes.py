"""Bundles made of others: some files anew, everything else as it was."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spritelift_runtime import sheet
from spritelift_runtime.art import NO_MARGIN, Art, Sprite
from spritelift_runtime.bundle import MANIFEST, Bundle, about_sprites
from spritelift_runtime.bundle_files import LEARNED, PIXELS, background_name
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import sha256, whole_folder, write_bytes, write_json

SAID = ("name", "animation", "duration_ms", "uses", "variant_of", "pivot")
"""What people say of a sprite, whatever it looks like."""


def redone(bundle: Bundle, out: Path, write: Callable[[Path], Iterable[str]], **about: Any) -> Bundle:
    """A copy of a bundle at `out`, which may be the bundle itself; written whole, or not at all.

    `write` changes what it likes in the copy's folder, and gives the names of the files that the manifest shall have
    hashes of (of what it removed, none is kept); `about` goes into the manifest.
    """
    with whole_folder(out, replaces=MANIFEST) as draft:
        shutil.copytree(bundle.path, draft, dirs_exist_ok=True)
        own = {name: sha256(draft / name) for name in write(draft)}
        kept = {name: was for name, was in bundle.manifest["files"].items() if (draft / name).exists()}
        files = dict(sorted((kept | own).items()))
        write_json(draft / MANIFEST, bundle.manifest | about | {"files": files})
    return Bundle.open(out)


def add_animator(bundle: Bundle, models: Mapping[str, bytes], **about: Any) -> Bundle:
    """The same bundle with an animator, in place of the one it may have; written whole, or left as it was.

    `models` are the four ONNX files by name, and the pixel head's where there is one; `about` says `size` (width and
    height of its frames, pixels), `own_place` (whether characters may turn about where they are), and how it was made.
    """

    def write(draft: Path) -> Iterable[str]:
        (draft / PIXELS).unlink(missing_ok=True)
        for name, content in models.items():
            write_bytes(draft / name, content)
        return models

    return redone(bundle, bundle.path, write, animator=about | {"pixels": PIXELS in models})


def with_art(
    bundle: Bundle, out: Path, art: Art, more: Mapping[str, bytes] | None = None, *, over: bool = False, **about: Any
) -> Bundle:
    """The bundle drawn with other art, at `out`; `more` files lie beside it, and `about` goes into the manifest.

    What was learnt stays as the game shows it, in the old order: sprites may have other names, and further ones may
    follow, which then count as learnt; further backgrounds, too.

    Raises:
        ConfigError: `out` is the bundle itself, without `over`; or it is taken by something else.
    """
    if not over and out.exists() and out.samefile(bundle.path):
        raise ConfigError(f"{out} is the bundle itself. Choose another --out; that can be changed in turn.")

    def write(draft: Path) -> Iterable[str]:
        sheet.write_sheet(draft, art.sprites)
        sheet.write_sheet(draft / LEARNED, _learned(bundle.learned.sprites, art.sprites))
        for i, picture in enumerate(art.backgrounds):
            write_bytes(draft / pictures[i], sheet.png_bytes(picture))
        for name in pictures[len(bundle.backgrounds) :]:
            write_bytes(draft / LEARNED / name, (draft / name).read_bytes())
        for name, content in (more or {}).items():
            write_bytes(draft / name, content)
        new = [f"{LEARNED}/{name}" for name in (sheet.ATLAS, sheet.PICTURE, *pictures[len(bundle.backgrounds) :])]
        return [sheet.PICTURE, sheet.ATLAS, *pictures, *new]

    pictures = [background_name(i) for i in range(len(art.backgrounds))]
    return redone(bundle, out, write, **about_sprites(art.sprites), backgrounds=pictures, **about)


def _learned(learned: Sequence[Sprite], now: Sequence[Sprite]) -> list[Sprite]:
    known = [
        replace(was, **{name: getattr(one, name) for name in SAID}) for was, one in zip(learned, now, strict=False)
    ]
    return known + [_boxed(sprite) for sprite in now[len(known) :]]


def _boxed(sprite: Sprite) -> Sprite:
    """A new sprite as placements place it: what is learnt has no margin."""
    left, top, right, bottom = sprite.margin
    box = sprite.rgba[top : sprite.size[1] - bottom, left : sprite.size[0] - right]
    return replace(sprite, rgba=box, margin=NO_MARGIN, cut_at=None)

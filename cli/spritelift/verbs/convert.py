"""`spritelift convert`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from spritelift.arguments import BundlePath, OptionalPath, Switch, new_file
from spritelift.results import show
from spritelift_runtime.errors import ConfigError, FormatError, MissingError

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle


@dataclass(frozen=True, kw_only=True)
class Convert:
    """A bundle's sheet as another tool's file, and back.

    `--to aseprite` writes a frame for each sprite, a tag for each animation, and the palette; sprites may be painted
    larger there. `--back FILE.aseprite` makes a new bundle of what was painted, matched by name. `--to frames` writes a
    PNG for each sprite.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    to: Literal["aseprite", "frames"] | None = None
    """What to write."""
    back: OptionalPath = None
    """A file that --to aseprite wrote, changed since."""
    out: Path
    """The new file, the new folder of PNGs, or with --back the new bundle."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Write it, and say what was written."""
        from spritelift_runtime.bundle import Bundle

        if (self.to is None) == (self.back is None):
            raise ConfigError("one of --to and --back is needed. Give --to aseprite, or --back FILE.aseprite.")
        bundle = Bundle.open(self.bundle)
        if self.back is not None:
            found = _taken_back(bundle, self.back, self.out)
        elif self.to == "aseprite":
            found = _aseprite(bundle, self.out)
        else:
            found = _frames(bundle, self.out)
        show(found, as_json=self.json)
        return 0


def _aseprite(bundle: "Bundle", out: Path) -> dict[str, object]:
    from spritelift_runtime.aseprite.sheets import to_aseprite
    from spritelift_runtime.aseprite.writing import written
    from spritelift_runtime.files import write_bytes

    new_file(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    document = to_aseprite(bundle.art)
    write_bytes(out, written(document))
    return {"file": out, "sprites": len(document.frames), "animations": len(document.tags)}


def _frames(bundle: "Bundle", out: Path) -> dict[str, object]:
    from spritelift_runtime.files import file_names, whole_folder, write_bytes
    from spritelift_runtime.sheet import png_bytes

    with whole_folder(out) as draft:
        for name, sprite in zip(file_names([sprite.name for sprite in bundle.sprites]), bundle.sprites, strict=True):
            write_bytes(draft / f"{name}.png", png_bytes(sprite.rgba))
    return {"folder": out, "sprites": len(bundle.sprites)}


def _taken_back(bundle: "Bundle", file: Path, out: Path) -> dict[str, object]:
    from spritelift_runtime.aseprite.reading import read
    from spritelift_runtime.aseprite.sheets import taken_back
    from spritelift_runtime.bundle_changes import with_art

    if not file.is_file():
        raise MissingError(f"{file} is missing. Write it with `spritelift convert {bundle.path} --to aseprite`.")
    try:
        taken = taken_back(read(file.read_bytes()), bundle.art)
    except FormatError as err:
        raise FormatError(f"{file}: {err}") from err
    art = bundle.art
    for edit in taken.edits:
        art = edit.art(art)
    with_art(bundle, out, art)
    names = [now.name for now, was in zip(art.sprites, bundle.sprites, strict=True) if now is not was]
    strangers = [str(number) for number in taken.strangers]
    return {"bundle": out, "changed": names, "frames_of_no_sprite": strangers, "without_frame": list(taken.missing)}

"""`spritelift convert`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from spritelift.arguments import BundlePath, OptionalPath, Switch, new_file
from spritelift.progress import frames_bar
from spritelift.results import folder_bytes, show
from spritelift_runtime.errors import ConfigError, FormatError, MissingError

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle


@dataclass(frozen=True, kw_only=True)
class Convert:
    """A bundle's sheet, or a recording seen through it, as another tool's file; and back.

    `--to aseprite` writes a frame for each sprite, a tag for each animation, and the palette; sprites may be painted
    larger there. `--back FILE.aseprite` makes a new bundle of what was painted, matched by name. `--to frames` writes a
    PNG for each sprite. `--to minari --recording RECORDING` writes what was recorded, seen as sprites, as a Minari
    dataset for offline reinforcement learning.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    to: Literal["aseprite", "frames", "minari"] | None = None
    """What to write."""
    recording: OptionalPath = None
    """With --to minari: folder made by `spritelift record`, or a folder of plays."""
    layout: Literal["slots", "flat", "dict", "grid"] = "slots"
    """With --to minari: what an observation looks like, as SpriteObservation gives them."""
    slots: int = 64
    """With --to minari: how many sprites an observation has room for."""
    back: OptionalPath = None
    """A file that --to aseprite wrote, changed since."""
    out: Path
    """The new file, the new folder of PNGs or of a dataset (such as swarm-v0), or with --back the new bundle."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Write it, and say what was written."""
        from spritelift_runtime.bundle import Bundle

        if (self.to is None) == (self.back is None):
            raise ConfigError("one of --to and --back is needed. Give --to aseprite, or --back FILE.aseprite.")
        if (self.to == "minari") != (self.recording is not None):
            raise ConfigError("--to minari and --recording go together. Give both, or neither.")
        bundle = Bundle.open(self.bundle)
        if self.back is not None:
            found = _taken_back(bundle, self.back, self.out)
        elif self.to == "aseprite":
            found = _aseprite(bundle, self.out)
        elif self.recording is not None:
            found = self._minari(bundle, self.recording)
        else:
            found = _frames(bundle, self.out)
        show(found, as_json=self.json)
        return 0

    def _minari(self, bundle: "Bundle", path: Path) -> dict[str, object]:
        from spritelift_envs.minari_dataset import write_minari
        from spritelift_envs.observation.settings import Settings
        from spritelift_runtime.recording import Recording

        settings = Settings(layout=self.layout, slots=self.slots)
        with Recording.open(path) as recording, frames_bar("convert") as progress:
            written = write_minari(bundle, recording, self.out, settings, progress)
        found = {"dataset": self.out, "episodes": written.episodes, "steps": written.steps}
        return found | {"plays_without_a_step": written.too_short, "bytes": folder_bytes(self.out)}


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

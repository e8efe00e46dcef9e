"""What mining hands on: the art, the planes, and every frame explained by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.files import read_json, write_json
from spritelift_runtime.scenes import Scenes


@dataclass(frozen=True, kw_only=True)
class Mined:
    """The explanation of the training frames."""

    art: Art
    planes: tuple[PlaneSpec, ...]
    scenes: Scenes
    """One for each training frame; placements are in paint order."""
    frames: tuple[tuple[int, int], ...]
    """(recording, frame) of each scene."""
    notes: tuple[str, ...] = ()
    """What a person should know: nothing moved, colours were merged, stopped early."""
    complete: bool = True
    """Whether mining came to its end; if not, `scenes` are of some of the frames, and the art is not refined."""

    def save(self, folder: Path) -> None:
        """Write `folder`: a bundle without encoder (`bundle/`), `scenes.npz`, `mined.json`."""
        write_bundle(folder / "bundle", self.art, self.planes, None, made="mined")
        self.scenes.save(folder / "scenes.npz")
        about = {"frames": [list(pair) for pair in self.frames], "notes": list(self.notes), "complete": self.complete}
        write_json(folder / "mined.json", {"format": "spritelift.mined/1", **about})

    @classmethod
    def load(cls, folder: Path) -> "Mined":
        """Read what `save` wrote.

        Raises:
            MissingError, FormatError: a file is missing or not what it should be.
        """
        about = read_json(folder / "mined.json", "mined")
        bundle = Bundle.open(folder / "bundle")
        frames: Sequence[Sequence[int]] = about["frames"]
        return cls(
            art=bundle.learned,
            planes=bundle.planes,
            scenes=Scenes.load(folder / "scenes.npz"),
            frames=tuple((int(recording), int(frame)) for recording, frame in frames),
            notes=tuple(about["notes"]),
            complete=about.get("complete", True),
        )

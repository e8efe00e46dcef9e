"""`spritelift repaint`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from spritelift.arguments import BundlePath, OptionalPath, OptionalText, Switch, new_file
from spritelift.results import seconds, show
from spritelift_runtime.errors import ConfigError

Names = Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME...", help_behavior_hint="(optional)")]
MaybeNames = Annotated[tuple[str, ...] | None, tyro.conf.arg(metavar="[NAME...]", help_behavior_hint="(optional)")]
Painted = Annotated[
    tuple[str, ...],
    tyro.conf.UseAppendAction,
    tyro.conf.arg(name="with", metavar="[NAME=]FILE.png", help_behavior_hint="(one at least)"),
]


@dataclass(frozen=True, kw_only=True)
class Repaint:
    """Repaint one pose of a character: the others follow, in a new bundle.

    --take writes the pose to paint on; the canvas may grow at its edges. repaint.png of the new bundle shows every pose
    before, after, and where it was unsure. What came out wrong is painted by hand and given as well: --with NAME=FILE
    again for each pose so corrected.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`, or by this."""
    sprite: OptionalText = None
    """Name of the pose that was painted; or name it in --with."""
    with_: Painted = ()
    """The painted pose, a PNG with transparency; several times for several poses, as NAME=FILE.png."""
    out: OptionalPath = None
    """Folder of the new bundle."""
    take: OptionalPath = None
    """Only write the pose that --sprite names there, as PNG, with room around it to paint on."""
    animation: OptionalText = None
    """Animation whose poses follow; by default the painted pose's own."""
    poses: Names = ()
    """Sprites that follow, in place of the animation's; names, 'hero_*', or animations."""
    accept: Names = ()
    """Poses that become what came out; the others stay as they were. By default all."""
    animator: MaybeNames = None
    """Poses that the bundle's animator proposes, all where none is named; the contact sheet shows both ways."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Carry the repaint over, write the bundle, say what became of each pose."""
        if self.take is not None:
            return self._take(self.take)
        if self.out is None:
            raise ConfigError("no --out. Give the folder of the new bundle.")
        painted = self._painted()
        from spritelift_runtime.repainting.repaint import repaint

        begun = time.monotonic()
        done = repaint(
            self.bundle,
            painted,
            self.out,
            animation=self.animation,
            poses=self.poses,
            accept=self.accept or None,
            animator=self.animator,
        )
        carried = [pose for pose in done.poses if not pose.given]
        found = {
            "bundle": self.out,
            "contact_sheet": done.contact,
            "painted": [pose.name for pose in done.poses if pose.given],
            "carried": [pose.name for pose in carried if pose.accepted and not pose.proposed],
            "proposed": [pose.name for pose in carried if pose.accepted and pose.proposed],
            "kept": [pose.name for pose in carried if not pose.accepted],
            "changed_px": sum(pose.changed_px for pose in carried if pose.accepted),
            "unsure_px": {pose.name: pose.unsure_px for pose in carried},
            "seconds": seconds(time.monotonic() - begun),
        }
        if not self.json:
            found["unsure_px"] = [f"{pose.name} {pose.unsure_px}" for pose in carried if pose.unsure_px] or None
        show(found, as_json=self.json)
        return 0

    def _take(self, path: Path) -> int:
        if self.sprite is None or self.with_:
            raise ConfigError("--take writes one pose to paint on. Give --sprite NAME, and --with once it is painted.")
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.repainting.repaint import to_paint_on

        new_file(path)
        path.write_bytes(to_paint_on(Bundle.open(self.bundle), self.sprite))
        show({"picture": path, "sprite": self.sprite}, as_json=self.json)
        return 0

    def _painted(self) -> dict[str, Path]:
        """File by sprite's name.

        Raises:
            ConfigError: a file whose sprite isn't named, or a sprite with two files.
        """
        out: dict[str, Path] = {}
        for words in self.with_:
            name, named, file = words.partition("=")
            if not named and self.sprite is None:
                raise ConfigError(f"--with {words} says no sprite. Give --sprite NAME as well, or --with NAME={words}.")
            name, file = (name, file) if named else (self.sprite or "", words)
            if name in out:
                raise ConfigError(f"{name} is painted twice, in {out[name]} and {file}. Give one --with for a sprite.")
            out[name] = Path(file)
        if self.sprite is not None and self.sprite not in out:
            raise ConfigError(f"--sprite {self.sprite} has no picture. Give --with FILE.png.")
        if not out:
            raise ConfigError("nothing painted was given. Give --sprite NAME --with FILE.png.")
        return out

"""A run: the folder that training fills and export reads."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_runtime.files import read_json, write_json
from spritelift_runtime.recording import Recording
from spritelift_trainer.checkpoints import checkpoints, load_checkpoint
from spritelift_trainer.encoder import Encoder, Shape
from spritelift_trainer.fit import FitSettings
from spritelift_trainer.frozen import FrozenEncoder, freeze
from spritelift_trainer.loop import Stopped
from spritelift_trainer.marionette.frozen import FrozenMarioNette
from spritelift_trainer.marionette.learn import new_model
from spritelift_trainer.marionette.lifting import Lifted, lifted
from spritelift_trainer.marionette.model import MarioNette
from spritelift_trainer.marionette.settings import MarionetteSettings
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.targets import Grid, Variants, variants_of

MANIFEST = "run.json"
MINED = "mined"
PACKAGES = ("spritelift", "torch", "onnx", "numpy")


@dataclass(frozen=True)
class Run:
    """A run as `run.json` describes it."""

    path: Path
    about: dict[str, Any]

    @classmethod
    def open(cls, path: Path | str) -> "Run":
        """Read a run folder.

        Raises:
            MissingError, FormatError: no run there, or one that was changed.
        """
        return cls(Path(path), read_json(Path(path) / MANIFEST, "run"))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it went."""
        return tuple(self.about["notes"])

    @property
    def learnt_from(self) -> list[dict[str, Any]]:
        """A row for each recording it learnt from, also of those that were gone when it was updated."""
        return [*self.about["recordings"], *self.about.get("left_out", [])]

    @property
    def steps(self) -> int:
        """Updates done."""
        return self.about["steps_done"]

    @property
    def stopped(self) -> str:
        """ "done", "minutes", "interrupted", or "running" where it was killed."""
        return self.about["stopped"]

    @property
    def settings(self) -> FitSettings | MarionetteSettings:
        """How it was trained."""
        settings = self.about["settings"]
        if "fit" in settings:
            return FitSettings(**settings["fit"])
        return MarionetteSettings(**settings["marionette"] | {name: self.about[name] for name in ("k", "sprites")})

    @property
    def art(self) -> Art:
        """Its sprites and backgrounds: mined, or as a MarioNette draws them."""
        return self._lifted.art if self._lifted else self.mined.art

    @property
    def planes(self) -> tuple[PlaneSpec, ...]:
        """Where the backgrounds stand."""
        return self._lifted.planes if self._lifted else self.mined.planes

    @cached_property
    def mined(self) -> Mined:
        """What mining found."""
        return Mined.load(self.path / MINED)

    @property
    def variants(self) -> Variants:
        """The classes of its encoder."""
        return variants_of(self.mined.scenes, self.mined.art)

    @property
    def grid(self) -> Grid:
        """The encoder's output grid."""
        return Grid(**self.about["grid"])

    def encoder(self) -> FrozenEncoder | FrozenMarioNette:
        """Pixels to placements, as of the newest checkpoint.

        Raises:
            MissingError: training wrote no checkpoint yet.
        """
        if self._lifted:
            return FrozenMarioNette(self.model, self._lifted)
        mined, variants = self.mined, self.variants
        net = self._net(len(variants)) if len(variants) else None
        return freeze(net, mined.art, mined.planes, mined.scenes, self.grid, variants)

    @cached_property
    def model(self) -> MarioNette:
        """The MarioNette, of a run that trained one."""
        settings = self.settings
        assert isinstance(settings, MarionetteSettings)
        width, height = self.about["size"]
        model = new_model(settings, (width, height))
        self._load(model)
        return model.eval()

    @cached_property
    def _lifted(self) -> Lifted | None:
        if isinstance(self.settings, FitSettings):
            return None
        # Who was killed has counted nothing: then all entries count as used.
        return lifted(self.model, np.array(self.about.get("uses", [1] * self.settings.sprites), np.int64))

    def _load(self, net: nn.Module) -> None:
        found = checkpoints(self.path)
        if not found:
            raise MissingError(f"{self.path} has no checkpoint yet. Go on with spritelift train ... --resume.")
        load_checkpoint(found[-1], net)

    def _net(self, variants: int) -> Encoder:
        settings = self.settings
        assert isinstance(settings, FitSettings)
        shape = Shape(
            grid=self.grid, variants=variants, stem=settings.stem, width=settings.width, blocks=settings.blocks
        )
        net = Encoder(shape)
        self._load(net)
        return net.eval()


def describe(
    recordings: Sequence[Recording],
    ranges: Sequence[tuple[int, int]],
    settings: dict[str, Any],
    device: torch.device,
    stopped: Stopped,
    notes: Sequence[str],
) -> dict[str, Any]:
    """The content of `run.json`, but for what was learnt."""
    return {
        "format": "spritelift.run/1",
        "settings": settings,
        "size": list(recordings[0].size),
        "recordings": [
            recording_row(recording, first, stop) for recording, (first, stop) in zip(recordings, ranges, strict=True)
        ],
        "device": device.type,
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "steps_done": stopped.step,
        "stopped": stopped.reason,
        "notes": list(notes),
    }


def recording_row(recording: Recording, first: int, stop: int) -> dict[str, Any]:
    """One recording: which file it was, which frames training saw (`first` to `last`), which it didn't."""
    return {
        "path": str(recording.path.resolve()),
        "sha256": recording.sha256,
        "frames": len(recording),
        "first": first,
        "last": stop - 1,
    }


def write_run(path: Path, about: dict[str, Any]) -> Run:
    """Write `run.json`, whole."""
    write_json(path / MANIFEST, about)
    return Run(path, about)


def check_same(before: dict[str, Any], now: dict[str, Any], path: Path) -> None:
    """Whether a run may go on with these settings (flat or nested once).

    Raises:
        ConfigError: one differs; it is named with both values.
    """
    for name in sorted(before.keys() | now.keys()):
        was, is_now = before.get(name), now.get(name)
        if isinstance(was, dict) and isinstance(is_now, dict):
            check_same(was, is_now, path)
        elif was != is_now:
            raise ConfigError(
                f"{path} was begun with {name} = {was!r}, and is resumed with {is_now!r}. "
                f"Resume with {was!r}, or choose another --out."
            )

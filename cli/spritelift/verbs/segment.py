"""`spritelift segment`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from spritelift.arguments import BundlePath, FrameRange, RecordingPath, Switch, range_of
from spritelift.decomposing import decompose
from spritelift.progress import frames_bar
from spritelift.results import seconds, show
from spritelift_runtime.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Write, for every frame of a recording, a mask of where the chosen sprites show.

    A mask is a PNG, 255 where one of them is on top, 0 elsewhere; overview.png shows some frames.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    recording: RecordingPath
    """Folder made by `spritelift record`."""
    sprites: Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME...", help_behavior_hint="")] = ()
    """Sprites to choose, by name; 'hero_*' means all whose names begin so, an animation's name all of its sprites."""
    out: Path
    """Folder of the masks; it must not hold anything yet."""
    frames: FrameRange = None
    """Frames from A to before B, e.g. 100:200; either may be left out."""
    invert: Switch = False
    """Masks of everything else."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Decompose, write the masks, then say how much they cover."""
        if not self.sprites:
            raise ConfigError("no sprite named. Give at least one: --sprites NAME; a bundle's sprites.json lists them.")
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.files import whole_folder
        from spritelift_runtime.recording import Recording
        from spritelift_runtime.segmenting import OVERVIEW, chosen, masks, overview, telling_frames, write_masks
        from spritelift_runtime.sheet import png_bytes

        begun = time.monotonic()
        bundle = Bundle.open(self.bundle)
        ids = chosen(self.sprites, bundle.learned)
        with Recording.open(self.recording) as recording, whole_folder(self.out) as draft:
            numbers = range_of(self.frames, len(recording))
            with frames_bar("decompose") as progress:
                scenes = decompose(bundle, recording, numbers=numbers, progress=progress)
            sizes = write_masks(draft, masks(scenes, bundle.learned, ids, inverted=self.invert), numbers.start)
            told = telling_frames(sizes)
            shown = [next(masks(scenes[i : i + 1], bundle.learned, ids, inverted=self.invert)) for i in told]
            picture = overview([recording.frames[numbers[i]] for i in told], shown)
            (draft / OVERVIEW).write_bytes(png_bytes(picture))
        found = {
            "masks": self.out,
            "frames": len(scenes),
            "sprites": sorted(bundle.sprites[i].name for i in ids),
            "frames_with_any": int((sizes > 0).sum()),
            "share": float(sizes.mean()) / (bundle.size[0] * bundle.size[1]),
            "exact_frames": float((scenes.unexplained_px == 0).mean()),
            "seconds": seconds(time.monotonic() - begun),
        }
        show(found, as_json=self.json)
        return 0

"""The report: one page that needs nothing else, with the three pictures and the numbers."""

import base64
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import FormatError, SizeError
from spritelift_runtime.files import write_bytes
from spritelift_runtime.recording import Recording
from spritelift_runtime.report.board import Rgb
from spritelift_runtime.report.exploded_picture import exploded_picture, telling_frame
from spritelift_runtime.report.sheet_picture import sheet_pages
from spritelift_runtime.report.world_picture import world_pages
from spritelift_runtime.scene_faults import scene_faults
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import png_bytes

SHEET = "Animations together, the most used first. Under each sprite: its name, how often it was placed, its size."
WORLD = (
    "Chequered where nobody ever saw what is there. What never moved, came or went, and stood nowhere else, "
    "is part of these pictures."
)
MEANINGS = {
    "frames_scored": "frames measured, none of which training saw",
    "exact_frames": "of frames of seen world, rebuilt bit for bit",
    "exact_frames_all": "of all frames, rebuilt bit for bit",
    "psnr_db": "dB (100 where nothing differs)",
    "unexplained_px": "pixels a frame that differ",
    "foreground_iou": "foreground, intersection over union",
    "precision": "of placements are objects of the truth",
    "recall": "of the truth's objects were placed",
    "class_f1": "placed as the right sprite",
    "sprites": "sprites in the dictionary",
    "placements_per_frame": "placements a frame",
    "crumbs_per_frame": "crumbs a frame (fewer than 5 pixels)",
    "bytes_per_frame": "bytes a frame, everything included",
    "cold_fps": "frames a second, each for itself",
    "warm_fps": "frames a second, in order",
}
"""What is shown of the metrics, in this order."""
_STYLE = """
body { margin: 2em auto; max-width: 1240px; padding: 0 1em; background: #1b1d25; color: #e8eaf2;
       font: 16px/1.5 system-ui, sans-serif }
h1, h2 { font-weight: 600 } p, td:last-child { color: #969cb0 } td { padding: 0 1.2em 0 0 }
td:first-child { text-align: right; font-variant-numeric: tabular-nums }
img { display: block; max-width: 100%; height: auto; margin: 0.7em 0; image-rendering: pixelated }
"""


def write_report(
    path: Path | str,
    bundle: Bundle,
    recording: Recording,
    scenes: Scenes,
    metrics: Mapping[str, float | int | None] | None = None,
) -> None:
    """Write the page to `path`, whole or not at all. `scenes` are of the recording's first frames, one each;
    `metrics` are what `evaluate` found.

    Raises:
        SizeError: no scene at all, or more scenes than frames.
        FormatError: the scenes are not of this bundle.
    """
    if not 0 < len(scenes) <= len(recording):
        raise SizeError(f"{len(scenes)} scenes for {len(recording)} frames. Give one scene a frame, of this recording.")
    for fault in scene_faults(scenes, Path("scenes"), bundle.art):
        raise FormatError(f"{fault} Give the scenes that {bundle.path} made of this recording.")
    shown = telling_frame(scenes, bundle.art)
    exploded = exploded_picture(recording.frames[shown], scenes[shown], bundle.art)
    parts = [
        f"<h1>{escape(bundle.path.resolve().name)}</h1>",
        f"<p>{escape(_about(bundle, scenes))}</p>",
        _numbers(metrics or {}),
        _section("The sheet", SHEET, sheet_pages(bundle.sprites)),
        _section("The world", WORLD, world_pages(bundle.art)),
        _section(
            "A frame, pulled apart", f"Frame {shown} of the recording, the deepest layer at the back.", [exploded]
        ),
    ]
    head = f'<meta charset="utf-8"><title>{escape(bundle.path.resolve().name)}</title><style>{_STYLE}</style>'
    page = "\n".join(("<!doctype html><html lang=en>", head, *parts, "</html>\n"))
    write_bytes(Path(path), page.encode())


def _about(bundle: Bundle, scenes: Scenes) -> str:
    animations = len({sprite.animation for sprite in bundle.sprites if sprite.animation})
    wide, high = bundle.size
    exact = int((scenes.unexplained_px == 0).sum())
    return (
        f"{_count(len(bundle.sprites), 'sprite')}, {_count(animations, 'animation')}, "
        f"{_count(len(bundle.backgrounds), 'background')}; frames of {wide}x{high} px. {exact:,} of "
        f"{len(scenes):,} recorded frames come back bit for bit, from {len(scenes.placements) / len(scenes):.1f} "
        "placements each."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _numbers(metrics: Mapping[str, float | int | None]) -> str:
    found = [(metrics.get(key), meaning) for key, meaning in MEANINGS.items()]
    rows = [f"<tr><td>{_words(value)}</td><td>{escape(said)}</td></tr>" for value, said in found if value is not None]
    return f"<h2>The numbers</h2><table>{''.join(rows)}</table>" if rows else ""


def _words(value: float | int) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def _section(title: str, said: str, pictures: Iterable[Rgb]) -> str:
    images = [_image(title, picture) for picture in pictures] or ["<p>There is none.</p>"]
    return f"<h2>{escape(title)}</h2><p>{escape(said)}</p>\n" + "\n".join(images)


def _image(title: str, picture: Rgb) -> str:
    high, wide = picture.shape[:2]
    data = base64.b64encode(png_bytes(picture)).decode()
    return f'<img alt="{escape(title)}" width={wide} height={high} src="data:image/png;base64,{data}">'

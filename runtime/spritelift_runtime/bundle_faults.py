"""What is wrong with a bundle: files, layout, ids, and a model that is not the one described."""

from collections.abc import Iterator
from pathlib import Path

from spritelift_runtime.bundle import MANIFEST, Bundle
from spritelift_runtime.bundle_files import missing_parts, wrong_files
from spritelift_runtime.files import read_json

INPUT, OUTPUTS = "frames", ("sprite", "x", "y", "flip", "score", "plane")
"""Names of the encoder's input and outputs (docs/design.md, "Encoder ONNX")."""


def bundle_faults(path: Path) -> Iterator[str]:
    """One line a fault. What keeps others from being looked at is told alone."""
    manifest = read_json(path / MANIFEST, "bundle")
    if wrong := missing_parts(path / MANIFEST, manifest) or wrong_files(path, manifest):
        yield from wrong
        return
    bundle = Bundle.open(path)
    yield from _id_faults(path / MANIFEST, bundle)
    yield from _training_faults(path / MANIFEST, bundle)
    if bundle.encoder_path is not None:
        yield from _encoder_faults(bundle.encoder_path, bundle)


def _id_faults(path: Path, bundle: Bundle) -> Iterator[str]:
    sprites, pictures = len(bundle.sprites), len(bundle.backgrounds)
    for title, poses in bundle.manifest["animations"].items():
        for pose in poses:
            if not 0 <= pose["sprite"] < sprites:
                yield f"{path}: animation {title!r} shows sprite {pose['sprite']}, there are {sprites}. Export again."
    for i, plane in enumerate(bundle.planes):
        if wrong := [picture for picture in plane.pictures if not 0 <= picture < pictures]:
            yield f"{path}: plane {i} shows background {wrong[0]}, there are {pictures}. Export again."
        x, y, width, height = plane.clip
        if width < 1 or height < 1 or x >= bundle.size[0] or y >= bundle.size[1] or x + width < 1 or y + height < 1:
            yield f"{path}: plane {i} shows at {x},{y} {width}x{height} px, outside the frame. Export again."


def _training_faults(path: Path, bundle: Bundle) -> Iterator[str]:
    for i, part in enumerate(bundle.trained_on):
        if not {"sha256", "first", "last"} <= part.keys() or not 0 <= part["first"] <= part["last"]:
            yield f"{path}: trained_on {i} is not a recording's sha256 with first <= last frame. Export again."


def _encoder_faults(path: Path, bundle: Bundle) -> Iterator[str]:
    import onnxruntime  # heavy, and only bundles need it

    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as err:  # noqa: BLE001 (each way a file can be broken has a class of its own there)
        yield f"{path} can't be loaded by onnxruntime ({str(err).splitlines()[0]}). Export again."
        return
    inputs = {part.name: part.shape for part in session.get_inputs()}
    outputs = {part.name for part in session.get_outputs()}
    if list(inputs) != [INPUT] or not set(OUTPUTS) <= outputs:
        yield (
            f"{path} takes {', '.join(inputs)} and gives {', '.join(sorted(outputs))}; an encoder takes {INPUT} "
            f"and gives {', '.join(OUTPUTS)}. Export again."
        )
        return
    planes = {part.name: part.shape for part in session.get_outputs()}["plane"][1:2]
    if planes and isinstance(planes[0], int) and planes[0] != len(bundle.planes):
        yield f"{path} finds {planes[0]} plane(s), the bundle has {len(bundle.planes)}. Export again."
    width, height = bundle.size
    sides = inputs[INPUT][1:3]
    if any(isinstance(side, int) and side != wanted for side, wanted in zip(sides, (height, width), strict=False)):
        yield f"{path} takes frames of {sides[1]}x{sides[0]} px, the bundle's are {width}x{height} px. Export again."

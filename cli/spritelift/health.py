"""What `spritelift doctor` looks at: each check says what was found, and the mend where it isn't well."""

import contextlib
import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata

from spritelift.display import has_display

# ONNX's y = Identity(x), float32 [1], opset 17: the least model a session can be made of.
TINY_MODEL = (
    b'\x08\x08:7\n\x10\n\x01x\x12\x01y"\x08Identity\x12\x01gZ\x0f\n\x01x\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01'
    b"b\x0f\n\x01y\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01B\x04\n\x00\x10\x11"
)
NEEDED = ("numpy", "scipy", "pillow", "gymnasium", "av", "tyro", "rich", "jaxtyping")
TRAINING = ("torch", "onnx", "safetensors", "einops")

Distributions = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing looked at; one that is not `well` fails the doctor.

    `mend` says what to do, also where something only could be better.
    """

    name: str
    found: str
    well: bool = True
    mend: str = ""


def examine(packages: Distributions, environ: Mapping[str, str] = os.environ) -> list[Check]:
    """Every check, in the order to read them."""
    return [
        check_python(sys.version_info[:2]),
        *(check_package(name, packages) for name in NEEDED),
        check_pygame(packages),
        check_onnxruntime(packages),
        check_training(packages),
        check_device(packages),
        check_provider(packages),
        check_video(packages),
        check_display(environ),
    ]


def installed() -> dict[str, str]:
    """Every installed distribution's version by its normalised name."""
    found = ((dist.metadata["Name"], dist.version) for dist in metadata.distributions())
    return {name.lower().replace("_", "-"): version for name, version in found if name}


def check_python(version: tuple[int, int]) -> Check:
    """3.11 to 3.13: what pygame 2.6.1 has wheels for."""
    words = ".".join(map(str, version))
    mend = "Use Python 3.11, 3.12 or 3.13; pygame 2.6.1 has no wheels for others."
    return _judged("python", words, (3, 11) <= version <= (3, 13), mend)


def check_package(name: str, packages: Distributions) -> Check:
    """One package that everything needs."""
    return _judged(name, packages.get(name, "not installed"), name in packages, f"pip install {name}")


def check_pygame(packages: Distributions) -> Check:
    """pygame or pygame-ce; both write the same folder, and whichever came last wins."""
    return _one_of(("pygame", "pygame-ce"), packages, keep="pygame")


def check_onnxruntime(packages: Distributions) -> Check:
    """onnxruntime or onnxruntime-gpu; with both, CUDA is silently gone."""
    keep = "onnxruntime-gpu" if "onnxruntime-gpu" in packages else "onnxruntime"
    return _one_of(("onnxruntime", "onnxruntime-gpu"), packages, keep=keep)


def _one_of(names: tuple[str, str], packages: Distributions, keep: str) -> Check:
    there = [name for name in names if name in packages]
    found = ", ".join(f"{name} {packages[name]}" for name in there) or "not installed"
    if len(there) == 2:
        found += ": both are installed and overwrite each other"
        mend = f"pip uninstall -y {' '.join(names)} && pip install {keep}"
        return _judged(names[0], found, False, mend)
    return _judged(names[0], found, bool(there), f"pip install {keep}")


def check_training(packages: Distributions) -> Check:
    """The `train` extra: all of it, or none (playing and decomposing need none of it)."""
    missing = [name for name in TRAINING if name not in packages]
    mend = "pip install 'spritelift[train]'"
    if len(missing) == len(TRAINING):
        return Check(name="training", found="not installed; `train` and `export` need it", mend=mend)
    found = ", ".join(f"{name} {packages[name]}" for name in TRAINING if name in packages)
    lacks = f"; lacks {', '.join(missing)}" if missing else ""
    return _judged("training", found + lacks, not missing, mend)


def check_device(packages: Distributions) -> Check:
    """What training runs on."""
    if "torch" not in packages:
        return Check(name="device", found="no torch")
    try:
        import torch
    except (ImportError, OSError) as err:  # a broken shared library is an OSError
        return _broken("device", "torch", err)
    found = f"cuda ({torch.cuda.get_device_name()})" if torch.cuda.is_available() else "cpu"
    return Check(name="device", found=found)


def check_provider(packages: Distributions) -> Check:
    """What onnxruntime really runs a model on, which is not always what it lists as available."""
    if not {"onnxruntime", "onnxruntime-gpu"} & {*packages}:
        return Check(name="provider", found="no onnxruntime")  # already failed above
    try:
        used, offered = provider_in_use()
    except (ImportError, OSError) as err:
        return _broken("provider", "onnxruntime", err)
    if "CUDAExecutionProvider" in offered and used != "CUDAExecutionProvider":
        mend = "For CUDA install the CUDA and cuDNN versions of onnxruntime.ai's requirements page; the CPU works too."
        return Check(name="provider", found=f"{used} (CUDA is offered, but doesn't start here)", mend=mend)
    return Check(name="provider", found=used)


def provider_in_use() -> tuple[str, tuple[str, ...]]:
    """The first provider of a real session, and the providers this onnxruntime was built with."""
    import onnxruntime

    offered = onnxruntime.get_available_providers()
    # TensorRT is never asked for: it takes minutes to start, and its absence would be printed to stdout.
    wanted = [name for name in ("CUDAExecutionProvider", "CPUExecutionProvider") if name in offered]
    onnxruntime.set_default_logger_severity(4)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            session = onnxruntime.InferenceSession(TINY_MODEL, providers=wanted)
    finally:
        onnxruntime.set_default_logger_severity(2)
    return session.get_providers()[0], tuple(offered)


def check_video(packages: Distributions) -> Check:
    """Whether PyAV can write recordings: lossless RGB H.264."""
    if "av" not in packages:
        return Check(name="video", found="no av")
    try:
        import av

        av.codec.Codec("libx264rgb", "w")
    except (ImportError, OSError) as err:
        return _broken("video", "av", err)
    except ValueError:  # PyAV's UnknownCodecError
        mend = (
            "pip install --force-reinstall --only-binary av av (the wheels have it, some distributions' builds don't)"
        )
        return _judged("video", "this PyAV has no libx264rgb encoder", False, mend)
    return Check(name="video", found="libx264rgb (lossless recordings)")


def check_display(environ: Mapping[str, str]) -> Check:
    """Whether a window can be opened; everything but windows works without."""
    if has_display(environ):
        return Check(name="display", found="yes")
    mend = "Windows need a desktop; without one use --no-window, --frames and --video with SDL_VIDEODRIVER=dummy."
    return Check(name="display", found="none", mend=mend)


def _broken(name: str, package: str, err: Exception) -> Check:
    words = " ".join(str(err).split())[:200]
    return _judged(name, f"{package} does not load: {words}", False, f"pip install --force-reinstall {package}")


def _judged(name: str, found: str, well: bool, mend: str) -> Check:
    return Check(name=name, found=found, well=well, mend="" if well else mend)

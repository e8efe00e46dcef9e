"""The second paper's three columns for videos of people (4.5, Table 1), each through a library that a user may have.

The paper doesn't say which perceptual distance its first column is: here it is LPIPS of AlexNet (Zhang et al. 2018).
AKD is the mean distance of keypoints between what is drawn and what is wanted (Siarohin et al. 2019), in pixels.
"""

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

Frames = UInt8[np.ndarray, "n h w 3"]
Numbers = dict[str, float | None]

AT_ONCE = 16
SURE = 0.5
"""Score from which a person is one."""
SEEN = 2.0
"""Height of a keypoint's peak, in torchvision's own units, from which it counts as seen."""


def columns(found: Frames, wanted: Frames) -> tuple[Numbers, list[str]]:
    """Each column's number, None where its library or its weights are missing; and which those are, with the mend."""
    numbers: Numbers = {}
    notes = []
    for name, (measure, packages) in COLUMNS.items():
        try:
            numbers |= measure(found, wanted)
        except ImportError as err:
            notes.append(f"No {name}: {err}. Install what it needs: pip install {packages}")
        except OSError as err:  # what downloads weights raises it where there is no network
            where = f"{torch.hub.get_dir()}/checkpoints"
            notes.append(f"No {name}: its weights can't be loaded ({err}). Try once with a network, or fill {where}.")
        except (RuntimeError, ValueError) as err:  # hours of training must not be lost to a library that doesn't fit
            notes.append(f"No {name}: {err}. Install versions that go with torch {torch.__version__}: {packages}")
        numbers.setdefault(name, None)
    return numbers, notes


def lpips(found: Frames, wanted: Frames) -> Numbers:
    """Mean perceptual distance of each frame to the one that it should be."""
    from lpips import LPIPS

    net = LPIPS(net="alex", verbose=False).eval()
    pairs = zip(_portions(found), _portions(wanted), strict=True)
    with torch.no_grad():
        each = [net(2 * one - 1, 2 * other - 1).flatten() for one, other in pairs]
    return {"lpips": float(torch.cat(each).mean())}


def fid(found: Frames, wanted: Frames) -> Numbers:
    """Fréchet distance of all frames drawn to all frames wanted, in the features of Inception v3."""
    from torchmetrics.image.fid import FrechetInceptionDistance

    net = FrechetInceptionDistance(feature=2048, normalize=True)
    for frames, real in ((wanted, True), (found, False)):
        for part in _portions(frames):
            net.update(part, real=real)
    return {"fid": float(net.compute())}


def akd(found: Frames, wanted: Frames) -> Numbers:
    """Mean distance of keypoints that are seen in both, pixels; and the share of the wanted ones that aren't."""
    from torchvision.models.detection import keypointrcnn_resnet50_fpn

    net = keypointrcnn_resnet50_fpn(weights="DEFAULT").eval()
    drawn, true = (keypoints(net, frames) for frames in (found, wanted))
    seen, asked = ~np.isnan(drawn).any(2), ~np.isnan(true).any(2)
    apart = np.linalg.norm(drawn - true, axis=2)[seen & asked]
    missing = float((asked & ~seen).sum() / asked.sum()) if asked.any() else None
    return {"akd": float(apart.mean()) if apart.size else None, "akd_missing": missing}


@torch.no_grad()
def keypoints(net: Callable[[list[Tensor]], list[dict[str, Tensor]]], frames: Frames) -> Float[np.ndarray, "n point 2"]:
    """x and y of each frame's likeliest person; no number where nobody, or that point, is seen."""
    found = np.full((len(frames), 17, 2), np.nan)
    people = [person for part in _portions(frames) for person in net(list(part))]
    for places, person in zip(found, people, strict=True):
        if len(person["scores"]) and person["scores"][0] >= SURE:
            clear = (person["keypoints_scores"][0] >= SEEN).numpy()
            places[clear] = person["keypoints"][0, :, :2].numpy()[clear]
    return found


def _portions(frames: Frames) -> list[Float[Tensor, "n 3 h w"]]:
    whole = torch.from_numpy(frames).permute(0, 3, 1, 2) / 255
    return list(whole.split(AT_ONCE))


COLUMNS: dict[str, tuple[Callable[[Frames, Frames], Numbers], str]] = {
    "lpips": (lpips, "lpips torchvision"),
    "fid": (fid, "torchmetrics torch-fidelity torchvision"),
    "akd": (akd, "torchvision"),
}
"""What measures each, and the packages that it needs."""

"""Training of the small encoder: windows in, a checkpointed encoder out."""

import math
from dataclasses import dataclass
from pathlib import Path

import torch

from spritelift_runtime.errors import ConfigError, UnavailableError
from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.encoder import Encoder, Logits, Shape
from spritelift_trainer.footage import Footage, Windows, WindowSampler
from spritelift_trainer.loop import Numbers, Progress, Schedule, Stopped, check_finite, run_steps
from spritelift_trainer.losses import LabelBatch, SoftPainter, label_losses, reconstruction_loss
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.pictures import dictionary_picture, stacked, triptych
from spritelift_trainer.targets import Anchors, Grid, Variants

BETAS = (0.9, 0.98)
WARM_UP = 0.15
"""Share of the steps in which the learning rate rises."""
LARGEST_GRADIENT = 2.0


@dataclass(frozen=True, kw_only=True)
class FitSettings:
    """How the encoder is trained. Schedules depend on steps, never on the clock."""

    steps: int = 2000
    """Optimiser updates."""
    windows: int = 16
    """Windows a step."""
    window_px: int = 96
    """Side of one window, in pixels; a multiple of 8."""
    learning_rate: float = 0.012
    """AdamW's, at its highest."""
    weight_decay: float = 0.02
    reconstruction: float = 2.0
    """Weight of the soft reconstruction's squared error beside the labels' cross-entropies."""
    stem: int = 16
    width: int = 64
    blocks: int = 2
    seed: int = 0
    log_every: int = 10
    checkpoint_every: int = 150
    picture_every: int = 300

    def __post_init__(self) -> None:
        if self.window_px % 8 or self.window_px < 8:
            nearest = max(self.window_px // 8 * 8, 8)
            raise ConfigError(f"window_px must be a multiple of 8, got {self.window_px}. Try {nearest}.")
        if self.steps < 0:
            raise ConfigError(f"steps must be 0 or more, got {self.steps}.")

    @property
    def schedule(self) -> Schedule:
        """What the loop is told of this."""
        return Schedule(
            steps=self.steps,
            log_every=self.log_every,
            checkpoint_every=self.checkpoint_every,
            picture_every=self.picture_every,
        )


@dataclass(frozen=True, eq=False)
class Lesson:
    """Everything the loop needs besides its settings."""

    mined: Mined
    footage: Footage
    grid: Grid
    variants: Variants
    anchors: Anchors


def fit(
    lesson: Lesson,
    settings: FitSettings,
    run: Path,
    device: torch.device,
    *,
    minutes: float | None = None,
    progress: Progress | None = None,
) -> Stopped:
    """Train the encoder, as `run_steps` does."""
    learner = Learner(lesson, settings, device)
    return run_steps(learner, settings.schedule, run, minutes=minutes, progress=progress)


class Learner:
    """The net, its optimiser, and one step of both."""

    def __init__(self, lesson: Lesson, settings: FitSettings, device: torch.device) -> None:
        self.lesson, self.settings, self.device = lesson, settings, device
        self.net = new_encoder(lesson, settings).to(device)
        self.sampler = WindowSampler(
            lesson.footage, lesson.anchors, lesson.grid, lesson.mined.art, lesson.variants, settings.window_px
        )
        self.painter = SoftPainter(lesson.mined.art, lesson.variants, lesson.grid).to(device)
        groups = [
            {"params": [p for p in self.net.parameters() if p.ndim > 1], "weight_decay": settings.weight_decay},
            {"params": [p for p in self.net.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.learning_rate, betas=BETAS)

    def step(self, step: int) -> Numbers:
        """One update; gives what measures it, computed when asked."""
        rate = learning_rate(step, self.settings)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        windows = self.sampler.batch(self.settings.windows, self.settings.seed, step)
        labels = LabelBatch(*(each.to(self.device) for each in vars(windows.labels).values()))
        self.net.train()
        logits = self.net(windows.foreground.to(self.device))
        losses = label_losses(logits, labels)
        losses["reconstruction"] = self._reconstruction(logits, windows)
        loss = losses["variant"] + losses["offset"] + self.settings.reconstruction * losses["reconstruction"]
        check_finite(loss, self.net, rate)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), LARGEST_GRADIENT)
        self.optimizer.step()

        def numbers() -> dict[str, float]:
            values = {"loss": loss.item()} | {name: value.item() for name, value in losses.items()}
            return values | agreement(logits, labels) | {"learning_rate": rate}

        return numbers

    def _reconstruction(self, logits: Logits, windows: Windows) -> torch.Tensor:
        """Of the batch's first window; the others only cost more."""
        behind = self._behind(windows).to(self.device)
        painted = self.painter.paint(logits, behind)
        return reconstruction_loss(painted, self._window(windows, behind))

    def _behind(self, windows: Windows) -> torch.Tensor:
        (x, y), (wide, high) = windows.corners[0], self.sampler.sides
        return self.lesson.footage.background(windows.frames[0])[:, y : y + high, x : x + wide]

    def _window(self, windows: Windows, behind: torch.Tensor) -> torch.Tensor:
        foreground = windows.foreground[0].to(self.device)
        return torch.where(foreground[3:] > 0, foreground[:3].float(), behind)

    @torch.no_grad()
    def picture(self, step: int) -> bytes:
        """The dictionary, and one window: frame, soft reconstruction, difference; PNG."""
        windows = self.sampler.batch(1, self.settings.seed, step)
        self.net.eval()
        behind = self._behind(windows).to(self.device)
        painted = self.painter.paint(self.net(windows.foreground.to(self.device)), behind)
        shown = (self._window(windows, behind), painted.clamp(0, 255).round())
        frame, drawn = (each.cpu().permute(1, 2, 0).byte().numpy() for each in shown)
        return png_bytes(enlarged(stacked(triptych(frame, drawn), dictionary_picture(self.lesson.mined.art)), 2))


def new_encoder(lesson: Lesson, settings: FitSettings) -> Encoder:
    """A fresh encoder; the same for the same seed, whatever was drawn from torch's generator before."""
    shape = Shape(
        grid=lesson.grid,
        variants=len(lesson.variants),
        stem=settings.stem,
        width=settings.width,
        blocks=settings.blocks,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        return Encoder(shape)


def learning_rate(step: int, settings: FitSettings) -> float:
    """One cycle: up in a cosine to the highest at `WARM_UP` of the steps, then down to next to nothing."""
    done = step / max(settings.steps, 1)
    part = done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)
    return settings.learning_rate * (0.001 + 0.999 * (1 - math.cos(math.pi * min(part, 1.0))) / 2)


@torch.no_grad()
def agreement(logits: Logits, labels: LabelBatch) -> dict[str, float]:
    """Precision and recall of the placements in these windows: same variant, same pixel."""
    none = logits.variant.shape[-1] - 1
    variant = logits.variant.argmax(-1)
    taught = labels.variant >= 0
    placed, wanted = (variant < none) & taught, taught & (labels.variant < none)
    right = placed & (variant == labels.variant)
    right &= (logits.x.argmax(-1) == labels.x) & (logits.y.argmax(-1) == labels.y)
    found = right.sum().item()
    return {"precision": found / max(placed.sum().item(), 1), "recall": found / max(wanted.sum().item(), 1)}


def choose_device(asked: str) -> torch.device:
    """auto, cpu or cuda to a device.

    Raises:
        UnavailableError: cuda where there is none.
        ConfigError: any other word.
    """
    if asked not in ("auto", "cpu", "cuda"):
        raise ConfigError(f"no device {asked!r}; known: auto, cpu, cuda.")
    if asked == "cuda" and not torch.cuda.is_available():
        raise UnavailableError(
            f"--device cuda: torch {torch.__version__} finds no CUDA device here. "
            "Use --device cpu, or install a CUDA build of torch and NVIDIA's driver."
        )
    return torch.device("cuda" if asked != "cpu" and torch.cuda.is_available() else "cpu")

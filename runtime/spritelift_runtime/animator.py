"""A bundle's animator: moves a character as another one moved, before any background; numpy in and out.

Resnick et al., section 3: x = g(T^Z(f_c(x_t1), f_c(x_t2)) o f_c(x_c) + f_b(x_b)). What is encoded once can be
recombined as often as you like:

    animator = Animator.open(bundle)
    hero, behind = animator.character(frames[:1]), animator.backdrop(frames[:1])
    moved = animator.moved(hero, animator.character(other[:1]), animator.character(other[1:2]))
    picture = animator.render(moved + behind)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_files import ANIMATOR, BACKDROP, CHARACTER, PIXELS, RENDER, TRANSFORM
from spritelift_runtime.errors import ConfigError, MissingError, SizeError
from spritelift_runtime.exact_pixels import Cells, Pointed, codes_of, snapped
from spritelift_runtime.onnx_session import session_of

Frames = UInt8[np.ndarray, "n h w 3"]
Maps = Float32[np.ndarray, "n c row column"]
Theta = Float32[np.ndarray, "n axis entry"]


@dataclass(frozen=True, eq=False)
class Animator:
    """The networks of a bundle. Frames are RGB, uint8 [n, h, w, 3], of the animator's size.

    `x_t1` and `x_t2` are two frames of one clip; everything else may come from anywhere.
    """

    size: tuple[int, int]
    """Width and height of its frames, pixels."""
    knows_places: bool
    """Whether it can turn a character about that one's own place (`own_place`)."""
    _sessions: Mapping[str, Any]
    """By file name."""

    @classmethod
    def open(cls, bundle: Bundle | Path | str, threads: int = 1) -> "Animator":
        """The animator of a bundle.

        Raises:
            MissingError: no bundle there, or one without an animator.
            FormatError: the bundle was changed.
        """
        bundle = bundle if isinstance(bundle, Bundle) else Bundle.open(bundle)
        if not bundle.animated:
            raise MissingError(
                f"{bundle.path} has no animator. Make one: spritelift train-animator RECORDING --bundle {bundle.path} "
                "--out RUN."
            )
        about = bundle.manifest["animator"]
        width, height = about["size"]
        names = (*ANIMATOR, PIXELS) if about.get("pixels") else ANIMATOR
        sessions = {name: session_of(bundle.path / name, threads) for name in names}
        return cls((width, height), about["own_place"], sessions)

    def character(self, frames: Frames) -> Maps:
        """f_c: what moves on each frame.

        Raises:
            SizeError: frames of another size.
        """
        return self._encoded(CHARACTER, frames)

    def backdrop(self, frames: Frames) -> Maps:
        """f_b: what stands behind it.

        Raises:
            SizeError: frames of another size.
        """
        return self._encoded(BACKDROP, frames)

    def moved(self, character: Maps, first: Maps, second: Maps, *, own_place: bool = False) -> Maps:
        """T^Z(first, second) o character: maps of f_c, moved as the character moved from the first ones to the second.

        With `own_place`, a turn is made about where the character itself stands, in place of the first maps' one.

        Raises:
            ConfigError: `own_place` of an animator that knows no places.
        """
        return self._run_transform("moved", character, first, second, own_place)

    def theta(self, first: Maps, second: Maps) -> Theta:
        """The entries of that affine map, [n, 2, 3] (or [n, 3, 4] of volumes): where each point of the moved maps comes
        from, in coordinates in which they reach from -1 to 1."""
        return self._run_transform("theta", first, first, second, False)

    def render(self, maps: Maps) -> Frames:
        """g: of moved characters' maps, backgrounds' maps, or sums of both."""
        return self._sessions[RENDER].run(["frames"], {"maps": np.ascontiguousarray(maps, np.float32)})[0]

    def colours(self, maps: Maps) -> Float32[np.ndarray, "n 3 h w"]:
        """The same in [0, 1], before it is rounded to levels."""
        return self._sessions[RENDER].run(["colours"], {"maps": np.ascontiguousarray(maps, np.float32)})[0]

    def restage(self, x_c: Frames, x_t1: Frames, x_t2: Frames, x_b: Frames, *, own_place: bool = False) -> Frames:
        """h: the character of `x_c`, moved as from `x_t1` to `x_t2`, on the background of `x_b`."""
        character, first, second = (self.character(frames) for frames in (x_c, x_t1, x_t2))
        return self.render(self.moved(character, first, second, own_place=own_place) + self.backdrop(x_b))

    def rebackground(self, x_1: Frames, x_2: Frames, x_b: Frames) -> Frames:
        """The character of `x_1` as it is in `x_2`, on another background: h(x_1, x_1, x_2, x_b)."""
        return self.restage(x_1, x_1, x_2, x_b)

    def transfer(self, x_c: Frames, x_t1: Frames, x_t2: Frames, *, own_place: bool = False) -> Frames:
        """Character and background of `x_c`, moved as another clip's character: h(x_c, x_t1, x_t2, x_c)."""
        return self.restage(x_c, x_t1, x_t2, x_c, own_place=own_place)

    @property
    def has_pixels(self) -> bool:
        """Whether it has a head for exact pixels."""
        return PIXELS in self._sessions

    def exact(self, x_c: Frames, x_t1: Frames, x_t2: Frames, cells: Cells | None = None) -> Cells:
        """`transfer` by the pixel head: every pixel is one of x_c's own.

        `cells`, uint8 [n, h, w, k] with k up to 4, are x_c with all its channels, such as a sprite's RGBA where x_c is
        that sprite on some ground; what comes back has them too, so alpha is none that the sprite hasn't.

        Raises:
            ConfigError: this animator has no pixel head.
            SizeError: frames or cells of another size.
        """
        cells = x_c if cells is None else cells
        return self.point(x_c, x_t1, x_t2, cells).taken(cells)

    def point(self, x_c: Frames, x_t1: Frames, x_t2: Frames, cells: Cells | None = None) -> Pointed:
        """Which pixel of x_c each pixel of `exact` is, and how likely the head finds its colour.

        Raises:
            ConfigError: this animator has no pixel head.
            SizeError: frames or cells of another size.
        """
        if not self.has_pixels:
            raise ConfigError(
                "this animator has no head for exact pixels. Train one: "
                "spritelift train-animator ... --set pixels=true."
            )
        cells = x_c if cells is None else cells
        for frames in (x_c, x_t1, x_t2):
            self._check(frames)
        each = zip(x_c, x_t1, x_t2, codes_of(cells, x_c), strict=True)
        found = [self._sessions[PIXELS].run(["source", "chance"], _analogy(*one)) for one in each]
        source, chance = (np.stack(part) for part in zip(*found, strict=True))
        return Pointed(source.astype(np.int64), chance)

    def snapped(
        self,
        x_c: Frames,
        x_t1: Frames,
        x_t2: Frames,
        cells: Cells | None = None,
        *,
        own_place: bool = False,
    ) -> Cells:
        """`transfer` with each pixel replaced by the nearest of x_c's colours; needs no pixel head (`snapped`).

        Raises:
            SizeError: frames or cells of another size.
        """
        return snapped(self.transfer(x_c, x_t1, x_t2, own_place=own_place), x_c, cells)

    def _check(self, frames: Frames) -> None:
        width, height = self.size
        if frames.ndim != 4 or frames.shape[1:] != (height, width, 3):
            raise SizeError(
                f"frames of shape {frames.shape}, this animator takes [n, {height}, {width}, 3] of uint8. Cut out or "
                "scale what it should see."
            )

    def _encoded(self, name: str, frames: Frames) -> Maps:
        self._check(frames)
        return self._sessions[name].run(["maps"], {"frames": np.ascontiguousarray(frames)})[0]

    def _run_transform(self, told: str, character: Maps, first: Maps, second: Maps, own_place: bool) -> np.ndarray:
        if own_place and not self.knows_places:
            raise ConfigError("this animator knows no places to turn a character about. Leave own_place out.")
        inputs: dict[str, Any] = {"character": character, "first": first, "second": second}
        if self.knows_places:
            inputs["own_place"] = np.array(own_place)
        return self._sessions[TRANSFORM].run([told], inputs)[0]


def _analogy(x_c: np.ndarray, x_t1: np.ndarray, x_t2: np.ndarray, alike: np.ndarray) -> dict[str, np.ndarray]:
    frames = {"x_c": x_c, "x_t1": x_t1, "x_t2": x_t2}
    return {name: np.ascontiguousarray(frame) for name, frame in frames.items()} | {"alike": alike}

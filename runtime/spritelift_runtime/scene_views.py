"""One frame of `Scenes` as a Scene whose objects are made when somebody asks for them."""

from functools import cached_property
from typing import TYPE_CHECKING

from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes


class SceneView(Scene):
    """Equals the Scene that `scenes[frame]` is, and costs nothing while nobody looks at its planes or placements.

    A hundred placements as objects take longer to make than the frame took to decompose.
    """

    if not TYPE_CHECKING:  # a checker knows the fields, and that nothing overwrites them

        @cached_property
        def planes(self) -> tuple[Plane, ...]:
            """As `Scene` has them."""
            return self._made.planes

        @cached_property
        def placements(self) -> tuple[Placement, ...]:
            """As `Scene` has them."""
            return self._made.placements

    @classmethod
    def of(cls, scenes: Scenes, frame: int) -> "SceneView":
        """Frame `frame` of `scenes`."""
        view = object.__new__(cls)
        view.__dict__.update(_scenes=scenes, _frame=frame, unexplained_px=int(scenes.unexplained_px[frame]))
        return view

    @cached_property
    def _made(self) -> Scene:
        scenes, frame = self.__dict__["_scenes"], self.__dict__["_frame"]
        return scenes[frame]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scene):
            return NotImplemented
        return (self.planes, self.placements, self.unexplained_px) == (
            other.planes,
            other.placements,
            other.unexplained_px,
        )

    __hash__ = Scene.__hash__

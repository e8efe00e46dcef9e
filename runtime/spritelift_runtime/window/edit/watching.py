"""How the frame is looked at: the view, onion skin, the grid, one track alone, a track that stays in the middle."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from spritelift_runtime.scene import Placement
from spritelift_runtime.window.edit.part import Deed, Deeds, Desk, Part
from spritelift_runtime.window.edit.pictures import Pictures
from spritelift_runtime.window.edit.tools import view_action
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.edit.watch import Watch
from spritelift_runtime.window.state import View
from spritelift_runtime.window.widgets.messages import Chosen, Message, Opened, Switched
from spritelift_runtime.window.widgets.row_drawing import Row


class Watching(Part):
    """Changes nothing of the work."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.watch = Watch()
        self.pictures = Pictures(desk.editor, desk.work.recording, desk.work.fps)
        for view, button in desk.panels.tools.views.items():
            button.enabled = view in self.pictures.views
            button.tip = "" if button.enabled else "Needs the recording: --recording"
        self._listed: tuple[object, ...] = ()

    def deeds(self) -> Deeds:
        """Views that there are, and switches."""
        deeds: dict[str, Deed] = {view_action(view): partial(self._see, view) for view in self.pictures.views}
        return deeds | {
            "onion_skin": lambda: self._turn(onion=not self.watch.onion),
            "grid": lambda: self._turn(grid=not self.watch.grid),
            "track_solo": self._solo,
            "follow": self._follow,
        }

    def take(self, message: Message) -> bool:
        """The list of tracks: its switches, and a double click, which goes to where a track begins."""
        tracks = self.desk.panels.tracks
        match message:
            case Switched(id="tracks", row=row, switch="alone"):
                self._alone(self.editor.state.sight.tracks ^ {tracks[row]})
            case Switched(id="tracks", row=row, switch="follow", on=on):
                self._turn(followed=tracks[row] if on else None)
            case Chosen(id="tracks", rows=rows):
                self.editor.select_tracks({tracks[row] for row in rows})
            case Opened(id="tracks", row=row):
                self.editor.go(self.desk.panels.timeline.lanes[row].spans[0].first)
                self.editor.select_tracks({tracks[row]})
            case _:
                return False
        return True

    def tick(self, now_ms: int) -> None:
        """The picture moves so that the followed track stays in the middle, where it is on the frame."""
        stage = self.desk.panels.stage
        followed = self._placement({self.watch.followed})
        if followed is None or not stage.rect.w:
            return
        if stage.drag is not None and stage.drag.kind == "look":
            self._turn(followed=None)  # who moves the picture by hand wants to look elsewhere
            return
        wide, high = self.editor.journal.document.art.sprites[followed.sprite].box
        zoom = stage.seen.zoom
        x, y = ((2 * a + b) * zoom // 2 for a, b in ((followed.x, wide), (followed.y, high)))
        stage.eye = Eye(zoom=zoom, x=stage.rect.w // 2 - x, y=stage.rect.h // 2 - y)

    def show(self) -> None:
        """The views' buttons, and the list of tracks."""
        panels, sight = self.desk.panels, self.editor.state.sight
        for view, button in panels.tools.views.items():
            button.on = view is self.watch.view
        lanes, followed = panels.timeline.lanes, self.watch.followed
        listed = (lanes, sight.tracks, followed)
        if listed != self._listed:
            self._listed = listed
            panels.side.tracks.rows = tuple(
                Row(
                    lane.name,
                    note=f"{lane.spans[0].first} to {lane.spans[-1].end - 1}" if lane.spans else "",
                    switches=(("alone", track in sight.tracks), ("follow", track == followed)),
                )
                for lane, track in zip(lanes, panels.tracks, strict=False)
            )

    @property
    def checked(self) -> frozenset[str]:
        """What is switched on."""
        watch = self.watch
        switches = {
            "onion_skin": watch.onion,
            "grid": watch.grid,
            "track_solo": bool(self.editor.state.sight.tracks),
            "follow": watch.followed is not None,
        }
        return frozenset({view_action(watch.view), *(name for name, on in switches.items() if on)})

    @property
    def facts(self) -> tuple[str, ...]:
        """What one may have forgotten is switched on."""
        tracks, followed = self.editor.state.sight.tracks, self.watch.followed
        return (
            *([f"only {', '.join(self._name(track) for track in sorted(tracks))}"] if tracks else []),
            *([f"following {self._name(followed)}"] if followed is not None else []),
            *(["onion skin"] if self.watch.onion else []),
        )

    def _name(self, track: int) -> str:
        panels = self.desk.panels
        lanes = zip(panels.tracks, panels.timeline.lanes, strict=False)
        return next((lane.name for other, lane in lanes if other == track), f"{track}")

    def _see(self, view: View) -> None:
        self._turn(view=view)

    def _turn(self, **new: object) -> None:
        self.watch = replace(self.watch, **new)  # type: ignore[arg-type]  # each caller names a field of its type

    def _solo(self) -> None:
        """What is meant alone, or everything again."""
        self._alone(frozenset() if self.editor.state.sight.tracks else self._meant())

    def _alone(self, tracks: frozenset[int]) -> None:
        self.editor.look(replace(self.editor.state.sight, tracks=tracks))

    def _follow(self) -> None:
        meant = min(self._meant(), default=None)
        self._turn(followed=None if self.watch.followed is not None else meant)

    def _meant(self) -> frozenset[int]:
        """Tracks selected on the frame; where there are none, those chosen in the list."""
        selected = {placement.track for placement in self.editor.chosen} - {-1}
        panels = self.desk.panels
        return frozenset(selected or {panels.tracks[row] for row in panels.side.tracks.chosen})

    def _placement(self, tracks: Iterable[int | None]) -> Placement | None:
        return next((p for p in self.editor.scene.placements if p.track in tracks), None)

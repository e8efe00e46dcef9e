"""Mining as a map over segments and a merge: any split and any order give the same dictionary, byte for byte."""

import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from test_mining import art_of, blob, bouncing, flat
from trainer_scenes import recorded

from spritelift_runtime.compositor import compose
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_trainer.mining import segments as segmenting
from spritelift_trainer.mining.mine import mine
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.mining.segments import Segment, cut


@pytest.fixture(autouse=True)
def short_segments(monkeypatch):
    """So short that little recordings have many of them."""
    monkeypatch.setattr(segmenting, "SEGMENT", 8)


def shuffled(shards: int):
    """Deals segments at random to so many shards, in any order."""

    def deal(segments: Sequence[Segment]) -> list[list[Segment]]:
        order = np.random.default_rng(shards).permutation(len(segments))
        return [[segments[i] for i in part] for part in np.array_split(order, shards)]

    return deal


def play(path, frames: int, speed: int) -> Recording:
    """Two things that cross each other before something that erodes."""
    art = art_of([blob(1), blob(2), blob(3, 20, 14)], flat())
    gone = np.random.default_rng(3).permutation(20 * 14).reshape(14, 20)
    shown = []
    for t in range(frames):
        placed = (Placement(0, bouncing(t, speed, 80), 20, 1), Placement(1, 30, bouncing(t, 1, 50), 1))
        frame = compose(Scene((Plane(picture=0, clip=(0, 0, *art.size)),), placed), art)
        left = (gone >= max(0, t - 20)) & (frame[40:54, 70:90] == flat()[0, 0, :3]).all(axis=2)
        frame[40:54, 70:90][left] = art.sprites[2].rgba[..., :3][left]
        shown.append(frame)
    return recorded(path, np.stack(shown))


def saved(mined: Mined, folder) -> dict[str, bytes]:
    mined.save(folder)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("shards", [1, 2, 7])
def test_any_number_of_shards_gives_the_same_bytes(shards, tmp_path):
    recording = play(tmp_path / "play", 90, 2)
    whole = saved(mine([recording], [(0, 90)]), tmp_path / "whole")
    assert saved(mine([recording], [(0, 90)], deal=shuffled(shards)), tmp_path / "dealt") == whole


def test_the_order_of_recordings_changes_no_byte_of_the_dictionary(tmp_path):
    plays, ranges = [play(tmp_path / "a", 60, 2), play(tmp_path / "b", 43, 3)], [(0, 60), (0, 43)]
    there = saved(mine(plays, ranges), tmp_path / "there")
    back = saved(mine(plays[::-1], ranges[::-1]), tmp_path / "back")
    pictures = {name for name in there if name.startswith("bundle")}
    assert {name: back[name] for name in pictures} == {name: there[name] for name in pictures}


def test_the_scenes_of_several_recordings_are_in_the_order_in_which_these_were_named(tmp_path):
    plays, ranges = [play(tmp_path / "a", 60, 2), play(tmp_path / "b", 43, 3)], [(0, 60), (0, 43)]
    for order in ([0, 1], [1, 0]):
        mined = mine([plays[i] for i in order], [ranges[i] for i in order])
        for (i, t), scene in zip(mined.frames, mined.scenes, strict=True):
            differs = (compose(scene, mined.art) != plays[order[i]].frames[t]).any(axis=2)
            assert differs.sum() == scene.unexplained_px


def test_what_is_seen_of_a_segment_can_be_sent_elsewhere(tmp_path, monkeypatch):
    recording = play(tmp_path / "play", 60, 2)
    whole = saved(mine([recording], [(0, 60)]), tmp_path / "whole")
    summed = segmenting.summed

    def sent(look, merge, segments, deal):
        return summed(lambda segment: pickle.loads(pickle.dumps(look(segment))), merge, segments, deal)  # noqa: S301

    monkeypatch.setattr("spritelift_trainer.mining.clip.summed", sent)
    assert saved(mine([recording], [(0, 60)]), tmp_path / "sent") == whole


def test_segments_never_cross_from_one_play_into_another():
    segments = cut(30, (0, 13))
    assert [(s.first, s.stop, s.follows) for s in segments] == [
        (0, 8, False), (8, 13, True), (13, 21, False), (21, 29, True), (29, 30, True),
    ]  # fmt: skip

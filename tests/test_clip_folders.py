"""Folders of clips: every kind is read alike, split by clip, and what can't be learnt from says why and what to do."""

import numpy as np
import pytest
from PIL import Image

from spritelift_envs.dolls import DollCast, Look
from spritelift_runtime.errors import ConfigError, FormatError, MissingError, SizeError
from spritelift_runtime.window.film import Film
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.folders import ClipFolder, clips_in, held_out, read_clip

WALK = next(clip for clip in DollCast.clips if (clip.animation, clip.view) == ("walk", "right"))


def frames_of(look, behind=(70, 110, 90)):
    """A doll that walks, before one colour."""
    cells = DollCast([look]).frames(np.zeros(WALK.frames, int), WALK.start + np.arange(WALK.frames))
    return np.where(cells[..., 3:] > 0, cells[..., :3], np.array(behind, np.uint8))


def saved(folder, frames):
    folder.mkdir(parents=True)
    for n, frame in enumerate(frames):
        Image.fromarray(frame).save(folder / f"{n}.png")  # 2 before 10 only in natural order
    return folder


@pytest.fixture
def walks(tmp_path):
    """Two dolls as folders of pictures, a third as a video, and things that are no clips."""
    folder = tmp_path / "clips"
    saved(folder / "one", frames_of(Look()))
    saved(folder / "two", np.concatenate([frames_of(Look(hair=2))] * 2))
    with Film(folder / "three.mp4", 10.0) as film:
        for frame in frames_of(Look(hair=4)):
            film.add(frame)
    (folder / "notes.txt").write_text("filmed today")
    (folder / ".hidden").mkdir()
    (folder / "empty").mkdir()
    return folder


def test_pictures_and_videos_are_clips_and_nothing_else_is(walks):
    assert [path.name for path in clips_in(walks)] == ["one", "three.mp4", "two"]


def test_pairs_are_two_frames_of_one_clip_and_the_same_for_the_same_step(walks):
    clips = ClipFolder(clips_in(walks))
    assert isinstance(clips, Clips)
    assert (clips.size, len(clips)) == ((60, 60), 3)
    first, second = clips.pairs(40, 1, 2)
    assert np.array_equal(clips.pairs(40, 1, 2), [first, second])
    assert not np.array_equal(clips.pairs(40, 1, 3), [first, second])
    known = [{frame.tobytes() for frame in clip} for clip in clips.clips]
    homes = [{n for n, clip in enumerate(known) if frame.tobytes() in clip} for frame in [*first, *second]]
    assert homes[:40] == homes[40:]
    assert {n for home in homes for n in home} == {0, 1, 2}


def test_pictures_come_as_they_are_and_in_natural_order(walks):
    assert np.array_equal(read_clip(walks / "one"), frames_of(Look()))
    assert np.array_equal(read_clip(walks / "two")[9:], frames_of(Look(hair=2)))


def test_a_video_shows_what_the_pictures_show(walks):
    gap = np.abs(read_clip(walks / "three.mp4").astype(int) - frames_of(Look(hair=4)))
    assert gap.shape[0] == WALK.frames
    assert gap.mean() < 6  # its colours have half the resolution


def test_frames_are_scaled_and_thinned_evenly(walks):
    clips = ClipFolder([walks / "two"], size=(30, 20), most=3)
    assert clips.size == (30, 20)
    wanted = np.concatenate([frames_of(Look(hair=2))] * 2)[[0, 8, 17]]
    means = wanted.reshape(3, 20, 3, 30, 2, 3).mean((2, 4))
    assert np.abs(clips.clips[0] - means).max() <= 1


def test_clips_are_split_whole_and_at_least_one_is_held_out(walks):
    paths = [walks / str(n) for n in range(20)]
    train, test = held_out(paths, 0.2)
    assert (len(train), len(test)) == (16, 4)
    assert {*train} | {*test} == {*paths}
    assert held_out(paths, 0.2) == (train, test)
    assert held_out(paths, 0.2, seed=1) != (train, test)
    assert len(held_out(paths[:2], 0.1)[1]) == 1


@pytest.mark.parametrize(
    ("share", "clips", "mend"), [(0.0, 9, "less than 1: 0.1"), (1.0, 9, "less than 1"), (0.1, 1, "Give more clips")]
)
def test_a_split_that_leaves_nothing_is_refused(walks, share, clips, mend):
    with pytest.raises(ConfigError, match=mend):
        held_out([walks] * clips, share)


def test_a_folder_without_clips_says_what_clips_are(walks, tmp_path):
    with pytest.raises(MissingError, match=r"put clips into it.*\.png.*\.mp4"):
        clips_in(walks / "empty")
    with pytest.raises(MissingError, match="its 9 pictures are one clip: give the folder above"):
        clips_in(walks / "one")
    with pytest.raises(MissingError, match="Give one that holds clips"):
        clips_in(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="Give videos"):
        ClipFolder([])


def test_what_is_missing_or_has_no_pictures_is_named(walks):
    with pytest.raises(MissingError, match=r"gone\.mp4 is not there"):
        read_clip(walks / "gone.mp4")
    with pytest.raises(MissingError, match="holds no pictures"):
        read_clip(walks / "empty")


def test_one_frame_is_no_clip(walks):
    with pytest.raises(FormatError, match="it takes two to see what moves"):
        read_clip(saved(walks / "still", frames_of(Look())[:1]))
    with pytest.raises(ConfigError, match="Keep 2 or more"):
        ClipFolder([walks / "one"], most=1)


def test_unreadable_files_are_named(walks):
    (walks / "one" / "3.png").write_bytes(b"\x89PNG no more")
    with pytest.raises(FormatError, match=r"3\.png can't be read as a picture"):
        read_clip(walks / "one")
    (walks / "talk.mp4").write_bytes(b"no video at all")
    with pytest.raises(FormatError, match=r"talk\.mp4 is no video .* take it out"):
        read_clip(walks / "talk.mp4")
    whole = (walks / "three.mp4").read_bytes()
    (walks / "three.mp4").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(FormatError, match=r"three\.mp4 .*Export it again"):
        read_clip(walks / "three.mp4")


def test_sizes_that_differ_are_named_with_what_to_do(walks):
    small = saved(walks / "small", frames_of(Look())[:, :40])
    with pytest.raises(SizeError, match=r"is 60x40 px, but .*one is 60x60\. Give a size"):
        ClipFolder([walks / "one", small])
    assert ClipFolder([walks / "one", small], size=(32, 32)).size == (32, 32)
    Image.fromarray(frames_of(Look())[0, :50]).save(small / "99.png")
    with pytest.raises(SizeError, match=r"99\.png is 60x50 px.*folder of its own"):
        read_clip(small, (32, 32))

"""Recordings out of lossless videos, animations and folders of pictures."""

import av
import numpy as np
import pytest
from PIL import Image

from spritelift_envs.media import record_media
from spritelift_runtime.errors import ConfigError, FormatError, MissingError, SizeError

LOSSLESS = [
    ("clip.mkv", "libx264rgb", "rgb24", {"qp": "0"}),
    ("clip.mp4", "libx264rgb", "rgb24", {"crf": "0"}),
    ("clip.mkv", "ffv1", "bgr0", {}),
    ("clip.nut", "ffv1", "bgr0", {}),
    ("clip.avi", "huffyuv", "rgb24", {}),
    ("clip.avi", "utvideo", "gbrp", {}),
    ("clip.avi", "zmbv", "bgr0", {}),
    ("clip.avi", "rawvideo", "bgr24", {}),
    ("clip.mov", "qtrle", "rgb24", {}),
    ("clip.mov", "png", "rgb24", {}),
    ("clip.webm", "libvpx-vp9", "gbrp", {"lossless": "1"}),
]
LOSSY = [
    ("clip.mp4", "libx264", "yuv420p", {}, "stored as yuv420p"),
    ("clip.mkv", "ffv1", "yuv420p", {}, "stored as yuv420p"),
    ("clip.mkv", "libx264rgb", "rgb24", {"crf": "18"}, "quantised"),
    ("clip.avi", "mpeg4", "yuv420p", {}, "codec is mpeg4"),
]


def noise(frames=5, width=32, height=24, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (frames, height, width, 3), dtype=np.uint8)


def write_video(path, frames, codec, pixels, options):
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = frames.shape[2], frames.shape[1], pixels
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24").reformat(format=pixels)))
        container.mux(stream.encode(None))
    return path


def write_folder(folder, frames):
    folder.mkdir()
    for i, frame in enumerate(frames):
        Image.fromarray(frame).save(folder / f"shot{i}.png")
    return folder


@pytest.mark.parametrize(("name", "codec", "pixels", "options"), LOSSLESS)
def test_lossless_video_is_recorded_bit_for_bit(tmp_path, name, codec, pixels, options):
    video = write_video(tmp_path / name, noise(), codec, pixels, options)
    recording = record_media(video, tmp_path / "out")
    assert np.array_equal(recording.frames[:], noise())
    assert (recording.fps, recording.source, recording.cut_off) == (30, name, False)
    assert recording.actions == [None] * 5


@pytest.mark.parametrize(("name", "codec", "pixels", "options", "reason"), LOSSY)
def test_lossy_video_is_refused_with_what_works(tmp_path, name, codec, pixels, options, reason):
    video = write_video(tmp_path / name, noise(), codec, pixels, options)
    with pytest.raises(ConfigError, match=rf"{reason}.*later release.*FFV1"):
        record_media(video, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_pictures_is_read_in_the_order_people_count(tmp_path):
    frames = noise(12)
    recording = record_media(write_folder(tmp_path / "shots", frames), tmp_path / "out")
    assert np.array_equal(recording.frames[:], frames)


def test_a_picture_of_another_size_is_named_with_both_sizes(tmp_path):
    folder = write_folder(tmp_path / "shots", noise(2))
    Image.fromarray(noise(1, 8, 9)[0]).save(folder / "shot2.png")
    with pytest.raises(SizeError, match=r"shot2\.png is 8x9 px, but shot0\.png is 32x24"):
        record_media(folder, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shots"]


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_pictures_with_few_colours_are_read_as_they_look(tmp_path, mode):
    (tmp_path / "shots").mkdir()
    picture = Image.fromarray(noise(1)[0]).convert(mode)
    picture.save(tmp_path / "shots" / "0.png")
    recording = record_media(tmp_path / "shots", tmp_path / "out")
    assert np.array_equal(recording.frames[0], np.array(picture.convert("RGB")))


def test_transparent_pixels_become_black(tmp_path):
    (tmp_path / "shots").mkdir()
    rgba = np.concatenate([noise(1)[0], np.full((24, 32, 1), 255, np.uint8)], axis=2)
    rgba[:10, :, 3] = 0
    Image.fromarray(rgba).save(tmp_path / "shots" / "0.png")
    frame = record_media(tmp_path / "shots", tmp_path / "out").frames[0]
    assert not frame[:10].any()
    assert np.array_equal(frame[10:], rgba[10:, :, :3])


@pytest.mark.parametrize("name", ["clip.gif", "clip.png"])
def test_animations_are_recorded_picture_by_picture(tmp_path, name):
    palette = np.random.default_rng(1).integers(0, 256, (16, 3), dtype=np.uint8)
    frames = palette[np.random.default_rng(0).integers(0, 16, (6, 24, 32))]
    first, *rest = [Image.fromarray(frame) for frame in frames]
    first.save(tmp_path / name, save_all=True, append_images=rest, duration=50)
    recording = record_media(tmp_path / name, tmp_path / "out")
    assert np.array_equal(recording.frames[:], frames)
    assert recording.fps == 20


def test_recording_ends_after_the_frames_asked_for(tmp_path):
    folder = write_folder(tmp_path / "shots", noise(5))
    told = []
    recording = record_media(
        folder, tmp_path / "out", frames=3, progress=lambda frames, size: told.append((frames, size))
    )
    assert np.array_equal(recording.frames[:], noise(5)[:3])
    assert [frames for frames, _ in told] == [1, 2, 3]
    assert told[0][1] < told[2][1]


def test_a_damaged_video_says_how_much_of_it_is_good_and_leaves_nothing(tmp_path):
    video = write_video(tmp_path / "clip.avi", noise(), "png", "rgb24", {})
    content = bytearray(video.read_bytes())
    third = [i for i in range(len(content)) if content.startswith(b"\x89PNG", i)][2]
    content[third : third + 60] = bytes(60)
    video.write_bytes(content)
    with pytest.raises(FormatError, match=r"damaged after frame 2.*--frames 2"):
        record_media(video, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.avi"]
    assert len(record_media(video, tmp_path / "out", frames=2)) == 2


def test_a_damaged_picture_is_named(tmp_path):
    folder = write_folder(tmp_path / "shots", noise(3))
    picture = folder / "shot1.png"
    picture.write_bytes(picture.read_bytes()[:200])
    with pytest.raises(FormatError, match=r"shot1\.png"):
        record_media(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_playlist_dressed_as_a_video_is_not_opened(tmp_path):
    write_video(tmp_path / "other.mkv", noise(), *LOSSLESS[0][1:])
    (tmp_path / "clip.mkv").write_text("ffconcat version 1.0\nfile other.mkv\n")
    with pytest.raises(ConfigError, match="no video or picture"):
        record_media(tmp_path / "clip.mkv", tmp_path / "out")


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path):
    with pytest.raises(MissingError, match=r"none\.mkv is not there"):
        record_media(tmp_path / "none.mkv", tmp_path / "out")
    (tmp_path / "shots").mkdir()
    with pytest.raises(MissingError, match="holds no PNG"):
        record_media(tmp_path / "shots", tmp_path / "out")


def test_a_taken_folder_is_refused(tmp_path):
    folder = write_folder(tmp_path / "shots", noise(1))
    with pytest.raises(ConfigError, match="not empty"):
        record_media(folder, folder)

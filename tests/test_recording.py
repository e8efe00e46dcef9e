"""Recordings: what goes in comes out, bit for bit, also after a crash."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import tracemalloc

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.errors import ConfigError, FormatError, MissingError, SizeError
from spritelift_runtime.recording import Recording, Step
from spritelift_runtime.recording.actions import action_of_json, action_to_json


def noise(frames, width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (frames, height, width, 3), dtype=np.uint8)


def record(path, frames, **settings):
    size = (frames.shape[2], frames.shape[1])
    with Recording.create(path, size=size, **settings) as recording:
        for frame in frames:
            recording.append(frame)
    return Recording.open(path)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """200 frames of noise: three groups of pictures and a part of a fourth."""
    frames = noise(200, 7, 5)
    return frames, record(tmp_path_factory.mktemp("clip") / "recording", frames)


@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    count=st.integers(1, 4),
    fps=st.sampled_from([0.5, 7.5, 15, 59.94, 60, 1000]),
    seed=st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_every_size_comes_back_bit_for_bit(tmp_path_factory, width, height, count, fps, seed):
    frames = noise(count, width, height, seed)
    recording = record(tmp_path_factory.mktemp("sizes") / "recording", frames, fps=fps)
    assert np.array_equal(recording.frames[:], frames)
    assert (recording.size, recording.fps, len(recording)) == ((width, height), fps, count)


@pytest.mark.parametrize("shade", [0, 255])
def test_a_single_pixel_recorded_once_comes_back(tmp_path, shade):
    recording = record(tmp_path / "recording", np.full((1, 1, 1, 3), shade, np.uint8))
    assert recording.frames[0].tolist() == [[[shade, shade, shade]]]


@given(numbers=st.lists(st.integers(-200, 199), max_size=12))
@settings(max_examples=15, deadline=None)
def test_frames_come_in_any_order(clip, numbers):
    frames, recording = clip
    for number in numbers:
        assert np.array_equal(recording.frames[number], frames[number])


@given(part=st.slices(200))
@settings(max_examples=25, deadline=None)
def test_slices_are_numpys_slices(clip, part):
    frames, recording = clip
    assert np.array_equal(recording.frames[part], frames[part])


@pytest.mark.parametrize("fps", [0.3, 7, 59.94, 144, 250, 5000])
def test_the_clocks_rounding_never_shifts_a_frame(tmp_path, fps):
    frames = noise(130, 2, 2)
    recording = record(tmp_path / "recording", frames, fps=fps)
    assert all(np.array_equal(recording.frames[i], frames[i]) for i in (129, 0, 61, 60, 59, 120, 119))


def test_going_through_the_frames_reads_each_once_while_others_are_read(clip):
    frames, recording = clip
    for i, frame in enumerate(recording.frames):
        assert np.array_equal(frame, frames[i])
        assert np.array_equal(recording.frames[199 - i], frames[199 - i])
    assert i == 199


def test_chunks_cover_all_frames_and_the_last_is_shorter(clip):
    frames, recording = clip
    chunks = list(recording.frames.chunks(64))
    assert [len(chunk) for chunk in chunks] == [64, 64, 64, 8]
    assert np.array_equal(np.concatenate(chunks), frames)


def test_going_through_the_frames_takes_no_more_memory_than_a_few(tmp_path):
    recording = record(tmp_path / "recording", np.repeat(noise(10, 64, 64), 20, axis=0))
    next(iter(recording.frames))
    tracemalloc.start()
    for _ in recording.frames:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 64 * 64 * 3  # of 200


def test_a_frame_beyond_the_end_is_an_index_error(clip):
    with pytest.raises(IndexError):
        clip[1].frames[200]


def test_the_same_frames_give_the_same_hash(tmp_path):
    frames = noise(70, 9, 9)
    first, second = (record(tmp_path / name, frames).sha256 for name in ("a", "b"))
    frames[69, 0, 0, 0] ^= 1
    assert first == second != record(tmp_path / "c", frames).sha256


def test_steps_keep_episodes_actions_and_ends(tmp_path):
    frames = noise(6, 4, 4)
    with Recording.create(tmp_path / "play", size=(4, 4), action_space=gymnasium.spaces.Discrete(3)) as recording:
        recording.append(frames[0], np.int64(2), np.float32(0.5))
        recording.append(frames[1], 1, 1, terminated=np.True_)
        recording.append(frames[2])
        recording.append(frames[3], 0, 0, False, True)
        recording.append(frames[4])
        recording.append(frames[5])
    steps = Recording.open(tmp_path / "play").steps
    assert list(steps[:3]) == [Step(0, 0, 2, 0.5), Step(0, 1, 1, 1.0, True), Step(0, 2)]
    assert steps.actions == [2, 1, None, 0, None, None]
    assert steps.episode.tolist() == [0, 0, 0, 1, 1, 2]
    assert steps.t.tolist() == [0, 1, 2, 0, 1, 0]
    assert steps.truncated.tolist() == [False, False, False, True, False, False]
    assert Recording.open(tmp_path / "play").episodes == [(0, 3), (3, 5), (5, 6)]


def test_an_episode_without_its_last_frame_still_ends(tmp_path):
    with Recording.create(tmp_path / "play", size=(2, 2)) as recording:
        for frame, ended in zip(noise(4, 2, 2), (False, True, False, False), strict=True):
            recording.append(frame, 0, terminated=ended)
    assert Recording.open(tmp_path / "play").episodes == [(0, 2), (2, 4)]


def test_a_play_that_is_started_over_is_two_episodes(tmp_path):
    with Recording.create(tmp_path / "play", size=(2, 2)) as recording:
        for frame, action in zip(noise(4, 2, 2), (1, None, 1, None), strict=True):
            recording.append(frame, action)
    assert Recording.open(tmp_path / "play").episodes == [(0, 2), (2, 4)]


def test_frames_where_nobody_acts_are_one_episode(tmp_path):
    assert record(tmp_path / "play", noise(3, 2, 2)).episodes == [(0, 3)]


@pytest.mark.parametrize(
    "space",
    [
        gymnasium.spaces.Discrete(5),
        gymnasium.spaces.Box(-1, 1, (2,), np.float32),
        gymnasium.spaces.MultiBinary(4),
        gymnasium.spaces.MultiDiscrete([2, 3]),
        gymnasium.spaces.Tuple((gymnasium.spaces.Discrete(2), gymnasium.spaces.Discrete(3))),
        gymnasium.spaces.Dict({"jump": gymnasium.spaces.Discrete(2), "aim": gymnasium.spaces.Box(0, 1, (2,))}),
    ],
)
def test_actions_of_every_space_come_back(space):
    space.seed(0)
    action = space.sample()
    stored = json.loads(json.dumps(action_to_json(action, space)))
    assert data_equivalence(action_of_json(stored, space), action)


def test_the_json_says_what_was_recorded_and_with_what(tmp_path):
    recording = record(
        tmp_path / "play",
        noise(2, 4, 3),
        source="game",
        seed=7,
        action_space=gymnasium.spaces.Discrete(3),
        key_map={"a": 1, (ord("d"), 273): 2},
        policy="random",
        versions={"gymnasium": "1"},
    )
    assert (recording.source, recording.info["seed"], recording.info["policy"]) == ("game", 7, "random")
    assert recording.info["action_space"]["n"] == 3
    assert recording.info["key_map"] == [[["a"], 1], [["d", "273"], 2]]
    assert {"spritelift", "av", "gymnasium"} <= recording.info["versions"].keys()
    assert (recording.info["frames"], recording.info["episodes"]) == (2, 1)


def test_truth_is_found_where_there_is_one(tmp_path):
    recording = record(tmp_path / "play", noise(1, 2, 2))
    assert recording.truth_path is None
    (tmp_path / "play" / "truth.npz").write_bytes(b"")
    assert recording.truth_path == tmp_path / "play" / "truth.npz"


def test_a_frame_of_another_size_is_refused_naming_both(tmp_path):
    with Recording.create(tmp_path / "play", size=(4, 3)) as recording:
        recording.append(noise(1, 4, 3)[0])
        with pytest.raises(SizeError, match=r"frame 1 is 5x3 px, but this recording is 4x3"):
            recording.append(noise(1, 5, 3)[0])
        recording.append(noise(1, 4, 3)[0])
    assert len(Recording.open(tmp_path / "play")) == 2


def test_a_frame_that_is_not_rgb_bytes_is_refused_with_the_right_shape(tmp_path):
    with Recording.create(tmp_path / "play", size=(4, 3)) as recording, pytest.raises(SizeError, match=r"\[3, 4, 3\]"):
        recording.append(np.zeros((3, 4, 4), np.uint8))
    with Recording.create(tmp_path / "play", size=(4, 3)) as recording, pytest.raises(SizeError, match="float64"):
        recording.append(np.zeros((3, 4, 3)))


def test_an_action_that_is_not_json_leaves_no_frame_without_its_step(tmp_path):
    with Recording.create(tmp_path / "play", size=(4, 3)) as recording:
        recording.append(noise(1, 4, 3)[0])
        with pytest.raises(TypeError):
            recording.append(noise(1, 4, 3)[0], action=object())
        recording.append(noise(1, 4, 3, seed=5)[0])
    reopened = Recording.open(tmp_path / "play")
    assert len(reopened.steps) == len(reopened) == 2
    assert np.array_equal(reopened.frames[1], noise(1, 4, 3, seed=5)[0])


def test_an_error_in_the_block_still_closes_the_recording(tmp_path):
    recording = Recording.create(tmp_path / "play", size=(4, 3))
    recording.append(noise(1, 4, 3)[0])
    with pytest.raises(RuntimeError), recording:
        raise RuntimeError
    assert not Recording.open(tmp_path / "play").cut_off


def test_a_recording_without_frames_is_removed_again(tmp_path, caplog):
    with Recording.create(tmp_path / "play", size=(4, 3)):
        pass
    assert not (tmp_path / "play").exists()
    assert "no frame was recorded" in caplog.text


def test_a_taken_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(ConfigError, match="Choose another"):
        Recording.create(tmp_path, size=(4, 3))
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("fps", [0, -1, float("nan"), float("inf")])
def test_a_frame_rate_that_cant_be_is_refused(tmp_path, fps):
    with pytest.raises(ConfigError, match="for example 60"):
        Recording.create(tmp_path / "play", size=(4, 3), fps=fps)


def test_a_missing_recording_says_how_to_make_one(tmp_path):
    with pytest.raises(MissingError, match="spritelift record"):
        Recording.open(tmp_path / "none")


def test_an_empty_folder_is_no_recording(tmp_path):
    with pytest.raises(FormatError, match="is empty"):
        Recording.open(tmp_path)


@pytest.mark.parametrize("name", ["recording.json", "frames.mkv", "steps.jsonl"])
def test_a_recording_without_one_of_its_files_names_it(tmp_path, name):
    record(tmp_path / "play", noise(2, 4, 4))
    (tmp_path / "play" / name).unlink()
    with pytest.raises(MissingError, match=name):
        Recording.open(tmp_path / "play")


def test_a_video_shorter_than_promised_is_named_when_read(tmp_path):
    record(tmp_path / "play", noise(100, 4, 4))
    video = tmp_path / "play" / "frames.mkv"
    video.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    with pytest.raises(FormatError, match="damaged or ends before frame 99"):
        _ = Recording.open(tmp_path / "play").frames[99]


def cut_as_by_a_crash(path, share):
    info = json.loads((path / "recording.json").read_text()) | {"closed": False, "frames": None}
    (path / "recording.json").write_text(json.dumps(info))
    for name in ("frames.mkv", "steps.jsonl"):
        content = (path / name).read_bytes()
        (path / name).write_bytes(content[: int(len(content) * share)])


@given(share=st.floats(0.2, 1))
@settings(max_examples=20, deadline=None)
def test_wherever_a_crash_cuts_the_files_whole_frames_come_back_exactly(tmp_path_factory, share):
    path = tmp_path_factory.mktemp("cut") / "play"
    frames = noise(70, 6, 6)
    record(path, frames)
    cut_as_by_a_crash(path, share)
    recording = Recording.open(path)
    assert recording.cut_off
    assert 70 * share - 8 <= len(recording) == len(recording.steps) <= 70
    assert np.array_equal(recording.frames[:], frames[: len(recording)])


def test_a_recording_cut_before_its_first_frame_says_it_is_empty(tmp_path):
    record(tmp_path / "play", noise(70, 6, 6))
    cut_as_by_a_crash(tmp_path / "play", 0.001)
    with pytest.raises(FormatError, match=r"holds no whole frame\. Remove it and record again"):
        Recording.open(tmp_path / "play")


WRITER = """
    import numpy as np, sys
    from spritelift_runtime.recording import Recording
    frames = np.random.default_rng(3).integers(0, 256, (150, 24, 31, 3), dtype=np.uint8)
    recording = Recording.create(sys.argv[1], size=(31, 24), fps=50)
    for i, frame in enumerate(frames):
        recording.append(frame, action=i)
    print("ready", flush=True)
    while True:
        sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_killed_writer_loses_at_most_one_frame(tmp_path, caplog):
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path / "play")],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout.readline() == "ready\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    recording = Recording.open(tmp_path / "play")
    assert recording.cut_off
    assert "was cut off" in caplog.text
    assert len(recording) >= 149
    assert recording.actions == list(range(len(recording)))
    expected = np.random.default_rng(3).integers(0, 256, (150, 24, 31, 3), dtype=np.uint8)
    assert np.array_equal(recording.frames[:], expected[: len(recording)])
    assert np.array_equal(recording.frames[100], expected[100])


FULL_DISK = """
    import numpy as np, resource, sys
    from spritelift_runtime.errors import UnavailableError
    from spritelift_runtime.recording import Recording
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    frames = np.random.default_rng(3).integers(0, 256, (50, 64, 64, 3), dtype=np.uint8)
    try:
        with Recording.create(sys.argv[1], size=(64, 64)) as recording:
            for frame in frames:
                recording.append(frame)
    except UnavailableError as err:
        print(len(recording), err)
"""


@pytest.mark.skipif(os.name == "nt", reason="no file size limits")
def test_a_full_disk_keeps_what_was_recorded_and_says_so(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(tmp_path / "play"), "200000"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    kept = int(said.split()[0])
    assert f"its first {kept} frames are kept. Make room" in said
    recording = Recording.open(tmp_path / "play")
    assert 10 <= len(recording) == kept
    expected = np.random.default_rng(3).integers(0, 256, (50, 64, 64, 3), dtype=np.uint8)
    assert np.array_equal(recording.frames[:], expected[: len(recording)])


@pytest.mark.skipif(os.name == "nt", reason="no file size limits")
def test_a_disk_too_full_for_one_frame_leaves_no_folder(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(tmp_path / "play"), "2000"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("0 ")
    assert "nothing was recorded. Make room" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", "ab"), ("size", [0, 4]), ("fps", 0), ("fps", "x"), ("video_rate", [60, 0]), ("frames", -1)],
)
def test_a_description_with_impossible_values_is_named(tmp_path, name, value):
    record(tmp_path / "play", noise(2, 6, 5))
    path = tmp_path / "play" / "recording.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    with pytest.raises(FormatError, match=f"{name} can't be"):
        Recording.open(tmp_path / "play")


def test_a_step_with_a_word_for_a_number_is_named_with_its_line(tmp_path):
    record(tmp_path / "play", noise(2, 6, 5))
    path = tmp_path / "play" / "steps.jsonl"
    path.write_text(path.read_text().replace('"t":1', '"t":"x"'))
    with pytest.raises(FormatError, match=r"steps\.jsonl line 2"):
        Recording.open(tmp_path / "play")


def test_frames_of_another_size_than_described_are_named_with_both(tmp_path):
    record(tmp_path / "play", noise(2, 6, 5))
    path = tmp_path / "play" / "recording.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"size": [8, 8]}))
    with pytest.raises(FormatError, match=r"not 8x8 px .* but 6x5"):
        Recording.open(tmp_path / "play").frames[:]

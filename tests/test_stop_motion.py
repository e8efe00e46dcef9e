"""The stop-motion example: it films, learns and restages, from its own dolls or from clips that it is given."""

import argparse
import sys
from pathlib import Path

import av
import numpy as np
import pytest
import torch

from spritelift_runtime.window.film import Film
from spritelift_trainer.animator.folders import read_clip
from spritelift_trainer.animator.mixing import still

sys.path.append(str(Path(__file__).parents[1] / "examples"))
import film_dolls
import stop_motion

ZOOM, GAP_PX = stop_motion.ZOOM, stop_motion.GAP_PX


def filmed(out):
    with av.open(str(out / "film.mp4")) as film:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)])


def asked(out, *clips, size=None):
    return argparse.Namespace(out=out, clips=list(clips), size=size, minutes=1.0, quick=True)


@pytest.fixture(scope="module")
def dolls(tmp_path_factory):
    return stop_motion.film_dolls(tmp_path_factory.mktemp("dolls"))


def test_dolls_move_before_stages_that_stand_still(dolls):
    for path in dolls:
        frames = read_clip(path)
        assert frames.shape == (film_dolls.FRAMES, 72, 112, 3)
        assert 0.2 < (frames == frames[0]).all((0, 3)).mean() < 0.9
        pixels = frames.reshape(len(frames), -1, 3)[:, ::7].swapaxes(0, 1)
        most = [np.unique(pixel, axis=0, return_counts=True) for pixel in pixels]
        stage = np.stack([colours[counts.argmax()] for colours, counts in most])
        assert np.array_equal(still(frames).reshape(-1, 3)[::7], stage)  # seen behind the doll everywhere
        assert all((one != other).any() for one, other in zip(frames[1:], frames[:-1], strict=True))


def test_the_film_shows_the_three_clips_and_what_was_made_of_them(dolls, tmp_path, capsys):
    stop_motion.main(asked(tmp_path, *dolls, size=(56, 36)))
    film = filmed(tmp_path)
    assert len(film) == film_dolls.FRAMES
    panels = [film[:, ::ZOOM, n * (56 + GAP_PX) * ZOOM :][:, :, : 56 * ZOOM : ZOOM].astype(int) for n in range(5)]
    clips = [read_clip(path, (56, 36)) for path in dolls]
    for shown, clip in zip(panels, clips, strict=False):
        assert np.abs(shown - clip).mean() < 8
    drawn, pasted = panels[3:]
    assert drawn.std() > 0
    # so little was learnt that nothing has moved: A's first doll before C's stage
    figure = (np.abs(pasted[0] - still(clips[2]).astype(int)) > 40).any(-1)
    assert 0.02 < figure.mean() < 0.3
    assert np.abs(pasted[0] - clips[0][0])[figure].mean() < 25
    assert "film.mp4" in capsys.readouterr().out


def test_what_is_cut_out_moves_as_theta_says_and_keeps_its_colours():
    cut, behind = torch.zeros(1, 4, 10, 14), torch.full((1, 3, 10, 14), 0.25)
    cut[:, :, 2:5, 3:6] = 1.0
    shift = torch.eye(2, 3)[None]
    shift[..., 2] = torch.tensor([-2 * 4 / 16, -2 * 2 / 12])  # padded to 16x12: 4 px right, 2 px down
    wanted = behind.clone()
    wanted[:, :, 4:7, 7:10] = 1.0
    assert torch.equal(stop_motion.cut_out(cut, shift, (2, 2), behind), wanted)


def test_clips_may_be_videos_of_other_lengths(dolls, tmp_path):
    with Film(tmp_path / "b.mp4", 10.0) as video:
        for frame in read_clip(dolls[1], (32, 24))[:5]:
            video.add(frame)
    stop_motion.main(asked(tmp_path, dolls[0], tmp_path / "b.mp4", dolls[2], size=(32, 24)))
    assert len(filmed(tmp_path)) == 5

"""Sprites of the second paper, and exact pixels: clips, scores and the pixel head do what they say."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from spritelift_envs.dolls import DollCast, Look
from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_trainer.animator.analogies import Analogies, chance, merged, recoloured
from spritelift_trainer.animator.clips import AlignedClips, Clips
from spritelift_trainer.animator.learner import AnimatorLearner, new_model
from spritelift_trainer.animator.palette import codes_of, means, numbered, one_of_each, shifted
from spritelift_trainer.animator.pixels import NEVER, mixture
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.colours import colours_of

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "paper"))

import backgrounds
import sprites
from sprite_cast import SIDE, Clip, Layer, LpcCast, composer_of, snapped, split
from sprite_clips import FURTHEST, SpriteClips, aside, beside, diamonds, on, there
from sprite_recall import recalling
from sprite_scores import cleared, scored, scores, told_of
from transfer_map import TransferMap

CPU = torch.device("cpu")
TINY = AnimatorSettings(width=8, channels=8, look=8, blocks=1, batch=4, pixels=True)


class Blocks:
    """Characters of three coloured blocks that go to the right or down, two pixels a frame."""

    clips = (Clip("walk", "side", 0, 4), Clip("fall", "side", 4, 3))

    def __init__(self, count=6):
        self.colours = np.random.default_rng(0).integers(1, 256, (count, 3, 3), np.uint8)

    def __len__(self):
        return len(self.colours)

    def frames(self, character, frame):
        made = np.zeros((len(character), SIDE, SIDE, 4), np.uint8)
        for one, c, t in zip(made, character, frame, strict=True):
            x, y = (20 + 2 * t, 20) if t < 4 else (24, 20 + 2 * (t - 4))
            for block, colour in enumerate(self.colours[c]):
                one[y + 6 * block : y + 6 * block + 6, x : x + 8] = (*colour, 255)
        return made


DOLLS = DollCast([Look(n % 2, n % 3, n, n // 2 % 2, n // 3 % 2, n // 4 % 2, (n + 1) // 2 % 2) for n in range(6)])


def frames_of(*cells):
    return colours_of(np.concatenate([each[..., :3] for each in cells]), CPU)


def analogies(count=6, step=0):
    return Analogies(*(colours_of(each, CPU) for each in SpriteClips(Blocks()).analogies(count, 0, step)))


def test_colours_are_numbered_within_their_image():
    frames = torch.rand(3, 4, 5, 6).round()  # sixteen colours at most
    codes = codes_of(frames)
    index, size = numbered(codes)
    for mine, code in zip(index, codes, strict=True):
        each = set(zip(mine.tolist(), code.tolist(), strict=True))
        assert len(each) == len({number for number, _ in each}) == len({colour for _, colour in each})
        assert {number for number, _ in each} == set(range(len(each)))
    assert size == index.max() + 1


def test_a_role_is_the_mean_of_its_colours_pixels():
    index = torch.tensor([[0, 1, 0, 2], [1, 1, 0, 0]])
    features = torch.arange(8.0).view(2, 4, 1)
    role, count = means(index, features, 4)
    assert role[..., 0].tolist() == [[1, 1, 3, 0], [6.5, 4.5, 0, 0]]
    assert count.tolist() == [[2, 1, 1, 0], [2, 2, 0, 0]]
    assert one_of_each(index, 3)[0].tolist() == [0, 1, 3]


def test_what_is_about_a_pixel_ends_at_the_edge():
    about = shifted(torch.arange(12)[None], (3, 4), 1)
    assert about[0, 5].tolist() == [0, 1, 2, 4, 5, 6, 8, 9, 10]
    assert about[0, 0].tolist() == [-1, -1, -1, -1, 0, 1, -1, 4, 5]


def test_chances_of_colours_called_and_copied_add_up_to_one():
    called, copied = torch.randn(2, 5, 7), torch.randn(2, 5, 9)
    called[..., 6] = NEVER
    index = torch.randint(-1, 6, (2, 5, 9))
    found = mixture(called, copied, index)
    assert torch.allclose(found.sum(2), torch.ones(2, 5))
    assert not found[..., 6].any()


def test_recoloured_frames_keep_their_pattern_and_lose_their_colours():
    first, second = frames_of(Blocks().frames(np.arange(6), np.zeros(6, int))), torch.zeros(6, 3, SIDE, SIDE)
    one, other = recoloured(first, second, chance(0, 1))
    assert torch.equal(one.amax(1) > 0, first.amax(1) > 0)
    assert not other.any()
    for mine, theirs in zip(codes_of(one), codes_of(first), strict=True):
        assert len({*zip(mine.tolist(), theirs.tolist(), strict=True)}) == len(set(theirs.tolist()))
        assert set(mine.tolist()) & set(theirs.tolist()) == {0}
    again, _ = recoloured(first, second, chance(0, 1))
    assert torch.equal(one, again)


def test_merged_frames_have_some_colours_for_others_the_same_in_both_and_some_stay_as_they_are():
    first, second = (frames_of(Blocks().frames(np.arange(6).repeat(4), np.full(24, t))) for t in (0, 2))
    one, other = merged(first, second, chance(0, 1))
    fewer = 0
    for n in range(24):
        was, now = (codes_of(torch.cat([a[n], b[n]], 1)[None])[0].tolist() for a, b in ((first, second), (one, other)))
        pairs = {*zip(was, now, strict=True)}
        assert len(pairs) == len({before for before, _ in pairs}) == len(set(was))
        assert set(now) <= set(was)
        fewer += len(set(now)) < len(set(was))
    assert 0 < fewer < 24


def test_exact_pixels_are_all_the_characters_own_alpha_too():
    model = new_model(TINY, (SIDE, SIDE)).eval()
    cells = DOLLS.frames(np.arange(3), np.array([0, 60, 115]))
    told = Analogies(*(colours_of(each, CPU) for each in SpriteClips(DOLLS).analogies(3, 0, 0)))
    rgba = torch.from_numpy(cells).permute(0, 3, 1, 2) / 255
    found = model.exact(frames_of(cells), told.x_t1, told.x_t2, rgba)
    assert found.shape == rgba.shape
    for mine, theirs in zip(codes_of(found), codes_of(rgba), strict=True):
        assert set(mine.tolist()) <= set(theirs.tolist())
    assert set(found[:, 3].unique().tolist()) <= {0, 1}


def test_a_model_without_the_head_refuses_exact_pixels_and_has_the_papers_weights():
    plain = new_model(replace(TINY, pixels=False), (SIDE, SIDE))
    assert not any(name.startswith("pixels") for name in plain.state_dict())
    told = analogies(2)
    with pytest.raises(ConfigError, match="pixels=true"):
        plain.exact(told.x_c, told.x_t1, told.x_t2)


def test_the_head_learns_what_the_guide_does():
    model = new_model(TINY, (SIDE, SIDE))
    head, told = model.pixels, analogies(8)
    before = head.loss(told, chance(0, 0)).item()
    optimizer = torch.optim.Adam(head.parameters(), lr=5e-3)
    for step in range(20):
        optimizer.zero_grad()
        head.loss(told, chance(0, step)).backward()
        optimizer.step()
    after = head.loss(told, chance(0, 99)).item()
    assert after < 0.35 * before
    moved = (told.wanted != told.x_c).any(1)
    found = model.eval().exact(told.x_c, told.x_t1, told.x_t2)
    right = (found == told.wanted).all(1)
    assert right[moved].float().mean() > 0.8


@pytest.mark.parametrize("aligned", [True, False])
def test_h_and_the_head_learn_side_by_side_and_beginning_anew_keeps_the_head(aligned):
    class Unaligned:
        size = (SIDE, SIDE)
        pairs = SpriteClips(Blocks()).pairs

    clips = SpriteClips(Blocks()) if aligned else Unaligned()
    assert isinstance(clips, Clips)
    assert isinstance(clips, AlignedClips) == aligned
    settings = replace(TINY, patience=1, restarts=1, least_motion=9.0)
    learner = AnimatorLearner(new_model(settings, clips.size), settings, clips, CPU)
    own, head = learner.net.apart
    assert learner.step(1)()["pointing"] > 0
    kept, lost = [each.clone() for each in head], own[0].clone()
    learner._leave_plateau(2)
    assert all(torch.equal(one, other) for one, other in zip(kept, head, strict=True))
    assert not torch.equal(lost, own[0])
    assert not any(weights in learner.optimizer.state for weights in own)
    assert all(weights in learner.optimizer.state for weights in head)


def test_pairs_are_two_frames_of_one_clip_on_one_background():
    blocks, clips = Blocks(), SpriteClips(DOLLS, diamonds(4, 0))
    first, second = clips.pairs(30, 1, 2)
    assert np.array_equal(clips.pairs(30, 1, 2), [first, second])
    assert (first != second).any((1, 2, 3)).all()
    assert (first == second).all(-1).mean() > 0.8  # what stands behind
    black = SpriteClips(blocks).pairs(30, 1, 2)
    assert (black.any(-1).sum((2, 3)) == 3 * 6 * 8).all()


def test_moving_characters_go_sideways_and_are_cut_at_the_edge():
    cells = Blocks().frames(np.zeros(200, int), np.zeros(200, int))
    moved = beside(cells, np.random.default_rng(0))
    x = there(moved).any(1).argmax(1)
    assert set(x - 20) == set(range(-FURTHEST, FURTHEST + 1))
    assert np.array_equal(aside(cells[:3], np.array([0, 4, -4]))[1], np.roll(cells[0], 4, 1))
    cells = np.roll(cells, -20, 2)
    assert {int(each.sum()) for each in there(beside(cells, np.random.default_rng(0)))} > {0, 3 * 6 * 8}


def test_analogies_end_where_the_same_character_would_be():
    twins = [Look(skin=n, hair=1, top=1, arms=1) for n in range(3)]
    x_c, x_t1, x_t2, wanted = SpriteClips(DollCast(twins)).analogies(40, 0, 0)
    assert np.array_equal(x_c.any(-1), x_t1.any(-1))
    assert np.array_equal(wanted.any(-1), x_t2.any(-1))
    assert (wanted != x_c).any((1, 2, 3)).all()


def test_analogies_begin_at_the_first_frame_as_often_as_asked():
    clips, random = SpriteClips(Blocks()), np.random.default_rng(0)
    starts = [np.isin(clips.draw(400, random, from_start=share).first, [0, 4]).mean() for share in (0, 0.5, 1)]
    assert 0.2 < starts[0] < 0.4 < 0.55 < starts[1] < 0.75 < starts[2] == 1


def test_every_character_takes_part_in_every_clip_with_another_one_as_guide():
    told = told_of(Blocks(), 0)
    assert len(told.character) == 6 * (3 + 2)
    assert (told.character != told.guide).all()
    assert set(told.first) == {0, 4}
    assert (told.second > told.first).all()
    assert len(told_of(Blocks(), 1).character) == 6 * 2


def test_errors_are_sums_and_parted_by_the_mask():
    wanted = on(np.zeros((1, SIDE, SIDE, 3), np.uint8), Blocks().frames(np.array([1]), np.array([0])))
    mask = wanted.any(-1)
    right = scored(wanted, wanted, wanted, mask)
    assert (right.whole[0], right.exact[0], right.strange[0]) == (0, 1, 0)
    found = wanted.copy()
    found[0, 0, 0] = 255
    found[0, 20, 20] = 0
    off = scored(wanted, found, wanted, mask)
    lost = ((wanted[0, 20, 20] / 255) ** 2).sum()
    assert off.whole[0] == pytest.approx(3 + lost)
    assert off.character[0] == pytest.approx(lost)
    assert off.exact[0] == pytest.approx(1 - 1 / mask.sum())
    assert off.strange[0] == pytest.approx(1 / SIDE**2)


def test_sheets_are_exact_where_all_do_the_same():
    blocks, learnt = Blocks(), np.arange(3)
    model = new_model(TINY, (SIDE, SIDE)).eval()
    beside = {"transfer_map": TransferMap.of(blocks, learnt, reach=6).way, "recalled": recalling(blocks, learnt)}
    found = scores(model, SpriteClips(blocks), told_of(blocks, 0), beside)
    for name in beside:
        assert found[name]["average"] == 0
        assert found[name]["exact_foreground"] == 1
    assert found["copy"]["ratio"] == 1
    assert found["ours"]["average"] > 1
    assert found["pixels"]["off_palette"] == 0
    assert found["ours"]["off_palette"] > 0.5  # untrained: all is gray


def test_with_backgrounds_errors_are_parted_and_gray_is_asked_for():
    found = scores(new_model(TINY, (SIDE, SIDE)).eval(), SpriteClips(Blocks(), diamonds(3, 0)), told_of(Blocks(), 1))
    for name in ("copy", "ours", "ours_bg", "pixels"):
        parts = found[name]["character_only"] + found[name]["background_only"]
        assert parts == pytest.approx(found[name]["average"])
    assert set(found["ours"]["sse"]) == {"walk", "fall"}


def test_layers_hide_and_blend():
    cells = np.zeros((1, SIDE, SIDE, 4), np.uint8)
    cells[0, 0, 0], cells[0, 0, 1] = (10, 20, 30, 255), (200, 100, 0, 51)
    under = np.zeros((SIDE, SIDE, 4), np.uint8)
    under[0, :3] = (100, 200, 50, 255)
    Layer(cells).put(under, 0)
    assert under[0, :3].tolist() == [[10, 20, 30, 255], [120, 180, 40, 255], [100, 200, 50, 255]]
    assert snapped(cells)[0, 0, :2].tolist() == [[10, 20, 30, 255], [0, 0, 0, 0]]


def test_without_the_pack_the_command_takes_dolls_unless_the_pack_was_asked_for(tmp_path, capsys):
    assert sprites.Settings(data=tmp_path).chosen == "dolls"
    assert [len(cast) for cast in split("dolls", tmp_path)] == [500, 72, 100]
    with pytest.raises(MissingError, match="--cast dolls"):
        composer_of(tmp_path)
    lacking = sprites.Settings(data=tmp_path, cast="lpc")
    assert sprites.run(lacking, sprites.measure, sprites.table) == 0
    assert "Skipped" in capsys.readouterr().out
    for name in ("lpc_layers.zip", "compose.py"):
        (tmp_path / name).touch()
    assert sprites.Settings(data=tmp_path).chosen == "lpc"
    assert sprites.Settings(data=tmp_path, cast="dolls").chosen == "dolls"


def test_dolls_have_the_packs_clips():
    data = sprites.Settings().data
    if not data.is_dir():
        pytest.skip(f"runs where the Liberated Pixel Cup's layers are in {data}")
    assert LpcCast(data, np.arange(1)).clips == DollCast.clips


def test_the_pack_is_composed_as_its_own_composer_does():
    data = sprites.Settings().data
    if not data.is_dir():
        pytest.skip(f"runs where the Liberated Pixel Cup's layers are in {data}; all else is tested on paper dolls")
    composer = composer_of(data)
    chosen = np.array([5, 400])
    cast = LpcCast(data, chosen)
    pack, keys = composer.LPC(data / "lpc_layers.zip"), list(composer.characters())
    whole = composer.LPC.frames(pack.compose(keys[400][1]), SIDE)
    wanted = snapped(np.concatenate([whole[clip.animation, clip.view] for clip in cast.clips]))
    found = cast.frames(np.ones(len(wanted), int), np.arange(len(wanted)))
    assert np.array_equal(there(found), there(wanted))
    assert np.abs(found.astype(int) - wanted).max() <= 1
    assert [len(each) for each in split("lpc", data)] == [500, 72, 100]


def test_the_command_trains_scores_and_draws(tmp_path, monkeypatch, capsys):
    words = ("width=8", "channels=8", "batch=2")
    settings = sprites.Settings(quick=True, work=tmp_path, set=words, data=tmp_path / "none", map_characters=2)
    monkeypatch.setattr(sprites, "split", lambda *_: (DOLLS, None, DollCast(DOLLS.looks[:2])))
    assert sprites.run(replace(settings, json=True), sprites.measure, sprites.table) == 0
    said = capsys.readouterr()
    assert "paper dolls" in said.err
    found = json.loads(said.out)
    assert found["cast"] == "dolls"
    assert {"copy", "ours", "pixels", "transfer_map"} <= set(found)
    assert set(found["ours"]["sse"]) == {"spellcast", "thrust", "walk", "slash", "shoot"}
    assert found["copy"]["average"] > 20  # dolls move
    for name in ("figure_4.png", "figure_5.png", "scores.json"):
        assert (tmp_path / "quick" / name).is_file()
    with pytest.raises(ConfigError, match="--resume"):
        sprites.run(settings, sprites.measure, sprites.table)


@pytest.mark.parametrize("moving", [False, True])
def test_a_background_alone_is_scored_by_what_is_left_of_the_character(moving):
    class Blind:
        """Whose background alone is the frame as it is, or its corner's colour all over."""

        def __init__(self, copies):
            self.copies = copies

        def background_alone(self, frames):
            return frames if self.copies else frames[..., :1, :1].expand_as(frames)

    assert cleared(Blind(True), SpriteClips(Blocks(), diamonds(5, 0), moving=moving), 150) == pytest.approx(1)
    plain = SpriteClips(Blocks(), np.full((2, SIDE, SIDE, 3), 90, np.uint8), moving=moving)
    assert cleared(Blind(False), plain, 20) == 0


def test_models_for_more_and_more_backgrounds_are_trained_once(tmp_path):
    told = {"quick": True, "work": tmp_path, "set": ("width=8", "channels=8", "batch=2", "pixels=false")}
    casts = Blocks(), Blocks(4)
    whole = backgrounds.measure(backgrounds.Settings(counts=(2, 4), minutes=0.01, **told), tmp_path, casts)
    assert [row["backgrounds"] for row in whole["rows"]] == [2, 4]
    assert "pixels" not in whole["rows"][0]
    assert (tmp_path / "figure_8.png").is_file()
    assert (tmp_path / "backgrounds_4" / "figure_10.png").is_file()
    kept = (tmp_path / "backgrounds_2" / "scores.json").stat().st_mtime_ns
    again = backgrounds.measure(backgrounds.Settings(counts=(2, 4), minutes=0.01, **told), tmp_path, casts)
    assert again["rows"] == whole["rows"]
    assert (tmp_path / "backgrounds_2" / "scores.json").stat().st_mtime_ns == kept
    backgrounds.table(again)

"""The report's pictures: nothing is left out, what nobody saw is see-through, and the layers give the frame back."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from window_games import tiny_art, tiny_scene, tiny_scenes

from spritelift.__main__ import main
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import FormatError, SizeError
from spritelift_runtime.recording import Recording
from spritelift_runtime.report.board import CHECKER
from spritelift_runtime.report.exploded_picture import exploded_picture, layers, telling_frame
from spritelift_runtime.report.page import write_report
from spritelift_runtime.report.sheet_picture import PAGE_HIGH, sheet_order, sheet_pages
from spritelift_runtime.report.world_picture import caption, world_pages
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes


def coloured(n, animation=None, uses=0, side=6):
    """A sprite of a colour that no other has, nor any label."""
    rgba = np.full((side, side, 4), 255, np.uint8)
    rgba[..., :3] = (255, n // 256, n % 256)
    return Sprite(name=f"s{n}", rgba=rgba, animation=animation, uses=uses)


def places(sprites, pages):
    """Page, top and left of each sprite that is shown, by name."""
    names = {packed(sprite.rgba[0, 0, :3]): sprite.name for sprite in sprites}
    found = {}
    for number, page in enumerate(pages):
        colours, first = np.unique(packed(page), return_index=True)
        spots = zip(colours.tolist(), first.tolist(), strict=True)
        found |= {names[c]: (number, *divmod(at, page.shape[1])) for c, at in spots if c in names}
    return found


def packed(rgb):
    """One number a pixel."""
    return rgb @ np.array([65536, 256, 1])


@pytest.fixture
def lifted(tmp_path):
    """A bundle of the tiny game and ten frames of it, the fifth with three pixels that nothing explains."""
    plane = PlaneSpec(clip=(0, 0, 24, 16), layer=0, wrap=True, pictures=(0,))
    bundle = write_bundle(tmp_path / "tiny & game", tiny_art(), [plane])
    with Recording.create(tmp_path / "recording", size=(24, 16), fps=60, source="tiny") as writer:
        for frame in range(10):
            writer.append(compose(tiny_scene(frame), tiny_art()))
    return bundle, Recording.open(tmp_path / "recording")


# the sheet


def test_poses_stand_together_and_the_most_used_group_comes_first():
    sprites = [coloured(0, uses=5), coloured(1, "walk", uses=1), coloured(2, uses=7), coloured(3, "walk", uses=8)]
    assert [sprite.name for sprite in sheet_order(sprites)] == ["s1", "s3", "s2", "s0"]


def test_every_sprite_is_on_the_sheet_once_read_in_order():
    sprites = [coloured(n, f"a{n // 3}" if n % 5 else None, uses=n * 37 % 100) for n in range(60)]
    found = places(sprites, sheet_pages(sprites))
    assert sorted(found, key=found.__getitem__) == [sprite.name for sprite in sheet_order(sprites)]


def test_a_huge_dictionary_goes_on_over_pages_of_bounded_size():
    sprites = [coloured(n, side=12) for n in range(400)]
    pages = list(sheet_pages(sprites))
    assert len(pages) > 1
    assert max(page.shape[0] for page in pages) <= PAGE_HIGH
    assert len(places(sprites, pages)) == len(sprites)


def test_an_animation_longer_than_a_line_goes_on_on_the_next():
    sprites = [coloured(n, "long", side=20) for n in range(40)]
    assert len(places(sprites, sheet_pages(sprites))) == 40


def test_a_sprite_wider_than_a_page_is_shown_whole():
    (page,) = sheet_pages([Sprite(name="wall", rgba=np.full((3, 3000, 4), 255, np.uint8))])
    assert (page == 255).all(axis=2).sum() >= 3 * 3000


def test_without_sprites_there_is_no_sheet():
    assert list(sheet_pages(())) == []


# the world


def test_world_that_nobody_saw_is_see_through():
    picture = np.full((8, 40, 4), 255, np.uint8)
    picture[:, :10] = (255, 0, 255, 0)
    (page,) = world_pages(Art(size=(20, 8), backgrounds=(picture,)))
    colours = {tuple(colour) for colour in page.reshape(-1, 3).tolist()}
    assert {*CHECKER, (255, 255, 255)} <= colours
    assert (255, 0, 255) not in colours
    assert caption(0, picture)[1] == "40x8, 25.0 % never seen"


def test_every_room_is_shown():
    rooms = [np.full((30, 40, 4), 255, np.uint8) for _ in range(50)]
    for n, room in enumerate(rooms):
        room[..., :3] = (255, 0, n)
    pages = world_pages(Art(size=(40, 30), backgrounds=tuple(rooms)))
    shown = {colour for page in pages for colour in np.unique(packed(page)).tolist()}
    assert {255 * 65536 + n for n in range(50)} <= shown


# a frame pulled apart


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-6, 24), st.integers(-6, 16), st.integers(0, 3), st.booleans())),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 12), st.integers(0, 3)), max_size=4),
)
def test_layers_painted_one_after_the_other_are_the_frame(placed, planes):
    scene = Scene(
        tuple(Plane(picture=0, clip=(x, y, 4, 4), camera=(x, 0), layer=layer) for x, y, layer in planes),
        tuple(Placement(sprite, x, y, layer, fixed=fixed) for sprite, x, y, layer, fixed in placed),
    )
    canvas = np.zeros((16, 24, 3), np.uint8)
    for sheet in layers(scene, tiny_art()):
        compose(sheet.scene, tiny_art(), canvas)
    assert np.array_equal(canvas, compose(scene, tiny_art()))


def test_planes_tiles_and_sprites_that_cover_each_other_get_sheets_of_their_own():
    scene = Scene(
        (Plane(picture=0, clip=(0, 0, 24, 8)), Plane(picture=0, clip=(0, 8, 24, 8))),
        (Placement(2, 0, 12, fixed=True), Placement(0, 2, 2), Placement(1, 4, 3), Placement(0, 18, 2)),
    )
    titles = [sheet.title for sheet in layers(scene, tiny_art())]
    assert titles == ["background 0", "background 0", "1 tile", "2 sprites", "1 sprite"]


def test_the_frame_with_most_kinds_of_whole_sprites_is_chosen_and_poses_of_one_count_once():
    plain = [Scene((), tuple(Placement(sprite, 0, 0) for sprite in shown)) for shown in ((0, 1, 0), (2, 0), (2, 1))]
    half = Placement(2, 0, 0, cut=Cut(np.eye(4, 8, dtype=bool)))
    cut = Scene((), (Placement(0, 0, 0), half))
    assert telling_frame(Scenes.of([cut, *plain]), tiny_art()) == 2
    assert telling_frame(Scenes.of([cut, plain[0], replace(plain[1], unexplained_px=1), plain[2]]), tiny_art()) == 3


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (2, 3000)])
def test_frames_of_any_shape_without_a_sprite_are_drawn(size):
    art, wide_high = Art(size=size), (size[1], size[0], 3)
    picture = exploded_picture(np.full(wide_high, 255, np.uint8), Scene(), art)
    assert (picture == 255).all(axis=2).any()
    assert telling_frame(Scenes.of([Scene(), Scene()]), art) == 0


# the page


def test_the_page_holds_its_pictures_and_needs_nothing_else(lifted, tmp_path):
    bundle, recording = lifted
    write_report(tmp_path / "r.html", bundle, recording, tiny_scenes(), {"precision": 0.5, "f1": None, "sprites": 1234})
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) == 3
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert "<h1>tiny &amp; game</h1>" in page
    assert "<td>0.5</td><td>of placements are objects of the truth</td>" in page
    assert "<td>1,234</td>" in page
    assert "9 of 10 recorded frames" in page


def test_scenes_of_another_game_are_refused(lifted, tmp_path):
    bundle, recording = lifted
    with pytest.raises(FormatError, match=r"sprite ids outside 0\.\.2.* Give the scenes that"):
        write_report(tmp_path / "r.html", bundle, recording, Scenes.of([Scene((), (Placement(7, 0, 0),))]))
    with pytest.raises(SizeError, match="11 scenes for 10 frames"):
        write_report(tmp_path / "r.html", bundle, recording, tiny_scenes(11))
    assert not (tmp_path / "r.html").exists()


def test_the_command_writes_the_page_of_scenes_given(lifted, tmp_path, capsys):
    bundle, recording = lifted
    tiny_scenes().save(tmp_path / "s.npz")
    words = ["report", bundle.path, recording.path, "--out", tmp_path / "r.html", "--scenes", tmp_path / "s.npz"]
    assert main([*map(str, words), "--json"]) == 0
    assert '"exact_frames": 0.9' in capsys.readouterr().out
    assert "frames measured, none of which training saw" in (tmp_path / "r.html").read_text(encoding="utf-8")

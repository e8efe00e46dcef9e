"""Aseprite files: what is written is as its description says, what comes back is what was drawn."""

import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.aseprite.model import AsepriteFile, Cel, Frame, Layer, Slice, SliceKey, Tag
from spritelift_runtime.aseprite.reading import read
from spritelift_runtime.aseprite.sheets import ROOM_PX, taken_back, to_aseprite
from spritelift_runtime.aseprite.writing import written
from spritelift_runtime.editing.sheet_edits import Group, Pivot, Redraw
from spritelift_runtime.errors import FormatError


def picture(seed, high, wide):
    rgba = np.random.default_rng(seed).integers(1, 256, (high, wide, 4), np.uint8)
    rgba[..., 3] = np.where(rgba[..., 3] > 60, 255, 0)
    rgba[0, 0], rgba[-1, -1] = 255, 255
    return np.where(rgba[..., 3:] > 0, rgba, np.uint8(0))


ART = Art(
    size=(32, 32),
    sprites=(
        Sprite(name="walk_0", rgba=picture(0, 7, 5), animation="walk", duration_ms=80),
        Sprite(name="tree", rgba=picture(1, 12, 9)),
        Sprite(name="wälk_1", rgba=picture(2, 7, 6), animation="walk", duration_ms=120),
    ),
)


def chunk(kind, content):
    return struct.pack("<IH", 6 + len(content), kind) + content


def by_hand(bits, cel, *more, flags=1, clear=0):
    """A file of one frame of 4x3 px, put together byte by byte."""
    layer = chunk(0x2004, struct.pack("<HHHHHHB3xH", 3, 0, 0, 0, 0, 0, 128, 1) + b"L")
    chunks = [layer, *more, chunk(0x2005, cel)]
    content = b"".join(chunks)
    frame = struct.pack("<IHHHHI", 16 + len(content), 0xF1FA, len(chunks), 70, 0, 0) + content
    head = struct.pack(
        "<IHHHHHIHIIB3xHBBhhHH84x", 128 + len(frame), 0xA5E0, 1, 4, 3, bits, flags, 0, 0, 0, clear, 0, 1, 1, 0, 0, 0, 0
    )
    assert len(head) == 128
    return head + frame


def cel(kind, pixels, wide=2, high=1, x=1, y=2):
    content = zlib.compress(pixels) if kind == 2 else pixels
    return struct.pack("<HhhBHh5xHH", 0, x, y, 255, kind, 0, wide, high) + content


def told(frames):
    """Frames as what can be compared."""
    return [(f.duration_ms, [(c.layer, c.x, c.y, c.opacity, c.text, c.rgba.tolist()) for c in f.cels]) for f in frames]


def test_what_is_written_is_read():
    layers = (
        Layer(name="hidden", visible=False),
        Layer(name="group", group=True, visible=False),
        Layer(name="in it", level=1, opacity=100),
        Layer(name="Ebene ü", editable=False),
    )
    frames = (
        Frame(
            duration_ms=30,
            cels=(
                Cel(layer=0, x=-3, y=2, rgba=picture(3, 4, 5), text="näme"),
                Cel(layer=3, x=0, y=0, rgba=picture(4, 1, 1)),
            ),
        ),
        Frame(duration_ms=1000, cels=()),
    )
    document = AsepriteFile(
        size=(40, 30),
        layers=layers,
        frames=frames,
        tags=(Tag(name="t", first=0, last=1),),
        palette=((0, 0, 0, 0), (1, 2, 3, 255)),
        slices=(
            Slice(name="söme", keys=(SliceKey(frame=0, rect=(-2, 3, 4, 5), pivot=(-1, 7)),)),
            Slice(name="plain", keys=(SliceKey(frame=0, rect=(1, 1, 9, 9)), SliceKey(frame=1, rect=(0, 0, 0, 0)))),
        ),
    )
    found = read(written(document))
    for name in ("size", "layers", "tags", "palette", "slices"):
        assert getattr(found, name) == getattr(document, name)
    assert told(found.frames) == told(frames)
    assert [found.visible(i) for i in range(4)] == [False, False, False, True]
    assert written(found) == written(document)


def test_rgba_grey_and_indexed_colour_are_read():
    two = bytes([9, 8, 7, 255, 1, 2, 3, 0])
    for kind in (0, 2):
        assert read(by_hand(32, cel(kind, two))).frames[0].cels[0].rgba.tolist() == [[[9, 8, 7, 255], [1, 2, 3, 0]]]
    assert read(by_hand(16, cel(2, bytes([50, 255, 60, 9])))).frames[0].cels[0].rgba.tolist() == [
        [[50, 50, 50, 255], [60, 60, 60, 9]]
    ]
    colours = chunk(
        0x2019,
        struct.pack("<III8x", 3, 0, 2)
        + b"".join(struct.pack("<H4B", 0, *c) for c in [(5, 5, 5, 255), (6, 6, 6, 128), (7, 7, 7, 255)]),
    )
    found = read(by_hand(8, cel(2, bytes([1, 2])), colours, clear=2)).frames[0].cels[0]
    assert found.rgba.tolist() == [[[6, 6, 6, 128], [0, 0, 0, 0]]]
    old = chunk(0x0004, struct.pack("<HBB", 1, 1, 2) + bytes([4, 5, 6, 7, 8, 9]))
    assert read(by_hand(8, cel(2, bytes([1, 2])), old)).frames[0].cels[0].rgba.tolist() == [
        [[4, 5, 6, 255], [7, 8, 9, 255]]
    ]


def test_opacities_count_and_what_is_outside_is_cut():
    document = read(by_hand(32, cel(2, bytes([200, 0, 0, 255] * 2), x=3, y=2)))
    assert document.layers[0].opacity == 128
    flat = document.flat(0)
    assert flat[2, 3].tolist() == [200, 0, 0, 128]
    assert flat[..., 3].sum() == 128
    assert read(by_hand(32, cel(2, bytes(8)), flags=0)).layers[0].opacity == 255


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no Aseprite"),
        (b"\x89PNG" + bytes(200), "no Aseprite"),
        (by_hand(32, cel(2, bytes(8)))[:-5], "too early|damaged"),
        (by_hand(32, cel(2, bytes(3))), "damaged"),
        (by_hand(32, cel(3, bytes(8))), "tilemaps"),
        (by_hand(32, struct.pack("<HhhBHh5xHH", 7, 0, 0, 255, 2, 0, 1, 1)), "layer 7"),
    ],
)
def test_what_cant_be_read_is_refused(content, why):
    with pytest.raises(FormatError, match=why):
        read(content)


def test_a_sheet_has_a_tag_an_animation_and_its_palette():
    document = to_aseprite(ART)
    assert document.size == (9 + 2 * ROOM_PX, 12 + 2 * ROOM_PX)
    assert [frame.cels[1].text for frame in document.frames] == ["walk_0", "wälk_1", "tree"]
    assert document.tags == (Tag(name="walk", first=0, last=1),)
    assert [frame.duration_ms for frame in document.frames] == [80, 120, 100]
    assert len(document.palette) <= 256


def test_an_unchanged_sheet_comes_back_without_edits():
    taken = taken_back(read(written(to_aseprite(ART))), ART)
    assert taken.edits == taken.strangers == taken.missing == ()


def painted(document, frame, **changes):
    one = document.frames[frame]
    cels = (one.cels[0], replace(one.cels[1], **changes))
    frames = [*document.frames]
    frames[frame] = replace(one, cels=cels)
    return replace(document, frames=tuple(frames))


def test_what_is_drawn_beyond_the_box_becomes_a_margin():
    document = to_aseprite(ART)
    was = document.frames[0].cels[1]
    grown = np.pad(was.rgba, ((2, 0), (0, 1), (0, 0)))
    grown[0] = (9, 9, 9, 255)
    taken = taken_back(read(written(painted(document, 0, rgba=grown, y=was.y - 2))), ART)
    (edit,) = taken.edits
    assert isinstance(edit, Redraw)
    assert (edit.sprite, edit.margin) == (0, (0, 2, 1, 0))
    assert np.array_equal(edit.rgba[2:, :5], ART.sprites[0].rgba)
    again = replace(ART, sprites=edit.art(ART).sprites)
    assert taken_back(read(written(to_aseprite(again))), again).edits == ()


def test_frames_may_move_tags_change_and_the_canvas_be_cropped():
    document = to_aseprite(ART)
    frames = tuple(
        replace(f, cels=tuple(replace(c, x=c.x - 4, y=c.y + 3) for c in f.cels)) for f in reversed(document.frames)
    )
    stranger = Frame(duration_ms=100, cels=(Cel(layer=1, x=0, y=0, rgba=picture(9, 2, 2)),))
    moved = replace(document, size=(21, 28), frames=(*frames[:2], stranger), tags=(Tag(name="run", first=1, last=1),))
    taken = taken_back(read(written(moved)), ART)
    assert taken.edits == (Group(sprites=(2,), animation="run", duration_ms=120),)
    assert taken.strangers == (3,)
    assert taken.missing == ("walk_0",)


def test_a_frame_that_was_copied_with_its_name_is_refused():
    document = to_aseprite(ART)
    with pytest.raises(FormatError, match="two frames are walk_0"):
        taken_back(replace(document, frames=(*document.frames, document.frames[0])), ART)


HELD = replace(ART, sprites=(replace(ART.sprites[0], pivot=(2.5, 7)), *ART.sprites[1:]))


def test_pivots_between_pixels_come_back_as_they_were():
    document = read(written(to_aseprite(HELD)))
    assert [(s.name, s.keys[0].frame, s.keys[0].pivot) for s in document.slices] == [
        ("walk_0", 0, (2, 7)),
        ("wälk_1", 1, (3, 3)),
        ("tree", 2, (4, 6)),
    ]
    assert not document.slices[0].keys[1].rect[2]
    assert taken_back(document, HELD).edits == ()


def test_another_pivot_comes_back_though_frames_and_pictures_were_moved():
    document = to_aseprite(HELD)
    *kept, tree = document.slices
    tree = replace(tree, keys=(replace(tree.keys[0], pivot=(0, 12)), *tree.keys[1:]))
    frames = tuple(
        replace(f, cels=tuple(replace(c, x=c.x - 4, y=c.y + 3) for c in f.cels)) for f in reversed(document.frames)
    )
    tags = (Tag(name="walk", first=1, last=2),)
    moved = replace(document, frames=frames, slices=(*kept, tree), tags=tags)
    assert taken_back(read(written(moved)), HELD).edits == (Pivot(sprites=(1,), at=(0, 12)),)


def test_slices_that_are_no_sprites_are_left_alone_and_doubles_refused():
    document = to_aseprite(HELD)
    own = Slice(name="mine", keys=(SliceKey(frame=0, rect=(1, 1, 3, 3), pivot=(9, 9)),))
    bare = Slice(name="tree", keys=(SliceKey(frame=0, rect=(1, 1, 3, 3)),))
    assert taken_back(replace(document, slices=(own, bare)), HELD).edits == ()
    with pytest.raises(FormatError, match="two slices are walk_0"):
        taken_back(replace(document, slices=(*document.slices, document.slices[0])), HELD)


def test_nine_patches_are_read_past():
    patch = struct.pack("<IIIH", 1, 3, 0, 1) + b"s" + struct.pack("<IiiIIiiIIii", 0, 1, 2, 3, 4, 1, 1, 1, 1, 5, -6)
    found = read(by_hand(32, cel(2, bytes(8)), chunk(0x2022, patch))).slices
    assert found == (Slice(name="s", keys=(SliceKey(frame=0, rect=(1, 2, 3, 4), pivot=(5, -6)),)),)

"""Whether a video stream keeps every pixel as the game drew it."""

import logging

import numpy as np
from av.video.stream import VideoStream

_log = logging.getLogger(__name__)
_ALWAYS = frozenset(
    (
        "ffv1", "ffvhuff", "huffyuv", "utvideo", "magicyuv", "lagarith", "qtrle", "png", "apng", "gif", "rawvideo",
        "zmbv", "flashsv", "msrle", "bmp", "targa", "8bps", "camtasia", "dxtory", "qoi", "zlib", "mszh", "loco", "sgi",
        "tiff",
    )
)  # fmt: skip
_PERHAPS = frozenset(("h264", "hevc", "vp9", "av1"))


def why_not_lossless(stream: VideoStream) -> str | None:
    """What was lost on the way into this stream, in words; None where nothing was."""
    codec, pixels = stream.codec_context.name, stream.codec_context.format
    if codec not in _ALWAYS | _PERHAPS:
        return f"its codec is {codec}"
    if pixels is None:
        return f"its {codec} says nothing about its colours"
    gray = pixels.name in ("gray", "monob", "monow", "pal8")
    if not (pixels.is_rgb or gray):
        return f"its colours are stored as {pixels.name}, not as RGB"
    if max(component.bits for component in pixels.components) > 8:
        return f"its {pixels.name} has more than 8 bits a channel"
    if codec == "h264":
        return None if _keeps_every_pixel(stream.codec_context.extradata or b"") else "its H.264 is quantised (qp > 0)"
    if codec in _PERHAPS:
        _log.warning("%s as RGB may be lossless or not, which can't be seen; sprites may come out noisy.", codec)
    return None


def _keeps_every_pixel(avcc: bytes) -> bool:
    """Whether an H.264 stream of profile High 4:4:4 bypasses its transform at quantiser 0 (x264 says so just then).

    Reads the sequence parameter set (ITU-T H.264, 7.3.2.1.1) up to qpprime_y_zero_transform_bypass_flag.
    """
    start = avcc.find(b"\x67\xf4")  # NAL type 7, profile_idc 244: the only one that knows lossless
    if start < 0:
        return False
    bits = _Bits(avcc[start + 4 :])  # behind type, profile, constraints, level
    bits.number()  # seq_parameter_set_id
    if bits.number() == 3:  # chroma_format_idc 4:4:4
        bits.bit()  # separate_colour_plane_flag
    bits.number(), bits.number()  # bit depths of luma and chroma
    return bool(bits.bit())


class _Bits:
    """Bits of an H.264 header, first to last."""

    def __init__(self, content: bytes) -> None:
        self._bits = iter(np.unpackbits(np.frombuffer(content, np.uint8)).tolist())

    def bit(self) -> int:
        return next(self._bits, 0)

    def number(self) -> int:
        """An Exp-Golomb number (9.1): as many zeros as bits follow the first one."""
        zeros = 0
        while zeros < 32 and not self.bit():
            zeros += 1
        value = 1
        for _ in range(zeros):
            value = 2 * value + self.bit()
        return value - 1

"""Messages through a pair of pipes: a JSON object, and bytes that go with it."""

import json
import os
import struct
from typing import Any

_HEAD = struct.Struct("<II")
Payload = bytes | bytearray | memoryview


class Line:
    """One end of the line. Nobody speaks before the other one has been heard, so that no byte is read too early."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        """File descriptors to read from and to write to; they stay the caller's."""
        self._incoming, self._outgoing = incoming, outgoing

    def send(self, about: dict[str, Any], payload: Payload = b"") -> None:
        """Say it.

        Raises:
            BrokenPipeError: nobody is there any more.
        """
        words = json.dumps(about).encode()
        self._write(_HEAD.pack(len(words), len(payload)) + words)
        if payload:
            self._write(payload)

    def receive(self) -> tuple[dict[str, Any], bytearray]:
        """Wait for what the other side says.

        Raises:
            EOFError: nobody is there any more.
        """
        words, payload = _HEAD.unpack(self._read(_HEAD.size))
        return json.loads(self._read(words)), self._read(payload)

    def _write(self, content: Payload) -> None:
        left = memoryview(content)
        while left:
            left = left[os.write(self._outgoing, left) :]

    def _read(self, count: int) -> bytearray:
        content = bytearray(count)
        left = memoryview(content)
        while left:
            got = _read_into(self._incoming, left)
            if not got:
                raise EOFError
            left = left[got:]
        return content


def _read_into(descriptor: int, space: memoryview) -> int:
    if hasattr(os, "readv"):
        return os.readv(descriptor, [space])
    part = os.read(descriptor, len(space))  # Windows
    space[: len(part)] = part
    return len(part)

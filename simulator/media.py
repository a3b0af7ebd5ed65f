"""What a phone sends when the tester has nothing at hand: a small picture and a second of silence."""

import struct
import zlib


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(width: int = 160, height: int = 120) -> bytes:
    """A PNG of sky over a field."""
    rows = bytearray()
    for row in range(height):
        sky = row * 5 < height * 3
        colour = (120 + row // 2, 185 + row // 3, 235) if sky else (96, 168 - row // 3, 72)
        rows += b"\x00" + bytes(colour) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows))) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PHOTO = picture()
SILENCE = b"#!AMR\n" + b"\x7c" + bytes(31)

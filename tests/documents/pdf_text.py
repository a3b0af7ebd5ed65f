"""Reads what our own PDF files say, as any reader would find it: texts through the fonts' maps, strokes, pages."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_ESCAPES = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}


@dataclass(frozen=True)
class Placed:
    """A text or a stroke where it stands on a page, in points from the lower left corner; a stroke has a length."""

    x: float
    y: float
    text: str = ""
    length: float = 0.0


@dataclass(frozen=True)
class Read:
    """A PDF: its fonts (embedded or not), and what stands on each page."""

    embedded: dict[str, bool]
    pages: list[list[Placed]]

    def texts(self, page: int) -> list[str]:
        """The texts of a page in their order."""
        return [one.text for one in self.pages[page] if one.text]

    def told(self) -> str:
        """Every text, with plain spaces."""
        every = [text for page in range(len(self.pages)) for text in self.texts(page)]
        return re.sub(r"\s+", " ", " ".join(every).replace("\u00a0", " "))


def read(content: bytes) -> Read:
    """The texts of a PDF that typst wrote."""
    objects = {
        int(found[1]): found[2]
        for found in re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL)
    }
    fonts = {key: one for key, one in objects.items() if b"/Subtype/Type0" in one}
    maps = {key: _map(_stream(objects[_ref(one, b"ToUnicode")])) for key, one in fonts.items()}
    names: dict[str, bool] = {}
    for one in fonts.values():
        below = objects[int(re.search(rb"/DescendantFonts\[(\d+)", one)[1])]  # type: ignore[index]
        name = re.search(rb"/BaseFont/(?:[A-Z]+\+)?([^\s/]+)", one)[1].decode()  # type: ignore[index]
        names[name] = b"/FontFile2" in objects[_ref(below, b"FontDescriptor")]
    pages = [one for one in objects.values() if re.search(rb"/Type/Page\b(?!s)", one)]
    return Read(names, [_page(one, objects, maps) for one in pages])


def _ref(one: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", one)
    assert found is not None
    return int(found[1])


def _stream(one: bytes) -> bytes:
    return zlib.decompress(one.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0].lstrip(b"\r"))


def _map(cmap: bytes) -> dict[int, str]:
    found = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}


def _page(one: bytes, objects: dict[int, bytes], maps: dict[int, dict[int, str]]) -> list[Placed]:
    where = re.search(rb"/Resources (\d+) 0 R", one)
    resources = objects[int(where[1])] if where else one
    fonts = {
        name: maps[int(key)] for name, key in re.findall(rb"/(f\d+) (\d+) 0 R", resources) if int(key) in maps
    }
    drawn = _stream(objects[_ref(one, b"Contents")])
    placed = []
    for block in re.split(rb"(?=q 1 0 0 -1 )", drawn):
        at = re.match(rb"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm", block)
        if at is None:
            continue
        x, y = float(at[1]), float(at[2])
        stroke = re.search(rb"0 0 m ([\d.]+) 0 l", block)
        if stroke:
            placed.append(Placed(x, y, length=float(stroke[1])))
        font = re.search(rb"/(f\d+) [\d.]+ Tf", block)
        if font:
            placed.append(
                Placed(
                    x,
                    y,
                    "".join(
                        _said(part, fonts[font[1]])
                        for part in _strings(block[font.end() :].split(b"\nET", 1)[0])
                    ),
                )
            )
    return placed


def _strings(block: bytes) -> list[bytes]:
    """The strings between parentheses; inner ones may stand as they are where they are balanced."""
    found, depth, start, place = [], 0, 0, 0
    while place < len(block):
        char = block[place : place + 1]
        if char == b"\\":
            place += 1
        elif char == b"(":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif char == b")" and depth:
            depth -= 1
            if depth == 0:
                found.append(block[start:place])
        place += 1
    return found


def _said(escaped: bytes, font: dict[int, str]) -> str:
    plain, place = bytearray(), 0
    while place < len(escaped):
        if escaped[place] != ord("\\"):
            plain.append(escaped[place])
            place += 1
        elif (octal := re.match(rb"[0-7]{1,3}", escaped[place + 1 : place + 4])) is not None:
            plain.append(int(octal[0], 8))
            place += 1 + len(octal[0])
        else:
            plain.append(_ESCAPES.get(escaped[place + 1], escaped[place + 1]))
            place += 2
    codes = [plain[at] << 8 | plain[at + 1] for at in range(0, len(plain) - 1, 2)]
    return "".join(font.get(code, "�") for code in codes)

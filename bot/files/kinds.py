"""What a file is, by its first bytes and never by its name; what is taken, and how large."""

from __future__ import annotations

import io
import zipfile

MB = 1024 * 1024
MOST_BYTES = {"image": 10 * MB, "gif": 10 * MB, "file": 25 * MB, "audio": 10 * MB, "video": 25 * MB}
"""By the kind of attachment that Zalo names."""

PDF, DOC, XLS, PPT = (
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
)
_OPEN = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    f"{_OPEN}wordprocessingml.document",
    f"{_OPEN}spreadsheetml.sheet",
    f"{_OPEN}presentationml.presentation",
)
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
SOUNDS = frozenset({"audio/amr", "audio/aac", "audio/mpeg", "audio/mp4", "video/mp4"})
PAPERS = frozenset({PDF, DOC, DOCX, XLS, XLSX, PPT, PPTX})
_TAKEN = {
    "image": PICTURES,
    "gif": PICTURES,
    "audio": SOUNDS,
    "video": frozenset({"video/mp4"}),
    "file": PICTURES | SOUNDS | PAPERS,
}
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
)
_BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"), "video/mp4"),
}
_ZIPPED = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("PowerPoint Document", PPT))


def is_taken(kind: str, content_type: str | None) -> bool:
    """Whether what was sent as this kind of attachment may be of this type."""
    return content_type is not None and content_type in _TAKEN.get(kind, frozenset())


def recognised(content: bytes) -> str | None:
    """The type of the content; None for whatever is not known to be harmless, macros among it."""
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if content.startswith(_OLE):
        return _ole(content)
    return _sound(content)


def _zipped(content: bytes) -> str | None:
    """A document of Word, Excel or PowerPoint; any other archive, an app or a document with macros is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return None
    if "[Content_Types].xml" not in names or any(one.lower().endswith("vbaproject.bin") for one in names):
        return None
    return next((found for folder, found in _ZIPPED if any(one.startswith(folder) for one in names)), None)


def _ole(content: bytes) -> str | None:
    """An old document of Word, Excel or PowerPoint; an installer has the same first bytes."""
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return None
    return next((found for name, found in _OLE_STREAMS if name.encode("utf-16-le") in content), None)


def _sound(content: bytes) -> str | None:
    """AAC and MP3 without a header begin with their first frame: eleven ones, then the layer."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return None
    layer = content[1] & 0x06
    if content[1] & 0xF0 == 0xF0 and layer == 0:
        return "audio/aac"
    return "audio/mpeg" if layer == 0x02 else None

"""A photo or file that came with a report, for whoever may see the report."""

from __future__ import annotations

from functools import partial

from domain.authority import Action
from storage import attachments, reports
from storage.attachments import Enclosed
from storage.handouts import TYPES
from vietnamese.writing import number
from web.about import by_report
from web.file import Stored
from web.page import NotFound, Page
from web.visit import Visit

enclosed = Page(
    "enclosed", "/bao-cao/{code}/tep/{which}", "Tệp kèm báo cáo", sees=(Action.SEE_REPORTS,), about=by_report
)
_ENDINGS = {content_type: ending for ending, content_type in TYPES.items()} | {
    "image/webp": "webp",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "audio/amr": "amr",
    "audio/aac": "aac",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
}
_KINDS = {"image": "Ảnh", "gif": "Ảnh động", "audio": "Ghi âm", "video": "Video"}


@enclosed.shows
async def give(visit: Visit, code: str, which: str) -> Stored:
    """The bytes as they came; ``which`` counts from 1 in the order in which they came."""
    kept = await reports.by_code(visit.rows, code)
    if kept is None:
        raise NotFound
    came = await attachments.of_report(visit.rows, kept.id)
    one = came[int(which) - 1] if which.isdecimal() and 1 <= int(which) <= len(came) else None
    if one is None or one.sha256 is None:
        raise NotFound
    visit.turn.audit("saw_enclosed", f"report:{code}")
    content_type = one.content_type or "application/octet-stream"
    name = f"{code}-{which}.{_ENDINGS.get(content_type, 'bin')}"
    return Stored(name, content_type, partial(visit.site.stored, one.sha256))


def listed(visit: Visit, code: str, came: list[Enclosed]) -> list[tuple[str, str]]:
    """ "Ảnh 1 (120 KB)" and its address; without an address what is not here, with the reason."""
    lines = []
    for which, one in enumerate(came, 1):
        name = f"{_KINDS.get(one.kind, 'Tệp')} {which}"
        if one.sha256 is None:
            lines.append((f"{name}: {'đang tải về' if one.is_coming else 'không tải về được'}", ""))
        else:
            size = max(1, round((one.size or 0) / 1024))
            lines.append((f"{name} ({number(size)} KB)", visit.link("enclosed", code=code, which=str(which))))
    return lines

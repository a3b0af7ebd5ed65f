"""A file that an office knows already: looked at, thing by thing, and then taken as a whole or not at all."""

from __future__ import annotations

import base64
import zlib
from binascii import Error as NotBase64
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from domain.authority import Action
from domain.periods import WindowMode
from storage.imports import (
    Circumstances,
    ImportRefused,
    Planned,
    Reach,
    carry_out,
    header_of,
    one_at_a_time,
    plan,
)
from storage.imports.look import digest, look
from storage.imports.workbook import as_csv, is_workbook
from storage.tables import people
from web.crumbs import Crumb
from web.file import File
from web.import_forms import form_of, labels_of
from web.import_lists import lists_of
from web.import_news import seats_moved
from web.import_words import DEEDS, TITLES, counted, fault_words, seen_words
from web.page import Again, Context, Elsewhere, Page, Refused
from web.visit import Visit

FILE, PACKED, SEEN, FORM = "tap_tin", "goi", "xem", "mau"
MOST_BYTES = 200_000
MOST_PACKED = 30_000
"""The file goes along in the page that shows what it would do, which has to stay light."""
SHOWN = 200
NEEDS: Mapping[str, tuple[Action, str]] = {
    "units": (Action.IMPORT_UNITS, "don-vi"),
    "successions": (Action.IMPORT_UNITS, "sap-nhap"),
    "aliases": (Action.IMPORT_UNITS, "ten-khac"),
    "people": (Action.IMPORT_PEOPLE, "nguoi"),
    "teams": (Action.IMPORT_PEOPLE, "to"),
}
"""What can be imported on pages: what it needs, its address. The rest has a page of its own or is the operator's."""
NOTHING = "Mời chọn tệp Excel hoặc CSV rồi bấm lại ạ."
LIMIT = "khoảng 90 KB (chừng 1.200 dòng)"
"""What MOST_PACKED comes to with files of people; lists that repeat themselves pack better."""
TOO_LARGE = (
    f"Tệp lớn quá: mỗi lần nạp được {LIMIT}. "
    "Mời chia làm nhiều tệp nhỏ hơn, hoặc nhờ người quản trị hệ thống nạp ạ."
)

SLIPS = (
    "Bước sau: nhờ người quản trị hệ thống in phiếu kích hoạt cho người mới, rồi phát tận tay; "
    "còn thiếu ai, xem ở trang đơn vị, mục «Ai chưa có Zalo»."
)

imports = Page(
    "imports",
    "/nap-du-lieu",
    "Nạp dữ liệu",
    sees=(Action.IMPORT_UNITS, Action.IMPORT_PEOPLE),
    menu="Nạp dữ liệu",
)


@imports.shows
async def offer(visit: Visit) -> Context:
    """The kinds that this visitor may bring."""
    return {"kinds": [one for one in OF_KIND if visit.reach(*one.sees)]}


class ImportPage(Page):
    """The page of one kind: a file is looked at, and taken when that is agreed to."""

    def __init__(self, kind: str) -> None:
        needs, path = NEEDS[kind]
        super().__init__(f"import_{kind}", f"{imports.path}/{path}", TITLES[kind], sees=(needs,))
        self.kind = kind
        self.template = "import_kind.html"
        self.shows(self._shown)
        self.does("look", needs)(self._look)
        self.does("load", needs)(self._load)

    async def _shown(self, visit: Visit) -> Context | File:
        if FORM in visit.asked:
            return form_of(self.kind, self.title, await lists_of(visit, self.kind, visit.reach(*self.sees)))
        labels = labels_of(self.kind)
        context: Context = {
            "title": f"Nạp: {self.title}",
            "must": [label for label, is_needed in labels if is_needed],
            "can": [label for label, is_needed in labels if not is_needed],
            "form": visit.link(self.name, asked={FORM: "xlsx"}),
            "labels": header_of(self.kind).labels,
            "faults": [],
            "seen": None,
            "limit": LIMIT,
            "names": {"file": FILE, "packed": PACKED, "seen": SEEN},
            "crumbs": (Crumb(imports.title, visit.link(imports.name)), Crumb(self.title)),
        }
        if not visit.sent:
            return context
        try:
            data = data_of(visit.sent)
            planned = await self._planned(visit, data)
        except ImportRefused as refused:
            return context | {"faults": [(one, fault_words(one)) for one in refused.faults[:SHOWN]]}
        except Refused:
            return context
        found = await look(visit.rows, planned.changes)
        return context | {
            "seen": [(DEEDS[one.what], seen_words(one, visit.tree)) for one in found[:SHOWN]],
            "more": max(0, len(found) - SHOWN),
            "counts": _counts(planned),
            "digest": digest(found),
            "packed": packed(data),
        }

    async def _planned(self, visit: Visit, data: bytes) -> Planned:
        return await plan(visit.rows, self.kind, data, _circumstances(visit), self._reach(visit))

    def _reach(self, visit: Visit) -> Reach:
        units = visit.reach(*self.sees)
        everything = all(one.code in units for one in visit.tree)
        return Reach(None if everything else frozenset(units), visit.person.id)

    async def _look(self, visit: Visit, form: Any) -> str:
        """Nothing is written; the page says what the file would do."""
        with suppress(ImportRefused):  # what is wrong with a workbook is told like all other faults
            data_of(form)
        raise Again

    async def _load(self, visit: Visit, form: Any) -> str:
        """All of it, if it still does what was looked at."""
        await one_at_a_time(visit.rows)
        try:
            planned = await self._planned(visit, data_of(form))
            if not (planned.changes.new or planned.changes.changed):
                return "Dữ liệu trong tệp đã có đủ, không phải nạp nữa ạ."
            found = await look(visit.rows, planned.changes)
            if digest(found) != str(form.get(SEEN, "")):
                raise Refused(
                    "Dữ liệu vừa thay đổi so với lúc xem nên chưa nạp gì. Mời xem lại rồi bấm lần nữa ạ."
                )
            await carry_out(visit.rows, planned, _circumstances(visit))
            await seats_moved(visit, found)
        except ImportRefused as refused:
            raise Refused(f"Chưa nạp gì: tệp có {len(refused.faults)} chỗ cần sửa.") from refused
        raise Elsewhere(visit.link(self.name), f"Đã nạp. {_counts(planned)}{_next(planned)}")


OF_KIND = tuple(ImportPage(kind) for kind in NEEDS)


def _circumstances(visit: Visit) -> Circumstances:
    return Circumstances(visit.at, visit.site.oa_id, WindowMode(visit.site.window), by=visit.person.id)


def _next(planned: Planned) -> str:
    """What a list of people still needs: whoever is new has no Zalo with the assistant yet."""
    return f" {SLIPS}" if planned.changes.inserts.get(people) else ""


def _counts(planned: Planned) -> str:
    one = planned.changes
    return counted(one.new, one.changed, one.unchanged, one.kept)


def data_of(sent: Mapping[str, Any]) -> bytes:
    """The file that was sent, or that has come along since it was looked at. Raises Refused, ImportRefused."""
    file = sent.get(FILE)
    if isinstance(file, web.FileField):
        file.file.seek(0)
        data = file.file.read(MOST_BYTES + 1)
        if is_workbook(data) and len(data) <= MOST_BYTES:
            data = as_csv(data)
    else:
        data = _unpacked(str(sent.get(PACKED, "")))
    if not data:
        raise Refused(NOTHING)
    if len(data) > MOST_BYTES or len(packed(data)) > MOST_PACKED:
        raise Refused(TOO_LARGE)
    return data


def packed(data: bytes) -> str:
    """The file as it goes along in a form."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _unpacked(text: str) -> bytes:
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MOST_BYTES + 1)
    except (NotBase64, ValueError, zlib.error):
        return b""

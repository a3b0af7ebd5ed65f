"""The chairman lets a vice chairman decide for a time, and takes it back (J18)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from domain.authority import Action, Delegation, may
from domain.people import Office
from handlers.announcing import tell_persons
from handlers.conversation import Conversation
from handlers.forms import Fact, Form, Misunderstood
from handlers.heard import Heard
from handlers.naming import called
from handlers.pending import waiting
from handlers.questions import Choice, Day, OneOf
from handlers.read_back import ReadBack
from handlers.turn import Turn
from storage import delegations, people, requests
from vietnamese import fold
from vietnamese.dates import read_date, read_span
from vietnamese.names import fold_name
from vietnamese.writing import day

NOT_YOURS = "Chỉ Chủ tịch UBND xã ủy quyền được ạ."
_LONGEST = timedelta(days=366)


class From(Day):
    """The first day, not before today."""

    def read(self, form: Form, heard: Heard) -> str:
        return _day(form, heard, date.fromisoformat(form.facts["today"])).isoformat()

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, str) and value >= form.facts["today"]


class To(Day):
    """The last day, not before the first."""

    def read(self, form: Form, heard: Heard) -> str:
        first = date.fromisoformat(form.answers.get("first") or form.facts["today"])
        found = _day(form, heard, first)
        if found - first > _LONGEST:
            raise Misunderstood("Mỗi lần ủy quyền nhiều nhất một năm.")
        return found.isoformat()

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, str) and value >= (form.answers.get("first") or form.facts["today"])


_SAYS_WHEN = frozenset(
    "tu ke ngay den toi het thu hai ba tu nam sau bay cn chu nhat mai mot kia hom nay tuan thang sang dau cuoi giua "
    "muon mong mung sinh da vang a nhe nha nghe thi la luon cho di khoang uy quyen".split()
)


def _says_more(text: str) -> bool:
    """Whether it is about something else, in which a day is named by the way."""
    return sum(word.isalpha() and word not in _SAYS_WHEN for word in fold(text).split()) > 2


def _day(form: Form, heard: Heard, least: date) -> date:
    found = read_date(heard.text, date.fromisoformat(form.facts["today"]))
    if found is None or _says_more(heard.text):
        raise Misunderstood("Trợ lý cần một ngày, ví dụ 20/11.")
    if found < least:
        raise Misunderstood(f"Ngày này cần từ {day(least)} trở đi.")
    return found


class DelegationForm(Form):
    """To whom, from when, until when."""

    today = Fact[str]()
    vices = Fact[list[list[str]]]()

    who = OneOf(
        "Đồng chí ủy quyền cho ai ạ?",
        among=lambda form: [Choice(one[0], one[1], one[1][-20:]) for one in form.vices],
    )
    first = From("Ủy quyền từ ngày nào ạ?")
    last = To("Đến hết ngày nào ạ?")
    sure = ReadBack(lambda form: _read_back(form))


def _read_back(form: DelegationForm) -> str:
    name = {one[0]: one[1] for one in form.vices}[form.who]
    first, last = date.fromisoformat(form.first), date.fromisoformat(form.last)
    return (
        f"Trợ lý ghi: ủy quyền cho {name} trả lời các đơn (ký thay Chủ tịch) từ {day(first, year=True)} "
        f"đến hết {day(last, year=True)}. Làm như vậy chứ ạ?"
    )


class EndForm(Form):
    """Whose delegations end today."""

    delegates = Fact[list[list[str]]]()
    sure = ReadBack(
        lambda form: f"Thôi ủy quyền cho {', '.join(one[1] for one in form.delegates)} từ hôm nay chứ ạ?"
    )


delegation = Conversation(
    "delegation",
    DelegationForm,
    words=r"(?:toi |minh )?(?:muon |xin )?(?:giao |lam )?uy quyen.*",
    help="ủy quyền cho Phó Chủ tịch một thời gian",
    example="ủy quyền từ 20/11 đến 30/11",
    title="Ủy quyền",
    outranks=True,
)
ending = Conversation(
    "delegation_end",
    EndForm,
    words=r"(?:toi |minh )?(?:thoi|huy|dung|cham dut|ket thuc|bo|ngung|thu hoi)(?: khong)?(?: viec)? uy quyen.*",
    help="thôi ủy quyền",
    example="thôi ủy quyền",
    outranks=True,
)


def _commune(turn: Turn) -> str | None:
    """The commune whose chairman speaks."""
    for code in turn.speaker.units_with(Office.CHU_TICH_XA):
        if may(Action.DELEGATE, turn.speaker.offices, code, turn.tree):
            return code
    return None


@delegation.opens
async def begin(turn: Turn) -> DelegationForm | None:
    """Only the chairman, only to a vice chairman of the commune."""
    commune = _commune(turn)
    if commune is None:
        turn.say(NOT_YOURS)
        return None
    held = await people.offices_in(turn.rows, [commune], turn.today, [Office.PHO_CHU_TICH_XA])
    vices = await people.by_ids(turn.rows, [one.person_id for one in held])
    if not vices:
        turn.say("Danh sách của xã chưa có Phó Chủ tịch nào để ủy quyền ạ.")
        return None
    names = [[one.id, called(one, turn.today, [Office.PHO_CHU_TICH_XA])] for one in vices.values()]
    form = DelegationForm(today=turn.today.isoformat(), vices=names)
    _fill(form, turn, [(one.id, one.name) for one in vices.values()])
    return form


def _fill(form: DelegationForm, turn: Turn, vices: list[tuple[str, str]]) -> None:
    words = f" {fold(turn.heard.text)} "
    named = [one for one, name in vices if f" {fold_name(name).split()[-1]} " in words]
    spoken_of = re.search(r" cho (?!toi\b|den\b)", words) is not None
    if len(named) == 1:
        form.take("who", named[0])
    elif len(vices) == 1 and not spoken_of:
        form.take("who", vices[0][0])
    span = read_span(turn.heard.text, turn.today)
    first, last = (None, None) if span is None else (span.first, span.last)
    if first is not None and first >= turn.today:
        form.take("first", first.isoformat())
    if last is not None and last >= (first or turn.today):
        form.take("last", last.isoformat())


@delegation.completes
async def submit(form: DelegationForm, turn: Turn) -> None:
    """Kept, and both know; what waits is at once the delegate's to answer too."""
    commune, chairman = _commune(turn), turn.speaker.person_id
    if not form.sure or commune is None or chairman is None:
        turn.say("Dạ, Trợ lý chưa ghi ủy quyền ạ.")
        return
    first, last = date.fromisoformat(form.first), date.fromisoformat(form.last)
    given = Delegation(chairman, form.who, commune, first, last + timedelta(days=1))
    await delegations.give(turn.rows, given, turn.at, turn.incoming.key)
    turn.audit("delegated", f"unit:{commune}", to=form.who, first=form.first, last=form.last)
    when = f"từ {day(first, year=True)} đến hết {day(last, year=True)}"
    text = f"Chủ tịch UBND xã ủy quyền cho đồng chí trả lời các đơn {when}.\nGõ «chờ duyệt» để xem đơn đang chờ ạ."
    await tell_persons(turn, [form.who], text, f"delegation:{turn.incoming.key}")
    name = {one[0]: one[1] for one in form.vices}[form.who]
    turn.say(f"Đã ghi: ủy quyền cho {name} {when}. Muốn dừng sớm, gõ «thôi ủy quyền» ạ.")


@ending.opens
async def begin_ending(turn: Turn) -> EndForm | None:
    """What is in force or will be."""
    commune = _commune(turn)
    if commune is None:
        turn.say(NOT_YOURS)
        return None
    given = await delegations.upcoming(turn.rows, turn.today, commune)
    persons = await people.by_ids(turn.rows, [one.delegate_id for one in given])
    if not persons:
        turn.say("Hiện không có ủy quyền nào đang có hiệu lực ạ.")
        return None
    office = [Office.PHO_CHU_TICH_XA]
    return EndForm(delegates=[[one.id, called(one, turn.today, office)] for one in persons.values()])


@ending.completes
async def submit_ending(form: EndForm, turn: Turn) -> None:
    """From today the chairman alone decides again; what waits is his."""
    commune = _commune(turn)
    if not form.sure or commune is None:
        turn.say("Dạ, ủy quyền vẫn giữ nguyên ạ.")
        return
    ids = [one[0] for one in form.delegates]
    await delegations.end(turn.rows, ids, commune, turn.today)
    turn.audit("delegation_ended", f"unit:{commune}", of=",".join(ids))
    text = "Chủ tịch UBND xã đã thôi ủy quyền từ hôm nay; các đơn do Chủ tịch trả lời ạ."
    await tell_persons(turn, ids, text, f"delegation_end:{turn.incoming.key}")
    cases = await waiting(turn)
    await requests.remember_list(turn.rows, turn.speaker.address, [one.code for one in cases], turn.at)
    more = f" Đang có {len(cases)} đơn chờ, gõ «chờ duyệt» để xem ạ." if cases else ""
    turn.say(f"Đã ghi: thôi ủy quyền từ hôm nay.{more}")

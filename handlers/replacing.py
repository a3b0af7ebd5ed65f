"""One person for another in a seat: the leader names both, who goes is asked first, the chairman decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.authority import Entitled
from domain.people import SEATS, Office, address
from domain.requests import Request, RequestKind
from handlers.asked_to_go import (
    AS_IT_IS,
    GONE,
    ask,
    may_go_on,
    members_called,
    proposes,
    tell_goes,
    tell_sent_as_it_is,
    tell_stays,
    way_out,
)
from handlers.conversation import Conversation
from handlers.forms import YES_NO, Fact, Form, Misunderstood
from handlers.naming import called
from handlers.nominees import (
    EXAMPLE,
    IsKnown,
    Nominee,
    YearOf,
    asks_for_marks,
    known_id,
    look_up,
    nominee_doubted,
    nominee_for,
    person_for,
    told_of,
    words_of,
)
from handlers.questions import Why
from handlers.read_back import ReadBack
from handlers.replacing_words import both_in
from handlers.request_words import PLACE_WORDS, team_words
from handlers.sending_up import route_of, send_up
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese.names import fold_name
from vietnamese.writing import sentence

NOT_YOURS = (
    "Dạ, việc thay người do Tổ trưởng đề xuất, Chủ tịch UBND xã quyết định. Cần giúp, gõ «gặp cán bộ» ạ."
)


class Replacing(Form):
    """Who comes, why, and the read-back."""

    today = Fact[str]()
    commune = Fact[str]()
    person = Fact[str]()
    unit = Fact[str]()
    goes = Fact[str]()

    comes = Nominee(
        lambda form: (
            asks_for_marks(form.doubt["value"])
            if form.doubt
            else f"Ai vào thay ạ? Mời gõ họ tên, năm sinh, ví dụ: {EXAMPLE}."
        ),
        buttons=lambda form: YES_NO if form.doubt else (),
    )
    comes_known = IsKnown("comes")
    comes_year = YearOf("comes", "comes_known")
    reason = Why("Vì sao thay ạ? Ví dụ: chuyển đi nơi khác.", least=3, most=300)
    sure = ReadBack(
        lambda form: (
            f"Trợ lý ghi: {form.goes} thôi tham gia, {words_of(told_of(form, 'comes'))} vào thay. "
            f"Lý do: {form.reason}.\n"
            "Trợ lý hỏi ý kiến người thôi tham gia trước. Bấm «Làm» là mình xác nhận người vào thay đã đồng ý,"
            " để xã ghi tên. Làm như vậy chứ ạ?"
        ),
        yes="Làm",
    )

    async def attend(self, turn: Turn) -> None:
        """Look for the newcomer on the commune's lists."""
        await look_up(self, turn, self.commune, "comes")


replacing = Conversation(
    "replacing",
    Replacing,
    words=r"(?:(?:toi|minh|xin|cho|can|muon|de nghi|de xuat|nho) )*thay (?:the )?"
    r"(?:ong|ba|anh|chi|co|chu|bac|o|dong chi) .+ (?:bang|boi) .+",
    help="thay một người trong Tổ bằng người khác",
    example="thay anh Minh bằng bà Trần Thị Hoa, 1990",
    title="Thay người",
    outranks=True,  # the two names would else be read as a word on a request
)


@replacing.opens
async def begin(turn: Turn) -> Replacing | None:
    """Both may be named at once; who goes is somebody on the list whose leave the speaker may propose."""
    said = both_in(turn.heard.text)
    if said is None:
        turn.say("Mời gõ cả hai người, ví dụ: thay anh Minh bằng bà Trần Thị Hoa, 1990 ạ.")
        return None
    named, comes, reason = said
    found = await members_called(turn, fold_name(named).split())
    seated = [one for one in found if one[2].office in SEATS]
    if len(seated) != 1:
        turn.say(_which(turn, named, len(seated)))
        return None
    person, code, place = seated[0]
    commune = turn.tree.commune_of(code)
    form = Replacing(
        today=turn.today.isoformat(),
        commune=code if commune is None else commune.code,
        person=person.id,
        unit=code,
        goes=f"{called(person, turn.today)} ({PLACE_WORDS[place.office]} {team_words(turn, code)})",
    )
    newcomer: dict[str, Any] | None = None
    try:
        newcomer = nominee_for(form, comes)
    except Misunderstood as problem:
        if problem.meant:
            turn.say(problem.sentence)
            return None
    if Replacing.reason.fits(form, reason):
        form.take("reason", reason)
    if newcomer is not None and asks_for_marks(newcomer):
        form.doubt = {"name": "comes", "value": newcomer}
        nominee_doubted(form, "comes", newcomer)
    elif newcomer is not None:
        form.take("comes", newcomer)
    return form


def _which(turn: Turn, name: str, many: int) -> str:
    if not any(one.office is Office.TO_TRUONG for one in turn.speaker.offices):
        return NOT_YOURS
    if many > 1:
        return f"Có {many} người tên như vậy; mời gõ cả họ tên để Trợ lý khỏi nhầm ạ."
    return f"Trợ lý không thấy ai tên {name} giữ chỗ trong Tổ mình phụ trách ạ. Mời gõ cả họ tên."


@replacing.completes
async def submit(form: Replacing, turn: Turn) -> None:
    """Who goes is asked in person; who has no Zalo here cannot be, and the chairman decides."""
    if not form.sure or not await proposes(turn, form.person, form.unit):
        turn.say("Dạ, Trợ lý chưa làm gì ạ.")
        return
    seat = await _seat(turn, form.unit, form.person)
    if seat is None:
        turn.say(GONE)
        return
    known = known_id(form, "comes", "comes_known")
    if known == form.person or await _seat(turn, form.unit, known):
        turn.say("Người vào thay đang giữ một chỗ trong Tổ này rồi nên không thay được ạ.")
        return
    detail = {
        "by": turn.speaker.person_id,
        "unit": form.unit,
        "person": form.person,
        # Buttons hold ids only: the newcomer becomes known here.
        "comes": (await person_for(turn, told_of(form, "comes"), known)).id,
        "is_new": known is None,
    }
    turn.audit("proposed_replacement", f"person:{form.person}", unit=form.unit)
    if form.person not in await people.accounts_of(turn.rows, [form.person]):
        await _as_it_is(turn, detail, form.reason)
        return
    await _ask(turn, form, seat, detail)


async def _seat(turn: Turn, unit_code: str, person_id: str | None) -> Office | None:
    roster = await teams.roster(turn.rows, unit_code, turn.tree)
    place = None if roster is None or person_id is None else roster.place_of(person_id)
    return place.office if place is not None and place.office in SEATS else None


async def _ask(turn: Turn, form: Replacing, seat: Office, detail: dict[str, Any]) -> None:
    asked = await people.by_id(turn.rows, form.person)
    offices = (await people.offices_of(turn.rows, [form.person], turn.today)).get(form.person, [])
    you = address(asked, turn.today, [one.office for one in offices])
    route = await route_of(turn, RequestKind.REPLACE, form.unit, [form.person])
    leader = "Tổ trưởng cấp xã" if route.quality is Entitled.COMMUNE_LEADER else "Tổ trưởng"
    text = (
        f"{leader} đề nghị để {words_of(told_of(form, 'comes'))} giữ chỗ {PLACE_WORDS[seat]} của {you} "
        f"trong {team_words(turn, form.unit)}, lý do: {form.reason}.\n"
        f"Chỉ khi {you} đồng ý, Trợ lý mới gửi Chủ tịch UBND xã. "
        f"{sentence(you)} có đồng ý thôi tham gia không ạ?"
    )
    ask(turn, "replace", text, detail, form.reason)


@replacing.presses("replace_agreed")
async def press_agreed(turn: Turn, tap: Any) -> None:
    """Who goes agrees in person: one case, with the leader's introduction already in it."""
    case = await _file(turn, tap.detail, tap.words)
    if case is not None:
        await tell_goes(turn, tap, f"Người được thay đã đồng ý; đơn {case.code} đã gửi Chủ tịch UBND xã ạ.")


@replacing.presses("replace_refused")
async def press_refused(turn: Turn, tap: Any) -> None:
    """Nobody is made to leave by chat; what went up by another button in the meantime stays as it is."""
    unit, person_id = tap.detail["unit"], tap.detail["person"]
    turn.audit("refused_to_leave", f"person:{tap.object}", unit=unit)
    # Locked as for the request: each of the three buttons is good for weeks, and any of them may come first.
    roster = await teams.roster(turn.rows, unit, turn.tree, lock=True)
    kept = await _is_more_than_named(turn, tap.detail)
    if not kept:  # nothing is kept of somebody who was only named
        await people.erase(turn.rows, tap.detail["comes"], turn.at, keep_name=False)
    sits = roster is not None and roster.place_of(person_id) is not None
    if (kept and tap.detail["is_new"]) or not sits or await way_out(turn, unit, person_id):
        turn.say(f"{GONE} Cần giúp, gõ «gặp cán bộ» ạ.")
        return
    await tell_stays(turn, tap)


async def _is_more_than_named(turn: Turn, detail: Mapping[str, Any]) -> bool:
    """Whether the newcomer was known before, or has since come into a request or an office."""
    return (
        not detail["is_new"]
        or bool(await requests.of_person(turn.rows, detail["comes"]))
        or await people.ever_held(turn.rows, detail["comes"])
    )


@replacing.presses("replace_unreachable")
async def press_unreachable(turn: Turn, tap: Any) -> None:
    """Who goes cannot be asked: the chairman decides, and sees why."""
    if await may_go_on(turn, tap):
        await _as_it_is(turn, tap.detail, tap.words)


async def _as_it_is(turn: Turn, detail: Mapping[str, Any], reason: str) -> None:
    why = f"{AS_IT_IS} ({reason}); không liên lạc được với người thôi tham gia"
    tell_sent_as_it_is(turn, await _file(turn, detail, why))


async def _file(turn: Turn, detail: Mapping[str, Any], reason: str) -> Case | None:
    """The request, if both still stand where they stood; the chairman is asked next."""
    unit, goes = detail["unit"], detail["person"]
    roster = await teams.roster(turn.rows, unit, turn.tree, lock=True)
    place = None if roster is None else roster.place_of(goes)
    comes = await people.by_id(turn.rows, detail["comes"])
    if (
        place is None
        or comes is None
        or await people.is_erased(turn.rows, comes.id)
        or await way_out(turn, unit, goes)
        or await _seat(turn, unit, comes.id)
    ):
        turn.say(GONE)
        return None
    draft = Request(
        code="",
        kind=RequestKind.REPLACE,
        applicant=comes.name,
        unit_code=unit,
        created_at=turn.at,
        office=place.office,
        person_id=comes.id,
        replaces=goes,
        reason=reason,
    )
    route = await route_of(turn, RequestKind.REPLACE, unit, [comes.id, goes])
    return await send_up(
        turn,
        draft,
        detail["by"],
        asked_by=detail["by"],
        told={"birth_year": comes.birth_year},
        by_commune=route.quality is Entitled.COMMUNE_LEADER,
    )

"""Joining a team: what it can end as, the form, and the request that goes to the leader and then to the chairman."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import Any

from domain.errors import AlreadyMember, ConsentRequired, NoSuchSeat, NotFromHere, RuleBroken, SeatTaken
from domain.membership import (
    Applicant,
    Outcome,
    Prospects,
    check_join,
    what_can_this_end_as,
)
from domain.people import PLACES, Office, Person, Sex
from domain.requests import Request, RequestKind, RequestStatus
from domain.teams import Roster
from domain.units import label
from handlers.announcing import prompt_next
from handlers.consent import GIVEN, REFUSED, forget_what_was_said, given_before, record
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.guardian import NO_GUARDIAN_YET, needs_guardian, record_guardian
from handlers.join_form import (
    ELSEWHERE,
    LIVES,
    NOTHING,
    WAITING,
    WORKS,
    JoinForm,
    is_teacher,
    over,
)
from handlers.naming import called, held, sentence, team_of
from handlers.places import communes_named, kept, villages_named
from handlers.turn import Turn
from storage import notes, people, requests, teams
from storage.requests import Case
from vietnamese import fold, names

_IS = r"\b(?:la|lam|bau|moi|duoc|chuc)\b(?: \w+){0,3} "
LEADS = re.compile(_IS + r"(?:truong (?:thon|xom|khoi|ban)|to truong)\b")
DEPUTISES = re.compile(_IS + r"(?:bi thu (?:chi )?doan|to pho)\b")
COMMUNE_TEAM = re.compile(r"\bto (?:cap )?(?:xa|phuong)\b")
FOR_OTHER = re.compile(
    r"\b(?:cho|giup|ho|dum) (?:con|chau|vo(?! to| doi| nhom| them)|chong|bo|me|nguoi|ban|ong|ba|hang xom)\b"
)
STATE = {
    RequestStatus.SUBMITTED: "đang chờ Tổ trưởng xem",
    RequestStatus.INTRODUCED: "Tổ trưởng đã đồng ý, đang chờ Chủ tịch UBND xã",
    RequestStatus.RETURNED: "đang chờ mình bổ sung",
}


class Join(JoinForm):
    """The form with what it looks up: the team as it stands, and whether this speaker is on its list already."""

    async def attend(self, turn: Turn) -> None:
        """Look up the chosen team once; keep the answer to the data notice at once."""
        await super().attend(turn)
        if "you" not in self.facts:
            await self._start(turn)
        looked = [self.unit_code, self.answers.get("whom")]
        if self.unit_code is not None and self.facts.get("looked_at") != looked:
            await self._look_up(turn, self.unit_code)
            self.facts["looked_at"] = looked
        await self._note_consent(turn)

    async def _start(self, turn: Turn) -> None:
        known = turn.speaker.person
        said = fold(turn.incoming.text)
        asks_for_other = turn.is_read and turn.heard.slot("on_behalf") is True
        self.facts |= {
            "you": turn.you,
            "today": turn.today.isoformat(),
            "consented": await given_before(turn),
            "asker": None if known is None else known.name,
            "ask_whom": asks_for_other or FOR_OTHER.search(said) is not None,
            "claims": _claims(said),
        }

    async def _look_up(self, turn: Turn, unit_code: str) -> None:
        unit, commune = turn.tree.get(unit_code), turn.tree.commune_of(unit_code)
        if unit is None or commune is None:
            return
        roster = await teams.roster(turn.rows, unit_code, turn.tree)
        person_id = None if self.for_other else turn.speaker.person_id
        prospects = await _prospects(turn, unit_code, roster, person_id, self.facts.get("claims"))
        self.facts |= {
            "team": team_of(unit, turn.tree),
            "village": label(unit),
            "commune": label(commune),
            "kind": str(unit.kind),
            "size": 0 if roster is None else roster.size,
            "contested": prospects.contested,
            "outcomes": [str(one) for one in prospects.outcomes],
            "ended": await self._ending(turn, unit_code, prospects),
        }

    async def _ending(self, turn: Turn, unit_code: str, prospects: Prospects) -> str | None:
        for outcome in (Outcome.NO_TEAM, Outcome.ALREADY_MEMBER):
            if prospects.allows(outcome):
                return str(outcome)
        mine = None if self.for_other else await _open_request(turn, unit_code)
        self.facts["open_code"] = None if mine is None else mine.code
        return None if mine is None else "twice"

    async def _note_consent(self, turn: Turn) -> None:
        if self.answers.get("consent") == GIVEN and not self.facts.get("consent_kept"):
            await record(turn, GIVEN, address=turn.speaker.account)
            self.facts["consent_kept"] = True
        if self.answers.get("consent") == GIVEN or self.facts.get("consented"):
            self._fill_known(turn)

    def _fill_known(self, turn: Turn) -> None:
        """What the list already says of the speaker is not asked again, only read back."""
        known = turn.speaker.person
        if self.facts.get("prefilled") or known is None or self.for_other:
            return
        self.facts["prefilled"] = True
        values = {"name": known.name, "birth_year": known.birth_year, "sex": known.sex, "phone": known.phone}
        for name, value in values.items():
            if value is not None and name not in self.answers:
                self.answers[name] = value if isinstance(value, int) else str(value)


join = Conversation(
    "join",
    Join,
    intents=("join",),
    words=r".*\b(?:truong (?:thon|xom|khoi)|bi thu (?:chi )?doan)\b.*\b(?:vao|vo|tham gia) to\b.*",
    help="xin tham gia Tổ, làm thành viên hoặc cộng tác viên",
    example="xin vào tổ thôn Đông Trung",
    title="Tham gia Tổ",
)


@join.opens
async def begin(turn: Turn) -> Join:
    """The form; the team is taken from what was said, homonyms and guesses are asked back."""
    said = turn.heard.text if turn.is_read else ""
    form = Join(villages_only=COMMUNE_TEAM.search(fold(said)) is None)
    await form.attend(turn)
    if turn.is_read and not turn.heard.slot("village"):
        _settle(form, turn, said)
    return form


def _settle(form: Join, turn: Turn, said: str) -> None:
    """A team named outright in the message although the reading found no village in it."""
    found, sure = villages_named(turn.tree, turn.directory, said)
    if not found and not form.facts["villages_only"]:
        found, sure = communes_named(turn.tree, turn.directory, said)
    if found and sure:
        form.take("place", kept(turn.tree, found))


def _claims(said: str) -> str | None:
    """The seat that goes with an office the speaker says to hold (J3, J4)."""
    if LEADS.search(said):
        return str(Office.TO_TRUONG)
    return str(Office.TO_PHO) if DEPUTISES.search(said) else None


async def _prospects(
    turn: Turn, unit_code: str, roster: Roster | None, person_id: str | None, claims: str | None
) -> Prospects:
    leaving = [one.person_id for one in await requests.leaving(turn.rows, unit_code) if one.person_id]
    waiting = [
        case
        for case in await requests.open_in(turn.rows, [unit_code])
        if case.request.kind is RequestKind.JOIN
        and case.request.office is Office.THANH_VIEN
        and case.request.person_id != person_id
    ]
    by_office = None if claims is None else Office(claims)
    return what_can_this_end_as(roster, person_id, leaving, len(waiting), by_office)


async def _open_request(turn: Turn, unit_code: str) -> Case | None:
    """The speaker's own request for this team that is still under way."""
    if turn.speaker.person_id is None:
        return None
    mine = await requests.of_person(turn.rows, turn.speaker.person_id)
    kinds = (RequestKind.JOIN, RequestKind.TRANSFER, RequestKind.REPLACE)
    return next(
        (
            case
            for case in reversed(mine)
            if case.request.is_open
            and case.request.kind in kinds
            and case.request.unit_code == unit_code
            and case.request.person_id == turn.speaker.person_id
        ),
        None,
    )


# --- the end -------------------------------------------------------------------------------------------------------


@join.completes
async def submit(form: Join, turn: Turn) -> None:
    """Say why it ends here; or look at the world again and file the request."""
    reason = over(form)
    if reason is not None:
        await _ends(form, turn, reason)
        return
    try:
        roster = await _checked(form, turn)
    except RuleBroken as error:
        turn.say(_refusal(form, error))
        return
    applicant = await _person(form, turn)
    if form.wish == WAITING:
        await _put_on_the_list(form, turn, applicant)
        return
    await _file(form, turn, applicant, roster)


async def _ends(form: Join, turn: Turn, reason: str) -> None:
    you, facts = form.facts["you"], form.facts
    if reason == REFUSED:
        await record(turn, REFUSED, address=turn.speaker.account)
        await forget_what_was_said(turn)
        turn.say(
            f"Dạ, Trợ lý không ghi lại thông tin nào; tin nhắn vừa rồi được xóa trong 24 giờ. Cảm ơn {you}."
            " Cần hỏi gì thêm, gõ «gặp cán bộ» ạ."
        )
    elif reason == str(Outcome.ALREADY_MEMBER):
        turn.say(
            await _already(turn, form),
            word_button("Danh sách Tổ", "danh sách tổ"),
            word_button("Đăng ký giúp", "đăng ký giúp người khác vào tổ"),
        )
    elif reason == "twice":
        case = await requests.load(turn.rows, facts["open_code"])
        state = "đang được xem xét" if case is None else STATE[case.request.status]
        turn.say(f"Đơn {facts['open_code']} xin vào {facts['team']} {state} ạ, không cần gửi lại.")
    else:
        turn.say(_farewell(facts, reason))


def _farewell(facts: dict[str, Any], reason: str) -> str:
    endings = {
        str(
            Outcome.NO_TEAM
        ): f"{facts['village']} chưa có Tổ trong danh sách của xã ạ. Cần hỏi, gõ «gặp cán bộ».",
        NOTHING: f"Dạ, Trợ lý không ghi gì. Khi nào muốn tham gia, {facts['you']} nhắn lại ạ.",
        "other_disagrees": "Dạ, khi nào người đó đồng ý thì mình nhắn lại, hoặc người đó tự nhắn cho Trợ lý ạ.",
        ELSEWHERE: (
            f"Tổ chỉ nhận người đang ở hoặc làm việc tại {facts['commune']} ạ. Mời đăng ký Tổ nơi mình ở:"
            " gõ «xin vào tổ» kèm tên thôn, tên xã."
        ),
        "guardian": NO_GUARDIAN_YET,
    }
    return sentence(endings[reason])


async def _already(turn: Turn, form: Join) -> str:
    """J1: the seat held is named."""
    unit = turn.tree.get(form.unit_code)
    mine = [
        one.office for one in turn.speaker.offices if one.unit_code == form.unit_code and one.office in PLACES
    ]
    seat = held(mine[0], unit) if mine else f"người của {form.facts['team']}"
    return f"{sentence(form.facts['you'])} đang là {seat} rồi ạ. Mình muốn xem danh sách hay đăng ký giúp người khác?"


async def _checked(form: Join, turn: Turn) -> Roster:
    """The team as it stands now, locked; RuleBroken if nothing can come of it any more."""
    unit_code = form.unit_code or ""
    roster = await teams.roster(turn.rows, unit_code, turn.tree, lock=True)
    commune = turn.tree.commune_of(unit_code)
    if roster is None or commune is None:
        raise NoSuchSeat("the team is gone")
    seat = Office.CONG_TAC_VIEN if form.wish in (str(Office.CONG_TAC_VIEN), WAITING) else Office(form.wish)
    applicant = _applicant(form, turn, commune.code)
    leaving = [one.person_id for one in await requests.leaving(turn.rows, unit_code) if one.person_id]
    if form.wish != WAITING or not any(one.person_id == applicant.person_id for one in roster.collaborators):
        check_join(applicant, roster, seat, commune.code, leaving)
    return roster


def _applicant(form: Join, turn: Turn, commune_code: str) -> Applicant:
    return Applicant(
        person_id=None if form.for_other else turn.speaker.person_id,
        birth_year=form.birth_year,
        lives_in=commune_code if form.belongs in (LIVES, ELSEWHERE) else None,
        works_in=commune_code if form.belongs == WORKS else None,
        guardian_consents=bool(form.guardian_says),
        is_teacher=is_teacher(form),
        holds_office=form.wish == form.facts.get("claims"),
    )


def _refusal(form: Join, error: RuleBroken) -> str:
    team = form.facts["team"]
    if isinstance(error, SeatTaken):
        return f"{team} vừa đủ người ạ. Gõ «xin vào tổ» lần nữa để làm cộng tác viên hoặc ghi tên chờ."
    if isinstance(error, AlreadyMember):
        return f"Mình đã có tên trong {team} rồi ạ. Gõ «danh sách tổ» để xem."
    if isinstance(error, NotFromHere):
        return _farewell(form.facts, ELSEWHERE)
    if isinstance(error, ConsentRequired):
        return NO_GUARDIAN_YET
    return f"Chỗ này của {team} theo chức danh, không nhận đơn ạ. Gõ «xin vào tổ» để chọn vai trò khác."


async def _person(form: Join, turn: Turn) -> Person:
    """The applicant as a person: the speaker, or somebody new; never merged by name with somebody on the list."""
    if form.for_other:
        return await _new_person(form, turn)
    known = turn.speaker.person
    if known is None:
        person = await _new_person(form, turn)
        await _bind(turn, person)
        return person
    told = replace(
        known,
        birth_year=known.birth_year or form.birth_year,
        sex=known.sex or (Sex(form.sex) if form.sex else None),
        phone=form.phone or known.phone,
    )
    if told != known:
        await people.change(turn.rows, told)
    return told


async def _new_person(form: Join, turn: Turn) -> Person:
    sex = Sex(form.sex) if form.sex else None
    person = Person(_new_id(), form.name, form.birth_year, sex, form.phone)
    await people.add(turn.rows, person, "chat", turn.at)
    return person


def _new_id() -> str:
    return f"Z{secrets.token_hex(6)}"


async def _bind(turn: Turn, person: Person) -> None:
    """The account speaks for this person from now on; its answer to the data notice goes with it."""
    await people.bind(turn.rows, turn.speaker.oa_id, turn.speaker.user_id, person.id, "self", turn.at)
    await record(turn, GIVEN, address=f"person:{person.id}")
    turn.audit("bound", f"person:{person.id}", how="self")


async def _asker(form: Join, turn: Turn) -> str | None:
    """Who files for somebody else; a stranger who does becomes known by the name given."""
    if not form.for_other:
        return None
    if turn.speaker.person_id is not None:
        return turn.speaker.person_id
    person = Person(_new_id(), form.asker)
    await people.add(turn.rows, person, "chat", turn.at)
    await _bind(turn, person)
    return person.id


async def _file(form: Join, turn: Turn, applicant: Person, roster: Roster) -> None:
    """The request, its prompt to the leader, and the receipt."""
    if needs_guardian(form):
        await record_guardian(turn, applicant.id)
    draft = Request(
        code="",
        kind=RequestKind.JOIN,
        applicant=applicant.name,
        unit_code=roster.team.unit_code,
        created_at=turn.at,
        office=Office(form.wish),
        person_id=applicant.id,
    )
    told = {
        name: form.answers.get(name)
        for name in ("birth_year", "sex", "phone", "occupation", "belongs", "guardian")
    }
    more = await _supplement(form, turn, applicant)
    case = await requests.create(
        turn.rows,
        draft,
        told=told,
        detail={"supplement": more} if more else {},
        asked_by=await _asker(form, turn),
    )
    turn.audit("join_submitted", case.code, unit=draft.unit_code, person=applicant.id)
    case = await prompt_next(turn, case)
    turn.say(await _receipt(form, turn, case, roster))
    await _hint_same_name(turn, applicant, roster)


async def _supplement(form: Join, turn: Turn, applicant: Person) -> str:
    """What the leader has to know besides: who filed it, who answers for a child."""
    parts = []
    if form.for_other:
        parts.append(f"{form.facts.get('asker') or form.asker} ghi hộ, mời hỏi lại người đó")
    if needs_guardian(form):
        parts.append(f"dưới 16 tuổi, người giám hộ {form.guardian} đã đồng ý, mời xác nhận lại với gia đình")
    return sentence("; ".join(parts))


async def _receipt(form: Join, turn: Turn, case: Case, roster: Roster) -> str:
    """The code, who looks at it, who decides, and where to see how it goes."""
    leader = None if roster.leader is None else await people.by_id(turn.rows, roster.leader.person_id)
    looks = "Tổ trưởng" if leader is None else f"{called(leader, turn.today, [Office.TO_TRUONG])}, Tổ trưởng,"
    if case.request.self_proposed:
        way = "Đơn được chuyển thẳng lên Chủ tịch UBND xã quyết định."
    elif leader is None or case.request.person_id == leader.id:
        way = "Tổ trưởng cấp xã xem và giới thiệu, Chủ tịch UBND xã quyết định."
    elif case.request.is_collaboration:
        way = f"{sentence(looks)} xem và trả lời."
    else:
        way = f"{sentence(looks)} xem và giới thiệu, Chủ tịch UBND xã quyết định."
    you = form.facts["you"]
    return f"✅ Trợ lý đã nhận đơn {case.code} xin vào {form.facts['team']}. {way}\nXem đơn: {you} gõ «đơn của tôi» ạ."


async def _hint_same_name(turn: Turn, applicant: Person, roster: Roster) -> None:
    """Somebody of that name is on the list without an account: only a code joins the two."""
    persons = await people.by_ids(turn.rows, [place.person_id for place in roster.everybody])
    mine = names.fold_name(applicant.name)
    same = [
        one.id for one in persons.values() if one.id != applicant.id and names.fold_name(one.name) == mine
    ]
    if set(same) - set(await people.accounts_of(turn.rows, same)):
        turn.say(
            "Trong danh sách của Tổ đã có một người cùng tên chưa kích hoạt. Nếu đó chính là mình, xin mã kích hoạt"
            " ở cán bộ xã rồi gõ mã vào đây; Trợ lý không tự ghép theo tên ạ."
        )


async def _put_on_the_list(form: Join, turn: Turn, applicant: Person) -> None:
    """J2: kept for the day a seat opens; the leader knows of it."""
    await _asker(form, turn)
    unit_code = form.unit_code or ""
    to = f"person:{applicant.id}"
    event = turn.incoming.key
    code = await notes.record(
        turn.rows, WAITING, to, applicant.name, turn.at, unit_code=unit_code, event_key=event
    )
    turn.audit("waits_for_seat", code, unit=unit_code, person=applicant.id)
    leaders = await people.offices_in(turn.rows, [unit_code], turn.today, [Office.TO_TRUONG])
    for one in leaders:
        text = (
            f"{sentence(called(applicant, turn.today))} xin ghi tên chờ làm thành viên {form.facts['team']} khi có chỗ"
            f" (mã {code}). Khi có chỗ, Trợ lý nhắc lại ạ."
        )
        turn.tell(f"person:{one.person_id}", text, about=f"{code}:waits")
    turn.say(
        f"✅ Trợ lý đã ghi tên chờ, mã {code}. Khi {form.facts['team']} có chỗ, Trợ lý báo {form.facts['you']} ạ."
    )


async def seat_opened(turn: Turn, unit_code: str) -> None:
    """Whoever waits for a seat in this team hears that one is free, and so does its leader."""
    unit = turn.tree.get(unit_code)
    waiting = [] if unit is None else await notes.in_unit(turn.rows, unit_code, WAITING)
    if unit is None or not waiting:
        return
    team = team_of(unit, turn.tree)
    for one in waiting:
        text = f"{team} vừa có một chỗ thành viên. Muốn tham gia, mời gõ «xin vào tổ {label(unit)}» ạ."
        turn.tell(
            one.address,
            text,
            word_button("Đăng ký", f"xin vào tổ {label(unit)}"),
            about=f"{one.code}:seat:{turn.today}",
        )
    listed = "; ".join(one.text for one in waiting[:5])
    for leader in await people.offices_in(turn.rows, [unit_code], turn.today, [Office.TO_TRUONG]):
        text = (
            f"{team} vừa có một chỗ thành viên. Đang chờ có chỗ: {listed}. Trợ lý đã báo những người này ạ."
        )
        turn.tell(f"person:{leader.person_id}", text, about=f"seat:{unit_code}:{turn.today}")

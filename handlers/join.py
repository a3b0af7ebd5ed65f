"""Joining a team: what it can end as, the form, and the request that goes to the leader and then to the chairman."""

from __future__ import annotations

import re

from domain.errors import RuleBroken
from domain.membership import (
    Outcome,
    Prospects,
    what_can_this_end_as,
)
from domain.people import PLACES, Office, Person, Sex, address
from domain.requests import RequestKind, RequestStatus
from domain.teams import Roster
from domain.units import label
from handlers.consent import GIVEN, REFUSED, forget_what_was_said, forget_what_was_sent, given_before, record
from handlers.conversation import Conversation
from handlers.forms import word_button
from handlers.join_filing import checked, farewell, file, refusal
from handlers.join_form import (
    JoinForm,
    over,
)
from handlers.naming import held, team_of
from handlers.personal import about_age
from handlers.places import communes_named, kept, villages_named
from handlers.turn import Turn
from storage import requests, teams
from storage.requests import Case
from vietnamese import fold
from vietnamese.writing import sentence

_IS = r"\b(?:la|lam|bau|moi|duoc|chuc)\b(?: \w+){0,3} "
LEADS = re.compile(_IS + r"(?:truong (?:thon|xom|khoi|ban)|to truong)\b")
DEPUTISES = re.compile(_IS + r"(?:bi thu (?:chi )?doan|to pho)\b")
COMMUNE_TEAM = re.compile(r"\bto (?:cap )?(?:xa|phuong)\b")
HELPS = re.compile(r"^(?!.*\b(?:khong|ko|thanh vien)\b).*\b(?:cong tac vien|ctv)\b", re.DOTALL)
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
        self._address(turn)
        looked = [self.unit_code, self.answers.get("whom")]
        if self.unit_code is not None and self.facts.get("looked_at") != looked:
            await self._look_up(turn, self.unit_code)
            self.facts["looked_at"] = looked
            self._take_wish()
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
            "helps": HELPS.search(said) is not None,
        }

    def _address(self, turn: Turn) -> None:
        """Whoever has just told year of birth and sex is addressed by them."""
        if turn.speaker.person is None and not self.for_other and self.answers.get("birth_year"):
            sex = Sex(self.sex) if self.answers.get("sex") else None
            told = Person("", self.name or "", self.birth_year, sex)
            self.facts["you"] = address(told, turn.today)

    def _take_wish(self) -> None:
        """Whoever has said as what is not asked again, where it is possible."""
        possible = str(Outcome.COLLABORATOR) in self.facts.get("outcomes", ()) and not self.facts.get("ended")
        if self.facts.get("helps") and possible and "wish" not in self.answers:
            self.take("wish", str(Office.CONG_TAC_VIEN))

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
    words=(
        r"(?:muon |xin )?tham gia(?: to)?(?: the nao| ra sao| rang| kieu chi)?"
        r"|.*\b(?:truong (?:thon|xom|khoi)|bi thu (?:chi )?doan)\b.*\b(?:vao|vo|tham gia) to\b.*"
    ),
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
    about = about_age(said)
    if about is not None:
        turn.say(about)
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
        roster = await checked(form, turn)
    except RuleBroken as error:
        turn.say(refusal(form, error))
        return
    await file(form, turn, roster)


async def _ends(form: Join, turn: Turn, reason: str) -> None:
    you, facts = form.facts["you"], form.facts
    if reason == REFUSED:
        await record(turn, REFUSED, address=turn.speaker.account)
        await forget_what_was_said(turn)
        await forget_what_was_sent(turn)
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
        turn.say(farewell(facts, reason))


async def _already(turn: Turn, form: Join) -> str:
    """J1: the seat held is named."""
    unit = turn.tree.get(form.unit_code)
    mine = [
        one.office for one in turn.speaker.offices if one.unit_code == form.unit_code and one.office in PLACES
    ]
    seat = held(mine[0], unit) if mine else f"người của {form.facts['team']}"
    claims = form.facts.get("claims")
    if claims is not None and claims not in {str(one) for one in mine}:
        return (
            f"{sentence(form.facts['you'])} đang là {seat} ạ. Mới giữ chức danh Trưởng thôn, Bí thư chi đoàn thì"
            " UBND xã kiện toàn Tổ: mời gõ «gặp cán bộ» để xã cập nhật."
        )
    return f"{sentence(form.facts['you'])} đang là {seat} rồi ạ. Mình muốn xem danh sách hay đăng ký giúp người khác?"

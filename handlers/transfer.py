"""Moving to another village's team: one request that the old leader proposes, the new one introduces (J13)."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import PLACES, Office
from domain.requests import Request, RequestKind
from domain.units import UnitKind, label
from handlers.announcing import prompt_next
from handlers.conversation import Conversation
from handlers.forms import Form
from handlers.naming import team_of
from handlers.officers import communes_of
from handlers.places import Place, PlaceForm, kept, villages_named
from handlers.questions import Choice, OneOf, ShortText, YesNo
from handlers.turn import Turn
from storage import requests, teams
from vietnamese.writing import sentence


class Transfer(PlaceForm):
    """To which team, from which, what it will end as, and why."""

    place = Place("Mình xin chuyển sang Tổ của thôn nào, xã nào ạ?", slot="to_village")

    from_team = OneOf(
        "Mình xin chuyển từ Tổ nào ạ?",
        lambda form: [Choice(code, name) for code, name in form.facts["mine"]],
        when=lambda form: len(form.facts.get("mine", ())) > 1,
    )
    agrees = YesNo(
        lambda form: _what_it_ends_as(form),
        yes="Xin chuyển",
        no="Thôi",
        when=lambda form: form.facts.get("to") is not None and not form.facts.get("ended"),
    )
    reason = ShortText(
        "Mình chuyển vì lý do gì ạ? Ví dụ: chuyển nhà.",
        optional=True,
        most=300,
        when=lambda form: form.answers.get("agrees") is True,
    )

    @property
    def old(self) -> str:
        """Code of the team left."""
        mine = self.facts["mine"]
        return str(self.answers.get("from_team") or mine[0][0])

    async def attend(self, turn: Turn) -> None:
        """Look up the team of destination once it is known."""
        await super().attend(turn)
        if self.unit_code is not None and self.facts.get("to") != self.unit_code:
            await self._look_up(turn, self.unit_code)

    async def _look_up(self, turn: Turn, unit_code: str) -> None:
        unit = turn.tree.get(unit_code)
        roster = await teams.roster(turn.rows, unit_code, turn.tree)
        ended = None
        if unit is None or unit.kind is not UnitKind.THON or roster is None:
            ended = "no_team"
        elif any(one.unit_code == unit_code and one.office in PLACES for one in turn.speaker.offices):
            ended = "there_already"
        elif (code := await _under_way(turn, [team for team, _ in self.facts["mine"]])) is not None:
            ended = code
        self.facts |= {
            "to": unit_code,
            "team": "" if unit is None else team_of(unit, turn.tree),
            "free": roster is not None and Office.THANH_VIEN in roster.vacant_seats(),
            "ended": ended,
            "you": turn.you,
        }


def _what_it_ends_as(form: Form) -> str:
    """Said before anything is sent: a free seat, or a helper's place (J13)."""
    team, you = form.facts["team"], sentence(form.facts["you"])
    place = (
        "còn chỗ thành viên"
        if form.facts["free"]
        else "đang đủ người, sang đó mình là cộng tác viên, chờ khi có chỗ"
    )
    return (
        f"{team} {place}. Tổ trưởng nơi đi đề xuất, Tổ trưởng nơi đến giới thiệu, Chủ tịch UBND xã quyết định.\n"
        f"{you} xin chuyển chứ ạ?"
    )


transfer = Conversation(
    "transfer",
    Transfer,
    intents=("transfer",),
    words=r".*\bxin (?:chuyen )?(?:qua|sang) to\b.*",
    help="xin chuyển sang Tổ khác",
    example="xin chuyển sang tổ thôn Bắc Hải",
    title="Chuyển Tổ",
)


@transfer.opens
async def begin(turn: Turn) -> Transfer | None:
    """Only who has a place may move it; the leader's comes with his office (J7)."""
    mine = [one for one in turn.speaker.offices if one.office in PLACES and _is_village(turn, one.unit_code)]
    if not mine:
        turn.say("Mình chưa có tên trong Tổ thôn nào ạ. Muốn tham gia, gõ «xin vào tổ» kèm tên thôn, tên xã.")
        return None
    movable = [one for one in mine if one.office is not Office.TO_TRUONG]
    if not movable:
        turn.say(
            "Chỗ Tổ trưởng theo chức danh Trưởng thôn nên không chuyển được ạ. Thôi chức danh thì UBND xã kiện toàn:"
            " gõ «xin thôi làm tổ trưởng» hoặc «gặp cán bộ»."
        )
        return None
    units = [(one.unit_code, turn.tree.get(one.unit_code)) for one in movable]
    form = Transfer(
        mine=[[code, label(unit)] for code, unit in units if unit is not None],
        within=[unit.code for unit in await communes_of(turn)],
    )
    await form.attend(turn)
    _settle(turn, form)
    return form


def _is_village(turn: Turn, code: str) -> bool:
    unit = turn.tree.get(code)
    return unit is not None and unit.kind is UnitKind.THON


def _settle(turn: Turn, form: Transfer) -> None:
    """What the message already says of the two villages."""
    if not turn.heard.says("transfer"):
        found, sure = villages_named(turn.tree, turn.directory, turn.heard.text, form.facts["within"])
        if found and sure:
            form.take("place", kept(turn.tree, found))
    origin = turn.heard.slot("from_village")
    if isinstance(origin, str) and len(form.facts["mine"]) > 1:
        named, sure = villages_named(turn.tree, turn.directory, origin)
        codes = [code for code, _ in form.facts["mine"]]
        same = [unit.code for unit in named if unit.code in codes]
        if sure and len(same) == 1:
            form.take("from_team", same[0])


@transfer.completes
async def submit(form: Transfer, turn: Turn) -> None:
    """File the request, unless one is under way or the world has moved on."""
    if form.facts.get("ended") == "there_already":
        turn.say(f"Mình đã có tên trong {form.facts['team']} rồi ạ.")
    elif form.facts.get("ended") == "no_team":
        turn.say("Nơi đó chưa có Tổ thôn trong danh sách của xã ạ. Cần hỏi, gõ «gặp cán bộ».")
    elif form.facts.get("ended"):
        turn.say(f"Đơn {form.facts['ended']} của mình còn đang được xem xét ạ. Gõ «đơn của tôi» để xem.")
    elif not form.agrees:
        turn.say("Dạ, Trợ lý không gửi gì ạ.")
    else:
        await _file(form, turn)


async def _under_way(turn: Turn, units: Sequence[str]) -> str | None:
    """The speaker's open request to leave or change one of these teams."""
    for case in await requests.of_person(turn.rows, turn.speaker.person_id or ""):
        one = case.request
        mine = one.person_id == turn.speaker.person_id and one.is_open
        if mine and one.kind is RequestKind.TRANSFER and one.from_unit_code in units:
            return case.code
        if mine and one.kind is RequestKind.LEAVE and one.unit_code in units:
            return case.code
    return None


async def _file(form: Transfer, turn: Turn) -> None:
    person = turn.speaker.person
    new, old = form.unit_code, form.old
    if person is None or new is None or old not in [one.unit_code for one in turn.speaker.offices]:
        turn.say("Danh sách Tổ vừa thay đổi, mời gõ lại «xin chuyển tổ» ạ.")
        return
    communes = [turn.tree.commune_of(code) for code in (old, new)]
    draft = Request(
        code="",
        kind=RequestKind.TRANSFER,
        applicant=person.name,
        unit_code=new,
        from_unit_code=old,
        created_at=turn.at,
        office=Office.THANH_VIEN if form.facts["free"] else Office.CONG_TAC_VIEN,
        person_id=person.id,
        reason=form.reason or "",
        one_chairman=communes[0] == communes[1],
    )
    case = await requests.create(turn.rows, draft)
    turn.audit("transfer_submitted", f"request:{case.code}", unit=new, old=old, person=person.id)
    await prompt_next(turn, case)
    turn.say(
        f"✅ Trợ lý đã nhận đơn {case.code}, xin chuyển sang {form.facts['team']}. Tổ trưởng nơi đi xem trước, rồi Tổ"
        " trưởng nơi đến và Chủ tịch UBND xã.\nXem đơn: gõ «đơn của tôi» ạ."
    )

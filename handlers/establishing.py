"""A village's team to be established: the commune team's leader names three people, the chairman decides."""

from __future__ import annotations

import re

from domain.authority import Action, may
from domain.people import SEATS, Office
from domain.requests import Request, RequestKind
from domain.teams import Roster, TeamStatus
from domain.units import Unit, UnitKind
from handlers.conversation import Conversation
from handlers.forms import Form, Misunderstood
from handlers.heard import Heard
from handlers.naming import called, team_of
from handlers.nominees import (
    EXAMPLE,
    IsKnown,
    Nominee,
    YearOf,
    known_id,
    look_up,
    person_for,
    told_of,
    words_of,
)
from handlers.officers import communes_of
from handlers.places import Place, PlaceForm, villages_named
from handlers.places import kept as place_kept
from handlers.read_back import ReadBack
from handlers.request_words import PLACE_WORDS
from handlers.sending_up import send_up
from handlers.turn import Turn
from storage import people, requests, teams
from storage.requests import Case
from vietnamese import fold
from vietnamese.names import fold_name
from vietnamese.writing import sentence

NOT_YOURS = (
    "Dạ, việc thành lập Tổ do Tổ trưởng cấp xã hoặc cán bộ phụ trách đề nghị. Cần giúp, gõ «gặp cán bộ» ạ."
)
_KNOWN = {"leader": "leader_known", "deputy": "deputy_known", "member": "member_known"}
_SEAT = {"leader": Office.TO_TRUONG, "deputy": Office.TO_PHO, "member": Office.THANH_VIEN}


def _open(form: Form, seat: str) -> bool:
    """Asked for while nothing stands against it and nobody sits there yet."""
    checked = form.facts.get("checked")
    return checked is not None and not form.facts.get("refused") and seat in form.facts["vacant"]


_SEAT_WORDS = {"to truong": "leader", "to pho": "deputy", "thanh vien": "member"}
_MENDS = re.compile(
    r"\s*(?:sửa|sua|sai|nhầm|nham|đổi|doi)(?:\s+(?:lại|lai|dòng|dong|số|so|mục|muc))*\s+"
    r"(?:(?P<line>[123])|(?P<seat>t[ổo] tr[ưu][ởo]ng|t[ổo] ph[óo]|th[àa]nh vi[êe]n))\b(?:\s+(?:rồi|roi|ạ|a))*"
    r"\s*(?:[=:]|\s(?:là|la|thành|thanh)\s)?\s*(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)


def _mended(form: Form, text: str) -> str | None:
    """The seat that "sửa 2", "sửa tổ phó" asks again; what was said of it is forgotten. None if it is no such word."""
    said = _MENDS.fullmatch(text)
    if said is None:
        return None
    name = list(_SEAT)[int(said["line"]) - 1] if said["line"] else _SEAT_WORDS[fold(said["seat"])]
    if not _open(form, name):
        raise Misunderstood("Chỗ này đã có người giữ, không sửa ở đây được ạ.", meant=True)
    for one in (name, f"{name}_known", f"{name}_year"):
        form.forget(one)
    question = form.step(name)
    if question is not None and said["value"].strip():
        try:
            question.hear(form, Heard(said["value"].strip(), "answer", {}, True))
        except Misunderstood:
            form.forget(name)  # asked again in its turn
    return name


class Seat(Nominee):
    """Who sits on a seat, or another seat that is to be asked again."""

    def hear(self, form: Form, heard: Heard) -> None:
        """The person, unless a line is mended."""
        if _mended(form, heard.text) is None:
            super().hear(form, heard)


class SeatsReadBack(ReadBack):
    """The seats in numbered lines; "sửa 2" asks that line again."""

    kind = "read_back"

    def hear(self, form: Form, heard: Heard) -> None:
        """Yes or no, or the line that is wrong, perhaps with its right value."""
        if _mended(form, heard.text) is None:
            super().hear(form, heard)

    def read(self, form: Form, heard: Heard) -> bool:
        try:
            return super().read(form, heard)
        except Misunderstood as error:
            raise Misunderstood("Đúng thì bấm «Gửi»; sai thì gõ «sửa» và số dòng, ví dụ «sửa 2».") from error


class Establishing(PlaceForm):
    """Which village, who sits on which seat, and the read-back."""

    place = Place("Thành lập Tổ của thôn nào ạ?", slot="village")
    leader = Seat(
        f"Ai làm Tổ trưởng (là Trưởng thôn) ạ? Mời gõ họ tên, năm sinh, ví dụ: {EXAMPLE}.",
        when=lambda form: _open(form, "leader"),
    )
    leader_known = IsKnown("leader")
    leader_year = YearOf("leader", "leader_known")
    deputy = Seat(
        "Ai làm Tổ phó (là Bí thư chi đoàn) ạ? Thôn chưa có thì bấm «Bỏ qua».",
        optional=True,
        when=lambda form: _open(form, "deputy"),
    )
    deputy_known = IsKnown("deputy")
    deputy_year = YearOf("deputy", "deputy_known")
    member = Seat(
        "Ai làm thành viên ạ? Người đang sinh sống hoặc công tác tại thôn.",
        when=lambda form: _open(form, "member"),
    )
    member_known = IsKnown("member")
    member_year = YearOf("member", "member_known")
    sure = SeatsReadBack(
        lambda form: _read_back(form),
        yes="Gửi",
        when=lambda form: form.facts.get("checked") is not None and not form.facts.get("refused"),
    )

    async def attend(self, turn: Turn) -> None:
        """Look at the village once it is known, and at the names once they are told."""
        await super().attend(turn)
        code = self.unit_code
        if code is None:
            return
        if self.facts.get("checked") != code:
            await self._check(turn, code)
        commune = turn.tree.commune_of(code)
        if commune is not None and not self.facts.get("refused"):
            await look_up(self, turn, commune.code, *_SEAT)

    async def _check(self, turn: Turn, code: str) -> None:
        unit, roster = turn.tree.get(code), await teams.roster(turn.rows, code, turn.tree)
        vacant = SEATS if roster is None else roster.vacant_seats()
        names = {} if roster is None else await _sitting(turn, roster)
        self.facts |= {
            "checked": code,
            "team": code if unit is None else team_of(unit),
            "vacant": [name for name, seat in _SEAT.items() if seat in vacant],
            "sitting": names,
            "refused": await _refused(turn, unit, roster),
        }


async def _sitting(turn: Turn, roster: Roster) -> dict[str, str]:
    """Who sits already in a team that worked before it was decided on."""
    known = await people.by_ids(turn.rows, [place.person_id for place in roster.active])
    by_seat = {seat: name for name, seat in _SEAT.items()}
    return {by_seat[one.office]: called(known[one.person_id], turn.today) for one in roster.active}


async def _refused(turn: Turn, unit: Unit | None, roster: Roster | None) -> str:
    """Why this village's team cannot be proposed by this speaker, or nothing."""
    if unit is None or unit.kind is not UnitKind.THON or not _may(turn, unit.code):
        return NOT_YOURS
    if roster is not None and roster.team.status is not TeamStatus.PROPOSED:
        return f"{team_of(unit)} đã được thành lập rồi ạ. Đổi người, gõ «thay ông … bằng bà …»."
    waiting = await _waiting(turn, unit.code)
    if waiting is not None:
        return f"Đề nghị thành lập {team_of(unit)} đã gửi rồi, mã {waiting.code} ạ. Xem: gõ «đơn của tôi»."
    return ""


def _may(turn: Turn, unit_code: str) -> bool:
    held = turn.speaker.offices
    leads = any(one.unit_code == unit_code for one in held)
    return not leads and any(
        may(action, held, unit_code, turn.tree) for action in (Action.INTRODUCE, Action.ENTER_DECISION)
    )


async def _waiting(turn: Turn, unit_code: str) -> Case | None:
    kinds = [RequestKind.ESTABLISH]
    found = await requests.of_unit(turn.rows, [unit_code], kinds=kinds)
    return next((one for one in found if one.request.is_open), None)


def _seated(form: Establishing) -> list[tuple[str, str]]:
    """Seat and person in words, leader first."""
    told = {name: words_of(told_of(form, name)) for name in _SEAT if form.answers.get(name)}
    everybody = {**form.facts["sitting"], **told}
    return [(PLACE_WORDS[seat], everybody.get(name, "chưa có")) for name, seat in _SEAT.items()]


_ASSURES = (
    "Sai thì gõ «sửa» và số dòng, ví dụ «sửa 2». Bấm «Gửi» là mình xác nhận những người này đã đồng ý"
    " tham gia, để xã ghi tên. Gửi Chủ tịch UBND xã chứ ạ?"
)


def _read_back(form: Establishing) -> str:
    lines = [f"{place}. {sentence(seat)}: {who}" for place, (seat, who) in enumerate(_seated(form), 1)]
    return "\n".join(
        [
            f"Trợ lý ghi: đề nghị thành lập {form.facts['team']}, gồm:",
            *lines,
            _ASSURES,
        ]
    )


establishing = Conversation(
    "establishing",
    Establishing,
    words=r"(?:(?:toi|minh|xin|cho|can|muon|de nghi|de xuat|trinh|dong chi|chu tich) )*"
    r"(?:thanh lap|lap)(?: moi)?(?: (?:to|to chuyen doi so(?: cong dong)?|to cds(?:cd)?))"
    r"(?: (?:cua )?(?:thon|xom|khoi(?: pho)?|to dan pho|tdp|ban|o) .+| moi)?",
    help="đề nghị thành lập Tổ của một thôn",
    example="đề nghị thành lập tổ thôn Yên Mỹ",
    title="Thành lập Tổ",
    outranks=True,  # said by a chairman it would else be read as a word on a request
)


@establishing.opens
async def begin(turn: Turn) -> Establishing | None:
    """The village may be named at once."""
    communes = [one.code for one in await communes_of(turn)]
    if not any(_may(turn, unit.code) for one in communes for unit in turn.tree.children(one, UnitKind.THON)):
        turn.say(NOT_YOURS)
        return None
    form = Establishing(today=turn.today.isoformat(), within=communes, villages_only=True)
    said = fold(turn.heard.text) if turn.is_read else ""
    if any(word in said.split() for word in ("thon", "xom", "khoi", "tdp", "ban", "pho")):
        found, sure = villages_named(turn.tree, turn.directory, turn.heard.text, communes)
        if found:
            form.take("place", place_kept(turn.tree, found, sure))
        else:
            turn.say(
                "Trợ lý chưa tìm thấy thôn này trong danh sách ạ. Mời gõ lại tên thôn; thôn chưa có trong danh sách"
                " thì nhờ cán bộ phụ trách thêm trước (gõ «gặp cán bộ»)."
            )
    return form


@establishing.completes
async def submit(form: Establishing, turn: Turn) -> None:
    """Everybody becomes known, the request goes up: with the leader's proposal in it where he files it himself."""
    if form.facts.get("refused"):
        turn.say(form.facts["refused"])
        return
    code = form.unit_code or ""
    unit, roster = turn.tree.get(code), await teams.roster(turn.rows, code, turn.tree, lock=True)
    refused = await _refused(turn, unit, roster)
    if not form.sure or refused:
        turn.say(refused or "Dạ, Trợ lý chưa gửi gì ạ.")
        return
    if _is_twice(form, roster):
        turn.say("Một người không giữ hai chỗ trong một Tổ được; Trợ lý chưa gửi gì ạ.")
        return
    case = await _file(turn, code, await _seats(form, turn, roster))
    turn.say(
        f"✅ Đã gửi đề nghị {case.code} thành lập {form.facts['team']}. "
        f"{_way(case)}\nXem đơn: gõ «đơn của tôi». Tờ trình: gõ «soạn tờ trình {case.code}» ạ."
    )


def _is_twice(form: Establishing, roster: Roster | None) -> bool:
    """Whether one person was named for two seats (J11)."""
    sitting = [] if roster is None else [one.person_id for one in roster.active]
    told = [
        known_id(form, name, _KNOWN[name]) or (fold_name(one["name"]), one["birth_year"])
        for name in _SEAT
        if form.answers.get(name) and (one := told_of(form, name))
    ]
    return len({*sitting, *told}) < len(sitting) + len(told)


async def _seats(form: Establishing, turn: Turn, roster: Roster | None) -> list[tuple[str, Office]]:
    sitting = {} if roster is None else {one.office: one.person_id for one in roster.active}
    found = []
    for name, seat in _SEAT.items():
        if seat in sitting:
            found.append((sitting[seat], seat))
        elif form.answers.get(name):
            told = told_of(form, name)
            found.append(((await person_for(turn, told, known_id(form, name, _KNOWN[name]))).id, seat))
    return found


async def _file(turn: Turn, code: str, seats: list[tuple[str, Office]]) -> Case:
    leads = await people.by_id(turn.rows, seats[0][0])
    draft = Request(
        code="",
        kind=RequestKind.ESTABLISH,
        applicant="" if leads is None else leads.name,
        unit_code=code,
        created_at=turn.at,
        office=Office.TO_TRUONG,
        person_id=seats[0][0],
        seats=tuple(seats),
    )
    by = turn.speaker.person_id or ""
    return await send_up(turn, draft, by, asked_by=by)


def _way(case: Case) -> str:
    if case.request.steps or case.request.self_proposed:
        return "Chủ tịch UBND xã quyết định."
    return "Tổ trưởng cấp xã đề xuất, Chủ tịch UBND xã quyết định."

"""Who is in a team: the list for its people and for officers, and a yes or no for whoever fears a fraud."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from domain.authority import Action, may
from domain.people import PLACES, Office, Person, mask_phone
from domain.teams import Place, Roster
from domain.units import Unit, UnitKind
from handlers.conversation import Conversation
from handlers.naming import OFFICE_WORDS, held, team_of
from handlers.officers import communes_of
from handlers.places import PlaceForm, kept
from handlers.questions import ShortText
from handlers.recipients import highest
from handlers.turn import Turn
from storage import people, teams
from vietnamese import fold, names

MOST_LISTED = 40
CALL_LIST = (
    "Danh sách gọi do Trợ lý tự nhắn, kèm số điện thoại và lý do:\n"
    "- Ai chưa nhận được việc cần trả lời hoặc thông báo: sáng hôm sau nhắn cán bộ xã (chưa có thì Tổ trưởng cấp xã).\n"
    "- Ai chưa nhận được lời nhắc báo cáo: nhắn Tổ trưởng cấp xã, cùng lúc với lời nhắc.\n"
    "Tin nào chưa tới, vì sao, xem lúc nào cũng được ở trang «Tin nhắc»: gõ «mở trang» ạ."
)
"""Where the list is seen that is promised after an announcement (`scheduler/unreached.py`, `scheduler/private.py`)."""
NO_CALL_LIST = "Dạ, danh sách gọi chỉ dành cho cán bộ phụ trách ạ."
_CALL_LIST = re.compile(r"\bdanh sach (?:can |phai |nguoi can )?goi\b")


class WhichTeam(PlaceForm):
    """Which team's list is wanted, where that is not plain."""


members = Conversation(
    "members",
    WhichTeam,
    intents=("member_list",),
    help="xem danh sách Tổ",
    example="danh sách tổ",
    title="Danh sách Tổ",
    aside=True,
)


@members.opens
async def begin(turn: Turn) -> WhichTeam | None:
    """The list of the team named, else of the speaker's own; several are offered."""
    if _CALL_LIST.search(fold(turn.incoming.text)):
        turn.say(CALL_LIST if highest(turn, Action.SEE_MESSAGES) is not None else NO_CALL_LIST)
        return None
    if not turn.speaker.offices:
        turn.say(
            "Dạ, danh sách Tổ chỉ dành cho người của Tổ và cán bộ phụ trách ạ."
            " Muốn biết một người có đúng của Tổ không, mời gõ: «anh Hùng có phải người của tổ thôn Đông Trung không»."
        )
        return None
    form = WhichTeam(within=[unit.code for unit in await communes_of(turn)])
    await form.attend(turn)
    own = [unit for code in turn.speaker.units_with(*PLACES) if (unit := turn.tree.get(code)) is not None]
    if own and not turn.heard.slot("village"):
        form.take("place", kept(turn.tree, own))
    return form


@members.completes
async def show(form: WhichTeam, turn: Turn) -> None:
    """The list, if the speaker's office allows to see it."""
    unit = turn.tree.get(form.unit_code)
    if unit is None or not may(Action.SEE_MEMBERS, turn.speaker.offices, unit.code, turn.tree):
        turn.say(
            "Dạ, danh sách này dành cho người của chính Tổ đó và cán bộ xã ạ. Xem Tổ mình: gõ «danh sách tổ»."
        )
        return
    roster = await teams.roster(turn.rows, unit.code, turn.tree)
    if roster is None:
        turn.say(f"{unit.name} chưa có Tổ trong danh sách của xã ạ. Cần hỏi thêm, gõ «gặp cán bộ».")
        return
    persons = await people.by_ids(turn.rows, [place.person_id for place in roster.everybody])
    turn.audit("saw_members", f"unit:{unit.code}")
    turn.say("\n".join(listing(turn, unit, roster, persons)))


def listing(turn: Turn, unit: Unit, roster: Roster, persons: Mapping[str, Person]) -> list[str]:
    """The lines of a team's list: seats with who holds them or "còn trống", then collaborators."""
    plain = may(Action.SEE_PHONES, turn.speaker.offices, unit.code, turn.tree)
    places: list[tuple[Office, Place | None]] = [(place.office, place) for place in roster.active]
    places += [(office, None) for office in roster.vacant_seats()]
    places.sort(key=lambda one: PLACES.index(one[0]))
    lines = [f"{team_of(unit, turn.tree)}: {len(roster.active)}/{roster.size} người."]
    lines += [
        f"{number}. {OFFICE_WORDS[office]}: {_who(place, persons, plain)}"
        for number, (office, place) in enumerate(places, 1)
    ]
    helpers = [_who(place, persons, plain) for place in roster.collaborators[:MOST_LISTED]]
    return [*lines, "Cộng tác viên: " + "; ".join(helpers) + "."] if helpers else lines


def _who(place: Place | None, persons: Mapping[str, Person], plain: bool) -> str:
    person = None if place is None else persons.get(place.person_id)
    if person is None:
        return "còn trống"
    phone = person.phone if plain else mask_phone(person.phone)
    return f"{person.name}, {phone}" if phone else person.name


class Somebody(PlaceForm):
    """Whom somebody asks about, and in which village."""

    name = ShortText("Mình hỏi về ai ạ? Mời gõ họ tên người đó.", slot="name", most=60)


verify = Conversation(
    "verify",
    Somebody,
    intents=("verify_member",),
    help="hỏi một người có đúng của Tổ không",
    example="anh Hùng có phải người của tổ không",
    title="Hỏi người của Tổ",
    aside=True,
)


@verify.opens
async def doubt_somebody(turn: Turn) -> Somebody:
    """Whoever is known in one commune is asked about there; others say the village."""
    communes = await communes_of(turn)
    form = Somebody(within=[unit.code for unit in communes])
    await form.attend(turn)
    if len(communes) == 1 and not turn.heard.slot("village"):
        form.settle(communes[0].code)
    return form


@verify.completes
async def confirm(form: Somebody, turn: Turn) -> None:
    """Yes or no, with the seat; only the name the speaker gave is said, and no number."""
    unit = turn.tree.get(form.unit_code)
    if unit is None:
        return
    codes = [unit.code, *(one.code for one in turn.tree.children(unit.code, UnitKind.THON))]
    found = await _seats_of(turn, codes, form.name)
    turn.audit("asked_about_member", f"unit:{unit.code}")
    where = team_of(unit, turn.tree)
    if found:
        seats = "; ".join(dict.fromkeys(held(place.office, turn.tree.get(code)) for code, place in found))
        turn.say(
            f"Có ạ: tên {form.name}, {seats}.\nNgười của Tổ không bao giờ hỏi mật khẩu, mã OTP hay thu tiền."
        )
    else:
        turn.say(
            f"Không có ai tên {form.name} trong {where} ạ.\nMình đừng cung cấp mật khẩu, mã OTP, giấy tờ;"
            " cần giúp thì gõ «gặp cán bộ»."
        )


async def _seats_of(turn: Turn, codes: Iterable[str], name: str) -> list[tuple[str, Place]]:
    rosters = await teams.rosters(turn.rows, codes, turn.tree)
    places = [(code, place) for code, roster in rosters.items() for place in roster.everybody]
    persons = await people.by_ids(turn.rows, [place.person_id for _, place in places])
    wanted = names.fold_name(name).split()
    return [(code, place) for code, place in places if _is_called(persons.get(place.person_id), wanted)]


def _is_called(person: Any, wanted: list[str]) -> bool:
    """The whole name, or its last words as people say it ("anh Hùng", "Văn Hùng")."""
    mine = [] if person is None else names.fold_name(person.name).split()
    return bool(wanted) and mine[-len(wanted) :] == wanted

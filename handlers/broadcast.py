"""An announcement to all team leaders below: by which ways it would go and what that costs is shown before it goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.authority import Action, may
from domain.messages import MessageKind
from domain.teams import TeamStatus
from domain.units import full_label
from domain.ways import Choices, Reach, Way
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.questions import ShortText
from handlers.read_back import ReadBack
from handlers.turn import Turn
from storage import ends, teams
from storage.reach import Ends, reaches
from vietnamese.writing import join_vi, number

NOT_YOURS = "Việc gửi thông báo chung do Chủ tịch, Tổ trưởng Tổ của xã hoặc cán bộ phụ trách làm ạ."
LIVES = timedelta(days=7)
WAYS = {
    Way.FREE: "nhắn thẳng",
    Way.PACKAGE: "nhắn bằng gói tin của trang",
    Way.GROUP: "nhắc trong nhóm để nhắn lại",
    Way.TEMPLATE_UID: "tin theo mẫu",
    Way.TEMPLATE_PHONE: "tin theo mẫu tới số điện thoại",
    Way.CALL: "chưa nhắn được, cần gọi",
}
_LEAD = re.compile(r"^\s*[^:\n]{0,80}:\s*")


class BroadcastForm(Form):
    """What is announced, to how many, at which price."""

    unit = Fact[str]()
    label = Fact[str]()
    persons = Fact[list[str]]()
    plan = Fact[str]()

    what = ShortText("Nội dung thông báo là gì ạ? Trợ lý gửi nguyên văn tới các Tổ trưởng.", least=5)
    sure = ReadBack(lambda form: _read_back(form), yes="Gửi")


def _read_back(form: BroadcastForm) -> str:
    return f"Gửi tới {number(len(form.persons))} Tổ trưởng ({form.label}):\n«{form.what}»\n{form.plan} Gửi chứ ạ?"


broadcast = Conversation(
    "broadcast",
    BroadcastForm,
    words=r"(?:toi |minh )?(?:muon |can )?(?:gui |nhan |ra )?thong bao (?:chung )?"
    r"(?:cho|toi|den) (?:cac|tat ca|toan bo|moi)(?: cac)? (?:to|thon|xom|to truong)\b[\s\S]*",
    help="gửi thông báo tới các Tổ trưởng",
    example="thông báo cho các Tổ trưởng: mai họp lúc 8 giờ",
    title="Thông báo",
)


@broadcast.opens
async def begin(turn: Turn) -> BroadcastForm | None:
    """Who is told is settled here, and read back with the price."""
    unit = _unit(turn)
    if unit is None:
        turn.say(NOT_YOURS)
        return None
    persons = await _leaders(turn, unit)
    if not persons:
        turn.say("Danh sách chưa có Tổ trưởng nào để gửi ạ.")
        return None
    place = turn.tree.get(unit)
    label = unit if place is None else full_label(place, turn.tree)
    form = BroadcastForm(unit=unit, label=label, persons=persons, plan=await _plan(turn, persons))
    told = _LEAD.sub("", turn.incoming.text, count=1) if _LEAD.match(turn.incoming.text) else ""
    if len(told) >= 5:
        form.take("what", told)
    return form


def _unit(turn: Turn) -> str | None:
    """The highest unit in which the speaker may announce."""
    mine = dict.fromkeys(one.unit_code for one in turn.speaker.offices)
    found = [code for code in mine if may(Action.ANNOUNCE, turn.speaker.offices, code, turn.tree)]
    return max(found, key=lambda code: len(turn.tree.subtree(code)), default=None)


async def _leaders(turn: Turn, unit: str) -> list[str]:
    codes = [one.code for one in turn.tree.subtree(unit)]
    rosters = await teams.rosters(turn.rows, codes, turn.tree)
    standing = [one for one in rosters.values() if one.team.status is not TeamStatus.CLOSED]
    found = [one.acting_leader.person_id for one in standing if one.acting_leader is not None]
    return [one for one in dict.fromkeys(found) if one != turn.speaker.person_id]


async def _plan(turn: Turn, persons: list[str]) -> str:
    """How many go by which way, and what that costs."""
    of_each = await ends.of_persons(turn.rows, persons, turn.speaker.oa_id)
    known = await reaches(turn.rows, [end for one in persons for end in of_each[one]], turn.at)
    cost, ways = price([[(end, known[end]) for end in of_each[one]] for one in persons], turn.at)
    told = [f"{number(count)} {WAYS[way]}" for way in Way if (count := ways[way])]
    money = f"dự kiến tốn {number(cost)} đồng" if cost else "không tốn tiền"
    return f"Cách gửi: {join_vi(told)}; {money}."


def price(known: Sequence[Sequence[tuple[Ends, Reach]]], at: datetime) -> tuple[int, Counter[Way]]:
    """Đồng and the number of messages by way, as of now: by the same arithmetic by which they go out."""
    choices = Choices(at)
    steps = [choices.take_best([(one.oa_id, one.who, ways) for one, ways in some])[1] for some in known]
    return sum(step.cost for step in steps), Counter(step.way for step in steps)


@broadcast.completes
async def submit(form: BroadcastForm, turn: Turn) -> None:
    """Owed to each, once."""
    if not form.sure or _unit(turn) != form.unit:
        turn.say("Dạ, Trợ lý chưa gửi thông báo ạ.")
        return
    for person in form.persons:
        turn.tell(
            f"person:{person}",
            f"Thông báo của {form.label}:\n{form.what}",
            about=f"broadcast:{turn.incoming.key}",
            kind=MessageKind.BROADCAST,
            lives=LIVES,
        )
    turn.audit("announced", f"unit:{form.unit}", persons=len(form.persons))
    turn.say(
        f"Đã gửi đi cho {number(len(form.persons))} Tổ trưởng. Ai chưa nhắn được, xã sẽ thấy trong danh sách gọi ạ."
    )

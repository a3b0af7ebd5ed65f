"""An announcement to all team leaders below: by which ways it would go and what that costs is shown before it goes."""

from __future__ import annotations

import re
from datetime import timedelta

from domain.authority import Action
from domain.messages import MessageKind
from domain.units import full_label
from handlers.conversation import Conversation
from handlers.forms import Fact, Form
from handlers.questions import ShortText
from handlers.read_back import ReadBack
from handlers.recipients import highest, leaders_below, ways_and_price
from handlers.turn import Turn
from vietnamese import fold
from vietnamese.writing import number, sentence

NOT_YOURS = "Việc gửi thông báo chung do Chủ tịch, Tổ trưởng Tổ của xã hoặc cán bộ phụ trách làm ạ."
LIVES = timedelta(days=7)
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
    r"(?:cho|toi|den) (?:cac|tat ca|toan bo|moi)(?: cac)? (?:to|thon|xom|to truong)\b[\s\S]*"
    r"|(?:nho |de nghi )?(?:bao|nhan|moi|trieu tap)(?: cho)? (?:cac|tat ca|toan bo)(?: cac)? to truong\b[\s\S]*"
    r"|hop (?:cac|tat ca|toan bo)(?: cac)? to(?: truong)?\b[\s\S]*",
    help="gửi thông báo tới các Tổ trưởng",
    example="thông báo cho các Tổ trưởng: mai họp lúc 8 giờ",
    title="Thông báo",
    outranks=True,  # a meeting is announced, nobody is asked for an answer by its hour
)


@broadcast.opens
async def begin(turn: Turn) -> BroadcastForm | None:
    """Who is told is settled here, and read back with the price."""
    unit = highest(turn, Action.ANNOUNCE)
    if unit is None:
        turn.say(NOT_YOURS)
        return None
    persons = await leaders_below(turn, unit)
    if not persons:
        turn.say("Danh sách chưa có Tổ trưởng nào để gửi ạ.")
        return None
    place = turn.tree.get(unit)
    label = unit if place is None else full_label(place, turn.tree)
    form = BroadcastForm(unit=unit, label=label, persons=persons, plan=await ways_and_price(turn, persons))
    told = _told(turn.incoming.text)
    if len(told) >= 5:
        form.take("what", told)
    return form


def _told(text: str) -> str:
    """What is to be announced, if the message says it: after a colon, or all of it where it is no bare command."""
    if _LEAD.match(text):
        return _LEAD.sub("", text, count=1)
    return "" if "thong bao" in fold(text) else sentence(text.strip())


@broadcast.completes
async def submit(form: BroadcastForm, turn: Turn) -> None:
    """Owed to each, once."""
    if not form.sure or highest(turn, Action.ANNOUNCE) != form.unit:
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

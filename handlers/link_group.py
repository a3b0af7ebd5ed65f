"""A leader links a group of his team, to which people added a Zalo Bot, and looks after the team's groups by button."""

from __future__ import annotations

from typing import Any

from domain.groups import GroupChannel, GroupKind
from domain.people import Office
from domain.units import UnitKind, label
from handlers import group_care
from handlers.conversation import Conversation
from handlers.turn import Turn
from storage import bots, codes, group_tasks, groups
from vietnamese.writing import sentence

link_group = Conversation(
    "link_group",
    words=r"(?:toi |em )?(?:muon |xin )?(?:lien ket|noi|ket noi) (?:voi )?(?:nhom|group)(?: zalo)?"
    r"(?: (?:cua )?(?:to|xa|thon|xom))?(?: a| nhe)?",
    help="liên kết nhóm Zalo của Tổ với Trợ lý",
    example="liên kết nhóm",
    title="Liên kết nhóm",
)

NOT_LEADER = "Việc này dành cho Tổ trưởng. Nhờ {you} báo Tổ trưởng nhắn Trợ lý «liên kết nhóm» ạ."
NO_BOT = "Xã mình chưa có Zalo Bot nên chưa liên kết được nhóm. Mời gõ «gặp cán bộ» để hỏi thêm ạ."
OWNED = "Nhóm của {where} do trang OA lập, Trợ lý đã ở trong nhóm nên không cần liên kết ạ."
CODE = (
    "1. Thêm «{bot}» vào nhóm Zalo của {where}. 2. Trong nhóm, gõ: @{bot} mã {code}\n"
    "Mã dùng một lần, trong 30 phút. {You} đừng gửi mã cho người ngoài Tổ ạ."
)


@link_group.opens
async def begin(turn: Turn) -> None:
    """A one-time code for the leader, to be typed in the group."""
    led = turn.speaker.units_with(Office.TO_TRUONG)
    unit = turn.tree.get(led[0]) if led else None
    if unit is None or turn.speaker.person_id is None:
        turn.say(NOT_LEADER.format(you=turn.you))
        return
    kind = GroupKind.XA if unit.kind is UnitKind.XA else GroupKind.THON
    known = await groups.one(turn.rows, unit.code, kind)
    if known is not None and known.channel == GroupChannel.GMF and known.address is not None:
        turn.say(OWNED.format(where=label(unit)))
        return
    every = await bots.everything(turn.rows)
    around = {unit.code, *(one.code for one in turn.tree.ancestors(unit.code))}
    serving = [one for one in every if one.unit_code is None or one.unit_code in around]
    if not serving:
        turn.say(NO_BOT)
        return
    code = codes.new_code()
    await group_tasks.keep_code(turn.rows, code, (unit.code, kind), turn.speaker.person_id, turn.at)
    turn.audit("group_code", f"unit:{unit.code}", kind=str(kind))
    shown, you = f"{code[:4]} {code[4:]}", turn.you
    text = CODE.format(bot=serving[0].name, where=label(unit), code=shown, You=sentence(you))
    turn.say(text)


@link_group.presses("group_done")
async def press_done(turn: Turn, tap: Any) -> None:
    """[Đã làm xong]: the owner has let people into a group, or out of it."""
    await group_care.done(turn, tap)


@link_group.presses("group_accept")
async def press_accept(turn: Turn, tap: Any) -> None:
    """[Cho vào]: a stranger who asked comes into the group."""
    await group_care.decide_stranger(turn, tap, "accept")


@link_group.presses("group_reject")
async def press_reject(turn: Turn, tap: Any) -> None:
    """[Không]: he does not."""
    await group_care.decide_stranger(turn, tap, "reject")

"""In a group: silent until called by name or mention; then general answers only, nothing personal, nothing echoed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.messages import MessageKind
from domain.periods import Period
from domain.units import Unit, label
from handlers import report_words
from handlers.deadline import left
from handlers.report_filing import commune_label
from handlers.turn import Turn
from storage import codes, group_tasks, groups, reports, roster
from storage.groups import Group
from vietnamese import fold
from vietnamese.writing import day, sentence

_CALLED = re.compile(
    r"^\W*(?:(?:da|em|a|chao|alo|oi) )*(?:bot )?tro ly\b(?! cua)|\btro ly oi\b|\boi tro ly\b"
)
_MENTION = re.compile(r"\[@[^\]]*\]|@\S+")
_ASKS = (
    ("code", r"\bma\b"),
    ("deadline", r"\b(?:han|deadline)\b|(?:bao gio|khi nao|ngay nao|hom nao)"),
    ("list", r"danh sach|thanh vien|to vien|so dien thoai|\bsdt\b|ai (?:chua|da|la)|to nao"),
    ("tally", r"tinh hinh|tien do|(?:bao nhieu|may) to|\bket qua\b"),
    ("help", r"tro giup|giup (?:gi|duoc)|lam (?:duoc|gi)|huong dan|\bhelp\b"),
    ("report", r"\bbao cao\b|\d"),
)
"""What is asked, by the first pattern that is found in the text without marks."""

HELP = "Trong nhóm, Trợ lý trả lời: «hạn báo cáo», «tình hình». Việc khác, mời nhắn riêng cho Trợ lý ạ."
PRIVATE = "Việc này mời nhắn riêng cho Trợ lý, để không lộ thông tin của ai trong nhóm ạ."
REPORT = "Số liệu báo cáo mời nhắn riêng cho Trợ lý; trong nhóm Trợ lý không đọc, không ghi ạ."
ASIDE = "Trợ lý ở đây chỉ báo tin chung cho nhóm. Việc riêng, mời nhắn trang Zalo OA của xã ạ."
UNLINKED = (
    "Nhóm này chưa liên kết với Tổ nào. Mời Tổ trưởng nhắn riêng trang Zalo OA «liên kết nhóm» để lấy mã ạ."
)
LINKED = "Đã liên kết nhóm này với {team}. Từ nay Trợ lý báo tin chung của Tổ ở đây ạ."
WAIT = "Đã thử sai nhiều lần, mời chờ một giờ rồi thử lại ạ."
WRONG_CODE = (
    "Mã chưa đúng hoặc đã hết hạn. Mời Tổ trưởng nhắn riêng trang Zalo OA «liên kết nhóm» để lấy mã mới ạ."
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the question was asked."""

    chat_id: str
    bot_id: str | None
    group: Group | None
    unit: Unit | None


async def answer(turn: Turn) -> None:
    """Answer what was asked by name; the same question in the same group once a minute."""
    incoming = turn.incoming
    if incoming.group_id is None or not is_called(incoming.text, incoming.oa_id, incoming.detail.get("bot")):
        return
    place = await _place(turn, incoming.group_id)
    if place.bot_id is not None and incoming.detail.get("private"):
        await _say(turn, place, "aside", ASIDE)
        return
    asked = _asked(incoming.text)
    if asked == "code" and place.bot_id is not None:
        await _link(turn, place)
    elif place.unit is None:
        await _say(turn, place, "unlinked", UNLINKED)
    else:
        await _say(turn, place, asked, await _words(turn, asked, place.unit))


def is_called(text: str, oa_id: str, bot_id: str | None) -> bool:
    """Whether the text speaks to the assistant: a bot of the Bot platform hears nothing else."""
    if bot_id is not None:
        return True
    return f"[@{oa_id}]" in text or _CALLED.search(fold(_MENTION.sub(" ", text)).strip()) is not None


def _asked(text: str) -> str:
    said = fold(_MENTION.sub(" ", text))
    if re.search(r"\bma\b", said) and codes.find(text) is None:
        said = re.sub(r"\bma\b", " ", said)
    return next((name for name, pattern in _ASKS if re.search(pattern, said)), "private")


async def _place(turn: Turn, chat_id: str) -> _Place:
    group = (await groups.by_group_ids(turn.rows, [chat_id])).get(chat_id)
    unit = None if group is None else turn.tree.get(group.unit_code)
    return _Place(chat_id, turn.incoming.detail.get("bot"), group, unit)


async def _say(turn: Turn, place: _Place, asked: str, text: str) -> None:
    """Into the group; where no unit has the chat only its bot can speak there."""
    minute = int(turn.at.timestamp() // 60)
    if place.group is not None and place.group.address is not None:
        # A letter with a check takes the long way, on which the same key is never sent twice.
        about, check = f"asked:{asked}:{minute}", {"asked": asked}
        turn.tell(place.group.address, text, about=about, kind=MessageKind.REPLY, check=check)
    elif place.bot_id is not None:
        about = f"{place.chat_id}:{asked}:{minute}"
        detail = {"bot": place.bot_id, "chat": place.chat_id, "text": text}
        await group_tasks.order(turn.rows, "say", about, (place.bot_id, "bot"), turn.at, **detail)


async def _words(turn: Turn, asked: str, unit: Unit) -> str:
    if asked == "deadline":
        return _deadline(turn, unit)
    if asked == "tally":
        return await _tally(turn, unit)
    return {"help": HELP, "report": REPORT}.get(asked, PRIVATE)


def _deadline(turn: Turn, unit: Unit) -> str:
    period = Period.current(turn.at, turn.house.window)
    due = reports.due_of(turn.directory, unit.code, period, turn.house.window)
    name = report_words.period_label(period, turn.house.window, turn.today.year)
    where = commune_label(turn, unit.code)
    when = f"{day(due.team)} ({left(due.team, turn.today)})"
    return f"Hạn gửi báo cáo {name}: {when}. Gửi về {where} bằng tin nhắn riêng ạ."


async def _tally(turn: Turn, unit: Unit) -> str:
    """n of N teams of the commune, as they stood when the period ended; nobody is named."""
    period = Period.current(turn.at, turn.house.window)
    then = turn.directory.tree(period.window(turn.house.window)[1])
    commune = then.commune_of(unit.code) or turn.tree.commune_of(unit.code)  # a village may be newer
    if commune is None:
        return PRIVATE
    below = {one.code for one in then.subtree(commune.code)} if commune.code in then else set()
    wanted = below & set(await roster.expected_teams(turn.rows, then))
    done = len(wanted & await roster.reported(turn.rows, period))
    name = report_words.period_label(period, turn.house.window, turn.today.year)
    if not wanted:
        return f"Chưa có Tổ nào của {label(commune)} phải gửi báo cáo {name} ạ."
    thanks = "Cảm ơn các Tổ!" if done else "Mời các Tổ trưởng nhắn riêng «báo cáo» cho Trợ lý ạ."
    return f"{sentence(label(commune))}: {done}/{len(wanted)} Tổ đã gửi báo cáo {name}. {thanks}"


async def _link(turn: Turn, place: _Place) -> None:
    """A code that a leader was given links the chat with his unit; wrong ones are counted."""
    code = codes.find(turn.incoming.text)
    if code is None or place.bot_id is None:
        return
    if await codes.is_tired(turn.rows, turn.speaker.account, turn.at):
        await _say(turn, place, "code", WAIT)
        return
    task = await group_tasks.use_code(turn.rows, code, turn.at)
    await codes.note_try(turn.rows, turn.speaker.account, turn.at, succeeded=task is not None)
    unit = None if task is None else turn.tree.get(task.unit_code)
    if task is None or unit is None or (place.group is not None and place.group.unit_code != task.unit_code):
        await _say(turn, place, "code", WRONG_CODE)
        return
    await groups.link_bot(turn.rows, task.unit_code, task.kind, place.chat_id, place.bot_id)
    turn.audit("group_linked", f"unit:{task.unit_code}", kind=task.kind, by=task.detail.get("person"))
    text = LINKED.format(team=report_words.team_label(unit, unit.code))
    about = f"{place.chat_id}:linked:{turn.incoming.key}"
    detail = {"bot": place.bot_id, "chat": place.chat_id, "text": text}
    await group_tasks.order(turn.rows, "say", about, (place.bot_id, "bot"), turn.at, **detail)

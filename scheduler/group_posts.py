"""Reminders in the Zalo groups of communes and villages: general, with n/N, praising; no names, nobody shamed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.calendar import weekday_and_date
from domain.deadlines import Tier
from domain.messages import MessageKind
from domain.reminders import Channel, Moment, Occasion
from scheduler.ledger import DueMoment, Ledger
from scheduler.lines import Line
from scheduler.notices import Notice, lines_of
from scheduler.wording import counted, days_left, deadline
from storage import groups
from storage.database import Rows
from storage.groups import Group
from vietnamese.writing import sentence

_KIND_OF = {Channel.COMMUNE_GROUP: "xa", Channel.VILLAGE_GROUP: "thon"}


async def plan(rows: Rows, ledger: Ledger, due: Sequence[DueMoment]) -> list[Line]:
    """The posts of these moments; a group without a bot gets them from its owner, as a card to forward."""
    known = {(group.unit_code, group.kind): group for group in await groups.everything(rows)}
    found = [
        _post(ledger, moment, until, commune, code, known.get((code, _KIND_OF[moment.channel])))
        for moment, until in due
        if moment.channel in _KIND_OF
        for commune, codes in ledger.by_commune.items()
        for code in _units(moment.channel, commune, codes)
    ]
    return await lines_of(rows, ledger.scene, found)


def _units(channel: Channel, commune: str, codes: Iterable[str]) -> list[str]:
    """Whose groups: the commune's, even before its own team is established, or those of the villages' teams."""
    return [commune] if channel is Channel.COMMUNE_GROUP else [code for code in codes if code != commune]


def _post(
    ledger: Ledger, moment: Moment, until: datetime, commune: str, code: str, group: Group | None
) -> Notice:
    done, expected = ledger.tally(commune)
    rule = f"{moment.kind} {'+'.join(moment.occasions)}"
    why = f"{ledger.period} due {moment.due}, {done}/{expected} reported"
    text = (
        _village_text(ledger, moment, commune, code)
        if code != commune
        else _commune_text(ledger, moment, code)
    )
    days = counted(moment.days_left(ledger.scene.now), moment.due)
    post = Notice(rule, code, why, moment.at, until, moment.key(code), text, check=days)
    if code != commune:
        post = replace(post, check={"owes": code, "period": str(ledger.period)} | days)
        if code in ledger.reported:
            post = _thanks(ledger, post, f"{done}/{expected} Tổ")
    if group is None:
        return replace(post, text="", why=f"{post.why}; but no group is known")
    if group.address is not None:
        return replace(post, to=group.address)
    return _card(ledger, post)


def _thanks(ledger: Ledger, post: Notice, tally: str) -> Notice:
    """The group of a team that has reported is thanked, once a period, and not reminded."""
    name, label = ledger.team(post.about), ledger.period.label()
    return replace(
        post,
        rule=f"{post.rule} (thanks)",
        why=f"{post.why}, this one too",
        key=f"reminder:{ledger.period}:thanks:{post.about}",
        text=f"UBND xã đã nhận báo cáo {label} của {name}. Toàn xã đã có {tally} gửi. Cảm ơn cả Tổ!",
        kind=MessageKind.BROADCAST,
        check=None,
    )


def _card(ledger: Ledger, post: Notice) -> Notice:
    """What the owner of a group without a bot is asked to forward; who has reported is left in peace."""
    owner, group = ledger.leader(post.about), ledger.team(post.about)
    if post.kind is MessageKind.BROADCAST or owner is None:
        reason = "it has no owner" if owner is None else "nobody is asked to forward thanks"
        return replace(post, text="", why=f"{post.why}; but no bot is in the group and {reason}")
    return replace(
        post,
        rule=f"{post.rule} (card)",
        key=f"{post.key}:card",
        text=f"Thưa {{hail}}, nhờ {{you}} chuyển giúp vào nhóm {group}:\n«{post.text}»",
        person_id=owner,
        kind=MessageKind.PROMPT,
    )


def _commune_text(ledger: Ledger, moment: Moment, commune: str) -> str:
    done, expected = ledger.tally(commune)
    label, tally, days = ledger.period.label(), f"{done}/{expected} Tổ", moment.days_left(ledger.scene.now)
    if done == expected:
        return f"Cả {tally} đã gửi báo cáo {label}. Cảm ơn các Tổ!"
    if moment.tier is Tier.COMMUNE:
        above = "huyện" if ledger.has_district else "Sở"
        today = f"Hôm nay, {weekday_and_date(moment.due)}, xã gửi tổng hợp {label} lên {above}."
        return f"{today} Nhóm đã có {tally} gửi báo cáo. Cảm ơn các Tổ! Tổ nào gửi thêm, Trợ lý vẫn nhận ạ."
    invite = "Mời các Tổ trưởng nhắn «báo cáo» cho Trợ lý, mất khoảng 2 phút ạ."
    if Occasion.OPENS in moment.occasions:
        opened = f"{_opened(ledger)}, {deadline(days, moment.due)}."
        return f"{opened} Nhóm đã có {tally} gửi. {invite}" if done else f"{opened} {invite}"
    left = days_left(days, moment.due)
    if done == 0:
        return f"{sentence(left)} gửi báo cáo {label}, nhóm có {tally} đã gửi. {invite}"
    return f"Nhóm đã có {tally} gửi báo cáo {label}; {left}. Cảm ơn các Tổ!"


def _village_text(ledger: Ledger, moment: Moment, commune: str, code: str) -> str:
    done, expected = ledger.tally(commune)
    label, days = ledger.period.label(), moment.days_left(ledger.scene.now)
    if Occasion.OPENS in moment.occasions:
        opened = f"{_opened(ledger)}, {deadline(days, moment.due)}."
        return f"{opened} Mời các thành viên gửi Tổ trưởng số liệu đã làm trong kỳ để tổng hợp ạ."
    left = f"{sentence(days_left(days, moment.due))} gửi báo cáo {label} của {ledger.team(code)}."
    others = f" Toàn xã đã có {done}/{expected} Tổ gửi." if done else ""
    return f"{left}{others} Cảm ơn cả Tổ đã cùng làm ạ."


def _opened(ledger: Ledger) -> str:
    return f"Kỳ báo cáo {ledger.period.label()} ({ledger.period.window_label(ledger.scene.window)}) đã mở"

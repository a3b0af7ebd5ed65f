"""Reminders in the Zalo groups of communes and villages: general, with n/N, praising; no names, nobody shamed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.calendar import weekday_and_date
from domain.deadlines import Tier
from domain.groups import GroupChannel
from domain.reminders import Channel, Moment, Occasion
from scheduler.ledger import DueMoment, Ledger
from scheduler.lines import Line
from scheduler.notices import Notice, lines_of
from scheduler.wording import capital, days_left, team
from storage import groups
from storage.database import Rows
from storage.groups import Group

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
    has_reported = moment.channel is Channel.VILLAGE_GROUP and code in ledger.reported
    rule = f"{moment.kind} {'+'.join(moment.occasions)}"
    done, expected = ledger.tally(commune)
    why = f"{ledger.period} due {moment.due}, {done}/{expected} reported"
    key = moment.key(code)
    if has_reported:
        # Whose team has reported is thanked once and not reminded.
        rule, why, key = f"{rule} (thanks)", f"{why}, this one too", f"reminder:{ledger.period}:thanks:{code}"
    text = _text(ledger, moment, commune, code, has_reported)
    check: dict[str, object] | None = None
    if moment.channel is Channel.VILLAGE_GROUP and not has_reported:
        check = {"owes": code, "period": str(ledger.period)}
    if group is None:
        return Notice(rule, code, f"{why}; but no group is known", moment.at, until)
    if group.channel != GroupChannel.MANUAL and group.group_id is not None:
        to = f"group:{group.group_id}"
        return Notice(rule, code, why, moment.at, until, key, text, to=to, check=check)
    return _card(ledger, Notice(f"{rule} (card)", code, why, moment.at, until, key, text, check=check))


def _card(ledger: Ledger, post: Notice) -> Notice:
    """What the owner of a group without a bot is asked to forward."""
    owner = ledger.leader(post.about)
    group = team(ledger.name(post.about))
    return replace(
        post,
        why=post.why if owner else f"{post.why}; but the group has no owner",
        key=f"{post.key}:card",
        text=f"Thưa {{hail}}, nhờ {{you}} chuyển giúp vào nhóm {group}:\n«{post.text}»",
        person_id=owner,
    )


def _text(ledger: Ledger, moment: Moment, commune: str, code: str, has_reported: bool) -> str:
    done, expected = ledger.tally(commune)
    label, tally = ledger.period.label(), f"{done}/{expected} Tổ"
    if moment.channel is Channel.VILLAGE_GROUP:
        return _village_text(ledger, moment, code, tally, has_reported)
    if done == expected:
        return f"Cả {tally} đã gửi báo cáo {label}. Cảm ơn các Tổ!"
    if moment.tier is Tier.COMMUNE:
        above = "huyện" if ledger.has_district else "Sở"
        when = f"Hôm nay, {weekday_and_date(moment.due)}, xã gửi tổng hợp {label} lên {above}."
        return f"{when} Nhóm đã có {tally} gửi báo cáo. Cảm ơn các Tổ! Báo cáo gửi thêm, Trợ lý vẫn nhận ạ."
    left = days_left(moment.days_left(ledger.scene.now), moment.due)
    if Occasion.OPENS in moment.occasions:
        opened = f"{capital(ledger.period.long_label(ledger.scene.window))} đã mở báo cáo, {left}."
        praise = f" Nhóm đã có {tally} gửi, cảm ơn các Tổ!" if done else ""
        return f"{opened}{praise} Mời các Tổ trưởng nhắn «báo cáo» cho Trợ lý, mất khoảng 2 phút ạ."
    return f"Nhóm đã có {tally} gửi báo cáo {label}; {left}. Cảm ơn các Tổ!"


def _village_text(ledger: Ledger, moment: Moment, code: str, tally: str, has_reported: bool) -> str:
    label, name = ledger.period.label(), team(ledger.name(code))
    if has_reported:
        return f"UBND xã đã nhận báo cáo {label} của {name}. Toàn xã đã có {tally} gửi. Cảm ơn cả Tổ!"
    left = capital(days_left(moment.days_left(ledger.scene.now), moment.due))
    window = ledger.period.window_label(ledger.scene.window)
    if Occasion.OPENS in moment.occasions:
        return (
            f"Kỳ báo cáo {label} ({window}) đã mở. {left}."
            " Mời các thành viên gửi Tổ trưởng số liệu đã làm trong kỳ để tổng hợp ạ."
        )
    return f"{left} gửi báo cáo {label} của {name}. Toàn xã đã có {tally} gửi. Cảm ơn cả Tổ đã cùng làm ạ."

"""Private reminders, only to those who still owe, and the call list of those whom no message reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.deadlines import Tier
from domain.messages import MessageKind
from domain.reminders import Audience, Channel
from scheduler.ledger import DueMoment, Ledger
from scheduler.lines import Line
from scheduler.notices import Notice, lines_of, unreachable
from scheduler.wording import NOTHING_DONE, REPORT, counted, days_left, teams
from storage import recipients, sweeping
from storage.database import Rows


async def plan(rows: Rows, ledger: Ledger, due: Sequence[DueMoment]) -> list[Line]:
    """The reminders of these moments: team leaders, communes for their consolidation, the last tier."""
    lines: list[Line] = []
    for one in due:
        if one[0].channel is not Channel.PRIVATE:
            continue
        if one[0].tier is Tier.TEAM:
            lines += await _to_teams(rows, ledger, one)
        else:
            lines += await lines_of(rows, ledger.scene, _to_those_above(ledger, one))
    return lines


def notice_at(ledger: Ledger, due: DueMoment, about: str, why: str) -> Notice:
    """A notice of this moment about a unit, without recipient and text yet."""
    moment, until = due
    return Notice(f"{moment.kind} {'+'.join(moment.occasions)}", about, why, moment.at, until)


# --- teams ---------------------------------------------------------------------------------------------------------


async def _to_teams(rows: Rows, ledger: Ledger, due: DueMoment) -> list[Line]:
    notices = [_to_leader(ledger, due, code) for codes in ledger.by_commune.values() for code in codes]
    lines = await lines_of(rows, ledger.scene, notices)
    owing = [one for one in notices if one.person_id is not None]
    return lines + await lines_of(rows, ledger.scene, await _call_lists(rows, ledger, due, owing))


def _to_leader(ledger: Ledger, due: DueMoment, code: str) -> Notice:
    """To the leader; in a village without one to the deputy, who is in charge of reporting (J7)."""
    moment = due[0]
    if code in ledger.reported:
        return notice_at(ledger, due, code, f"{ledger.period} is reported already")
    notice = notice_at(ledger, due, code, f"owes {ledger.period}, due {moment.due}")
    place = ledger.rosters[code].acting_leader if code in ledger.rosters else None
    if place is None:
        return replace(notice, why=f"{notice.why}; but the team has neither leader nor deputy")
    days = moment.days_left(ledger.scene.now)
    left = days_left(days, moment.due)
    by, name = ledger.drafted.get(code, ("", ""))
    how = " {You} bấm «Báo cáo», mất khoảng 2 phút ạ."
    if name:
        whose = "bản soạn dở" if by == place.person_id else f"bản {name} soạn sẵn"
        how = f" Đã có {whose}: {{you}} bấm «Báo cáo» xem lại rồi gửi là xong ạ."
    return replace(
        notice,
        key=moment.key(code, place.person_id),
        text=f"⏰ Thưa {{hail}}, {left} gửi báo cáo {ledger.named} của {ledger.team(code)}.{how}",
        person_id=place.person_id,
        office=place.office,
        buttons=(REPORT,) if name else (REPORT, NOTHING_DONE),
        check={"owes": code, "period": str(ledger.period), "holds": str(place.office), "unit": code}
        | counted(days, moment.due),
    )


async def _call_lists(rows: Rows, ledger: Ledger, due: DueMoment, owing: Sequence[Notice]) -> list[Notice]:
    """To each commune's leader: whom no message reaches, with the reason and the number to call."""
    known = await recipients.recipients(
        rows, [one.person_id for one in owing if one.person_id], ledger.scene.now
    )
    failed = await sweeping.failed_addresses(rows, f"reminder:{ledger.period}:{Channel.PRIVATE}:")
    calls: dict[str, list[str]] = {}
    for one in owing:
        recipient, commune = known.get(one.person_id or ""), ledger.commune_of(one.about)
        if recipient is None or commune is None or recipient.has_withdrawn or recipient.is_erased:
            continue
        reason = _reason(unreachable(recipient, ledger.scene), recipient.address in failed)
        if reason is not None:
            phone = recipient.person.phone or "chưa có số điện thoại"
            entry = f"- {ledger.name(one.about)}: {recipient.person.name}, {phone} ({reason})"
            calls.setdefault(commune, []).append(entry)
    return [one for commune in calls for one in _call_list(ledger, due, commune, calls[commune])]


def _reason(against: str | None, has_failed: bool) -> str | None:
    if against is not None:
        return "chưa kết nối Zalo" if "bound" in against else "lâu chưa nhắn Trợ lý"
    return "tin trước không gửi được" if has_failed else None


def _call_list(ledger: Ledger, due: DueMoment, commune: str, entries: Sequence[str]) -> list[Notice]:
    listed = "\n".join(entries)
    notice = notice_at(
        ledger, due, commune, f"{len(entries)} owe {ledger.period} and no message reaches them"
    )
    notice = replace(
        notice,
        rule=f"{notice.rule} (call list)",
        key=due[0].key(commune, "calls"),
        text=f"Thưa {{hail}}, Trợ lý chưa nhắn được cho những người sau, nhờ {{you}} gọi nhắc báo cáo"
        f" {ledger.named} giúp ạ:\n{listed}",
        kind=MessageKind.ESCALATION,
    )
    return ledger.hearing(notice, Audience.COMMUNE_LEADER_AND_DEPUTIES, commune)


# --- communes and districts ----------------------------------------------------------------------------------------


def _to_those_above(ledger: Ledger, due: DueMoment) -> list[Notice]:
    if due[0].tier is Tier.COMMUNE:
        return [one for commune in ledger.by_commune for one in _to_commune(ledger, due, commune)]
    return [
        one for code, below in ledger.by_district.items() for one in _to_district(ledger, due, code, below)
    ]


def _to_commune(ledger: Ledger, due: DueMoment, commune: str) -> list[Notice]:
    """A commune owes its consolidation as long as the report of one of its teams is missing."""
    moment, (done, expected) = due[0], ledger.tally(commune)
    why = f"{done}/{expected} teams reported {ledger.period}, consolidation due {moment.due}"
    if done == expected:
        return [notice_at(ledger, due, commune, f"{why}: complete")]
    days = moment.days_left(ledger.scene.now)
    left = days_left(days, moment.due)
    missing = teams(ledger.names(ledger.missing_in(commune), commune))
    above = "huyện" if ledger.has_district else "Sở"
    notice = replace(
        notice_at(ledger, due, commune, why),
        key=moment.key(commune),
        text=f"Thưa {{hail}}, {left} xã gửi tổng hợp báo cáo {ledger.named} lên {above}."
        f" Đã có {done}/{expected} Tổ gửi; chưa nhận được: {missing}. Nhờ {{you}} nhắc giúp ạ.",
        check=ledger.still_missing([commune]) | counted(days, moment.due),
    )
    return ledger.owing(notice, Tier.COMMUNE, commune)


def _to_district(ledger: Ledger, due: DueMoment, district: str, communes: Iterable[str]) -> list[Notice]:
    """The district owes as long as one of its communes is incomplete."""
    moment, tally = due[0], ledger.complete(communes)
    why = f"{tally} communes complete for {ledger.period}, due {moment.due}"
    missing = ledger.incomplete(communes)
    if not missing:
        return [notice_at(ledger, due, district, why)]
    days = moment.days_left(ledger.scene.now)
    left = days_left(days, moment.due)
    notice = replace(
        notice_at(ledger, due, district, why),
        key=moment.key(district),
        text=f"Thưa {{hail}}, {left} huyện gửi tổng hợp báo cáo {ledger.named} lên Sở."
        f" Đã đủ {tally} xã; chưa đủ: {teams([ledger.name(one) for one in missing])} ạ.",
        check=ledger.still_missing(communes) | counted(days, moment.due),
    )
    return ledger.owing(notice, Tier.DISTRICT, district)

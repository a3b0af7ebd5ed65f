"""Deadlines by tier, from a period on: looked at first with the due dates that come of them; the past stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from domain.authority import Action
from domain.calendar import moment
from domain.deadlines import BOUNDS, Offsets, Rules, out_of_bounds
from domain.errors import Malformed
from domain.periods import Period
from storage import deadlines as kept
from web.about import by_top
from web.moving import chains_of, moved_by, moves_words
from web.page import Context, Elsewhere, Page, Refused
from web.visit import Visit

deadlines = Page(
    "deadlines",
    "/cai-dat/han-nop",
    "Hạn nộp từng cấp",
    sees=(Action.SET_RULES,),
    about=by_top,
    menu="Hạn nộp",
)
FIRST = "tu-ky"
LABELS = {
    "last_day": "Cấp nộp lên Sở: chậm nhất ngày mấy trong tháng",
    "commune_before_last": "Xã (nơi có cấp huyện): trước hạn đó mấy ngày làm việc",
    "team_before_last": "Các Tổ: trước hạn đó mấy ngày làm việc",
    "team_after_close": "Các Tổ: có ít nhất mấy ngày sau khi kỳ khép lại",
}
SAID = {
    "last_day": "Nộp lên Sở: chậm nhất ngày {}",
    "commune_before_last": "Xã (nơi có cấp huyện): trước hạn đó {} ngày làm việc",
    "team_before_last": "Các Tổ: trước hạn đó {} ngày làm việc",
    "team_after_close": "Các Tổ: có ít nhất {} ngày sau khi kỳ khép lại",
}
OFFERED = 12
"""So many periods to come are offered to begin with."""
SHOWN = 3
"""The due dates of so many periods are compared."""
_LATER = "Kỳ này đã khép lại hoặc không có trong danh sách nên hạn của kỳ giữ nguyên. Mời chọn một kỳ sau."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants: as it was typed, what is wrong by field, and what would move."""

    given: Mapping[str, str]
    faults: Mapping[str, str]
    first: Period | None = None
    offsets: Offsets | None = None
    effects: tuple[str, ...] = ()


@deadlines.shows
async def show(visit: Visit) -> Context:
    """What holds from when, the fields, and what would come of the change that is looked at."""
    wanted = _wanted(visit, visit.asked) if FIRST in visit.asked else None
    coming = periods_to_come(visit)
    return {
        "lines": [_line(visit, one) for one in (Offsets(), *visit.directory.deadlines)],
        "wanted": wanted,
        "until": "" if wanted is None else _until(visit, wanted),
        "given": _given(visit, coming[0]) if wanted is None else wanted.given,
        "faults": {} if wanted is None else wanted.faults,
        "coming": coming,
        "fields": [(name, LABELS[name], *BOUNDS[name]) for name in _names(visit)],
    }


def _until(visit: Visit, wanted: Wanted) -> str:
    """The first period of the next setting that stands already, or nothing."""
    if wanted.offsets is None:
        return ""
    begins = wanted.offsets.valid_from
    return next((_first_of(one, visit) for one in visit.directory.deadlines if one.valid_from > begins), "")


def _names(visit: Visit) -> list[str]:
    """The settings that matter here: without a district anywhere the communes are the last tier."""
    return [one for one in BOUNDS if one != "commune_before_last" or True in chains_of(visit)]


def periods_to_come(visit: Visit) -> list[Period]:
    """The periods whose window has not closed: what may still be changed for them."""
    running = Period.running(visit.at, visit.site.window)
    listed = [running.shifted(by) for by in range(OFFERED + 1)]
    return [one for one in listed if one.window(visit.site.window)[1] > visit.today][:OFFERED]


def _given(visit: Visit, first: Period) -> dict[str, str]:
    """What holds for that period, to begin with."""
    holds = visit.directory.rules.offsets(first, visit.site.window)
    return {FIRST: str(first)} | {name: str(getattr(holds, name)) for name in BOUNDS}


def _line(visit: Visit, one: Offsets) -> tuple[str, list[str], str]:
    """From which period, the settings in words, and the day by which they are taken back, if they may be."""
    told = [SAID[name].format(getattr(one, name)) for name in _names(visit)]
    if one.valid_from == date.min:
        return "từ đầu", told, ""
    back = one.valid_from.isoformat() if one.valid_from > visit.today else ""
    return f"từ kỳ {_first_of(one, visit)}", told, back


def _first_of(one: Offsets, visit: Visit) -> str:
    """The first period that goes by these settings: "tháng 1/2027"."""
    first = Period.running(moment(one.valid_from, time()), visit.site.window)
    return f"{first.label()}/{first.year}"


# --- looking first ------------------------------------------------------------------------------------------------


def _wanted(visit: Visit, form: Mapping[str, Any]) -> Wanted:
    """What the fields say, judged."""
    given = {key: str(form.get(key, "")).strip() for key in (FIRST, *BOUNDS)}
    first = _period(visit, given[FIRST])
    faults = {} if first is not None else {FIRST: _LATER}
    standing = visit.directory.rules.offsets(first or periods_to_come(visit)[0], visit.site.window)
    figures: dict[str, Any] = {}
    for name in _names(visit):
        if given[name].isascii() and given[name].isdecimal() and len(given[name]) < 3:
            figures[name] = int(given[name])
        else:
            faults[name] = _between(name)
    offsets = replace(standing, **figures)
    has_district = True in chains_of(visit)
    for name in out_of_bounds(offsets, has_district):
        faults.setdefault(name, _between(name))
        if BOUNDS[name][0] <= getattr(offsets, name) <= BOUNDS[name][1]:
            faults[name] = "Các Tổ phải nộp trước xã hoặc cùng ngày: mời ghi số bằng hoặc lớn hơn số của xã."
    if first is None or faults:
        return Wanted(given, faults)
    offsets = replace(offsets, valid_from=first.window(visit.site.window)[1])
    return Wanted(given, {}, first, offsets, _effects(visit, _with(visit, offsets), first))


def _between(name: str) -> str:
    low, high = BOUNDS[name]
    return f"Mời ghi một số từ {low} đến {high}."


def _period(visit: Visit, text: str) -> Period | None:
    try:
        period = Period.parse(text)
    except Malformed:
        return None
    return period if period in periods_to_come(visit) else None


def _with(visit: Visit, offsets: Offsets) -> Rules:
    others = [one for one in visit.directory.deadlines if one.valid_from != offsets.valid_from]
    return replace(visit.directory.rules, settings=(*others, offsets))


def _effects(visit: Visit, after: Rules, first: Period) -> tuple[str, ...]:
    listed = [first.shifted(by) for by in range(SHOWN)]
    return (*moves_words(moved_by(visit, after, listed)), *_same_day(visit, after, first))


def _same_day(visit: Visit, after: Rules, first: Period) -> list[str]:
    """A commune that owes its consolidation on the day its teams owe their reports has no day to look at them."""
    dues = [after.due(first, one, visit.site.window) for one in chains_of(visit)]
    if all(one.team < one.commune for one in dues):
        return []
    return [
        f"Kỳ {first.label()}/{first.year}, Tổ và xã cùng hạn một ngày: xã không còn ngày nào để xem, tổng hợp."
    ]


# --- doing --------------------------------------------------------------------------------------------------------


@deadlines.does("set", Action.SET_RULES)
async def put(visit: Visit, form: Any) -> str:
    """Let what was looked at hold from its period on; twice is once."""
    wanted = _wanted(visit, form)
    if wanted.offsets is None or wanted.first is None:
        raise Refused(" ".join(wanted.faults.values()))
    first = wanted.first
    stood = visit.directory.rules.offsets(first, visit.site.window)
    here = visit.link("deadlines")
    if not await kept.put(visit.rows, wanted.offsets):
        raise Elsewhere(here, "Hạn này đã được ghi rồi, không phải ghi lại.")
    visit.turn.audit(
        "deadlines_set",
        f"deadlines:{wanted.offsets.valid_from}",
        before=in_words(stood),
        after=in_words(wanted.offsets),
    )
    told = f"Đã ghi hạn nộp mới, dùng từ kỳ {first.label()}/{first.year}; các kỳ trước giữ nguyên."
    raise Elsewhere(here, " ".join([told, *wanted.effects]))


@deadlines.does("remove", Action.SET_RULES)
async def remove(visit: Visit, form: Any) -> str:
    """Take back what does not hold yet; twice is once."""
    day = str(form.get("tu", ""))
    found = next((one for one in visit.directory.deadlines if one.valid_from.isoformat() == day), None)
    if found is None:
        raise Elsewhere(visit.link("deadlines"), "Hạn này đã bỏ rồi.")
    if found.valid_from <= visit.today:
        raise Refused("Hạn này đã có kỳ dùng nên giữ nguyên. Mời ghi hạn mới cho một kỳ sau.")
    await kept.remove(visit.rows, found.valid_from)
    visit.turn.audit("deadlines_removed", f"deadlines:{found.valid_from}", before=in_words(found))
    raise Elsewhere(visit.link("deadlines"), "Đã bỏ. Các kỳ sau theo hạn đang dùng trước đó.")


def in_words(one: Offsets) -> str:
    """The settings in a line for the audit."""
    return (
        f"chậm nhất ngày {one.last_day}, xã trước {one.commune_before_last}, Tổ trước {one.team_before_last} ngày làm "
        f"việc, Tổ sau khi khép kỳ ít nhất {one.team_after_close} ngày"
    )

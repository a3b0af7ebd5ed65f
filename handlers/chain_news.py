"""What happens to a report after it was used: each level that used the number is told, with what it was and is now."""

from __future__ import annotations

from domain.consolidations import difference
from domain.periods import Period
from domain.reports import changes
from domain.units import Unit, label
from handlers import chain_words as words
from handlers import report_words
from handlers.chain_parts import receiver, tree_of
from handlers.consolidating import course_of, passers
from handlers.turn import Turn
from storage import chain, completeness
from storage.chain import Use
from storage.reports import Kept
from vietnamese.writing import number

OWN = "Bản đã gửi giữ nguyên. Gõ TỔNG HỢP để duyệt và gửi bản bổ sung ạ."


async def amended(turn: Turn, written: Kept) -> list[str]:
    """Tell everybody who used an amended report: who consolidated it, and to whom that was sent. Who was told (ids)."""
    told: list[str] = []
    for use in await chain.users_of(turn.rows, written.id):
        unit = turn.tree.get(use.unit_code)
        above = receiver(turn, use.unit_code, written.report.period)
        text = await _amended_text(turn, written, use, unit, above)
        own, others = await passers(turn, unit), await passers(turn, above)
        for persons, last in (own, OWN), (others, "Nơi gửi sẽ gửi bản bổ sung; bản đã gửi giữ nguyên ạ."):
            for person in persons:
                if person != turn.speaker.person_id and person not in told:
                    about = f"{written.report.code}:amended:{written.report.revision}"
                    turn.tell(f"person:{person}", f"{text}\n{last}", about=about)
                    told.append(person)
    return told


async def _amended_text(turn: Turn, written: Kept, use: Use, unit: Unit | None, above: Unit | None) -> str:
    report = written.report
    template = turn.directory.form_version(report.form_version)
    figures = {key: value for key, value in report.values.items() if isinstance(value, int)}
    whose = "đơn vị" if unit is None else words.of_whom(unit)
    head = (
        f"Báo cáo đính chính {report.period.label()} của {_team(turn, report.unit_code, report.period)}"
        f" (mã {report.code}), sau khi {whose} đã gửi {words.above_words(above)}:"
    )
    # What a report of nothing gave as 0 and the new one leaves open has not moved the sum.
    moved = tuple(one for one in changes(use.figures, figures) if not (one.was == 0 and one.now is None))
    differ = report_words.changed(template, moved)
    return "\n".join([head, *differ, *await _sums(turn, use, report.period)])


async def _sums(turn: Turn, use: Use, period: Period) -> list[str]:
    """How the unit's own sums change by it."""
    course = await course_of(turn, use.unit_code, period)
    if course.sent is None or course.sent.figures is None:
        return []
    template = turn.directory.form(period.window(turn.house.window)[1])
    change = difference(course.sent.figures, course.now)
    lines = words.changed(change, template, tree_of(turn, period), use.unit_code)
    return ["Tổng số:", *lines] if lines else []


def _team(turn: Turn, unit_code: str, period: Period) -> str:
    return report_words.team_label(tree_of(turn, period).get(unit_code), unit_code)


async def all_in(turn: Turn, written: Kept) -> None:
    """The last report that a commune waited for has come: who passes its figures on hears so, once a month."""
    period = written.report.period
    commune = tree_of(turn, period).commune_of(written.report.unit_code)
    if commune is None:
        return
    rolls = await completeness.rolls(turn.rows, commune.code, [period], turn.house.window, turn.directory)
    attendance = rolls[period].attendance
    if attendance.missing or written.report.unit_code not in attendance.expected:
        return
    many = number(len(attendance.expected))
    for person in await passers(turn, turn.tree.get(commune.code)):
        if person != turn.speaker.person_id:
            turn.tell(
                f"person:{person}",
                f"Đã nhận đủ {many}/{many} báo cáo {period.label()} của các Tổ {label(commune)}."
                " Gõ TỔNG HỢP để xem, duyệt và gửi lên ạ.",
                about=f"{commune.code}:{period}:all_in",
            )


async def late(turn: Turn, written: Kept) -> None:
    """A first report after its commune has sent the consolidation: it is late, and goes into the next addendum."""
    report = written.report
    commune = tree_of(turn, report.period).commune_of(report.unit_code)
    if commune is None or not await chain.sent_above(turn.rows, [commune.code], report.period):
        return
    for person in await passers(turn, turn.tree.get(commune.code)):
        if person != turn.speaker.person_id:
            turn.tell(
                f"person:{person}",
                f"Báo cáo {report.period.label()} của {_team(turn, report.unit_code, report.period)}"
                f" (mã {report.code}) đến sau khi đã gửi tổng hợp, ghi là nộp muộn.\n"
                "Gõ TỔNG HỢP để duyệt và gửi bản bổ sung ạ.",
                about=f"{report.code}:late:{report.revision}",
            )

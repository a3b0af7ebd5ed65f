"""What is said about consolidations: the card, the way it has gone, what an addendum changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.calendar import in_vietnam
from domain.consolidations import Act, Consolidation, Course, Difference, Passage, Stage
from domain.forms import Field, ReportTemplate
from domain.outliers import Outlier
from domain.periods import Period
from domain.units import Unit, UnitKind, UnitTree, label, split_name
from handlers.report_words import period_label, short_label
from vietnamese.writing import inside, join_vi, moment, number, sentence

MOST_NAMED = 12
"""So many units are named; of the others the number is told."""


def above_words(unit: Unit | None) -> str:
    """To whom it goes: "huyện Cẩm Xuyên", "Sở Khoa học và Công nghệ", "UBND tỉnh"."""
    if unit is None:
        return "UBND tỉnh"
    return "Sở Khoa học và Công nghệ" if unit.kind is UnitKind.TINH else label(unit)


def of_whom(unit: Unit) -> str:
    """Whose consolidation: "xã Cẩm Bình"; of the province it is the department's."""
    return f"toàn {label(unit)}" if unit.kind is UnitKind.TINH else label(unit)


def names(codes: Iterable[str], tree: UnitTree, own: str = "") -> str:
    """Units by name, the unit's own team as "Tổ xã"; from twelve on how many more."""
    listed = [name(code, tree, own) for code in codes]
    if len(listed) <= MOST_NAMED:
        return join_vi(listed)
    return f"{', '.join(listed[:MOST_NAMED])} và {len(listed) - MOST_NAMED} nơi khác"


def name(code: str, tree: UnitTree, own: str = "") -> str:
    """ "thôn Đông Trung", "Tổ xã"; a commune's team seen from above "Tổ xã Cẩm Bình"."""
    unit = tree.get(code)
    if unit is None:
        return code
    if unit.kind is UnitKind.THON:
        return label(unit)
    return f"Tổ {split_name(unit.kind, unit.name)[0]}" if code == own else f"Tổ {label(unit)}"


def head(found: Consolidation, unit: Unit, window: str, year: int) -> list[str]:
    """Whose, for which period, and how many teams have reported."""
    title = f"Tổng hợp {period_label(found.period, window, year)}, {of_whom(unit)}"
    tally = f"Đã nhận {number(found.received)}/{number(found.expected)} Tổ, đúng hạn {number(found.on_time)}"
    nil = f", không phát sinh {number(found.nil)}" if found.nil else ""
    return [title, f"{tally}{nil}."]


def sums(found: Consolidation, template: ReportTemplate) -> list[str]:
    """One line a core figure with how many teams gave it; the others that anybody gave follow in one line."""
    lines = [f"• {short_label(one)}: {figure(found, one)}" for one in template.core if one.is_count]
    more = [one for one in template.optional if found.of.get(one.key, (0, 0))[0] and found.sums[one.key]]
    if more:
        lines.append("• Thêm: " + " · ".join(f"{one.short} {figure(found, one)}" for one in more))
    return lines


def figure(found: Consolidation, one: Field) -> str:
    """ "1.034 (9/9 Tổ có số)"; where nobody gave it there is none, which is not 0."""
    given, expected = found.of.get(one.key, (0, found.expected))
    if not given:
        return f"chưa có số (0/{number(expected)})"
    return f"{number(found.sums.get(one.key, 0))} ({number(given)}/{number(expected)} Tổ)"


def absent(found: Consolidation, tree: UnitTree) -> list[str]:
    """Who is missing, who came late, who is only proposed."""
    lines = []
    if found.missing:
        lines.append(f"Chưa nhận: {missing(found, tree)}.")
    if found.late:
        lines.append(f"Nộp muộn: {names(found.late, tree, found.unit_code)}.")
    if found.proposed:
        lines.append(f"Tổ mới đề nghị lập, để riêng: {names(found.proposed, tree, found.unit_code)}.")
    return lines


def missing(found: Consolidation, tree: UnitTree) -> str:
    """A commune's teams by name; from above how many in which commune."""
    top = tree.get(found.unit_code)
    if top is None or top.kind in (UnitKind.XA, UnitKind.THON):
        return names(found.missing, tree, found.unit_code)
    communes: dict[str, int] = {}
    for code in found.missing:
        commune = tree.commune_of(code)
        if commune is not None:
            communes[label(commune)] = communes.get(label(commune), 0) + 1
    listed = [f"{where} ({many} Tổ)" for where, many in communes.items()]
    more = f" và {len(listed) - MOST_NAMED} xã khác" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more


def still_missing(found: Consolidation, tree: UnitTree) -> str:
    """What is asked before figures are approved that are not everybody's."""
    tally = f"{number(len(found.missing))}/{number(found.expected)}"
    return f"Còn {tally} Tổ chưa báo cáo: {missing(found, tree)}. Vẫn duyệt ạ?"


def unusual(found: Sequence[Outlier], template: ReportTemplate, tree: UnitTree, own: str) -> list[str]:
    """What is worth a second look, at most three and how many more."""
    if not found:
        return []
    told = [
        f"{name(one.unit_code, tree, own)} {inside(template.field(one.field).short)} {number(one.value)}"
        f" (thường {number(one.usual)})"
        for one in found
        if one.field in template
    ]
    more = f" và {len(told) - 3} số khác" if len(told) > 3 else ""
    return [f"Nên xem lại: {'; '.join(told[:3])}{more}."]


def changed(change: Difference, template: ReportTemplate, tree: UnitTree, own: str) -> list[str]:
    """What an addendum changes in what was sent, one line a figure."""
    lines = [
        f"• {short_label(template.field(key))}: {number(was)} → {number(now)}"
        for key, was, now in change.sums
        if key in template
    ]
    if change.arrived:
        lines.append(f"• Mới gửi (nộp muộn): {names(change.arrived, tree, own)}")
    if change.gone:
        lines.append(f"• Không còn tính: {names(change.gone, tree, own)}")
    return lines


def standing(course: Course, to: str) -> str:
    """Where it stands on its way."""
    current = course.current
    if current.stage is Stage.RECEIVED:
        return f"{sentence(to)} đã nhận lúc {_when(current, Act.RECEIVE)}."
    if current.stage is Stage.FORWARDED:
        return f"Đã gửi {to} lúc {_when(current, Act.FORWARD)}, chờ nơi nhận bấm «Đã nhận»."
    if current.stage is Stage.APPROVED:
        same = current.figures == course.now
        return "Đã duyệt, chưa gửi." if same else "Số liệu đã thay đổi sau khi duyệt, mời duyệt lại."
    back = course.parts[-1] if course.parts and course.parts[-1].stage is Stage.RETURNED else None
    if back is not None and (why := back.last(Act.RETURN)) is not None:
        return f"{sentence(to)} trả lại: {why.reason}."
    if course.is_addendum:
        return f"Bản bổ sung {current.adds} chưa duyệt; {_sent_words(course, to)}."
    return "Chưa duyệt."


def _sent_words(course: Course, to: str) -> str:
    """ "bản trước Sở Khoa học và Công nghệ đã nhận lúc …", of the newest part that was sent."""
    sent = course.sent
    if sent is None:
        return "chưa gửi"
    if sent.stage is Stage.RECEIVED:
        return f"bản trước {to} đã nhận lúc {_when(sent, Act.RECEIVE)}"
    return f"bản trước đã gửi {to} lúc {_when(sent, Act.FORWARD)}"


def waits(sent: Passage, moved: bool) -> str:
    """What the level above reads of a part that waits for its word; ``moved``: other figures came in since."""
    text = f"Đã gửi lên lúc {_when(sent, Act.FORWARD)}, đang chờ xác nhận đã nhận."
    since = " Số trên gồm cả thay đổi sau lúc gửi; «Xem số liệu» là đúng bản đã gửi."
    return text + since if moved else text


def kept_above(sent: Passage, to: str, year: int) -> str:
    """Why what was sent is not taken back, and what can be done instead."""
    when = _when(sent, Act.FORWARD)
    return (
        f"Tổng hợp {named_period(sent.period, year)} đã gửi {to} lúc {when} nên không rút lại được ạ.\n"
        f"Số chưa đúng thì Tổ sửa báo cáo rồi gửi bản bổ sung, hoặc nhờ {to} trả lại kèm lý do."
    )


def _when(passage: Passage, act: Act) -> str:
    step = passage.last(act)
    return "" if step is None else moment(in_vietnam(step.at))


def _version(passage: Passage) -> str:
    """ "bản bổ sung 1", "bản gửi lại" of what was sent back, "bản bổ sung 1, gửi lại"; nothing of the first."""
    if not passage.adds:
        return "bản gửi lại" if passage.mends else ""
    return f"bản bổ sung {passage.adds}" + (", gửi lại" if passage.mends else "")


def title(passage: Passage, unit: Unit, year: int) -> str:
    """ "tổng hợp tháng 11 của xã Cẩm Bình", "tổng hợp (bản bổ sung 1) …", "tổng hợp (bản gửi lại) …"."""
    version = _version(passage)
    which = f"tổng hợp ({version})" if version else "tổng hợp"
    return f"{which} {named_period(passage.period, year)} của {of_whom(unit)}"


def named_period(period: Period, year: int) -> str:
    """ "tháng 11", of another year "tháng 11/2025"."""
    return period.label() if period.year == year else f"{period.label()}/{period.year}"

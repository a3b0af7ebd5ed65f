"""The monthly report: a commune's, a district's or the department's consolidation, and a team's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from documents.issuers import TEAM, Issuer, issuer_of, plan_line, team_issuer, team_name
from documents.paper import (
    Align,
    Annex,
    Block,
    Column,
    NothingToWrite,
    Paper,
    PaperKind,
    Registered,
    Sheet,
    Signature,
    Style,
    Table,
    goes_with,
)
from documents.report_standing import Standing
from documents.typography import clean, date_words, percent, roman
from domain.calendar import in_vietnam
from domain.forms import Field, FieldKind, ReportTemplate, Value
from domain.periods import Period
from domain.teams import Headcount
from domain.units import Unit, UnitKind, UnitTree, label, short_name
from vietnamese.writing import inside, number, sentence

MISSING = "chưa có"
"""What stands where a team has given no figure: never 0."""


@dataclass(frozen=True, slots=True)
class Given:
    """A team's report that counts: its code, who sent it and when, and what it says."""

    code: str
    by: str
    at: datetime | None
    values: Mapping[str, Value]
    nil: bool = False
    on_time: bool = True
    on_behalf: bool = False
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the annex: the sums of its teams, and how many of how many gave each figure."""

    unit: Unit
    expected: int
    received: int
    sums: Mapping[str, int]
    gave: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a team as the consolidation has it, edited or not: which field, whose, what."""

    field: str
    unit_code: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a consolidated report speaks of. `given`: by unit; `missing`, `proposed`: the units; `texts`: in order."""

    unit: Unit
    tree: UnitTree
    period: Period
    window: str
    template: ReportTemplate
    expected: int
    received: int
    on_time: int
    nil: int
    sums: Mapping[str, int]
    of: Mapping[str, tuple[int, int]]
    missing: tuple[Unit, ...]
    proposed: tuple[Unit, ...]
    given: Mapping[str, Given]
    lines: tuple[Line, ...]
    people: Headcount
    standing: Standing
    texts: tuple[Told, ...] = ()
    joined: int = 0
    left: int = 0
    signer: str = ""
    deputy_signs: bool = False
    registered: Registered | None = None


@dataclass(frozen=True, slots=True)
class TeamReportFacts:
    """What a team's own report speaks of."""

    unit: Unit
    tree: UnitTree
    period: Period
    window: str
    template: ReportTemplate
    given: Given
    leader: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def consolidated(facts: ReportFacts) -> Paper:
    """The report of a commune, a district or the province for its superior (plan 6.4, IV.1, IV.5)."""
    issuer = issuer_of(facts.unit, facts.tree)
    return Paper(
        kind=PaperKind.REPORT,
        template="report",
        head=issuer.head,
        symbol=issuer.symbol("BC"),
        type_name="BÁO CÁO",
        about=about(facts.period),
        year=facts.period.due_month(facts.window).year,
        to=(issuer.above,),
        blocks=tuple(_body(facts, issuer)),
        signature=issuer.signed(facts.signer, facts.deputy_signs),
        recipients=recipients(facts.unit, issuer),
        registered=facts.registered,
        is_settled=not facts.standing.is_open,
        annexes=_annexes(facts, issuer),
        sheets=_sheets(facts),
        names=_names(facts),
        file_name=f"Báo cáo tháng {facts.period.month}-{facts.period.year} {label(facts.unit)}",
    )


def about(period: Period) -> str:
    """The summary of a monthly report."""
    return f"Kết quả hoạt động {TEAM} tháng {period.month} năm {period.year}"


def window_words(period: Period, window: str) -> str:
    """ "từ ngày 15 tháng 10 năm 2026 đến ngày 14 tháng 11 năm 2026"."""
    first, last = period.window(window)
    return f"từ {date_words(first)} đến {date_words(last)}"


def _body(facts: ReportFacts, issuer: Issuer) -> list[Block]:
    where = label(facts.unit)
    opening = (
        f"Thực hiện {plan_line(facts.tree, facts.unit)}, {issuer.name} báo cáo kết quả hoạt động của các {TEAM}"
        f" trên địa bàn {where} trong kỳ tháng {facts.period.month} năm {facts.period.year}"
        f" ({window_words(facts.period, facts.window)}) như sau:"
    )
    return [
        Block(Style.TEXT, opening),
        Block(Style.HEADING, "I. TỔ CHỨC VÀ TÌNH HÌNH BÁO CÁO"),
        *_standing(facts),
        Block(Style.HEADING, "II. KẾT QUẢ HOẠT ĐỘNG TRONG KỲ"),
        Block(Style.TABLE, table=_figures(facts)),
        Block(Style.NOTE, _READING),
        *_told(facts),
        Block(
            Style.TEXT,
            f"Trên đây là báo cáo {inside(about(facts.period))}. {issuer.name} trân trọng báo cáo./.",
        ),
    ]


def _standing(facts: ReportFacts) -> list[Block]:
    people = facts.people
    late = facts.received - facts.on_time
    told = (
        f"Đã nhận báo cáo của {number(facts.received)}/{number(facts.expected)} Tổ"
        f" ({percent(facts.received, facts.expected)}); đúng hạn {number(facts.on_time)}, nộp muộn {number(late)},"
        f" không phát sinh hoạt động {number(facts.nil)}."
    )
    apart = []
    if facts.missing:
        apart.append(
            f"Chưa nhận được báo cáo của {number(len(facts.missing))} Tổ{_which(facts.missing, facts)}."
        )
    if facts.proposed:
        apart.append(
            f"Tổ mới đề nghị thành lập đã gửi báo cáo, không cộng vào số liệu{_which(facts.proposed, facts)}."
        )
    members = (
        f"Tổng số {number(people.teams)} Tổ, trong đó {number(people.full_teams)} Tổ đủ thành viên;"
        f" {number(people.seats)} lượt thành viên ({number(people.persons)} người),"
        f" {number(people.collaborators)} cộng tác viên."
    )
    moved = (
        f"Biến động thành viên trong kỳ: tham gia {number(facts.joined)}, thôi tham gia {number(facts.left)}."
    )
    return [
        Block(Style.TEXT, members, "1. Tổ chức:"),
        Block(Style.TEXT, moved),
        Block(Style.TEXT, told, "2. Tình hình báo cáo:"),
        *(Block(Style.TEXT, one) for one in apart),
        *(
            Block(Style.TEXT, one, "" if place else "3. Chốt số liệu:")
            for place, one in enumerate(_settled(facts))
        ),
    ]


def _settled(facts: ReportFacts) -> list[str]:
    """Whether the figures are agreed to, and what has come since."""
    change = facts.standing.change
    codes = () if change is None else (*change.arrived, *change.gone)
    units = [unit for code in codes if (unit := facts.tree.get(code)) is not None]
    return facts.standing.lines(facts.template, {one.code: team_label(one) for one in units})


MOST_NAMED = 12
MOST_TEXTS = 40


def _which(units: Sequence[Unit], facts: ReportFacts) -> str:
    """Named where they are few and belong to the commune itself; else the annex names them."""
    if facts.unit.kind is not UnitKind.XA or len(units) > MOST_NAMED:
        return " (nêu tại Phụ lục)"
    return ": " + ", ".join(team_label(one) for one in units)


def team_label(unit: Unit) -> str:
    """ "Tổ thôn Đông Trung", "Tổ xã Cẩm Bình"."""
    text = label(unit)
    return f"Tổ chuyển đổi số {text}" if text.startswith("tổ ") else f"Tổ {text}"


def _figures(facts: ReportFacts) -> Table:
    rows = [
        (
            str(place),
            one.label,
            one.unit or "",
            number(facts.sums.get(one.key, 0)) if facts.of.get(one.key, (0, 0))[0] else MISSING,
            f"{number(facts.of.get(one.key, (0, 0))[0])}/{number(facts.expected)}",
        )
        for place, one in enumerate(facts.template.counts, 1)
    ]
    return Table(
        (
            Column("TT", 1.0, Align.CENTER),
            Column("Nội dung", 7.6),
            Column("Đơn vị tính", 1.6, Align.CENTER),
            Column("Kết quả", 1.8, Align.RIGHT),
            Column("Số Tổ có số liệu", 2.0, Align.CENTER),
        ),
        tuple(rows),
    )


_READING = (
    "Ghi chú: số liệu tính riêng trong kỳ, không lũy kế. Cột “Số Tổ có số liệu” ghi số Tổ đã cho số liệu trên tổng số"
    " Tổ phải báo cáo; Tổ chưa báo cáo không tính là 0."
)


def _told(facts: ReportFacts) -> list[Block]:
    """Texts by unit, for the officer to edit; where nobody told anything, that is said."""
    headings = {"kho_khan": "KHÓ KHĂN, KIẾN NGHỊ", "cach_lam_hay": "SÁNG KIẾN, CÁCH LÀM HAY"}
    blocks: list[Block] = []
    texts = [one for one in facts.template.fields if one.kind is FieldKind.TEXT]
    for place, one in enumerate(texts, 3):
        title = headings.get(one.key, one.label.upper())
        blocks.append(Block(Style.HEADING, f"{roman(place)}. {title}"))
        blocks += _texts(facts, one) or [Block(Style.TEXT, "Không có nội dung phản ánh trong kỳ.")]
    return blocks


def _texts(facts: ReportFacts, one: Field) -> list[Block]:
    """By unit; of very many the first, the spreadsheet holds them all."""
    told = _said(facts, one)
    lines = [f"- {sentence(place)}: {text.rstrip('.')}." for place, text in told[:MOST_TEXTS]]
    if len(told) > MOST_TEXTS:
        lines.append(f"- Còn {number(len(told) - MOST_TEXTS)} ý kiến khác, nêu tại bảng tính kèm theo.")
    return [Block(Style.ITEM, line) for line in lines]


def _said(facts: ReportFacts, one: Field) -> list[tuple[str, str]]:
    return [
        (_place(told.unit_code, facts), clean(told.text))
        for told in facts.texts
        if told.field == one.key and told.text
    ]


def _place(code: str, facts: ReportFacts) -> str:
    """A village alone in its commune's report, with its commune above that."""
    unit = facts.tree.get(code)
    if unit is None:
        return code
    commune = facts.tree.commune_of(code)
    if facts.unit.kind is UnitKind.XA or commune is None or commune.code == code:
        return label(unit)
    return f"{label(unit)}, {label(commune)}"


def recipients(unit: Unit, issuer: Issuer) -> tuple[str, ...]:
    """Who gets a copy of a unit's report to its superior."""
    own = {
        UnitKind.XA: (
            f"Chủ tịch, các Phó Chủ tịch UBND {_type(unit)}",
            f"Các {TEAM}",
        ),
        UnitKind.HUYEN: ("Thường trực UBND huyện (để báo cáo)", "UBND các xã, phường, thị trấn"),
        UnitKind.TINH: ("Giám đốc, các Phó Giám đốc Sở", "UBND các xã, phường"),
    }[unit.kind]
    return ("Như trên", *own, f"Lưu: {issuer.file}")


def _type(unit: Unit) -> str:
    return label(unit).removesuffix(short_name(unit)).strip()


# --- annexes --------------------------------------------------------------------------------------------------------


_INEXACT = (
    "Ghi chú: số liệu từng đơn vị lấy theo báo cáo hiện có, có thể lệch với dòng Cộng là số liệu đã duyệt."
)


def _annexes(facts: ReportFacts, issuer: Issuer) -> tuple[Annex, ...]:
    note = goes_with("Báo cáo", facts.registered, issuer.name)
    title = "Số liệu của từng Tổ" if facts.unit.kind is UnitKind.XA else "Số liệu theo đơn vị cấp xã"
    aside = () if facts.standing.exact else (Block(Style.NOTE, _INEXACT),)
    found = [Annex(title.upper(), note, (Block(Style.TABLE, table=_by_unit(facts)), *aside), wide=True)]
    if facts.missing and (facts.unit.kind is not UnitKind.XA or len(facts.missing) > MOST_NAMED):
        names = Table(
            (Column("TT", 1, Align.CENTER), Column("Tổ chưa có báo cáo", 8), Column("Đơn vị cấp xã", 6)),
            tuple(
                (str(place), sentence(team_label(one)), _commune_of(one, facts))
                for place, one in enumerate(facts.missing, 1)
            ),
        )
        found.append(Annex("DANH SÁCH TỔ CHƯA CÓ BÁO CÁO", note, (Block(Style.TABLE, table=names),)))
    return tuple(found)


def _commune_of(unit: Unit, facts: ReportFacts) -> str:
    commune = facts.tree.commune_of(unit.code)
    return "" if commune is None else sentence(label(commune))


def _by_unit(facts: ReportFacts) -> Table:
    counts = facts.template.counts
    columns = (
        Column("TT", 1.0, Align.CENTER),
        Column("Tổ" if facts.unit.kind is UnitKind.XA else "Đơn vị", 4.6),
        Column("Báo cáo", 2.4, Align.CENTER),
        *(Column(sentence(one.short), 1.9, Align.RIGHT) for one in counts),
    )
    rows = [
        (
            str(place),
            sentence(team_label(line.unit) if facts.unit.kind is UnitKind.XA else label(line.unit)),
            _state(line, facts),
            *(number(line.sums[one.key]) if line.gave.get(one.key) else "–" for one in counts),
        )
        for place, line in enumerate(facts.lines, 1)
    ]
    total = (
        "",
        "Cộng",
        f"{number(facts.received)}/{number(facts.expected)}",
        *(number(facts.sums.get(one.key, 0)) if facts.of.get(one.key, (0, 0))[0] else "–" for one in counts),
    )
    return Table(columns, (*rows, total), frozenset({len(rows)}))


def _state(line: Line, facts: ReportFacts) -> str:
    if facts.unit.kind is not UnitKind.XA:
        return f"{number(line.received)}/{number(line.expected)}"
    given = facts.given.get(line.unit.code)
    if given is None:
        return "chưa nhận"
    if given.nil:
        return "không phát sinh"
    return "đúng hạn" if given.on_time else "nộp muộn"


# --- spreadsheet ----------------------------------------------------------------------------------------------------


def _sheets(facts: ReportFacts) -> tuple[Sheet, ...]:
    title = f"{about(facts.period)} - {label(facts.unit)} ({facts.period.window_label(facts.window)})"
    note = (
        f"Đã nhận {facts.received}/{facts.expected} Tổ; đúng hạn {facts.on_time}; không phát sinh {facts.nil}."
        " Tổ chưa báo cáo không tính là 0."
    )
    sums = Sheet(
        "Tổng hợp",
        title,
        (
            Column("TT", 5, Align.CENTER),
            Column("Nội dung", 52),
            Column("Đơn vị tính", 12, Align.CENTER),
            Column("Kết quả", 12, Align.RIGHT),
            Column("Số Tổ có số liệu", 12, Align.CENTER),
            Column("Số Tổ phải báo cáo", 12, Align.CENTER),
        ),
        tuple(
            (
                place,
                one.label,
                one.unit or "",
                _sum(facts, one),
                facts.of.get(one.key, (0, 0))[0],
                facts.expected,
            )
            for place, one in enumerate(facts.template.counts, 1)
        ),
        (note, *_settled(facts)),
    )
    return (sums, _sources(facts, title), _missing_sheet(facts, title), _texts_sheet(facts, title))


def _sum(facts: ReportFacts, one: Field) -> int | None:
    return facts.sums.get(one.key) if facts.of.get(one.key, (0, 0))[0] else None


def _sources(facts: ReportFacts, title: str) -> Sheet:
    """Every figure with where it comes from: the report's code and revision, who sent it, when."""
    counts = facts.template.counts
    fixed = ("Đơn vị", "Cấp xã", "Mã báo cáo", "Bản", "Người gửi", "Lúc gửi", "Tình trạng")
    widths = (24, 20, 14, 6, 24, 18, 16)
    columns = tuple(Column(name, size) for name, size in zip(fixed, widths, strict=True))
    rows: list[tuple[str | int | date | None, ...]] = []
    for code, given in sorted(facts.given.items()):
        unit = facts.tree.get(code)
        values = [_figure(given, one) for one in counts]
        rows.append(
            (
                code if unit is None else sentence(label(unit)),
                "" if unit is None else _commune_of(unit, facts),
                given.code,
                given.revision,
                clean(given.by) + (" (nhập hộ)" if given.on_behalf else ""),
                _when(given),
                "không phát sinh" if given.nil else "đúng hạn" if given.on_time else "nộp muộn",
                *values,
            )
        )
    figures = tuple(Column(sentence(one.short), 13, Align.RIGHT) for one in counts)
    return Sheet("Nguồn số liệu", title, (*columns, *figures), tuple(rows))


def _figure(given: Given, one: Field) -> int | None:
    value = given.values.get(one.key, 0 if given.nil else None)
    return value if isinstance(value, int) else None


def _when(given: Given) -> str:
    return "" if given.at is None else f"{in_vietnam(given.at):%H:%M %d/%m/%Y}"


def _missing_sheet(facts: ReportFacts, title: str) -> Sheet:
    return Sheet(
        "Chưa nhận",
        title,
        (Column("TT", 5, Align.CENTER), Column("Tổ", 36), Column("Cấp xã", 28)),
        tuple(
            (place, sentence(team_label(one)), _commune_of(one, facts))
            for place, one in enumerate(facts.missing, 1)
        ),
        () if facts.missing else ("Mọi Tổ đã gửi báo cáo.",),
    )


def _texts_sheet(facts: ReportFacts, title: str) -> Sheet:
    fields = [one for one in facts.template.fields if one.kind is FieldKind.TEXT]
    rows = [(one.label, sentence(place), text) for one in fields for place, text in _said(facts, one)]
    columns = (Column("Nội dung", 26), Column("Đơn vị", 34), Column("Ý kiến", 70))
    return Sheet("Ý kiến", title, columns, tuple(rows), () if rows else ("Không có ý kiến trong kỳ.",))


def _names(facts: ReportFacts) -> dict[str, str]:
    """Single values for a province's own template."""
    found = {one.key: number(facts.sums.get(one.key, 0)) for one in facts.template.counts}
    return found | {
        "so_to_phai_bao_cao": number(facts.expected),
        "so_to_da_bao_cao": number(facts.received),
        "so_to_dung_han": number(facts.on_time),
        "so_to_khong_phat_sinh": number(facts.nil),
        "so_to_chua_bao_cao": number(len(facts.missing)),
        "ky": f"tháng {facts.period.month} năm {facts.period.year}",
        "don_vi": label(facts.unit),
    }


# --- a team's own ---------------------------------------------------------------------------------------------------


def of_team(facts: TeamReportFacts) -> Paper:
    """A team's simple report to its committee: no number, no seal, signed by its leader (plan 6.4)."""
    issuer = team_issuer(facts.unit, facts.tree)
    sent = None if facts.given.at is None else in_vietnam(facts.given.at).date()
    return Paper(
        kind=PaperKind.REPORT,
        template="report",
        head=issuer.head,
        symbol="",
        type_name="BÁO CÁO",
        about=about(facts.period),
        year=facts.period.year,
        to=(issuer.above,),
        blocks=tuple(_team_body(facts, issuer)),
        signature=Signature(issuer.signs, facts.leader),
        recipients=("Như trên", f"Lưu: {issuer.file}"),
        dated=sent,
        sheets=(_team_sheet(facts),),
        file_name=f"Báo cáo tháng {facts.period.month}-{facts.period.year} Tổ {label(facts.unit)}",
        is_form=False,
    )


def _team_body(facts: TeamReportFacts, issuer: Issuer) -> list[Block]:
    opening = (
        f"{issuer.name} báo cáo kết quả hoạt động kỳ tháng {facts.period.month} năm {facts.period.year}"
        f" ({window_words(facts.period, facts.window)}) như sau:"
    )
    if facts.given.nil:
        told = [Block(Style.TEXT, "Trong kỳ không phát sinh hoạt động.")]
    else:
        told = [Block(Style.TABLE, table=_team_figures(facts))]
    for one in facts.template.fields:
        text = facts.given.values.get(one.key)
        if one.kind is FieldKind.TEXT and text:
            told.append(Block(Style.TEXT, f"{clean(str(text)).rstrip('.')}.", f"{one.label}:"))
    code = f"Mã báo cáo: {facts.given.code}" + (
        f", bản {facts.given.revision}" if facts.given.revision > 1 else ""
    )
    return [
        Block(Style.TEXT, opening),
        *told,
        Block(Style.TEXT, f"{code}."),
        Block(Style.TEXT, f"Trên đây là báo cáo của {issuer.name}./."),
    ]


def _team_figures(facts: TeamReportFacts) -> Table:
    rows = [
        (one.label, one.unit or "", value)
        for one in facts.template.counts
        if isinstance(value := facts.given.values.get(one.key), int)
    ]
    if not rows:
        raise NothingToWrite("Báo cáo chưa có số liệu nào.")
    return Table(
        (
            Column("TT", 1.0, Align.CENTER),
            Column("Nội dung", 9.0),
            Column("Đơn vị tính", 1.8, Align.CENTER),
            Column("Kết quả", 2.0, Align.RIGHT),
        ),
        tuple((str(place), text, unit, number(value)) for place, (text, unit, value) in enumerate(rows, 1)),
    )


def _team_sheet(facts: TeamReportFacts) -> Sheet:
    given = facts.given
    return Sheet(
        "Báo cáo",
        f"{about(facts.period)} - {team_name(facts.unit)}",
        (Column("Nội dung", 60), Column("Đơn vị tính", 12), Column("Kết quả", 14, Align.RIGHT)),
        tuple((one.label, one.unit or "", _figure(given, one)) for one in facts.template.counts),
        (f"Mã báo cáo {given.code}, bản {given.revision}; {clean(given.by)} gửi lúc {_when(given)}.",),
    )

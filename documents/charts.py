"""Charts: plain SVG for pages, without script, and the same as PNG for chat; values in, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

from documents.typography import clean
from vietnamese.writing import number

BAR, GAP = 22, 10
INK, FILL, PALE, LATE = "#1b1b1b", "#1f5fa8", "#d9e4f2", "#b5561c"
"""Text and bars stand out against white by 4.5 to 1 or more; every number is written beside its bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its value out of `whole`, in words beside it; `late` is the part of the value that came late.

    Not `given`: nobody told the value; it is no 0.
    """

    label: str
    value: int
    whole: int | None = None
    late: int = 0
    given: bool = True

    @property
    def told(self) -> str:
        """ "5/7", "1.250", or that nothing is known."""
        if not self.given:
            return "chưa có"
        return number(self.value) if self.whole is None else f"{number(self.value)}/{number(self.whole)}"


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart, one bar below the other; `about` tells in a sentence what it shows."""

    title: str
    about: str
    bars: tuple[Bar, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a chart is laid out, in pixels: beside the bars there is room for their names, or they stand above them.

    ``letters``: about so many fit into a line of the title, of what is said below it, of the name of a bar.
    """

    name: str
    width: int
    label: int
    margin: int
    letters: tuple[int, int, int]

    @property
    def step(self) -> int:
        """From one bar to the next."""
        return BAR + GAP + (0 if self.label else 20)


WIDE = Sheet("wide", 640, 190, 16, (60, 80, 24))
NARROW = Sheet("narrow", 320, 0, 8, (30, 35, 38))
"""For a phone: as wide as its window, the letters as large as on the wide one."""


def svg(chart: Chart, sheet: Sheet = WIDE) -> str:
    """The chart as an SVG element with title and description for screen readers; no script, no outside reference."""
    most = max((one.whole or one.value for one in chart.bars), default=0) or 1
    head, top = _head(chart, sheet)
    bars = "".join(_bar(one, top + place * sheet.step, most, sheet) for place, one in enumerate(chart.bars))
    height = top + len(chart.bars) * sheet.step + 34
    spoken = f"{clean(chart.about)} " + "; ".join(f"{clean(one.label)}: {one.told}" for one in chart.bars)
    title, about = f"t-{sheet.name}", f"d-{sheet.name}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {height}" width="{sheet.width}"'
        f' height="{height}" class="{sheet.name}" role="img" aria-labelledby="{title} {about}" font-size="15"'
        ' font-family="Liberation Serif, Times New Roman, serif">'
        f'<title id="{title}">{escape(clean(chart.title))}</title><desc id="{about}">{escape(spoken)}</desc>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{head}{bars}{_legend(chart, sheet, height)}</svg>'
    )


def _head(chart: Chart, sheet: Sheet) -> tuple[str, int]:
    """Title and what the chart shows, in as many lines as they need; where the first bar begins."""
    titles = wrap(clean(chart.title), sheet.letters[0])
    said = [(line, ' font-size="18" font-weight="bold"') for line in titles]
    said += [(line, "") for line in wrap(clean(chart.about), sheet.letters[1])]
    lines = [
        f'<text x="{sheet.margin}" y="{6 + 22 * place}"{how} fill="{INK}">{escape(line)}</text>'
        for place, (line, how) in enumerate(said, 1)
    ]
    return "".join(lines), 20 + 22 * len(said)


def _bar(one: Bar, y: int, most: int, sheet: Sheet) -> str:
    left = sheet.label or sheet.margin
    room = sheet.width - left - 90
    whole = room * (one.whole or one.value) / most
    value, late = room * one.value / most, room * min(one.late, one.value) / most
    name = escape(_short(one.label, sheet.letters[2]))
    if sheet.label:
        said = f'<text x="{left - 8}" y="{y + 16}" text-anchor="end" fill="{INK}">{name}</text>'
    else:
        said = f'<text x="{left}" y="{y + 14}" fill="{INK}">{name}</text>'
        y += 20
    parts = (
        f'<rect x="{left}" y="{y}" width="{whole:.1f}" height="{BAR}" fill="{PALE}"/>' if one.whole else ""
    )
    parts += f'<rect x="{left}" y="{y}" width="{value:.1f}" height="{BAR}" fill="{FILL}"/>'
    if one.late:
        parts += (
            f'<rect x="{left + value - late:.1f}" y="{y}" width="{late:.1f}" height="{BAR}" fill="{LATE}"/>'
        )
    told = f'<text x="{left + max(whole, value) + 8:.1f}" y="{y + 16}" fill="{INK}">{one.told}</text>'
    return f"{said}{parts}{told}"


def _short(label: str, letters: int) -> str:
    text = clean(label)
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _legend(chart: Chart, sheet: Sheet, height: int) -> str:
    if not any(one.whole for one in chart.bars):
        said = f"Đơn vị: {escape(chart.unit)}" if chart.unit else ""
        return f'<text x="{sheet.margin}" y="{height - 12}" fill="{INK}">{said}</text>'
    late = [(LATE, "nộp muộn")] if any(one.late for one in chart.bars) else []
    marks = [(FILL, "đã nhận"), *late, (PALE, "chưa nhận")]
    y, found, x = height - 24, "", sheet.margin
    for colour, text in marks:
        found += f'<rect x="{x}" y="{y}" width="14" height="14" fill="{colour}"/>'
        found += f'<text x="{x + 20}" y="{y + 12}" fill="{INK}">{text}</text>'
        x += 102
    return found


def png(chart: Chart, ppi: float = 120.0) -> bytes:
    """The same picture for chat, by typst; up to 1 MB for some hundred bars."""
    from documents.pdf import picture

    return picture(svg(chart), ppi)


def received(title: str, lines: Sequence[tuple[str, int, int, int]]) -> Chart:
    """Reports received of those expected, by unit: (label, received, expected, of them late)."""
    got, due = sum(one[1] for one in lines), sum(one[2] for one in lines)
    bars = tuple(Bar(label, have, owed, late) for label, have, owed, late in lines)
    return Chart(title, f"Đã nhận {number(got)}/{number(due)} báo cáo.", bars)


def figure(title: str, unit: str, lines: Sequence[tuple[str, int | None]]) -> Chart:
    """One figure by month or by unit; None where nobody gave it: said, never drawn as 0."""
    bars = tuple(Bar(label, value or 0, given=value is not None) for label, value in lines)
    return Chart(title, f"Tổng cộng {number(sum(value or 0 for _, value in lines))} {unit}.", bars, unit)

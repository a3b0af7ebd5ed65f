"""Charts: plain SVG for pages, without script, and the same as PNG for chat; values in, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from documents.typography import clean
from vietnamese.writing import number

WIDTH, BAR, GAP, LABEL, TOP = 640, 22, 10, 190, 64
INK, FILL, PALE, LATE = "#1b1b1b", "#1f5fa8", "#d9e4f2", "#b5561c"
"""Text and bars stand out against white by 4.5 to 1 or more; every number is written beside its bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its value out of `whole`, in words beside it; `late` is the part of the value that came late."""

    label: str
    value: int
    whole: int | None = None
    late: int = 0

    @property
    def told(self) -> str:
        """ "5/7" or "1.250"."""
        return number(self.value) if self.whole is None else f"{number(self.value)}/{number(self.whole)}"


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart, one bar below the other; `about` tells in a sentence what it shows."""

    title: str
    about: str
    bars: tuple[Bar, ...]
    unit: str = ""

    @property
    def height(self) -> int:
        """In pixels."""
        return TOP + len(self.bars) * (BAR + GAP) + 34


def svg(chart: Chart) -> str:
    """The chart as an SVG element with title and description for screen readers; no script, no outside reference."""
    most = max((one.whole or one.value for one in chart.bars), default=0) or 1
    bars = "".join(_bar(one, place, most) for place, one in enumerate(chart.bars))
    spoken = f"{clean(chart.about)} " + "; ".join(f"{clean(one.label)}: {one.told}" for one in chart.bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {chart.height}" width="{WIDTH}"'
        f' height="{chart.height}" role="img" aria-labelledby="t d" font-size="15"'
        ' font-family="Liberation Serif, Times New Roman, serif">'
        f'<title id="t">{escape(clean(chart.title))}</title><desc id="d">{escape(spoken)}</desc>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="16" y="28" font-size="18" font-weight="bold" fill="{INK}">{escape(clean(chart.title))}</text>'
        f'<text x="16" y="50" fill="{INK}">{escape(clean(chart.about))}</text>{bars}{_legend(chart)}</svg>'
    )


def _bar(one: Bar, place: int, most: int) -> str:
    y = TOP + place * (BAR + GAP)
    room = WIDTH - LABEL - 90
    whole = room * (one.whole or one.value) / most
    value, late = room * one.value / most, room * min(one.late, one.value) / most
    parts = (
        f'<rect x="{LABEL}" y="{y}" width="{whole:.1f}" height="{BAR}" fill="{PALE}"/>' if one.whole else ""
    )
    parts += f'<rect x="{LABEL}" y="{y}" width="{value:.1f}" height="{BAR}" fill="{FILL}"/>'
    if one.late:
        parts += (
            f'<rect x="{LABEL + value - late:.1f}" y="{y}" width="{late:.1f}" height="{BAR}" fill="{LATE}"/>'
        )
    name = _short(one.label)
    return (
        f'<text x="{LABEL - 8}" y="{y + 16}" text-anchor="end" fill="{INK}">{escape(name)}</text>{parts}'
        f'<text x="{LABEL + max(whole, value) + 8:.1f}" y="{y + 16}" fill="{INK}">{one.told}</text>'
    )


def _short(label: str) -> str:
    text = clean(label)
    return text if len(text) <= 24 else f"{text[:23].rstrip()}…"


def _legend(chart: Chart) -> str:
    if not any(one.whole for one in chart.bars):
        said = f"Đơn vị: {escape(chart.unit)}" if chart.unit else ""
        return f'<text x="16" y="{chart.height - 12}" fill="{INK}">{said}</text>'
    late = [(LATE, "nộp muộn")] if any(one.late for one in chart.bars) else []
    marks = [(FILL, "đã nhận"), *late, (PALE, "chưa nhận")]
    y, found, x = chart.height - 24, "", 16
    for colour, text in marks:
        found += f'<rect x="{x}" y="{y}" width="14" height="14" fill="{colour}"/>'
        found += f'<text x="{x + 20}" y="{y + 12}" fill="{INK}">{text}</text>'
        x += 110
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
    bars = tuple(
        Bar(label if value is not None else f"{label} (chưa có)", value or 0) for label, value in lines
    )
    return Chart(title, f"Tổng {number(sum(value or 0 for _, value in lines))} {unit}.", bars, unit)

"""Charts: readable without seeing them, without script, and the same as a picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from documents.charts import Bar, Chart, figure, png, received, svg

SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart: Chart) -> ElementTree.Element:
    """The element, which has to be well formed."""
    return ElementTree.fromstring(svg(chart))


def test_it_says_what_it_shows() -> None:
    drawn = parsed(received("Báo cáo tháng 11", [("xã Cẩm Bình", 5, 7, 1), ("xã Cẩm Lạc", 0, 2, 0)]))
    assert drawn.findtext(f"{SVG}title") == "Báo cáo tháng 11"
    assert drawn.findtext(f"{SVG}desc") == "Đã nhận 5/9 báo cáo. xã Cẩm Bình: 5/7; xã Cẩm Lạc: 0/2"
    assert drawn.get("role") == "img"
    texts = [one.text for one in drawn.iter(f"{SVG}text")]
    assert "5/7" in texts
    assert "nộp muộn" in texts


def test_names_are_text_and_nothing_runs() -> None:
    drawn = svg(Chart("<script>alert(1)</script>", 'a "b" & c', (Bar("</svg><script>", 1),)))
    assert "<script" not in drawn
    ElementTree.fromstring(drawn)
    assert not re.search(r"\son\w+=|href|style=", drawn)


def test_a_figure_nobody_gave_is_said_and_not_drawn_as_zero() -> None:
    drawn = parsed(figure("VNeID", "người", [("tháng 10", None), ("tháng 11", 1250)]))
    texts = [one.text for one in drawn.iter(f"{SVG}text")]
    assert "chưa có" in texts
    assert "0" not in texts
    assert "1.250" in texts


def test_bars_are_in_proportion() -> None:
    drawn = parsed(figure("A", "buổi", [("a", 10), ("b", 5)]))
    wide = [float(one.get("width") or 0) for one in drawn.iter(f"{SVG}rect") if one.get("height") == "22"]
    assert abs(wide[0] / wide[1] - 2) < 0.01


def test_the_picture_is_small_enough_for_chat() -> None:
    picture = png(received("Báo cáo tháng 11", [(f"xã {place}", place % 9, 9, 1) for place in range(69)]))
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 1_000_000

"""Every rule that is data cites a message that it reads, and --why shows it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import vietnamese
from vietnamese import explain
from vietnamese.fields import DEFAULT_FIELDS
from vietnamese.figures import read_figures
from vietnamese.patterns import compile_pattern, signs
from vietnamese.rules import _checked
from vietnamese.tokens import read

ROOM = Path(vietnamese.__file__).parent
FIELDS = tomllib.loads((ROOM / "fields.toml").read_text(encoding="utf-8"))["field"]
DECISIONS = tomllib.loads((ROOM / "decisions.toml").read_text(encoding="utf-8"))
CLASSES = DECISIONS.pop("classes")


@pytest.mark.parametrize("row", [row for row in FIELDS if row["phrases"]], ids=lambda row: str(row["key"]))
def test_a_field_is_read_in_its_example(row: dict[str, Any]) -> None:
    figures = read_figures(read(row["example"]), DEFAULT_FIELDS)
    assert set(figures.values) | set(figures.texts) == {row["key"]}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_kind_of_decision_is_found_in_its_example(name: str) -> None:
    phrases = "|".join(DECISIONS[name]["phrases"])
    assert compile_pattern(f"({phrases})", CLASSES).search(signs(read(DECISIONS[name]["example"])))


@pytest.mark.parametrize(
    ("text", "speaker", "cited"),
    [
        ("thôi hủy đi", "leader", "(as «"),
        ("bc: 3 buổi", "leader", "(as «tổ chức 3 buổi»)"),
        ("duyệt A7K", "chairman", "(as «đồng ý A7K»)"),
    ],
)
def test_why_cites_the_example_of_the_rule(text: str, speaker: str, cited: str) -> None:
    _, why = explain({"text": text, "speaker": speaker, "pending": 1, "today": "2026-11-17"})
    assert any(cited in line for line in why)


def test_why_says_so_when_nothing_was_read() -> None:
    assert explain({"text": "O Lài xin nghi", "speaker": "leader", "today": "2026-11-17"})[1]


@pytest.mark.parametrize(
    "row", [[8, "xin {toi} vào", "x"], [8, "xin (vào", "x"], [8, "xin", "x", "member"], [8, "xin"]]
)
def test_of_a_line_with_a_mistake_it_is_said_which_it_is(row: list[object]) -> None:
    with pytest.raises((KeyError, ValueError, IndexError)) as told:
        _checked("join", row, {})
    assert f"[join]: {row}" in told.value.__notes__[0]

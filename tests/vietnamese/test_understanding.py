"""What messages mean: the published examples, our own talk, and what must never happen."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vietnamese.score import matches_talk, score
from vietnamese import fold, understand
from vietnamese.rules import Rule, all_rules, matches_own_example

TALK = [
    line
    for line in Path(__file__).with_name("talk.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_the_published_examples_are_understood() -> None:
    scored = score()
    assert scored.violations == 0
    assert scored.intents / scored.total >= 0.95, scored.misses
    assert scored.slots / scored.total >= 0.90, scored.misses
    assert scored.sure == scored.sure_total, scored.misses


@pytest.mark.parametrize("line", TALK)
def test_talk_is_understood(line: str) -> None:
    assert matches_talk(line)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.phrase[:40])
def test_every_phrase_matches_its_example(rule: Rule) -> None:
    assert matches_own_example(rule)


def chairman(text: str, pending: int) -> dict[str, Any]:
    return understand({"text": text, "speaker": "chairman", "pending": pending, "today": "2026-11-17"})


@pytest.mark.parametrize(
    "text",
    ["👍", "👌👌", "chưa đồng ý đâu", "đừng duyệt vội", "ko đồng ý", "nỏ đồng ý mô", "có nên duyệt không",
    "duyệt chưa?", "ok 👍?",
     "không phải không đồng ý", "ai duyệt?", "nếu đủ tuổi thì duyệt"],
)  # fmt: skip
@pytest.mark.parametrize("pending", [0, 1, 3])
def test_nothing_is_surely_approved_from_two_readings(text: str, pending: int) -> None:
    got = chairman(text, pending)
    assert got["intent"] != "approve" or not got["sure"]


AGREEING = ("đồng ý", "duyệt", "chấp thuận", "nhất trí", "phê duyệt", "thông qua", "tán thành")
BEFORE = (
    "chưa|không|ko|nỏ|đừng|khoan|chớ|chẳng|hổng|không thể|chưa nên|đừng có|không ai|sao mà|ai mà|khó mà|đâu có|mô có|"
    "chưa chắc|còn lâu mới|hết|nếu đủ tuổi thì|khi nào|ai|ai bảo|bao giờ|lẽ ra|gần|định|sắp|có thể|lỡ|hủy|rút lại|muốn|"
    "chớ có|tôi có nói là|sợ|ngại|ai dám|cấm|miễn|thôi khỏi|chỉ khi đủ giấy mới|xem xét có|chắc sẽ|giả như|thằng nào|"
    "đợi họp mới|trừ phi|ngày mai mới"
).split("|")
AFTER = (
    "đâu|mô|chưa?|hả|không|hay không|sao được|răng được|gì mà lạ|cái khỉ|hay từ chối|nhưng khoan|nhầm|chi rứa|thì chết|"
    "mới lạ|nhưng chưa|khi đủ tuổi|có điều kiện|thế nào được|sau khi họp"
).split("|")


@pytest.mark.parametrize("verb", AGREEING)
@pytest.mark.parametrize("written", [str, fold, str.upper], ids=["marks", "no marks", "capitals"])
def test_a_word_that_turns_an_agreement_is_heard(verb: str, written: Callable[[str], str]) -> None:
    turned = [f"{word} {verb}{code}" for word in BEFORE for code in ("", " A7K", " YC-12")]
    turned += [f"{verb}{code} {word}" for word in AFTER for code in ("", " YC-12")]
    wrong = [
        text for text in turned if (got := chairman(written(text), 1))["intent"] == "approve" and got["sure"]
    ]
    assert wrong == []


HELD_BACK = (
    "chưa|không|chưa được|không được|từ từ|để sau|khoan|thôi|xem lại|bỏ|loại|trả|trả lại|hoãn|thì chưa|thì không|"
    "thì thôi|đừng|chưa vội|để đó|tạm gác|không đạt|chưa đủ|thiếu giấy|bác|tính sau|chưa nghe|khoan đã|"
    "không ổn|chờ|dừng"
).split("|")
PAIRS = [("YC-1", "YC-2"), ("A7K", "B2M"), ("1", "2"), ("số 1", "số 2"), ("đơn 1", "đơn 2")]


@pytest.mark.parametrize(("agreed", "held"), PAIRS)
@pytest.mark.parametrize("written", [str, fold], ids=["marks", "no marks"])
def test_of_two_requests_the_one_held_back_is_not_approved(
    agreed: str, held: str, written: Callable[[str], str]
) -> None:
    texts = [
        text
        for word in HELD_BACK
        for text in (
            f"duyệt {agreed}, {held} {word}", f"{agreed} duyệt, {held} {word}", f"{agreed} đồng ý còn {held} {word}",
            f"đồng ý {agreed}; {held} {word}", f"{agreed} được, {held} {word} nhé", f"đồng ý {agreed}. {held} {word}",
            f"{held} {word}, {agreed} duyệt", f"{held} {word}, đồng ý {agreed}",
        )
    ]  # fmt: skip
    wrong = [
        text
        for text in map(written, texts)
        if (got := chairman(text, 3))["intent"] == "approve"
        and got["sure"]
        and held.split()[-1] in got["slots"].get("codes", [])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "speaker", ["resident", "member", "deputy", "leader", "commune_leader", "district", "department"]
)
def test_who_may_not_decide_never_approves_surely(speaker: str) -> None:
    for text in ("duyệt A7K", "đồng ý tất cả", "chấp thuận", "từ chối A7K"):
        got = understand({"text": text, "speaker": speaker, "pending": 2, "today": "2026-11-17"})
        assert got["intent"] not in ("approve", "reject") or not got["sure"]


@pytest.mark.parametrize(
    "number",
    [
        "xóm 5",
        "thôn 3",
        "ngày 12/11",
        "0912345678",
        "042090001234",
        "mức 2",
        "cấp độ 2",
        "km 5",
        "500k",
        "4G",
        "17h30",
        "30%",
        "tầng 3",
        "70 tuổi",
        "50 triệu",
        "lớp 11",
    ],
)
def test_numbers_of_other_things_are_no_figures(number: str) -> None:
    got = understand({"text": f"báo cáo {number}", "speaker": "leader", "today": "2026-11-17"})
    assert not any(isinstance(value, int) and not isinstance(value, bool) for value in got["slots"].values())


def test_none_said_is_zero_and_nothing_said_is_absent() -> None:
    got = understand({"text": "vneid không có ai, 3 buổi", "speaker": "leader", "today": "2026-11-17"})
    assert (got["slots"]["vneid"], got["slots"]["so_buoi"]) == (0, 3)
    assert "ho_so_dvc" not in got["slots"]


def test_the_form_may_come_with_the_message() -> None:
    fields = [
        {"key": "cay_xanh", "label": "Số cây xanh đã trồng", "synonyms": ["trồng cây", "cây"], "kind": "int"}
    ]
    got = understand(
        {"text": "trồng cây 40", "speaker": "leader", "today": "2026-11-17", "context": {"fields": fields}}
    )
    assert (got["intent"], got["slots"]) == ("report", {"cay_xanh": 40})


SPEAKERS = ["resident", "member", "leader", "chairman", "district", "nobody"]
WORDS = [
    "đồng ý",
    "không",
    "A7K",
    "12",
    "vneid",
    "thôn",
    "5/11",
    "sửa",
    "tất cả",
    "trừ",
    "báo cáo",
    "0",
    "-",
    "(",
    "tháng",
    "x",
    "%",
    "1.5",
    "\n",
]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)),
    st.sampled_from(SPEAKERS),
    st.sampled_from([None, "so_buoi", "kho_khan", "village", "birth_year", "phone", "all", "months", "zzz"]),
    st.sampled_from([None, "report", "join"]),
    st.integers(-1, 3),
)
def test_any_message_gets_an_answer(
    text: str, speaker: str, asked: str | None, form: str | None, pending: int
) -> None:
    given_ = {
        "text": text,
        "speaker": speaker,
        "asked": asked,
        "form": form,
        "pending": pending,
        "today": "2026-11-17",
    }
    got = understand(given_)
    assert set(got) == {"intent", "slots", "sure"}
    assert got["intent"]
    assert isinstance(got["sure"], bool)
    json.dumps(got)


@pytest.mark.parametrize("given_", [{}, {"text": None}, {"text": 5, "today": 3, "pending": "x"},
    {"text": "a", "context": [1]},
                                    {"text": "ok", "context": {"places": [1, {}], "fields": [{"key": None},
                                    3]}}])  # fmt: skip
def test_odd_input_is_survived(given_: dict[str, Any]) -> None:
    assert understand(given_)["intent"]


def test_the_command_reads_lines_and_answers_in_order() -> None:
    lines = [
        '{"text": "hủy", "speaker": "leader", "today": "2026-11-17"}',
        "",
        "not json",
        '{"text": "trợ giúp"}',
    ]
    command = [sys.executable, "-m", "vietnamese", "--why"]
    done = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["intent"] for answer in answers] == ["cancel", "unclear", "help"]
    assert answers[0]["why"]


def test_the_command_reads_one_message_given_to_it() -> None:
    command = [
        sys.executable,
        "-m",
        "vietnamese",
        "--why",
        "duyet A7K",
        "--speaker",
        "chairman",
        "--pending",
        "1",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, encoding="utf-8", stdin=subprocess.DEVNULL
    )
    answer = json.loads(done.stdout)
    assert (answer["intent"], answer["slots"], answer["sure"]) == ("approve", {"codes": ["A7K"]}, True)
    assert answer["why"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tuyên truyền 3 buổi 78 lượt vneid 5", {"so_buoi": 3, "luot_tuyen_truyen": 78, "vneid": 5}),
        (
            "tháng 11 tuyên truyền 6 buổi/180 lượt người hướng dẫn dvctt 24 hồ sơ",
            {"so_buoi": 6, "luot_tuyen_truyen": 180, "ho_so_dvc": 24},
        ),
        ("lượt tuyên truyền 95 buổi 3 vneid 4", {"so_buoi": 3, "luot_tuyen_truyen": 95, "vneid": 4}),
        ("thang 10 co 3 buoi, moi bioi chng 30 nguoi", {"so_buoi": 3}),
        ("tháng 10 có 3 buổi, mỗi bủoiu có 30 người", {"so_buoi": 3}),
    ],
)
def test_numbers_run_together_are_parted_by_what_they_count(text: str, values: dict[str, int]) -> None:
    got = understand({"text": text, "speaker": "leader", "today": "2026-11-17"})
    figures = {key: value for key, value in got["slots"].items() if isinstance(value, int)}
    assert figures == values


def test_what_may_be_a_factor_is_asked_for() -> None:
    text = "thang 10 co 3 buoi, moi bioi chng 30 nguoi"
    assert not understand({"text": text, "speaker": "leader", "today": "2026-11-17"})["sure"]


def test_it_is_fast() -> None:
    messages = [{"text": line.split("|")[1], "speaker": "leader", "today": "2026-11-17"} for line in TALK]
    for message in messages:
        understand(message)
    start = time.perf_counter()
    for message in messages:
        understand(message)
    assert (time.perf_counter() - start) / len(messages) < 0.02

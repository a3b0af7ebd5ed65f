"""Two public ways to understand the same messages, measured beside ours: `python -m tests.vietnamese.compare`.

A linear classifier (scikit-learn: TF-IDF of words, letters and circumstances, linear support vectors) is trained on
everything this repository knows but the set it is measured on. Keyword and number tests are those of flow builders
such as RapidPro: the first test that passes decides (has_any_word, has_phrase, has_number).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from tests.vietnamese.score import EXAMPLES, MORE, same, score
from vietnamese import fold
from vietnamese.likeness import known_messages

__all__ = ["compared"]

Example = dict[str, Any]


def compared() -> list[str]:
    """A line for every set: how many intents, and how many messages with all slots, each way gets right."""
    sets = {file.stem: _examples(file) for file in (EXAMPLES, *MORE)}
    return [_line(name, sets) for name in sets if name != "misread"]


def _line(name: str, sets: dict[str, list[Example]]) -> str:
    ours, examples = score(EXAMPLES.with_name(f"{name}.jsonl")), sets[name]
    others = [one for other, messages in sets.items() if other != name for one in messages]
    predicted = _classified(
        [*_known(), *((_seen(one), one["expect"]["intent"][0]) for one in others)], examples
    )
    linear = sum(intent in one["expect"]["intent"] for intent, one in zip(predicted, examples, strict=True))
    words = [_by_words(one["input"]) for one in examples]
    intents = [got[0] in one["expect"]["intent"] for got, one in zip(words, examples, strict=True)]
    whole = [
        right and _slots_right(got[1], one) for right, got, one in zip(intents, words, examples, strict=True)
    ]
    empty = sum(
        intent in one["expect"]["intent"] and not one["expect"]["slots"]
        for intent, one in zip(predicted, examples, strict=True)
    )
    rows = ((ours.intents, ours.slots), (linear, empty), (sum(intents), sum(whole)))
    cells = "  ".join(f"{one / ours.total:6.1%} {both / ours.total:6.1%}" for one, both in rows)
    return f"{name:10} {cells}"


def _slots_right(slots: dict[str, object], example: Example) -> bool:
    return all(same(slots.get(key), value) for key, value in example["expect"]["slots"].items())


def _examples(file: Path) -> list[Example]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


# --- a linear classifier --------------------------------------------------------------------------------------------


def _classified(known: list[tuple[str, str]], examples: list[Example]) -> list[str]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LinearSVC(C=1.0))
    model.fit([text for text, _ in known], [intent for _, intent in known])
    return [str(intent) for intent in model.predict([_seen(example) for example in examples])]


def _seen(example: Example) -> str:
    """The message with its circumstances as words of their own; digits alike."""
    given = example["input"]
    asked = (
        "" if not given["asked"] else "text" if given["asked"] in ("kho_khan", "cach_lam_hay") else "count"
    )
    circumstances = (
        f"__{given['speaker']} __asked_{asked} __form_{given['form']} __waiting_{min(given['pending'], 2)}"
    )
    return f"{_plain(given['text'])} {circumstances}"


def _plain(text: str) -> str:
    return re.sub(r"\d", "0", fold(text))


def _known() -> Iterator[tuple[str, str]]:
    for intent, text in known_messages():
        yield _plain(text), intent
    for line in EXAMPLES.with_name("talk.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _, text, meaning = line.split("|")
            yield _plain(text), re.split(r"[/ {]", meaning.strip())[0]


# --- keyword and number tests ---------------------------------------------------------------------------------------

_TESTS = (
    ("suspicious", "http|.top|.xyz|bit.ly|system|prompt|bo het cac lenh|quan tri vien|otp"),
    ("approve", "dong y|duyet|chap thuan"),
    ("reject", "tu choi|khong dong y|bac don"),
    ("correct", "sua|dinh chinh|nham"),
    ("retract", "thu hoi|rut bao cao"),
    ("cancel", "huy"),
    ("back", "quay lai|cau truoc"),
    ("skip", "bo qua"),
    ("help", "tro giup|huong dan toi|cach nao|lam sao"),
    ("handover", "gap can bo|noi may|gap nguoi"),
    ("snooze", "nhac lai|dung nhac|dung nhan|mai toi gui|mai tui"),
    ("leave", "xin thoi|nghi han|rut khoi|ra khoi to|rut ten"),
    ("absence", "xin nghi|tam nghi|vang"),
    ("transfer", "chuyen to|chuyen sang|chuyen tu"),
    ("introduce", "gioi thieu|de cu"),
    ("join", "vao to|vo to|tham gia to|dang ky|cong tac vien"),
    ("member_list", "danh sach|nhung ai"),
    ("verify_member", "co phai nguoi|co dung|co phai thanh vien"),
    ("deadline", "han nop|khi nao nop|bao gio nop|nop cho ai"),
    ("report_status", "nhan duoc chua|nop chua|toi noi chua"),
    ("report_nil", "khong phat sinh|khong co hoat dong"),
    ("adhoc_request", "yeu cau cac|de nghi cac"),
    ("report_adhoc", "lua dao|mat mang|bao lu|ngap|khan"),
    ("commendation", "khen"),
    ("initiative", "sang kien|mo hinh|cach lam hay"),
    ("training", "tap huan|lop hoc"),
    ("zalo_group", "nhom zalo"),
    ("profile", "nhan khau|dan so"),
    ("privacy", "thong tin cua toi|thong tin cua tui|du lieu ca nhan"),
    ("report", "bao cao|buoi|vneid|dvc"),
    ("complaint", "buc|chan|met"),
    ("smalltalk", "cam on|chao"),
    ("yes", "dung roi|ok"),
    ("no", "chua dung|khong"),
    ("ack", "vang|da"),
)
_FIELDS = (("so_buoi", "buoi"), ("luot_tuyen_truyen", "nguoi"), ("vneid", "vneid"), ("ho_so_dvc", "dvc|ho so"),
           ("luot_huong_dan", "huong dan|hd"), ("tt_khong_tien_mat", "qr|thanh toan"))  # fmt: skip


def _by_words(given: Example) -> tuple[str, dict[str, object]]:
    plain = fold(given["text"])
    number = re.search(r"\d+", plain)
    if given["asked"] and number:
        return "answer", {"value": int(number.group())}
    intent = next((name for name, words in _TESTS if _has(plain, words)), "unclear")
    return intent, _numbers(plain) if intent == "report" else {}


def _has(plain: str, words: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) for word in words.split("|"))


def _numbers(plain: str) -> dict[str, object]:
    """The number before or after the name of each field."""
    found: dict[str, object] = {}
    for key, words in _FIELDS:
        match = re.search(rf"(\d+) (?:{words})\b|\b(?:{words})\W+(\d+)", plain)
        if match:
            found[key] = int(match[1] or match[2])
    return found


if __name__ == "__main__":
    print("\n".join(compared()))

"""Scores `vietnamese.understand` on files of examples: `python -m tests.vietnamese.score [FILE …]`; see README.md."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vietnamese import fold, understand
from vietnamese.names import TITLES

EXAMPLES = Path(__file__).with_name("examples.jsonl")
SETS = (
    "unseen-a",
    "unseen-b",
    "unseen-c",
    "unseen-d",
    "unseen-e",
    "unseen-f",
    "unseen-g",
    "unseen-h",
    "unseen-i",
    "unseen-j",
    "unseen-k",
    "unseen-l",
    "unseen-m",
    "misread",
)
MORE = tuple(Path(__file__).with_name(f"{name}.jsonl") for name in SETS)
UNREAD = EXAMPLES.with_name("unseen-n.jsonl")
"""Whose misses nobody has looked at: what a new message may expect. It is not learned either."""
FREE_TEXT = frozenset(
    {"reason", "title", "question", "choices", "occupation", "line", "scope", "declined", "kho_khan"}
)
_KINDS = ("thon", "xa", "phuong", "xom", "to", "huyen")


@dataclass
class Score:
    """Counts over a file; `violations` are readings an example forbids."""

    total: int = 0
    intents: int = 0
    slots: int = 0
    exact: int = 0
    sure: int = 0
    sure_total: int = 0
    violations: int = 0
    misses: list[str] = field(default_factory=list)
    by_intent: Counter[tuple[str, bool]] = field(default_factory=Counter)
    by_field: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.total} examples: intent {self.intents / self.total:.1%}, slots {self.slots / self.total:.1%} "
            f"(nothing more than expected {self.exact / self.total:.1%}), sure {self.sure}/{self.sure_total}, "
            f"forbidden readings {self.violations}"
        )


def score(path: Path = EXAMPLES, chosen: Callable[[str], bool] = lambda _: True) -> Score:
    """Reads the examples of a file whose id is chosen."""
    result = Score()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and chosen(json.loads(line)["id"]):
            count(result, json.loads(line))
    return result


def count(result: Score, example: dict[str, Any]) -> None:
    """Adds one example to a score."""
    got = understand(example["input"])
    expected, never = example["expect"], example["never"]
    intent = got["intent"] in expected["intent"]
    slots = all(same(got["slots"].get(key), value) for key, value in expected["slots"].items())
    extra = {key for key in got["slots"] if key not in expected["slots"] and key not in FREE_TEXT}
    forbidden = got["intent"] in never["intent"] or any(key in never["slots"] for key in got["slots"])
    result.by_intent[expected["intent"][0], intent] += 1
    for key, value in expected["slots"].items():
        result.by_field[key, same(got["slots"].get(key), value)] += 1
    sure = expected["sure"] is None or got["sure"] is expected["sure"]
    result.total += 1
    result.intents += intent
    result.slots += intent and slots
    result.exact += intent and slots and not extra
    result.sure_total += expected["sure"] is not None
    result.sure += expected["sure"] is not None and sure
    result.violations += forbidden
    if not (intent and slots and sure) or extra or forbidden:
        wrong = (
            "FORBIDDEN"
            if forbidden
            else "intent"
            if not intent
            else "slots"
            if not slots
            else "sure"
            if not sure
            else "extra"
        )
        result.misses.append(
            f"{example['id']} {wrong}: {example['input']['text']!r} expected {expected} got {got}"
        )


def matches_talk(line: str) -> bool:
    """Whether a line of talk.txt is understood: `speaker key=value … | message | intent/intent {"slot": value}`.

    A slot of "-" must be absent; "sure" compares the certainty.
    """
    circumstances, text, meaning = (part.strip() for part in line.split("|"))
    speaker, *pairs = circumstances.split()
    message: dict[str, object] = {
        "text": text.replace("\\n", "\n"),
        "speaker": speaker,
        "today": "2026-11-17",
    }
    for key, _, value in (pair.partition("=") for pair in pairs):
        message[key] = int(value) if key == "pending" else value
    got = understand(message)
    intents, brace, slots = meaning.partition("{")
    wanted = json.loads(brace + slots) if brace else {}
    if got["intent"] not in intents.strip().split("/"):
        return False
    if "sure" in wanted and got["sure"] is not wanted.pop("sure"):
        return False
    return all(
        key not in got["slots"] if value == "-" else same(got["slots"].get(key), value)
        for key, value in wanted.items()
    )


def same(got: object, expected: object) -> bool:
    """Whether a slot is as expected, titles, case and marks aside."""
    if isinstance(got, str) and isinstance(expected, str):
        return _bare(got) == _bare(expected)
    return type(got) is type(expected) and got == expected


def _bare(text: str) -> str:
    words = fold(text).strip(" .").split()
    while len(words) > 1 and (words[0] in TITLES or words[0] in _KINDS) and not words[1].isdigit():
        words = words[1:]
    return " ".join(words)


def held_out(example_id: str) -> bool:
    """Whether an example of the unseen sets was never read while the rules were mended (every fourth)."""
    return int("".join(filter(str.isdecimal, example_id))) % 4 == 0


def table(counts: Counter[tuple[str, bool]]) -> str:
    """ "name right/all" for every name, the worst first."""
    names = {name for name, _ in counts}
    rows = [(counts[name, True], counts[name, True] + counts[name, False], name) for name in names]
    return ", ".join(
        f"{name} {right}/{total}" for right, total, name in sorted(rows, key=lambda r: r[0] / r[1])
    )


def _report(files: list[Path]) -> None:
    for path in files:
        scored = score(path)
        print(f"{path.stem}: {scored}")
        if path.stem.startswith("unseen"):
            print(f"  held out: {score(path, held_out)}")
        print(f"  by intent: {table(scored.by_intent)}\n  by field: {table(scored.by_field)}")
        for miss in scored.misses:
            if not miss.split(":")[0].endswith("extra"):
                print(f"  {miss}")


if __name__ == "__main__":
    _report([Path(argument) for argument in sys.argv[1:]] or [EXAMPLES, *MORE])
    if not sys.argv[1:]:
        print(f"{UNREAD.stem}, unread: {score(UNREAD)}")
        from tests.vietnamese.stress.fall import examples, falls  # it uses this module

        print("points lost when the same examples are typed another way:")
        for fall in falls(examples()):
            print(f"  {fall}")
        from tests.vietnamese.compare import compared

        print(
            "intent and all slots right:  ours  |  TF-IDF and linear classifier  |  keyword and number tests"
        )
        for line in compared():
            print(f"  {line}")

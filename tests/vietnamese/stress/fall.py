"""How far understanding falls on the transformed examples: `python -m tests.vietnamese.stress.fall [FILE …]`."""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.vietnamese.score import EXAMPLES, MORE, Score, count
from tests.vietnamese.stress.transformations import TRANSFORMATIONS
from vietnamese import fold

__all__ = ["Fall", "examples", "falls", "transformed"]


@dataclass(frozen=True)
class Fall:
    """Points lost by one transformation, and the scores it came from."""

    name: str
    score: Score
    plain: Score

    @property
    def intent(self) -> float:
        return 100 * (self.plain.intents / self.plain.total - self.score.intents / self.score.total)

    @property
    def exact(self) -> float:
        return 100 * (self.plain.slots / self.plain.total - self.score.slots / self.score.total)

    def __str__(self) -> str:
        lost = f"intent {self.intent:4.1f}  all slots {self.exact:4.1f}"
        return f"{self.name:18} {lost}  forbidden {self.score.violations}"


def examples(*files: Path) -> list[dict[str, Any]]:
    """All examples of the files (by default every set of the repository)."""
    lines = [
        line for file in files or (EXAMPLES, *MORE) for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


def transformed(example: dict[str, Any], name: str) -> dict[str, Any]:
    """The example typed another way."""
    message = example["input"]
    kept = frozenset(word for word in _words(example["expect"]["slots"].values()))
    typed = TRANSFORMATIONS[name](message["text"], kept, random.Random(f"{example['id']} {name}"))
    return {
        **example,
        "input": {**message, "text": typed},
        "expect": _expected(example, name, typed),
    }


def _words(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            yield from _words(value)
        else:
            yield from fold(str(value)).split()


def _expected(example: dict[str, Any], name: str, typed: str) -> dict[str, Any]:
    """Text given word for word is expected as typed now; bare signs that were dropped leave nothing to read."""
    expect: dict[str, Any] = {**example["expect"], "sure": None}
    slots = dict(expect["slots"])
    if name in (
        "Telex residue",
        "VNI residue",
        "typos 5 %",
        "teencode",
        "quoted",
        "emoji",
        "voice-like",
        "no punctuation",
    ):
        slots = {
            key: value
            for key, value in slots.items()
            if key not in _WORD_FOR_WORD and not _is_text(example, key)
        }
    if not any(char.isalnum() for char in typed):
        expect["intent"] = [*expect["intent"], "unclear", "smalltalk", "help"]
    return {**expect, "slots": slots}


_WORD_FOR_WORD = frozenset({"kho_khan", "cach_lam_hay", "reason", "title", "question"})


def _is_text(example: dict[str, Any], key: str) -> bool:
    return key == "value" and isinstance(example["expect"]["slots"][key], str)


def falls(chosen: list[dict[str, Any]]) -> list[Fall]:
    """The fall by each transformation."""
    plain = Score()
    for example in chosen:
        count(plain, {**example, "expect": {**example["expect"], "sure": None}})
    found = []
    for name in TRANSFORMATIONS:
        score = Score()
        for example in chosen:
            typed = transformed(example, name)
            if typed is not None:
                count(score, typed)
        found.append(Fall(name, score, plain))
    return found


if __name__ == "__main__":
    for fall in falls(examples(*map(Path, sys.argv[1:]))):
        print(fall)

"""Scores a message against the phrases of intents.toml."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vietnamese.indexing import Index
from vietnamese.message import Message
from vietnamese.patterns import Pattern, compile_pattern, signs
from vietnamese.tokens import read

__all__ = ["Rule", "Scores", "all_rules", "score"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of intents.toml."""

    intent: str
    kind: str
    weight: float
    phrase: str
    example: str
    speakers: frozenset[str]  # who may mean it; empty: everybody
    conditions: tuple[Callable[[Message], bool], ...]
    pattern: Pattern
    told: str  # what `--why` says of it

    def reads(self, message: Message) -> bool:
        if self.speakers and message.speaker not in self.speakers:
            return False
        for holds in self.conditions:
            if not holds(message):
                return False
        return self.pattern.search(message.line) is not None


@dataclass(slots=True)
class Scores:
    """Weight by intent, and the heaviest rule of each."""

    weights: dict[str, float]
    rules: dict[str, Rule]

    def best(self) -> str:
        return max(self.weights, key=lambda intent: self.weights[intent], default="")

    def of(self, intent: str) -> float:
        return self.weights.get(intent, 0.0)

    def strongest(self, intents: Sequence[str]) -> str:
        """The one of these with the most weight, of equals the first."""
        heard = [intent for intent in self.weights if intent in intents]
        if len(heard) == 1 and self.weights[heard[0]] > 0:
            return heard[0]
        return max(intents, key=self.of) if heard else intents[0]

    def kind(self, intent: str) -> str:
        return self.rules[intent].kind if intent in self.rules else ""


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every phrase of intents.toml."""
    with Path(__file__).with_name("intents.toml").open("rb") as file:
        data = tomllib.load(file)
    classes = data.pop("classes")
    for _ in range(3):  # classes may use classes
        for name, words in classes.items():
            for other, meaning in classes.items():
                classes[name] = words = words.replace("{" + other + "}", f"({meaning})")
    return tuple(_checked(name, row, classes) for name, row in _rows(data))


def _rows(data: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, list[object]]]:
    for name, content in data.items():
        if name == "rules" and isinstance(content, list):
            yield from ((prefix, row) for row in content)
        elif isinstance(content, dict):
            yield from _rows(content, f"{prefix}.{name}" if prefix else name)


def _checked(name: str, row: list[object], classes: dict[str, str]) -> Rule:
    """The rule of a line; of one with a mistake it is said which line it is."""
    try:
        return _rule(name, row, classes)
    except (KeyError, ValueError, IndexError) as mistake:
        mistake.add_note(f"intents.toml, [{name}]: {row}")
        raise


def _rule(name: str, row: list[object], classes: dict[str, str]) -> Rule:
    intent, _, kind = name.partition(".")
    phrase, conditions = str(row[1]), str(row[3]) if len(row) > 3 else ""
    parts = [one.strip() for one in conditions.split(";") if one.strip()]
    who = next((one.removeprefix("who:") for one in parts if one.startswith("who:")), "")
    speakers = frozenset(who.replace(" ", "").split(",")) if who else frozenset[str]()
    others = tuple(_condition(one) for one in parts if not one.startswith("who:"))
    weight, example = float(str(row[0])), str(row[2])
    told = f"{name} {weight:g}: {phrase} (as «{example}»)"
    pattern = compile_pattern(phrase, classes)
    return Rule(intent, kind, weight, phrase, example, speakers, others, pattern, told)


@lru_cache(maxsize=1)
def _index() -> Index:
    """By which words to look the rules up."""
    return Index([rule.pattern for rule in all_rules()])


def score(message: Message) -> Scores:
    """The weight of every intent whose phrases are in the message."""
    scores = Scores({}, {})
    rules = all_rules()
    for place in _index().places(message.line):
        rule = rules[place]
        if rule.reads(message):
            message.why.append(rule.told)
            _add(scores, rule)
    return scores


def _add(scores: Scores, rule: Rule) -> None:
    known = scores.rules.get(rule.intent)
    if known is None:
        scores.rules[rule.intent], scores.weights[rule.intent] = rule, rule.weight
        return
    extra = min(known.weight, rule.weight) * 0.05
    if rule.weight > known.weight:
        scores.rules[rule.intent] = rule
        scores.weights[rule.intent] += rule.weight - known.weight
    scores.weights[rule.intent] += extra


def matches_own_example(rule: Rule) -> bool:
    """Whether the phrase of a rule is found in its example (conditions aside)."""
    return bool(rule.pattern.search(signs(read(rule.example))))


_CONDITIONS: dict[str, Callable[[Message], bool]] = {
    "form": lambda message: bool(message.form),
    "no form": lambda message: not message.form,
    "waiting": lambda message: message.pending > 0,
    "asked": lambda message: bool(message.asked),
    "no asked": lambda message: not message.asked,
    "question": lambda message: message.is_question,
    "no question": lambda message: not message.is_question,
    "short": lambda message: len(message.words) <= 6,
}


def _condition(written: str) -> Callable[[Message], bool]:
    """A condition as intents.toml has it, ready to be asked."""
    if written.startswith("form:"):
        form = written[5:].strip()
        return lambda message: message.form == form
    return _CONDITIONS[written]

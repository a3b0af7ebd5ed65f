"""Guesses what a message means from the words it shares with messages whose meaning is known.

Only for messages of which the rules make nothing: a naive Bayes vote over words and pairs of words, learned at first
use from phrasebook.txt and the examples of the rules. A guess is never sure, and never a decision, a yes or a no.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vietnamese.rules import all_rules
from vietnamese.tokens import Text, read

__all__ = ["Guess", "guess", "known_messages"]

_SMOOTHING = 0.3
_WORDS = 40  # of a longer message only the beginning is compared
_NEVER = frozenset(
    "approve reject defer return_for_info yes no ack answer unclear back skip suspicious".split()
)
_NOT_FOR_RESIDENTS = frozenset(
    "transfer introduce adhoc_request report report_nil snooze deadline absence leave task_update".split()
)
_OFFICERS = ("chairman", "commune_leader", "district", "department")


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent and by how much (in log odds) it leads the next."""

    intent: str
    lead: float


def guess(text: Text, speaker: str) -> Guess | None:
    """The likeliest intent, None when no word of the message is known."""
    votes = _learned()
    known = [counts for feature in sorted(_features(text)) if (counts := votes.by_feature.get(feature))]
    if len(known) < 2:
        return None
    ranked = sorted(((votes.weigh(intent, known), intent) for intent in votes.open_to(speaker)), reverse=True)
    return Guess(ranked[0][1], ranked[0][0] - ranked[1][0])


@dataclass(frozen=True, slots=True)
class _Votes:
    total: int
    messages: Counter[str]
    by_feature: dict[str, Counter[str]]

    def open_to(self, speaker: str) -> list[str]:
        closed = set(_NOT_FOR_RESIDENTS) if speaker == "resident" else set()
        if speaker not in ("leader", "deputy", "commune_leader"):
            closed.add("introduce")
        if speaker not in _OFFICERS:
            closed.add("adhoc_request")
        return [intent for intent in self.messages if intent not in closed]

    def weigh(self, intent: str, known: Iterable[Counter[str]]) -> float:
        own = self.messages[intent]
        score = 0.5 * math.log(own / self.total)
        for counts in known:
            here = (counts[intent] + _SMOOTHING) / (own + 8 * _SMOOTHING)
            there = (counts.total() - counts[intent] + _SMOOTHING) / (self.total - own + 8 * _SMOOTHING)
            score += math.log(here / there)
        return score


def _features(text: Text) -> set[str]:
    words = ["#" if token.kind == "n" else token.plain for token in text.words()][:_WORDS]
    pairs = {f"{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)}
    apart = {f"{one} _ {two}" for one, two in zip(words, words[2:], strict=False)}
    return {*words, *pairs, *apart}


@lru_cache(maxsize=1)
def _learned() -> _Votes:
    messages: Counter[str] = Counter()
    by_feature: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for intent, message in known_messages():
        if intent in _NEVER:
            continue
        messages[intent] += 1
        for feature in _features(read(message)):
            by_feature[feature][intent] += 1
    return _Votes(messages.total(), messages, dict(by_feature))


def known_messages() -> Iterator[tuple[str, str]]:
    """The messages of the phrasebook and of the rules, each after its intent."""
    yield from ((rule.intent, rule.example) for rule in all_rules())
    for line in Path(__file__).with_name("phrasebook.txt").read_text(encoding="utf-8").splitlines():
        intent, bar, message = line.partition("|")
        if bar and not line.startswith("#"):
            yield intent.strip(), message.strip().replace("\\n", "\n")

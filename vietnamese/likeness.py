"""Guesses what a message means from the words it shares with messages whose meaning is known.

Where the rules make nothing of a message, or little and something else, a linear classifier has a say. Its weights
were learned from phrasebook.txt, the examples of the rules and the labelled messages of the tests, and are read from
learned.tsv (`python -m tests.vietnamese.learn` writes it anew). A guess is never sure, and never a decision, a yes
or a no.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vietnamese.message import Message
from vietnamese.rules import all_rules

__all__ = ["LEARNED", "Guess", "features", "guess", "known_messages"]

LEARNED = Path(__file__).with_name("learned.tsv")
_WORDS = 60  # of a longer message only the beginning is compared
_NEVER = frozenset("approve reject defer return_for_info yes no ack answer unclear suspicious".split())
_NOT_FOR_RESIDENTS = frozenset(
    "transfer introduce adhoc_request report report_nil snooze deadline absence leave task_update".split()
)
_LEADERS = ("leader", "deputy", "commune_leader")
_OFFICERS = ("chairman", "commune_leader", "district", "department")


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent and by how much it leads the next: 0.3 is worth a question, 0.8 nearly certain."""

    intent: str
    lead: float


def guess(message: Message) -> Guess | None:
    """The likeliest intent; None when it is one that is never guessed, or one that this person cannot mean."""
    intents, rows = _learned()
    said = total = 0
    for feature in features(message):
        row = rows.get(feature)
        if row is None:
            continue
        if isinstance(row, str):
            row = rows[feature] = _row(row)
        said += 1
        total += row
    totals = list(struct.unpack(f"<{len(intents)}I", total.to_bytes(4 * len(intents), "little")))
    most = max(totals)
    best = intents[totals.index(most)]
    totals.remove(most)
    if said < 2 or best in _NEVER or not _may_mean(best, message):
        return None
    return Guess(best, (most - max(totals)) / 100 / math.sqrt(said))


def _may_mean(intent: str, message: Message) -> bool:
    speaker = message.speaker
    if intent in ("back", "skip"):
        return bool(message.asked)
    if intent == "introduce" and speaker not in _LEADERS:
        return False
    if intent == "adhoc_request" and speaker not in _OFFICERS:
        return False
    return speaker != "resident" or intent not in _NOT_FOR_RESIDENTS


def features(message: Message) -> list[str]:
    """The words of a message, pairs of them, and its circumstances; all numbers are alike."""
    words = ["#" if token.kind == "n" else token.plain for token in message.text.words][:_WORDS]
    pairs = [f"{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)]
    return list(dict.fromkeys([*words, *pairs, *_circumstances(message)]))


def _circumstances(message: Message) -> Sequence[str]:
    if not message.speaker:
        return ()
    field = message.field(message.asked)
    asked = field.kind if field else "other" if message.asked else ""
    return (
        f"@speaker {message.speaker}",
        f"@asked {asked}",
        f"@form {message.form}",
        f"@waiting {min(message.pending, 2)}",
    )


@lru_cache(maxsize=1)
def _learned() -> tuple[list[str], dict[str, str | int]]:
    """The intents, and for every feature the places of intents with its weight for them ("3:25", hundredths).

    A row of weights is read (`_row`) when its feature is first met: there are ten thousand.
    """
    lines = LEARNED.read_text(encoding="utf-8").splitlines()
    intents = lines[1].split("\t")
    rows = (line.partition("\t") for line in lines[2:])
    return intents, {feature: cells for feature, _, cells in rows if cells}


_LIFT = 1 << 20  # added to every weight, so that none is negative: only differences count


def _row(written: str) -> int:
    """A weight for every intent, 32 bits each side by side in one integer, so that rows are added at once."""
    row = [_LIFT] * len(_learned()[0])
    for cell in written.split("\t"):
        place, weight = cell.split(":")
        row[int(place)] += int(weight)
    return int.from_bytes(struct.pack(f"<{len(row)}I", *row), "little")


def known_messages() -> Iterator[tuple[str, str]]:
    """The messages of the phrasebook and of the rules, each after its intent."""
    yield from ((rule.intent, rule.example) for rule in all_rules())
    for line in Path(__file__).with_name("phrasebook.txt").read_text(encoding="utf-8").splitlines():
        intent, bar, message = line.partition("|")
        if bar and not line.startswith("#"):
            yield intent.strip(), message.strip().replace("\\n", "\n")

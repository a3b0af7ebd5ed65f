"""Looking phrases up by their words leaves out none that a search of the whole message finds."""

import json

import pytest

from tests.vietnamese.score import EXAMPLES
from vietnamese.indexing import Index
from vietnamese.message import message_from
from vietnamese.patterns import compile_pattern
from vietnamese.rules import all_rules

PHRASES = [
    *(rule.pattern for rule in all_rules()),
    *map(compile_pattern, ("(xin|cho) vào", "(vào)? tổ", "^ dạ", "# buổi", "..", "(a|# b) tổ", "quét!")),
]
INDEX = Index(PHRASES)
MESSAGES = [json.loads(line)["input"] for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("given", MESSAGES[::3], ids=lambda given: str(given["text"])[:30])
def test_what_a_search_finds_is_looked_up(given: dict[str, object]) -> None:
    message = message_from(given)
    searched = {place for place, phrase in enumerate(PHRASES) if phrase.search(message.line)}
    places = INDEX.places(message.line)
    assert {place for place in places if PHRASES[place].search(message.line)} == searched

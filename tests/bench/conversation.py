"""The conversation of the bench: five plain answers, declared like every other one and open to any sender."""

from __future__ import annotations

from typing import Any

from handlers.conversation import Conversation
from handlers.forms import Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.turn import Turn

DONE = "OK report received, thank you"


class Plain(Question[str]):
    """An answer that is taken by sight if its length fits."""

    def __init__(self, text: str, fault: str, least: int, most: int, among: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self._fault, self._least, self._most, self._among = fault, least, most, among

    def at_sight(self, form: Form, text: str) -> Any:
        fits = self._least <= len(text) <= self._most and (not self._among or text.lower() in self._among)
        return text if fits else None

    def read(self, form: Form, heard: Heard) -> Any:
        raise Misunderstood(self._fault)


class BenchForm(Form):
    """What the load generator is asked, in this order."""

    kind = Plain("Q1 What kind of problem is it? (1-5)", "ER 1-5 please", 1, 1, tuple("12345"))
    what = Plain("Q2 Describe what happened", "ER 5-500 characters please", 5, 500)
    where = Plain("Q3 Where is it?", "ER an address please", 3, 200)
    phone = Plain("Q4 Your phone number?", "ER 10 digits please", 10, 10)
    confirmed = Plain("Q5 Send the report? (yes/no)", "ER yes or no", 2, 3, ("yes", "no"))


class Bench(Conversation):
    """Opens at the word "report", whatever else the language package would make of it."""

    def claims(self, heard: Heard) -> bool:
        return heard.text == "report"


bench = Bench("bench", BenchForm, help="đo tốc độ", example="report", title="report")


@bench.opens
async def begin(turn: Turn) -> Form | None:
    """Nothing to know beforehand."""
    return BenchForm()


@bench.completes
async def finish(form: Any, turn: Turn) -> None:
    """Say that all is well."""
    turn.say(DONE)

"""Forms: the question asked is the first without an answer that fits; back, skip, fill and JSON at any moment."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from handlers.forms import Doubt, Fact, Form, Misunderstood, Question, word_button
from handlers.heard import Heard
from handlers.questions import Choice, Count, OneOf, ShortText, YesNo

COLOURS = [Choice("do", "Màu đỏ"), Choice("xanh", "Màu xanh"), Choice("vang", "Màu vàng")]


def heard(text: str, intent: str = "answer", sure: bool = True, **slots: Any) -> Heard:
    return Heard(text, intent, slots, sure)


class Wary(Count):
    """A number that is doubted when it is large."""

    def read(self, form: Form, said: Heard) -> int:
        value = super().read(form, said)
        if value > 900:
            raise Doubt(value, f"Có đúng {value} không ạ?")
        return value


class Errand(Form):
    """Every kind of question, one that depends on another, and a run of fields."""

    known = Fact[str]()
    name = ShortText("Tên gì ạ?", least=2, most=20, slot="name")
    colour = OneOf("Màu gì ạ?", among=lambda form: COLOURS)
    married = YesNo("Có gia đình chưa ạ?", yes="Rồi", no="Chưa")
    children = Count("Mấy con ạ?", most=20, slot="children", when=lambda form: form.married is True)
    wealth = Wary("Bao nhiêu ạ?", most=1000, slot="wealth")
    remark = ShortText("Nhắn gì không ạ?", optional=True)


def test_the_questions_are_asked_as_they_stand_and_only_where_they_apply() -> None:
    form = Errand(known="x")
    order = []
    for value in ("Lan", "do", True, 2, 5, None):
        question = form.asked()
        assert question is not None
        order.append(question.name)
        form.take(question.name, value)
    assert order == ["name", "colour", "married", "children", "wealth", "remark"]
    assert form.asked() is None
    form.take("married", False)
    assert [one.name for one in form.steps()] == ["name", "colour", "married", "wealth", "remark"]
    assert (form.known, form.children) == ("x", 2)


def test_back_takes_back_what_was_said_last_wherever_it_stands() -> None:
    form = Errand()
    form.take("wealth", 5)
    form.take("name", "Lan")
    form.take("wealth", 6)
    assert form.back()
    assert form.answers == {"name": "Lan"}
    assert form.back()
    assert not form.back()


def test_back_first_takes_back_a_doubt() -> None:
    form = Errand()
    form.take("name", "Lan")
    form.doubt = {"name": "wealth", "value": 950}
    assert form.back()
    assert form.to_json()["doubt"] is None
    assert form.answers == {"name": "Lan"}


def test_skipped_is_an_answer_and_only_where_it_may_be() -> None:
    form = Errand()
    assert not form.skip()
    for name, value in (("name", "Lan"), ("colour", "do"), ("married", False), ("wealth", 5)):
        form.take(name, value)
    assert form.skip()
    assert form.asked() is None
    assert form.answers["remark"] is None
    assert not form.skip()


def test_a_message_fills_what_it_tells_and_never_a_doubt_or_a_mistake() -> None:
    form = Errand()
    assert form.fill(heard("Lan, 950", "report", name="Lan", wealth=950))
    assert form.answers == {"name": "Lan"}
    assert not form.fill(heard("x", "report", wealth=5000, children=3))
    assert form.fill(heard("x", "report", wealth=50))
    assert form.answers == {"name": "Lan", "wealth": 50}


def test_an_answer_that_no_longer_fits_is_asked_again_and_the_rest_stands() -> None:
    state = Errand().to_json() | {"answers": {"name": "Lan", "colour": "tím", "wealth": 5, "gone": 1}}
    form = Errand.from_json(orjson.loads(orjson.dumps(state)))
    question = form.asked()
    assert question is not None
    assert question.name == "colour"
    form.take("colour", "do")
    assert form.name == "Lan"


class AnotherRelease(Form):
    """The same conversation after a release that dropped, moved and added questions."""

    wealth = Count("Bao nhiêu ạ?", most=1000)
    place = ShortText("Ở đâu ạ?")
    name = ShortText("Tên gì ạ?")


def test_a_release_in_the_middle_of_a_talk_asks_only_what_is_new() -> None:
    form = Errand(known="x")
    form.take("name", "Lan")
    form.take("colour", "do")
    form.take("wealth", 7)
    after = AnotherRelease.from_json(orjson.loads(orjson.dumps(form.to_json())))
    question = after.asked()
    assert question is not None
    assert question.name == "place"
    after.take("place", "Đông Trung")
    assert after.asked() is None


def test_a_step_is_found_by_name_if_it_applies() -> None:
    form = Errand()
    assert form.step("children") is None
    form.take("married", True)
    assert form.step("children") is Errand.children
    form.forget("married")
    assert form.step("children") is None


def test_a_bare_question_has_no_answer_of_its_own() -> None:
    with pytest.raises(Misunderstood, match="Gì ạ"):
        Question[str]("Gì ạ?").read(Form(), heard("x"))
    assert Question[str]("Gì ạ?", optional=True).prompt(Form()).buttons == (word_button("Bỏ qua"),)


class Talk(RuleBasedStateMachine):
    """Anything in any order; after every step the form goes through JSON, as between two messages."""

    def __init__(self) -> None:
        super().__init__()
        self.form = Errand(known="x")

    @rule(
        text=st.text(max_size=30) | st.sampled_from(["1", "màu xanh", "rồi", "chưa", "Lan", "12", "999"]),
        value=st.none() | st.integers(-5, 2000) | st.text(max_size=25) | st.booleans(),
        intent=st.sampled_from(["answer", "yes", "no", "report"]),
    )
    def answers(self, text: str, value: Any, intent: str) -> None:
        question = self.form.asked()
        if question is None:
            return
        before = dict(self.form.answers)
        try:
            question.hear(self.form, heard(text, intent, value=value))
        except Misunderstood:
            assert self.form.answers == before
        except Doubt as doubt:
            assert self.form.answers == before
            self.form.doubt = {"name": question.name, "value": doubt.value}
        else:
            following = self.form.asked()
            assert following is None or following.name != question.name
            assert self.form.doubt is None

    @rule(name=st.text(max_size=25), wealth=st.integers(-1, 2000), children=st.integers(-1, 30))
    def tells_more(self, name: str, wealth: int, children: int) -> None:
        before = list(self.form.answers.items())
        taken = self.form.fill(heard("x", "report", name=name, wealth=wealth, children=children))
        assert taken or list(self.form.answers.items()) == before

    @rule()
    def goes_back(self) -> None:
        before, doubt = list(self.form.answers.items()), self.form.doubt
        assert self.form.back() is bool(before or doubt)
        after = list(self.form.answers.items())
        assert after == (before if doubt else before[:-1])

    @precondition(lambda self: self.form.asked() is not None)
    @rule()
    def skips(self) -> None:
        question: Any = self.form.asked()
        assert self.form.skip() is question.optional

    @invariant()
    def survives_a_restart(self) -> None:
        state = orjson.loads(orjson.dumps(self.form.to_json()))
        again = Errand.from_json(state)
        assert again.to_json() == self.form.to_json()
        assert list(again.answers) == list(self.form.answers)
        assert again.asked() is self.form.asked()
        self.form = again

    @invariant()
    def asks_the_first_that_has_no_fitting_answer(self) -> None:
        asked = self.form.asked()
        for question in self.form.steps():
            if question is asked:
                return
            value = self.form.answers[question.name]
            assert (value is None and question.optional) or question.fits(self.form, value)
        assert asked is None


TestTalk = Talk.TestCase
TestTalk.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

"""Forms: a class reads top to bottom as the talk does; its whole state is its answers by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast, overload

from domain.messages import Button
from handlers.heard import Heard

if TYPE_CHECKING:
    from handlers.turn import Turn

T = TypeVar("T")
F = TypeVar("F", bound="Form")


class Misunderstood(Exception):
    """The answer does not fit the question; ``sentence`` tells the person what would.

    ``meant``: it was meant for this question all the same, and for no other conversation.
    """

    def __init__(self, sentence: str, *, meant: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.meant = meant


class Doubt(Exception):
    """The answer was read but has to be confirmed before it counts; ``sentence`` asks for that.

    ``of``: the question it answers, where that is another one than is asked now (a line that is mended).
    """

    def __init__(self, value: Any, sentence: str, of: str = "") -> None:
        super().__init__(sentence)
        self.value = value
        self.sentence = sentence
        self.of = of


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question as it is sent."""

    text: str
    buttons: tuple[Button, ...] = ()


def word_button(title: str, word: str | None = None) -> Button:
    """A button that says a plain word in the person's name, as if it had been typed."""
    return Button(title, word or title, visible=True)


YES_NO = (word_button("Đúng"), word_button("Sửa"))


class Question(Generic[T]):
    """One thing a form asks. Subclasses say how an answer is read; the value is kept as JSON.

    ``text`` is a sentence or a function of the form; ``when`` says whether the question applies at all;
    ``slot`` names what the language package may have found for it anywhere in a message.
    """

    kind = "text"
    hears_orders = False
    """Whether a short question or order ("bao giờ đến hạn") typed instead of an answer is read as that."""

    def __init__(
        self,
        text: str | Callable[[Any], str],
        *,
        optional: bool = False,
        when: Callable[[Any], bool] | None = None,
        slot: str | None = None,
        buttons: Sequence[Button] | Callable[[Any], Sequence[Button]] = (),
    ) -> None:
        self.name = ""
        self._text = text
        self.optional = optional
        self._when = when
        self.slot = slot
        self._buttons = buttons

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, form: None, owner: type) -> Question[T]: ...
    @overload
    def __get__(self, form: Form, owner: type) -> T: ...
    def __get__(self, form: Form | None, owner: type) -> Question[T] | T:
        return self if form is None else cast(T, form.answers.get(self.name))

    def applies(self, form: Form) -> bool:
        """Whether the question is asked in this form as it stands."""
        return self._when is None or self._when(form)

    def steps(self, form: Form) -> Sequence[Question[Any]]:
        """The questions this one stands for: itself, unless it is a run of fields."""
        return (self,)

    def prompt(self, form: Form) -> Prompt:
        """The question as it is put to the person."""
        text = self._text if isinstance(self._text, str) else self._text(form)
        buttons = self._buttons(form) if callable(self._buttons) else self._buttons
        if self.optional and not buttons:
            buttons = (word_button("Bỏ qua"),)
        return Prompt(text, tuple(buttons)[:3])

    def again(self, form: Form) -> Prompt:
        """The question as it is put once more after something in between; a long one is not said in full."""
        return self.prompt(form)

    def read(self, form: Form, heard: Heard) -> Any:
        """The answer in this text. Raises Misunderstood or Doubt."""
        raise Misunderstood(self.prompt(form).text)

    @property
    def key(self) -> str:
        """What the language package knows the question by: the field's key."""
        return self.slot or self.name

    def at_sight(self, form: Form, text: str) -> Any:
        """The answer, if the raw text is so plain that it need not be read; else None."""
        return None

    def fits(self, form: Form, value: Any) -> bool:
        """Whether a value kept earlier still fits (else it is asked again)."""
        return True

    def hear(self, form: Form, heard: Heard) -> None:
        """Take the answer into the form."""
        form.take(self.name, self.read(form, heard))


class Fact(Generic[T]):
    """Something the form knows from the start: it entered once, when the form was opened."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, form: None, owner: type) -> Fact[T]: ...
    @overload
    def __get__(self, form: Form, owner: type) -> T: ...
    def __get__(self, form: Form | None, owner: type) -> Fact[T] | T:
        return self if form is None else cast(T, form.facts.get(self.name))


class Form:
    """Answers by name, in the order in which they were given. The question to ask is never stored."""

    conversation: ClassVar[str] = ""
    version: ClassVar[int] = 1
    questions: ClassVar[tuple[Question[Any], ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        declared = {
            name: value
            for base in reversed(cls.__mro__)
            for name, value in vars(base).items()
            if isinstance(value, Question)
        }
        cls.questions = tuple(declared.values())

    def __init__(self, **facts: Any) -> None:
        self.facts: dict[str, Any] = facts
        self.answers: dict[str, Any] = {}
        self.doubt: dict[str, Any] | None = None
        self.misses = 0

    async def attend(self, turn: Turn) -> None:
        """What the form looks up anew, or notes at once, when its answers may have changed; called at every turn."""

    def steps(self) -> Iterator[Question[Any]]:
        """Every question that applies, runs of fields spelled out."""
        for question in self.questions:
            if question.applies(self):
                yield from question.steps(self)

    def asked(self) -> Question[Any] | None:
        """The question to ask now: the first that applies and has no answer that fits."""
        for question in self.steps():
            if question.name not in self.answers or not self._fits(question):
                return question
        return None

    def _fits(self, question: Question[Any]) -> bool:
        value = self.answers[question.name]
        return (value is None and question.optional) or question.fits(self, value)

    def step(self, name: str) -> Question[Any] | None:
        """The question of that name, if it applies."""
        return next((question for question in self.steps() if question.name == name), None)

    def take(self, name: str, value: Any) -> None:
        """Keep an answer; a newer one goes to the end, so that "quay lại" undoes what was said last."""
        self.answers.pop(name, None)
        self.answers[name] = value
        self.doubt = None
        self.misses = 0

    def forget(self, name: str) -> None:
        """Take an answer back: it will be asked again."""
        self.answers.pop(name, None)
        self.doubt = None

    def back(self) -> bool:
        """Take the last answer back. False when there is none."""
        if self.doubt is not None:
            self.doubt = None
            return True
        if not self.answers:
            return False
        self.answers.popitem()
        return True

    def skip(self) -> bool:
        """Pass over the question asked now. False when it may not be passed over."""
        question = self.asked()
        if question is None or not question.optional:
            return False
        self.take(question.name, None)
        return True

    def noted(self, mended: Sequence[str]) -> str:
        """What is said of earlier answers that a message has just changed; nothing by default."""
        return ""

    def fill(self, heard: Heard) -> bool:
        """Take what a message tells beyond the question asked. Whether anything was taken."""
        taken = False
        for question in list(self.steps()):
            if question.slot is not None and question.slot in heard.slots:
                taken |= self._fill_one(question, heard)
        return taken

    def _fill_one(self, question: Question[Any], heard: Heard) -> bool:
        single = Heard(
            heard.text, "answer", {**heard.slots, "value": heard.slots[str(question.slot)]}, heard.sure
        )
        try:
            value = question.read(self, single)
        except (Misunderstood, Doubt):
            # Asked for in its turn: an unsure figure in the middle of a message is never taken silently.
            return False
        self.take(question.name, value)
        return True

    def to_json(self) -> dict[str, Any]:
        """The state, for the row of this person's dialog."""
        return {
            "version": self.version,
            "facts": self.facts,
            "answers": self.answers,
            "doubt": self.doubt,
            "misses": self.misses,
        }

    @classmethod
    def from_json(cls: type[F], state: dict[str, Any]) -> F:
        """The form as it was left; answers that no longer fit are asked again."""
        form = cls(**state["facts"])
        form.answers = dict(state["answers"])
        form.doubt = state.get("doubt")
        form.misses = state.get("misses", 0)
        return form

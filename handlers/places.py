"""Which team somebody means: villages by any of their names, homonyms asked apart, guesses always asked back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.units import Unit, UnitKind, UnitTree, full_label, label
from handlers.forms import Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.questions import Choice, OneOf, YesNo
from handlers.turn import Turn
from storage.directory import Directory
from vietnamese import fold, match_places
from vietnamese.writing import sentence

MOST = 6
SURE = 100
NONE_OF_THEM = "none"
UNIT_NAME = r"[a-z]+(?: [a-z]+){0,2}"
"""The name of a unit, without its kind, in a text without marks."""
UNKNOWN = "Trợ lý chưa tìm thấy thôn đó. Mời gõ tên thôn và tên xã, ví dụ: thôn Đông Trung, xã Cẩm Bình."


def named_places(places: Sequence[Unit], text: str, directory: Directory) -> tuple[list[Unit], bool]:
    """The units a text may mean, best first, and whether it names them (else it only sounds like them)."""
    by_code = {unit.code: unit for unit in places}
    known = [(label(unit), unit.code, directory.aliases_of(unit.code)) for unit in places]
    found = match_places(text, known, limit=MOST)
    return [by_code[one.code] for one in found], bool(found) and found[0].score >= SURE


def villages_named(
    tree: UnitTree, directory: Directory, text: str, within: Sequence[str] = ()
) -> tuple[list[Unit], bool]:
    """The villages a text may mean; a commune named in it narrows them down, else those of ``within`` go first."""
    communes, certain = communes_named(tree, directory, text)
    codes = [unit.code for unit in communes] if certain else within
    below = [one for code in codes for one in tree.children(code, UnitKind.THON)]
    found, sure = named_places(below, text, directory) if below else ([], False)
    if found:
        return found, sure
    return named_places([unit for unit in tree if unit.kind is UnitKind.THON], text, directory)


def communes_named(tree: UnitTree, directory: Directory, text: str) -> tuple[list[Unit], bool]:
    """The communes a text may mean, and whether it names them."""
    return named_places([unit for unit in tree if unit.kind is UnitKind.XA], text, directory)


def kept(tree: UnitTree, units: Sequence[Unit], sure: bool = True) -> dict[str, Any]:
    """The answer to `Place`: the teams that may be meant, and whether they were named."""
    return {"among": [[unit.code, full_label(unit, tree)] for unit in units], "sure": sure}


class Place(Question[dict[str, Any]]):
    """A village by name, spoken, old or without marks; kept are all that may be meant."""

    kind = "place"

    def read(self, form: Form, heard: Heard) -> dict[str, Any]:
        turn = getattr(form, "turn", None)
        if turn is None:
            raise LookupError("a form with places has to attend the turn first")
        said = _spoken(heard)
        found, sure = villages_named(turn.tree, turn.directory, said, form.facts.get("within", ()))
        if not (found and sure):
            communes, certain = communes_named(turn.tree, turn.directory, said)
            if certain and not found:
                return self._commune(form, turn, communes)
        if not found:
            raise Misunderstood(UNKNOWN)
        return kept(turn.tree, found, sure)

    def _commune(self, form: Form, turn: Turn, communes: list[Unit]) -> dict[str, Any]:
        """Only a commune was said: its own team where that may be meant, else the village is asked for."""
        if form.facts.get("villages_only"):
            form.facts["within"] = [unit.code for unit in communes]
            raise Misunderstood(f"{sentence(label(communes[0]))} có nhiều thôn ạ.")
        return kept(turn.tree, communes)

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, dict) and bool(value.get("among"))


def _spoken(heard: Heard) -> str:
    """The village and commune the language package found, else all that was said."""
    village = heard.slot("value") if heard.says("answer") else heard.slot("village")
    if not isinstance(village, str):
        return heard.text
    commune = heard.slot("commune")
    return f"{village} xã {commune}" if isinstance(commune, str) else village


def _among(form: Form) -> list[list[str]]:
    found: list[list[str]] = (form.answers.get("place") or {}).get("among", [])
    return found


class Which(OneOf):
    """Which of several villages of that name."""

    def __init__(self) -> None:
        super().__init__("Mình nói Tổ nào dưới đây ạ?", _choices, when=lambda form: len(_among(form)) > 1)

    def hear(self, form: Form, heard: Heard) -> None:
        code = self.read(form, heard)
        if code == NONE_OF_THEM:
            form.forget("place")
        else:
            form.take(self.name, code)


def _choices(form: Form) -> list[Choice]:
    found = [Choice(code, name, name.split(", ", 1)[-1]) for code, name in _among(form)]
    titles = [one.title for one in found]
    if len(set(titles)) < len(titles):
        found = [Choice(one.value, one.label, one.label.split(", ")[0]) for one in found]
    return [*found, Choice(NONE_OF_THEM, "Thôn khác", "Thôn khác")]


class IsIt(YesNo):
    """A guess is asked back before it counts."""

    def __init__(self) -> None:
        super().__init__(
            lambda form: f"Có phải mình nói {_among(form)[0][1]} không ạ?",
            yes="Đúng",
            no="Thôn khác",
            when=lambda form: len(_among(form)) == 1 and not form.answers["place"]["sure"],
        )

    def at_sight(self, form: Form, text: str) -> None:
        """Always heard in full: a no takes the place back."""

    def read(self, form: Form, heard: Heard) -> bool:
        """Whoever says the place's name again means yes."""
        said, name = fold(heard.text).strip(" .!"), fold(_among(form)[0][1])
        return True if said in (name, name.split(",")[0]) else super().read(form, heard)

    def hear(self, form: Form, heard: Heard) -> None:
        if self.read(form, heard):
            form.take(self.name, True)
        else:
            form.forget("place")


class PlaceForm(Form):
    """A form that begins with the question which team it is about; subclasses add their own questions.

    The fact "within" holds the communes that a bare village name is looked for in first.
    """

    place = Place("Mình nói Tổ của thôn nào, xã nào ạ?", slot="village")
    which = Which()
    is_it = IsIt()

    turn: Turn
    """The turn in which the form is being answered; never kept."""

    async def attend(self, turn: Turn) -> None:
        self.turn = turn

    @property
    def unit_code(self) -> str | None:
        """The team meant, once that is beyond doubt."""
        among = _among(self)
        if len(among) > 1:
            chosen = self.answers.get("which")
            return chosen if any(code == chosen for code, _ in among) else None
        if not among or not (self.answers["place"]["sure"] or self.answers.get("is_it")):
            return None
        return among[0][0]

    def settle(self, unit_code: str) -> None:
        """Start with the team known."""
        unit = self.turn.tree.get(unit_code)
        if unit is not None:
            self.take("place", kept(self.turn.tree, [unit]))

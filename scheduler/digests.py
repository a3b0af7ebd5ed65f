"""One message a person however many things are due: what falls due together is told together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.messages import BUTTONS, MessageKind
from scheduler.lines import Deed, Line
from storage.database import Rows
from storage.outbox import Letter
from vietnamese.writing import sentence

TOLD_TOGETHER = (MessageKind.REMINDER, MessageKind.ESCALATION)
"""A card to be forwarded and a question with buttons of its own stay messages of their own."""
_OPENING = re.compile(r"(?:⏰ )?((?:Thưa|Kính gửi|Chào) [^,.]+)[,.] (.*)", re.DOTALL)
_HOW = re.compile(r"\s*\S+ bấm «Báo cáo»[^.]*\.")
"""How to report is on the buttons; said of every team it would only be long."""
_PLEASE = re.compile(r" ạ(?=[.:;?]|$)")

Item = Mapping[str, Any]


def together(lines: Sequence[Line]) -> list[Line]:
    """The lines of a pass, those that write to the same person as one."""
    by_person: dict[str, list[Line]] = {}
    for line in lines:
        if _joins(line):
            by_person.setdefault(str(line.to), []).append(line)
    found = []
    for line in lines:
        mine = by_person.get(str(line.to), [line]) if _joins(line) else [line]
        if mine[0] is line:
            found.append(_one(mine) if len(mine) > 1 else line)
    return found


def _joins(line: Line) -> bool:
    is_told = line.letter is not None and line.letter.kind in TOLD_TOGETHER
    return line.is_new and is_told and str(line.to).startswith("person:")


def _one(lines: Sequence[Line]) -> Line:
    """The first line with what the others say too; its letter has the key of its first, and remembers theirs."""
    letters = [line.letter for line in lines if line.letter is not None]
    first, items = letters[0], [_item(one) for one in letters]
    ends = [one.expires_at for one in letters]
    is_reminder = any(one.kind == MessageKind.REMINDER for one in letters)
    letter = replace(
        first,
        kind=str(MessageKind.REMINDER if is_reminder else MessageKind.ESCALATION),
        text=text_of(items),
        buttons=_buttons(items),
        expires_at=None if None in ends else max(one for one in ends if one is not None),
        check={"digest": len(items)},
        detail={**first.detail, "items": items},
    )
    return replace(
        lines[0],
        rule=" & ".join(dict.fromkeys(line.rule for line in lines)),
        about=" ".join(dict.fromkeys(line.about for line in lines)),
        why="; ".join(dict.fromkeys(line.why for line in lines)),
        letter=letter,
        deed=_all_of([line.deed for line in lines if line.deed is not None]),
        within=tuple(one.key for one in letters[1:]),
    )


def _all_of(deeds: Sequence[Deed]) -> Deed | None:
    async def do(rows: Rows) -> None:
        for deed in deeds:
            await deed(rows)

    return do if deeds else None


def _item(letter: Letter) -> Item:
    """One thing of several, as it is kept with the letter: it is judged by itself."""
    until = letter.expires_at
    return {
        "key": letter.key,
        "kind": letter.kind,
        "text": letter.text,
        "buttons": list(letter.buttons),
        "check": letter.check,
        "until": None if until is None else until.isoformat(),
    }


def items_of(letter: Letter) -> list[Letter]:
    """The single things of a digest, each as a letter that can be judged; none of any other letter."""
    return [
        replace(
            letter,
            key=one["key"],
            kind=one["kind"],
            text=one["text"],
            buttons=tuple(one["buttons"]),
            check=one["check"],
            expires_at=None if one["until"] is None else datetime.fromisoformat(one["until"]),
            detail={},
        )
        for one in letter.detail.get("items", ())
    ]


def of_what_holds(letter: Letter, held: Sequence[Letter]) -> Letter:
    """The digest of what is left of it; a single thing is told in its own words."""
    items = [_item(one) for one in held]
    return replace(letter, text=text_of(items), buttons=_buttons(items))


def text_of(items: Sequence[Item]) -> str:
    """ "Thưa bác Hùng, có 2 việc ạ:" and a line for each."""
    if len(items) == 1:
        return str(items[0]["text"])
    parted = [_OPENING.fullmatch(str(one["text"])) for one in items]
    opening = next((one[1] for one in parted if one is not None), "Trợ lý xin nhắc")
    told = [
        _short(str(item["text"]) if one is None else one[2]) for item, one in zip(items, parted, strict=True)
    ]
    return "\n".join(
        [f"{opening}, có {len(told)} việc ạ:", *(f"{n}. {one}" for n, one in enumerate(told, 1))]
    )


def _short(text: str) -> str:
    return sentence(_PLEASE.sub("", _HOW.sub("", text)).strip())


def _buttons(items: Sequence[Item]) -> tuple[dict[str, Any], ...]:
    """Those of all, each once, no more than a message holds."""
    found = {str(button["payload"]): dict(button) for item in items for button in item["buttons"]}
    return tuple(found.values())[:BUTTONS]

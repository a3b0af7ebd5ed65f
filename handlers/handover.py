"""A human please: names the commune's officer and tells that officer who asks for what."""

from __future__ import annotations

from typing import Any

from domain.units import Unit, label
from handlers.conversation import Conversation
from handlers.forms import Form, Misunderstood, Question
from handlers.heard import Heard
from handlers.officers import Officer, communes_of, may_call, officer_of, quoted, who_speaks
from handlers.places import communes_named, kept, villages_named
from handlers.turn import Turn
from vietnamese.writing import sentence

CALLED_EVERY = 600
"""Seconds in which one person calls an officer once."""


class Commune(Question[dict[str, Any]]):
    """A commune, or a village whose commune then is meant."""

    kind = "place"

    def read(self, form: Form, heard: Heard) -> dict[str, Any]:
        turn = getattr(form, "turn", None)
        if turn is None:
            raise LookupError("a form with a commune has to attend the turn first")
        tree, directory = turn.tree, turn.directory
        communes, sure = communes_named(tree, directory, heard.text)
        if not (communes and sure):
            villages, sure = villages_named(tree, directory, heard.text)
            above = {unit.code: unit for one in villages if (unit := tree.commune_of(one.code)) is not None}
            communes = list(above.values())
        if len(communes) != 1 or not sure:
            raise Misunderstood("Trợ lý cần đúng tên xã, phường, ví dụ: xã Cẩm Bình.")
        return kept(tree, communes)

    def fits(self, form: Form, value: Any) -> bool:
        return isinstance(value, dict) and bool(value.get("among"))


class WhichCommune(Form):
    """Of whom nothing is known, the commune is asked."""

    commune = Commune("Mình ở xã, phường nào để Trợ lý chuyển đúng cán bộ ạ?", slot="commune")

    turn: Turn

    async def attend(self, turn: Turn) -> None:
        self.turn = turn


handover = Conversation(
    "handover",
    WhichCommune,
    intents=("handover",),
    help="nhờ cán bộ xã giúp",
    example="gặp cán bộ",
    title="Gặp cán bộ",
    aside=True,
)


@handover.opens
async def begin(turn: Turn) -> WhichCommune | None:
    """Hand over to the officer of the speaker's commune; ask which one where that is not known."""
    communes = await communes_of(turn)
    if not communes:
        return WhichCommune(asked=quoted(turn.heard.text) if turn.is_read else "")
    await hand_over(turn, communes[0], quoted(turn.heard.text) if turn.is_read else "")
    return None


@handover.completes
async def known(form: WhichCommune, turn: Turn) -> None:
    """The commune is known now."""
    commune = turn.tree.get(form.commune["among"][0][0])
    if commune is not None:
        await hand_over(turn, commune, form.facts.get("asked", ""))


async def hand_over(turn: Turn, commune: Unit, asked: str) -> None:
    """Tell both sides."""
    turn.audit("handover", f"unit:{commune.code}")
    officer = await officer_of(turn, commune)
    if officer is None:
        turn.say(
            f"{sentence(label(commune))} chưa khai báo cán bộ phụ trách trên Trợ lý. Mời liên hệ UBND xã ạ."
        )
        return
    turn.tell(officer.address, _for_officer(turn, asked), about=f"handover:{_call(turn)}")
    turn.say(_for_speaker(turn, officer))


def _call(turn: Turn) -> str:
    """Who calls, and when: told once in ten minutes, the officer reads in the chat what follows."""
    return f"{turn.speaker.address}:{int(turn.at.timestamp()) // CALLED_EVERY}"


def _for_officer(turn: Turn, asked: str) -> str:
    message = f" Tin nhắn: {asked}" if asked else ""
    return (
        f"{who_speaks(turn)}, xin gặp cán bộ.{message}\n"
        "Mời đồng chí trả lời trong hộp thư của tài khoản Zalo này; trong lúc đó Trợ lý sẽ im lặng."
    )


def _for_speaker(turn: Turn, officer: Officer) -> str:
    phone = officer.person.phone if may_call(turn) else None
    call = f" Cần gấp, mời gọi {phone}." if phone else ""
    return f"Trợ lý đã báo {officer.introduced(turn)}. Cán bộ sẽ trả lời {turn.you} ngay tại đây ạ.{call}"

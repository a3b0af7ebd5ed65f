"""A few small conversations and one line to the router: what is said goes through inbox, turn and outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.turns import Turns
from handlers.conversation import Conversation
from handlers.forms import Doubt, Form
from handlers.heard import Heard
from handlers.questions import Count, ShortText
from handlers.router import Router
from handlers.turn import Turn
from storage import inbox, tables
from storage.database import Database
from tests.bot.stage import HandClock, arrived, rows_of


class Wary(Count):
    """A number that is doubted when it is large."""

    def read(self, form: Form, heard: Heard) -> int:
        value = super().read(form, heard)
        if value > 100:
            raise Doubt(value, f"Có đúng {value} không ạ?")
        return value


class Order(Form):
    """Three questions, the last of which may be skipped."""

    what = ShortText("Món gì ạ?")
    how_many = Wary("Mấy suất ạ?", most=1000)
    remark = ShortText("Nhắn gì không ạ?", optional=True)


class Words(Conversation):
    """Claims what begins with its name, and what a person would type for it."""

    def claims(self, heard: Heard) -> bool:
        return heard.text.split()[0] == self.name or super().claims(heard)


def conversations() -> tuple[Conversation, ...]:
    """An order with a form, a question aside, something that needs no form, a decision, and a button."""
    order = Words("đặt", Order, help="đặt món", example="đặt", title="Đặt món")
    aside = Words("giờ", help="xem giờ", example="giờ", title="Xem giờ", aside=True)
    other = Words("khác", Order2, help="làm việc khác", example="khác", title="Việc khác")
    welcome = Conversation("welcome", help="chào", example="chào", title="Chào")
    button = Words("nút", help="gửi nút", example="nút", title="Nút")

    @order.opens
    async def begin(turn: Turn) -> Form:
        return Order()

    @order.completes
    async def end(form: Any, turn: Turn) -> None:
        turn.say(f"Đã đặt {form.how_many} {form.what} ({form.remark}).")

    @aside.opens
    async def tell_time(turn: Turn) -> None:
        turn.say("Bây giờ là sáng.")

    @other.opens
    async def begin_other(turn: Turn) -> Form:
        return Order2()

    @other.completes
    async def end_other(form: Any, turn: Turn) -> None:
        turn.say("Đã xong việc khác.")

    @welcome.opens
    async def greet(turn: Turn) -> None:
        turn.effects.contact["greeted_at"] = turn.at
        turn.say("Kính chào.")

    @button.opens
    async def give(turn: Turn) -> None:
        to = turn.incoming.text.partition(" ")[2] or turn.speaker.address
        turn.say("Nút đây.", turn.tap("Bấm", "press", "A7K", to), turn.tap("Xem", "look", "A7K", to))

    @button.presses("press")
    async def press(turn: Turn, tap: Any) -> None:
        turn.say(f"Đã bấm {tap.object}.")

    @button.presses("look", once=False)
    async def look(turn: Turn, tap: Any) -> Form:
        turn.say("Xem đây.")
        return Order2()

    return order, aside, other, welcome, button


class Order2(Form):
    """One question."""

    why = ShortText("Vì sao ạ?")


class Chat:
    """People who talk to these conversations."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.turns = Turns(database, Router(conversations()), self.clock, lambda: None)

    async def says(self, text: str, who: str = "1", **more: Any) -> str:
        """Say something; everything that is answered, line by line."""
        before = len(await rows_of(self.database, tables.outbox))
        self.clock.passes(seconds=1)
        async with self.database.write() as rows:
            await inbox.store(rows, [arrived(who, text, self.clock.at, **more)])
        await self.turns.batch()
        letters = await rows_of(self.database, tables.outbox)
        return "\n".join(self._opened(row)["text"] for row in letters[before:])

    async def buttons(self) -> dict[str, str]:
        """Title and payload of the buttons under the newest answer."""
        [*_, row] = await rows_of(self.database, tables.outbox)
        return {one["title"]: one["payload"] for one in self._opened(row)["buttons"]}

    def _opened(self, row: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.database.vault.open_json("outbox.body", row.key, row.body)
        return found

    async def waits(self, **time: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(**time)

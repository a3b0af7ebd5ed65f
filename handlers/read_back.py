"""The read-back: what is about to be done, in full, and done only after a clear word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from handlers.forms import Form, Misunderstood
from handlers.heard import Heard
from handlers.questions import YesNo
from vietnamese import fold

_DO = re.compile(r"(?:lam|gui|chac chan|chac|dung)(?: di| luon| nhe| roi| a)*")
# "gửi lên" is said of what goes to the level above, not of what is read back
_SENDS = re.compile(r"(?:gui|nop|chuyen|chot)\b")
_NOT_NOW = frozenset("thoi|de sau|de mai|de lat nua|chua|khoan|khoan da|tu tu".split("|"))


class ReadBack(YesNo):
    """[Làm] or [Thôi], whatever these two are called here; its own words are never taken for anything else."""

    def __init__(
        self, text: str | Callable[[Any], str], *, yes: str = "Làm", no: str = "Thôi", **more: Any
    ) -> None:
        super().__init__(text, yes=yes, no=no, **more)

    def at_sight(self, form: Form, text: str) -> bool | None:
        said = fold(text).strip(" .!")
        if said == self._yes or _DO.fullmatch(said):
            return True
        return False if said == self._no or said in _NOT_NOW else None

    def read(self, form: Form, heard: Heard) -> bool:
        plain = self.at_sight(form, heard.text)
        if plain is None and not self._yes.startswith("gui") and _SENDS.match(fold(heard.text)):
            raise Misunderstood("Trợ lý chưa làm gì ạ.")
        return super().read(form, heard) if plain is None else plain

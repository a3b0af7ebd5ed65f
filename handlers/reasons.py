"""The question for a reason: two words or more, as typed."""

from __future__ import annotations

from domain.requests import has_reason
from handlers.forms import Form, Misunderstood
from handlers.heard import Heard
from handlers.questions import ShortText


class AsTyped(ShortText):
    """The words as typed, whatever they may mean elsewhere."""

    def read(self, form: Form, heard: Heard) -> str:
        return super().read(form, Heard(heard.text, "answer", {"value": heard.text}, True))


class Reason(AsTyped):
    """Two words or more; a bare "không" is no reason."""

    def read(self, form: Form, heard: Heard) -> str:
        said = super().read(form, heard)
        if not has_reason(said):
            raise Misunderstood("Xin ghi rõ lý do, từ hai chữ trở lên ạ.", meant=True)
        return said.rstrip(" .")

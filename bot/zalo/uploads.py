"""Handing files to Zalo for sending (Zalo reference 3): what it takes, and the tokens it gives."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from aiohttp import FormData

from bot.clock import Clock
from bot.zalo.client import ZaloClient
from bot.zalo.errors import Refused
from storage import uploads
from storage.database import Database

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of upload: its most bytes, and under which key the answer holds the token."""

    most: int
    key: str


KINDS = {
    "image": Kind(1 * _MB, "attachment_id"),
    "gif": Kind(5 * _MB, "attachment_id"),
    "file": Kind(5 * _MB, "token"),
}
_BY_ENDING = {"jpg": "image", "png": "image", "gif": "gif", "pdf": "file", "doc": "file", "docx": "file"}


def kind_of(ending: str, size: int) -> str | None:
    """As what Zalo takes a file; None: it does not, be it for its type or its size."""
    kind = _BY_ENDING.get(ending)
    return kind if kind is not None and 0 < size <= KINDS[kind].most else None


def plain_name(name: str, ending: str) -> str:
    """ "Bao-cao-thang-11.pdf" of "Báo cáo tháng 11.pdf": what the recipient sees is taken from the form's file name."""
    stem = name.rpartition(".")[0] or name
    letters = unicodedata.normalize("NFD", stem.replace("đ", "d").replace("Đ", "D"))
    plain = re.sub(r"[^A-Za-z0-9]+", "-", letters.encode("ascii", "ignore").decode()).strip("-")
    return f"{plain[:80] or 'tep'}.{ending}"


class Uploader:
    """Uploads each content once per account as long as its token is fresh."""

    def __init__(self, database: Database, client: ZaloClient, clock: Clock) -> None:
        self._database = database
        self._client = client
        self._clock = clock

    async def token(self, oa_id: str, content: bytes, filename: str, kind: str, *, anew: bool = False) -> str:
        """The token with which this content is sent; ``anew``: not one of before. Raises ZaloError."""
        sha256 = hashlib.sha256(content).hexdigest()
        now = await self._clock.now()
        if not anew:
            async with self._database.read() as rows:
                known = await uploads.token_of(rows, oa_id, sha256, kind, now)
            if known is not None:
                return known
        given = await self._upload(oa_id, content, filename, kind)
        async with self._database.write() as rows:
            await uploads.keep(rows, oa_id, sha256, kind, given, now)
        return given

    async def _upload(self, oa_id: str, content: bytes, filename: str, kind: str) -> str:
        def form() -> FormData:
            made = FormData()
            made.add_field("file", content, filename=filename, content_type="application/octet-stream")
            return made

        answer = await self._client.upload(oa_id, f"/v2.0/oa/upload/{kind}", form)
        given = answer.get(KINDS[kind].key) or answer.get("token") if isinstance(answer, dict) else None
        if not given:
            raise Refused(None, f"upload of a {kind} gave no {KINDS[kind].key}")
        return str(given)

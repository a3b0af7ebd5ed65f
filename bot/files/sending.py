"""Sending a file: handed to Zalo where it takes the type and size, else as a link that is signed and expires."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from bot.metrics import HANDOUTS
from bot.zalo.client import Sent, ZaloClient
from bot.zalo.errors import Lapsed, NeedsHuman, Refused
from bot.zalo.uploads import Uploader, kind_of, plain_name
from domain.calendar import VN
from storage import handouts
from storage.database import Database
from storage.handouts import Handout
from storage.vault import Vault
from vietnamese import writing

_log = structlog.get_logger("files")


def link_to(vault: Vault, public_url: str, key: str, expires_at: datetime) -> str:
    """Where a handout can be loaded until then: its id, the moment, and the proof that we wrote both."""
    until = int(expires_at.timestamp())
    return f"{public_url.rstrip('/')}/files/{key}?e={until}&s={vault.link_mac(f'{key} {until}')}"


class FileSender:
    """Sends what a letter encloses (`handlers/enclosing.py`), as a message of its own."""

    def __init__(self, database: Database, client: ZaloClient, uploader: Uploader, public_url: str) -> None:
        self._database = database
        self._client = client
        self._uploader = uploader
        self._public_url = public_url

    async def send_enclosed(
        self, oa_id: str, recipient: Mapping[str, str], enclosed: Mapping[str, Any]
    ) -> Sent:
        """Send the file that a letter's detail names. Raises ZaloError."""
        return await self.send(oa_id, recipient, await self._kept(enclosed))

    async def link_text(self, enclosed: Mapping[str, Any]) -> str:
        """What is written where no file can be sent, as to a Zalo Bot's group (9). Raises ZaloError."""
        return self._link_text(await self._kept(enclosed))

    async def _kept(self, enclosed: Mapping[str, Any]) -> Handout:
        async with self._database.read() as rows:
            file = await handouts.find(rows, str(enclosed.get("id")))
        if file is None:
            raise Refused(None, "the enclosed file is kept no longer")
        return file

    async def send(self, oa_id: str, recipient: Mapping[str, str], file: Handout) -> Sent:
        """Send to {"user_id": …} or {"group_id": …}. Raises ZaloError."""
        kind = kind_of(file.ending, len(file.content))
        if kind is None:
            return await self._send_link(oa_id, recipient, file)
        name = plain_name(file.name, file.ending)
        try:
            token = await self._uploader.token(oa_id, file.content, name, kind)
        except (Refused, NeedsHuman) as error:
            if not self._public_url:
                raise
            _log.warning("upload_refused", handout_id=file.id, code=error.code)
            return await self._send_link(oa_id, recipient, file)
        try:
            return await self._send_token(oa_id, recipient, _message(kind, token, file.content))
        except Lapsed:
            token = await self._uploader.token(oa_id, file.content, name, kind, anew=True)
            return await self._send_token(oa_id, recipient, _message(kind, token, file.content))

    async def _send_token(self, oa_id: str, recipient: Mapping[str, str], message: dict[str, Any]) -> Sent:
        sent = await self._client.send_message(oa_id, recipient, message)
        HANDOUTS.labels("uploaded").inc()
        return sent

    async def _send_link(self, oa_id: str, recipient: Mapping[str, str], file: Handout) -> Sent:
        sent = await self._client.send_message(oa_id, recipient, {"text": self._link_text(file)})
        HANDOUTS.labels("linked").inc()
        return sent

    def _link_text(self, file: Handout) -> str:
        if not self._public_url:
            raise Refused(None, "PUBLIC_URL is not set: a file that Zalo does not take goes out as a link")
        link = link_to(self._database.vault, self._public_url, file.id, file.expires_at)
        until = writing.moment(file.expires_at.astimezone(VN))
        return f"Tệp {file.name}:\n{link}\nMời mở liên kết để tải về, dùng được đến {until} ạ."


def _message(kind: str, token: str, content: bytes) -> dict[str, Any]:
    """The message of an upload (2.1); a moving picture also tells its size."""
    if kind == "file":
        return {"attachment": {"type": "file", "payload": {"token": token}}}
    element: dict[str, Any] = {"media_type": kind, "attachment_id": token}
    if kind == "gif":
        element |= {
            "width": int.from_bytes(content[6:8], "little"),
            "height": int.from_bytes(content[8:10], "little"),
        }
    payload = {"template_type": "media", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}

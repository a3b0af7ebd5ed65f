"""Personal data at rest: every field sealed with AES-256-GCM for the one place it belongs to."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ID = 4
_NONCE = 12


class SealBroken(Exception):
    """A sealed field cannot be opened: its key is not among DATA_KEY, or it was moved or altered."""


class Vault:
    """Seals and opens fields. The first key writes, all of them read (so keys can be rotated).

    ``place`` is "table.column", ``row`` the key of the row: a sealed value copied elsewhere does not open.
    """

    def __init__(self, data_keys: Sequence[bytes], index_secret: bytes) -> None:
        if not data_keys or any(len(key) != 32 for key in data_keys):
            raise ValueError("DATA_KEY needs 32 bytes each")
        self._ciphers = {_key_id(key): AESGCM(key) for key in data_keys}
        self._writer = _key_id(data_keys[0])
        self._index_key = HKDF(SHA256(), 32, None, b"tocds index of phones").derive(index_secret)
        self._text_key = HKDF(SHA256(), 32, None, b"tocds texts sent").derive(index_secret)
        self._code_key = HKDF(SHA256(), 32, None, b"tocds activation codes").derive(index_secret)
        self._link_key = HKDF(SHA256(), 32, None, b"tocds links to files").derive(index_secret)

    def seal(self, place: str, row: str, text: str) -> bytes:
        """Encrypt ``text`` for one column of one row."""
        return self.seal_bytes(place, row, text.encode())

    def open(self, place: str, row: str, sealed: bytes) -> str:
        """Decrypt what ``seal`` wrote for the same place and row. Raises SealBroken."""
        return self.open_bytes(place, row, sealed).decode()

    def seal_bytes(self, place: str, row: str, content: bytes) -> bytes:
        """Encrypt the bytes of a file for the one place where it lies."""
        nonce = os.urandom(_NONCE)
        aad = f"{place}\0{row}".encode()
        return self._writer + nonce + self._ciphers[self._writer].encrypt(nonce, content, aad)

    def open_bytes(self, place: str, row: str, sealed: bytes) -> bytes:
        """Decrypt what ``seal_bytes`` wrote for the same place and row. Raises SealBroken."""
        cipher = self._ciphers.get(bytes(sealed[:_ID]))
        if cipher is None:
            raise SealBroken(f"{place} of {row}: sealed with a key that DATA_KEY does not hold")
        nonce, body = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
        try:
            return cipher.decrypt(nonce, body, f"{place}\0{row}".encode())
        except (InvalidTag, ValueError) as error:  # ValueError: too short to be anything of ours
            raise SealBroken(f"{place} of {row}: the sealed value was altered or moved") from error

    def seal_json(self, place: str, row: str, value: Any) -> bytes:
        """Encrypt a JSON value."""
        return self.seal(place, row, orjson.dumps(value).decode())

    def open_json(self, place: str, row: str, sealed: bytes) -> Any:
        """Decrypt a JSON value."""
        return orjson.loads(self.open(place, row, sealed))

    def is_current(self, sealed: bytes) -> bool:
        """Whether the value was sealed with the key that writes today."""
        return bytes(sealed[:_ID]) == self._writer

    def phone_index(self, phone: str) -> bytes:
        """Blind index of a normalised phone number, for look-up without decrypting."""
        return hmac.digest(self._index_key, phone.encode(), "sha256")

    def text_digest(self, text: str) -> str:
        """Keyed digest of a text that was sent, to know it again without keeping it."""
        return hmac.digest(self._text_key, text.encode(), "sha256").hex()

    def code_hash(self, code: str) -> bytes:
        """Keyed hash of an activation code: a copy of the table gives no codes away."""
        return hmac.digest(self._code_key, code.encode(), "sha256")

    def link_mac(self, text: str) -> str:
        """What proves that we wrote a link: 64 hex digits, to be compared in constant time."""
        return hmac.digest(self._link_key, text.encode(), "sha256").hex()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:_ID]

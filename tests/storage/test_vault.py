"""The vault: what is sealed opens only with its key, in its place, unaltered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import SealBroken, Vault

OLD, NEW, SECRET = b"o" * 32, b"n" * 32, b"s" * 40
VAULT = Vault([OLD], SECRET)


@given(st.text(), st.text(min_size=1, max_size=20))
def test_what_was_sealed_opens_again(text: str, row: str) -> None:
    sealed = VAULT.seal("people.name", row, text)
    assert VAULT.open("people.name", row, sealed) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({VAULT.seal("people.name", "P1", "Lan") for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("place", "row"), [("people.name", "P2"), ("people.phone", "P1"), ("people.nameP", "1")]
)
def test_a_value_moved_elsewhere_does_not_open(place: str, row: str) -> None:
    with pytest.raises(SealBroken):
        VAULT.open(place, row, VAULT.seal("people.name", "P1", "Lan"))


def test_one_changed_bit_anywhere_is_noticed() -> None:
    sealed = VAULT.seal("people.name", "P1", "Lan")
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(SealBroken):
            VAULT.open("people.name", "P1", altered)


@pytest.mark.parametrize("junk", [b"", b"x", b"abcd", b"z" * 16, b"z" * 64])
def test_what_was_never_sealed_does_not_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        VAULT.open("people.name", "P1", VAULT.seal("p.n", "P1", "")[:4] + junk)
    with pytest.raises(SealBroken):
        VAULT.open("people.name", "P1", junk)


def test_keys_are_rotated_the_first_one_writes_and_all_read() -> None:
    before = VAULT.seal("people.name", "P1", "Lan")
    rotating = Vault([NEW, OLD], SECRET)
    assert rotating.open("people.name", "P1", before) == "Lan"
    assert not rotating.is_current(before)
    after = rotating.seal("people.name", "P1", "Lan")
    assert rotating.is_current(after)
    assert Vault([NEW], SECRET).open("people.name", "P1", after) == "Lan"
    with pytest.raises(SealBroken, match="DATA_KEY"):
        Vault([NEW], SECRET).open("people.name", "P1", before)


def test_the_index_of_phones_hangs_on_the_secret_and_not_on_the_data_key() -> None:
    assert VAULT.phone_index("0912345678") == Vault([NEW], SECRET).phone_index("0912345678")
    assert VAULT.phone_index("0912345678") != Vault([OLD], b"t" * 40).phone_index("0912345678")
    assert VAULT.phone_index("0912345678") != VAULT.code_hash("0912345678")


def test_json_is_sealed_as_json() -> None:
    value = {"a": [1, None, "Tổ"], "b": {"c": True}}
    assert VAULT.open_json("dialogs.state", "x", VAULT.seal_json("dialogs.state", "x", value)) == value


@pytest.mark.parametrize("keys", [[], [b"short"], [OLD, b"short"]])
def test_a_key_has_32_bytes(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="DATA_KEY"):
        Vault(keys, SECRET)


def test_an_error_names_the_place_and_not_the_text() -> None:
    with pytest.raises(SealBroken) as raised:
        VAULT.open("people.name", "P2", VAULT.seal("people.name", "P1", "Lan"))
    assert "people.name of P2" in str(raised.value)
    assert "Lan" not in str(raised.value)

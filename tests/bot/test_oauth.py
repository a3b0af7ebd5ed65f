"""Consent: from the command over the administrator's browser to a pair that is kept, and whatever goes wrong there."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from simulator.tokens import challenge_of
from storage import tables
from tests.bot.province import (
    BAY_THERE,
    FIRST,
    OTHER_APP,
    OTHER_KEY,
    OTHER_SECRET,
    SECOND,
    THIRD,
    Province,
    parts_of,
)
from tests.bot.stage import rows_of

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
APP = "1234567890123456789"


async def other_app(province: Province, *more: str) -> None:
    """The second app is entered at the desk."""
    secrets = province.file("secret", OTHER_SECRET), province.file("key", OTHER_KEY)
    files = ("--app-secret-file", secrets[0], "--oa-secret-file", secrets[1])
    status, _, err = await province.command("oa", "add", "--app", OTHER_APP, *files, *more)
    assert (status, err) == (0, "")


async def test_a_new_account_is_connected_by_a_link_and_serves_its_unit(province: Province) -> None:
    link = await province.link("--app", APP, "--unit", "18748")
    asked = parts_of(link)
    assert asked["redirect_uri"] == f"{province.url}/zalo/oauth/callback"
    assert len(asked["state"]) >= 32
    status, page = await province.opens(await province.consents(link, SECOND))
    assert (status, "Đã kết nối trang «Chuyển đổi số xã Cẩm Lạc»" in page) == (200, True)
    stored = await province.account(SECOND)
    assert stored.tokens is not None
    assert (stored.app_id, stored.unit_code, stored.health) == (APP, "18748", "ok")
    assert stored.tokens.access not in page
    # People of the second account are heard and answered by it.
    await province.sim("say", person=BAY_THERE, text="trợ giúp")
    await province.settle()
    assert province.world.home(BAY_THERE).heard(f"person:{BAY_THERE}") != []


async def test_each_login_has_a_challenge_and_a_state_of_its_own(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    one, other = parts_of(await province.link(SECOND)), parts_of(await province.link(SECOND))
    assert one["state"] != other["state"]
    assert one["code_challenge"] != other["code_challenge"]
    for row in await rows_of(province.database, tables.consent_links):
        assert row.verifier is not None
        assert one["code_challenge"].encode() not in row.verifier


async def test_a_state_is_good_once_and_for_ten_minutes(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    back = await province.consents(await province.link(SECOND), SECOND)
    assert (await province.opens(back))[0] == 200
    pair = (await province.account(SECOND)).tokens
    status, page = await province.opens(back)
    assert (status, "đã được dùng" in page) == (400, True)
    late = await province.consents(await province.link(SECOND), SECOND)
    await province.passes(minutes=10)
    status, page = await province.opens(late)
    assert (status, "hết hạn" in page, "oa authorize" in page) == (400, True, True)
    status, page = await province.opens(late.replace("state=", "state=x"))
    assert status == 400
    assert (await province.account(SECOND)).tokens == pair


async def test_the_consent_of_another_account_is_refused_and_its_code_not_used(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    status, page = await province.opens(await province.consents(await province.link(SECOND), FIRST))
    assert (status, SECOND in page, FIRST in page) == (409, True, True)
    assert (await province.account(SECOND)).tokens is None
    assert province.exchanges() == 0


async def test_what_zalo_says_of_the_pair_outweighs_what_the_address_says(province: Province) -> None:
    """Whoever holds the link changes the account's id in the address: the pair goes back, the old one stays."""
    before = (await province.account(FIRST)).tokens
    for arguments in ((FIRST,), ("--app", APP, "--unit", "18748")):
        back = await province.consents(await province.link(*arguments), SECOND)
        status, page = await province.opens(back.replace(SECOND, FIRST))
        assert (status, "không phải của trang" in page) == (409, True)
        assert (await province.account(FIRST)).tokens == before
    assert SECOND not in await province.listed()


async def test_who_declines_changes_nothing(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    back = await province.consents(await province.link(SECOND), SECOND, verdict="no")
    status, page = await province.opens(back)
    assert (status, "chưa có gì thay đổi" in page) == (400, True)
    assert (await province.account(SECOND)).tokens is None


@pytest.mark.parametrize("fault", ["html", "reset", "garbage"])
async def test_a_token_endpoint_that_fails_is_named_and_changes_nothing(
    province: Province, fault: str
) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    back = await province.consents(await province.link(SECOND), SECOND)
    province.world.faults.add({"kind": fault, "path": "access_token"})
    status, page = await province.opens(back)
    assert (status, "Zalo chưa trả lời được" in page) == (502, True)
    assert (await province.account(SECOND)).tokens is None


async def test_a_pair_is_kept_although_zalo_does_not_say_whose_it_is(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    back = await province.consents(await province.link(SECOND), SECOND)
    province.world.faults.add({"kind": "html", "path": "getoa"})
    assert (await province.opens(back))[0] == 200
    assert (await province.account(SECOND)).tokens is not None


async def test_an_account_moves_to_another_app_and_the_wrong_secret_is_said(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    assert (await province.authorised(SECOND))[0] == 200
    await other_app(province)
    status, _ = await province.authorised(SECOND, SECOND, "--app", OTHER_APP)
    assert status == 200
    assert (await province.account(SECOND)).app_id == OTHER_APP
    wrong = province.file("wrong", "wrong-secret")
    key = province.file("key", OTHER_KEY)
    await province.command(
        "oa", "add", "--app", OTHER_APP, "--app-secret-file", wrong, "--oa-secret-file", key
    )
    status, page = await province.authorised(SECOND)
    assert (status, "-14004" in page, "wrong-secret" in page) == (400, True, False)


async def console_link(province: Province, oa_id: str) -> str:
    """The console's ready-made link with its fixed challenge: where it leads back to."""
    uri = f"{province.url}/zalo/oauth/callback"
    link = f"{province.house.settings.zalo_oauth_url}/v4/oa/permission?app_id={OTHER_APP}&redirect_uri={uri}"
    return await province.consents(f"{link}&code_challenge={challenge_of(VERIFIER)}", oa_id)


async def test_the_console_s_link_serves_a_known_account_of_an_app_with_a_fixed_pair(
    province: Province,
) -> None:
    await other_app(province, "--oa", THIRD, "--unit", "42")
    status, page = await province.opens(await console_link(province, THIRD))
    assert (status, "không do Trợ lý xin" in page) == (400, True)  # the app has no fixed pair yet
    await other_app(province, "--code-verifier-file", province.file("verifier", VERIFIER))
    status, _ = await province.opens(await console_link(province, SECOND))  # an account nobody has entered
    assert status == 400
    assert province.exchanges() == 0
    status, page = await province.opens(await console_link(province, THIRD))
    assert (status, "Chuyển đổi số Hà Tĩnh" in page) == (200, True)
    assert (await province.account(THIRD)).tokens is not None
    # Our own link uses the fixed pair, too.
    assert parts_of(await province.link(THIRD))["code_challenge"] == challenge_of(VERIFIER)
    assert (await province.authorised(THIRD))[0] == 200


async def test_a_stranger_cannot_put_his_own_account_in_the_place_of_ours(province: Province) -> None:
    """Anybody may consent for a page of his own by the public link and send us its code under our account's id."""
    await other_app(province, "--oa", THIRD, "--unit", "42")
    await other_app(province, "--code-verifier-file", province.file("verifier", VERIFIER))
    assert (await province.opens(await console_link(province, THIRD)))[0] == 200
    before = (await province.account(THIRD)).tokens
    forged = (await console_link(province, SECOND)).replace(SECOND, THIRD)
    status, page = await province.opens(forged)
    assert (status, "không phải của trang" in page) == (409, True)
    assert (await province.account(THIRD)).tokens == before


async def test_neither_code_nor_token_is_in_page_logs_audit_or_tables(province: Province) -> None:
    await province.command("oa", "add", "--oa", SECOND, "--unit", "18748")
    back = await province.consents(await province.link(SECOND), SECOND)
    with capture_logs() as logs:
        pages = [(await province.opens(back))[1], (await province.opens(back))[1]]
    tokens = (await province.account(SECOND)).tokens
    assert tokens is not None
    trail = await rows_of(province.database, tables.audit)
    said = " ".join([*pages, *map(str, logs), *map(str, trail)])
    for secret in (parts_of(back)["code"], parts_of(back)["state"], tokens.access, tokens.refresh):
        assert secret not in said
    [row] = [one for one in await rows_of(province.database, tables.accounts) if one.oa_id == SECOND]
    assert tokens.access.encode() not in row.access_token


async def test_the_address_of_the_service_is_needed(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PUBLIC_URL")
    status, _, err = await province.command("oa", "authorize", FIRST)
    assert (status, err.startswith("PUBLIC_URL: not set")) == (1, True)


async def test_a_page_without_a_word_of_zalo_is_harmless(province: Province) -> None:
    for query in ("", "?code=<b>", "?oa_id=1&state=2", "?code=a&oa_id=<script>&state=x", "?code=a&oa_id=%00"):
        status, page = await province.opens(f"{province.url}/zalo/oauth/callback{query}")
        assert status == 400
        assert "<script>" not in page

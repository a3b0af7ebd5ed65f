"""The command `oa`, the watch over several accounts, and who is told when one of them is in trouble."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.zalo.register import enter_first
from domain.calendar import in_vietnam
from storage import accounts, codes, directory, outbox, people, tables
from tests.bot.province import (
    BAY_THERE,
    FIRST,
    OTHER_APP,
    OTHER_KEY,
    OTHER_SECRET,
    SECOND,
    THIRD,
    TUAN,
    TUAN_THERE,
    Province,
)
from tests.bot.stage import rows_of

APP = "1234567890123456789"


async def alarms(province: Province) -> list[Any]:
    """The letters about accounts in trouble, opened."""
    async with province.database.read() as rows:
        found = await rows.all(tables.outbox.select().order_by(tables.outbox.c.id))
        return [outbox.opened(row, rows.vault) for row in found if row.key.startswith("alarm:")]


# --- add, list, remove ---


async def test_the_account_of_the_settings_is_listed_from_the_start(province: Province) -> None:
    await province.house.watch.round()
    listed = await province.listed()
    assert list(listed) == [FIRST]
    one = listed[FIRST]
    assert (one["name"], one["app_id"], one["token"], one["health"]) == (
        "Chuyển đổi số xã Cẩm Bình",
        APP,
        "ok",
        "ok",
    )
    assert (one["package"], one["valid_until"][:2], one["since"][:10]) == ("Tăng trưởng", "20", "2026-11-16")
    _, out, _ = await province.command("oa", "list")
    assert out.splitlines()[0].split() == [
        *("oa_id name app_id unit_code package valid_until token health since".split())
    ]
    assert "first-access-token" not in out


async def test_an_account_with_its_own_app_and_a_first_pair_needs_no_consent(province: Province) -> None:
    files = {
        "--app-secret-file": OTHER_SECRET,
        "--oa-secret-file": OTHER_KEY,
        "--access-token-file": "third-access",
        "--refresh-token-file": "third-refresh",
    }
    given = [part for option, text in files.items() for part in (option, province.file(option[2:], text))]
    place = ["--app", OTHER_APP, "--oa", THIRD, "--unit", "42"]
    status, out, err = await province.command("oa", "add", *place, *given)
    assert (status, err) == (0, "")
    assert f"account {THIRD}: entered" in out
    assert not any(secret in out for secret in files.values())
    province.world.platform.accounts[THIRD].tokens.add_pair("third-access", "third-refresh", province.now)
    status, out, _ = await province.command("check")
    assert f"token {THIRD}: ok" in out
    status, out, err = await province.command("oa", "add", "--oa", THIRD, "--app", OTHER_APP)
    assert (status, f"account {THIRD}: changed" in out) == (0, True)
    assert (await province.listed())[THIRD]["token"] == "ok"


async def test_secrets_may_be_typed_in_but_never_stand_on_the_command_line(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OTHER_SECRET}\n{OTHER_KEY}\n"))
    status, out, err = await province.command("oa", "add", "--app", OTHER_APP)
    assert (status, err) == (0, "")
    assert f"app {OTHER_APP}: entered" in out
    for row in await rows_of(province.database, tables.apps):
        assert OTHER_SECRET.encode() not in row.secret
        assert OTHER_KEY.encode() not in row.oa_secret_key
    assert (await province.authorised(THIRD, "--app", OTHER_APP, "--unit", "42"))[0] == 200


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["add", "--oa", SECOND], "--unit: which unit does the account serve?"),
        (["add", "--oa", SECOND, "--unit", "99"], "--unit: no unit 99 today"),
        (["add", "--oa", "a b", "--unit", "42"], "--oa: 'a b' is no id of Zalo"),
        (
            ["add", "--oa", SECOND, "--access-token-file", "x"],
            "--access-token-file, --refresh-token-file: both",
        ),
        (["add", "--oa", SECOND, "--code-verifier-file", "nowhere"], "nowhere: cannot be read"),
        (["authorize"], "authorize: give an account, or --app and --unit"),
        (["authorize", SECOND], f"no account {SECOND}: `python -m bot oa add"),
        (["authorize", "--app", "5", "--unit", "42"], "no app 5: `python -m bot oa add --app 5"),
        (["authorize", FIRST, "--unit", "42"], "--unit: is for a new account"),
        (["remove", SECOND], f"no account {SECOND} in service"),
    ],
)
async def test_what_is_wrong_is_one_line(province: Province, arguments: list[str], line: str) -> None:
    status, out, err = await province.command("oa", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith(line)
    assert list(await province.listed()) == [FIRST]


async def test_the_secrets_of_the_settings_are_changed_in_the_settings(province: Province) -> None:
    other = province.file("other", "another")
    status, _, err = await province.command("oa", "add", "--app", APP, "--app-secret-file", other)
    assert (status, "change ZALO_APP_SECRET" in err) == (1, True)


async def test_a_removed_account_is_silent_and_comes_back_with_its_people(province: Province) -> None:
    await province.second_has_joined()
    async with province.database.write() as rows:
        await people.bind(rows, SECOND, BAY_THERE, "P111", "code", province.now)
    status, out, _ = await province.command("oa", "remove", SECOND)
    assert (status, "OA Manager" in out) == (0, True)
    province.house.register.forget()  # within half a minute
    assert (await province.listed())[SECOND]["token"] == "removed"
    await province.sim("say", person=BAY_THERE, text="trợ giúp")
    await province.settle()
    assert province.world.home(BAY_THERE).heard(f"person:{BAY_THERE}") == []
    async with province.rows() as rows:
        assert (await people.accounts_of(rows, ["P111"]))["P111"].oa_id == FIRST
    status, _, err = await province.command("oa", "authorize", SECOND)
    assert (status, "oa add" in err) == (1, True)
    assert (await province.command("oa", "add", "--oa", SECOND))[0] == 0
    assert (await province.authorised(SECOND))[0] == 200
    await province.sim("say", person=BAY_THERE, text="trợ giúp")
    await province.settle()
    assert province.world.home(BAY_THERE).heard(f"person:{BAY_THERE}") != []
    async with province.rows() as rows:
        assert (await people.accounts_of(rows, ["P111"]))["P111"].oa_id == SECOND


async def test_an_account_comes_back_to_its_own_app_and_the_first_one_without_a_unit(
    province: Province,
) -> None:
    await province.command(
        *("oa", "add", "--app", OTHER_APP, "--oa", THIRD, "--unit", "42"),
        *("--app-secret-file", province.file("secret", OTHER_SECRET)),
        *("--oa-secret-file", province.file("key", OTHER_KEY)),
    )
    for oa_id, app in ((THIRD, OTHER_APP), (FIRST, APP)):
        _, out, _ = await province.command("oa", "remove", oa_id)
        assert f"back again: `python -m bot oa add --oa {oa_id}` and" in out
        gone = (await province.listed())[oa_id]
        assert (gone["token"], gone["health"]) == ("removed", "out of service")
        _, _, err = await province.command("oa", "authorize", oa_id)
        assert err == f"no account {oa_id}: `python -m bot oa add --oa {oa_id}` first\n"
        assert (await province.command("oa", "add", "--oa", oa_id))[0] == 0
        assert (await province.listed())[oa_id]["app_id"] == app
    assert (await province.authorised(FIRST))[0] == 200


# --- one person, several accounts ---


async def test_a_person_keeps_both_accounts_and_is_reached_by_the_one_of_his_unit(province: Province) -> None:
    await province.second_has_joined()
    async with province.database.write() as rows:
        assert await people.bind(rows, SECOND, TUAN_THERE, "P004", "code", province.now) == []
        both = (await people.all_accounts_of(rows, ["P004", "P900", "nobody"]))["P004"]
        # No account serves his commune by data: the newer binding, until he writes to the other account.
        assert [one.oa_id for one in both] == [SECOND, FIRST]
    await province.tuan.says("trợ giúp")
    async with province.rows() as rows:
        assert (await people.accounts_of(rows, ["P004"]))["P004"].oa_id == FIRST
    await province.sim("say", person=TUAN_THERE, text="trợ giúp")
    await province.settle()
    await province.command("oa", "add", "--oa", FIRST, "--unit", "18685")
    async with province.rows() as rows:
        assert (await people.accounts_of(rows, ["P004"]))["P004"].oa_id == FIRST
    async with province.database.write() as rows:
        await accounts.lose(rows, FIRST, province.now)
        assert (await people.accounts_of(rows, ["P004"]))["P004"].oa_id == SECOND
        # A new phone in one account ends the binding there, and only there.
        [ended] = await people.bind(rows, SECOND, "8002000000000000999", "P004", "code", province.now)
        assert ended.user_id == TUAN_THERE
        left = (await people.all_accounts_of(rows, ["P004"]))["P004"]
        assert {one.user_id for one in left} == {TUAN, "8002000000000000999"}


async def test_an_answer_goes_where_the_person_wrote_and_a_dialog_goes_on_there(province: Province) -> None:
    await province.second_has_joined()
    await province.command("oa", "add", "--oa", FIRST, "--unit", "18685")
    async with province.database.write() as rows:
        await people.bind(rows, SECOND, TUAN_THERE, "P004", "code", province.now)
    await province.tuan.says("tôi muốn phản ánh")
    before = len(province.tuan.heard)
    await province.sim("say", person=TUAN_THERE, text="đường dây điện thoại của thôn bị đứt")
    await province.settle()
    there = province.world.home(TUAN_THERE).heard(f"person:{TUAN_THERE}")
    assert len(there) == 1
    assert len(province.tuan.heard) == before


async def test_who_activates_in_a_second_account_keeps_the_first(
    province: Province,
) -> None:
    await province.second_has_joined()
    await province.import_csv(
        "people", "person_id,name,unit_code,office\nP118,Hồ Thị Liên,18748,can_bo_cntt_xa\n"
    )
    async with province.database.write() as rows:
        await people.unbind(rows, "P111", province.now)
        tree = (await directory.load(rows)).tree(province.now.date())
        [slip, *_] = [
            one
            for one in await codes.issue(rows, ["18748-01"], province.now, tree.on)
            if one.person_id == "P111"
        ]
        await people.bind(rows, FIRST, "8001000000000000111", "P111", "code", province.now)
    await province.sim("say", person=BAY_THERE, text=f"mã {slip.code}")
    await province.settle()
    assert "Đã kích hoạt" in province.world.home(BAY_THERE).heard(f"person:{BAY_THERE}")[-1].text
    async with province.rows() as rows:
        assert len((await people.all_accounts_of(rows, ["P111"]))["P111"]) == 2


async def test_a_slip_names_the_account_that_serves_the_unit(province: Province) -> None:
    await province.second_has_joined()
    await province.import_csv(
        "people", "person_id,name,unit_code,office\nP118,Hồ Thị Liên,18748,can_bo_cntt_xa\n"
    )
    _, out, _ = await province.command("codes", "--unit", "18748")
    assert "tìm «Chuyển đổi số xã Cẩm Lạc»" in out


# --- trouble ---


async def test_a_refused_refresh_tells_the_officer_once_by_his_other_account(province: Province) -> None:
    await province.second_has_joined()
    await province.command("oa", "add", "--oa", FIRST, "--unit", "18685")
    async with province.database.write() as rows:
        await people.bind(rows, SECOND, TUAN_THERE, "P004", "code", province.now)
    province.world.tokens.revoke_grant()
    for _ in range(2):
        await province.lan.does("say", "trợ giúp")
        await province.house.watch.round()
    [letter] = await alarms(province)
    assert (letter.to, f"oa authorize {FIRST}" in letter.text) == ("person:P004", True)
    await province.settle()
    assert letter.text in [one.text for one in province.world.home(TUAN_THERE).heard(f"person:{TUAN_THERE}")]
    listed = await province.listed()
    assert (listed[FIRST]["token"], "has to be authorised again" in listed[FIRST]["health"]) == (
        "needs_consent",
        True,
    )
    status, out, _ = await province.command("check")
    assert (status, f"oa authorize {FIRST}" in out, f"token {SECOND}: ok" in out) == (1, True, True)
    async with ClientSession() as session, session.get(f"{province.url}/metrics") as answer:
        assert "tocds_accounts_needing_consent 1.0" in await answer.text()
    assert (await province.authorised(FIRST))[0] == 200
    await province.passes(minutes=31)
    assert province.lan.heard != []


async def test_a_hiccup_of_the_token_endpoint_only_delays_an_answer(province: Province) -> None:
    await province.sim("tokens/revoke", oa=FIRST)
    province.world.faults.add({"kind": "html", "path": "access_token", "calls": 1})
    province.world.faults.add({"kind": "http", "code": 503, "path": "access_token", "calls": 1})
    await province.lan.says("trợ giúp")
    assert province.lan.heard == []
    for seconds in (3, 11, 30):
        await province.passes(seconds=seconds)
    assert len(province.lan.heard) == 1
    assert sum(ticket.spent for ticket in province.world.tokens.refresh.values()) == 1
    assert await alarms(province) == []


@pytest.mark.parametrize("had_its_effect", [True, False])
async def test_a_refresh_whose_answer_is_lost_is_never_sent_again(
    province: Province, had_its_effect: bool
) -> None:
    await province.sim("tokens/revoke", oa=FIRST)
    province.world.faults.add({"kind": "reset", "path": "access_token", "after": had_its_effect})
    await province.lan.says("trợ giúp")
    for _ in range(4):
        await province.passes(minutes=31)
        await province.house.watch.round()
    assert sum(ticket.spent for ticket in province.world.tokens.refresh.values()) == int(had_its_effect)
    assert (await province.account(FIRST)).needs_consent
    assert len(await alarms(province)) == 1
    assert (await province.authorised(FIRST))[0] == 200
    await province.passes(minutes=31)
    assert len(province.lan.heard) == 1


async def test_the_administrators_of_the_house_are_told_before_anybody_else(province: Province) -> None:
    await province.import_csv(
        "people",
        "person_id,name,unit_code,office\nQ1,Đỗ Văn Quân,42,quan_tri\nQ2,Bùi Thị Quế,18685,quan_tri\n",
    )
    await province.second_has_joined()
    await province.house.watch.revoked(SECOND, province.now)
    assert [one.to for one in await alarms(province)] == ["person:Q1"]  # above that account's commune
    await province.house.watch.revoked(FIRST, province.now)  # serves no unit: all of them
    assert {one.to for one in await alarms(province) if f":{FIRST}:" in one.key} == {"person:Q1", "person:Q2"}


async def test_who_cannot_be_told_in_time_is_not_told_late(province: Province) -> None:
    async with province.database.write() as rows:
        await accounts.lose(rows, FIRST, province.now)
    await province.house.watch.revoked(FIRST, province.now)  # known already: nobody is told twice
    assert await alarms(province) == []
    assert (await province.authorised(FIRST))[0] == 200
    await province.house.watch.revoked(FIRST, province.now + timedelta(minutes=1))
    assert len(await alarms(province)) == 1
    assert (await province.authorised(FIRST))[0] == 200
    await province.settle()
    [row] = [one for one in await rows_of(province.database, tables.outbox) if one.key.startswith("alarm:")]
    assert (row.status, row.error) == ("dropped", "no longer true")


async def test_what_waited_for_a_consent_goes_with_it(province: Province) -> None:
    await province.sim("tokens/revoke", oa=FIRST, grant=True)
    await province.settle()
    phone = province.world.home(TUAN)
    before = len(phone.heard(f"person:{TUAN}"))
    for text in ("trợ giúp", "đơn của tôi"):
        await province.sim("say", person=TUAN, text=text)
        await province.settle()
    assert len(phone.heard(f"person:{TUAN}")) == before
    assert (await province.authorised(FIRST))[0] == 200
    await province.settle()
    assert len(phone.heard(f"person:{TUAN}")) >= before + 2


async def test_the_first_pair_is_not_taken_again_when_the_app_s_secret_was_wrong(province: Province) -> None:
    settings = province.house.settings
    pair = accounts.Tokens("rotated", "rotated-too", province.now + timedelta(hours=25))
    async with province.database.write() as rows:
        await accounts.renew(rows, FIRST, pair)
        await accounts.lose(rows, FIRST, province.now)
    await enter_first(province.database, settings)
    assert (await province.account(FIRST)).tokens == pair
    given = settings.model_copy(
        update={"zalo_access_token": SecretStr("a"), "zalo_refresh_token": SecretStr("b")}
    )
    await enter_first(province.database, given)
    assert (await province.account(FIRST)).tokens == accounts.Tokens("a", "b", None)


async def test_a_grant_taken_back_is_told_and_an_old_event_is_not(province: Province) -> None:
    await province.second_has_joined()
    await province.house.watch.revoked(SECOND, province.now - timedelta(minutes=1))
    assert not (await province.account(SECOND)).needs_consent
    await province.sim("tokens/revoke", oa=SECOND, grant=True)
    await province.settle()
    assert (await province.account(SECOND)).needs_consent
    [letter] = await alarms(province)
    # That commune has no IT officer, and the house no administrator: the department is told.
    assert (letter.to, "Chuyển đổi số xã Cẩm Lạc" in letter.text) == ("person:P900", True)


async def test_the_end_of_a_package_is_told_fourteen_and_three_days_before(province: Province) -> None:
    until = province.now + timedelta(days=20)
    await province.sim("account", package="growth", package_until=until.isoformat())
    seen = []
    for _ in range(22):
        province.world.clock.jump_to(province.now + timedelta(days=1))
        await province.house.watch.round()
        seen.append(len(await alarms(province)))
    assert seen == [0] * 5 + [1] * 11 + [2] * 3 + [3] * 3
    day = in_vietnam(until)
    assert all(f", {day.day}/{day.month}/{day.year}" in one.text for one in await alarms(province))
    status, out, _ = await province.command("check")
    assert (status, f"ends on {day:%Y-%m-%d}" in out) == (1, True)


async def test_many_processes_ask_once_and_keep_the_tokens_fresh(province: Province) -> None:
    await asyncio.gather(*(province.house.watch.round() for _ in range(4)))
    assert (await province.account(FIRST)).health == "ok"
    assert province.world.calls.count(province.now, 0) == -2  # one, and this count
    await province.second_has_joined()
    before = (await province.account(SECOND)).tokens
    await province.passes(hours=24, minutes=40)
    await asyncio.gather(*(province.house.watch.round() for _ in range(4)))
    after = (await province.account(SECOND)).tokens
    assert before is not None
    assert after is not None
    assert before.access != after.access
    assert (
        sum(ticket.spent for ticket in province.world.platform.accounts[SECOND].tokens.refresh.values()) == 1
    )


async def test_the_proof_of_the_secret_goes_with_every_call_if_so_set(province: Province) -> None:
    keeper = province.house.tokens
    assert await keeper.headers(FIRST, "t") == {"access_token": "t"}
    keeper._proves = True
    await province.house.client.account_info(FIRST)
    headers = await keeper.headers(FIRST, "t")
    assert len(headers["appsecret_proof"]) == 64


async def test_a_new_account_may_consent_where_the_proof_is_asked_for(province: Province) -> None:
    """Which account the pair is of is asked before the account is one of ours."""
    province.house.tokens._proves = True
    assert (await province.authorised(SECOND, "--app", APP, "--unit", "18748"))[0] == 200
    assert (await province.account(SECOND)).tokens is not None


async def test_check_enters_no_account_that_the_first_token_is_not_of(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_OA_ID", SECOND)
    monkeypatch.setenv("ZALO_ACCESS_TOKEN", "first-access-token")
    monkeypatch.setenv("ZALO_REFRESH_TOKEN", "first-refresh-token")
    status, out, err = await province.command("check")
    assert (status, err) == (1, "")
    assert f"token: ZALO_ACCESS_TOKEN is of account {FIRST}, ZALO_OA_ID is {SECOND}: mend the id" in out
    async with province.rows() as rows:
        assert await accounts.account(rows, SECOND) is None
    await province.command("oa", "list")  # enters it
    out = (await province.command("check"))[1]
    assert f"its token is that of account {FIRST}: `python -m bot oa authorize {SECOND}`" in out
    assert (await province.account(SECOND)).name is None


async def test_a_lost_answer_is_told_while_the_old_token_lasts(province: Province) -> None:
    """It may be the only account: when its token has ended nobody hears anything by it."""
    await province.sim("settings", old_token_dies=False)
    pair = accounts.Tokens("first-access-token", "first-refresh-token", province.now + timedelta(minutes=29))
    async with province.database.write() as rows:
        await accounts.renew(rows, FIRST, pair)
    province.house.tokens.forget(FIRST)
    province.world.faults.add({"kind": "reset", "path": "access_token", "after": True})
    await province.tuan.says("chào")
    for _ in range(3):
        await province.passes(minutes=2)
        await province.house.watch.round()
    [told] = await alarms(province)
    assert f"oa authorize {FIRST}» trước 08:29 thứ Hai, 16/11" in told.text
    [row] = [one for one in await rows_of(province.database, tables.outbox) if one.key == told.key]
    assert row.status == "sent"

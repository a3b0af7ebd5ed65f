"""Consent, codes, and refresh tokens that work once."""

import hashlib
import hmac
from urllib.parse import parse_qs, urlparse

import pytest

from simulator.tokens import challenge_of
from tests.simulator.stage import Json, Who, Zalo

CALLBACK = "http://127.0.0.1:8080/zalo/oauth/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


async def consent(zalo: Zalo, **form: str) -> dict[str, list[str]]:
    fields = {"app_id": zalo.world.app.id, "redirect_uri": CALLBACK, "verdict": "yes"} | form
    address = zalo.url + "/v4/oa/permission"
    async with zalo.session.post(address, data=fields, allow_redirects=False) as answer:
        assert answer.status == 302
        target = urlparse(answer.headers["Location"])
        assert f"{target.scheme}://{target.netloc}{target.path}" == CALLBACK
        return parse_qs(target.query)


async def grant(zalo: Zalo, secret: str | None = None, **form: str) -> Json:
    headers = {"secret_key": secret or zalo.world.app.secret}
    fields = {"app_id": zalo.world.app.id} | form
    async with zalo.session.post(zalo.url + "/v4/oa/access_token", data=fields, headers=headers) as answer:
        assert answer.status == 200
        found: Json = await answer.json()
        return found


async def refresh(zalo: Zalo, token: str) -> Json:
    return await grant(zalo, grant_type="refresh_token", refresh_token=token)


async def exchange(zalo: Zalo, code: str, verifier: str = "") -> Json:
    return await grant(zalo, grant_type="authorization_code", code=code, code_verifier=verifier)


def test_the_challenge_of_the_pkce_standard() -> None:
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_the_consent_page_asks_and_redirects_with_code_account_and_state(zalo: Zalo) -> None:
    query = {"app_id": zalo.world.app.id, "redirect_uri": CALLBACK, "state": "a<b"}
    async with zalo.session.get(zalo.url + "/v4/oa/permission", params=query) as answer:
        page = await answer.text()
        assert zalo.world.oa.name in page
        assert "a&lt;b" in page
    back = await consent(zalo, state="xyz", code_challenge=challenge_of(VERIFIER))
    assert back["oa_id"] == [zalo.world.oa.id]
    assert back["state"] == ["xyz"]
    pair = await exchange(zalo, back["code"][0], VERIFIER)
    assert pair["expires_in"] == "90000"
    zalo.token = pair["access_token"]
    assert (await zalo.get("/v2.0/oa/getoa"))["data"]["name"] == zalo.world.oa.name


async def test_a_code_works_once_within_ten_minutes_and_with_its_verifier(zalo: Zalo) -> None:
    code = (await consent(zalo, code_challenge=challenge_of(VERIFIER)))["code"][0]
    assert (await exchange(zalo, code, "falsch"))["error"] == -14011
    assert "access_token" in await exchange(zalo, code, VERIFIER)
    assert (await exchange(zalo, code, VERIFIER))["error"] == -14005
    late = (await consent(zalo))["code"][0]
    await zalo.clock(advance="10m")
    assert (await exchange(zalo, late))["error"] == -14010


async def test_who_declines_gives_no_code(zalo: Zalo) -> None:
    assert await consent(zalo, verdict="no", state="s") == {"state": ["s"]}


async def test_a_refresh_token_works_once_and_kills_the_old_access_token(zalo: Zalo) -> None:
    first = await refresh(zalo, "ma-lam-moi-dau-tien")
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == -220
    again = await refresh(zalo, "ma-lam-moi-dau-tien")
    assert again["error"] == -14019
    assert "access_token" not in again
    second = await refresh(zalo, first["refresh_token"])
    zalo.token = second["access_token"]
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == 0


async def test_the_old_access_token_lives_on_when_so_set(zalo: Zalo) -> None:
    await zalo.sim("settings", old_token_dies=False)
    await refresh(zalo, "ma-lam-moi-dau-tien")
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == 0


async def test_an_access_token_lives_25_hours_and_a_refresh_token_90_days(zalo: Zalo) -> None:
    await zalo.clock(advance="24h 59m")
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == 0
    await zalo.clock(advance="2m")
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == -220
    await zalo.clock(advance="90d")
    assert (await refresh(zalo, "ma-lam-moi-dau-tien"))["error"] == -14020


@pytest.mark.parametrize(
    ("secret", "form", "code"),
    [
        ("sai", {"grant_type": "refresh_token", "refresh_token": "x"}, -14004),
        (None, {"app_id": "1", "grant_type": "refresh_token", "refresh_token": "x"}, -14002),
        (None, {"grant_type": "refresh_token", "refresh_token": "x"}, -14020),
        (None, {"grant_type": "password"}, -14001),
    ],
)
async def test_refusals_arrive_with_status_200(zalo: Zalo, secret: str | None, form: Json, code: int) -> None:
    body = await grant(zalo, secret, **form)
    assert body["error"] == code
    assert {"error_name", "error_reason", "error_description", "ref_doc"} <= body.keys()


async def test_a_foreign_redirect_address_is_refused(zalo: Zalo) -> None:
    zalo.world.app.redirect_uri = CALLBACK
    query = {"app_id": zalo.world.app.id, "redirect_uri": CALLBACK + "/"}
    async with zalo.session.get(zalo.url + "/v4/oa/permission", params=query) as answer:
        assert (await answer.json())["error"] == -14003


async def test_unknown_missing_and_revoked_tokens(zalo: Zalo) -> None:
    zalo.token = "chua-tung-cap"
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == -216
    async with zalo.session.get(zalo.url + "/v2.0/oa/getoa") as answer:
        assert (await answer.json())["error"] == -216
    zalo.token = "ma-truy-cap-dau-tien"
    await zalo.sim("tokens/revoke")
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == -220


async def test_the_proof_is_checked_when_it_is_sent(zalo: Zalo, person: Who) -> None:
    right = hmac.new(zalo.world.app.secret.encode(), zalo.token.encode(), hashlib.sha256).hexdigest()
    body = {"recipient": {"user_id": person("Minh")}, "message": {"text": "chào"}}
    assert (await zalo.post("/v3.0/oa/message/cs", body, appsecret_proof=right))["error"] == 0
    assert (await zalo.post("/v3.0/oa/message/cs", body, appsecret_proof="00"))["error"] == -242


async def test_the_proof_may_be_demanded(zalo: Zalo) -> None:
    await zalo.sim("settings", proof_required=True)
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == -242

"""The local Zalo speaks as the reference says, call by call, and as another project's OpenAPI description says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from simulator.errors import MESSAGES, ZBS_MESSAGES
from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.tokens import OAUTH_ERRORS
from simulator.webhooks import signature
from simulator.worldfile import build
from tests.clients.conftest import playing
from tests.clients.reference import CODES, HERE, OPERATIONS, Operation, complaints
from tests.clients.tour import Tour

OURS = ("/sim/", "/static", "/clock", "/cdn/")
OTHERS: dict[str, Any] = json.loads((HERE / "n8n-nodes-zalo.json").read_text(encoding="utf-8"))["calls"]
# The page on which an administrator agrees is filled in by a browser, not called.
FORMS = {("POST", "/v4/oa/permission")}


@pytest.fixture(scope="module")
def tour() -> Iterator[Tour]:
    with playing() as ground:
        yield Tour(ground).all()


def _served() -> set[tuple[str, str]]:
    routes = create_app(build(SAMPLE)).router.routes()
    served = {(route.method, route.resource.canonical) for route in routes if route.resource is not None}
    return {
        (method, path)
        for method, path in served
        if method in ("GET", "POST") and path != "/" and not path.startswith(OURS)
    } - FORMS


def test_every_call_of_the_reference_is_served_and_nothing_else_is() -> None:
    described = {
        (one.method.upper(), one.path) for one in OPERATIONS.values() if not one.path.startswith("/bot")
    }
    bots = {(method, "/bot{token}/{method}") for method in ("GET", "POST")}
    assert _served() == described | bots


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_call_is_asked_and_answered_as_the_reference_says(tour: Tour, name: str) -> None:
    one = OPERATIONS[name]
    assert tour.exchanges[name], "the tour does not make this call"
    for asked, answered in tour.exchanges[name]:
        if schema := one.query or one.body:
            assert complaints(schema, asked) == []
        assert _wrong(one, answered) == []
    if one.closed is None and not one.name.startswith("consent"):
        assert any(_succeeded(one, answered) for _, answered in tour.exchanges[name])


def _succeeded(one: Operation, answered: dict[str, Any]) -> bool:
    return bool(answered.get("ok")) if one.host == "bot" else answered.get("error", 0) == 0


def _wrong(one: Operation, answered: dict[str, Any]) -> list[str]:
    if one.name == "consent":
        return [] if "<form method" in answered["html"] else ["no form"]
    if one.host == "oauth":
        return complaints("OAuthRefusal" if "error" in answered else str(one.answer), answered)
    if not _succeeded(one, answered):
        return complaints("BotRefusal" if one.host == "bot" else "Refusal", answered) + _not_closed(
            one, answered
        )
    around = {"ok": True} if one.host == "bot" else {"error": 0, "message": "Success"}
    inside = "result" if one.host == "bot" else "data"
    wrong = (
        []
        if answered == around | {name: answered[name] for name in [inside] if name in answered}
        else ["envelope"]
    )
    if one.data is None:
        return wrong + (["data where none is told"] if inside in answered else [])
    return wrong + complaints(one.data, answered.get(inside))


def _not_closed(one: Operation, answered: dict[str, Any]) -> list[str]:
    expected = (409,) if one.name == "botGetUpdates" else (one.closed,)
    code = answered.get("error", answered.get("error_code"))
    return [] if code in expected else [f"{one.name} was refused: {answered}"]


@pytest.mark.parametrize("call", sorted(OTHERS))
def test_a_call_agrees_with_the_description_of_another_project(tour: Tour, call: str) -> None:
    method, path = call.split()
    [name] = [one.name for one in OPERATIONS.values() if (one.method, one.path) == (method, path)]
    theirs = OTHERS[call]
    good = [
        (asked, answered)
        for asked, answered in tour.exchanges[name]
        if answered["error"] == 0
        and (name != "messageQuota" or "user_id" in asked)  # they know one shape of it
    ]
    assert good
    for asked, answered in good:
        if not (_numbers(theirs["answer"]) and _has_texts_as_ids(answered)):
            assert [one.message for one in Draft202012Validator(theirs["answer"]).iter_errors(answered)] == []
        assert _unknown(theirs, asked) == set()
    assert _missing(theirs["answer"], good[0][1]) == set()


def _numbers(schema: dict[str, Any]) -> bool:
    """Whether they describe the ids of the history as numbers; the tour asks for both spellings."""
    items = schema["properties"].get("data", {}).get("items", {})
    return items.get("properties", {}).get("from_id", {}).get("type") in ("integer", "number")


def _has_texts_as_ids(answered: dict[str, Any]) -> bool:
    return any(isinstance(item["from_id"], str) for item in answered["data"])


def _unknown(theirs: dict[str, Any], asked: dict[str, Any]) -> set[str]:
    """What we ask with and they do not know; they put the parameters of the older calls into `data`."""
    if theirs["query"]:
        return set() if theirs["query"] == ["data"] else set(asked) - set(theirs["query"])
    known = {name for body in theirs["bodies"] for name in _names(body)}
    return set(asked) - known if known else set()


def _names(body: dict[str, Any]) -> set[str]:
    return set(body.get("properties", {})).union(*[_names(one) for one in body.get("oneOf", [])])


def _missing(schema: dict[str, Any], value: object) -> set[str]:
    """The fields they name that our answer lacks, in objects that are always whole (not items of the history)."""
    missing: set[str] = set()
    for name, one in schema.get("properties", {}).items():
        if not isinstance(value, dict) or name not in value:
            missing.add(name)
        elif one.get("type") == "object":
            missing |= {f"{name}.{inner}" for inner in _missing(one, value[name])}
    return missing


def test_every_code_of_the_reference_has_its_words() -> None:
    assert set(CODES["oa"]) == set(MESSAGES)
    assert set(CODES["zbs"]) == set(ZBS_MESSAGES)
    known = {code for code, _ in OAUTH_ERRORS.values()}
    assert known - set(CODES["oauth"]) == {
        -14001,
        -14011,
    }  # a wrong grant type and verifier: numbers are ours


def test_the_signature_vector_of_the_reference_holds() -> None:
    body = b'{"event_name":"follow","timestamp":"1732350000000"}'
    mac = "2d72ec1135bb109fb9e47cd82957981d5c3973cdc658a849cb649362efb0cc49"
    assert signature("1234567890", body, "1732350000000", "k3y") == f"mac={mac}"

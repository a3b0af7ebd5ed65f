"""Every error code of both hosts, said by the local Zalo, becomes the deed of the service's table."""

import pytest

from bot.zalo.client import ZaloClient
from bot.zalo.codes import CODES, Deed, Host
from bot.zalo.errors import Busy, Lapsed, NeedsHuman, NotNow, Refused, TokenRefused, WayClosed, ZaloError
from simulator.sample import SAMPLE
from simulator.world import World
from tests.clients.reference import CODES as REFERENCE

OA, MINH = SAMPLE["oa"]["id"], SAMPLE["people"][0]["id"]
ERRORS: dict[Deed, type[ZaloError]] = {
    Deed.REFRESH: TokenRefused,
    Deed.TRANSIENT: Busy,
    Deed.RESCHEDULE: NotNow,
    Deed.FALLBACK: WayClosed,
    Deed.HUMAN: NeedsHuman,
    Deed.PERMANENT: Refused,
    Deed.UPLOAD_AGAIN: Lapsed,
}


async def _send(client: ZaloClient, host: Host) -> None:
    if host is Host.OA:
        await client.send_to_user(OA, MINH, "a")
    else:
        await client.post(OA, "/message/template", {"phone": "84912000001"}, host)


@pytest.mark.parametrize("host", [Host.OA, Host.ZBS])
async def test_every_code_becomes_its_deed(service: ZaloClient, world: World, host: Host) -> None:
    for code in REFERENCE[host]:
        # The token is renewed and the call made again, so a refusal for good takes two.
        twice = CODES[host][code].deed is Deed.REFRESH
        path = "^/v3.0/oa/message/cs" if host is Host.OA else "^/message/template"
        world.faults.add({"kind": "error", "code": code, "calls": 1 + twice, "path": path})
        with pytest.raises(ERRORS[CODES[host][code].deed]) as caught:
            await _send(service, host)
        assert caught.value.code == code
        assert world.faults.waiting == []
    assert world.heard(f"person:{MINH}") == []

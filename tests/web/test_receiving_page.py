"""The page of a unit below: what it has sent is received or sent back there, whatever arises below meanwhile."""

from __future__ import annotations

from tests.handlers.test_chain_above import approves, late
from tests.handlers.test_consolidating import sent
from tests.handlers.test_receiving import stages
from tests.town import Town
from tests.web.conftest import Enter

PAGE = "/tong-hop/18685?ky=2026-11"


async def test_what_waits_is_received_on_the_page_while_an_addendum_arises(paged: Town, enter: Enter) -> None:
    await sent(paged)
    await late(paged)
    browser, _ = await enter("son")
    page = await browser.get(PAGE)
    assert "Chưa duyệt." not in page.text
    assert "đang chờ xác nhận" in page.text
    done = await browser.post("/tong-hop/42?ky=2026-11", page.form("receive"))
    assert "Đã ghi nhận" in done.text
    assert [str(one) for one in await stages(paged)] == ["received"]
    after = await browser.get(PAGE)
    assert all(one.get("viec") not in ("receive", "send_back") for one in after.forms)


async def test_what_waits_is_sent_back_on_the_page_while_an_addendum_is_approved(
    paged: Town, enter: Enter
) -> None:
    await sent(paged)
    await late(paged)
    await paged.tuan.says("tổng hợp")
    await approves(paged, "Duyệt bổ sung")
    browser, _ = await enter("son")
    page = await browser.get(PAGE)
    form = page.form("send_back") | {"ly_do": "thiếu số của ba thôn"}
    done = await browser.post("/tong-hop/42?ky=2026-11", form)
    assert "Đã trả lại" in done.text
    assert [str(one) for one in await stages(paged)] == ["returned", "approved"]


async def test_who_does_not_receive_it_has_no_such_buttons(paged: Town, enter: Enter) -> None:
    await sent(paged)
    browser, _ = await enter("tuan")
    page = await browser.get(PAGE)
    assert all(one.get("viec") not in ("receive", "send_back") for one in page.forms)

"""A letter is judged again when its turn comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.people import Office
from domain.requests import Request, RequestKind
from scheduler.digests import items_of
from scheduler.judging import judged, still_true
from storage import requests
from storage.outbox import Letter
from tests.scheduler.conftest import COMMUNE, VILLAGES, Commune, on


async def _letter(commune: Commune, person: str) -> Letter:
    letters = await commune.sweep(on(15))
    return next(one for one in letters if one.to == f"person:{person}" and ":private:team:" in one.key)


async def _is_true(commune: Commune, letter: Letter) -> bool:
    async with commune.database.read() as rows:
        return await still_true(rows, letter, on(15, 19, 5))


async def test_true_as_long_as_nothing_happened(commune: Commune) -> None:
    letter = await _letter(commune, "P041")
    assert await _is_true(commune, letter)
    assert await _is_true(commune, replace(letter, check=None))
    assert await _is_true(commune, replace(letter, check={"something": "else"}))


async def test_he_has_reported_meanwhile(commune: Commune) -> None:
    letter = await _letter(commune, "P041")
    await commune.reports("18685-04", at=on(15, 19, 1))
    assert not await _is_true(commune, letter)


async def test_he_no_longer_leads_the_team(commune: Commune) -> None:
    letter = await _letter(commune, "P041")
    await commune.change("offices", {"person_id": "P041"}, valid_to=on(15).date(), status="ended")
    assert not await _is_true(commune, letter)


async def test_he_asked_for_peace_meanwhile(commune: Commune) -> None:
    letter = await _letter(commune, "P041")
    await commune.change("people", {"id": "P041"}, snoozed_until=on(20).date())
    assert not await _is_true(commune, letter)
    assert await _is_true(commune, replace(letter, kind="escalation"))


async def test_he_was_erased_or_is_unknown(commune: Commune) -> None:
    letter = await _letter(commune, "P041")
    await commune.change("people", {"id": "P041"}, erased_at=on(15))
    assert not await _is_true(commune, letter)
    assert not await _is_true(commune, replace(letter, check={"person": "nobody"}))


async def test_a_list_of_missing_teams_is_true_until_the_last_has_reported(commune: Commune) -> None:
    told = await commune.sweep(on(19, 8))
    digest = next(one for one in told if one.to == "person:P002" and one.key.startswith("reminder:"))
    listed = items_of(digest)[0]
    await commune.reports(*VILLAGES, at=on(19, 8))
    assert await _is_true(commune, listed)
    await commune.reports(COMMUNE, at=on(19, 8))
    assert not await _is_true(commune, listed)


async def test_a_request_that_moved_on(commune: Commune) -> None:
    async with commune.database.write() as rows:
        draft = Request(
            "", RequestKind.LEAVE, "Phan Văn Minh", "18685-02", on(2, 9), Office.THANH_VIEN, "P023"
        )
        case = await requests.create(rows, draft)
    [asked] = [one for one in await commune.sweep(on(4, 7)) if one.to == "person:P021"]
    assert "xem và đề xuất" in asked.text
    assert await _is_true(commune, asked)
    async with commune.database.write() as rows:
        await requests.save(rows, case, case.request.withdrawn(), on(4, 8))
    assert not await _is_true(commune, asked)
    assert not await _is_true(commune, replace(asked, check={"request": "Z9Z"}))


async def _said(commune: Commune, letter: Letter, at: datetime) -> str:
    async with commune.database.read() as rows:
        found = await judged(rows, letter, at)
    return "" if found is None else found.text


async def test_what_waited_counts_the_days_that_are_left_when_it_goes(commune: Commune) -> None:
    """Held back by quiet hours or an outage, "còn 3 ngày" is not true any more."""
    letter = await _letter(commune, "P041")
    assert "còn 3 ngày (hạn thứ Tư, 18/11)" in letter.text
    assert await _said(commune, letter, on(15, 20)) == letter.text
    assert "còn 1 ngày (hạn thứ Tư, 18/11) gửi báo cáo" in await _said(commune, letter, on(17, 7))
    assert "hôm nay là hạn (thứ Tư, 18/11) gửi báo cáo" in await _said(commune, letter, on(18, 7))
    assert await _said(commune, letter, on(19, 7)) == ""


async def test_a_post_in_a_group_counts_anew_at_the_head_of_its_sentence(commune: Commune) -> None:
    [post] = [
        one for one in await commune.sweep(on(15)) if one.to.startswith("group:") and "Còn 3 ngày" in one.text
    ][:1]
    later = await _said(commune, post, on(17, 7))
    assert later.startswith("Còn 1 ngày (hạn thứ Tư, 18/11)")


async def test_in_a_digest_each_thing_counts_anew(commune: Commune) -> None:
    await commune.change("offices", {"person_id": "P031", "office": "to_truong"}, person_id="P041")
    digest = next(one for one in await commune.sweep(on(15)) if one.to == "person:P041" and items_of(one))
    assert digest.text.count("còn 3 ngày") + digest.text.count("Còn 3 ngày") == 2
    later = await _said(commune, digest, on(17, 7))
    assert "3 ngày" not in later
    assert later.lower().count("còn 1 ngày") == 2


async def test_a_text_of_which_it_is_unknown_whether_it_came_stays_as_it_was_said(commune: Commune) -> None:
    letter = replace(await _letter(commune, "P041"), uncertain_since=on(15))
    assert await _said(commune, letter, on(17, 7)) == letter.text


async def test_the_last_tiers_day_has_passed_when_it_is_told(commune: Commune) -> None:
    told = next(one for one in await commune.sweep(on(24, 8)) if one.to == "person:P900")
    assert "hôm nay, thứ Ba, 24/11, là hạn gửi" in told.text
    assert "đã hết hạn (thứ Ba, 24/11) gửi tổng hợp" in await _said(commune, told, on(25, 8))

"""What was not understood is labelled on a page: without personal data, taken back when wrong, printed as tests."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands.unread import as_talk
from storage import audit, unread
from storage.unread import NOTHING, Kept
from tests.town import Town
from tests.vietnamese.score import matches_talk
from tests.web.conftest import Enter
from vietnamese.likeness import LEARNED
from web.meanings import meanings

PAGE = "/cai-dat/cau-chua-hieu"
LOST = "cối xay mốc meo anh Tèo ơi 0912345678"
OFTEN = "rổ rá mốc meo"
EXAMPLES = Path(__file__).parents[1] / "vietnamese" / "examples.jsonl"


async def kept(town: Town) -> list[Kept]:
    async with town.rows() as rows:
        return list(await unread.kept(rows))


async def two_lost(town: Town) -> None:
    """A line said twice, and another."""
    for text in (LOST, OFTEN, OFTEN):
        assert "chưa hiểu" in await town.hung.says(text)


async def test_the_commonest_is_asked_first_and_a_button_labels_it(paged: Town, enter: Enter) -> None:
    await two_lost(paged)
    son, first = await enter("son")
    assert "Có 2 câu Trợ lý chưa hiểu, chờ ghi nghĩa." in first.text
    assert PAGE in first.links
    page = await son.get(PAGE)
    assert page.text.index("«ro ra moc meo»") < page.text.index("coi xay moc meo")
    assert "Tổ trưởng nhắn; 2 lần, gần nhất thứ Hai, 16/11." in page.text

    done = await son.does(page, "label", nghia="report_nil")
    assert "Đã ghi: kỳ này không phát sinh." in done.text
    assert "Đã ghi nghĩa (1)" in done.text
    assert "đã được ghi nghĩa" in (await son.does(page, "label", nghia="help")).text
    loud, lost = await kept(paged)
    assert (loud.meaning, lost.meaning) == ("report_nil", None)
    assert "Có 1 câu Trợ lý chưa hiểu" in (await son.get("/")).text
    assert matches_talk(as_talk(loud)) is False, "a test that fails until somebody teaches it"
    assert as_talk(loud) == "leader | ro ra moc meo | report_nil"

    async with paged.rows() as rows:
        [trace] = await audit.about(rows, f"line:{loud.line.digest[:8]}")
    assert (trace.action, trace.detail) == ("line_labelled", {"after": "kỳ này không phát sinh"})
    shown = (await son.get("/nhat-ky")).text
    assert f"ghi nghĩa câu chưa hiểu {loud.line.digest[:8]} mới: kỳ này không phát sinh" in shown


async def test_another_line_is_chosen_and_what_means_nothing_leaves_the_list(
    paged: Town, enter: Enter
) -> None:
    await two_lost(paged)
    son, _ = await enter("son")
    page = await son.get(PAGE)
    [other] = [one for one in page.links if one.startswith(f"{PAGE}?cau=")]
    chosen = await son.get(other)
    assert "«coi xay moc meo anh binh oi 7»" in chosen.text
    done = await son.does(chosen, "label", nghia=NOTHING)
    assert "Đã ghi: bỏ qua, không rõ nghĩa." in done.text
    assert "«ro ra moc meo»" in done.text
    assert [one.meaning for one in await kept(paged)] == [None, NOTHING]
    await son.does(done, "label", nghia="out_of_scope")
    assert "Không còn câu nào chờ ghi nghĩa." in (await son.get(PAGE)).text
    assert "chờ ghi nghĩa" not in (await son.get("/")).text


async def test_a_wrong_label_is_taken_back(paged: Town, enter: Enter) -> None:
    await paged.hung.says(OFTEN)
    son, _ = await enter("son")
    done = await son.does(await son.get(PAGE), "label", nghia="help")
    back = await son.does(done, "unlabel")
    assert "trở lại danh sách chờ" in back.text
    assert "«ro ra moc meo»" in back.text
    assert "đang chờ ghi nghĩa" in (await son.does(done, "unlabel")).text
    [line] = await kept(paged)
    assert line.meaning is None
    assert "bỏ nghĩa đã ghi của câu chưa hiểu" in (await son.get("/nhat-ky")).text


async def test_no_name_and_no_number_comes_to_the_page(paged: Town, enter: Enter) -> None:
    await paged.hung.says("cối xay mốc meo chị Trần Thị Hoa thôn Đông Trung 0912345678")
    son, _ = await enter("son")
    page = await son.get(PAGE)
    assert "«coi xay moc meo chi binh 7»" in page.text
    assert not {"Hoa", "Trần", "Đông", "hoa", "tran", "trung", "0912345678", "Hùng"} & set(page.text.split())


async def test_where_the_assistant_asked_something_an_answer_is_offered(paged: Town, enter: Enter) -> None:
    await paged.hung.says("báo cáo")
    await paged.hung.says("cấy cối xay mốc meo")
    son, _ = await enter("son")
    page = await son.get(PAGE)
    assert "Tổ trưởng nhắn, khi được hỏi «Số buổi tuyên truyền, hướng dẫn tập trung»" in page.text
    assert "Trả lời câu đang hỏi" in page.html.partition("<details>")[0]


async def test_a_meaning_that_there_is_not_is_refused(paged: Town, enter: Enter) -> None:
    await paged.hung.says(OFTEN)
    son, _ = await enter("son")
    page = await son.get(PAGE)
    for meaning in ("", "unclear", "x | y"):
        refused = await son.does(page, "label", nghia=meaning)
        assert (refused.status, "Mời bấm một ý" in refused.text) == (400, True)
    assert [one.meaning for one in await kept(paged)] == [None]


async def test_nobody_else_comes_here(paged: Town, enter: Enter) -> None:
    await paged.hung.says(OFTEN)
    for who in ("chairman", "tuan", "hung"):
        browser, first = await enter(who)
        assert PAGE not in first.links
        assert "chưa hiểu" not in first.text
        assert (await browser.get(PAGE)).status == 404


def test_every_intent_has_words() -> None:
    """Those of the language contract, as the published examples and the classifier know them; `unclear` is no label."""
    told = [
        json.loads(line)["expect"]["intent"] for line in EXAMPLES.read_text(encoding="utf-8").splitlines()
    ]
    wanted = {one for intent in told for one in (intent if isinstance(intent, list) else [intent])}
    learned = LEARNED.read_text(encoding="utf-8").splitlines()[1].split("\t")
    assert (wanted | set(learned)) - {"unclear"} == meanings().keys()
    assert len(set(meanings().values())) == len(meanings()), "each by other words"

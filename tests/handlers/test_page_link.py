"""The link to the pages; with the pages themselves behind it: `tests/web/test_door.py`."""

from tests.town import Town


async def test_where_no_address_is_set_it_is_said(town: Town) -> None:
    # What is done on the pages alone leads there as well.
    for words in (
        "mở trang",
        "them ngay nghi",
        "đổi mẫu báo cáo",
        "sửa hạn nộp",
        "nạp dữ liệu",
        "xem câu chưa hiểu",
        "ai chưa có zalo",
        "nhóm thiếu ai",
        "ai chưa vào nhóm",
        "trong nhóm có ai lạ không",
        "nhóm thừa ai",
    ):
        said = await town.hung.says(words)
        assert "chưa được cài đặt" in said, words
        assert "http" not in said


async def test_somebody_unknown_is_told_whom_it_is_for(town: Town) -> None:
    said = await town.lan.says("mo trang quan ly")
    assert "dành cho người của Tổ và cán bộ" in said

"""The whole line from outside: join, introduce, agree, decide, report, be killed, be shown; on both databases."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.acceptance.field import Platform, Product, Row

LAN, HUNG, CHAIRMAN, HANH = "555000111", "7111", "7101", "7112"
PERSONAL = ("Nguyễn Thị Lan", "0911222333", "Nguyễn Văn Hùng", "0912345678", "mạng yếu", "giáo viên")


def test_join_decide_report_and_be_killed(product: Product, platform: Platform, tmp_path: Path) -> None:
    product.start()
    code = _applies(product)
    _is_decided(product, platform, code)
    _reports(product)
    assert product.stop(signal.SIGTERM)[0] == 0
    _is_told_as_the_contract_says(product, code)
    _leaves_nothing_readable(product, tmp_path)


def _applies(product: Product) -> str:
    """A resident's request; consent comes before anything personal."""
    assert "còn 1 chỗ" in product.says(LAN, "em muon vao to thon dong trung")[0]
    assert "đồng ý" in product.taps(LAN, "Thành viên")[0]
    product.taps(LAN, "Đồng ý")
    for answer in ("Nguyễn Thị Lan", "1999", "nữ"):
        product.says(LAN, answer)
    product.stop(signal.SIGKILL)
    product.start()
    for answer in ("0911222333", "giáo viên", "Đang ở đây"):
        product.says(LAN, answer)
    product.taps(LAN, "Gửi")
    [request] = product.rows("requests")
    assert (request["kind"], request["status"], request["steps"]) == ("join", "submitted", [])
    assert (request["applicant"], request["unit_code"]) == ("Nguyễn Thị Lan", "18685-01")
    return str(request["code"])


def _is_decided(product: Product, platform: Platform, code: str) -> None:
    """By the leader and the chairman only, once, and the groups hear names and roles."""
    product.says("7121", f"giới thiệu {code}")
    product.says(CHAIRMAN, f"đồng ý {code}")
    product.says("7121", platform.button(HUNG, "Giới thiệu"))
    assert product.rows("requests")[0]["status"] == "submitted"
    product.taps(HUNG, "Giới thiệu")
    product.says("7102", f"đồng ý {code}")
    product.says(CHAIRMAN, f"từ chối {code}")
    product.says(CHAIRMAN, "không")
    product.says(CHAIRMAN, "hủy")
    assert product.rows("requests")[0]["status"] == "introduced"
    product.says(CHAIRMAN, f"đồng ý {code}")
    assert "đã xong" in product.says(CHAIRMAN, f"đồng ý {code}")[0]
    news = "Tổ thôn Đông Trung từ thứ Hai, 16/11: Nguyễn Thị Lan là thành viên. Tổ hiện có 3/3 người."
    assert [platform.texts(group).count(news) for group in ("gx18685", "gt1868501")] == [1, 1]
    assert product.rows("members", "--unit", "18685-01")[-1]["status"] == "agreed"
    product.says(CHAIRMAN, "số 05/QĐ-UBND ngày 12/11")
    product.taps(CHAIRMAN, "Làm")


def _reports(product: Product) -> None:
    """Figures in one message, what is missing asked; a kill between two answers loses nothing."""
    product.says(HUNG, "bao cao 5 buổi 120 người, hướng dẫn 86, vneid 14, thanh toán số 21")
    product.says(HUNG, "9")
    product.taps(HUNG, "Không có thêm")
    product.says(HUNG, "mạng yếu")
    product.taps(HUNG, "Không có")
    product.taps(HUNG, "Xong")
    product.says(HUNG, "sửa 3 = 90")
    assert "Mã BC-" in product.taps(HUNG, "Gửi")[0]
    product.says("7122", "không có hoạt động, báo cáo không phát sinh")
    product.taps("7122", "Đúng")


def _is_told_as_the_contract_says(product: Product, code: str) -> None:
    [request] = product.rows("requests", "--unit", "18685-01")
    assert request["status"] == "decided"
    steps = [(one["step"], one["by"], one["verdict"]) for one in request["steps"]]
    assert steps == [("introduction", "111", "yes"), ("approval", "101", "yes")]
    figures, nothing = product.rows("reports", "--period", "2026-11")
    core = {"so_buoi": 5, "luot_tuyen_truyen": 120, "luot_huong_dan": 90, "vneid": 14, "ho_so_dvc": 9}
    assert figures["values"] == {**core, "tt_khong_tien_mat": 21, "kho_khan": "mạng yếu"}
    keys = ("unit_code", "kind", "status", "submitted_by", "revision", "on_time", "nil")
    assert [figures[key] for key in keys] == ["18685-01", "periodic", "submitted", "111", 1, True, False]
    assert [nothing[key] for key in keys] == ["18685-02", "periodic", "submitted", "122", 1, True, True]
    told: Row = _last_object(product.good("consolidate", "--unit", "18685", "--period", "2026-11", "--json"))
    counts = [told[key] for key in ("expected", "received", "on_time", "nil", "missing")]
    assert counts == [3, 2, 2, 1, ["18685"]]
    assert (told["sums"]["luot_huong_dan"], told["of"]["luot_huong_dan"]) == (90, [2, 3])
    assert (told["sums"]["chu_ky_so"], told["of"]["chu_ky_so"]) == (0, [1, 3])
    assert {one["status"] for one in product.rows("inbox")} == {"done"}
    audit = product.good("show", "audit", "--json")
    assert code in audit
    assert not any(word in audit for word in PERSONAL)


def _last_object(text: str) -> Row:
    told: Row = json.loads(text.strip().splitlines()[-1])
    return told


def _leaves_nothing_readable(product: Product, place: Path) -> None:
    """Neither in the log nor in the database's files."""
    log = product.log.read_text()
    assert not any(word in log for word in (*PERSONAL, "555000111"))
    stored = b"".join(path.read_bytes() for path in place.glob("bot.db*"))
    assert not any(word.encode() in stored for word in PERSONAL)

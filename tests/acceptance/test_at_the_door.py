"""The webhook, the settings and the files at the door: what is wrong is named, and nothing is half done."""

from __future__ import annotations

import json
import time

from tests.acceptance.field import Platform, Product, signature
from tests.acceptance.world import PEOPLE, UNITS, settle_in


def test_the_webhook_answers_in_the_order_of_the_contract(on_sqlite: Product, platform: Platform) -> None:
    on_sqlite.good("migrate")
    settle_in(on_sqlite)
    on_sqlite.start()
    event = on_sqlite.event("7111", text="trợ giúp")
    raw = json.dumps(event).encode()
    mac = {"X-ZEvent-Signature": signature(raw, event["timestamp"])}

    def status(body: bytes, **headers: str) -> int:
        return on_sqlite.http("POST", "/webhook/zalo", body, **headers)[0]

    assert status(b"x" * (256 * 1024 + 1)) == 413
    assert {status(body) for body in (b"", b"[]", b"{}", b"\xff", b'{"timestamp":null}', b"[" * 9000)} == {
        400
    }
    assert [status(raw), status(raw + b" ", **mac), on_sqlite.post(event, key="other")] == [403] * 3
    assert [status(raw, **mac) for _ in range(3)] == [200] * 3
    on_sqlite.settle(0.4)
    assert len(platform.texts("7111")) == 1
    foreign = on_sqlite.event("7111", text="báo cáo")
    assert on_sqlite.post({**foreign, "recipient": {"id": "111111"}}) == 200
    in_group = on_sqlite.event("7111", "user_send_group_text", text="đồng ý")
    assert on_sqlite.post({**in_group, "recipient": {"id": "gt1868501"}}) == 200
    on_sqlite.settle(0.4)
    assert len(platform.texts("7111")) == 1
    for name in ("image", "audio", "video", "sticker", "location", "file", "business_card", "link"):
        thing = {"type": name, "payload": {"url": "https://a.zdn.vn/1", "coordinates": {}}}
        assert on_sqlite.does("8080", on_sqlite.event("8080", f"user_send_{name}", attachments=[thing]))
    begun = time.monotonic()
    assert on_sqlite.stop()[0] == 0
    assert time.monotonic() - begun < 10


def test_bad_rows_are_named_and_nothing_is_half_done(on_sqlite: Product) -> None:
    on_sqlite.good("migrate")
    settle_in(on_sqlite)
    again = on_sqlite.load("people", PEOPLE, bom=True)
    assert "0 new, 0 changed" in again.stdout
    good = {**UNITS[-1], "code": "18700-02", "name": "Thôn Mới"}
    bad = [{**good, "kind": "ap"}, {**good, "parent_code": "999"}, {**good, "valid_from": "1/7/2025"}]
    refused = on_sqlite.load("units", [good, *bad])
    assert refused.returncode == 1
    for place in ("line 3, kind", "line 4, parent_code", "line 5, valid_from"):
        assert place in refused.stderr
    assert len(on_sqlite.rows("units")) == len(UNITS)
    seats = on_sqlite.load("people", [{**PEOPLE[9], "person_id": "900", "name": "Bốn", "zalo_user_id": ""}])
    assert "line 2, office" in seats.stderr
    unknown = on_sqlite.load("units", [{**good, "foo": "1"}], "--dry-run")
    assert "foo: unknown column" in unknown.stderr


def test_bad_settings_are_each_named(on_sqlite: Product) -> None:
    wrong = {"DATA_KEY": "abc", "SECRET_KEY": "short", "LISTEN_PORT": "x", "TIMEZONE": "Mars/One"}
    wrong |= {"REPORT_WINDOW": "weekly", "PUBLIC_URL": "nonsense", "DATABASE_URL": "mysql://x"}
    refused = on_sqlite.run("serve", **wrong)
    assert refused.returncode == 1
    assert [name for name in wrong if name not in refused.stderr] == []
    early = on_sqlite.run("serve")
    assert (early.returncode, "migrate" in early.stderr) == (1, True)


def test_secrets_come_from_dotenv_and_files(on_sqlite: Product) -> None:
    secret = on_sqlite.place / "data_key"
    secret.write_text(on_sqlite.settings.pop("DATA_KEY") + "\n")
    (on_sqlite.place / ".env").write_text(
        f"DATA_KEY_FILE={secret}\nSECRET_KEY={on_sqlite.settings.pop('SECRET_KEY')}\n"
    )
    on_sqlite.good("migrate")
    assert on_sqlite.rows("units") == []

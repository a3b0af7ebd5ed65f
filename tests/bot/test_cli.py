"""The command line: one clear line for what an operator can mend, exit status 1, nothing half done."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.__main__ import main, parser
from bot.commands import COMMANDS
from bot.commands.ground import moment
from bot.files.store import Cabinet, Folder
from bot.settings import Settings
from storage import tables, unread
from storage.database import Database
from storage.migrate import head
from storage.vault import Vault

UNITS = """\
code,valid_from,parent_code,kind,name
42,1991-01-01,,tinh,Hà Tĩnh
18676,2025-07-01,42,xa,Xã Cẩm Bình
18676.01,2025-07-01,18676,thon,Thôn Đông Trung
"""
PEOPLE = """\
person_id,name,phone,unit_code,office,zalo_user_id
hung,Nguyễn Văn Hùng,0912345678,18676.01,to_truong,z-hung
nga,Trần Thị Nga,,18676.01,to_pho,
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder with settings and no database yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATA_KEY", b64encode(b"k" * 32).decode())
    monkeypatch.setenv("ZALO_OA_ID", "2711")
    monkeypatch.delenv("CLOCK_URL", raising=False)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8-sig")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def test_from_an_empty_folder_to_slips(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "migrate") == (0, f"schema none → {head()}\n", "")
    assert said(capsys, "migrate") == (0, f"schema {head()}, nothing to do\n", "")
    dry = said(capsys, "import", "units", "units.csv", "--dry-run")
    assert dry == (0, "units: 3 new, 0 changed, 0 unchanged (dry run, nothing written)\n", "")
    assert said(capsys, "import", "units", "units.csv") == (0, "units: 3 new, 0 changed, 0 unchanged\n", "")
    assert said(capsys, "import", "people", "people.csv") == (
        0,
        "people: 2 new, 0 changed, 0 unchanged\n",
        "",
    )
    status, out, err = said(capsys, "codes", "--unit", "42")
    assert (status, err) == (0, "slips: 1\n")
    assert "Trần Thị Nga\nTổ phó, thôn Đông Trung, xã Cẩm Bình (18676.01)" in out
    assert "Nguyễn Văn Hùng" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_show_prints_one_object_a_line_or_columns(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["migrate"], ["import", "units", "units.csv"], ["import", "people", "people.csv"]):
        said(capsys, *command)
    status, out, err = said(capsys, "show", "members", "--json", "--unit", "18676")
    hung, nga = (json.loads(line) for line in out.splitlines())
    assert (status, err) == (0, "")
    assert hung == {
        "person_id": "hung",
        "name": "Nguyễn Văn Hùng",
        "unit_code": "18676.01",
        "team_kind": "thon",
        "seat": "to_truong",
        "status": "agreed",
        "valid_from": None,
        "valid_to": None,
    }
    assert nga["seat"] == "to_pho"
    _, out, _ = said(capsys, "show", "units")
    header, first, *_ = out.splitlines()
    assert header.split() == ["code", "valid_from", "parent_code", "kind", "name", "valid_to"]
    assert header.index("kind") == first.index("xa")
    assert said(capsys, "show", "inbox") == (0, "(nothing)\n", "")
    assert said(capsys, "show", "inbox", "--json") == (0, "", "")


def test_a_bad_file_is_named_line_by_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "migrate")
    (desk / "units.csv").write_text(UNITS.replace("2025-07-01,42", "2025-07-32,43"), encoding="utf-8")
    status, out, err = said(capsys, "import", "units", "units.csv")
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        "units.csv: line 3, valid_from: '2025-07-32' is no date of the calendar as YYYY-MM-DD",
        "units: nothing imported, faults: 1",
    ]
    assert said(capsys, "show", "units", "--json") == (0, "", "")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["import", "units", "nowhere.csv"], "nowhere.csv: No such file or directory"),
        (["show", "units", "--unit", "99"], "--unit: no unit 99"),
        (["show", "units", "--period", "2026-13"], "--period: no such period: 2026-13"),
        (["codes", "--unit", "99"], "--unit: no unit 99 today"),
    ],
)
def test_what_an_operator_can_mend_is_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str], command: list[str], line: str
) -> None:
    said(capsys, "migrate")
    assert said(capsys, *command) == (1, "", f"{line}\n")


def test_what_was_not_understood_is_printed_and_forgotten(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "migrate")
    assert said(capsys, "unread") == (0, "", "lines: 0\n")
    assert said(capsys, "unread", "--json", "--forget") == (0, "", "lines: 0, forgotten\n")


def test_what_officers_labelled_is_printed_as_tests(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "migrate")
    asyncio.run(_lines_are_labelled())
    assert said(capsys, "unread")[1].splitlines()[2:] == [
        "leader | ro ra moc meo | report_nil",
        "leader | thung mung dan sang | ?",
    ]
    told = ("leader | ro ra moc meo | report_nil\n", "lines: 1, forgotten\n")
    assert said(capsys, "unread", "--labelled", "--forget") == (0, *told)
    assert said(capsys, "unread", "--labelled") == (0, "", "lines: 0\n")
    out = said(capsys, "unread", "--json")[1]
    assert [json.loads(line)["meaning"] for line in out.splitlines()] == [None]
    said(capsys, "unread", "--forget")
    assert asyncio.run(_lines_are_labelled()) == 0, "what means nothing went with the others"


async def _lines_are_labelled() -> int:
    """One line labelled, one that waits, one that means nothing; how many there were before."""
    database = Database(os.environ["DATABASE_URL"], Vault([b"k" * 32], b"s" * 40))
    at = datetime(2026, 11, 18, tzinfo=UTC)
    labels = {"ro ra moc meo": "report_nil", "thung mung dan sang": None, "cay rom lan loc": unread.NOTHING}
    async with database.write() as rows:
        before = len(await unread.kept(rows))
        for text, meaning in labels.items():
            line = unread.Line(text, "leader")
            await unread.keep(rows, line, at.date())
            if meaning is not None:
                await unread.label(rows, line.digest, meaning, at)
    await database.dispose()
    return before


@pytest.mark.parametrize(
    "command", [["show", "units"], ["import", "units", "units.csv"], ["codes", "--unit", "42"]]
)
def test_an_old_schema_is_refused(desk: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    line = "the database is not at the newest schema: run `python -m bot migrate` first\n"
    assert said(capsys, *command) == (1, "", line)


def test_wrong_settings_are_named(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    status, _, err = said(capsys, "migrate")
    assert status == 1
    assert err.startswith("SECRET_KEY needs 32 characters")
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    status, _, err = said(capsys, "migrate")
    assert status == 1
    assert err.startswith("DATABASE_URL: the database does not answer")
    assert len(err.splitlines()) == 1


def test_a_lost_key_is_named_with_the_row(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (["migrate"], ["import", "units", "units.csv"], ["import", "people", "people.csv"]):
        said(capsys, *command)
    monkeypatch.setenv("DATA_KEY", b64encode(b"x" * 32).decode())
    status, out, err = said(capsys, "show", "members")
    assert (status, out) == (1, "")
    assert re.fullmatch(r"people.name of (hung|nga): sealed with a key that DATA_KEY does not hold\n", err)


async def test_the_moment_is_that_of_the_clock_that_can_be_moved(
    aiohttp_server: Callable[[web.Application], Awaitable[TestServer]], capsys: pytest.CaptureFixture[str]
) -> None:
    async def tell(_: web.Request) -> web.Response:
        return web.json_response({"now": "2026-11-18T19:00:00+07:00"})

    app = web.Application()
    app.router.add_get("/clock", tell)
    server = await aiohttp_server(app)
    secrets = {"secret_key": "s" * 40, "data_key": b64encode(b"k" * 32).decode()}
    drill = Settings.model_validate({**secrets, "clock_url": f"http://127.0.0.1:{server.port}/clock"})
    assert abs(await moment(drill) - datetime(2026, 11, 18, 12, 0, tzinfo=UTC)) < timedelta(seconds=5)
    assert capsys.readouterr().err == ""
    await server.close()
    assert abs(await moment(drill) - datetime.now(UTC)) < timedelta(seconds=5)
    assert capsys.readouterr().err == "CLOCK_URL does not answer; this machine's clock is used\n"


def test_columns_show_lists_and_what_is_missing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "teams.csv").write_text("unit_code,status,valid_from\n18676.01,proposed,2026-01-01\n")
    (desk / "groups.csv").write_text("unit_code,kind,channel\n18676.01,thon,manual\n")
    (desk / "reports.csv").write_text(
        "unit_code,period,submitted_at,so_buoi\n18676.01,2026-11,2026-11-17T08:00:00+07:00,5\n"
    )
    said(capsys, "migrate")
    for kind in ("units", "people", "teams", "groups", "reports"):
        said(capsys, "import", kind, f"{kind}.csv")
    assert said(capsys, "show", "teams")[1].splitlines()[1].endswith("thon       2/3")
    assert "hung, nga" in said(capsys, "show", "groups")[1]
    assert "so_buoi=5  no   2026-11-17T08:00:00+07:00  -" in said(capsys, "show", "reports")[1]


def test_every_command_has_help() -> None:
    for action in parser()._subparsers._group_actions:  # type: ignore[union-attr]
        assert action.choices is not None
        assert set(action.choices) == {module.rstrip("_") for module in COMMANDS}


def test_an_unknown_command_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["sho"])
    assert "show" in capsys.readouterr().err


def test_help_starts_without_the_heavy_libraries(desk: Path) -> None:
    script = (
        "import sys, bot.__main__\n"
        "try:\n    bot.__main__.main(['import', '--help'])\n"
        "except SystemExit:\n    pass\n"
        "print(sorted({'sqlalchemy', 'aiohttp', 'alembic', 'pydantic'} & set(sys.modules)))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("[]\n")


def test_after_resealing_the_old_key_is_needed_no_more(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(capsys, "reseal")[0] == 1
    for line in ("migrate", "import units units.csv", "import people people.csv"):
        said(capsys, *line.split())
    old, new = b64encode(b"k" * 32).decode(), b64encode(b"n" * 32).decode()
    monkeypatch.setenv("DATA_KEY", new)
    status, out, _ = said(capsys, "reseal")
    assert (status, "people.name: 0 sealed anew, 2 unreadable" in out) == (1, True)
    monkeypatch.setenv("DATA_KEY", f"{new},{old}")
    status, out, _ = said(capsys, "reseal")
    assert (status, out.splitlines()[0]) == (0, "people.name: 2 sealed anew")
    monkeypatch.setenv("DATA_KEY", new)
    assert "Nguyễn Văn Hùng" in said(capsys, "show", "members")[1]


async def _a_photo_lies_in_the_folder(key: bytes) -> None:
    """As the fetcher leaves it."""
    url = os.environ["DATABASE_URL"]
    database = Database(url, Vault([key], b"s" * 40))
    sha256 = await Cabinet(Folder(Path("data/files")), database.vault).keep(b"photo")
    async with database.write() as rows:
        photo = {"event_key": "e", "position": 0, "address": "user:1/2", "kind": "image", "sha256": sha256}
        at = datetime(2026, 11, 18, tzinfo=UTC)
        await rows.add(tables.attachments, photo | {"fetch": "stored", "at": at})
    await database.dispose()


def test_files_are_sealed_anew_too(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "migrate")
    asyncio.run(_a_photo_lies_in_the_folder(b"k" * 32))
    old, new = b64encode(b"k" * 32).decode(), b64encode(b"n" * 32).decode()
    monkeypatch.setenv("DATA_KEY", new)
    status, out, _ = said(capsys, "reseal")
    assert (status, "files: 0 sealed anew, 1 unreadable" in out) == (1, True)
    monkeypatch.setenv("DATA_KEY", f"{new},{old}")
    assert "files: 1 sealed anew\n" in said(capsys, "reseal")[1]
    monkeypatch.setenv("DATA_KEY", new)
    assert said(capsys, "reseal")[0] == 0


def test_the_check_names_what_is_misspelt_and_enters_no_mistyped_account(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "migrate")
    (desk / ".env").write_text("ZALO_APP_SECRT=3\nZALO_NO_SUCH=1\nLISTEN_PROT=1\nEDITOR=vi\n", "utf-8")
    (desk / "forms").mkdir()
    monkeypatch.setenv("ZALO_OA_ID", "27l1")
    monkeypatch.setenv("DOCUMENTS_PATH", "forms")
    assert "documents: DOCUMENTS_PATH forms: holds none of" in said(capsys, "check")[1]
    monkeypatch.setenv("DOCUMENTS_PATH", "nowhere")
    status, out, err = said(capsys, "check")
    assert (status, err) == (1, "")
    assert "documents: DOCUMENTS_PATH nowhere: no such folder" in out
    assert "ZALO_APP_SECRT in .env is no setting and is not read; did you mean ZALO_APP_SECRET?" in out
    assert "LISTEN_PROT in .env is no setting and is not read; did you mean LISTEN_PORT?" in out
    assert "ZALO_NO_SUCH in .env is no setting" in out
    assert "EDITOR" not in out
    assert "token: ZALO_OA_ID 27l1: an account's id is digits only" in out
    monkeypatch.setenv("ZALO_OA_ID", "2711")
    assert "27l1" not in said(capsys, "oa", "list")[1]


def test_the_plan_of_costs_needs_no_settings(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "DATA_KEY", "ZALO_OA_ID"):
        monkeypatch.delenv(name)
    status, out, _ = said(capsys, "costs", "--plan", "--teams", "100", "--communes", "4")
    assert (status, out.count("\n")) == (0, 8)
    status, _, err = said(capsys, "costs")
    assert status == 1
    assert "SECRET_KEY" in err


@pytest.mark.parametrize("option", ["--teams", "--communes"])
@pytest.mark.parametrize("number", ["0", "-5"])
def test_a_plan_for_no_teams_is_refused(
    desk: Path, capsys: pytest.CaptureFixture[str], option: str, number: str
) -> None:
    assert said(capsys, "costs", "--plan", option, number) == (
        1,
        "",
        f"{option}: a whole number, 1 or more\n",
    )


def test_where_no_bot_is_entered_the_list_says_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "migrate")
    assert said(capsys, "bot", "list") == (0, "(no bot)\n", "")


@pytest.mark.parametrize("unbuffered", ["1", ""])
@pytest.mark.parametrize("arguments", [["check"], ["show", "units"], ["costs", "--plan"]])
def test_a_reader_that_goes_away_ends_the_command_quietly(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], unbuffered: str
) -> None:
    """As with `| head -3`: no traceback, whether the pipe breaks at a line or when the rest is written at the end."""
    for line in ("migrate", "import units units.csv"):
        said(capsys, *line.split())
    reader, writer = os.pipe()
    os.close(reader)
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered, "PYTHONPATH": str(root)}
    environment |= {"ZALO_API_URL": "http://127.0.0.1:9", "ZALO_OAUTH_URL": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        check=False,
    )
    os.close(writer)
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_reader_that_goes_away_amid_the_check_ends_it_quietly(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the house open: as with `check | head -2`."""
    said(capsys, "migrate")
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    environment |= {"ZALO_API_URL": "http://127.0.0.1:9", "ZALO_OAUTH_URL": "http://127.0.0.1:9"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "check"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        assert all(done.stdout.readline() for _ in range(2))
        done.stdout.close()
        heard = done.stderr.read().decode()
    assert ("Traceback" in heard, "RuntimeError" in heard, done.returncode) == (False, False, 0), heard


def test_invitees_are_printed_in_the_columns_in_which_they_are_changed(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "migrate")
    status, built_in, _ = said(capsys, "invitees")
    assert status == 0
    assert "xa,truong_phong_vhxh_xa,xa,2025-07-01," in built_in.splitlines()
    (desk / "invitees.csv").write_text(built_in)
    assert said(capsys, "invitees", "invitees.csv")[1] == "invitees: 4 new, 0 changed, 0 unchanged\n"
    assert said(capsys, "invitees")[1] == built_in


def test_a_token_is_printed_once_listed_without_itself_and_ended(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "migrate")
    assert said(capsys, "token", "add", "--unit", "99")[2] == "--unit: no unit 99 today\n"
    said(capsys, "import", "units", "units.csv")
    status, token, err = said(capsys, "token", "add", "--unit", "42", "--name", "kho dữ liệu")
    assert (status, token[:6], len(token.strip())) == (0, "tocds_", 49)
    assert err == "token 1 reads unit 42 and below; it is not shown again\n"
    listed = said(capsys, "token", "list", "--unit", "42")[1]
    assert listed.startswith("1  42  kho dữ liệu  since ")
    assert token.strip() not in listed
    assert said(capsys, "token", "remove", "--unit", "42") == (0, "ended: 1\n", "")
    assert "ended" in said(capsys, "token", "list")[1]
    again = said(capsys, "token", "remove", "1")
    assert again == (1, "", "token remove: no such token, or it has ended\n")
    audit = said(capsys, "show", "audit", "--json")[1]
    assert "token_added" in audit
    assert "token_removed" in audit

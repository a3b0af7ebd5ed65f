"""The project keeps its own promises: what exists is documented, tested, packaged, and in its room."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

import handlers
from bot.settings import Settings
from handlers.heard import Heard
from handlers.router import Router
from vietnamese import understand

ROOT = Path(__file__).parents[1]
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
READMES = ["README.md", "README.vi.md"]
FIRST_SCREEN = 60  # lines


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """The top-level names a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    named = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in plain | named}


# ---- settings ----


def example() -> dict[str, str]:
    """Each setting of .env.example with the comment lines above it."""
    found: dict[str, str] = {}
    comment = ""
    for line in (ROOT / ".env.example").read_text().splitlines():
        name, is_setting, value = line.partition("=")
        if line.startswith("#"):
            comment += line
        elif is_setting:
            assert not value, f"{name} has a value in .env.example"
            found[name] = comment
        if not line.startswith("#"):
            comment = ""
    return found


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    assert {name for name in example() if not name.endswith("_FILE")} == {
        name.upper() for name in Settings.model_fields
    }


def test_every_secret_may_come_from_a_file() -> None:
    secrets = {name.upper() for name, field in Settings.model_fields.items() if field.annotation is SecretStr}
    in_files = {name.removesuffix("_FILE") for name in example() if name.endswith("_FILE")}
    assert in_files == secrets | {"DATABASE_URL"}


@pytest.mark.parametrize("name", [name for name in example() if not name.endswith("_FILE")])
def test_the_example_explains_a_setting_and_tells_its_default(name: str) -> None:
    default = Settings.model_fields[name.lower()].default
    comment = example()[name]
    assert comment, "no comment above it"
    if isinstance(default, str | int) and default != "":
        assert f"[{default}]" in comment


# ---- commands and documents ----


def commands() -> list[str]:
    """The subcommands that `python -m bot --help` offers."""
    told = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    offered = re.findall(r"^    ([\w-]+)", told, re.MULTILINE)
    assert "serve" in offered, told
    return offered


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text()
    missing = [command for command in commands() if f"python -m bot {command}" not in text]
    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_are_on_the_first_screen(readme: str) -> None:
    screen = (ROOT / readme).read_text().splitlines()[:FIRST_SCREEN]
    for command in ("make run", "make test"):
        assert any(command in line for line in screen), command


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_that_says_what_it_does_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text()
    targets = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [target for target in targets if f"make {target}" not in text] == []


# ---- conversations ----


BEGUN_BY_OTHERS = {"which_report", "report_choices", "attachments", "verdict", "chain_acts"}
"""Opened by another conversation, a button or a photo, never by words: they need no line in the help."""
FIRST_READ_AS = {"leave_of_others": "leave", "welcome": "smalltalk"}
"""Opened by another conversation once it has turned out who, or that nobody, is meant."""


def test_every_conversation_has_help() -> None:
    assert handlers.CONVERSATIONS
    for conversation in handlers.CONVERSATIONS:
        if conversation.name not in BEGUN_BY_OTHERS:
            assert conversation.help, conversation.name


def test_every_conversation_is_opened_in_a_scenario() -> None:
    router = Router(handlers.CONVERSATIONS)
    opened = {name for text in sentences() for role in ROLES if (name := claimed(router, text, role))}
    wanted = {one.name for one in handlers.CONVERSATIONS} - BEGUN_BY_OTHERS
    assert {FIRST_READ_AS.get(name, name) for name in wanted} - opened == set()


ROLES = ("resident", "leader", "chairman")


def sentences() -> set[str]:
    """What people say in the scenarios; a code or number put in at run time reads A7K."""
    calls = (node for path in sources("tests/handlers") for node in ast.walk(ast.parse(path.read_text())))
    said = (one for one in calls if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute))
    return {text for one in said if one.func.attr == "says" for text in map(written, one.args) if text}  # type: ignore[attr-defined]


def written(node: ast.expr) -> str:
    """The text of a string literal."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            "A7K" if isinstance(part, ast.FormattedValue) else written(part) for part in node.values
        )
    return ""


def claimed(router: Router, text: str, role: str) -> str | None:
    """The name of the conversation that this sentence opens."""
    read = understand({"text": text, "speaker": role, "today": "2026-11-16", "pending": 2})
    found = router.claimed(Heard(text, read["intent"], read["slots"], read["sure"]))
    return None if found is None else found.name


def test_no_two_conversations_share_a_name() -> None:
    names = [conversation.name for conversation in handlers.CONVERSATIONS]
    assert len(names) == len(set(names))


# ---- rooms ----


def test_every_room_is_packaged_typed_measured_and_layered() -> None:
    tools = PROJECT["tool"]
    assert sorted(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == ROOMS
    assert sorted(tools["coverage"]["run"]["source"]) == ROOMS
    assert sorted(tools["mypy"]["files"]) == sorted([*ROOMS, "tests"])
    assert sorted(tools["importlinter"]["root_packages"]) == ROOMS
    layers = " ".join(tools["importlinter"]["contracts"][0]["layers"])
    assert sorted(re.findall(r"\w+", layers)) == [room for room in ROOMS if room != "simulator"]


@pytest.mark.parametrize(("room", "others"), [("domain", set()), ("vietnamese", {"rapidfuzz"})])
def test_rules_and_words_stand_on_the_standard_library(room: str, others: set[str]) -> None:
    allowed = {*sys.stdlib_module_names, *others, room}
    strangers = {path.name: imports_of(path) - allowed for path in sources(room)}
    assert {name: found for name, found in strangers.items() if found} == {}


def test_no_module_hides_behind_a_vague_name() -> None:
    vague = {"utils", "util", "helpers", "services", "managers", "common", "misc"}
    assert [path for path in sources(*ROOMS, "tests") if vague & {path.stem, path.parent.name}] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in sources(*ROOMS) if path.read_text() and not docstring_of(path)]
    assert silent == []


def docstring_of(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


# ---- tests are real, errors are heard ----

FORBIDDEN = {
    "a mock instead of the real thing": r"unittest\.mock|\bMagic[M]ock\b|\bmo[c]ker\b",
    "a test that does not run": r"pytest\.(mark\.)?(skip|xfail)|importor[s]kip|unittest\.(skip|expectedFailure)",
    "an error that nobody hears": r"except( Exception)?:\s*(pass|\.\.\.)\s*$|suppress\((Base)?Exception\)",
    "something unfinished": r"\b(TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b",
}


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_source_contains(fault: str) -> None:
    pattern = re.compile(FORBIDDEN[fault], re.MULTILINE)
    found = [path for path in sources(*ROOMS, "tests") if pattern.search(path.read_text())]
    assert found == []


def test_no_file_refers_to_a_place_outside_the_repository() -> None:
    kinds = [ROOT.glob("*.md"), ROOT.glob("Makefile"), sources(*ROOMS, "tests")]
    assert [path for kind in kinds for path in kind if list(places_outside(path))] == []


def places_outside(path: Path) -> Iterator[str]:
    for step in re.findall(r"(?:\.\./)+[\w.-]+", path.read_text()):
        if not (path.parent / step).resolve().is_relative_to(ROOT):
            yield step


# ---- locked requirements ----


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_every_dependency_is_locked() -> None:
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    run = project["dependencies"] + extras["loop"] + extras["s3"]
    wanted = {re.split(r"[^\w.-]", one)[0] for one in run}
    assert wanted <= set(pins("requirements.txt"))
    tools = {re.split(r"[^\w.-]", one)[0] for one in PROJECT["dependency-groups"]["dev"]}
    assert wanted | tools <= set(pins("requirements-dev.txt"))


def test_tests_run_with_the_versions_that_serve() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_holds_by_hash_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    requirements = [one for one in re.split(r"\n(?=\w)", text) if one.strip()]
    assert all("--hash=sha256:" in one for one in requirements)
    assert "://" not in text

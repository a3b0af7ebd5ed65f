"""A document as a value: letterhead, body, signature, annexes. What it says is settled here, its looks elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from documents.typography import date_words, padded


class NothingToWrite(Exception):
    """There is nothing of which this document could speak; the message says why, for the person."""


class PaperKind(StrEnum):
    """The documents of the plan, as the command line names them; the last two it does not know."""

    REPORT = "report"
    DECISION = "decision"
    PROPOSAL = "proposal"
    MEMBERS = "members"
    REMINDER = "reminder"
    ADHOC = "adhoc"
    COMMENDATION = "commendation"


class Form(StrEnum):
    """What a document is written as, by the ending of its file."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"


class Style(StrEnum):
    """What a paragraph is; its looks follow from that."""

    AUTHORITY = "authority"
    BASIS = "basis"
    DECIDES = "decides"
    ARTICLE = "article"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    NOTE = "note"
    TABLE = "table"


class Align(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` is its part of the width."""

    title: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; `bold` holds the places of rows that stand out (sums, team names)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table; `lead` is set bold before the text ("Điều 1.")."""

    style: Style
    text: str = ""
    lead: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows on a page of its own; `wide` ones lie across."""

    title: str
    note: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues: the body above it if it is subordinate, its own name in lines, the place in the date line."""

    issuer: tuple[str, ...]
    place: str
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """In which capacity ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") and who."""

    capacity: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """Number with symbol and date as the clerk's office gave them; until then the document is a draft."""

    number: str
    on: date


def goes_with(kind: str, registered: Registered | None, issuer: str) -> str:
    """The line under an annex's title: which document it belongs to, with number and date once they are known."""
    which = (
        f"{kind} của"
        if registered is None
        else (f"{kind} số {padded(registered.number)} {date_words(registered.on)} của")
    )
    return f"(Kèm theo {which} {issuer})"


Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the spreadsheet: typed cells, so that figures stay figures."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One document.

    `symbol`: what follows the number ("BC-UBND"), empty for a body that keeps no register (a village team).
    `about`: the summary under the name of the type; for a letter (no `type_name`) the "V/v" under the number.
    `year`: of the date line while the day is open. `names`: single values for templates of a province's own.
    """

    kind: PaperKind
    template: str
    head: Letterhead
    symbol: str
    type_name: str
    about: str
    year: int
    blocks: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    to: tuple[str, ...] = ()
    registered: Registered | None = None
    dated: date | None = None
    annexes: tuple[Annex, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""
    is_form: bool = True
    """Whether number and date make it valid; a list or a team's own report has neither."""
    is_settled: bool = True
    """Whether what it says was agreed to; figures that nobody has approved may still change."""

    @property
    def is_draft(self) -> bool:
        """Whether number and date are still to be entered, or its figures to be approved ("DỰ THẢO")."""
        return self.is_form and (self.registered is None or not self.is_settled)

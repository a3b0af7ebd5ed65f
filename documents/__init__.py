"""PAPER. Word files, PDF, spreadsheets and charts from values; no database, no clock."""

from __future__ import annotations

from pathlib import Path

from documents.paper import Form, Paper

__all__ = ["Form", "Paper", "own_files", "render"]


def own_files() -> list[str]:
    """The files that a folder of own templates may hold; others there mean nothing."""
    from documents import bases, docx

    return [*sorted(one.name for one in docx.BUILT_IN.glob("*.docx")), bases.BUILT_IN.name]


def render(paper: Paper, form: Form, templates: Path | None = None) -> bytes:
    """The document as a file. ``templates``: a folder whose Word templates replace the built-in ones by name.

    What each form needs is loaded when it is first written: the service starts without it. Takes up to 0.13 s of
    one core (the first time a second), so a server calls it in a thread.
    """
    if form is Form.PDF:
        from documents.pdf import pdf

        return pdf(paper)
    if form is Form.XLSX:
        from documents.xlsx import xlsx

        return xlsx(paper)
    from documents.docx import docx

    return docx(paper, templates)

"""Logs: JSON lines with ids; never the text of a message, a name or a phone."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog


def set_up_logs(level: int = logging.INFO) -> None:
    """Log JSON lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


@contextmanager
def silence() -> Iterator[None]:
    """Nothing below critical is logged meanwhile: for a command that prints what it finds."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)


class _Plain(logging.Formatter):
    """What libraries log: the first line, and where an error came from; what follows may quote what somebody wrote."""

    def format(self, record: logging.LogRecord) -> str:
        line = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        line.msg, line.args = (record.getMessage().splitlines() or [""])[0], ()
        return super().format(line)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        return " | ".join(_frames(ei[1]))


def _without_values(
    _logger: object, _name: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """A traceback names files, lines and the kind of error: its message may quote what somebody wrote."""
    raised = event.pop("exc_info", None)
    if raised:
        event["traceback"] = _frames(sys.exc_info()[1] if raised is True else raised)
    return event


def _frames(error: object) -> list[str]:
    if not isinstance(error, BaseException):
        return []
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return [type(error).__name__, *frames[-8:]]

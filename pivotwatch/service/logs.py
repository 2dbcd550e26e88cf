"""Logs of the service on stderr: text for people, one JSON object a line for machines."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from pivotwatch.service.settings import ServiceSettings

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread or task works for; empty = for none."""

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, request id, and what came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        line |= {"message": record.getMessage(), **extras(record)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """For a terminal: time, level, message, and what came with it. Control characters are taken out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or more with a traceback."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        more = " ".join(f"{name}={value}" for name, value in extras(record).items())
        line = f"{at} {record.levelname.lower():7} {record.getMessage()}{f'  {more}' if more else ''}"
        shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
        return f"{shown}\n{self.formatException(record.exc_info)}" if record.exc_info else shown


def extras(record: logging.LogRecord) -> dict[str, object]:
    """Return what was logged beside the message, the request's id first."""
    request_id = REQUEST_ID.get()
    found = {"request_id": request_id} if request_id else {}
    return {**found, **{name: value for name, value in record.__dict__.items() if name not in _OWN}}


def set_up_logs(settings: ServiceSettings) -> None:
    """Send all logs of this process to stderr as the settings say."""
    as_text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextLines() if as_text else JsonLines())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for talkative in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(talkative).setLevel(logging.WARNING)

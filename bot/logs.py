"""Logs: structlog over the standard library's, one line an event on standard error, redacted whoever wrote it."""

import logging
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import SHORTEST_SECRET, redact_value
from bot.sections import Log

# Loggers that tell too much for a file that is kept, whatever the level: every request and every SQL parameter.
QUIET: Final = {
    "aiohttp.access": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "telegram": logging.INFO,
}
_UNTOUCHED: Final = frozenset({"timestamp", "level"})  # written by the processors themselves


class Redaction:
    """A structlog processor that hides what must not be logged; it runs after tracebacks have become text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # Longest first, so that a secret that contains another goes as a whole.
        self._secrets = sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """The entry with every value redacted."""
        return {key: value if key in _UNTOUCHED else redact_value(value, self._secrets) for key, value in event.items()}


class RedactedHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream; an entry that can't be formatted is counted, not printed raw with its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name is the library's
        """Say where a broken entry came from and nothing of what it holds."""
        error = sys.exc_info()[0]
        what = error.__name__ if error else "an unknown error"
        self.stream.write(f"A log entry could not be written ({what}): {record.name}, line {record.lineno}\n")


def configure(log: Log, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send everything that is logged in the process to `stream` (default: standard error) in the configured form.

    `secrets` are hidden wherever they occur, beside what is known by its shape.
    """
    handler = RedactedHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(log, secrets, colors=handler.stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    level = logging.getLevelNamesMapping()[log.level.upper()]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(level, least))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            *_origin(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _origin() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(log: Log, secrets: Iterable[str], *, colors: bool) -> logging.Formatter:
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if log.format == "console":
        # The traceback is text by then: a renderer that formats it itself would do so after the redaction.
        renderer = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, *_origin()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            Redaction(secrets),
            renderer,
        ],
    )


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("zibot").critical("uncaught exception", exc_info=(kind, error, trace))

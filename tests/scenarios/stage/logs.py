"""What the product logs during a scenario; nobody expects errors that were not announced."""

from __future__ import annotations

import logging
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

_SERIOUS = frozenset({"error", "exception", "critical", "fatal"})


@dataclass
class Logs:
    """Errors by their event's name, with everything they say."""

    errors: list[tuple[str, str]] = field(default_factory=list)
    events: list[MutableMapping[str, Any]] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def unexpected(self) -> list[str]:
        return [said for event, said in self.errors if not any(words in f"{event} {said}" for words in self.expected)]

    def take(self, _: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Keep one event; nothing is printed."""
        self.events.append(event)
        if method in _SERIOUS:
            said = "\n".join(f"{name}: {value}" for name, value in event.items())
            self.errors.append((str(event.get("event")), said))
        raise structlog.DropEvent


class _Others(logging.Handler):
    """What libraries and asyncio have to say, among it tasks that failed unseen."""

    def __init__(self, logs: Logs) -> None:
        super().__init__(logging.ERROR)
        self._logs = logs
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._logs.errors.append((record.name, self.format(record)))


@contextmanager
def collected() -> Iterator[Logs]:
    """Collect all logs until the end of the block."""
    logs = Logs()
    handler = _Others(logs)
    logging.getLogger().addHandler(handler)
    structlog.configure(
        processors=[structlog.processors.format_exc_info, logs.take],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    try:
        yield logs
    finally:
        structlog.reset_defaults()
        logging.getLogger().removeHandler(handler)

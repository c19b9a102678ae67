"""From a request's method and path to what answers it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.platforms.discord.model import Upload
from tests.platforms.discord.posting import SENT, Draft, uploads_of
from tests.platforms.discord.state import State


@dataclass(frozen=True)
class Call:
    """A request on its way to what answers it."""

    state: State
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: dict[str, tuple[str, bytes, str]]

    def uploads(self, body: Any) -> list[Upload]:
        """Return the files that came with the request."""
        return uploads_of(self.state, body or {}, self.files)

    def draft(self, parse: tuple[str, ...] = SENT) -> Draft:
        """Return the message that the body asks for."""
        return Draft(self.body, self.uploads(self.body), parse)


@dataclass(frozen=True)
class Answer:
    """What is sent back; no body with 204."""

    status: int
    body: Any = None


Handler = Callable[[Call], Awaitable[Answer]]
Routes = Mapping[tuple[str, str], Handler]


class Router:
    """All endpoints, by the templates that Discord's document names them with."""

    def __init__(self, *tables: Routes) -> None:
        routes = {key: handler for table in tables for key, handler in table.items()}
        by_openness = sorted(routes.items(), key=lambda entry: entry[0][1].count("{"))
        self._routes = [(method, template, _pattern(template), handler) for (method, template), handler in by_openness]

    def find(self, method: str, path: str) -> tuple[str, Mapping[str, str], Handler] | None:
        """Return the template, the values in the path, and the handler."""
        for known, template, pattern, handler in self._routes:
            if known == method and (match := pattern.fullmatch(path)):
                return template, match.groupdict(), handler
        return None


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    named = (f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile("".join(named))

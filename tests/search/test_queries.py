"""What teachers type finds what they mean, the same on both databases."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import commands.find
from bot.clock import SystemClock
from bot.domain.actor import Actor
from bot.domain.imports.files import decode, parse
from bot.domain.imports.plan import plan
from bot.domain.pages import page_of
from bot.domain.people import Role
from bot.domain.resources import Filters
from bot.interaction.parse import parse_options
from bot.services.bell import Bell
from bot.services.importing import Importing
from bot.services.resources import Resources
from storage.unit_of_work import SqlStorage
from tests.migrated import brought_up_to_date
from tests.postgres import PostgresServer

BOOKMARKS = "math-resources.bookmarks.html"
LOOKED_AT = 3
"""On a phone hardly anybody looks further."""
ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Asked:
    """*expected* are pages of which any will do."""

    kind: str
    words: str
    expected: frozenset[str]


QUERIES = tuple(
    Asked(query["kind"], query["words"], frozenset(map(page_of, query["expected"])))
    for query in tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))["query"]
)


async def answers(address: str, shared: Path) -> list[list[str]]:
    """Return what each query finds in the imported library at *address*, best first, as pages."""
    storage = SqlStorage(address)
    clock = SystemClock()
    importing, library = Importing(storage, clock), Resources(storage, clock, Bell())  # type: ignore[arg-type]
    community = await storage.installation.add_community("Baltimore math", "America/New_York", clock.now())
    parsed = parse(decode((shared / "data" / BOOKMARKS).read_bytes()).text)
    await importing.run(community.id, plan(parsed.rows, BOOKMARKS).pages, lambda *done: None)
    async with storage.write(community.id) as work:
        ana = await work.people.add("Ana", clock.now())
        await work.commit()
    actor = Actor(ana, Role.MEMBER, community, None)
    found = []
    for asked in QUERIES:
        words, filters = understood(asked.words)
        found.append([hit.resource.page for hit in await library.search(actor, words, filters=filters)])
    await storage.close()
    return found


def understood(typed: str) -> tuple[str, Filters]:
    """Return the words and the filters in a line, as the command takes them."""
    options = parse_options(commands.find.search, typed).options
    since = datetime.fromisoformat(options["since"]).replace(tzinfo=UTC) if "since" in options else None
    return options.get("words", ""), Filters(options.get("topic", ""), options.get("by", ""), since)


@pytest.fixture
async def both(
    tmp_path: Path, shared: Path, postgres_server: PostgresServer
) -> AsyncIterator[Sequence[list[list[str]]]]:
    """What the queries find on SQLite and on PostgreSQL."""
    file = f"sqlite+aiosqlite:///{tmp_path}/staffroom.db"
    await brought_up_to_date(file)
    name = await postgres_server.create(brought_up_to_date)
    yield [await answers(address, shared) for address in (file, postgres_server.url(name))]
    await postgres_server.drop(name)


async def test_what_teachers_type_finds_what_they_mean(both: Sequence[list[list[str]]]) -> None:
    """Nine of ten queries are answered among the first three hits, and both databases agree on the first of nine."""
    for found in both:
        missed = [
            (asked.kind, asked.words, pages[:LOOKED_AT])
            for asked, pages in zip(QUERIES, found, strict=True)
            if asked.expected.isdisjoint(pages[:LOOKED_AT])
        ]
        assert len(missed) <= len(QUERIES) * (1 - ENOUGH), missed
    agreed = sum(one[:1] == other[:1] for one, other in zip(*both, strict=True))
    assert agreed >= len(QUERIES) * ENOUGH

"""The search index: FTS5 on SQLite, a tsvector on PostgreSQL, filled with the same tokens and asked the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import TableClause, bindparam, cast, column, insert, literal, literal_column, table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql import ColumnElement

from bot.domain.words import index_tokens
from storage.scope import Scope

Word = frozenset[str]
"""Tokens of which one must be there."""

Query = Sequence[Sequence[Word]]
"""Alternatives: of one of them every word must be there."""

LONGEST = 100
"""Characters of a token that count; PostgreSQL refuses longer ones than 2,046 bytes."""

InTitle = Literal["all", "some", "none"]

FIELDS = ("title", "tags", "about", "topic")
_IN_TITLE = "="  # no token has it
_TITLE_TOKEN = f"'{_IN_TITLE}{{}}'"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a resource is found by, in words."""

    resource_id: int
    title: str
    tags: Sequence[str]
    about: str
    topic: str

    def tokens(self) -> dict[str, tuple[str, ...]]:
        texts = {"title": self.title, "tags": " ".join(self.tags), "about": self.about, "topic": self.topic}
        return {field: tuple(map(_cut, index_tokens(text))) for field, text in texts.items()}


class Index(Protocol):
    """The index as SQL; *rows* has a column per field, holding its tokens with spaces between."""

    rows: TableClause
    key: ColumnElement[int]
    """Whose row it is, to look one up and to sort by."""
    found: ColumnElement[int]
    """The same for joining what matches: the index is read first, and only then the resources it names."""

    async def put(self, entries: Sequence[Entry]) -> None:
        """Make the index say this about these resources."""
        ...

    async def remove(self, *resources: int) -> None: ...

    def matches(self, query: Query, in_title: InTitle = "none") -> ColumnElement[bool]:
        """Return the condition that *query* is met, with so many of its words in the title."""
        ...

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        """Return the condition that the title has all *words*, of the last at least its beginning."""
        ...


def index_of(scope: Scope) -> Index:
    return PostgresIndex(scope) if scope.on_postgres else SqliteIndex(scope)


class SqliteIndex:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.rows = table("resource_words", column("rowid"), *(column(field) for field in FIELDS))
        self.key: ColumnElement[int] = self.rows.c.rowid
        # The plus keeps SQLite from going through all resources and asking the index about each.
        self.found: ColumnElement[int] = literal_column("+resource_words.rowid")

    async def put(self, entries: Sequence[Entry]) -> None:
        await self.remove(*(entry.resource_id for entry in entries))
        rows = [
            {"rowid": entry.resource_id, **{field: " ".join(said) for field, said in entry.tokens().items()}}
            for entry in entries
        ]
        await self._scope.run(insert(self.rows), *rows)

    async def remove(self, *resources: int) -> None:
        gone = self.rows.delete().where(self.key == bindparam("gone"))
        await self._scope.run(gone, *({"gone": resource} for resource in resources))

    def matches(self, query: Query, in_title: InTitle = "none") -> ColumnElement[bool]:
        met = _joined(query, '"{}"', " OR ", " AND ")
        if in_title == "all":
            return self._match(f"title : ({met})")
        some = _joined(_any_word(query), '"{}"', " OR ", " AND ")
        return self._match(met if in_title == "none" else f"(title : ({some})) AND ({met})")

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        return self._match("title : (" + " AND ".join(f'"{_cut(word)}"' for word in words) + " *)")

    def _match(self, query: str) -> ColumnElement[bool]:
        return literal_column("resource_words").op("MATCH", is_comparison=True)(literal(query))


class PostgresIndex:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        own = ("resource_id", "community_id")
        self.rows = table("resource_words", *(column(name) for name in (*own, *FIELDS)), column("words", TSVECTOR))
        self.key: ColumnElement[int] = self.rows.c.resource_id
        self.found: ColumnElement[int] = self.key

    async def put(self, entries: Sequence[Entry]) -> None:
        await self.remove(*(entry.resource_id for entry in entries))
        rows = [
            self._scope.row(
                resource_id=entry.resource_id,
                vector=_vector(tokens),
                **{field: " ".join(said) for field, said in tokens.items()},
            )
            for entry, tokens in ((entry, entry.tokens()) for entry in entries)
        ]
        await self._scope.run(insert(self.rows).values(words=cast(bindparam("vector"), TSVECTOR)), *rows)

    async def remove(self, *resources: int) -> None:
        gone = self.rows.delete().where(
            self.rows.c.community_id == self._scope.community, self.key == bindparam("gone")
        )
        await self._scope.run(gone, *({"gone": resource} for resource in resources))

    def matches(self, query: Query, in_title: InTitle = "none") -> ColumnElement[bool]:
        met = _joined(query, _TITLE_TOKEN if in_title == "all" else "'{}'", " | ", " & ")
        some = _joined(_any_word(query), _TITLE_TOKEN, " | ", " & ")
        return self._match(f"({some}) & ({met})" if in_title == "some" else met)

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        *whole, last = map(_cut, words)
        return self._match(" & ".join([*map(_TITLE_TOKEN.format, whole), f"{_TITLE_TOKEN.format(last)}:*"]))

    def _match(self, query: str) -> ColumnElement[bool]:
        return self.rows.c.words.op("@@", is_comparison=True)(cast(query, TSQUERY))


def _cut(token: str) -> str:
    return token[:LONGEST]


def _any_word(query: Query) -> Query:
    return [[word] for words in query for word in words]


def _joined(query: Query, token: str, either: str, every: str) -> str:
    """Return *query* in a database's own words; tokens are letters and digits alone, so none can be taken for one."""
    alternatives = (
        (either.join(token.format(_cut(each)) for each in sorted(word)) for word in words) for words in query
    )
    return either.join("(" + every.join(f"({word})" for word in words) + ")" for words in alternatives)


def _vector(tokens: dict[str, tuple[str, ...]]) -> str:
    """Return a tsvector as PostgreSQL reads it, past its own parser, which would cut tokens its own way.

    What is in the title is there a second time, marked: weights would do, but are not in the index.
    """
    everywhere = {token for field in FIELDS for token in tokens[field]}
    in_title = {f"{_IN_TITLE}{token}" for token in tokens["title"]}
    return " ".join(f"'{lexeme}'" for lexeme in sorted(everywhere | in_title))

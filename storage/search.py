"""The search index: FTS5 on SQLite, a tsvector on PostgreSQL, filled with the same tokens and asked the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import (
    BigInteger,
    Select,
    TableClause,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql import ColumnElement

from bot.domain.files import stem_of
from bot.domain.resources import Resource
from bot.domain.words import index_tokens
from storage.scope import LARGEST, Scope
from storage.tables import resources

Word = frozenset[str]
"""Tokens of which one must be there."""

Query = Sequence[Sequence[Word]]
"""Alternatives: of one of them every word must be there."""

Seen = ColumnElement[bool]
"""Which rows of the index one may see."""

LONGEST = 100
"""Characters of a token that count; PostgreSQL refuses longer ones than 2,046 bytes."""

LOOKED_THROUGH = 2000
"""How many of the newest are looked through for what may be common."""

FIELDS = ("title", "tags", "about", "topic")
_IN_TITLE = "="  # no token has it
_TITLE_TOKEN = f"'{_IN_TITLE}{{}}'"


@dataclass(frozen=True, slots=True)
class Entry:
    """The tokens that a resource is found by, field by field."""

    resource_id: int
    tokens: Mapping[str, Sequence[str]]

    @property
    def words(self) -> frozenset[str]:
        return frozenset(token for said in self.tokens.values() for token in said)


def entry_of(resource: Resource, topic: str, notes: str = "") -> Entry:
    """Return the entry of *resource*; what colleagues noted to it counts like what it is about."""
    said, file = resource.details, resource.file
    about = f"{resource.about} {notes} {stem_of(file.name) if file is not None else ''}"
    tags = (*resource.tags, said.subject, said.type.value if said.type else "", *said.standards)
    texts = {"title": resource.title, "tags": " ".join(tags), "about": about, "topic": topic}
    return Entry(resource.id, {field: tuple(map(cut, index_tokens(text))) for field, text in texts.items()})


class Index(Protocol):
    """The index as SQL; *rows* has a column per field, holding its tokens with spaces between."""

    rows: TableClause
    key: ColumnElement[int]
    """Whose row it is, to look one up and to sort by."""

    async def add(self, scope: Scope, entries: Sequence[Entry]) -> None:
        """Say this about resources of which the index says nothing."""
        ...

    async def remove(self, scope: Scope, gone: Sequence[int] | Select[int]) -> None: ...

    def question(self, query: Query, *, in_title: bool = False) -> str:
        """Return *query* as this index is asked, whether its words are in the title or anywhere."""
        ...

    def answers(self, question: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition that a row answers *question*."""
        ...

    def newest(
        self, chosen: Select[int], condition: ColumnElement[bool], few: bool, whole: Seen | None = None
    ) -> Select[int]:
        """Return those of the *chosen* ids whose row meets *condition*, newest first.

        *few* do. Where the *whole* library is chosen, it says which rows of the index are.
        """
        ...

    def newest_of_many(
        self, chosen: Select[int], question: ColumnElement[str], most: ColumnElement[int], whole: Seen | None
    ) -> Select[int]:
        """Return the newest of the *chosen* ids whose row answers *question*, *most* at most; many may."""
        ...

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        """Return the condition that the title has all *words*, of the last at least its beginning."""
        ...


def index_of(scope: Scope) -> Index:
    return index_on(scope.on_postgres)


def index_on(postgres: bool) -> Index:
    return PostgresIndex() if postgres else SqliteIndex()


class SqliteIndex:
    rows = table("resource_words", column("rowid"), *(column(field) for field in FIELDS))
    key: ColumnElement[int] = rows.c.rowid

    async def add(self, scope: Scope, entries: Sequence[Entry]) -> None:
        rows = [
            {"rowid": entry.resource_id, **{field: " ".join(said) for field, said in entry.tokens.items()}}
            for entry in entries
        ]
        await scope.run(insert(self.rows), *rows)

    async def remove(self, scope: Scope, gone: Sequence[int] | Select[int]) -> None:
        await scope.run(self.rows.delete().where(self.key.in_(gone)))

    def question(self, query: Query, *, in_title: bool = False) -> str:
        met = _joined(query, '"{}"', " OR ", " AND ")
        return f"title : ({met})" if in_title else met

    def answers(self, question: ColumnElement[str]) -> ColumnElement[bool]:
        return literal_column("resource_words").op("MATCH", is_comparison=True)(question)

    def newest(
        self, chosen: Select[int], condition: ColumnElement[bool], few: bool, whole: Seen | None = None
    ) -> Select[int]:
        # The plus keeps SQLite from going through all resources and asking the index about each.
        found: ColumnElement[int] = literal_column("+resource_words.rowid")
        return chosen.join(self.rows, found == resources.c.id).where(condition).order_by(self.key.desc())

    def newest_of_many(
        self, chosen: Select[int], question: ColumnElement[str], most: ColumnElement[int], whole: Seen | None
    ) -> Select[int]:
        return self.newest(chosen, self.answers(question), few=False).limit(most)

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        return self.answers(literal("title : (" + " AND ".join(f'"{cut(word)}"' for word in words) + " *)"))


class PostgresIndex:
    rows = table(
        "resource_words",
        *(column(name) for name in ("resource_id", "community_id", *FIELDS)),
        column("words", TSVECTOR),
    )
    key: ColumnElement[int] = rows.c.resource_id
    _mine = rows.c.community_id == bindparam("community", type_=BigInteger)
    _any_id: ColumnElement[int] = literal_column("resource_words.resource_id + 0")
    """The sum keeps PostgreSQL from looking through the newest of all for what hardly any of them has."""

    async def add(self, scope: Scope, entries: Sequence[Entry]) -> None:
        rows = [
            scope.row(
                resource_id=entry.resource_id,
                vector=_vector(entry),
                **{field: " ".join(said) for field, said in entry.tokens.items()},
            )
            for entry in entries
        ]
        await scope.run(insert(self.rows).values(words=cast(bindparam("vector"), TSVECTOR)), *rows)

    async def remove(self, scope: Scope, gone: Sequence[int] | Select[int]) -> None:
        mine = self.rows.c.community_id == scope.community
        await scope.run(self.rows.delete().where(mine, self.key.in_(gone)))

    def question(self, query: Query, *, in_title: bool = False) -> str:
        return _joined(query, _TITLE_TOKEN if in_title else "'{}'", " | ", " & ")

    def answers(self, question: ColumnElement[str]) -> ColumnElement[bool]:
        return _meets(self.rows.c.words, question)

    def newest(
        self, chosen: Select[int], condition: ColumnElement[bool], few: bool, whole: Seen | None = None
    ) -> Select[int]:
        met = self._rows_of(chosen, whole).where(condition)
        return met.order_by(self._any_id.desc() if few else self.key.desc())

    def newest_of_many(
        self, chosen: Select[int], question: ColumnElement[str], most: ColumnElement[int], whole: Seen | None
    ) -> Select[int]:
        # Of what is common, the newest of all hold enough. Of what is not, all are sooner found and sorted.
        ids = self._rows_of(chosen, whole)
        newest = ids.add_columns(self.rows.c.words).order_by(self.key.desc()).limit(LOOKED_THROUGH).subquery()
        among = (
            select(newest.c.id).where(_meets(newest.c.words, question)).order_by(newest.c.id.desc()).limit(most).cte()
        )
        oldest = func.coalesce(select(func.min(among.c.id)).scalar_subquery(), LARGEST)
        too_few = select(func.count()).select_from(among).scalar_subquery() < most
        older = (
            ids.where(self.answers(question), self._any_id < oldest, too_few).order_by(self._any_id.desc()).limit(most)
        )
        both = union_all(select(among.c.id), select(older.subquery().c.id)).subquery()
        return select(both.c.id).order_by(both.c.id.desc()).limit(most)

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        *first, last = map(cut, words)
        return self.answers(literal(" & ".join([*map(_TITLE_TOKEN.format, first), f"{_TITLE_TOKEN.format(last)}:*"])))

    def _rows_of(self, chosen: Select[int], whole: Seen | None) -> Select[int]:
        if whole is None:
            return chosen.join(self.rows, self.key == resources.c.id)
        # As what is in the index is listed, the resources themselves need not be asked.
        return select(self.key.label("id")).where(self._mine, whole)


def _meets(words: ColumnElement[object], question: ColumnElement[str]) -> ColumnElement[bool]:
    return words.op("@@", is_comparison=True)(cast(question, TSQUERY))


def cut(token: str) -> str:
    return token[:LONGEST]


def _joined(query: Query, token: str, either: str, every: str) -> str:
    """Return *query* in a database's own words; tokens are letters and digits alone, so none can be taken for one."""
    alternatives = (
        (either.join(token.format(cut(each)) for each in sorted(word)) for word in words) for words in query
    )
    return either.join("(" + every.join(f"({word})" for word in words) + ")" for words in alternatives)


def _vector(entry: Entry) -> str:
    """Return a tsvector as PostgreSQL reads it, past its own parser, which would cut tokens its own way.

    What is in the title is there a second time, marked: weights would do, but are not in the index.
    """
    in_title = {f"{_IN_TITLE}{token}" for token in entry.tokens["title"]}
    return " ".join(f"'{lexeme}'" for lexeme in sorted(entry.words | in_title))

"""Changing the tables under data that is already there, on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.engine import make_url

from bot.domain.delivery import NewDelivery
from bot.domain.ids import CommunityId, TopicId, WorkspaceId
from storage import migrations
from storage.engine import engine_for_migrations
from storage.migrate import BrokenReferences, SchemaTooNew, migrate
from storage.tables import metadata
from storage.unit_of_work import open_storage
from tests.storage.moments import NOW

T = TypeVar("T")
EARLIER = [script.revision for script in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()][:0:-1]
INDEX = "resource_words"
REPLACED = {
    ("announcements", "topic_id"),
    ("announcements", "repeat"),
    ("deliveries", "channel"),
    ("deliveries", "coalesce_key"),
    ("feedback", "try_text"),
}
"""Columns whose meaning went into others."""


@asynccontextmanager
async def changing(url: str) -> AsyncIterator[Callable[[Callable[[Connection], T]], Any]]:
    engine = engine_for_migrations(make_url(url))
    async with engine.begin() as connection:
        yield connection.run_sync
    await engine.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are, the search index aside, parents before children."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith((INDEX, "alembic")))
    return found.sorted_tables


def a_row(table: Table) -> dict[str, object]:
    row: dict[str, object] = {}
    for column in table.columns:
        kind = column.type.python_type if str(column.type) != "JSON" else dict
        values: Mapping[type, object] = {int: 1, bool: True, dict: {"a": [1]}, str: f"{column.name}ñ"}
        row[column.name] = values[kind] if kind in values else {"date": NOW.date(), "time": NOW.time()}[kind.__name__]
    return row | ({"state": "removed"} if table.name == "workspaces" else {})


def fill(connection: Connection) -> None:
    for table in tables_of(connection):
        connection.execute(table.insert(), a_row(table))
    own = "rowid" if connection.dialect.name == "sqlite" else "community_id, words, resource_id"
    values = "1" if connection.dialect.name == "sqlite" else "1, '''fraction''', 1"
    connection.execute(
        text(f"INSERT INTO {INDEX} ({own}, title, tags, about, topic) VALUES ({values}, 'fraction', '', '', '')")
    )


def rows_of(connection: Connection) -> dict[str, Sequence[Mapping[str, object]]]:
    rows = {
        table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
        for table in tables_of(connection)
    }
    return rows | {INDEX: [dict(row) for row in connection.execute(text(f"SELECT * FROM {INDEX}")).mappings()]}


def differences(connection: Connection) -> list[Any]:
    def ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name is None or not name.startswith(INDEX)

    options = {"include_name": ours, "compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrations_make_the_tables_that_are_declared(empty_database: str) -> None:
    assert await migrate(empty_database, None)
    async with changing(empty_database) as run:
        assert await run(differences) == []


def definitions(connection: Connection) -> set[str]:
    """Indexes and checks in the database's own words, which the comparison above does not look at."""
    if connection.dialect.name == "sqlite":
        indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    else:
        indexes = f"SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '{INDEX}'"
    found = {" ".join(row[0].split()) for row in connection.execute(text(indexes)) if "alembic" not in row[0]}
    looked = inspect(connection)
    checks = ((table, check) for table in metadata.tables for check in looked.get_check_constraints(table))
    return found | {f"{table}: {check['name']} {check['sqltext']}" for table, check in checks}


async def test_indexes_and_checks_are_those_declared(empty_database: str) -> None:
    await migrate(empty_database, None)
    async with changing(empty_database) as run:
        migrated = await run(definitions)
        await run(lambda connection: connection.execute(text(f"DROP TABLE {INDEX}")))
        await run(metadata.drop_all)
        await run(metadata.create_all)
        assert await run(definitions) == migrated


@pytest.mark.parametrize("earlier", EARLIER)
async def test_every_row_of_an_earlier_schema_is_still_there(empty_database: str, earlier: str) -> None:
    await migrate(empty_database, None, to=earlier)
    async with changing(empty_database) as run:
        await run(fill)
        before = await run(rows_of)
    assert all(len(rows) == 1 for rows in before.values())
    assert await migrate(empty_database, None)
    async with changing(empty_database) as run:
        after = await run(rows_of)
    for table, (row,) in before.items():
        kept = {name: value for name, value in row.items() if (table, name) not in REPLACED}
        assert [{name: new[name] for name in kept} for new in after[table]] == [kept], table


async def test_what_somebody_meant_to_try_is_still_theirs(empty_database: str) -> None:
    await migrate(empty_database, None, to="0015")
    async with changing(empty_database) as run:
        await run(fill)
    await migrate(empty_database, None)
    async with changing(empty_database) as run:
        kept = await run(lambda connection: connection.execute(text("SELECT text FROM intentions")).all())
    assert kept == [("try_textñ",)]


def told_in(connection: Connection) -> None:
    """A weekly announcement in topic 7, posted once and to be posted again, as it was stored before."""
    found = {table.name: table for table in tables_of(connection)}
    for name in ("communities", "people", "topics", "workspaces"):
        row = a_row(found[name]) | ({"id": 7} if name == "topics" else {})
        connection.execute(found[name].insert(), row)
    about = {"id": 1, "community_id": 1, "topic_id": 7, "repeat": "weekly", "author_id": 1, "state": "scheduled"}
    connection.execute(found["announcements"].insert(), a_row(found["announcements"]) | about)
    for number, state in enumerate(("sent", "pending"), start=1):
        occurrence = f"2026-10-0{number}T16:00"
        said = {"id": number, "subject_kind": "announcement", "occurrence": occurrence, "kind": "announcement"}
        said |= {
            "state": state,
            "person_id": None,
            "channel": "",
            "key": f"announcement:1:{occurrence}:announcement:1:w1/",
        }
        connection.execute(found["deliveries"].insert(), a_row(found["deliveries"]) | said)


async def test_what_was_announced_before_is_not_announced_again(empty_database: str) -> None:
    """Its topic, rule and keys are those that the new code would make."""
    await migrate(empty_database, None, to="0002")
    async with changing(empty_database) as run:
        await run(told_in)
    await migrate(empty_database, None)
    async with changing(empty_database) as run:
        rows = await run(rows_of)
    (about,), (topic,) = rows["announcements"], rows["announcement_topics"]
    assert (about["everywhere"] in (False, 0), about["rule"], about["on_closed"]) == (True, "FREQ=WEEKLY", "keep")
    assert (topic["announcement_id"], topic["topic_id"]) == (1, 7)
    for row in rows["deliveries"]:
        same = NewDelivery(
            CommunityId(1), "announcement", 1, str(row["occurrence"]), "announcement", 1, NOW, NOW, WorkspaceId(1),
            TopicId(7),
        )  # fmt: skip
        assert (row["key"], row["lane"]) == (same.key, same.lane)


async def test_workspaces_of_the_first_schema_are_dated(empty_database: str) -> None:
    await migrate(empty_database, None, to="0001")
    async with changing(empty_database) as run:
        await run(fill)
    await migrate(empty_database, None)
    async with changing(empty_database) as run:
        rows = await run(rows_of)
    (community,), (workspace,) = rows["communities"], rows["workspaces"]
    assert workspace["joined_at"] == workspace["removed_at"] == community["created_at"]


async def test_a_database_that_is_up_to_date_is_left_alone(empty_database: str, tmp_path: Path) -> None:
    await migrate(empty_database, None)
    assert not await migrate(empty_database, tmp_path / "backups")
    assert not (tmp_path / "backups").exists()


async def test_several_processes_may_start_at_once(empty_database: str) -> None:
    made = await asyncio.gather(*(migrate(empty_database, None, to="0001") for _ in range(5)))
    assert sum(made) == 1
    async with changing(empty_database) as run:
        await run(fill)
    assert sum(await asyncio.gather(*(migrate(empty_database, None) for _ in range(5)))) == 1
    async with changing(empty_database) as run:
        assert len((await run(rows_of))["workspace_channels"]) == 1


async def test_a_newer_schema_is_met_with_what_to_do(empty_database: str) -> None:
    await migrate(empty_database, None)
    async with changing(empty_database) as run:
        await run(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(SchemaTooNew, match=r"9999.*newer Staffroom.*Install"):
        await open_storage(empty_database, backup_dir=None)


async def test_a_copy_is_made_before_data_is_changed(tmp_path: Path) -> None:
    file, backups = tmp_path / "deep" / "staffroom.db", tmp_path / "backups"
    url = f"sqlite+aiosqlite:///{file}"
    await migrate(url, backups, to="0001")
    assert not backups.exists()  # there was nothing to lose
    async with changing(url) as run:
        await run(fill)
    await migrate(url, backups)
    (copy,) = backups.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert kept.execute("SELECT count(*) FROM workspace_channels").fetchone() == (1,)
    kept.close()


async def test_a_migration_that_would_leave_rows_without_a_parent_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/staffroom.db"
    await migrate(url, None, to="0001")
    orphan = "INSERT INTO workspace_channels VALUES (1, 7, 'topics', 'x', 'x')"
    async with changing(url) as run:
        await run(lambda connection: connection.execute(text(orphan)))
    with pytest.raises(BrokenReferences, match="workspace_channels"):
        await migrate(url, None)
    async with changing(url) as run:
        assert "room_channels" not in await run(lambda connection: inspect(connection).get_table_names())

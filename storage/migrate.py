"""Bringing a database up to date: forward only, all or nothing, after a copy where there is something to lose."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url

from storage.engine import engine_for_migrations

LATEST = "head"
_LOCK = 0x5374616666726F6F  # of every process that migrates, in PostgreSQL's advisory locks


class SchemaTooNew(Exception):
    """The database was changed by a newer Staffroom."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"This database was brought to version {found} by a newer Staffroom, and this one cannot read it. "
            "Install that Staffroom or a newer one, or restore the backup that was made before the upgrade."
        )
        self.found = found


class BrokenReferences(Exception):
    """A migration on SQLite would leave rows that refer to nothing; nothing was changed."""


async def migrate(url: str, backup_dir: Path | None, to: str = LATEST) -> bool:
    """Bring the database at *url* up to date and return whether there was anything to do.

    On SQLite the file is copied into *backup_dir* first, if it is not empty. Several processes may do this at once.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        await asyncio.to_thread(Path(address.database).parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    engine = engine_for_migrations(address)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_migrate, backup_dir, to)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, backup_dir: Path | None, to: str) -> bool:
    """Migrate inside the transaction that is open: on SQLite BEGIN IMMEDIATE, so that nobody else can at once."""
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    config = _config(connection)
    if not _is_due(connection, ScriptDirectory.from_config(config), to):
        return False
    if on_sqlite and backup_dir is not None and inspect(connection).get_table_names():
        _copy(Path(connection.engine.url.database or ""), backup_dir)
    command.upgrade(config, to)
    if on_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
        raise BrokenReferences(f"{len(broken)} rows would refer to nothing, the first in {broken[0][0]}")
    return True


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _is_due(connection: Connection, scripts: ScriptDirectory, to: str) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return True
    if current not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaTooNew(current)
    return scripts.get_revision(to).revision != current


def _copy(database: Path, backup_dir: Path) -> Path:
    """Copy the database as it was committed last; only its owner may read the copy."""
    backup_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    copy = backup_dir / f"{database.stem}-before-upgrade-{moment}.db"
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy

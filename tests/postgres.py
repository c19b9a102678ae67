"""A real PostgreSQL for tests: the one that STAFFROOM_TEST_POSTGRES names, else a server started for the run."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from tests.needed import unavailable

Prepare = Callable[[str], Awaitable[None]]
"""Fills the empty database at an address: the migrations, say."""

DATABASES = Path("/usr/lib/postgresql")
SECONDS_TO_START = 30
OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
}


class MakeDatabase(Protocol):
    async def __call__(self, prepare: Prepare | None = None) -> str: ...


FINGERPRINT = """
    SELECT md5(string_agg(concat(relname, attname, atttypid, attnotnull), ',' ORDER BY relname, attnum))
        || (SELECT count(*) FROM pg_trigger) || ',' || (SELECT count(*) FROM pg_proc)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
"""
"""What the tables, indexes, triggers and functions of a database are."""

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
EMPTY = f"""
    SET session_replication_role = replica;
    DO $$ DECLARE name text; BEGIN
        FOR name IN {TABLES} LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
    END $$
"""
END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Template:
    """A database that others are copies of; *fingerprint* is None where it has rows, which no copy gets back."""

    name: str
    fingerprint: str | None
    spare: list[str] = field(default_factory=list)


@dataclass
class PostgresServer:
    """A server on which databases come and go; *address* is that of one that is always there."""

    address: str
    _templates: dict[Prepare, Template] = field(default_factory=dict)
    _copies: dict[str, Template] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """A database's address as SQLAlchemy writes it."""
        return urlsplit(self.address)._replace(scheme="postgresql+asyncpg", path=f"/{database}").geturl()

    async def create(self, prepare: Prepare | None = None) -> str:
        """Make a database and return its name; *prepare* runs once for all that ask for the same, and is copied."""
        if prepare is None:
            return await self._copy("template1", "staffroom")
        if prepare not in self._templates:
            name = await self._copy("template1", "template_staffroom")
            await prepare(self.url(name))
            self._templates[prepare] = await self._template(name)
        template = self._templates[prepare]
        name = template.spare.pop() if template.spare else await self._copy(template.name, "staffroom")
        self._copies[name] = template
        return name

    async def drop(self, *databases: str) -> None:
        """Drop them, or empty those that are then as their template is: making another takes far longer."""
        for database in databases:
            template = self._copies.pop(database, None)
            if template and await self._emptied(database, template):
                template.spare.append(database)
            else:
                await self._execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    async def drop_templates(self) -> None:
        for template in self._templates.values():
            await self.drop(template.name, *template.spare)

    async def _template(self, name: str) -> Template:
        async with self._connected(name) as connection:
            for (table,) in await connection.fetch(TABLES):
                if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")'):
                    return Template(name, None)
            return Template(name, await connection.fetchval(FINGERPRINT))

    async def _emptied(self, database: str, template: Template) -> bool:
        """Take out every row; return False where that does not make *database* what its template is."""
        if template.fingerprint is None:
            return False
        try:
            async with self._connected(database) as connection:
                await connection.execute(END_OTHERS)
                await connection.execute(EMPTY)
                return bool(await connection.fetchval(FINGERPRINT) == template.fingerprint)
        except asyncpg.PostgresError:  # broken by its test, or no server of ours to do such things on
            return False

    @asynccontextmanager
    async def _connected(self, database: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(urlsplit(self.address)._replace(path=f"/{database}").geturl())
        try:
            yield connection
        finally:
            await connection.close()

    async def _copy(self, template: str, prefix: str) -> str:
        name = f"{prefix}_{uuid4().hex}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.address)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for this process; under xdist each worker that needs one starts its own, in about a second."""
    if given := os.environ.get("STAFFROOM_TEST_POSTGRES"):
        server = PostgresServer(urlsplit(given)._replace(scheme="postgresql").geturl())
        yield server
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(server.drop_templates())
    elif programs := find_programs():
        os.environ.setdefault("PGSSLMODE", "disable")  # on this machine there is nothing to encrypt, at each connection
        with started(programs) as address:
            yield PostgresServer(address)
    else:
        unavailable("there is no PostgreSQL on this machine (Debian: apt install postgresql)")


@pytest.fixture
async def make_postgres(postgres_server: PostgresServer) -> AsyncIterator[MakeDatabase]:
    """Makes databases (see ``PostgresServer.create``) and returns their addresses; they go after the test."""
    made: list[str] = []

    async def make(prepare: Prepare | None = None) -> str:
        made.append(await postgres_server.create(prepare))
        return postgres_server.url(made[-1])

    yield make
    await postgres_server.drop(*made)


@pytest.fixture
async def postgres_url(make_postgres: MakeDatabase) -> str:
    """The address of an empty database of the test's own."""
    return await make_postgres()


def find_programs() -> Path | None:
    """The folder of an installed server's programs; Debian keeps them off the PATH."""
    on_path = [Path(found).resolve().parent for found in map(shutil.which, ("initdb", "postgres")) if found]
    debian = sorted(DATABASES.glob("[0-9]*/bin"), key=lambda place: float(place.parent.name), reverse=True)
    places = [*on_path, *debian, *_told_by_pg_config()]
    return next((place for place in places if {"initdb", "postgres"} <= {file.name for file in place.glob("*")}), None)


def _told_by_pg_config() -> list[Path]:
    if not (program := shutil.which("pg_config")):
        return []
    asked = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)
    return [Path(asked.stdout.strip())] if asked.returncode == 0 else []


@contextmanager
def started(programs: Path) -> Iterator[str]:
    """Run a server in a folder of its own until the block ends, and give its address."""
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="staffroom-postgres-"))
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _make_cluster(programs, folder, owner)
        server, port = _start(programs, folder, owner)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as where this is root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


def _make_cluster(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> None:
    command = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    with _spawn(command, folder, owner) as process:
        if process.wait() != 0:
            raise RuntimeError(f"initdb failed:\n{(folder / 'log').read_text()}")


def _start(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(3):  # another program may take the free port first
        port = _free_port()
        options = OPTIONS | {"port": str(port), "unix_socket_directories": str(folder)}
        command = [
            programs / "postgres",
            "-D",
            folder / "data",
            *(f"--{key}={value}" for key, value in options.items()),
        ]
        server = _spawn(command, folder, owner)
        if _answers(server, port):
            return server, port
        _stop(server)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _spawn(command: Sequence[object], folder: Path, owner: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    who = owner.pw_uid if owner else None
    group = owner.pw_gid if owner else None
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=who,
            group=group,
            extra_groups=[] if owner else None,
            start_new_session=True,  # Ctrl-C is for the tests, which stop the server themselves
        )


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    async def ask() -> None:
        await (await asyncpg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres")).close()

    end = monotonic() + SECONDS_TO_START
    while server.poll() is None and monotonic() < end:
        try:
            with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
                runner.run(ask())
        except (OSError, asyncpg.CannotConnectNowError):
            sleep(0.05)
        else:
            return True
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # its fast shutdown: it waits for nobody
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(10)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port

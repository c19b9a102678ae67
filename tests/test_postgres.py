from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from tests.postgres import MakeDatabase, find_programs


def plain(url: str) -> str:
    return url.replace("+asyncpg", "")


@pytest.mark.parametrize("attempt", [1, 2])
async def test_each_test_has_an_empty_database_of_its_own(postgres_url: str, attempt: int) -> None:
    connection = await asyncpg.connect(plain(postgres_url))
    await connection.execute("CREATE TABLE notes (attempt integer)")
    await connection.close()


async def test_a_prepared_database_is_prepared_once_and_copied(make_postgres: MakeDatabase) -> None:
    prepared: list[str] = []

    async def prepare(url: str) -> None:
        prepared.append(url)
        connection = await asyncpg.connect(plain(url))
        await connection.execute("CREATE TABLE notes AS SELECT 7 AS number")
        await connection.close()

    urls = [await make_postgres(prepare), await make_postgres(prepare)]

    assert len(prepared) == 1
    assert len({*urls, *prepared}) == 3
    for url in urls:
        connection = await asyncpg.connect(plain(url))
        assert await connection.fetchval("SELECT number FROM notes") == 7
        await connection.close()


def test_where_none_is_installed_none_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("tests.postgres.DATABASES", tmp_path)

    assert find_programs() is None

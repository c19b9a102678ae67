"""The index follows every change, and is written anew where it does not say what the library does."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from bot.cli.app import make_app
from bot.domain.community import Community
from bot.domain.ids import Number
from bot.domain.people import Person
from bot.domain.resources import Filters, NewResource, Resource, ResourceState
from bot.domain.words import index_tokens, named, query_tokens
from bot.services.reindexing import Reindexing
from storage import migrations
from storage.engine import engine_for_migrations
from storage.migrate import migrate
from storage.unit_of_work import SqlStorage, open_storage
from tests.storage.moments import DAY, NOW

STRIPS = NewResource("https://strips", "strips", "Fraction strips", "Paper to fold", ("Number Talks", "grade 4"))
CIRCLES = NewResource("https://circles", "circles", "Fraction circles", "Paper to cut", ("Geometry",))


async def change(database: str, *statements: str) -> None:
    engine = engine_for_migrations(make_url(database))
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def counted(database: str) -> tuple[dict[str, int], set[tuple[str, str, int]]]:
    """Return how many resources each word is counted for, and the names of each."""
    engine = engine_for_migrations(make_url(database))
    async with engine.begin() as connection:
        words = (await connection.execute(text("SELECT word, resources FROM search_words"))).all()
        names = (await connection.execute(text("SELECT kind, name, resource_id FROM resource_names"))).all()
    await engine.dispose()
    return {row[0]: row[1] for row in words}, {(row[0], row[1], row[2]) for row in names}


def counts_of(*resources: Resource) -> tuple[dict[str, int], set[tuple[str, str, int]]]:
    words = Counter(
        word for each in resources for word in set(index_tokens(" ".join((each.title, each.about, *each.tags))))
    )
    names = {("title", named(each.title), each.id) for each in resources}
    return dict(words), names | {("tag", named(tag), each.id) for each in resources for tag in each.tags}


async def update(storage: SqlStorage, resource: Resource) -> Resource:
    async with storage.write(resource.community_id) as work:
        await work.resources.update(changed := replace(resource, revision=resource.revision + 1))
        await work.commit()
    return changed


async def found(storage: SqlStorage, community: Community, typed: str, filters: Filters | None = None) -> list[str]:
    async with storage.read(community.id) as work:
        hits = await work.resources.search(query_tokens(typed), None, 10, filters or Filters())
    return [hit.resource.title for hit in hits]


@pytest.fixture
async def two(storage: SqlStorage, community: Community) -> tuple[Resource, Resource]:
    async with storage.write(community.id) as work:
        await work.resources.add_many([STRIPS, CIRCLES], NOW)
        strips, circles = [await work.resources.get_numbered(Number(number)) for number in (1, 2)]
        await work.commit()
    return strips, circles


async def test_words_are_counted_as_the_library_changes(
    storage: SqlStorage, database: str, two: tuple[Resource, Resource]
) -> None:
    """Added, edited, removed and back again, each is counted once; what nothing has any more is forgotten."""
    strips, circles = two
    assert await counted(database) == counts_of(strips, circles)
    strips = await update(storage, replace(strips, title="Folding paper", tags=("origami", "Origami!")))
    assert await counted(database) == counts_of(replace(strips, tags=("origami",)), circles)
    strips = await update(storage, replace(strips, state=ResourceState.REMOVED))
    assert await counted(database) == counts_of(circles)
    strips = await update(storage, replace(strips, state=ResourceState.LISTED))
    assert await counted(database) == counts_of(replace(strips, tags=("origami",)), circles)


@pytest.mark.usefixtures("two")
async def test_a_library_from_before_is_counted(database: str, storage: SqlStorage) -> None:
    """The migration makes of what was there the words and names that changes would have made."""
    before = await counted(database)
    await change(
        database,
        "DROP TABLE search_words",
        "DROP TABLE resource_names",
        "UPDATE alembic_version SET version_num = '0004'",
    )
    try:
        assert await migrate(database, None, to="0005")
    finally:
        newest = ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
        await change(database, f"UPDATE alembic_version SET version_num = '{newest}'")
    assert await counted(database) == before
    assert before[0]


@pytest.mark.usefixtures("two")
async def test_slips_and_narrowing(storage: SqlStorage, community: Community, ana: Person) -> None:
    """Words are met by the nearest, two by one, little ones not at all; tag, topic, person and day narrow it."""
    for typed in ("fracton stirps", "the fraction strips by themselves or paper", "strips folded on paper"):
        assert await found(storage, community, typed) == ([] if "themselves" in typed else ["Fraction strips"]), typed
    async with storage.write(community.id) as work:
        topic = await work.topics.add("Rational numbers", "", None, NOW)
        await work.resources.add(
            NewResource("https://w", "w", "Warmups", "", (), topic.id, ana.id, ana.name), NOW + DAY
        )
        await work.commit()
    assert await found(storage, community, "warm ups") == ["Warmups"]
    for filters, titles in (
        (Filters(topic="number talk"), ["Fraction strips"]),
        (Filters(topic="RATIONAL NUMBERS"), ["Warmups"]),
        (Filters(topic="Rational"), []),
        (Filters(by="ana"), ["Warmups"]),
        (Filters(by="a%"), []),
        (Filters(by="!"), []),
        (Filters(since=NOW + DAY), ["Warmups"]),
        (Filters(since=NOW), ["Warmups", "Fraction circles", "Fraction strips"]),
    ):
        assert await found(storage, community, "", filters) == titles, filters
    assert await found(storage, community, "fracton", Filters(topic="geometry")) == ["Fraction circles"]
    assert await found(storage, community, "warmups", Filters(topic="geometry")) == []


async def test_a_spoiled_index_is_written_anew(
    storage: SqlStorage, community: Community, database: str, two: tuple[Resource, Resource]
) -> None:
    """What is missing comes back, what is wrong goes, and the other community keeps its own."""
    _, circles = two
    other = await storage.installation.add_community("Another", None, NOW)
    async with storage.write(other.id) as work:
        theirs = await work.resources.add(replace(STRIPS, title="Theirs"), NOW)
        await work.commit()
    before = await counted(database)
    await change(
        database,
        "DELETE FROM resource_words WHERE title LIKE 'fraction strip%'",
        "UPDATE search_words SET resources = 7",
        "DELETE FROM resource_names",
        f"UPDATE resources SET state = 'removed' WHERE id = {circles.id}",
    )
    assert await found(storage, community, "strips") == []
    assert await Reindexing(storage).run() == 2
    assert await found(storage, community, "strips") == ["Fraction strips"]
    assert await found(storage, community, "circles") == []
    async with storage.read(other.id) as work:
        assert (await work.resources.search(query_tokens("theirs"), None, 5))[0].resource.id == theirs.id
    words, names = await counted(database)
    assert names == {name for name in before[1] if name[2] != circles.id}
    assert words.get("circl") is None and words["strip"] == 1


async def test_the_index_is_written_anew_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says whose library it was, and how many resources are found by it now."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    folder.mkdir()
    address = f"sqlite+aiosqlite:///{folder}/rehearsal.db"
    storage = await open_storage(address, backup_dir=None)
    community = await storage.installation.add_community("Baltimore math", None, NOW)
    async with storage.write(community.id) as work:
        await work.resources.add_many([STRIPS, CIRCLES], NOW)
        await work.commit()
    await change(address, "DELETE FROM resource_words")
    assert await found(storage, community, "fraction") == []
    said = await run("reindex", "--data", str(folder))
    assert "so this is the rehearsal room's library." in said
    assert "2 resources indexed." in said
    assert await found(storage, community, "fraction") == ["Fraction circles", "Fraction strips"]
    await storage.close()


async def run(*arguments: str) -> str:
    """Run ``staffroom`` beside the loop, for it has one of its own, and return what it said."""

    result = await asyncio.to_thread(CliRunner().invoke, make_app(arguments[0]), list(arguments))
    assert result.exit_code == 0, result.output
    return result.output

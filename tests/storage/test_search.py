"""Finding things in the library: the same on both databases, because both index the same tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.community import Community
from bot.domain.ids import Number, TopicId
from bot.domain.ranking import Candidate, rank
from bot.domain.resources import NewResource, Resource, ResourceState
from bot.domain.words import index_tokens, query_tokens
from storage.unit_of_work import SqlStorage
from tests.migrated import brought_up_to_date
from tests.postgres import PostgresServer
from tests.storage.moments import NOW

LIBRARY = [
    ("Book of Proof", "An introduction to proofs", ("logic", "free")),
    ("Solutions to the Book of Proof", "All odd exercises", ("logic",)),
    ("Proof in the middle grades", "A reading about a book", ()),
    ("Fraction strips", "Paper strips to fold and compare", ("fractions", "grade 4")),
    ("Comparing fractions on a number line", "Number lines for sixth graders", ("6.NS",)),
    ("Évaluation formative", "Des idées pour évaluer", ("français",)),
    ("Fracciones y decimales", "Lecciones para niños", ("español",)),
    ("Teachers’ guide to number talks", "Don't skip the warm-up", ("talks",)),
    ("Teaching with 3D shapes", "Nets, cubes and 1e5 ways", ("geometry",)),
    ("分数 の 本", "A book in Japanese", ()),
    ("כפל", "Multiplication cards", ("multiplication",)),
    ("Desmos", "", ("graphing", "calculator")),
    ("GeoGebra", "Graphing and geometry", ("graphing",)),
]
FOUND = {
    "book of proof": ["Book of Proof", "Solutions to the Book of Proof"],
    "proof": ["Proof in the middle grades", "Solutions to the Book of Proof", "Book of Proof"],
    "PROOFS": ["Proof in the middle grades", "Solutions to the Book of Proof", "Book of Proof"],
    "fraction": ["Fraction strips", "Comparing fractions on a number line"],
    "evaluation": ["Évaluation formative"],
    "évaluer": ["Évaluation formative"],
    "frances": [],
    "francais": ["Évaluation formative"],
    "fracción": ["Fracciones y decimales"],
    "lección niño": ["Fracciones y decimales"],
    "teachers guide": ["Teachers’ guide to number talks"],
    "teacher's guides": ["Teachers’ guide to number talks"],
    "dont": ["Teachers’ guide to number talks"],
    "3d": ["Teaching with 3D shapes"],
    "1e5": ["Teaching with 3D shapes"],
    "6.NS": ["Comparing fractions on a number line"],
    "分数": ["分数 の 本"],
    "כפל": ["כפל"],
    "graphing": ["GeoGebra", "Desmos"],
    "strips zebra": [],
}


async def fill(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id) as work:
        new = [
            NewResource(f"https://{n}", str(n), title, about, tags) for n, (title, about, tags) in enumerate(LIBRARY)
        ]
        assert await work.resources.add_many(new, NOW) == len(LIBRARY)
        await work.commit()


@pytest.fixture
async def library(storage: SqlStorage, community: Community) -> SqlStorage:
    await fill(storage, community)
    return storage


async def search(storage: SqlStorage, community: Community, text: str, topic: TopicId | None = None) -> list[str]:
    async with storage.read(community.id) as work:
        hits = await work.resources.search(query_tokens(text), topic, 10)
    return [hit.resource.title for hit in hits]


async def test_words_are_found_however_they_are_written(library: SqlStorage, community: Community) -> None:
    assert {query: await search(library, community, query) for query in FOUND} == FOUND


async def test_any_of_the_words_brings_the_nearest_first(library: SqlStorage, community: Community) -> None:
    async with library.read(community.id) as work:
        hits = await work.resources.search_any(query_tokens("zebra fraction strips"), 3)
        assert await work.resources.search_any(query_tokens("zebra"), 3) == []
        assert await work.resources.search_any((), 3) == []
    assert [hit.resource.title for hit in hits] == ["Fraction strips", "Comparing fractions on a number line"]


async def test_without_words_the_newest_come_first(library: SqlStorage, community: Community) -> None:
    assert (await search(library, community, " ,. "))[:2] == ["GeoGebra", "Desmos"]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("fra", ["Fracciones y decimales", "Comparing fractions on a number line", "Fraction strips"]),
        ("fraction str", ["Fraction strips"]),
        ("strips frac", ["Fraction strips"]),
        ("EVAL", ["Évaluation formative"]),
        ("#4", ["Fraction strips"]),
        ("4", ["Fraction strips"]),
        ("3d", ["Teaching with 3D shapes"]),
        ("9999", []),
        ("9" * 30, []),
        ("\"*'", ["GeoGebra", "Desmos", "כפל", "分数 の 本"]),
    ],
)
async def test_a_title_is_completed(library: SqlStorage, community: Community, typed: str, titles: list[str]) -> None:
    async with library.read(community.id) as work:
        assert [resource.title for resource in await work.resources.matching(typed, 4)] == titles


async def numbered(storage: SqlStorage, community: Community, number: int) -> Resource:
    async with storage.read(community.id) as work:
        return await work.resources.get_numbered(Number(number))


async def store(storage: SqlStorage, resource: Resource) -> None:
    async with storage.write(resource.community_id) as work:
        await work.resources.update(replace(resource, revision=resource.revision + 1))
        await work.commit()


async def test_what_is_changed_is_found_by_its_new_words(library: SqlStorage, community: Community) -> None:
    strips = await numbered(library, community, 4)
    await store(library, replace(strips, title="Folding paper", tags=("origami",)))
    assert await search(library, community, "origami folding") == ["Folding paper"]
    assert await search(library, community, "grade 4") == []


async def test_what_is_removed_is_found_no_more_until_it_comes_back(library: SqlStorage, community: Community) -> None:
    strips = await numbered(library, community, 4)
    await store(library, replace(strips, state=ResourceState.REMOVED))
    assert await search(library, community, "fraction strips") == []
    await store(library, replace(strips, revision=2))
    assert await search(library, community, "fraction strips") == ["Fraction strips"]


async def test_a_topic_is_searched_with_its_name(library: SqlStorage, community: Community) -> None:
    async with library.write(community.id) as work:
        topic = await work.topics.add("Rational numbers", "", None, NOW)
        other = await work.topics.add("Geometry", "", None, NOW)
        await work.commit()
    await store(library, replace(await numbered(library, community, 4), topic_id=topic.id))
    assert await search(library, community, "rational") == ["Fraction strips"]
    assert await search(library, community, "strip", topic.id) == ["Fraction strips"]
    assert await search(library, community, "", topic.id) == ["Fraction strips"]
    assert await search(library, community, "strip", other.id) == []
    async with library.read(community.id) as work:
        (hit,) = await work.resources.search(query_tokens("strips"), None, 5)
        assert hit.topic == "Rational numbers"
        assert [resource.title for resource in await work.resources.in_topic(topic.id, 5)] == ["Fraction strips"]
    await store(library, replace(await numbered(library, community, 4), topic_id=other.id))
    assert await search(library, community, "rational") == []


async def test_what_is_pinned_comes_first_among_equals(library: SqlStorage, community: Community) -> None:
    await store(library, replace(await numbered(library, community, 12), pinned=True))
    assert await search(library, community, "graphing") == ["Desmos", "GeoGebra"]
    async with library.read(community.id) as work:
        assert [resource.title for resource in await work.resources.newest(pinned=True, limit=5)] == ["Desmos"]
        assert [resource.title for resource in await work.resources.newest(pinned=False, limit=1)] == ["GeoGebra"]


@pytest.fixture
async def both(
    postgres_server: PostgresServer, tmp_path: Path
) -> AsyncIterator[Sequence[tuple[SqlStorage, Community]]]:
    name = await postgres_server.create(brought_up_to_date)
    await brought_up_to_date(f"sqlite+aiosqlite:///{tmp_path}/staffroom.db")
    storages = [SqlStorage(f"sqlite+aiosqlite:///{tmp_path}/staffroom.db"), SqlStorage(postgres_server.url(name))]
    filled = []
    for storage in storages:
        community = await storage.installation.add_community("Baltimore math", None, NOW)
        await fill(storage, community)
        filled.append((storage, community))
    yield filled
    for storage in storages:
        await storage.close()
    await postgres_server.drop(name)


_WORDS = sorted({word for title, about, tags in LIBRARY for word in f"{title} {about} {' '.join(tags)}".split()})
_TYPED = st.lists(st.sampled_from(_WORDS) | st.text(max_size=6), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=_TYPED)
async def test_both_databases_find_the_same_in_the_same_order(
    both: Sequence[tuple[SqlStorage, Community]], typed: str
) -> None:
    words, answers = query_tokens(typed), []
    for storage, community in both:
        async with storage.read(community.id) as work:
            every = await work.resources.search(words, None, 10)
            some = await work.resources.search_any(words, 10)
            titles = await work.resources.matching(typed, 10)
        answers.append(
            ([hit.resource.number for hit in every], [hit.resource.number for hit in some], [r.number for r in titles])
        )
    assert answers[0] == answers[1]


async def test_of_many_the_newest_are_found_wherever_they_stand(library: SqlStorage, community: Community) -> None:
    """Each word is common, both together are not among the newest: the rest come from further back, and none twice."""
    both = [*range(0, 1200, 2), *range(3000, 3040, 2)]
    made = [_with_words(each, both) for each in range(3200)]
    async with library.write(community.id) as work:
        await work.resources.add_many(made, NOW)
        found = await work.resources.search(query_tokens("maple birch"), None, 50)
    assert [hit.resource.title for hit in found] == [f"Page {each}" for each in both[:-51:-1]]


def _with_words(each: int, both: Sequence[int]) -> NewResource:
    said = "maple birch" if each in both else "maple" if each % 2 == 0 else "birch"
    return NewResource(f"https://example.org/{each}", f"https://example.org/{each}", f"Page {each}", said)


@pytest.mark.parametrize(
    "typed", ["fraction " * 400, " ".join(f"word{n}" for n in range(400)), "x" * 5000, "㌀" * 3000]
)
async def test_no_question_is_too_long(library: SqlStorage, community: Community, typed: str) -> None:
    async with library.write(community.id) as work:
        long = await work.resources.add(NewResource("https://long", "long", typed, typed, (typed,)), NOW)
        assert [hit.resource.id for hit in await work.resources.search(query_tokens(typed), None, 1)] == [long.id]
        assert (await work.resources.search_any(query_tokens(typed), 1))[0].resource.id == long.id
        assert [resource.id for resource in await work.resources.matching(typed, 1)] == [long.id]


def a_hit(title: str, number: int = 1, *, pinned: bool = False, about: str = "") -> Candidate[int]:
    in_title = frozenset(index_tokens(title))
    return Candidate(number, number, title, pinned, in_title, in_title | frozenset(index_tokens(about)))


def test_the_order_of_hits() -> None:
    in_order = [
        a_hit("Number talks", 1),
        a_hit("Why number talks work", 2),
        a_hit("Talks about any number", 7, pinned=True),
        a_hit("Talks about any number", 6),
        a_hit("Talks about any number", 3),
        a_hit("Talks", 9, about="with a number"),
        a_hit("Warm-ups", 10, about="number talks", pinned=True),
        a_hit("Warm-ups", 11, about="number talks"),
        a_hit("Number lines", 12, pinned=True),
    ]
    words = query_tokens("number talks")
    assert rank(words, reversed(in_order)) == [candidate.found for candidate in in_order]
    assert rank((), []) == []

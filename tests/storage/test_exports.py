"""The library on its way out and in again: what leaves, in which words, what never does, and what comes back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.community import Community
from bot.domain.exports.library import ExportFormat, Library, written
from bot.domain.files import FileType, StoredFile
from bot.domain.ids import Number
from bot.domain.imports.files import decode, parse
from bot.domain.imports.plan import plan
from bot.domain.imports.rows import LinkRow
from bot.domain.imports.tables import parse_table
from bot.domain.pages import page_of
from bot.domain.people import Person
from bot.domain.resources import NewResource, Resource, ResourceState
from bot.domain.responses import FiledNote, FiledTrial, Outcome, Said
from bot.domain.sight import EVERYTHING
from bot.domain.topics import TopicState
from bot.domain.words import named
from bot.services.exporting import Exporting
from bot.services.importing import Importing, Summary
from storage.unit_of_work import SqlStorage
from tests.storage.moments import NOW

ODD = '=HYPERLINK("x")\n+2; =1|@b “ שלום 🎈'
ADDRESS = "https://example.org/a?b;=1|@c"

TEXT, URL, DATE, THING = "Text", "URL", "Date", "Thing"
EXPECTED = {
    "identifier": {TEXT, URL, "PropertyValue"},
    "url": {URL},
    "name": {TEXT},
    "description": {TEXT, "TextObject"},
    "keywords": {TEXT, URL, "DefinedTerm"},
    "about": {THING},
    "creditText": {TEXT},
    "sdDatePublished": {DATE},
}
"""What schema.org says that each property of a CreativeWork, which a LearningResource is, may hold."""


@pytest.fixture
async def stored(storage: SqlStorage, community: Community, ana: Person) -> SqlStorage:
    """A library with odd words, one resource in a topic, one in a private topic, and one that was removed."""
    async with storage.write(community.id, sight=EVERYTHING) as work:
        grading = await work.topics.add("Grading", "Late work", ana.id, NOW)
        secret = await work.topics.add("Hiring", "", ana.id, NOW, private=True)
        odd = NewResource(ADDRESS, "a", ODD, ODD, ("+tag", "plain"), grading.id, ana.id, "Ana")
        await work.resources.add(odd, NOW)
        await work.resources.add(replace(odd, page="b", title="Plain", topic_id=None), NOW)
        await work.resources.add(replace(odd, page="c", title="Candidates", topic_id=secret.id), NOW)
        gone = await work.resources.add(replace(odd, page="d", title="Gone"), NOW)
        await work.resources.update(replace(gone, state=ResourceState.REMOVED, revision=2))
        await work.commit()
    return storage


class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW

    def shift(self) -> timedelta:
        return timedelta()


async def library(storage: SqlStorage, community: Community, *, with_private: bool = False) -> Library:
    return await Exporting(storage, Standing()).library(community.id, None, with_private=with_private)


async def test_what_is_private_or_removed_stays(stored: SqlStorage, community: Community) -> None:
    """Only who asks for it gets what is private to a channel; nobody gets what was removed."""
    seen = await library(stored, community)
    everything = await library(stored, community, with_private=True)
    assert [entry.resource.title for entry in seen.entries] == [ODD, "Plain"]
    assert [entry.resource.title for entry in everything.entries] == [ODD, "Plain", "Candidates"]
    for form in ExportFormat:
        content = written(await library(stored, community), form).decode()
        assert "Gone" not in content
        assert "Candidates" not in content
        assert "Hiring" not in content


async def test_a_spreadsheet_carries_nothing_out_and_the_table_can_come_back(
    stored: SqlStorage, community: Community
) -> None:
    """No cell begins a formula, wherever Excel cuts a line; addresses still lead to the same page."""
    content = written(await library(stored, community), ExportFormat.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    header, first, *_ = csv.reader(io.StringIO(text, newline=""))
    assert header[:5] == ["number", "url", "title", "about", "tags"]
    assert dict(zip(header, first, strict=True))["topic"] == "Grading"
    for delimiter in ",;|\t":
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@"))], cells
    parsed = parse_table(text)
    assert parsed is not None
    assert {row.page for row in parsed.rows if isinstance(row, LinkRow)} == {page_of(ADDRESS)}


async def test_other_programs_are_told_in_the_words_of_schema_org(stored: SqlStorage, community: Community) -> None:
    """Each property is one that a LearningResource may have, and holds what it may hold."""
    content = json.loads(written(await library(stored, community), ExportFormat.JSONLD))
    assert (content["@context"], content["@type"]) == ("https://schema.org", "Collection")
    first, second = content["hasPart"]
    for part in (first, second):
        assert part.pop("@type") == "LearningResource"
        for name, value in part.items():
            for each in value if isinstance(value, list) else [value]:
                assert kind_of(each) in EXPECTED[name], name
    assert first["about"] == {"@type": "Thing", "name": "Grading"}
    assert (first["url"], first["name"], first["creditText"]) == (ADDRESS, ODD, "Ana")
    assert "about" not in second


def kind_of(value: object) -> str:
    """Return which of schema.org's types a value is."""
    if isinstance(value, dict):
        return str(value["@type"])
    assert isinstance(value, str)
    if urlsplit(value).scheme in ("http", "https"):
        return URL
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return TEXT
    return DATE


def page(new: NewResource) -> str:
    return new.file.page if new.file is not None else page_of(new.url)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60).filter(
    str.strip
) | st.sampled_from(
    ["=cmd|' /C calc'!A0", "'apostrophe", '"quoted"', "two\nlines\r\n", "שלום", "👩🏽‍🏫", "a;=b", "a\u2028b"]
)
DAYS = st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FILES = st.integers(0, 2**29).map(lambda n: StoredFile(f"{n:064x}", "strips.pdf", FileType.PDF, n + 1))
RESOURCES = st.lists(
    st.builds(
        NewResource,
        url=st.integers(0, 2**40).map(lambda n: f"https://example.org/{n}?q=é;=1"),
        page=st.just(""),
        title=WORDS,
        about=st.just("") | WORDS,
        tags=st.lists(WORDS, max_size=3).map(tuple),
        credit=WORDS,
        imported=st.booleans(),
        locked=st.booleans(),
        pinned=st.booleans(),
        created_at=DAYS,
        file=st.none() | FILES,
    ).map(lambda new: new if new.file is None else replace(new, url="")),
    max_size=5,
    unique_by=page,
)
TOPICS = st.lists(WORDS.filter(named), max_size=2, unique_by=named)
SAID = st.builds(
    Said,
    st.lists(st.builds(FiledNote, WORDS, DAYS), max_size=2).map(tuple),
    st.lists(
        st.builds(FiledTrial, st.sampled_from(["", "5"]), st.just("") | WORDS, st.sampled_from(Outcome), DAYS),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(resources=RESOURCES, topics=TOPICS, gap=st.integers(0, 2), said=st.lists(SAID, min_size=5, max_size=5))
async def test_what_was_exported_comes_back_the_same(
    storage: SqlStorage, resources: list[NewResource], topics: list[str], gap: int, said: list[Said]
) -> None:
    """Into an empty library everything comes with its number, topic, day and notes; a second time nothing comes."""
    before = await storage.installation.add_community("Before", "America/New_York", NOW)
    after = await storage.installation.add_community("After", "America/New_York", NOW)
    async with storage.write(before.id) as work:
        made = [
            await work.topics.add(name, name, None, NOW, state)
            for name, state in zip(topics, (TopicState.ARCHIVED, TopicState.OPEN), strict=False)
        ]
        for i, new in enumerate(resources):
            topic_id = made[i % len(made)].id if made and i % 3 else None
            last = await work.resources.last_number()
            kept = replace(new, page=page(new), topic_id=topic_id, number=Number(last + 1 + gap))
            await work.resources.add_many([kept], NOW)
        there = [await work.resources.find_page(page(new)) for new in resources]
        await work.responses.bring({each.id: words for each, words in zip(there, said, strict=False) if each})
        for version, source in zip(there[1:], there, strict=False):
            assert version is not None
            assert source is not None
            await work.responses.adapt(version.id, source.id)
        for name in topics:  # the newest first, so that an order is there to be lost
            collection = await work.collections.add(name, name, None, NOW)
            for new in reversed(resources):
                known = await work.resources.find_page(page(new))
                assert known is not None
                await work.collections.put(collection.id, known.id)
        await work.commit()
    whole = await library(storage, before)
    assert [told(entry.resource) for entry in whole.entries] == [told(new) for new in resources]
    content = written(whole, ExportFormat.JSON)
    parsed = parse(decode(content).text)
    made_of = plan(parsed.rows, "library.json", parsed.collections)
    assert (made_of.bad, made_of.merged, len(made_of.pages)) == ((), (), len(resources))
    importing = Importing(storage, Standing())
    foreseen = await importing.would(after.id, made_of.pages, made_of.beside)
    assert await importing.run(after.id, made_of.pages, lambda *_: None, made_of.beside) == foreseen
    again = written(replace(await library(storage, after), name="Before"), ExportFormat.JSON)
    assert without_topic_numbers(again) == without_topic_numbers(content)
    assert (await importing.run(after.id, made_of.pages, lambda *_: None, made_of.beside)).added == 0
    assert written(replace(await library(storage, after), name="Before"), ExportFormat.JSON) == again


def told(resource: Resource | NewResource) -> tuple[object, ...]:
    words = (resource.url, resource.title, resource.about, resource.tags, resource.credit, resource.file)
    return (*words, resource.pinned, resource.created_at, resource.imported, resource.locked)


def without_topic_numbers(content: bytes) -> object:
    """Return the file with topics by their names: their numbers are of the file alone."""
    whole = json.loads(content)
    names = {topic.pop("number"): topic["name"] for topic in whole["topics"]}
    for resource in whole["resources"]:
        resource["topic"] = names.get(resource["topic"])
    whole["topics"].sort(key=lambda topic: topic["name"])
    return whole


async def test_where_something_is_already_it_stays_and_what_comes_has_new_numbers(
    stored: SqlStorage, community: Community
) -> None:
    """A topic of that name takes in what comes; nothing private comes; what is wrong is told with its line."""
    content = written(await library(stored, community, with_private=True), ExportFormat.JSON)
    parsed = parse(decode(content).text)
    assert parsed.private == 1
    other = await stored.installation.add_community("Other", "America/New_York", NOW)
    async with stored.write(other.id) as work:
        grading = await work.topics.add("grading", "", None, NOW)
        await work.resources.add(NewResource("https://a.org", "a.org", "There"), NOW)
        await work.commit()
    made = plan(parsed.rows, "library.json")
    importing = Importing(stored, Standing())
    assert await importing.run(other.id, made.pages, lambda *_: None, made.beside) == Summary(1, 0, (), True)
    async with stored.read(other.id) as work:
        (came,) = await work.resources.in_topic(grading.id, 5)
    assert (came.number, came.title, came.credit, came.created_at) == (2, ODD, "Ana", NOW)

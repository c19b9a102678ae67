"""Clock hours as browsers fetch them: one's own, for one day, under a secret of which only the hash is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import aiohttp
import pytest

from adapters.web.hours import hours_routes
from adapters.web.server import WebServer
from bot.domain.actor import Actor
from bot.domain.hours import ENTRIES_MOST
from bot.domain.people import Person, Role
from bot.errors import NotFound, UserError
from bot.services.hours import Hours, Wrote
from bot.ui.language import Languages
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, MINUTE, NOW
from tests.storage.network import Network, an_entry, every_row, fill
from tests.storage.test_calendar_feeds import At

ADDRESS = "https://staffroom.example.org"


class Desk:
    """A filled community, with the service and the pages on its database."""

    def __init__(self, storage: SqlStorage, network: Network) -> None:
        self.network, self.clock = network, At()
        self.hours = Hours(storage, self.clock, ADDRESS)

    def acting(self, person: Person) -> Actor:
        return Actor(person, Role.MEMBER, self.network.community, None)

    @property
    def ana(self) -> Actor:
        return self.acting(self.network.ana)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[aiohttp.ClientSession]:
        server = WebServer(port=0, routes=hours_routes(self.hours, Languages()))
        await server.start()
        async with aiohttp.ClientSession(server.url) as client:
            yield client
        await server.stop()


@pytest.fixture
async def desk(storage: SqlStorage) -> Desk:
    return Desk(storage, await fill(storage, "=<b>ourword"))


async def test_a_record_is_read_for_a_day_by_its_secret_alone(desk: Desk, database: str) -> None:
    """A page and a table of Ana's alone; a new link ends the old one; after a day, or ended, there is nothing."""
    first, _ = await desk.hours.new_link(desk.ana)
    address, until = await desk.hours.new_link(desk.ana)
    path = address.removeprefix(ADDRESS)
    assert until == NOW + DAY
    rows = await every_row(database)
    assert path.rpartition("/")[2] not in repr(rows)
    async with desk.listening() as browser:
        async with browser.get(path) as page:
            words = await page.text()
            assert (page.status, page.content_type) == (200, "text/html")
            assert page.headers["Cache-Control"] == "no-store"
            assert page.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "Summer course =&lt;b&gt;ourword" in words and "<b>" not in words
        assert "Clock hours of Ana" in words and "Ben" not in words
        assert "This is a record of attendance. Your supervisor and the state decide what counts." in words
        assert all(
            part in words for part in ("2026–27", "46 hours", "45 hours", "Fraction talks", path.rpartition("/")[2])
        )
        async with browser.get(f"{path}.csv") as file:
            content = await file.read()
            assert file.headers["Content-Disposition"] == 'attachment; filename="hours.csv"'
            assert file.headers["Cache-Control"] == "no-store"
        for gone in (first.removeprefix(ADDRESS), "/hours/" + "x" * 22, path + "x"):
            async with browser.get(gone) as answer:
                assert (answer.status, await answer.text()) == (404, "There is nothing here.")
        desk.clock.at = NOW + DAY
        async with browser.get(path) as late:
            assert late.status == 404
        desk.clock.at = NOW
        assert await desk.hours.end_link(desk.ana)
        async with browser.get(path) as ended:
            assert ended.status == 404
    assert content.startswith(b"\xef\xbb\xbf")
    header, workshop, course, last = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header[:5] == ["Date", "Title", "Provider", "Clock hours", "Kind of activity"]
    assert workshop[0] == "2026-10-06" and workshop[3:5] == ["1", "Workshop, institute or seminar"]
    assert workshop[8:] == ["#1", "checked in"]
    assert course[:4] == ["2026-07-10", "Summer course =<b>ourword", "College =<b>ourword", "45"]
    assert course[5] == "1: Content or pedagogy of a license area"
    assert last == ["This is a record of attendance. Your supervisor and the state decide what counts."]


async def test_nothing_of_somebody_elses_record_is_reached(desk: Desk, storage: SqlStorage) -> None:
    """Ben, who knows Ana's ids and what her undo button holds, reads and changes nothing of hers."""
    ben, entry = desk.acting(desk.network.ben), desk.network.hours
    done = await desk.hours.prove(desk.ana, entry.id, "https://example.org/new", "Mo")
    before = await desk.hours.record(desk.ana)
    for refused in (
        desk.hours.row(ben, entry.key),
        desk.hours.entry(ben, entry.id),
        desk.hours.remove(ben, entry.id),
        desk.hours.prove(ben, entry.id, "", ""),
        desk.hours.set_area(ben, entry.key, "us-md/1"),
        desk.hours.undo(ben, done.as_text(NOW)),
    ):
        with pytest.raises((NotFound, UserError)):
            await refused
    assert await desk.hours.record(desk.ana) == before


async def test_undo_puts_back_what_was_for_ten_minutes(desk: Desk, database: str) -> None:
    """An entry that was removed has its number again; not twice, not later, and not over a newer change."""
    entry = desk.network.hours
    removed = await desk.hours.remove(desk.ana, entry.id)
    assert await desk.hours.undo(desk.ana, removed.as_text(NOW)) == entry
    with pytest.raises(UserError, match="undone already"):
        await desk.hours.undo(desk.ana, removed.as_text(NOW))
    changed = await desk.hours.prove(desk.ana, entry.id, "https://example.org/new", "Mo")
    newer = await desk.hours.prove(desk.ana, entry.id, "", "Mo")
    with pytest.raises(UserError, match="changed it since"):
        await desk.hours.undo(desk.ana, changed.as_text(NOW))
    desk.clock.at = NOW + 11 * MINUTE
    with pytest.raises(UserError, match="more than ten minutes"):
        await desk.hours.undo(desk.ana, newer.as_text(NOW))
    assert (await desk.hours.entry(desk.ana, entry.id)).approved_by == "Mo"
    assert not (await every_row(database))["revisions"][2:]  # nothing of it stays there


async def test_a_record_has_an_end(desk: Desk, storage: SqlStorage) -> None:
    """The same entry sent twice is there once; more than fit are refused in words."""
    entry = replace(an_entry(desk.network.ana, "x"), day=date(2020, 1, 1))
    first = await desk.hours.add(desk.ana, entry)
    assert await desk.hours.add(desk.ana, entry) == Wrote(None, first.after, known=True)
    async with storage.write(desk.network.community.id) as work:
        for number in range(ENTRIES_MOST - 2):
            await work.hours.add(replace(entry, title=f"Course {number}"))
        await work.commit()
    with pytest.raises(UserError, match="Your record is full"):
        await desk.hours.add(desk.ana, replace(entry, title="One more"))

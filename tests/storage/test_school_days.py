"""The schools' calendar, stored: listed in order, changed, taken out and put back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.community import Community
from bot.domain.ids import SchoolDayId
from bot.domain.school_days import DayKind, Entry
from bot.errors import NotFound
from storage.unit_of_work import SqlStorage
from tests.storage.moments import NOW

THANKSGIVING = Entry(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving", DayKind.CLOSED)
NJEA = Entry(date(2026, 11, 5), date(2026, 11, 6), "NJEA Convention", DayKind.STUDENTS_OFF, asked=True)
WINTER = Entry(date(2026, 12, 24), date(2027, 1, 1), "Winter Recess", DayKind.CLOSED)


async def test_entries_come_by_their_first_day(storage: SqlStorage, community: Community) -> None:
    """Whatever order they were added in; from a day on only what is not over."""
    async with storage.write(community.id) as work:
        stored = await work.school_days.add([WINTER, THANKSGIVING, NJEA])
        assert list(stored) == [WINTER, THANKSGIVING, NJEA]
        assert len({entry.id for entry in stored}) == 3
        await work.commit()
    async with storage.read(community.id) as work:
        assert list(await work.school_days.entries()) == [NJEA, THANKSGIVING, WINTER]
        assert list(await work.school_days.entries(date(2026, 11, 27))) == [THANKSGIVING, WINTER]
        assert list(await work.school_days.entries(date(2026, 11, 28))) == [WINTER]


async def test_an_entry_is_changed_and_removed_and_put_back(storage: SqlStorage, community: Community) -> None:
    """Put back, it has the number that it had; what is gone cannot be changed."""
    async with storage.write(community.id) as work:
        njea, winter = await work.school_days.add([NJEA, WINTER])
        answered = njea.answered(everyone_off=True)
        await work.school_days.update(answered)
        assert await work.school_days.get(njea.id) == answered
        assert await work.school_days.remove([njea.id, SchoolDayId(999)]) == 1
        with pytest.raises(NotFound):
            await work.school_days.update(njea)
        assert list(await work.school_days.add([njea])) == [njea]
        back = await work.school_days.of([winter.id, njea.id, SchoolDayId(999)])
        assert [(entry, entry.id) for entry in back] == [(njea, njea.id), (winter, winter.id)]


async def test_a_range_of_days_is_cleared(storage: SqlStorage, community: Community) -> None:
    """Only what lies wholly within it goes, and nothing of another community."""
    other = await storage.installation.add_community("Elsewhere", None, NOW)
    for each in (community, other):
        async with storage.write(each.id) as work:
            await work.school_days.add([NJEA, THANKSGIVING, WINTER])
            await work.commit()
    async with storage.write(community.id) as work:
        assert await work.school_days.clear(date(2026, 11, 6), date(2026, 12, 31)) == 1
        await work.commit()
    async with storage.read(community.id) as work:
        assert list(await work.school_days.entries()) == [NJEA, WINTER]
    async with storage.read(other.id) as work:
        theirs = await work.school_days.entries()
        assert len(theirs) == 3
    async with storage.write(community.id) as work:
        with pytest.raises(NotFound):
            await work.school_days.get(theirs[0].id)
        with pytest.raises(NotFound):
            await work.school_days.update(replace(theirs[0], name="x"))
        assert await work.school_days.remove([entry.id for entry in theirs]) == 0

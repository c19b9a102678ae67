"""School days: what a community's calendar says, brought in, answered and mended."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import CommunityId, SchoolDayId
from bot.domain.records import AuditEntry
from bot.domain.school_days import DayKind, Entry, SchoolDays
from bot.domain.subjects import Subject
from bot.domain.words import fold
from bot.domain.zones import local_day
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.ui.text import t


async def school_days_of(uow: UnitOfWork) -> SchoolDays:
    return SchoolDays(await uow.school_days.entries())


Changed = Callable[[], Awaitable[None]]
"""What is done after a change, so that what is stored ahead follows it at once."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a change made of which entries, so that it can be undone; what is only in *after* was added."""

    before: tuple[Entry, ...] = ()
    after: tuple[Entry, ...] = ()
    known: int = 0
    """How many were there already and were left as they are."""

    def as_text(self) -> Mapping[str, str]:
        """Return it as the arguments of a button."""
        return {"before": _as_text(self.before), "after": _as_text(self.after)}

    @classmethod
    def of_text(cls, kept: Mapping[str, str]) -> Edit:
        return cls(_of_text(kept["before"]), _of_text(kept["after"]))


class SchoolDaysKeeping:
    def __init__(self, storage: Storage, clock: Clock, changed: Changed) -> None:
        self._storage = storage
        self._clock = clock
        self._changed = changed

    def today(self, zone: str | None) -> date:
        return local_day(self._clock.now(), zone)

    async def upcoming(self, actor: Actor) -> Sequence[Entry]:
        """Return what is not over yet, by its first day."""
        async with self._storage.read(actor.community_id) as uow:
            return await uow.school_days.entries(self.today(actor.community.zone))

    async def calendar(self, actor: Actor) -> SchoolDays:
        async with self._storage.read(actor.community_id) as uow:
            return SchoolDays(await uow.school_days.entries())

    async def get(self, actor: Actor, entry: SchoolDayId) -> Entry:
        """Return it; raises UserError where somebody removed it."""
        async with self._storage.read(actor.community_id) as uow:
            return await _still_there(uow, entry)

    async def known(self, community: CommunityId, entries: Sequence[Entry]) -> int:
        """Return how many of *entries* are there already, by their days and name."""
        async with self._storage.read(community) as uow:
            there = {_same(entry) for entry in await uow.school_days.entries()}
            return sum(_same(entry) in there for entry in entries)

    async def keep(self, actor: Actor, entries: Sequence[Entry]) -> Edit:
        """Add those that are not there by their days and name; what somebody answered or changed stays as it is."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            done = await _keep(uow, entries)
            await self._audit(uow, actor, "added school days", done.after)
            await uow.commit()
        await self._changed()
        return done

    async def bring_in(self, community: CommunityId, entries: Sequence[Entry], *, replacing: bool) -> Edit:
        """Add a file's entries as ``keep`` does; *replacing* first removes all others on the days that it covers."""
        async with self._storage.write(community) as uow:
            if replacing and entries:
                answered = {_same(e): e for e in await uow.school_days.entries()}
                first, last = min(e.first_day for e in entries), max(e.last_day for e in entries)
                await uow.school_days.clear(first, last)
                entries = [answered.get(_same(entry), entry) for entry in entries]
            done = await _keep(uow, entries)
            now = self._clock.now()
            await uow.records.audit(AuditEntry(None, "imported school days", Subject.COMMUNITY, community, now))
            await uow.commit()
        return done

    async def answer(self, actor: Actor, entry: SchoolDayId, *, everyone_off: bool) -> Edit:
        """Say whether teachers are off too."""
        return await self._change(actor, entry, "answered school day", lambda old: old.answered(everyone_off))

    async def change(self, actor: Actor, entry: SchoolDayId, new: Entry) -> Edit:
        """Store *new* in place of what it was; raises UserError where somebody removed it."""
        return await self._change(actor, entry, "changed school day", lambda old: replace(new, id=old.id, asked=False))

    async def remove(self, actor: Actor, entry: SchoolDayId) -> Edit:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await _still_there(uow, entry)
            await uow.school_days.remove([old.id])
            await self._audit(uow, actor, "removed school day", (old,))
            await uow.commit()
        await self._changed()
        return Edit(before=(old,))

    async def undo(self, actor: Actor, edit: Edit) -> None:
        """Put everything back, or nothing: raises UserError where somebody changed any of it since."""
        concerned = [entry.id for entry in (*edit.before, *edit.after)]
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            there = await uow.school_days.of(concerned)
            if _by_id(there) != _by_id(edit.after):
                undone = _by_id(there) == _by_id(edit.before)
                raise UserError(
                    t("That was undone already.") if undone else t("Somebody changed it since, so I left it as it is.")
                )
            await uow.school_days.remove([entry.id for entry in there])
            await uow.school_days.add(edit.before)
            await self._audit(uow, actor, "undid school days", (*edit.before, *edit.after))
            await uow.commit()
        await self._changed()

    async def _change(self, actor: Actor, entry: SchoolDayId, act: str, new_of: Callable[[Entry], Entry]) -> Edit:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await _still_there(uow, entry)
            new = new_of(old)
            await uow.school_days.update(new)
            await self._audit(uow, actor, act, (new,))
            await uow.commit()
        await self._changed()
        return Edit((old,), (new,))

    async def _audit(self, uow: UnitOfWork, actor: Actor, act: str, about: Sequence[Entry]) -> None:
        """Write down who did it, for one entry or, of several, for the calendar as a whole."""
        now = self._clock.now()
        if len(about) == 1:
            await uow.records.audit(AuditEntry(actor.id, act, Subject.SCHOOL_DAY, about[0].id, now))
        elif about:
            await uow.records.audit(AuditEntry(actor.id, act, Subject.COMMUNITY, actor.community_id, now))


async def _keep(uow: UnitOfWork, entries: Sequence[Entry]) -> Edit:
    there = {_same(entry) for entry in await uow.school_days.entries()}
    new = [entry for entry in entries if _same(entry) not in there]
    added = await uow.school_days.add([replace(entry, id=SchoolDayId(0)) for entry in new])
    return Edit(after=tuple(added), known=len(entries) - len(new))


async def _still_there(uow: UnitOfWork, entry: SchoolDayId) -> Entry:
    try:
        return await uow.school_days.get(entry)
    except NotFound:
        raise UserError(t("Somebody removed that from the school days.")) from None


def _same(entry: Entry) -> tuple[date, date, str]:
    """Return what makes two entries the same line of a calendar."""
    return entry.first_day, entry.last_day, fold(entry.name)


def _by_id(entries: Sequence[Entry]) -> dict[SchoolDayId, Entry]:
    return {entry.id: entry for entry in entries}


def _as_text(entries: Sequence[Entry]) -> str:
    rows = [
        (int(e.id), e.first_day.isoformat(), e.last_day.isoformat(), e.name, e.kind.value, e.asked) for e in entries
    ]
    return json.dumps(rows, ensure_ascii=False)


def _of_text(text: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(date.fromisoformat(first), date.fromisoformat(last), name, DayKind(kind), asked, SchoolDayId(number))
        for number, first, last, name, kind, asked in json.loads(text)
    )

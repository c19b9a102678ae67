"""Clock hours: a person's own record, from what they came to and what they wrote down, and a page of it for a day."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.attendance import Attended
from bot.domain.hour_rules import HourRules, all_rules, find_area, rules_of
from bot.domain.hours import ENTRIES_MOST, LINK_KEPT, ActivityKind, HourEntry, Recorded, own
from bot.domain.ids import CommunityId, HourEntryId, PersonId, WorkshopId, number_in
from bot.domain.people import Person
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop
from bot.domain.zones import local_day
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.undo import UNDONE_WITHIN
from bot.ui.text import t

PAGE = "/hours/"

Came = tuple[Workshop, Session, Attended]


@dataclass(frozen=True, slots=True)
class HoursRecord:
    """All that is in somebody's record, newest first."""

    person: Person
    network: str
    code: str
    """Of the state's rules."""
    today: date
    rows: Sequence[Recorded]

    @property
    def rules(self) -> HourRules:
        return rules_of(self.code)


@dataclass(frozen=True, slots=True)
class Wrote:
    """What became of an own entry, so that it can be undone; *before* is None where it was added."""

    before: HourEntry | None
    after: HourEntry | None
    known: bool = False
    """It was there already, and nothing was added."""

    def as_text(self, at: datetime) -> Mapping[str, str]:
        """Return it as the arguments of a button that was shown *at*."""
        return {"before": _as_text(self.before), "after": _as_text(self.after), "at": at.astimezone(UTC).isoformat()}


class Hours:
    """*address* is where others reach this installation, "" where they cannot."""

    def __init__(self, storage: Storage, clock: Clock, address: str) -> None:
        self._storage = storage
        self._clock = clock
        self.address = address.rstrip("/")

    async def record(self, actor: Actor) -> HoursRecord:
        return await self.record_of(actor.community_id, actor.id)

    async def record_of(self, community: CommunityId, person: PersonId) -> HoursRecord:
        """Return somebody's record; only for themselves, and for whoever runs the installation."""
        async with self._storage.read(community) as uow:
            return await self._record(uow, person)

    async def row(self, actor: Actor, key: str) -> tuple[HoursRecord, Recorded]:
        """Return the actor's record and the row of it that *key* names; raises NotFound."""
        found = await self.record(actor)
        row = next((each for each in found.rows if each.key == key), None)
        if row is None:
            raise NotFound(f"no such row: {key}")
        return found, row

    async def entry(self, actor: Actor, entry: HourEntryId) -> HourEntry:
        """Return an own entry of the actor's; raises NotFound."""
        async with self._storage.read(actor.community_id) as uow:
            return await _theirs(uow, actor.id, entry)

    async def add(self, actor: Actor, entry: HourEntry) -> Wrote:
        """Store it as the actor's; the same thing sent twice is there once."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            there = await uow.hours.entries(actor.id)
            same = next((each for each in there if replace(each, id=entry.id) == entry), None)
            if same is not None:
                return Wrote(None, same, known=True)
            if len(there) >= ENTRIES_MOST:
                raise UserError(t("Your record is full: {most} entries of your own fit.", most=ENTRIES_MOST))
            added = await uow.hours.add(entry)
            await uow.commit()
        return Wrote(None, added)

    async def rewrite(
        self, actor: Actor, entry: HourEntryId, day: date, title: str, provider: str, minutes: int, kind: ActivityKind
    ) -> Wrote:
        new = {"day": day, "title": title, "provider": provider, "minutes": minutes, "kind": kind}
        return await self._change(actor, entry, new)

    async def prove(self, actor: Actor, entry: HourEntryId, evidence: str, approved_by: str) -> Wrote:
        """Keep the link that shows it, and who approved it."""
        return await self._change(actor, entry, {"evidence": evidence, "approved_by": approved_by})

    async def remove(self, actor: Actor, entry: HourEntryId) -> Wrote:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await _theirs(uow, actor.id, entry)
            await uow.hours.remove(actor.id, entry)
            await uow.commit()
        return Wrote(old, None)

    async def undo(self, actor: Actor, kept: Mapping[str, str]) -> HourEntry | None:
        """Put back what ``Wrote.as_text`` says and return what is there then; raises UserError where it cannot be."""
        before, after = _of_text(kept["before"], actor.id), _of_text(kept["after"], actor.id)
        if self._clock.now() - datetime.fromisoformat(kept["at"]) > UNDONE_WITHIN:
            raise UserError(t("That is more than ten minutes ago and stays as it is."))
        concerned = before or after
        assert concerned is not None
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            there = await uow.hours.find(actor.id, concerned.id)
            if there != after:
                undone = there == before
                raise UserError(t("That was undone already.") if undone else t("You changed it since, so I left it."))
            await _put_back(uow, actor.id, concerned.id, before, after)
            await uow.commit()
        return before

    async def set_area(self, actor: Actor, key: str, area: str) -> Recorded:
        """Choose what a row counts for, and with it all sessions of that workshop; raises NotFound and UserError."""
        if area and find_area(area) is None:
            raise UserError(t("I do not know that area. Open it again to see those there are."))
        row = (await self.row(actor, key))[1]
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            if row.workshop is None:
                entry = await _theirs(uow, actor.id, HourEntryId(number_in(key[1:])))
                await uow.hours.update(replace(entry, area=area))
            else:
                came = await uow.attendance.attended_by(actor.id)
                workshop = next((w for w, s, _ in came if _key(s) == row.key), None)
                if workshop is None:
                    raise NotFound(f"no such row: {key}")
                await uow.hours.set_area(actor.id, workshop.id, area)
            await uow.commit()
        return replace(row, area=area)

    async def new_link(self, actor: Actor) -> tuple[str, datetime]:
        """Make a page of the actor's record; return its address and its end. An earlier one leads nowhere any more."""
        secret, until = secrets.token_urlsafe(16), self._clock.now() + LINK_KEPT
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.hours.set_link(actor.id, _hash(secret), until)
            await uow.commit()
        return f"{self.address}{PAGE}{secret}", until

    async def end_link(self, actor: Actor) -> bool:
        """Let the actor's page lead nowhere; False if there was none."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            ended = await uow.hours.drop_link(actor.id)
            await uow.commit()
        return ended

    async def record_behind(self, secret: str) -> HoursRecord:
        """Return the record that is read under *secret*; raises NotFound for one that is over or never was."""
        hashed = _hash(secret)
        community = await self._storage.installation.find_hours(hashed)
        if community is None:
            raise NotFound("no such page")
        async with self._storage.read(community) as uow:
            link = await uow.hours.link_of(hashed)
            if link is None or link.expires_at <= self._clock.now():
                raise NotFound("no such page")
            return await self._record(uow, link.person)

    async def choose_rules(self, actor: Actor, code: str) -> HourRules:
        """Keep hours by a state's areas from now on; areas chosen before stay. Raises UserError for an unknown one."""
        if code not in all_rules():
            raise UserError(t("I do not know the areas of that state."))
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.communities.set_hour_rules(code)
            entry = AuditEntry(actor.id, "set areas of hours", Subject.COMMUNITY, actor.community_id, now)
            await uow.records.audit(entry)
            await uow.commit()
        return rules_of(code)

    async def _record(self, uow: UnitOfWork, person: PersonId) -> HoursRecord:
        community, who = await uow.communities.get(), await uow.people.get(person)
        areas = await uow.hours.areas(person)
        came = _came(await uow.attendance.attended_by(person), areas, community.name)
        rows = [*came, *(own(entry) for entry in await uow.hours.entries(person))]
        newest = sorted(rows, key=lambda row: (row.day, row.key), reverse=True)
        today = local_day(self._clock.now(), who.zone or community.zone)
        return HoursRecord(who, community.name, community.hour_rules, today, newest)

    async def _change(self, actor: Actor, entry: HourEntryId, new: Mapping[str, object]) -> Wrote:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await _theirs(uow, actor.id, entry)
            changed = replace(old, **new)  # type: ignore[arg-type]
            await uow.hours.update(changed)
            await uow.commit()
        return Wrote(old, changed)


def _came(came: Sequence[Came], areas: Mapping[WorkshopId, str], network: str) -> Sequence[Recorded]:
    """Return what they came to, whatever became of the workshop since; the day is that of the place it was at."""
    of: dict[WorkshopId, list[int]] = {}
    for workshop, _, attended in came:
        of.setdefault(workshop.id, []).append(attended.minutes)
    return [
        Recorded(
            key=_key(session),
            day=session.starts_at.astimezone(ZoneInfo(workshop.recurrence.zone)).date(),
            title=workshop.title,
            provider=network,
            minutes=attended.minutes,
            kind=ActivityKind.WORKSHOP,
            area=areas.get(workshop.id, ""),
            how=attended.how,
            workshop=int(workshop.number),
            sessions=len(of[workshop.id]),
            together=sum(of[workshop.id]),
        )
        for workshop, session, attended in came
    ]


def _key(session: Session) -> str:
    return f"s{int(session.id)}"


async def _theirs(uow: UnitOfWork, person: PersonId, entry: HourEntryId) -> HourEntry:
    found = await uow.hours.find(person, entry)
    if found is None:
        raise NotFound(f"no entry {entry}")
    return found


async def _put_back(
    uow: UnitOfWork, person: PersonId, entry: HourEntryId, before: HourEntry | None, after: HourEntry | None
) -> None:
    if before is None:
        await uow.hours.remove(person, entry)
    elif after is None:
        await uow.hours.add(before)
    else:
        await uow.hours.update(before)


def _as_text(entry: HourEntry | None) -> str:
    if entry is None:
        return ""
    row = (int(entry.id), entry.day.isoformat(), entry.title, entry.provider, entry.minutes, entry.kind.value,
           entry.area, entry.evidence, entry.approved_by)  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def _of_text(text: str, person: PersonId) -> HourEntry | None:
    if not text:
        return None
    number, day, title, provider, minutes, kind, *rest = json.loads(text)
    at = date.fromisoformat(day)
    return HourEntry(HourEntryId(number), person, at, title, provider, minutes, ActivityKind(kind), *rest)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

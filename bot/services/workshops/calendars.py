"""Workshops in people's own calendars: feeds under secret links, and single events to add."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.calendars import CalendarEvent, calendar, google_link
from bot.domain.ids import CommunityId, SessionId
from bot.domain.people import Role
from bot.domain.rsvps import Standing
from bot.domain.workshops import CANCELLED_KEPT, Session, Workshop, WorkshopState
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage
from bot.ui.text import t

AHEAD = timedelta(days=400)
FEED, ONE = "/cal/", "/cal/one/"
_ALL = "all-"
_KEY, _HOST = "calendar key", "calendar host"
_SHOWN = (Standing.GOING, Standing.UNCONFIRMED, Standing.MAYBE, Standing.OFFERED)


@dataclass(frozen=True, slots=True)
class Feed:
    """*tag* is the same for as long as *content* is."""

    name: str
    content: bytes
    personal: bool

    @property
    def tag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]


class Calendars:
    """*address* is where others reach this installation, "" where they cannot."""

    def __init__(self, storage: Storage, clock: Clock, address: str) -> None:
        self._storage = storage
        self._clock = clock
        self.address = address.rstrip("/")

    async def new_link(self, actor: Actor) -> str:
        """Make the actor's feed and return its address; an earlier link leads nowhere any more."""
        secret = secrets.token_urlsafe(16)
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.calendar_links.set_link(actor.id, _hash(secret), self._clock.now())
            await uow.commit()
        return f"{self.address}{FEED}{secret}.ics"

    async def everybodys_link(self, actor: Actor) -> str:
        """Return the address of the community's feed, the same for everybody until it is reset."""
        return f"{self.address}{FEED}{await self._everybodys(actor.community_id)}.ics"

    async def reset_everybodys(self, actor: Actor) -> str:
        """Make the community's feed another one; raises UserError for who is no moderator."""
        if actor.role < Role.MODERATOR:
            raise UserError(t("Only moderators can make a new link to all workshops."))
        await self._storage.installation.set_setting(_version(actor.community_id), secrets.token_hex(4))
        return await self.everybodys_link(actor)

    async def has_link(self, actor: Actor) -> bool:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.calendar_links.link_of(actor.id) is not None

    async def feed(self, secret: str) -> Feed:
        """Return the calendar behind a secret; raises NotFound for one that was reset or never was."""
        if secret.startswith(_ALL):
            return await self._everybodys_feed(secret)
        hashed = _hash(secret)
        community = await self._storage.installation.find_calendar(hashed)
        if community is None:
            raise NotFound("no such calendar")
        now = self._clock.now()
        async with self._storage.read(community) as uow:
            link = await uow.calendar_links.calendar_of(hashed)
            if link is None:
                raise NotFound("no such calendar")
            name = (await uow.communities.get()).name
            coming = await uow.rsvps.of_person(link.person, now - CANCELLED_KEPT) if link.person else ()
            mine = {session.id for _, session, rsvp in coming if rsvp.standing in _SHOWN}
            known = await uow.workshops.sessions_between(now - CANCELLED_KEPT, now + AHEAD)
        pairs = [(w, s) for w, s in known if s.id in mine or link.person in w.hosts]
        return Feed(name, await self._written(community, name, pairs), personal=True)

    async def _everybodys_feed(self, secret: str) -> Feed:
        number = secret.removeprefix(_ALL).partition("-")[0]
        community = CommunityId(int(number)) if number.isdecimal() and len(number) < 19 else CommunityId(0)
        if not hmac.compare_digest(secret.encode(), (await self._everybodys(community)).encode()):
            raise NotFound("no such calendar")
        now = self._clock.now()
        async with self._storage.read(community) as uow:
            name = (await uow.communities.get()).name
            pairs = await uow.workshops.sessions_between(now - CANCELLED_KEPT, now + AHEAD)
        return Feed(name, await self._written(community, name, pairs), personal=False)

    async def _everybodys(self, community: CommunityId) -> str:
        version = await self._storage.installation.setting(_version(community)) or ""
        return f"{_ALL}{int(community)}-{await self._mac(f'all {int(community)} {version}')}"

    async def one(self, token: str) -> Feed:
        """Return a calendar with the one session that *token* names; raises NotFound for a forged one."""
        known, _, mac = token.rpartition("-")
        community, _, session = known.partition("-")
        if not (community.isdecimal() and session.isdecimal() and len(known) < 40):
            raise NotFound("no such event")
        if not hmac.compare_digest(mac.encode(), (await self._mac(known)).encode()):
            raise NotFound("no such event")
        async with self._storage.read(CommunityId(int(community))) as uow:
            found = await uow.workshops.get_session(SessionId(int(session)))
            workshop = await uow.workshops.get(found.workshop_id)
        pair = (workshop, found)
        return Feed(workshop.title, await self._written(workshop.community_id, workshop.title, [pair]), personal=False)

    async def add_links(self, workshop: Workshop, session: Session) -> tuple[str, str]:
        """Return the address of a file with the one event, "" without a public address, and Google's link."""
        google = google_link(_event(workshop, session))
        if not self.address:
            return "", google
        known = f"{int(workshop.community_id)}-{int(session.id)}"
        return f"{self.address}{ONE}{known}-{await self._mac(known)}.ics", google

    async def _written(self, community: CommunityId, name: str, pairs: Sequence[tuple[Workshop, Session]]) -> bytes:
        now = self._clock.now()
        events = [_event(workshop, session) for workshop, session in pairs if _shown(workshop, session, now)]
        return calendar(name, events, host=f"{int(community)}.{await self._setting(_HOST)}")

    async def _mac(self, known: str) -> str:
        key = await self._setting(_KEY)
        return hmac.new(key.encode(), known.encode(), hashlib.sha256).hexdigest()[:32]

    async def _setting(self, name: str) -> str:
        """Return a random value of this installation's that stays the same for good."""
        found = await self._storage.installation.setting(name)
        if found is None:
            found = secrets.token_hex(16)
            await self._storage.installation.set_setting(name, found)
        return found


def _shown(workshop: Workshop, session: Session, now: datetime) -> bool:
    if workshop.state is WorkshopState.DRAFT:
        return False
    return session.takes_place or now - session.modified_at < CANCELLED_KEPT


def _event(workshop: Workshop, session: Session) -> CalendarEvent:
    said = [part for part in (workshop.about, workshop.materials) if part]
    is_link = workshop.place.startswith(("https://", "http://")) and " " not in workshop.place
    return CalendarEvent(
        uid=f"session-{int(session.id)}",
        sequence=session.sequence,
        modified=session.modified_at,
        summary=workshop.title,
        starts=session.starts_at.astimezone(ZoneInfo(workshop.recurrence.zone)),
        minutes=round(session.length.total_seconds() / 60),
        description="\n\n".join(said),
        location=workshop.place,
        url=workshop.place if is_link else "",
        cancelled=not session.takes_place,
    )


def _version(community: CommunityId) -> str:
    return f"calendar version {int(community)}"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

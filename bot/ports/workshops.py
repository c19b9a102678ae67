"""What a community keeps of its workshops: their dates, who comes, who came, and the calendars that show them.

``find`` may return None, ``get`` raises NotFound, lists are named in the plural.
Everything reached through a ``UnitOfWork`` belongs to one community: storage adds that condition to every statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.attendance import Attended, CheckedIn, Feedback, Intention, ShareBack
from bot.domain.calendar_links import CalendarLink
from bot.domain.host_messages import HostMessage
from bot.domain.ids import Number, PersonId, SessionId, TopicId, WorkshopId
from bot.domain.rsvps import Rsvp
from bot.domain.workshops import Session, Workshop


class Workshops(Protocol):
    async def add(self, workshop: Workshop) -> Workshop:
        """Store it with the next id and number; those in *workshop* are ignored."""
        ...

    async def get(self, workshop: WorkshopId) -> Workshop: ...
    async def get_numbered(self, number: Number) -> Workshop: ...
    async def update(self, workshop: Workshop) -> None:
        """Store it with its revision one higher than the stored one; raises Changed if it is not."""
        ...

    async def delete(self, workshop: WorkshopId) -> None:
        """Delete a draft; raises NotFound for anything else."""
        ...

    async def listed(self, after_start: datetime, limit: int) -> Sequence[tuple[Workshop, Session]]:
        """Return what is posted, each with its next session that starts after *after_start*; soonest first."""
        ...

    async def of_topic(self, topic: TopicId, now: datetime, limit: int) -> Sequence[tuple[Workshop, Session]]:
        """Return the same of one topic."""
        ...

    async def hosted_by(self, person: PersonId, limit: int) -> Sequence[Workshop]:
        """Return what they host, alone or with others, posted or cancelled, newest first."""
        ...

    async def drafts_of(self, person: PersonId) -> Sequence[Workshop]:
        """Return their drafts, newest first."""
        ...

    async def drafts_before(self, at: datetime) -> Sequence[Workshop]:
        """Return all drafts made before *at*, oldest first."""
        ...

    async def sessions(self, workshop: WorkshopId) -> Sequence[Session]:
        """Return all of its sessions, cancelled ones too, by their start."""
        ...

    async def get_session(self, session: SessionId) -> Session: ...
    async def set_sessions(self, workshop: WorkshopId, sessions: Sequence[Session]) -> None:
        """Add those with the id 0 and store what is new about the others; raises NotFound for one of another workshop.

        Those not given stay as they are: a session that people know is cancelled, never deleted.
        """
        ...

    async def next_session(self, workshop: WorkshopId, now: datetime) -> Session | None:
        """Return the first that takes place and is not over at *now*."""
        ...

    async def sessions_between(self, begin: datetime, end: datetime) -> Sequence[tuple[Workshop, Session]]:
        """Return all with *begin* ≤ start < *end*, cancelled ones too, by their start."""
        ...


class Rsvps(Protocol):
    """The lists of sessions.

    Units of one community follow one another, so that what one reads still holds when it writes: a list that is read,
    changed by ``bot.domain.rsvps`` and put back in one unit needs no lock of its own.
    """

    async def of_session(self, session: SessionId) -> Sequence[Rsvp]:
        """Return them in the order of their answers."""
        ...

    async def of_sessions(self, sessions: Sequence[SessionId]) -> Mapping[SessionId, Sequence[Rsvp]]:
        """Return the same for each of *sessions*."""
        ...

    async def find(self, session: SessionId, person: PersonId) -> Rsvp | None: ...
    async def of_person(self, person: PersonId, since: datetime) -> Sequence[tuple[Workshop, Session, Rsvp]]:
        """Return theirs for sessions that start at *since* or later, cancelled ones too, by their start."""
        ...

    async def put(self, session: SessionId, changed: Sequence[Rsvp], gone: Sequence[PersonId], at: datetime) -> None:
        """Store *changed* in place of what stood for these people, and nothing for those *gone*; their notes too go."""
        ...

    async def set_note(self, session: SessionId, person: PersonId, note: str) -> bool:
        """Keep what they answered to the host's question; False if they are not on the list."""
        ...

    async def notes(self, session: SessionId) -> Mapping[PersonId, str]:
        """Return the answers of those who gave one."""
        ...

    async def waiting_sessions(self, now: datetime) -> Sequence[SessionId]:
        """Return sessions that take place after *now* with somebody in line or with an offer, soonest first."""
        ...


class Attendance(Protocol):
    async def attend(self, session: SessionId, person: PersonId, how: CheckedIn, at: datetime, minutes: int) -> bool:
        """Record that they came; False, and nothing is changed, if it was recorded before."""
        ...

    async def attended(self, session: SessionId) -> Sequence[Attended]:
        """Return who came, in the order in which that became known."""
        ...

    async def attended_by(self, person: PersonId) -> Sequence[tuple[Workshop, Session, Attended]]:
        """Return where they were, by the sessions' start."""
        ...

    async def retract(self, session: SessionId, person: PersonId) -> bool:
        """Forget that they came; False where that was not recorded."""
        ...

    async def forget(self, session: SessionId) -> None:
        """Forget who came and the code word: the session did not take place at the time they came for."""
        ...

    async def find_code_word(self, session: SessionId) -> str | None: ...
    async def set_code_word(self, session: SessionId, word: str) -> None:
        """Keep the session's code word; one that it has already stays."""
        ...

    async def tries(self, session: SessionId, person: PersonId) -> int:
        """Return how often they typed another word than the code word."""
        ...

    async def tried(self, session: SessionId, person: PersonId) -> None:
        """Count one such try."""
        ...


class LookingBack(Protocol):
    """What those who came say afterwards."""

    async def give(self, session: SessionId, feedback: Feedback) -> None:
        """Keep what they said of it, in place of what they said before; when they first did stays."""
        ...

    async def given(self, session: SessionId) -> Sequence[Feedback]:
        """Return it in an order that tells nothing of who was first."""
        ...

    async def intend(self, session: SessionId, intention: Intention) -> None:
        """Keep what they will try, in place of what they wrote before."""
        ...

    async def drop_intention(self, session: SessionId, person: PersonId) -> None: ...
    async def find_intention(self, session: SessionId, person: PersonId) -> Intention | None: ...
    async def share(self, workshop: WorkshopId, shared: ShareBack) -> None:
        """Keep what they took back, in place of what they wrote before."""
        ...

    async def unshare(self, workshop: WorkshopId, person: PersonId) -> bool: ...
    async def shared(self, workshop: WorkshopId) -> Sequence[ShareBack]:
        """Return it, oldest first."""
        ...


class HostMessages(Protocol):
    async def add(self, session: SessionId, body: str, by: PersonId, at: datetime) -> HostMessage:
        """Keep it with the session's next number."""
        ...

    async def get(self, session: SessionId, number: int) -> HostMessage: ...
    async def count(self, session: SessionId, since: datetime) -> int:
        """Return how many were written about the session after *since*."""
        ...


class CalendarLinks(Protocol):
    async def calendar_of(self, secret_hash: str) -> CalendarLink | None: ...
    async def link_of(self, person: PersonId | None) -> CalendarLink | None:
        """Return the person's link or, for None, the community's."""
        ...

    async def set_link(self, person: PersonId | None, secret_hash: str, at: datetime) -> None:
        """Keep the link; an earlier one of theirs leads nowhere from now on."""
        ...

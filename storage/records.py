"""Drafts, continuations, what can be undone, and who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, and_

from bot.domain.files import RequestState
from bot.domain.ids import CommunityId, PersonId, RevisionId
from bot.domain.records import AuditEntry, Continuation, Draft, Revision
from bot.domain.tending import QuoteState
from storage.leaving import is_about
from storage.scope import Scope
from storage.tables import (
    audit,
    continuations,
    drafts,
    file_requests,
    hour_links,
    joining_codes,
    processed,
    revisions,
    topic_quotes,
    wishes,
)

PROCESSED_KEPT = timedelta(hours=24)
QUOTE_KEPT = timedelta(days=7)
"""How long a colleague has to say whether their words may be used."""


class SqlRecords:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def save_draft(self, draft: Draft, expires_at: datetime) -> None:
        said = {"form": draft.form, "args": list(draft.args), "typed": draft.values, "expires_at": expires_at}
        new = self._scope.insert(drafts).values(self._scope.row(id=draft.id, person_id=draft.person_id, **said))
        await self._scope.run(
            new.on_conflict_do_update(
                index_elements=["community_id", "id"], set_=said, where=drafts.c.person_id == draft.person_id
            )
        )

    async def find_draft(self, draft: str, person: PersonId) -> Draft | None:
        row = await self._scope.find(
            self._scope.select(drafts).where(drafts.c.id == draft, drafts.c.person_id == person)
        )
        return None if row is None else draft_of(row)

    async def drafts_of(self, person: PersonId) -> Sequence[Draft]:
        theirs = self._scope.select(drafts).where(drafts.c.person_id == person)
        newest = theirs.order_by(drafts.c.expires_at.desc(), drafts.c.id)
        return [draft_of(row) for row in await self._scope.all(newest)]

    async def drop_draft(self, draft: str) -> None:
        await self._scope.run(self._scope.delete(drafts).where(drafts.c.id == draft))

    async def save_continuation(self, continuation: Continuation, expires_at: datetime) -> None:
        said = {"action": continuation.action, "arguments": continuation.arguments, "expires_at": expires_at}
        row = self._scope.row(id=continuation.id, person_id=continuation.person_id, **said)
        await self._scope.run(
            self._scope.insert(continuations)
            .values(row)
            .on_conflict_do_update(
                index_elements=["community_id", "id"],
                set_=said,
                where=continuations.c.person_id == continuation.person_id,
            )
        )

    async def find_continuation(self, continuation: str, person: PersonId) -> Continuation | None:
        row = await self._scope.find(
            self._scope.select(continuations).where(
                continuations.c.id == continuation, continuations.c.person_id == person
            )
        )
        return None if row is None else continuation_of(row)

    async def add_revision(
        self,
        person: PersonId,
        subject_kind: str,
        subject_id: int,
        what: str,
        before: Mapping[str, object],
        at: datetime,
    ) -> RevisionId:
        subject = {"subject_kind": subject_kind, "subject_id": subject_id}
        row = self._scope.row(person_id=person, **subject, what=what, before=dict(before), at=at)
        added = self._scope.insert(revisions).values(row).returning(revisions.c.id)
        return RevisionId(await self._scope.count(added))

    async def revisions_of(self, subject_kind: str, subject_id: int, limit: int) -> Sequence[Revision]:
        standing = self._scope.select(revisions).where(
            revisions.c.subject_kind == subject_kind,
            revisions.c.subject_id == subject_id,
            revisions.c.undone_at.is_(None),
        )
        newest = standing.order_by(revisions.c.id.desc()).limit(limit)
        return [revision_of(row) for row in await self._scope.all(newest)]

    async def get_revision(self, revision: RevisionId) -> Revision:
        return revision_of(await self._scope.get(revisions, "id", revision))

    async def is_latest(self, revision: RevisionId) -> bool:
        this = await self.get_revision(revision)
        newer = self._scope.select(revisions).where(
            revisions.c.subject_kind == this.subject_kind,
            revisions.c.subject_id == this.subject_id,
            revisions.c.id > revision,
            revisions.c.undone_at.is_(None),
        )
        return await self._scope.find(newer.limit(1)) is None

    async def mark_undone(self, revision: RevisionId, at: datetime) -> None:
        await self._scope.run(self._scope.update(revisions).where(revisions.c.id == revision).values(undone_at=at))

    async def audit(self, entry: AuditEntry) -> None:
        row = self._scope.row(
            person_id=entry.person_id,
            act=entry.act,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            at=entry.at,
        )
        await self._scope.run(self._scope.insert(audit).values(row))

    async def last_to(self, act: str, subject_kind: str, subject_id: int) -> PersonId | None:
        done = self._scope.select(audit).where(
            audit.c.act == act, audit.c.subject_kind == subject_kind, audit.c.subject_id == subject_id
        )
        row = await self._scope.find(done.order_by(audit.c.id.desc()).limit(1))
        return None if row is None or row["person_id"] is None else PersonId(row["person_id"])

    async def audit_about(self, person: PersonId, limit: int) -> Sequence[AuditEntry]:
        newest = self._scope.select(audit).where(is_about(person)).order_by(audit.c.id.desc()).limit(limit)
        return [entry_of(row) for row in await self._scope.all(newest)]

    async def forget_expired(self, now: datetime) -> None:
        for table in (drafts, continuations, hour_links, wishes):
            await self._scope.run(self._scope.delete(table).where(table.c.expires_at <= now))
        unanswered = and_(topic_quotes.c.state == QuoteState.ASKED, topic_quotes.c.at < now - QUOTE_KEPT)
        await self._scope.run(self._scope.delete(topic_quotes).where(unanswered))
        unheard = and_(file_requests.c.state == RequestState.ASKED, file_requests.c.at < now - QUOTE_KEPT)
        await self._scope.run(self._scope.delete(file_requests).where(unheard))
        await self._scope.run(self._scope.delete(joining_codes).where(joining_codes.c.expires_at <= now))
        # Platforms deliver twice by the machine's clock, whatever a rehearsal says the time is.
        old = self._scope.machine.now() - PROCESSED_KEPT
        await self._scope.run(self._scope.delete(processed).where(processed.c.at < old))


def draft_of(row: RowMapping) -> Draft:
    return Draft(row["id"], PersonId(row["person_id"]), row["form"], tuple(row["args"]), row["typed"])


def continuation_of(row: RowMapping) -> Continuation:
    return Continuation(row["id"], PersonId(row["person_id"]), row["action"], row["arguments"])


def revision_of(row: RowMapping) -> Revision:
    return Revision(
        id=RevisionId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        person_id=PersonId(row["person_id"]),
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        what=row["what"],
        before=row["before"],
        at=row["at"],
        undone_at=row["undone_at"],
    )


def entry_of(row: RowMapping) -> AuditEntry:
    person = row["person_id"]
    return AuditEntry(
        None if person is None else PersonId(person), row["act"], row["subject_kind"], row["subject_id"], row["at"]
    )

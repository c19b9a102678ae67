"""What hosts wrote to those who come to a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.host_messages import HostMessage
from bot.domain.ids import PersonId, SessionId
from bot.errors import NotFound
from storage.scope import Scope
from storage.tables import host_messages


class SqlHostMessages:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, session: SessionId, body: str, by: PersonId, at: datetime) -> HostMessage:
        of_session = self._scope.mine(host_messages), host_messages.c.session_id == session
        known = select(func.coalesce(func.max(host_messages.c.number), 0)).where(*of_session)
        number = 1 + await self._scope.count(known)
        row = self._scope.row(session_id=session, number=number, body=body, by_id=by, at=at)
        await self._scope.run(self._scope.insert(host_messages).values(row))
        return HostMessage(session, number, body, by, at)

    async def get(self, session: SessionId, number: int) -> HostMessage:
        chosen = self._scope.select(host_messages)
        row = await self._scope.find(
            chosen.where(host_messages.c.session_id == session, host_messages.c.number == number)
        )
        if row is None:
            raise NotFound(f"no message {number} about session {session}")
        by = row["by_id"]
        return HostMessage(session, number, row["body"], None if by is None else PersonId(by), row["at"])

    async def count(self, session: SessionId, since: datetime) -> int:
        mine = self._scope.mine(host_messages), host_messages.c.session_id == session
        return await self._scope.count(
            select(func.count()).select_from(host_messages).where(*mine, host_messages.c.at > since)
        )

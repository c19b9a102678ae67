"""A Discord server's scheduled events: https://discord.com/developers/docs/resources/guild-scheduled-event."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Final

from adapters.discord.outcomes import TROUBLE, classify
from adapters.discord.rest import Rest
from bot.ports.platform import Done, EventShown, Outcome

CREATE_EVENTS: Final = "Create Events"
NAME_MOST, ABOUT_MOST, PLACE_MOST = 100, 1000, 100
_GUILD_ONLY, _EXTERNAL = 2, 3

Json = dict[str, Any]


class ScheduledEvents:
    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def put(self, workspace: str, event: str, shown: EventShown) -> Outcome:
        async def put_it() -> Done:
            body = _body(shown)
            if event:
                return Done((await self._rest.change_event(workspace, event, body))["id"])
            there = await self._rest.events(workspace)
            known = next((each["id"] for each in there if self._is_ours(each, shown)), None)
            if known is not None:
                return Done((await self._rest.change_event(workspace, known, body))["id"])
            return Done((await self._rest.create_event(workspace, body))["id"])

        return await _outcome(put_it())

    async def remove(self, workspace: str, event: str) -> Outcome:
        async def remove_it() -> Done:
            await self._rest.delete_event(workspace, event)
            return Done(event)

        return await _outcome(remove_it())

    def _is_ours(self, event: Json, shown: EventShown) -> bool:
        starts_at = datetime.fromisoformat(event["scheduled_start_time"])
        ours = self._rest.is_me(event.get("creator_id"))
        return ours and event["name"] == shown.name[:NAME_MOST] and starts_at == shown.starts_at


def _body(shown: EventShown) -> Json:
    return {
        "name": shown.name[:NAME_MOST],
        "description": shown.about[:ABOUT_MOST],
        "privacy_level": _GUILD_ONLY,
        "entity_type": _EXTERNAL,
        "entity_metadata": {"location": shown.place[:PLACE_MOST]},
        "scheduled_start_time": shown.starts_at.isoformat(),
        "scheduled_end_time": shown.ends_at.isoformat(),
    }


async def _outcome(work: Awaitable[Outcome]) -> Outcome:
    try:
        return await work
    except TROUBLE as error:
        return classify(error, CREATE_EVENTS)

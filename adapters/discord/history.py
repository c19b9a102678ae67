"""Looking in a channel's history for what was said under a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.discord.rest import Rest
from bot.ports.platform import Absent, Found, Sighting, Unreadable

Json = dict[str, Any]

READ_MESSAGE_HISTORY = "Read Message History"
EARLIER = timedelta(seconds=60)
"""By how much Discord's clock may be behind ours."""
PAGE = 100
MOST_PAGES = 20

_EPOCH_MS = 1_420_070_400_000
"""The first instant of 2015, from which Discord's ids count."""


async def look(rest: Rest, channel: str, marker: int, since: datetime) -> Sighting:
    """Look for the bot's message that has a component with the id *marker*. Raises one of ``outcomes.TROUBLE``."""
    after = first_id(since - EARLIER)
    for _ in range(MOST_PAGES):
        page = await rest.messages_after(channel, after, PAGE)
        found = next((message for message in page if rest.is_own(message) and marker in _ids(message)), None)
        if found is not None:
            return Found(found["id"])
        if not page and not await _is_readable(rest, channel):
            return Unreadable(READ_MESSAGE_HISTORY)
        if len(page) < PAGE:
            return Absent()
        after = max(int(message["id"]) for message in page)
    return Unreadable()


def first_id(instant: datetime) -> int:
    """Return the id that comes before all that were given at *instant* or later."""
    return max((int(instant.timestamp() * 1000) - _EPOCH_MS << 22) - 1, 0)


async def _is_readable(rest: Rest, channel: str) -> bool:
    """Return whether nothing was shown because nothing is there.

    Without the permission Discord does not refuse: it shows an empty channel. Direct messages need none.
    """
    place = await rest.channel(channel)
    if not place.get("guild_id") or place.get("last_message_id") is None:
        return True
    return bool(await rest.messages_after(channel, 0, 1))


def _ids(message: Json) -> Iterator[int]:
    return _component_ids(message.get("components") or ())


def _component_ids(components: Sequence[Json]) -> Iterator[int]:
    for component in components:
        yield component.get("id", 0)
        yield from _component_ids(component.get("components") or ())
        if (accessory := component.get("accessory")) is not None:
            yield from _component_ids((accessory,))

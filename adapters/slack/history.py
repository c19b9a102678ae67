"""Looking in a conversation's history for what was said under a key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

from bot.ports.platform import Absent, Found, Outcome, Sighting, Unreadable

Answer = dict[str, Any]
Page = Callable[[str, str], Awaitable[Answer | Outcome]]
"""Asks for what was said since the first argument (a time stamp), from the cursor that is the second."""

EVENT_TYPE: Final = "staffroom"
EARLIER: Final = timedelta(seconds=120)
"""By how much Slack's clock may be behind ours."""
PAGE: Final = 200
MOST_PAGES: Final = 20


def metadata_of(mark: str) -> Answer:
    """Return what a message carries by which it is found again; any app in the workspace can read it."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": mark}}


def block_id_of(mark: str) -> str:
    return f"staffroom:{mark}"


async def look(ask: Page, mark: str, since: datetime) -> Sighting | Outcome:
    """Look for the message with *mark*, found by its time stamp; an outcome where Slack did not show the history."""
    oldest, cursor = f"{(since - EARLIER).timestamp():.6f}", ""
    for _ in range(MOST_PAGES):
        page = await ask(oldest, cursor)
        if not isinstance(page, dict):
            return page
        found = next((message for message in page["messages"] if _carries(message, mark)), None)
        if found is not None:
            return Found(str(found["ts"]))
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return Absent()
    return Unreadable()


def _carries(message: Answer, mark: str) -> bool:
    metadata = message.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    if ours and (metadata.get("event_payload") or {}).get("key") == mark:
        return True
    return any(block.get("block_id") == block_id_of(mark) for block in message.get("blocks") or ())

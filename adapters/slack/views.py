"""Opening, changing and publishing views, and the direct message where no view can be shown any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outcomes import code_of
from adapters.slack.render import Reader, Wire, first_view, message, modal
from bot.ui.model import Paragraph, Reply
from bot.ui.text import Message, t

ONE_MOMENT: Final = t("One moment…")

_LATE = frozenset(
    {"trigger_expired", "trigger_exchanged", "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}
)
_CLOSED = frozenset({"not_found", "view_not_found"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whom an answer is for: what they can be reached by, and in which words. *place* goes along in views."""

    web: AsyncWebClient
    reader: Reader
    user: str
    trigger: str
    place: str


def notice(words: Message, reader: Reader) -> Reply:
    """Return a sentence of the adapter's own as a reply."""
    return Reply((Paragraph((reader.say(words),)),))


async def open_view(to: Occasion, view: Wire) -> str | None:
    """Open *view* and return its id, or None where the press was too long ago (3 s) or has opened one already."""
    try:
        response = await to.web.views_open(trigger_id=to.trigger, view=view)
    except SlackApiError as error:
        if code_of(error) in _LATE:
            return None
        raise
    return str((response["view"] or {}).get("id", ""))


async def change_view(to: Occasion, view_id: str, view: Wire) -> bool:
    """Show *view* in the place of another; False where the person has closed that."""
    try:
        await to.web.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if code_of(error) in _CLOSED:
            return False
        raise
    return True


async def write(to: Occasion, replies: Sequence[Reply]) -> None:
    """Send *replies* as direct messages: the last way to reach somebody."""
    # One whose answer was lost may be there: only what Slack certainly did not take is sent again.
    web = AsyncWebClient(
        to.web.token, to.web.base_url, to.web.timeout, retry_handlers=[AsyncRateLimitErrorRetryHandler()]
    )
    for reply in replies:
        body: dict[str, Any] = message(reply, to.reader)
        await web.chat_postMessage(channel=to.user, **body, parse="none", unfurl_links=False, unfurl_media=False)


def waiting(to: Occasion) -> Wire:
    return modal([notice(ONE_MOMENT, to.reader)], to.reader, to.place)


def as_view(to: Occasion, replies: Sequence[Reply]) -> tuple[Wire, Sequence[Reply]]:
    """Return *replies* as one view, and those that it has no room for."""
    shown, rest = first_view(replies, to.reader)
    return modal(shown, to.reader, to.place), rest

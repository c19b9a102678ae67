"""Posting, editing, pinning and the channels to do it in."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.addresses import address_of, message_id, place_of
from adapters.slack.history import PAGE as HISTORY_PAGE
from adapters.slack.history import block_id_of, look, metadata_of
from adapters.slack.limits import CHANNEL_NAME, PURPOSE, SHAPING
from adapters.slack.outcomes import FAILURES, classify, code_of, sighting
from adapters.slack.render import Reader, Wire, message
from bot.ports.platform import (
    Absent,
    ChannelSeen,
    Done,
    Found,
    Outcome,
    RefusalReason,
    Refused,
    Sighting,
    Target,
    Unreadable,
)
from bot.ui.model import Heading, Reply

THREADS_LOOKED_FOR = timedelta(days=1)
"""How far back a thread is looked for that was begun without an answer."""
_PAGE = 200
_MOST_PAGES = 50

Answer = dict[str, Any]
Call = Awaitable[AsyncSlackResponse]


def mark_of(key: str) -> str:
    """Return what stands in a message for *key*: short, and nobody can read anything from it."""
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def channel_name(name: str) -> str:
    """Return *name* as Slack takes it for a channel: a-z, 0-9, - and _, at most 80."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", folded).strip("-_")[:CHANNEL_NAME].rstrip("-_")


class SlackMessenger:
    """A direct message's id is ``conversation/ts``, because Slack edits and deletes it only by its conversation.

    A thread's address is ``channel/ts``, of the message that it is under; it is posted to like a channel.

    *web* must not retry by itself: what became of a post is for whoever asked for it to find out.
    """

    shaping = SHAPING
    repeats_safely = False

    def __init__(self, web: AsyncWebClient, reader: Reader) -> None:
        self._web = web
        self._reader = reader
        self._team = ""

    def serves(self, team: str) -> None:
        """From now on only *team* is sent to: ids of channels may be the same in two workspaces."""
        self._team = team

    async def send(self, target: Target, reply: Reply, key: str) -> Outcome:
        mark = mark_of(key)
        body = self._body(reply)
        if body["blocks"]:
            body["blocks"][0]["block_id"] = block_id_of(mark)
        body["metadata"] = metadata_of(mark)
        gone = Refused(RefusalReason.CHANNEL_GONE)
        done = await self._post(target.workspace, target.channel or target.user, body)
        if done == gone and target.user and target.channel:
            # The conversation is another one by now; nothing was said in the old one.
            done = await self._post(target.workspace, target.user, body)
        if not isinstance(done, dict):
            return Refused(RefusalReason.PERSON_GONE) if target.user and done == gone else done
        return Done(message_id(target, str(done["channel"]), str(done["ts"])))

    async def open_direct(self, workspace: str, user: str) -> Outcome:
        opened = await self._ask(workspace, lambda: self._web.conversations_open(users=user))
        return Done(str(opened["channel"]["id"])) if isinstance(opened, dict) else opened

    async def look_for(self, target: Target, key: str, since: datetime) -> Sighting:
        channel = target.channel
        if not channel:
            opened = await self.open_direct(target.workspace, target.user)
            if not isinstance(opened, Done):
                return sighting(opened)
            channel = opened.id

        async def page(oldest: str, cursor: str) -> Answer | Outcome:
            return await self._ask(target.workspace, partial(self._history, channel, oldest, cursor))

        match await look(page, mark_of(key), since):
            case Found(ts):
                return Found(message_id(target, channel, ts))
            case Absent() | Unreadable() as told:
                return told
            case outcome:
                return sighting(outcome)

    async def edit(self, target: Target, message: str, reply: Reply) -> Outcome:
        channel, ts = address_of(target, message)
        body = self._body(reply)
        done = await self._ask(
            target.workspace, lambda: self._web.chat_update(channel=channel, ts=ts, **body, parse="none")
        )
        return Done(message) if isinstance(done, dict) else done

    async def delete(self, target: Target, message: str) -> Outcome:
        channel, ts = address_of(target, message)
        done = await self._ask(target.workspace, lambda: self._web.chat_delete(channel=channel, ts=ts))
        return Done(message) if isinstance(done, dict) else done

    async def pin(self, target: Target, message: str) -> Outcome:
        channel, ts = address_of(target, message)
        done = await self._ask(
            target.workspace, lambda: self._web.pins_add(channel=channel, timestamp=ts), already=("already_pinned",)
        )
        return Done(message) if isinstance(done, dict) else done

    async def unpin(self, target: Target, message: str) -> Outcome:
        channel, ts = address_of(target, message)
        done = await self._ask(
            target.workspace,
            lambda: self._web.pins_remove(channel=channel, timestamp=ts),
            already=("no_pin", "not_pinned"),
        )
        return Done(message) if isinstance(done, dict) else done

    async def pinned(self, target: Target, messages: Collection[str]) -> frozenset[str] | None:
        channel, _ = place_of(target.channel)
        listed = await self._ask(target.workspace, lambda: self._web.pins_list(channel=channel))
        if not isinstance(listed, dict) or "items" not in listed:
            return None
        return frozenset(str(item.get("message", {}).get("ts")) for item in listed["items"]) & frozenset(messages)

    async def open_channel(self, workspace: str, name: str, about: str) -> Outcome:
        wanted = channel_name(name)
        made = await self._ask(workspace, lambda: self._web.conversations_create(name=wanted))
        if made == Refused(RefusalReason.NAME_TAKEN):
            return await self._adopt(workspace, wanted)
        if not isinstance(made, dict):
            return made
        channel = made["channel"]
        if about:
            described = await self._ask(
                workspace, lambda: self._web.conversations_setPurpose(channel=channel["id"], purpose=about[:PURPOSE])
            )
            if not isinstance(described, dict):  # the channel is there all the same
                structlog.get_logger().warning("slack.purpose_not_set", outcome=type(described).__name__)
        return _channel_done(channel)

    async def open_thread(self, workspace: str, channel: str, name: str, key: str) -> Outcome:
        """The thread is that under a message with the topic's name; without the history a second may be begun."""
        target = Target(workspace, channel)
        known = await self.look_for(target, key, datetime.now(UTC) - THREADS_LOOKED_FOR)
        if isinstance(known, Found):
            return Done(f"{channel}/{known.id}", name)
        begun = await self.send(target, Reply((Heading(name),)), key)
        return Done(f"{channel}/{begun.id}", name) if isinstance(begun, Done) else begun

    async def join_channel(self, workspace: str, channel: str) -> Outcome:
        """A private channel is refused as one that the bot is not in, whether Slack lets it see it or not."""
        parent, thread = place_of(channel)
        known = await self._ask(workspace, lambda: self._web.conversations_info(channel=parent))
        if not isinstance(known, dict):
            return known
        joined = await self._join(workspace, known["channel"])
        return Done(channel) if thread and isinstance(joined, Done) else joined

    async def rename_channel(self, workspace: str, channel: str, name: str) -> Outcome:
        parent, thread = place_of(channel)
        if thread:
            renaming = await self.edit(Target(workspace, parent), thread, Reply((Heading(name),)))
            return Done(channel, name) if isinstance(renaming, Done) else renaming
        wanted = channel_name(name)
        renamed = await self._ask(workspace, lambda: self._web.conversations_rename(channel=channel, name=wanted))
        return _channel_done(renamed["channel"]) if isinstance(renamed, dict) else renamed

    async def archive_channel(self, workspace: str, channel: str) -> Outcome:
        """Only a person can take it back: Slack lets no bot do that. A thread has no archive and stays."""
        if place_of(channel)[1]:
            return Done(channel)
        done = await self._ask(
            workspace, lambda: self._web.conversations_archive(channel=channel), already=("already_archived",)
        )
        return Done(channel) if isinstance(done, dict) else done

    async def last_said(self, workspace: str, channel: str) -> datetime | None:
        """Slack does not say it without the history, which is not read."""
        return None

    async def channels(self, workspace: str) -> Sequence[ChannelSeen]:
        """Ask each time: a channel that was made a moment ago can be chosen in a form at once."""
        listed = await self._list(workspace, exclude_archived=True)
        return tuple(_seen(channel) for channel in listed) if isinstance(listed, list) else ()

    async def _adopt(self, workspace: str, name: str) -> Outcome:
        listed = await self._list(workspace, exclude_archived=False)
        if not isinstance(listed, list):
            return listed
        channel = next((channel for channel in listed if channel["name"] == name), None)
        if channel is None or channel.get("is_archived") or channel.get("is_private"):
            return Refused(RefusalReason.NAME_TAKEN)
        return await self._join(workspace, channel)

    async def _join(self, workspace: str, channel: Answer) -> Outcome:
        if channel.get("is_private"):
            return Refused(RefusalReason.NOT_IN_CHANNEL)
        if channel.get("is_archived"):
            return Refused(RefusalReason.CHANNEL_ARCHIVED)
        if channel.get("is_member"):
            return _channel_done(channel)
        joined = await self._ask(workspace, lambda: self._web.conversations_join(channel=channel["id"]))
        return _channel_done(channel) if isinstance(joined, dict) else joined

    async def _list(self, workspace: str, *, exclude_archived: bool) -> list[Answer] | Outcome:
        found: list[Answer] = []
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = await self._ask(workspace, partial(self._page, cursor, exclude_archived))
            if not isinstance(page, dict):
                return page
            found += page["channels"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found

    async def _post(self, workspace: str, channel: str, body: Wire) -> Answer | Outcome:
        still: Wire = {"parse": "none", "unfurl_links": False, "unfurl_media": False}
        parent, thread = place_of(channel)
        if thread:
            still["thread_ts"] = thread
        return await self._ask(workspace, lambda: self._web.chat_postMessage(channel=parent, **body, **still))

    async def _history(self, channel: str, oldest: str, cursor: str) -> AsyncSlackResponse:
        parent, thread = place_of(channel)
        if thread:
            return await self._web.conversations_replies(
                channel=parent, ts=thread, oldest=oldest, include_all_metadata=True, limit=HISTORY_PAGE,
                cursor=cursor or None,
            )  # fmt: skip
        return await self._web.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=HISTORY_PAGE, cursor=cursor or None
        )

    async def _page(self, cursor: str, exclude_archived: bool) -> AsyncSlackResponse:
        return await self._web.conversations_list(
            types="public_channel,private_channel",
            exclude_archived=exclude_archived,
            limit=_PAGE,
            cursor=cursor or None,
        )

    async def _ask(self, workspace: str, call: Callable[[], Call], already: tuple[str, ...] = ()) -> Answer | Outcome:
        """Return Slack's answer, or what its failure means; *already* are refusals that say it is so already."""
        if self._team and workspace != self._team:
            return Refused(RefusalReason.WORKSPACE_GONE)
        try:
            response = await call()
        except FAILURES as error:
            settled = isinstance(error, SlackApiError) and code_of(error) in already
            return {} if settled else classify(error)
        return dict(response.data) if isinstance(response.data, dict) else {}

    def _body(self, reply: Reply) -> Wire:
        return message(reply, self._reader)


def _seen(channel: Answer) -> ChannelSeen:
    return ChannelSeen(channel["id"], channel["name"], bool(channel.get("is_private")))


def _channel_done(channel: Answer) -> Done:
    return Done(str(channel["id"]), str(channel["name"]))

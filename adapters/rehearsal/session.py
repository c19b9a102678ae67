"""One page's requests: what concerns the room is done here, what concerns the bot is handed to the core."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import assert_never

from adapters.rehearsal.answering import Asked, RoomAnswering
from adapters.rehearsal.incoming import (
    ClockMoved,
    Completing,
    Picked,
    Pointed,
    Pressed,
    PutAway,
    Request,
    Said,
    Submitted,
    Tidied,
    origin,
    with_mentions,
)
from adapters.rehearsal.limits import Unreachable
from adapters.rehearsal.live import Connection, Live
from adapters.rehearsal.pages import Pages
from adapters.rehearsal.people import BOT, author_name, may_see
from adapters.rehearsal.render import web_addresses
from adapters.rehearsal.room import Room, is_answer
from adapters.rehearsal.uploads import Uploads
from bot.domain.people import Role
from bot.ports.incoming import CommandCall, Core, MessageCall, Press, Snapshot, Submission, Suggest, TypedCommand
from bot.ports.room import RoomClock, RoomMessage

FILE = "upload:"
_HREF = re.compile(r'href="(https?://[^"]+)"')


class Session:
    def __init__(
        self,
        core: Core,
        room: Room,
        pages: Pages,
        live: Live,
        clock: RoomClock,
        connection: Connection,
        uploads: Uploads,
    ) -> None:
        self._core = core
        self._room = room
        self._pages = pages
        self._live = live
        self._clock = clock
        self._connection = connection
        self._uploads = uploads
        self._viewer = connection.viewer

    async def handle(self, ref: str, request: Request) -> None:
        """Carry out one request; a repeated *ref* is the same request sent again over a new socket."""
        match request:
            case Said(text):
                await self._say(ref, text)
            case Picked(path, options):
                await self._carry_out(ref, path, options)
            case Pressed():
                await self._press(ref, request)
            case Submitted():
                await self._submit(ref, request)
            case PutAway():
                await self._room.close_form(self._viewer)
            case Pointed(name, message):
                await self._point(ref, name, message)
            case Completing(path, option, typed, options):
                choices = await self._core.suggest(Suggest(origin(self._viewer, ref), path, option, typed, options))
                found = [{"label": choice.label, "value": choice.value} for choice in choices]
                self._connection.send("suggestions", ref=ref, choices=found)
            case Tidied(message, what):
                await self._tidy(message, what)
            case ClockMoved(to):
                await self._move_clock(to)
            case _:
                assert_never(request)

    async def _carry_out(self, ref: str, path: str, options: Mapping[str, str]) -> None:
        """A file that was sent ahead stands among the options under its name and a mark of ours."""
        sent = {name: text.removeprefix(FILE) for name, text in options.items() if text.startswith(FILE)}
        files = {name: self._uploads.find(self._viewer, upload) for name, upload in sent.items()}
        typed = {name: text for name, text in options.items() if name not in sent}
        await self._core.handle(CommandCall(origin(self._viewer, ref), path, typed, files), self._answering(Asked(ref)))

    def _answering(self, asked: Asked) -> RoomAnswering:
        return RoomAnswering(self._room, self._pages, self._connection, asked)

    def _toast(self, name: str) -> None:
        self._connection.send("toast", words=self._pages.words(self._viewer)[name])

    async def _say(self, ref: str, text: str) -> None:
        if not text.startswith("/"):
            await self._room.say(self._viewer, text, ref)
            return
        typed = with_mentions(text[1:].strip(), await self._room.open_to(self._viewer))
        await self._core.handle(TypedCommand(origin(self._viewer, ref), typed), self._answering(Asked(ref)))

    async def _press(self, ref: str, press: Pressed) -> None:
        message = await self._readable(press.message)
        private = message is not None and is_answer(message, self._viewer.person.id)
        direct = message is not None and not message.channel
        asked = Asked(ref, press.message if private else "", direct)
        handed = Press(origin(self._viewer, ref, direct), press.code, press.chosen, in_private=private)
        await self._core.handle(handed, self._answering(asked))

    async def _submit(self, ref: str, submitted: Submitted) -> None:
        source = await self._readable(submitted.source)
        private = source is not None and is_answer(source, self._viewer.person.id)
        direct = source is not None and private and not source.channel
        asked = Asked(ref, submitted.source if private else "", direct, from_form=True)
        handed = Submission(origin(self._viewer, ref, direct), submitted.code, submitted.values)
        await self._core.handle(handed, self._answering(asked))

    async def _point(self, ref: str, name: str, pointed: str) -> None:
        if (message := await self._readable(pointed)) is None:
            self._toast("gone")
            return
        by_us = message.author == BOT
        links = tuple(dict.fromkeys(unescape(url) for url in _HREF.findall(message.html))) if by_us else ()
        snapshot = Snapshot(
            message.id,
            message.author,
            author_name(message.author),
            message.text,
            links or web_addresses(message.text),
            by_us,
        )
        await self._core.handle(MessageCall(origin(self._viewer, ref), name, snapshot), self._answering(Asked(ref)))

    async def _tidy(self, tidied: str, what: str) -> None:
        message = await self._readable(tidied)
        if message is None:
            self._toast("gone")
            return
        own = message.to_user == self._viewer.person.id
        moderated = message.author == BOT and not message.to_user and self._viewer.person.role >= Role.MODERATOR
        if not (own if what == "dismiss" else moderated):
            self._toast("not_yours")
            return
        try:
            if what == "unpin":
                await self._room.change(tidied, lambda old: replace(old, pinned=False))
            else:
                await self._room.remove(tidied)
        except Unreachable:
            self._toast("gone")

    async def _readable(self, wanted: str) -> RoomMessage | None:
        """Return a message that this person can see, or None."""
        message = await self._room.find(wanted) if wanted else None
        if message is None or message.to_user not in ("", self._viewer.person.id):
            return None
        if not message.channel:
            return message
        try:
            channel = await self._room.channel(message.workspace, message.channel)
        except Unreachable:
            return None
        return message if may_see(self._viewer.person, channel) else None

    async def _move_clock(self, to: str) -> None:
        calendar = self._pages.calendar()
        steps = {"+1h": calendar.now + timedelta(hours=1), "+1d": calendar.tomorrow()}
        instant = steps.get(to) or calendar.instant(to)
        if instant is None:
            self._toast("no_moment")
        elif instant < calendar.now:
            self._toast("passed")
        else:
            try:
                await self._clock.move_to(instant)
            except ValueError:  # somebody else moved it meanwhile
                self._toast("passed")
            self._live.clock()

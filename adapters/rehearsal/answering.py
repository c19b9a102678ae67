"""How one interaction is answered on the page that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.rehearsal.limits import Unreachable
from adapters.rehearsal.live import Connection
from adapters.rehearsal.pages import Pages
from adapters.rehearsal.room import Room
from bot.ui.model import Form, Reply


@dataclass(frozen=True, slots=True)
class Asked:
    """Where something was asked. *source* is the private message pressed on, or that the form was opened from."""

    ref: str
    source: str = ""
    direct: bool = False
    from_form: bool = False


class RoomAnswering:
    """Answers stay in the store, so that one whose page has gone meanwhile is there when it comes back."""

    def __init__(self, room: Room, pages: Pages, connection: Connection, asked: Asked) -> None:
        self._room = room
        self._pages = pages
        self._connection = connection
        self._asked = asked

    async def answer(self, replies: Sequence[Reply]) -> None:
        viewer = self._connection.viewer
        if self._asked.from_form:
            await self._room.close_form(viewer)
        source = self._asked.source
        for reply in replies:
            html, text = self._pages.written(reply, viewer.locale)
            if not (source and await self._replaced(source, html, text)):
                await self._room.answer(viewer, html, text, self._asked.direct)
            source = ""

    async def defer(self) -> None:
        self._connection.send("deferred", ref=self._asked.ref)

    async def complete(self, replies: Sequence[Reply]) -> None:
        await self.answer(replies)

    async def open_form(self, form: Form) -> bool:
        await self.show_problems(form, {})
        return True

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        viewer = self._connection.viewer
        channels = await self._room.open_to(viewer)
        html = self._pages.form(viewer, form, problems, channels, self._asked.source)
        await self._room.keep_form(viewer, html, form.code)
        self._connection.send("form", html=html)

    async def _replaced(self, message: str, html: str, text: str) -> bool:
        """Return whether the answer took the place of *message*; it may have been dismissed meanwhile."""
        try:
            await self._room.change(message, lambda old: replace(old, html=html, text=text))
        except Unreachable:
            return False
        return True

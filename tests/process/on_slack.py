"""Somebody in Slack's app."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.platforms.slack import Message, Person, SlackServer, View
from tests.platforms.slack.blocks import interactive
from tests.platforms.slack.forms import label_of
from tests.process.people import ANSWERED_WITHIN, OnPlatform


class OnSlack(OnPlatform):
    def __init__(self, server: SlackServer, name: str, *, admin: bool = False) -> None:
        self.server = server
        self.user = server.add_user(name, admin=admin)
        general = server.workspace.named("general")
        assert general is not None
        self.person: Person = server.client(self.user, general)

    def screen(self) -> object:
        told = [(message.ts, message.edited) for message in self.person.private]
        views = [(view.id, view.hash) for view in self.person.stack]
        return told, views, len(self.person.dms), dict(self.person.field_errors)

    def reads(self) -> str:
        if (view := self.person.modal) is not None:
            return "\n".join([self.person.reads(view), *(f"{k}: {v}" for k, v in self.person.field_errors.items())])
        newest = max(self.person.private, key=lambda message: message.edited or message.ts, default=None)
        return self.person.reads(newest) if newest else ""

    def form(self) -> Mapping[str, str]:
        view = self.person.modal
        assert view is not None, f"no form is open; there is\n{self.reads()}"
        return {
            label_of(block, element): str(view.values[block["block_id"]][element["action_id"]].get("value") or "")
            for block, element in interactive(view.blocks)
        }

    def public(self, channel: str) -> list[str]:
        return [self.person.reads(message) for message in self._said(channel)]

    def pinned(self, channel: str) -> list[str]:
        found = self.server.workspace.named(channel)
        assert found is not None, f"there is no #{channel}"
        return [self.person.reads(message) for message in self.person.pins(found)]

    async def until(self, true: Callable[[], Any], seconds: float = ANSWERED_WITHIN) -> Any:
        return await self.server.wait_for(true, seconds)

    async def _close(self) -> None:
        while self.person.modal is not None:
            await self.person.close_modal()

    async def _say(self, command: str, options: Mapping[str, str]) -> object:
        typed = " ".join(f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in options.items())
        return await self.person.slash("/staffroom", f"{command} {typed}".strip())

    async def _press(self, label: str) -> object:
        return await self.person.click(self._own(label), label)

    async def _press_public(self, words: str, label: str) -> object:
        told = [m for c in self.person.visible() if c.kind != "im" for m in c.messages if m.by_bot]
        return await self.person.click(self._with(label, told, words), label)

    async def _choose(self, menu: str, option: str) -> object:
        return await self.person.choose(self._own(menu), menu, option)

    async def _fill(self, fields: Mapping[str, Any]) -> object:
        exchange = await self.person.submit(dict(fields))
        assert exchange.sent, f"Slack's app did not send the form: {self.person.field_errors}"
        return exchange

    def _said(self, channel: str) -> list[Message]:
        found = self.server.workspace.named(channel)
        assert found is not None, f"there is no #{channel}"
        return [message for message in self.person.messages(found) if message.by_bot]

    def _own(self, label: str) -> Message | View:
        """Return the newest thing of their own with that button or menu, what is open before what was said."""
        told = sorted(self.person.private, key=lambda message: message.edited or message.ts)
        return self._with(label, [*told, *self.person.stack])

    def _with(self, label: str, places: Sequence[Message | View], words: str = "") -> Message | View:
        for place in reversed(places):
            controls = interactive(place.blocks)
            named = {label_of(*both) for both in controls} | {e.get("placeholder", {}).get("text") for _, e in controls}
            if label in named and words in self.person.reads(place):
                return place
        raise AssertionError(f"nothing has [{label}]; there is\n{self.reads()}")

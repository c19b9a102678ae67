"""Slack as the stage of a scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from adapters.slack.register import manifest
from bot.domain.community import Purpose
from bot.domain.people import Platform, Role
from bot.ui.language import Languages
from tests.platforms.slack import Channel, SlackServer, pings
from tests.scenarios.stage.declared import registry
from tests.scenarios.stage.host import MEANT, PURPOSES, Host
from tests.scenarios.stage.slack_person import SlackPerson, named

_SPOKEN = frozenset({"text", "title", "label", "placeholder", "hint", "alt_text"})


class SlackHost(Host):
    platform = Platform.SLACK
    takes_typed_text = True

    def __init__(self, server: SlackServer) -> None:
        super().__init__(server.workspace.name, server.team_id)
        self.server = server
        server.install(manifest(registry(), Languages.packaged(), files=True))
        for channel in ("general", *PURPOSES):
            self.channel(channel, private=channel == Purpose.MODERATORS)

    def channel(self, name: str, private: bool = False) -> None:
        self.server.add_channel(name, private=private, joined=private)

    def purposes(self) -> dict[Purpose, tuple[str, str]]:
        return {purpose: (self.named(purpose.value).id, purpose.value) for purpose in Purpose}

    def named(self, name: str) -> Channel:
        return named(self.server, name)

    async def came_back(self) -> None:
        """Slack's app talks to Slack alone."""

    async def remove_bot(self) -> None:
        await self.server.uninstall()

    async def bring_back(self) -> bool:
        """Install again; there is a new token then."""
        self.server.install()
        return True

    async def _join(self, name: str, role: Role) -> SlackPerson:
        user = self.server.add_user(name, real_name=name, admin=role is Role.ADMIN)
        if role >= Role.MODERATOR:
            self.named(Purpose.MODERATORS.value).members.add(user.id)
        person = SlackPerson(self.server, self.server.client(user, self.named("general")))
        if role in (Role.FACILITATOR, Role.MODERATOR):
            await self._granted(person, role)
        return person

    def sent(self) -> Iterable[str]:
        things = [request.params for request in self.server.requests]
        things += [envelope.ack for envelope in self.server.socket.sent if envelope.ack]
        for thing in things:
            yield from _words_in(thing)

    def problems(self) -> list[str]:
        messages = [m for channel in self.server.workspace.channels.values() for m in channel.messages if m.by_bot]
        told = [
            f"{pings(message)} pinged by:\n{self.server.shown(message)}"
            for message in (*messages, *self.server.workspace.ephemerals)
            if pings(message) and MEANT not in self.server.shown(message)
        ]
        return [*self.server.problems, *told]


def _words_in(thing: object, name: str = "") -> Iterator[str]:
    match thing:
        case dict():
            for key, value in thing.items():
                yield from _words_in(value, key)
        case list():
            for value in thing:
                yield from _words_in(value, name)
        case str() if name in ("blocks", "view"):  # JSON within a form
            yield from _words_in(json.loads(thing))
        case str() if name in _SPOKEN:
            yield thing

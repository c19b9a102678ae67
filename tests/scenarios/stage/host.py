"""A server or workspace where people are, and the network that lives on one or several of them."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.community import Channel, Purpose, WorkspaceState
from bot.domain.people import Platform, Role
from tests.scenarios.stage.installation import Installation
from tests.scenarios.stage.person import PATIENCE, Person

MEANT = "I have a message for you."
"""The one thing for which a person may be pinged, where they take no direct messages."""
PURPOSES = tuple(purpose.value for purpose in Purpose)


class Host(ABC):
    """One server or workspace, with its people by name; whoever is asked for again is the same person."""

    platform: Platform
    takes_typed_text = False
    """Whether a command can be typed as one line."""
    suggests = False
    """Whether options are completed while they are typed."""
    problems_at_fields = True
    can_remove_bot = True
    takes_second_workspace = False
    can_make_channels = True

    def __init__(self, name: str, external_id: str) -> None:
        self.name = name
        self.external_id = external_id
        self.people: dict[str, Person[Any]] = {}

    async def teacher(self, name: str) -> Person[Any]:
        return await self._person(name, Role.MEMBER)

    async def facilitator(self, name: str) -> Person[Any]:
        return await self._person(name, Role.FACILITATOR)

    async def moderator(self, name: str) -> Person[Any]:
        return await self._person(name, Role.MODERATOR)

    async def admin(self, name: str) -> Person[Any]:
        return await self._person(name, Role.ADMIN)

    async def _person(self, name: str, role: Role) -> Person[Any]:
        if name not in self.people:
            self.people[name] = await self._join(name, role)
        return self.people[name]

    async def _granted(self, person: Person[Any], role: Role) -> None:
        """Let an admin give *person* a role, the way it is done in chat."""
        admin = await self.admin("Ada")
        await admin.says("/staffroom roles grant", person=person, role=role.name.lower())
        await admin.sees(f"{person.name} is a {role.name.lower()} now")

    @abstractmethod
    async def _join(self, name: str, role: Role) -> Person[Any]: ...
    @abstractmethod
    def channel(self, name: str, private: bool = False) -> None:
        """Make a channel by hand."""

    @abstractmethod
    async def remove_bot(self) -> None: ...
    @abstractmethod
    async def bring_back(self) -> bool:
        """Invite the bot again and return whether the product has to be started anew for it."""

    def second(self, name: str) -> Host:
        """Return another server that the same bot was just invited to."""
        raise AssertionError(f"on {self.platform} there is one workspace for each token")

    @abstractmethod
    def purposes(self) -> dict[Purpose, tuple[str, str]]:
        """Return (id, name) of the channel made for each purpose."""

    @abstractmethod
    def sent(self) -> Iterable[str]:
        """Return all words that the product has ever sent here."""

    @abstractmethod
    def problems(self) -> list[str]:
        """Return what the platform would not have taken, and whom the bot has pinged with other words than MEANT."""

    @abstractmethod
    async def came_back(self) -> None:
        """Let open apps reconnect: the product runs again after a restart."""


class Clock:
    """Domain time, in the community's zone."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def now(self) -> datetime:
        return self._installation.house.ground.clock.now().astimezone(ZoneInfo(self._installation.zone))

    async def to(self, wall: str) -> None:
        """Move to a moment by the community's wall clock, ``2026-10-05 16:00``."""
        await self._installation.house.ground.clock.move_to(self.at(wall))

    async def forward(self, **time: float) -> None:
        await self._installation.house.ground.clock.move_to(self.now() + timedelta(**time))

    def at(self, wall: str) -> datetime:
        return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(self._installation.zone))


class Network:
    """A community on *hosts*; what is asked of it without a host is done on the first."""

    def __init__(self, installation: Installation, hosts: list[Host]) -> None:
        self.installation = installation
        self.hosts = hosts
        self.home = hosts[0]
        self.clock = Clock(installation)
        self.expected_errors: list[str] = []

    @property
    def platform(self) -> Platform:
        return self.home.platform

    @property
    def takes_typed_text(self) -> bool:
        return self.home.takes_typed_text

    @property
    def suggests(self) -> bool:
        return self.home.suggests

    @property
    def can_remove_bot(self) -> bool:
        return self.home.can_remove_bot

    @property
    def takes_second_workspace(self) -> bool:
        return self.home.takes_second_workspace

    @property
    def can_make_channels(self) -> bool:
        return self.home.can_make_channels

    @property
    def problems_at_fields(self) -> bool:
        return self.home.problems_at_fields

    async def teacher(self, name: str) -> Person[Any]:
        return await self.home.teacher(name)

    async def facilitator(self, name: str) -> Person[Any]:
        return await self.home.facilitator(name)

    async def moderator(self, name: str) -> Person[Any]:
        return await self.home.moderator(name)

    async def admin(self, name: str) -> Person[Any]:
        return await self.home.admin(name)

    def channel(self, name: str, private: bool = False) -> None:
        self.home.channel(name, private)

    async def remove_bot(self) -> None:
        """Remove it and wait until it has noticed: nobody invites it again within the same moment."""
        await self.home.remove_bot()
        installation = self.installation.house.ground.storage.installation
        async with asyncio.timeout(PATIENCE):
            while True:
                workspace = await installation.find_workspace(self.platform, self.home.external_id)
                if workspace is not None and workspace.state is WorkspaceState.REMOVED:
                    return

    async def bring_back(self) -> None:
        if await self.home.bring_back():
            await self.restart()

    def second_workspace(self, name: str) -> Host:
        """Invite the bot to another server; it has people and channels of its own."""
        self.hosts.append(self.home.second(name))
        return self.hosts[-1]

    def expects_error(self, words: str) -> None:
        """An error in the log with these words is part of this scenario."""
        self.expected_errors.append(words)

    async def first_admin_code(self) -> str:
        """The code that the running product prints for the first admin."""
        code = await self.installation.house.services.setup.first_admin_code()
        assert code is not None, "there is an admin already"
        return code

    async def restart(self) -> None:
        """Stop cleanly and start again on the same database."""
        await self.installation.restart()
        await self._came_back()

    async def crash(self) -> None:
        """Break everything off at once and start again on the same database."""
        self.expected_errors.append("The garbage collector is trying to clean up non-checked-in connection")
        await self.installation.crash()
        await self.installation.start()
        await self._came_back()

    async def _came_back(self) -> None:
        for host in self.hosts:
            await host.came_back()

    async def choose_channels(self) -> None:
        """Choose each host's channels, as the setup form would."""
        storage = self.installation.house.ground.storage
        for host in self.hosts:
            workspace = await storage.installation.find_workspace(host.platform, host.external_id)
            assert workspace is not None and workspace.state is WorkspaceState.JOINED, host.name
            async with storage.write(workspace.community_id) as uow:
                for purpose, (channel, name) in host.purposes().items():
                    await uow.communities.set_channel(purpose, Channel(workspace.id, channel, name))
                await uow.commit()

"""Somebody at the core's own door: what no platform stands before, so that thousands of things can be tried."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from itertools import count

from bot.domain.people import Platform, Role
from bot.ports.incoming import CommandCall, Incoming, Origin, Press, Submission, Suggest
from bot.ui.model import Form, Reply
from bot.ui.plain import plain
from tests.scenarios.stage.host import Host, Network

USES_EACH = 100


class Told:
    """What one interaction was answered."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.form: Form | None = None
        self.problems: Mapping[str, str] = {}

    async def answer(self, replies: Sequence[Reply]) -> None:
        self.words += [plain(reply, None) for reply in replies]
        self.words += [file.name + file.content.decode("utf-8", "replace") for reply in replies for file in reply.files]

    async def defer(self) -> None:
        """Nobody waits here."""

    async def complete(self, replies: Sequence[Reply]) -> None:
        await self.answer(replies)

    async def open_form(self, form: Form) -> bool:
        self.form = form
        self.words.append(str(form.title))
        return True

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        self.form, self.problems = form, problems
        self.words += problems.values()

    @property
    def text(self) -> str:
        return "\n".join(self.words)


class AtTheCore:
    """People with the platform's own *role*, called *name* and a number: one after the other, at their own pace."""

    def __init__(
        self, network: Network, name: str, role: Role, host: Host | None = None, uses_each: int = USES_EACH
    ) -> None:
        self._network = network
        self._host = host or network.home
        self._name = name
        self._role = role
        self._uses_each = uses_each
        self._keys = count(1)

    async def told_for_press(self, code: str, *chosen: str) -> Told:
        return await self._does(Press(self._origin(), code, chosen))

    async def told_for_form(self, code: str, values: Mapping[str, str]) -> Told:
        return await self._does(Submission(self._origin(), code, values))

    async def told_for_command(self, path: str, options: Mapping[str, str]) -> Told:
        return await self._does(CommandCall(self._origin(), path, options))

    async def presses(self, code: str, *chosen: str, hurried: bool = False) -> str:
        return (await self._does(Press(self._origin(), code, chosen), hurried)).text

    async def submits(self, code: str, values: Mapping[str, str], hurried: bool = False) -> str:
        return (await self._does(Submission(self._origin(), code, values), hurried)).text

    async def sends(self, path: str, options: Mapping[str, str]) -> str:
        return (await self._does(CommandCall(self._origin(), path, options))).text

    async def suggested(self, path: str, option: str, typed: str) -> list[str]:
        found = await self._network.installation.house.dispatcher.suggest(Suggest(self._origin(), path, option, typed))
        return [choice.label for choice in found]

    async def _does(self, what: Incoming, hurried: bool = False) -> Told:
        told = Told()
        await self._network.installation.house.dispatcher.handle(what, told)
        assert hurried or "That was a lot at once" not in told.text
        return told

    def _origin(self) -> Origin:
        use = next(self._keys)
        name = f"{self._name} {use // self._uses_each}"
        return Origin(
            platform=self._host.platform,
            workspace=self._host.external_id,
            workspace_name=self._host.name,
            user=_account(self._host.platform, name),
            user_name=name,
            key=f"{self._name}-{use}",
            platform_role=self._role,
        )


def _account(platform: Platform, name: str) -> str:
    """An account as the platform would write it, of somebody it does not know."""
    return str(10**17 + zlib.crc32(name.encode())) if platform is Platform.DISCORD else name.replace(" ", "")

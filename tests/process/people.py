"""Somebody before a chat app: what they say, press and fill in, and the private answer or form they then have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

ANSWERED_WITHIN = 15.0
"""Seconds; it takes a tenth of one, and a busy machine is not to fail a test."""


class Somebody(ABC):
    """Acts, and then waits until something has changed on their own screen."""

    async def says(self, command: str, /, **options: str) -> None:
        """Use *command*, ``resources share``, with its options; a form that is open is closed first."""
        await self._close()
        await self._until_changed(self._say(command, options))

    async def presses(self, label: str) -> None:
        """Press a button on the newest thing of their own that has it."""
        await self._until_changed(self._press(label))

    async def chooses(self, menu: str, option: str) -> None:
        await self._until_changed(self._choose(menu, option))

    async def fills(self, fields: Mapping[str, Any]) -> None:
        """Fill in the open form by its labels and send it; what is in it already stays."""
        await self._until_changed(self._fill(fields))

    async def sees(self, *said: str) -> str:
        """Return what they have before them once all of *said* is in it."""
        try:
            await self.until(lambda: all(part in self.reads() for part in said))
        except (AssertionError, TimeoutError):
            raise AssertionError(f"not all of {said} in\n{self.reads()}") from None
        return self.reads()

    async def _until_changed(self, act: Awaitable[object]) -> None:
        before = self.screen()
        await act
        try:
            await self.until(lambda: self.screen() != before)
        except (AssertionError, TimeoutError) as error:
            raise AssertionError(f"nothing came back; there is still\n{self.reads()}\n{error}") from None

    @abstractmethod
    def screen(self) -> object:
        """Return something that is another whenever anything of their own has changed."""

    @abstractmethod
    def reads(self) -> str:
        """Return the form that is open, or else the newest answer."""

    @abstractmethod
    def form(self) -> Mapping[str, str]:
        """Return what stands in the fields of the open form, by label."""

    @abstractmethod
    async def until(self, true: Callable[[], Any], seconds: float = ANSWERED_WITHIN) -> Any:
        """Wait until *true* is, asked again at every change."""

    @abstractmethod
    async def _close(self) -> None: ...

    @abstractmethod
    async def _say(self, command: str, options: Mapping[str, str]) -> object: ...

    @abstractmethod
    async def _press(self, label: str) -> object: ...

    @abstractmethod
    async def _choose(self, menu: str, option: str) -> object: ...

    @abstractmethod
    async def _fill(self, fields: Mapping[str, Any]) -> object: ...


class OnPlatform(Somebody):
    """Before an app that shows all channels, as Discord's and Slack's do."""

    async def presses_on(self, words: str, label: str) -> None:
        """Press a button on what all see with those words."""
        await self._until_changed(self._press_public(words, label))

    async def sees_posted(self, channel: str, words: str, seconds: float = ANSWERED_WITHIN) -> None:
        """Wait until the bot has said *words* to all in a channel."""
        await self.until(lambda: words in "\n".join(self.public(channel)), seconds)

    async def sees_pinned(self, channel: str, words: str) -> None:
        """Wait until something with *words* is pinned in a channel."""
        await self.until(lambda: words in "\n".join(self.pinned(channel)))

    @abstractmethod
    def public(self, channel: str) -> list[str]:
        """Return what the bot says to all in a channel, oldest first."""

    @abstractmethod
    def pinned(self, channel: str) -> list[str]: ...

    @abstractmethod
    async def _press_public(self, words: str, label: str) -> object: ...

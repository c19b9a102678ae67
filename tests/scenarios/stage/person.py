"""What a person does and sees, in people's words; each platform says how."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from tests.scenarios.stage.seen import File, H, OpenForm, Seen

T = TypeVar("T")
PATIENCE = 15.0


class Person(ABC, Generic[H]):
    """Somebody with one app open at one channel. Waiting ends at the first change that makes it true, or after 5 s."""

    def __init__(self, name: str, channel: str) -> None:
        self.name = name
        self.channel = channel
        self._before: dict[str, str] = {}
        self._touched = ""

    # Doing

    async def says(self, command: str, /, **options: object) -> None:
        """Use a command with its options, as the platform lets one: ``says("/topics show", topic="Grading")``."""
        await self._act(self._say(command.removeprefix("/"), options))

    async def types(self, line: str) -> None:
        """Type a whole line; where ``network.takes_typed_text``."""
        await self._act(self._type(line.removeprefix("/")))

    async def presses(self, label: str, on: str = "") -> None:
        """Press the newest button of that label, private ones first; *on* are words that stand in the message."""
        seen = await self._with_control(lambda seen: label in seen.buttons, f"a button [{label}]", on)
        self._touched = seen.key
        await self._act(self._press(seen.handle, label))

    async def chooses(self, menu: str, *labels: str, on: str = "") -> None:
        """Choose one or several in the newest such menu."""
        seen = await self._with_control(lambda seen: menu in seen.menus, f"a menu [{menu}]", on)
        offered = seen.menus[menu]
        assert set(labels) <= set(offered), f"[{menu}] offers {offered}, not {labels}"
        self._touched = seen.key
        await self._act(self._choose(seen.handle, menu, labels))

    async def fills(self, values: Mapping[str, object]) -> None:
        """Put *values* into the open form by its labels and send it; what was in its other fields stays."""
        await self.until(lambda: self.form is not None, "an open form")
        await self._act(self._fill(values))

    async def mends(self, values: Mapping[str, object]) -> None:
        """Put right what was wrong in a form: where it is not open any more, by [Fix it]."""
        if self.form is None:
            await self.presses("Fix it")
        await self.fills(values)

    async def uses(self, action: str, on: str) -> None:
        """Use a message action on the newest message with those words."""
        found = await self.until(lambda: self._pointed_at(on), f"a message with {on!r}")
        await self._act(self._use(action, found.handle))

    async def writes(self, text: str, in_: str = "", file: File | None = None) -> None:
        """Write a plain message, which is nothing to the bot, on Discord and Slack also with a file."""
        if file is None:
            await self._write(text, in_ or self.channel)
        else:
            self.posts_file(text, in_ or self.channel, file)

    def posts_file(self, text: str, channel: str, file: File) -> None:
        raise AssertionError("in the rehearsal room files are shared by a command")

    def received(self) -> bytes:
        """Return the content of the file that came with the last answer."""
        raise AssertionError("only Discord brings files along")

    def link(self, label: str) -> str:
        """Return where a button of the newest private message leads."""
        raise AssertionError("not played here")

    async def suggested(self, command: str, option: str, typed: str) -> list[str]:
        """Type into an option and return what is offered."""
        return await self._suggest(command.removeprefix("/"), option, typed)

    async def goes_to(self, channel: str) -> None:
        """Open another channel."""
        await self._look(channel)
        self.channel = channel

    # Seeing

    @property
    def answer(self) -> str:
        """What the bot answered last: the open form or window, else the private messages that came or changed."""
        if (form := self.form) is not None:
            return form.words
        if (window := self.window()) is not None:
            return window.words
        own = (*self.private(), *self.direct())
        found = [seen for seen in own if self._before.get(seen.key) != seen.version]
        return "\n".join(seen.words for seen in found or [seen for seen in own if seen.key == self._touched])

    @property
    def screen(self) -> str:
        """Everything this person can read."""
        parts = [f"══ {self.name}, answered last:", self.answer, "══ private:", *_words(self.private())]
        parts += ["══ direct:", *_words(self.direct())]
        for channel in self.channels():
            if posted := self.posted(channel):
                parts += [f"══ #{channel}:", *_words(posted)]
        return "\n".join(parts)

    @property
    def field_problems(self) -> dict[str, str]:
        """What is wrong with the form sent last, by its fields' labels."""
        return self.form.problems if self.form else {}

    async def sees(self, *texts: str) -> None:
        """All of *texts* stand in the newest answer."""
        await self.until(lambda: all(text in self.answer for text in texts), f"an answer with {texts}")

    async def sees_no(self, *texts: str) -> None:
        for text in texts:
            assert text not in self.answer, f"{self.name} sees {text!r}\n{self.screen}"

    async def sees_fact(self, label: str, value: str) -> None:
        """*label* and *value* stand side by side, with or without a colon."""
        pairs = (f"{label} {value}", f"{label}: {value}")
        await self.until(lambda: any(pair in self.answer for pair in pairs), f"{label}: {value}")

    async def sees_at(self, label: str, text: str) -> None:
        """*text* is said about the field *label* of the form that was sent."""
        await self.until(lambda: text in self.field_problems.get(label, ""), f"{text!r} at {label!r}")

    async def sees_in(self, channel: str, *texts: str) -> None:
        """One message in *channel* has all of *texts*."""
        await self._look(channel)
        await self.until(lambda: _with(self.posted(channel), texts), f"{texts} in #{channel}")

    async def sees_none_in(self, channel: str, text: str) -> None:
        """No message in *channel* has *text*, soon or already."""
        await self._look(channel)
        await self.until(lambda: not _with(self.posted(channel), (text,)), f"no {text!r} in #{channel}")

    async def sees_pinned(self, channel: str, *texts: str) -> None:
        await self._look(channel)
        await self.until(lambda: _with(self.pinned(channel), texts), f"{texts} pinned in #{channel}")

    async def sees_unpinned(self, channel: str, text: str) -> None:
        """Nothing pinned in *channel* has *text*, soon or already."""
        await self._look(channel)
        await self.until(lambda: not _with(self.pinned(channel), (text,)), f"no {text!r} pinned in #{channel}")

    async def sees_in_dm(self, *texts: str) -> None:
        await self.until(lambda: _with(self.direct(), texts), f"{texts} in a direct message")

    async def sees_channel(self, channel: str) -> None:
        await self.until(lambda: channel in self.channels(), f"a channel #{channel}")

    def times_in(self, channel: str, text: str) -> int:
        """How many messages in *channel* have *text*; look there first."""
        return len(_with(self.posted(channel), (text,)))

    def choices(self, menu: str) -> tuple[str, ...]:
        """What a menu in the newest message that has it, or a field of the open form, offers."""
        if self.form is not None:
            return self.form.choices.get(menu, ())
        return next((seen.menus[menu] for seen in self._readable() if menu in seen.menus), ())

    # How

    async def until(self, true: Callable[[], T | None], what: str) -> T:
        """Wait until *true* returns something true, and return it; fails with all that this person sees."""
        found = await self._wait_for(true)
        assert found, f"{self.name} does not see {what}\n{self.screen}"
        return found

    async def _act(self, doing: Awaitable[None]) -> None:
        self._before = {seen.key: seen.version for seen in (*self.private(), *self.direct())}
        await doing
        self.remember()

    async def _with_control(self, has: Callable[[Seen[H]], bool], what: str, on: str) -> Seen[H]:
        def found() -> Seen[H] | None:
            return next((seen for seen in self._readable() if has(seen) and on in seen.words), None)

        return await self.until(found, f"{what} on {on!r}" if on else what)

    def _readable(self) -> list[Seen[H]]:
        """What can be acted on: the open window, private messages, direct ones, then channels, each newest first."""
        window = self.window() if self.form is None else None
        elsewhere = [channel for channel in self.channels() if channel != self.channel]
        places = [
            [window] if window else [],
            self.private(),
            self.direct(),
            *(self.posted(channel) for channel in (self.channel, *elsewhere)),
        ]
        return [seen for place in places for seen in reversed(place)]

    def _pointed_at(self, words: str) -> Seen[H] | None:
        elsewhere = [channel for channel in self.channels() if channel != self.channel]
        places = [self.posted(channel) for channel in (self.channel, *elsewhere)]
        return next((seen for place in places for seen in reversed(place) if words in seen.words), None)

    def remember(self) -> None:
        """Note what stands on the screen now, for the check at the end."""
        self.remembered().append(self.answer)

    @abstractmethod
    def remembered(self) -> list[str]: ...
    @property
    @abstractmethod
    def form(self) -> OpenForm | None:
        """The form that is open."""

    @abstractmethod
    def window(self) -> Seen[H] | None:
        """What stands in front of everything else and is no form: Slack's modals and Home."""

    @abstractmethod
    def private(self) -> Sequence[Seen[H]]:
        """Messages that only this person sees, oldest first."""

    @abstractmethod
    def direct(self) -> Sequence[Seen[H]]: ...
    @abstractmethod
    def channels(self) -> Sequence[str]: ...
    @abstractmethod
    def posted(self, channel: str) -> Sequence[Seen[H]]:
        """What everybody sees in *channel*, oldest first."""

    @abstractmethod
    def pinned(self, channel: str) -> Sequence[Seen[H]]: ...
    @abstractmethod
    async def _look(self, channel: str) -> None:
        """Make sure that *channel* is on the screen."""

    @abstractmethod
    async def _wait_for(self, true: Callable[[], T | None]) -> T | None:
        """Return what *true* returned, or None if it never was."""

    @abstractmethod
    async def _say(self, path: str, options: Mapping[str, object]) -> None: ...
    @abstractmethod
    async def _type(self, line: str) -> None: ...
    @abstractmethod
    async def _press(self, on: H, label: str) -> None: ...
    @abstractmethod
    async def _choose(self, on: H, menu: str, labels: Sequence[str]) -> None: ...
    @abstractmethod
    async def _fill(self, values: Mapping[str, object]) -> None: ...
    @abstractmethod
    async def _use(self, action: str, on: H) -> None: ...
    @abstractmethod
    async def _write(self, text: str, channel: str) -> None: ...
    @abstractmethod
    async def _suggest(self, path: str, option: str, typed: str) -> list[str]: ...


def _with(messages: Sequence[Seen[H]], texts: Sequence[str]) -> list[Seen[H]]:
    return [seen for seen in messages if all(text in seen.words for text in texts)]


def _words(messages: Sequence[Seen[H]]) -> list[str]:
    return [seen.words for seen in messages]

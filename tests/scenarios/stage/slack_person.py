"""A person in Slack's app."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from tests.platforms import slack
from tests.platforms.slack import Channel, Message, SlackServer, View
from tests.platforms.slack.blocks import interactive
from tests.platforms.slack.forms import label_of, options_of
from tests.platforms.slack.model import Wire
from tests.platforms.slack.people import Exchange
from tests.scenarios.stage.declared import option
from tests.scenarios.stage.person import PATIENCE, Person
from tests.scenarios.stage.seen import File, OpenForm, Seen, tidy
from tests.scenarios.stage.slack_time import blocks_with_times, with_times

T = TypeVar("T")
Where = Message | View
_ROOT = "staffroom"
MEANWHILE = frozenset({"One moment…", "Saving…"})
_MENUS = frozenset({"static_select", "multi_static_select"})


class SlackPerson(Person[Where]):
    def __init__(self, server: SlackServer, app: slack.Person) -> None:
        super().__init__(app.user.name, app.channel.name)
        self.server = server
        self.app = app
        self._remembered: list[str] = []
        self._at_home = False

    def remembered(self) -> list[str]:
        return self._remembered

    async def opens_home(self) -> None:
        """Open the app's Home tab."""
        await self._act(self._open_home())

    async def uses_shortcut(self, name: str) -> None:
        """Use an entry of the shortcut menu."""
        await self._act(self._shortcut(name))

    @property
    def form(self) -> OpenForm | None:
        view = self.app.modal
        if view is None or view.body.get("submit") is None:
            return None
        inputs = [(block, block["element"]) for block in view.blocks if block["type"] == "input"]
        values = {label_of(b, e): self._value(view.values[b["block_id"]][e["action_id"]]) for b, e in inputs}
        choices = {label_of(b, e): tuple(o["text"]["text"] for o in options_of(e)) for b, e in inputs if "options" in e}
        return OpenForm(view.title, values, choices, dict(self.app.field_errors))

    def window(self) -> Seen[Where] | None:
        view = self.app.modal or (self.app.home if self._at_home else None)
        return self._seen(view, view.id, view.hash) if view is not None and view is not self._form_view() else None

    def private(self) -> Sequence[Seen[Where]]:
        return self._of(message for message in self.app.private if self._words(message) not in MEANWHILE)

    def direct(self) -> Sequence[Seen[Where]]:
        return self._of(message for message in self.app.dms if message.by_bot)

    def channels(self) -> Sequence[str]:
        return [channel.name for channel in self.app.visible() if channel.kind != "im"]

    def posted(self, channel: str) -> Sequence[Seen[Where]]:
        return self._of(self.app.messages(named(self.server, channel)))

    def pinned(self, channel: str) -> Sequence[Seen[Where]]:
        return self._of(self.app.pins(named(self.server, channel)))

    async def goes_to(self, channel: str) -> None:
        await super().goes_to(channel)
        self.app.channel = named(self.server, channel)

    async def _look(self, channel: str) -> None:
        await self.sees_channel(channel)

    async def _wait_for(self, true: Callable[[], T | None]) -> T | None:
        try:
            return await self.server.wait_for(true, PATIENCE)
        except AssertionError:
            return None

    async def _say(self, path: str, options: Mapping[str, object]) -> None:
        words = [path.removeprefix(f"{_ROOT} ")]
        for name, value in sorted(options.items(), key=lambda given: not option(path, given[0]).rest):
            text = _typed(value)
            told = text if '"' in text or text.startswith(("@", "#")) else f'"{text}"'
            words.append(text if option(path, name).rest else f"{name}:{told}")
        await self._type(" ".join(words))

    async def _type(self, line: str) -> None:
        await self._put_away()
        before = self._versions()
        typed = line.removeprefix(f"{_ROOT} ") if line != _ROOT else ""
        await self._answered(await self.app.slash(f"/{_ROOT}", typed), before)

    async def _press(self, on: Where, label: str) -> None:
        if isinstance(on, Message):
            await self._put_away()
        before = self._versions()
        await self._answered(await self.app.click(on, label), before)

    async def _choose(self, on: Where, menu: str, labels: Sequence[str]) -> None:
        """Choose; where several may be, the press on Done tells of them."""
        if isinstance(on, Message):
            await self._put_away()
        before = self._versions()
        several = any(
            element["type"] == "multi_static_select" and _called(element) == menu
            for _, element in interactive(self.app.blocks(on))
        )
        exchange = await self.app.choose(on, menu, list(labels) if several else labels[0])
        if several:
            exchange = await self.app.click(on, "Done")
        await self._answered(exchange, before)

    async def _fill(self, values: Mapping[str, object]) -> None:
        before = self._versions()
        view = self._form_view()
        assert view is not None
        blocks = {label_of(block, block["element"]): block for block in view.blocks if block["type"] == "input"}
        unknown = [label for label in values if label not in blocks]
        assert not unknown, f"the form has no {unknown}, only {list(blocks)}"
        filled = {label: self._filled(blocks[label]["element"], value) for label, value in values.items()}
        exchange = await self.app.submit(filled)
        if exchange.sent and not self.app.field_errors:
            await self._answered(exchange, before)

    async def _use(self, action: str, on: Where) -> None:
        assert isinstance(on, Message)
        await self._put_away()
        before = self._versions()
        await self._answered(await self.app.message_action(action, on), before)

    async def _write(self, text: str, channel: str) -> None:
        self.app.at(named(self.server, channel)).post(text)

    def posts_file(self, text: str, channel: str, file: File) -> None:
        self.app.at(named(self.server, channel)).post(text, files=[self.app.file(file.name, file.content)])

    def link(self, label: str) -> str:
        message = self.private()[-1].handle
        controls = [element for _, element in interactive(message.blocks)]
        return next(str(each["url"]) for each in controls if each["text"]["text"] == label)

    async def _suggest(self, path: str, option: str, typed: str) -> list[str]:
        raise AssertionError("Slack completes nothing while it is typed")

    async def _open_home(self) -> None:
        await self._put_away()
        before = self._versions()
        self._at_home = True
        await self._answered(await self.app.open_home(), before)

    async def _shortcut(self, name: str) -> None:
        await self._put_away()
        before = self._versions()
        await self._answered(await self.app.global_shortcut(name), before)

    async def _answered(self, exchange: Exchange, before: Mapping[str, str]) -> None:
        assert exchange.shown_error is None, f"Slack shows {exchange.shown_error}"

        def changed() -> bool:
            now = self._versions()
            return any(before.get(key) != version for key, version in now.items())

        await self.until(changed, "an answer")

    async def _put_away(self) -> None:
        """Close what stands in front of the channel."""
        self._at_home = False
        while self.app.modal is not None:
            await self.app.close_modal()
        self.app.field_errors = {}

    def _versions(self) -> dict[str, str]:
        """What this person could be answered in; what only says that the answer is coming is none."""
        view = self.app.modal
        shown = [*self.private(), *self.direct()]
        if view is not None and not self._words(view).endswith(tuple(MEANWHILE)):
            shown.append(self._seen(view, view.id, view.hash))
        if self._at_home and self.app.home is not None:
            shown.append(self._seen(self.app.home, "home", self.app.home.hash))
        return {seen.key: seen.version for seen in shown}

    def _form_view(self) -> View | None:
        view = self.app.modal
        return view if view is not None and view.body.get("submit") is not None else None

    def _of(self, messages: Iterable[Message]) -> Sequence[Seen[Where]]:
        return [self._seen(m, f"{m.channel.id}/{m.ts}", m.edited or "") for m in messages]

    def _seen(self, shown: Where, key: str, version: str) -> Seen[Where]:
        controls = [element for _, element in interactive(shown.blocks)]
        buttons = tuple(element["text"]["text"] for element in controls if element["type"] == "button")
        menus = {
            _called(element): tuple(choice["text"]["text"] for choice in options_of(element))
            for element in controls
            if element["type"] in _MENUS
        }
        return Seen(key, version, self._words(shown), shown, buttons, menus)

    def _words(self, shown: Where) -> str:
        """What this person reads, moments in their own zone."""
        zone = self.app.user.tz
        if isinstance(shown, View):
            return tidy(f"{shown.title}\n{self.server.shown(blocks_with_times(shown.blocks, zone))}".strip())
        return tidy(self.server.shown(blocks_with_times(shown.blocks, zone) or str(with_times(shown.text, zone))))

    def _filled(self, element: Wire, value: object) -> Any:
        if element["type"] in ("channels_select", "conversations_select"):
            channel = named(self.server, str(value).removeprefix("#")) if value else None
            public = channel is None or channel.kind == "public"
            assert public or element["type"] == "conversations_select", (
                f"Slack offers public channels here, not #{value}"
            )
            return channel
        if element["type"] in ("static_select", "radio_buttons") and value == "":
            return None
        return value

    def _value(self, state: Wire) -> str:
        """What stands in a field."""
        if channel := state.get("selected_channel") or state.get("selected_conversation"):
            return self.server.workspace.channels[channel].name
        if chosen := state.get("selected_option"):
            return str(chosen["text"]["text"])
        if "selected_options" in state:
            return ", ".join(chosen["text"]["text"] for chosen in state["selected_options"] or ())
        return str(state.get("value") or state.get("selected_date") or state.get("selected_time") or "")


def _called(element: Wire) -> str:
    return str(element.get("placeholder", {}).get("text", ""))


def _typed(value: object) -> str:
    return f"@{value.name}" if isinstance(value, SlackPerson) else str(value)


def named(server: SlackServer, name: str) -> Channel:
    channel = server.workspace.named(name)
    assert channel is not None, f"there is no #{name}"
    return channel

"""The rehearsal room as the stage of a scenario: the people who are there, each in a browser of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from aiohttp import ClientSession

from adapters.rehearsal.people import PEOPLE, WORKSPACES, RoomWorkspace
from bot.domain.community import Purpose
from bot.domain.people import Platform, Role
from bot.ui.model import Kind
from tests.scenarios.stage.declared import option_of, registry
from tests.scenarios.stage.host import Host
from tests.scenarios.stage.html import Node, text_of
from tests.scenarios.stage.installation import InRoom
from tests.scenarios.stage.person import PATIENCE, Person
from tests.scenarios.stage.seen import File, OpenForm, Seen, tidy
from tests.scenarios.stage.sheet import inputs, label_of, problems, put_into, values
from tests.scenarios.stage.tab import Changes, Tab

T = TypeVar("T")


class RoomHost(Host):
    platform = Platform.REHEARSAL
    takes_typed_text = True
    suggests = True
    can_remove_bot = False
    can_make_channels = False

    def __init__(self, installation: InRoom, session: ClientSession, at: RoomWorkspace = WORKSPACES[0]) -> None:
        super().__init__(at.name, at.id)
        self.installation = installation
        self.session = session
        self.changes = Changes()
        self.tabs: list[Tab] = []
        self.words: list[str] = []

    def channel(self, name: str, private: bool = False) -> None:
        raise AssertionError("in the rehearsal room nobody makes channels by hand")

    def purposes(self) -> dict[Purpose, tuple[str, str]]:
        return {}  # the room has chosen its own

    async def remove_bot(self) -> None:
        raise AssertionError("from the rehearsal room nobody removes the bot")

    async def bring_back(self) -> bool:
        raise AssertionError("from the rehearsal room nobody removes the bot")

    async def came_back(self) -> None:
        for tab in self.tabs:
            await tab.close()
            await tab.open(self.installation.address)

    async def tab(self, person: str, channel: str) -> Tab:
        query = {"as": person, "in": self.external_id, "channel": channel}
        tab = Tab(self.session, query, self.changes, self.words.append)
        self.tabs.append(tab)
        await tab.open(self.installation.address)
        return tab

    async def close(self) -> None:
        for tab in self.tabs:
            await tab.close()

    async def _join(self, name: str, role: Role) -> RoomPerson:
        """Return who is in the room already; others cannot come in."""
        known = next((one for one in PEOPLE if one.name == name), None)
        there = {one.name: one.role.name.lower() for one in PEOPLE}
        assert known is not None and known.role is role, f"{name} is no {role.name.lower()}; there are {there}"
        person = RoomPerson(self, known.id, name)
        await person.goes_to("general")
        return person

    def sent(self) -> Iterable[str]:
        return self.words

    def problems(self) -> list[str]:
        return []


def next_door(host: RoomHost) -> RoomHost:
    """Return the room's other server, where the same people are."""
    return RoomHost(host.installation, host.session, WORKSPACES[1])


class RoomPerson(Person[Node]):
    """*open* tells whether the sheet with the form stands open or was put aside."""

    def __init__(self, host: RoomHost, user: str, name: str) -> None:
        super().__init__(name, "general")
        self.host = host
        self.user = user
        self.tabs: dict[str, Tab] = {}
        self._remembered: list[str] = []
        self._put_aside: Node | None = None

    def remembered(self) -> list[str]:
        return self._remembered

    @property
    def tab(self) -> Tab:
        return self.tabs[self.channel]

    @property
    def toast(self) -> str:
        """The last passing words of the page."""
        return self.tab.toasts[-1] if self.tab.toasts else ""

    @property
    def form(self) -> OpenForm | None:
        sheet = self.tab.sheet
        if sheet is None or sheet is self._put_aside:
            return None
        shown = {label_of(sheet, name): each for name, each in inputs(sheet).items()}
        choices = {
            label: tuple(text_of(choice) for choice in each.every("option") if choice["value"])
            for label, each in shown.items()
            if each.tag == "select"
        }
        return OpenForm(sheet.one("h2").words(), values(sheet), choices, problems(sheet))

    def window(self) -> None:
        return None

    def private(self) -> Sequence[Seen[Node]]:
        """Each channel keeps the answers that were asked for there."""
        found = {key: value for tab in self.tabs.values() for key, value in tab.messages.items()}
        return _of({key: found[key] for key in sorted(found, key=_number) if found[key][0].has("data-private")})

    def direct(self) -> Sequence[Seen[Node]]:
        return _of(self.tab.direct)

    def channels(self) -> Sequence[str]:
        return self.tab.channels

    def posted(self, channel: str) -> Sequence[Seen[Node]]:
        if channel not in self.tabs:
            return []
        messages = self.tabs[channel].messages
        return _of({key: seen for key, seen in messages.items() if not seen[0].has("data-private")})

    def pinned(self, channel: str) -> Sequence[Seen[Node]]:
        tab = self.tabs[channel]
        return _of({key: tab.messages[key] for key in tab.pinned if key in tab.messages})

    async def goes_to(self, channel: str) -> None:
        await self._look(channel)
        self.channel = channel

    async def _look(self, channel: str) -> None:
        if channel in self.tabs:
            return
        if self.tabs:
            await self.sees_channel(channel)
        self.tabs[channel] = await self.host.tab(self.user, channel)

    async def _wait_for(self, true: Callable[[], T | None]) -> T | None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := true()):
                    await self.host.changes.next()
        except TimeoutError:
            return None
        return found

    async def _say(self, path: str, options: Mapping[str, object]) -> None:
        offered = [command["path"] for command in self.tab.data["commands"]]
        assert path in offered, f"/{path} is not offered to {self.name}"
        self._put_away()
        sent = {name: await self.tab.send(value) for name, value in options.items() if isinstance(value, File)}
        typed = {name: self._option(path, name, value) for name, value in options.items() if name not in sent}
        given = {**typed, **sent}
        await self.tab.ask(do="command", path=path, options=given)

    async def _type(self, line: str) -> None:
        self._put_away()
        await self.tab.ask(do="say", text=f"/{line}")

    async def _press(self, on: Node, label: str) -> None:
        buttons = [each for each in _body(on).every("button") if each.words() == f"[{label}]"]
        assert len(buttons) == 1, f"{len(buttons)} buttons [{label}] in\n{on.words()}"
        self._put_away()
        await self._asks(on, do="press", message=on["data-id"], code=buttons[0]["data-code"], chosen=[])

    async def _choose(self, on: Node, menu: str, labels: Sequence[str]) -> None:
        pick = next(each for each in on.every("details") if _menu(each) == menu)
        self._put_away()
        if "several" in pick.classes:
            boxes = {text_of(label.one("span")): label.one("input")["value"] for label in pick.every("label")}
            assert len(labels) <= int(pick["data-most"])
            code, chosen = pick.one("button")["data-code"], [boxes[label] for label in labels]
        else:
            button = next(each for each in pick.every("button") if _choice(each) == labels[0])
            code, chosen = button["data-code"], [button["data-value"]]
        await self._asks(on, do="press", message=on["data-id"], code=code, chosen=chosen)

    async def _fill(self, given: Mapping[str, object]) -> None:
        sheet = self.tab.sheet
        assert sheet is not None
        sent = put_into(sheet, given)
        await self.tab.ask(do="submit", code=sheet["data-code"], source=sheet["data-source"], values=sent)

    async def _use(self, action: str, on: Node) -> None:
        names = {each["label"]: each["name"] for each in self.tab.data["actions"]}
        self._put_away()
        await self._asks(on, do="point", name=names[action], message=on["data-id"])

    async def _write(self, text: str, channel: str) -> None:
        await self._look(channel)
        await self.tabs[channel].ask(do="say", text=text)

    def link(self, label: str) -> str:
        body = _body(self.private()[-1].handle)
        return self.host.installation.address + next(a["href"] for a in body.every("a") if text_of(a) == label)

    async def _suggest(self, path: str, option: str, typed: str) -> list[str]:
        await self.tab.ask(do="suggest", path=path, option=option, typed=typed)
        return [choice["label"] for choice in self.tab.found]

    async def _asks(self, on: Node, **what: Any) -> None:
        """Ask in the channel where the message stands; one goes there to act on it."""
        where = next((name for name, tab in self.tabs.items() if on["data-id"] in tab.messages), self.channel)
        self.channel = where
        await self.tab.ask(**what)

    def _put_away(self) -> None:
        """Close the sheet; what was typed stays in the page."""
        self._put_aside = self.tab.sheet

    def _option(self, path: str, name: str, value: object) -> str:
        declared = option_of(registry().commands[path], name)
        if isinstance(value, RoomPerson):
            return f"{value.user}|{value.name}"
        if declared.kind is Kind.CHANNEL:
            return next(str(each["value"]) for each in self.tab.data["channels"] if each["label"] == f"#{value}")
        text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        assert len(text) <= declared.most, f"{name} takes {declared.most} characters, not {len(text)}"
        return text


def _of(messages: Mapping[str, tuple[Node, int]]) -> list[Seen[Node]]:
    return [_seen(key, node, version) for key, (node, version) in messages.items()]


def _seen(key: str, article: Node, version: int) -> Seen[Node]:
    body = _body(article)
    lists = {_menu(pick): pick for pick in body.every("details")}
    inside = {id(button) for pick in lists.values() for button in pick.every("button")}
    buttons = tuple(each.words()[1:-1] for each in body.every("button") if id(each) not in inside)
    menus = {name: _choices(pick) for name, pick in lists.items()}
    return Seen(key, str(version), tidy(body.words()), article, buttons, menus)


def _body(article: Node) -> Node:
    return article.one("div", class_="body")


def _menu(pick: Node) -> str:
    return text_of(pick.one("summary"))


def _choices(pick: Node) -> tuple[str, ...]:
    if "several" in pick.classes:
        return tuple(text_of(label.one("span")) for label in pick.every("label"))
    return tuple(_choice(button) for button in pick.every("button"))


def _choice(button: Node) -> str:
    return "".join(child for child in button.children if isinstance(child, str)).strip()


def _number(message: str) -> int:
    return int(message[1:])

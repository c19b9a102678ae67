"""Somebody with a page of the rehearsal room open: what its script sends over the socket, and what it then shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.process.people import ANSWERED_WITHIN, Somebody
from tests.scenarios.stage.html import Node, read, text_of


class InRoom(Somebody):
    """One page, of *who* in the channel general; ``open`` loads it, again after a restart as a browser does."""

    def __init__(self, session: ClientSession, who: str, workspace: str = "riverside") -> None:
        self._session = session
        self._who = who
        self._workspace = workspace
        self._url = ""
        self._refs = count()
        self._changes = 0
        self._answers: dict[str, Node] = {}
        self._form: Node | None = None
        self._socket: ClientWebSocketResponse | None = None

    async def open(self, url: str) -> None:
        """Load the page, which shows what is stored, and connect."""
        await self.leave()
        self._url = url
        page = await self.look("general")
        answers = (article for article in page.every("article") if article.has("data-private"))
        self._answers = {article["data-id"]: article for article in answers}
        self._form = next(page.one("template", id="form").every("form"), None)
        self._socket = await self._session.ws_connect(f"{url}/ws", params=self._address("general"))

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def look(self, channel: str) -> Node:
        """Return the page as it is loaded for *channel*."""
        async with self._session.get(self._url, params=self._address(channel)) as answer:
            assert answer.status == 200, await answer.text()
            return read(await answer.text())

    async def types(self, text: str) -> None:
        """Type a line into the composer."""
        await self._until_changed(self._ask(do="say", text=text))

    async def read_in(self, channel: str) -> list[str]:
        """Return what the bot says to all in a channel."""
        page = await self.look(channel)
        said = page.every("article", class_="bot")
        return [article.words() for article in said if not article.has("data-private")]

    async def pinned_in(self, channel: str) -> list[str]:
        return [pin.words() for pin in (await self.look(channel)).one("div", id="pins").every("li")]

    async def counts(self, count: int, channel: str, *, pinned: bool = False) -> list[str]:
        """Return what the bot says in a channel, or what is pinned there, once that is *count*.

        Asked for again and again: a page is told of its own channel only, and this may be another.
        """
        end = asyncio.get_running_loop().time() + ANSWERED_WITHIN
        while len(found := await (self.pinned_in(channel) if pinned else self.read_in(channel))) != count:
            assert asyncio.get_running_loop().time() < end, f"there are not {count} but {found}"
            await asyncio.sleep(0.05)
        return found

    def screen(self) -> object:
        return self._changes

    def reads(self) -> str:
        if self._form is not None:
            return self._form.words()
        return next(reversed(self._answers.values())).words() if self._answers else ""

    def links(self) -> list[str]:
        """Return where the newest answer leads."""
        newest = next(reversed(self._answers.values()), None)
        return [link["href"] for link in newest.every("a")] if newest is not None else []

    def form(self) -> Mapping[str, str]:
        assert self._form is not None, f"no form is open; there is\n{self.reads()}"
        values = _values(self._form)
        return {label: values[name] for label, name in _labels(self._form).items()}

    async def until(self, true: Callable[[], Any], seconds: float = ANSWERED_WITHIN) -> Any:
        try:
            async with asyncio.timeout(seconds):
                while not (value := true()):
                    await self._hear()
        except TimeoutError:
            raise AssertionError(f"not so within {seconds} s\n{self.reads()}") from None
        return value

    async def _close(self) -> None:
        if self._form is not None:
            await self._ask(do="put_away")

    async def _say(self, command: str, options: Mapping[str, str]) -> None:
        await self._ask(do="command", path=command, options=dict(options))

    async def _press(self, label: str) -> None:
        for message, article in reversed(self._answers.items()):
            for button in article.every("button"):
                if button.has("data-code") and text_of(button).strip() == label:
                    await self._ask(do="press", message=message, code=button["data-code"], chosen=[])
                    return
        raise AssertionError(f"nothing has [{label}]; there is\n{self.reads()}")

    async def presses_in(self, channel: str, words: str, label: str) -> None:
        """Press a button on what all see with *words* in a channel."""
        for article in (await self.look(channel)).every("article", class_="bot"):
            for button in article.every("button"):
                if words in article.words() and text_of(button).strip() == label:
                    press = self._ask(do="press", message=article["data-id"], code=button["data-code"], chosen=[])
                    await self._until_changed(press)
                    return
        raise AssertionError(f"nothing in #{channel} has [{label}]")

    async def _choose(self, menu: str, option: str) -> None:
        for message, article in reversed(self._answers.items()):
            for pick in article.every("details", class_="pick"):
                if text_of(pick.one("summary")).strip() != menu:
                    continue
                for button in pick.every("button"):
                    if text_of(button).strip() == option:
                        chosen = [button["data-value"]]
                        await self._ask(do="press", message=message, code=button["data-code"], chosen=chosen)
                        return
        raise AssertionError(f"no menu {menu!r} with {option!r}; there is\n{self.reads()}")

    async def _fill(self, fields: Mapping[str, Any]) -> None:
        assert self._form is not None, f"no form is open; there is\n{self.reads()}"
        names = _labels(self._form)
        typed = {names[label]: str(value) for label, value in fields.items()}
        values = {**_values(self._form), **typed}
        await self._ask(do="submit", code=self._form["data-code"], source=self._form["data-source"], values=values)

    async def _ask(self, **what: Any) -> None:
        assert self._socket is not None, "the page is not open"
        ref = f"{self._who}{next(self._refs):06}{id(self):x}"
        await self._socket.send_str(json.dumps({"ref": ref, **what}))
        async with asyncio.timeout(ANSWERED_WITHIN):
            while await self._hear() != ref:
                pass

    async def _hear(self) -> str:
        """Take in one event and return the reference that is done with it, if any."""
        assert self._socket is not None, "the page is not open"
        event: dict[str, Any] = await self._socket.receive_json()
        match event["event"]:
            case "message":
                article = read(event["html"]).one("article")
                if article.has("data-private"):
                    self._answers.pop(article["data-id"], None)
                    self._answers[article["data-id"]] = article
                    self._changes += 1
            case "removed":
                self._answers.pop(event["id"], None)
            case "form":
                self._form = read(event["html"]).one("form")
                self._changes += 1
            case "form_closed":
                self._form = None
                self._changes += 1
            case "done":
                return str(event["ref"])
            case _:
                pass
        return ""

    def _address(self, channel: str) -> dict[str, str]:
        return {"as": self._who, "in": self._workspace, "channel": channel}


def _labels(form: Node) -> dict[str, str]:
    """Return the name of each field by its label, without the words on whether it is needed."""
    found = {}
    for label in form.every("label"):
        if label["for"]:
            words = "".join(part if isinstance(part, str) else "" for part in label.children)
            found[" ".join(words.split())] = label["for"].removeprefix("field-")
    return found


def _values(form: Node) -> dict[str, str]:
    values = {}
    for control in form.every():
        name = control["name"]
        match control.tag:
            case "input":
                values[name] = control["value"]
            case "textarea":
                values[name] = text_of(control).removeprefix("\n")
            case "select":
                values[name] = next((o["value"] for o in control.every("option") if o.has("selected")), "")
            case _:
                pass
    return values

"""Payloads that no app of a platform would send: commands, presses and forms that nothing looked up or checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.render import CHOOSING_PREFIX
from tests.platforms.discord.components import BUTTON, LABEL, STRING_SELECT, TEXT_INPUT
from tests.platforms.discord.interactions import Did
from tests.platforms.discord.picking import Resolved
from tests.platforms.slack import BOT_USER, Exchange, Message, payloads
from tests.scenarios.stage.discord import DiscordPerson
from tests.scenarios.stage.person import Person
from tests.scenarios.stage.room import RoomPerson
from tests.scenarios.stage.slack_person import MEANWHILE, SlackPerson

_COMMAND, _SUBCOMMAND, _STRING = 1, 1, 3


async def sends(person: Person[Any], path: str, options: Mapping[str, str]) -> str:
    """Send a command with whatever options (on Slack as a typed line) and return the words of the answer."""
    match person:
        case DiscordPerson():
            await person._act(_discord_command(person, path, options))
        case SlackPerson():
            given = " ".join(f'{name}:"{value}"' for name, value in options.items())
            await person._act(person._type(f"{path} {given}".strip()))
        case RoomPerson():
            await person._act(_room(person, do="command", path=path, options=dict(options)))
        case _:
            raise AssertionError(person)
    return unhurried(person.answer)


async def presses(person: Person[Any], code: str, *chosen: str) -> str:
    """Press a button, or choose in a menu, that nobody showed, and return the words of the answer."""
    match person:
        case DiscordPerson():
            await person._act(_discord_press(person, code, chosen))
        case SlackPerson():
            await person._act(_slack_press(person, code, chosen))
        case RoomPerson():
            await person._act(_room(person, do="press", message="", code=code, chosen=list(chosen)))
        case _:
            raise AssertionError(person)
    return unhurried(person.answer)


async def submits(person: Person[Any], code: str, values: Mapping[str, str]) -> str:
    """Send a form that was not open and return the words of the answer, or of what is wrong at its fields."""
    match person:
        case DiscordPerson():
            await person._act(_discord_form(person, code, values))
        case SlackPerson():
            return await _slack_form(person, code, values)
        case RoomPerson():
            await person._act(_room(person, do="submit", code=code, source="", values=dict(values)))
        case _:
            raise AssertionError(person)
    return unhurried(person.answer)


def unhurried(told: str) -> str:
    assert "That was a lot at once" not in told, "the person went too fast to be answered anything else"
    return told


def as_handed_over(person: Person[Any]) -> str:
    """A colleague as the platform hands one over in an option."""
    match person:
        case DiscordPerson():
            return f"{person.app.user.id}|{person.name}"
        case RoomPerson():
            return f"{person.user}|{person.name}"
        case _:
            return f"@{person.name}"


async def _discord_command(person: DiscordPerson, path: str, options: Mapping[str, str]) -> None:
    name, *rest = path.split()
    app = person.app
    app.dismiss()
    known = next((command for command in app._state.commands if command["name"] == name), {"id": "1"})
    sent: list[dict[str, Any]] = [{"name": key, "type": _STRING, "value": value} for key, value in options.items()]
    for depth, word in enumerate(reversed(rest)):
        sent = [{"name": word, "type": _SUBCOMMAND + (depth > 0), "options": sent}]
    data = {"id": known["id"], "name": name, "type": _COMMAND, "options": sent}
    resolved = Resolved(app._state, app.channel)
    await person._answered(app._send(Did.COMMAND, data, resolved, label=f"forged /{path}"))


async def _discord_press(person: DiscordPerson, code: str, chosen: tuple[str, ...]) -> None:
    app = person.app
    app.dismiss()
    on = app.post("something that anybody wrote")
    kind, values = (STRING_SELECT, list(chosen)) if chosen else (BUTTON, None)
    await person._answered(await app.raw_component(code, on, kind, values))


async def _discord_form(person: DiscordPerson, code: str, values: Mapping[str, str]) -> None:
    person.app.dismiss()
    fields = [
        {
            "type": LABEL,
            "id": place,
            "component": {"type": TEXT_INPUT, "id": 50 + place, "custom_id": name, "value": value},
        }
        for place, (name, value) in enumerate(values.items(), start=1)
    ]
    await person._answered(await person.app.raw_modal(code, fields))


async def _slack_press(person: SlackPerson, code: str, chosen: tuple[str, ...]) -> None:
    await person._put_away()
    before = person._versions()
    app, server = person.app, person.server
    on = Message(server.workspace.new_ts(), app.channel, BOT_USER, "")
    options = [{"text": {"type": "plain_text", "text": "-"}, "value": value} for value in chosen]
    element: dict[str, Any] = {"type": "button", "action_id": code, "value": ""}
    said: dict[str, Any] | None = None
    if len(options) > 1:
        on.values = {"forged": {CHOOSING_PREFIX + code: {"selected_options": options}}}
    elif options:
        element, said = {"type": "static_select", "action_id": code}, {"selected_option": options[0]}
    action = payloads.action("forged", element, server.workspace.new_ts(), said)
    await person._answered(await app._act(on, action), before)


async def _slack_form(person: SlackPerson, code: str, values: Mapping[str, str]) -> str:
    """The form stands open nowhere, so what the app answered is all there is to see."""
    await person._put_away()
    filled = {name: {"value": {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    before = len(person.direct())
    exchange = await person.app.raw_view_submission(code, filled)
    words = _acknowledged(person, exchange)
    if words in MEANWHILE:  # the form is nowhere, so what comes later comes as a direct message
        *_, words = await person.until(lambda: [seen.words for seen in person.direct()[before:]], "what was saved")
    person.remembered().append(words)
    return words


def _acknowledged(person: SlackPerson, exchange: Exchange) -> str:
    assert exchange.shown_error is None, f"Slack shows {exchange.shown_error}"
    ack = exchange.ack or {}
    if "errors" in ack:
        return "\n".join(f"{name}: {words}" for name, words in ack["errors"].items())
    return person.server.shown(ack["view"]["blocks"]) if "view" in ack else ""


async def _room(person: RoomPerson, **what: Any) -> None:
    person._put_away()
    await person.tab.ask(**what)

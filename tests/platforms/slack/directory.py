"""Who and where: auth.*, apps.*, team.*, users.*, and pins.*."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.platforms.slack.calls import Call, Handler
from tests.platforms.slack.model import BOT_ID, BOT_USER, Refusal, Wire

PINS = 100
"""Slack publishes no number; people report this one."""


def auth_test(call: Call) -> Wire:
    return {
        "url": f"https://{call.workspace.domain}.slack.com/",
        "team": call.workspace.name,
        "team_id": call.workspace.team_id,
        "user": call.workspace.users[BOT_USER].name,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Wire:
    return {"url": f"{call.server.socket_url}?ticket={call.server.socket.new_ticket()}"}


def team_info(call: Call) -> Wire:
    call.needs("team:read")
    if call.text("team") not in {"", call.workspace.team_id}:
        raise Refusal("team_not_found")
    return {"team": {"id": call.workspace.team_id, "name": call.workspace.name, "domain": call.workspace.domain}}


def users_info(call: Call) -> Wire:
    call.needs("users:read")
    return {"user": call.user().wire(locale=call.flag("include_locale"))}


def users_list(call: Call) -> Wire:
    call.needs("users:read")
    people = [user.wire(locale=call.flag("include_locale")) for user in call.workspace.users.values()]
    return call.page(people, "members", 1000)


def pins_add(call: Call) -> Wire:
    call.needs("pins:write")
    channel = call.joined(call.channel())
    if channel.is_archived:
        raise Refusal("is_archived")
    if not call.text("timestamp"):
        raise Refusal("no_item_specified")
    message = call.message(channel, "timestamp")
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= PINS:
        raise Refusal("too_many_pins")
    channel.pins.append(message.ts)
    return {}


def pins_remove(call: Call) -> Wire:
    call.needs("pins:write")
    channel = call.joined(call.channel())
    if not call.text("timestamp"):
        raise Refusal("no_item_specified")
    message = call.message(channel, "timestamp")
    if message.ts not in channel.pins:
        raise Refusal("no_pin")
    channel.pins.remove(message.ts)
    return {}


def pins_list(call: Call) -> Wire:
    call.needs("pins:read")
    channel = call.joined(call.channel())
    pinned = [message for message in channel.messages if message.ts in channel.pins]
    items = [{"type": "message", "channel": channel.id, "created": 0, "message": m.wire()} for m in pinned]
    return {"items": items}


METHODS: Mapping[str, Handler] = MappingProxyType(
    {
        "apps.connections.open": connections_open,
        "auth.test": auth_test,
        "pins.add": pins_add,
        "pins.list": pins_list,
        "pins.remove": pins_remove,
        "team.info": team_info,
        "users.info": users_info,
        "users.list": users_list,
    }
)

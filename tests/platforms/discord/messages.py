"""Endpoints about messages and pins."""

from datetime import datetime

from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.model import PINNED_NOTICE, Channel, Json, Message
from tests.platforms.discord.payloads import instant
from tests.platforms.discord.permissions import Permission
from tests.platforms.discord.posting import edit, post
from tests.platforms.discord.routing import Answer, Call, Routes
from tests.platforms.discord.state import State

NONCE_LIFE = 180.0
PINS = 250


def _place(call: Call, *needed: Permission) -> Channel:
    return call.state.channel(call.path["channel_id"], *needed)


def _one(call: Call, *needed: Permission) -> Message:
    return call.state.message(_place(call, *needed), call.path["message_id"])


def _public(channel: Channel) -> list[Message]:
    return [message for message in channel.messages.values() if message.reader is None]


async def _history(call: Call) -> Answer:
    channel = _place(call)
    if not channel.bot_permissions & Permission.READ_MESSAGE_HISTORY:
        return Answer(200, [])
    limit = int(call.query.get("limit", 50))
    ordered = sorted(_public(channel), key=lambda message: message.id, reverse=True)
    if "before" in call.query:
        ordered = [message for message in ordered if message.id < int(call.query["before"])]
    if "after" in call.query:
        ordered = [message for message in ordered if message.id > int(call.query["after"])][-limit:]
    if "around" in call.query:
        middle = int(call.query["around"])
        nearest = sorted(ordered, key=lambda message: abs(message.id - middle))[:limit]
        ordered = [message for message in ordered if message in nearest]
    return Answer(200, [call.state.seen_by_bot(message) for message in ordered[:limit]])


async def _read(call: Call) -> Answer:
    return Answer(200, call.state.seen_by_bot(_one(call, Permission.READ_MESSAGE_HISTORY)))


async def _post(call: Call) -> Answer:
    state, channel = call.state, _place(call, Permission.SEND_MESSAGES)
    _check_reach(state, channel)
    if call.files:
        state.require(channel, Permission.ATTACH_FILES)
    if call.body.get("message_reference") and not channel.bot_permissions & Permission.READ_MESSAGE_HISTORY:
        raise Refusal(160002)
    if (earlier := _sent_before(state, channel, call.body)) is not None:
        return Answer(200, state.seen_by_bot(earlier))
    channel.archived = False
    message = post(state, channel, state.bot, call.draft())
    if call.body.get("nonce") is not None:
        state.nonces[channel.id, str(call.body["nonce"])] = (state.clock.monotonic(), message)
    return Answer(200, state.seen_by_bot(message))


def _check_reach(state: State, channel: Channel) -> None:
    if channel.recipient is None:
        return
    if not state.has_mutual_guild(channel.recipient):
        raise Refusal(50278)
    if channel.recipient.dms_closed:
        raise Refusal(50007)


def _sent_before(state: State, channel: Channel, body: Json) -> Message | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    at, message = state.nonces.get((channel.id, str(body["nonce"])), (0.0, None))
    if message is None or state.clock.monotonic() - at > NONCE_LIFE:
        return None
    if message.deleted:
        raise Refusal(10008)
    return message


async def _change(call: Call) -> Answer:
    message = _one(call)
    if message.author is not call.state.bot:
        raise Refusal(50005)
    if message.channel.archived:
        raise Refusal(50083)
    return Answer(200, call.state.seen_by_bot(edit(call.state, message, call.draft())))


async def _delete(call: Call) -> Answer:
    message = _one(call)
    if message.author is not call.state.bot:
        call.state.require(message.channel, Permission.MANAGE_MESSAGES)
    call.state.remove_message(message)
    return Answer(204)


async def _pin(call: Call) -> Answer:
    message = _one(call, Permission.PIN_MESSAGES)
    if message.type == PINNED_NOTICE:
        raise Refusal(50021)
    if message.pinned_at is None:
        if len(message.channel.pinned) >= PINS:
            raise Refusal(30003)
        set_pin(call.state, message, call.state.clock.now())
        notice = Message(
            call.state.ids.next(), message.channel, call.state.bot, call.state.clock.now(), type=PINNED_NOTICE
        )
        notice.reference = {"type": 0, "channel_id": str(message.channel.id), "message_id": str(message.id)}
        message.channel.add(notice)
        call.state.tell_of_message("MESSAGE_CREATE", notice)
    return Answer(204)


async def _unpin(call: Call) -> Answer:
    set_pin(call.state, _one(call, Permission.PIN_MESSAGES), None)
    return Answer(204)


def set_pin(state: State, message: Message, at: datetime | None) -> None:
    """Pin a message, or take its pin away, and tell sessions."""
    message.pinned_at = at
    channel = message.channel
    newest = channel.pinned[0].pinned_at if channel.pinned else None
    data: Json = {"channel_id": str(channel.id), "last_pin_timestamp": instant(newest) if newest else None}
    if channel.guild is not None:
        data["guild_id"] = str(channel.guild.id)
    state.gateway.dispatch("CHANNEL_PINS_UPDATE", data, channel.guild.id if channel.guild else None)
    state.changed()


def _readable_pins(call: Call) -> list[Message]:
    channel = _place(call)
    return channel.pinned if channel.bot_permissions & Permission.READ_MESSAGE_HISTORY else []


async def _pins(call: Call) -> Answer:
    limit = int(call.query.get("limit", 50))
    pins = [(message.pinned_at, message) for message in _readable_pins(call) if message.pinned_at]
    if "before" in call.query:
        before = datetime.fromisoformat(call.query["before"])
        pins = [(at, message) for at, message in pins if at < before]
    items = [{"pinned_at": instant(at), "message": call.state.seen_by_bot(message)} for at, message in pins[:limit]]
    return Answer(200, {"items": items, "has_more": len(pins) > limit})


async def _old_pins(call: Call) -> Answer:
    return Answer(200, [call.state.seen_by_bot(message) for message in _readable_pins(call)])


_CHANNEL = "/channels/{channel_id}"

ROUTES: Routes = {
    ("GET", f"{_CHANNEL}/messages"): _history,
    ("POST", f"{_CHANNEL}/messages"): _post,
    ("GET", f"{_CHANNEL}/messages/{{message_id}}"): _read,
    ("PATCH", f"{_CHANNEL}/messages/{{message_id}}"): _change,
    ("DELETE", f"{_CHANNEL}/messages/{{message_id}}"): _delete,
    ("GET", f"{_CHANNEL}/messages/pins"): _pins,
    ("PUT", f"{_CHANNEL}/messages/pins/{{message_id}}"): _pin,
    ("DELETE", f"{_CHANNEL}/messages/pins/{{message_id}}"): _unpin,
    ("GET", f"{_CHANNEL}/pins"): _old_pins,
    ("PUT", f"{_CHANNEL}/pins/{{message_id}}"): _pin,
    ("DELETE", f"{_CHANNEL}/pins/{{message_id}}"): _unpin,
}

"""conversations.*: channels, their members and their history."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from tests.platforms.slack.calls import Call, Handler, is_bot
from tests.platforms.slack.model import BOT_USER, Channel, ChannelKind, Message, Refusal, Wire

NAME_CHARACTERS = 80
TOPIC_CHARACTERS = 250


def create(call: Call) -> Wire:
    name, private = call.text("name"), call.flag("is_private")
    call.needs("groups:write" if private else "channels:manage")
    if not call.server.may_create_channels:
        raise Refusal("restricted_action")
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > NAME_CHARACTERS:
        raise Refusal("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise Refusal("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise Refusal("invalid_name_punctuation")
    if call.workspace.named(name) is not None:
        raise Refusal("name_taken")
    channel = call.workspace.new_channel(name, "private" if private else "public", BOT_USER)
    channel.members.add(BOT_USER)
    return {"channel": channel.wire()}


_TYPES: Mapping[str, ChannelKind] = MappingProxyType(
    {"public_channel": "public", "private_channel": "private", "im": "im"}
)


def list_channels(call: Call) -> Wire:
    types = [part.strip() for part in (call.text("types") or "public_channel").split(",")]
    if set(types) - _TYPES.keys() - {"mpim"}:
        raise Refusal("invalid_types")
    kinds = {_TYPES[name] for name in types if name in _TYPES}
    scopes: dict[ChannelKind, str] = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
    for kind in sorted(kinds):
        call.needs(scopes[kind])
    found = [
        channel.wire()
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or channel.bot_joined)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    return call.page(found, "channels", 100)


def info(call: Call) -> Wire:
    return {"channel": call.channel("read").wire()}


def join(call: Call) -> Wire:
    call.needs("channels:join")
    channel = call.channel()
    if channel.kind != "public":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    warning = {"warning": "already_in_channel"} if channel.bot_joined else {}
    channel.members.add(BOT_USER)
    return {"channel": channel.wire()} | warning


def rename(call: Call) -> Wire:
    channel = call.joined(call.channel("manage"))
    name = call.text("name")
    if not re.fullmatch(r"[a-z0-9_-]{1,80}", name):
        raise Refusal("invalid_name_specials")
    if channel.is_archived:
        raise Refusal("is_archived")
    there = call.workspace.named(name)
    if there is not None and there is not channel:
        raise Refusal("name_taken")
    channel.name = name
    return {"channel": channel.wire()}


def archive(call: Call) -> Wire:
    channel = call.channel("manage")
    if channel.kind == "im":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_general:
        raise Refusal("cant_archive_general")
    if channel.is_archived:
        raise Refusal("already_archived")
    call.joined(channel).is_archived = True
    return {}


def open_direct(call: Call) -> Wire:
    call.needs("im:write")
    if "channel" in call.params:
        return {"channel": call.channel().wire()}
    users = [name for name in call.text("users").split(",") if name]
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("method_not_supported_for_channel_type")
    user = call.workspace.users.get(users[0])
    if user is None:
        raise Refusal("user_not_found")
    if user.deleted:
        raise Refusal("user_disabled")
    channel = call.workspace.direct(user.id)
    return {"channel": channel.wire() if call.flag("return_im") else {"id": channel.id}}


def set_topic(call: Call) -> Wire:
    channel = _described(call, "topic")
    channel.topic = call.text("topic")
    return {"channel": channel.wire()}


def set_purpose(call: Call) -> Wire:
    channel = _described(call, "purpose")
    channel.purpose = call.text("purpose")
    return {"channel": channel.wire()}


def _described(call: Call, key: str) -> Channel:
    channel = call.channel("manage")
    if channel.kind == "im":
        raise Refusal("method_not_supported_for_channel_type")
    if call.joined(channel).is_archived:
        raise Refusal("is_archived")
    if len(call.text(key)) > TOPIC_CHARACTERS:
        raise Refusal("too_long")
    return channel


def members(call: Call) -> Wire:
    found = call.page([{"id": member} for member in sorted(call.channel("read").members)], "members", 100)
    return found | {"members": [member["id"] for member in found["members"]]}


def invite(call: Call) -> Wire:
    channel = call.joined(call.channel("manage"))
    if channel.is_archived:
        raise Refusal("is_archived")
    users = [name for name in call.text("users").split(",") if name]
    if not users:
        raise Refusal("no_user")
    for user in users:
        if is_bot(user):
            raise Refusal("cant_invite_self")
        if user not in call.workspace.users:
            raise Refusal("user_not_found")
        if user in channel.members:
            raise Refusal("already_in_channel")
    channel.members.update(users)
    return {"channel": channel.wire()}


def history(call: Call) -> Wire:
    channel = call.joined(call.channel("history"))
    return _messages(
        call, [m for m in channel.messages if m.thread_ts in {None, m.ts} or m.settings.get("reply_broadcast")]
    )


def replies(call: Call) -> Wire:
    channel = call.joined(call.channel("history"))
    root = call.text("ts")
    found = [m for m in channel.messages if root in {m.ts, m.thread_ts}]
    if not found:
        raise Refusal("thread_not_found")
    answer = _messages(call, found)
    return answer | {"messages": answer["messages"][::-1]}


def _messages(call: Call, messages: list[Message]) -> Wire:
    """Newest first within oldest and latest, the payload of metadata only where it was asked for."""
    oldest, latest, inclusive = call.text("oldest"), call.text("latest"), call.flag("inclusive")
    chosen = [
        message.wire(metadata="all" if call.flag("include_all_metadata") else "type")
        for message in sorted(messages, key=lambda message: message.ts, reverse=True)
        if _within(message.ts, oldest, latest, inclusive=inclusive)
    ]
    page = call.page(chosen, "messages", 100)
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}


def _within(ts: str, oldest: str, latest: str, *, inclusive: bool) -> bool:
    moment = float(ts)
    if inclusive and (ts in {oldest, latest}):
        return True
    return (not oldest or moment > float(oldest)) and (not latest or moment < float(latest))


METHODS: Mapping[str, Handler] = MappingProxyType(
    {
        "conversations.archive": archive,
        "conversations.create": create,
        "conversations.history": history,
        "conversations.info": info,
        "conversations.invite": invite,
        "conversations.join": join,
        "conversations.list": list_channels,
        "conversations.members": members,
        "conversations.open": open_direct,
        "conversations.rename": rename,
        "conversations.replies": replies,
        "conversations.setPurpose": set_purpose,
        "conversations.setTopic": set_topic,
    }
)

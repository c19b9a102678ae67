"""chat.*: posting, editing and removing messages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tests.platforms.slack.calls import Call, Handler
from tests.platforms.slack.model import BOT_USER, Channel, Message, Refusal, Wire

KEPT_CHARACTERS = 40_000
EDIT_CHARACTERS = 4_000
_SETTINGS = ("parse", "link_names", "unfurl_links", "unfurl_media", "mrkdwn", "reply_broadcast")


def destination(call: Call) -> Channel:
    """Where a message goes: a channel the bot may post to, or the direct message with a person."""
    name = call.text("channel")
    user = call.workspace.users.get(name)
    if user is not None:
        if user.deleted:
            raise Refusal("channel_not_found")
        channel = call.workspace.direct(user.id)
    else:
        channel = call.channel()
    if channel.kind == "im" and not call.server.messages_tab:
        raise Refusal("messages_tab_disabled")
    if channel.is_archived:
        raise Refusal("is_archived")
    if not channel.bot_joined and "chat:write.public" not in call.token.scopes:
        raise Refusal("not_in_channel")
    if channel.read_only:
        raise Refusal("restricted_action")
    return channel


def settings(call: Call) -> Wire:
    return {key: call.params[key] for key in _SETTINGS if key in call.params}


def _content(call: Call) -> tuple[str, list[Wire]]:
    text, blocks = call.text("text"), call.blocks()
    if not text and not blocks:
        raise Refusal("no_text")
    return text, blocks


def _metadata(call: Call) -> Wire | None:
    metadata: Any = call.structure("metadata")
    if metadata is None:
        return None
    shaped = isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict)
    if not shaped or not isinstance(metadata.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    return dict(metadata)


def post_message(call: Call) -> Wire:
    call.needs("chat:write")
    channel = destination(call)
    text, blocks = _content(call)
    if len(text) > KEPT_CHARACTERS:
        call.server.problem(f"{call.name}: text of {len(text)} characters was cut to {KEPT_CHARACTERS}")
        text = text[:KEPT_CHARACTERS]
    message = Message(
        call.workspace.new_ts(),
        channel,
        BOT_USER,
        text,
        blocks,
        metadata=_metadata(call),
        thread_ts=call.text("thread_ts") or None,
        settings=settings(call),
    )
    channel.messages.append(message)
    return {"channel": channel.id, "ts": message.ts, "message": message.wire()}


def post_ephemeral(call: Call) -> Wire:
    call.needs("chat:write")
    channel = destination(call)
    text, blocks = _content(call)
    if len(text) > EDIT_CHARACTERS:
        raise Refusal("msg_too_long")
    if call.text("user") not in channel.members:
        raise Refusal("user_not_in_channel")
    message = Message(
        call.workspace.new_ts(),
        channel,
        BOT_USER,
        text,
        blocks,
        thread_ts=call.text("thread_ts") or None,
        reader=call.text("user"),
        settings=settings(call),
    )
    call.workspace.ephemerals.append(message)
    return {"message_ts": message.ts}


def update(call: Call) -> Wire:
    """Blocks that are not given are retained, as Slack documents; an empty list removes them."""
    call.needs("chat:write")
    channel = call.channel()
    message = call.message(channel, "ts")
    if not message.by_bot:
        raise Refusal("cant_update_message")
    if channel.is_archived:
        raise Refusal("is_archived")
    blocks = call.blocks() if "blocks" in call.params else message.blocks
    if not call.text("text") and not blocks:
        raise Refusal("no_text")
    if len(call.text("text")) > EDIT_CHARACTERS:
        raise Refusal("msg_too_long")
    if "metadata" in call.params:
        message.metadata = _metadata(call) if call.structure("metadata") else None
    message.text, message.blocks = call.text("text"), blocks
    message.settings = settings(call)
    message.edited = call.workspace.new_ts()
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.wire()}


def delete(call: Call) -> Wire:
    call.needs("chat:write")
    channel = call.channel()
    message = call.message(channel, "ts")
    if not message.by_bot:
        raise Refusal("cant_delete_message")
    call.workspace.drop_message(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Wire:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    address = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


METHODS: Mapping[str, Handler] = MappingProxyType(
    {
        "chat.postMessage": post_message,
        "chat.postEphemeral": post_ephemeral,
        "chat.update": update,
        "chat.delete": delete,
        "chat.getPermalink": get_permalink,
    }
)

"""Messages of the bot: checked as Discord checks them, made and changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.platforms.discord.components import every, given_back
from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.limits import FILE_BYTES, FILES, FormError, message_errors
from tests.platforms.discord.model import COMPONENTS_V2, EPHEMERAL, LOADING, Channel, Json, Message, Upload, User
from tests.platforms.discord.state import State

SENT = "users", "roles", "everyone"
"""What an ordinary message notifies when it does not say."""

ANSWERED = ("users",)
"""What an answer to an interaction notifies when it does not say."""


@dataclass(frozen=True)
class Draft:
    """A message as the bot asked for it."""

    body: Json
    files: Sequence[Upload] = ()
    parse: tuple[str, ...] = SENT

    @property
    def flags(self) -> int:
        """Return the flags asked for."""
        return int(self.body.get("flags") or 0)


def _refuse_if(errors: Sequence[FormError]) -> None:
    if errors:
        raise Refusal(50035, errors)


def _check_files(files: Sequence[Upload]) -> None:
    if len(files) > FILES or any(len(upload.content) > FILE_BYTES for upload in files):
        raise Refusal(40005)


def post(state: State, channel: Channel, author: User, draft: Draft, reader: User | None = None) -> Message:
    """Make a message in *channel*; with a *reader*, only that person sees it."""
    _refuse_if(message_errors(draft.body))
    _check_files(draft.files)
    body = draft.body
    if not any(body.get(key) for key in ("content", "embeds", "components", "poll", "sticker_ids")) and not draft.files:
        raise Refusal(50006)
    message = Message(state.ids.next(), channel, author, state.clock.now(), reader=reader)
    message.flags = draft.flags & ~EPHEMERAL | (EPHEMERAL if reader else 0)
    message.nonce = body.get("nonce")
    channel.add(message)
    _fill(state, message, draft)
    state.tell_of_message("MESSAGE_CREATE", message)
    return message


def loading(state: State, channel: Channel, reader: User | None) -> Message:
    """Make the message that says that the bot is thinking."""
    flags = LOADING | (EPHEMERAL if reader else 0)
    message = Message(state.ids.next(), channel, state.bot, state.clock.now(), flags=flags, reader=reader)
    channel.add(message)
    state.tell_of_message("MESSAGE_CREATE", message)
    return message


def edit(state: State, message: Message, draft: Draft) -> Message:
    """Change a message; what the draft does not name stays."""
    was_loading = bool(message.flags & LOADING)
    already_v2 = bool(message.flags & COMPONENTS_V2)
    errors = message_errors(draft.body, already_v2=already_v2, has_content=bool(message.content))
    if already_v2 and "flags" in draft.body and not draft.flags & COMPONENTS_V2:
        errors.append(FormError(("flags",), "MESSAGE_FLAGS_INVALID", "The components-v2 flag cannot be taken back."))
    _refuse_if(errors)
    _check_files(draft.files)
    left = [draft.body.get(key, getattr(message, key)) for key in ("content", "components", "embeds", "attachments")]
    if not any(left) and not draft.files:
        raise Refusal(50006)
    message.flags = message.flags & ~LOADING | draft.flags & ~EPHEMERAL
    _fill(state, message, draft)
    if not was_loading:
        message.edited_at = state.clock.now()
        message.edits += 1
    state.tell_of_message("MESSAGE_UPDATE", message)
    return message


def _fill(state: State, message: Message, draft: Draft) -> None:
    body = draft.body
    if "attachments" in body or draft.files:
        listed = {str(entry["id"]) for entry in body.get("attachments") or ()}
        message.attachments = [old for old in message.attachments if str(old.id) in listed] + list(draft.files)
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or ()]
    if "components" in body:
        message.components = given_back(body["components"] or (), message.attachments, state.cdn, state.ids.next)
    if asked := body.get("message_reference"):
        kept = {key: str(asked[key]) for key in ("message_id", "guild_id") if asked.get(key)}
        message.reference = {"type": 0, "channel_id": str(message.channel.id), **kept}
    _notify(state, message, body.get("allowed_mentions"), draft.parse)


def _notify(state: State, message: Message, allowed: Json | None, parse: tuple[str, ...]) -> None:
    text = "\n".join([message.content, *(part.get("content") or "" for part in every(message.components))])
    kinds = set(parse if allowed is None else allowed.get("parse") or ())
    users = {int(named) for named in (allowed or {}).get("users") or ()}
    roles = {int(named) for named in (allowed or {}).get("roles") or ()}
    named_users = dict.fromkeys(int(named) for named in re.findall(r"<@!?(\d+)>", text))
    named_roles = dict.fromkeys(int(named) for named in re.findall(r"<@&(\d+)>", text))
    message.mentions = [
        state.users[named] for named in named_users if named in state.users and ("users" in kinds or named in users)
    ]
    message.mention_roles = [named for named in named_roles if "roles" in kinds or named in roles]
    message.mention_everyone = "everyone" in kinds and re.search(r"@(everyone|here)\b", text) is not None


def uploads_of(state: State, body: Json, files: dict[str, tuple[str, bytes, str]]) -> list[Upload]:
    """Return the files of a request with what its body says of them."""
    said = {str(entry["id"]): entry for entry in body.get("attachments") or ()}
    uploads: list[Upload] = []
    for field, (filename, content, content_type) in files.items():
        entry = said.get(field.removeprefix("files[").removesuffix("]"), {})
        name = entry.get("filename") or filename
        uploads.append(Upload(state.ids.next(), name, content, entry.get("description"), content_type))
    return uploads

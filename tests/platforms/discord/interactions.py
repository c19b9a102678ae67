"""Interactions: what a person does, the one answer to it, and what follows with its token."""

import asyncio
import secrets
from dataclasses import dataclass, field
from enum import IntEnum

from tests.platforms.discord.components import given_back
from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.limits import FormError, choice_errors, modal_errors
from tests.platforms.discord.model import EPHEMERAL, LOADING, Channel, Guild, Json, Message, Modal, User
from tests.platforms.discord.payloads import message_payload, user_payload
from tests.platforms.discord.posting import ANSWERED, Draft, edit, loading, post
from tests.platforms.discord.routing import Answer, Call, Routes
from tests.platforms.discord.state import State

TOKEN_LIFE = 15 * 60.0


class Did(IntEnum):
    """What a person did."""

    COMMAND = 2
    COMPONENT = 3
    TYPING = 4
    SUBMIT = 5


class Reply(IntEnum):
    """How the bot answers first."""

    MESSAGE = 4
    THINKING = 5
    UPDATE_LATER = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(eq=False)
class Exchange:
    """One interaction and all that came back for it."""

    id: int
    token: str
    did: Did
    user: User
    guild: Guild | None
    channel: Channel
    source: Message | None
    label: str
    started: float
    state: State = field(repr=False)
    first_response: "asyncio.Future[Json]"
    callbacks: list[Json] = field(default_factory=list)
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)

    async def done(self, timeout: float = 5.0) -> Json:
        """Return the first answer, as the bot sent it."""
        try:
            return await asyncio.wait_for(asyncio.shield(self.first_response), timeout)
        except TimeoutError:
            said = f"{self.label} was not answered within {timeout} s\n{self.state.account()}"
            raise TimeoutError(said) from None

    @property
    def failed(self) -> bool:
        """Tell whether the app shows that the bot did not respond."""
        return not self.callbacks and self.age > self.state.answer_within

    @property
    def age(self) -> float:
        """Return the seconds since the person acted."""
        return self.state.clock.monotonic() - self.started

    @property
    def message(self) -> Message:
        """Return the message that answered, or that was changed by the answer."""
        if self.original is None:
            raise AssertionError(f"{self.label} was not answered with a message")
        return self.original


def begin(state: State, did: Did, user: User, channel: Channel, source: Message | None, label: str) -> Exchange:
    """Start an exchange."""
    future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    now, token = state.clock.monotonic(), secrets.token_urlsafe(64)
    exchange = Exchange(state.ids.next(), token, did, user, channel.guild, channel, source, label, now, state, future)
    state.exchanges[exchange.id] = exchange
    return exchange


async def _answer_first(call: Call) -> Answer:
    exchange = call.state.exchanges.get(int(call.path["interaction_id"]))
    if exchange is None or exchange.token != call.path["interaction_token"]:
        raise Refusal(10062)
    if exchange.callbacks:
        raise Refusal(40060)
    if exchange.age > call.state.answer_within:
        raise Refusal(10062)
    kind = Reply(call.body["type"])
    data: Json = call.body.get("data") or {}
    _check_fits(exchange, kind)
    _take(call, exchange, kind, data)
    exchange.callbacks.append(call.body)
    if exchange.did is Did.SUBMIT:
        _close_form(exchange)
    exchange.first_response.set_result(call.body)
    call.state.changed()
    if call.query.get("with_response") not in ("1", "true"):
        return Answer(204)
    return Answer(200, _told(exchange, kind))


def _check_fits(exchange: Exchange, kind: Reply) -> None:
    typing = exchange.did is Did.TYPING
    wrong = typing != (kind is Reply.CHOICES)
    wrong |= kind is Reply.MODAL and exchange.did is Did.SUBMIT
    wrong |= kind in (Reply.UPDATE, Reply.UPDATE_LATER) and exchange.source is None
    if wrong:
        said = f"{kind.name} answers no {exchange.did.name}."
        raise Refusal(50035, [FormError(("type",), "INTERACTION_CALLBACK_TYPE", said)])


def _take(call: Call, exchange: Exchange, kind: Reply, data: Json) -> None:
    state = call.state
    draft = Draft(data, call.uploads(data), ANSWERED)
    reader = exchange.user if draft.flags & EPHEMERAL else None
    match kind:
        case Reply.MESSAGE:
            exchange.original = post(state, exchange.channel, state.bot, draft, reader)
        case Reply.THINKING:
            if draft.flags & ~EPHEMERAL:
                raise Refusal(50035, [FormError(("data", "flags"), "MESSAGE_FLAGS_INVALID", "Only ephemeral here.")])
            exchange.original = loading(state, exchange.channel, reader)
        case Reply.UPDATE_LATER:
            exchange.original = exchange.source
        case Reply.UPDATE:
            assert exchange.source is not None
            if exchange.source.deleted:
                raise Refusal(10008)
            exchange.original = edit(state, exchange.source, draft)
        case Reply.CHOICES:
            _refuse_if(choice_errors(data.get("choices") or ()))
        case Reply.MODAL:
            _refuse_if(modal_errors(data))
            shown = given_back(data["components"], (), state.cdn, state.ids.next)
            modal = Modal(data["custom_id"], data["title"], shown, exchange.user, exchange.channel, exchange.source)
            state.modals[exchange.user.id] = modal
    if exchange.original is not None and kind in (Reply.MESSAGE, Reply.THINKING):
        exchange.original.interaction = _metadata(exchange)


def _refuse_if(errors: list[FormError]) -> None:
    if errors:
        raise Refusal(50035, [FormError(("data", *error.path), error.code, error.message) for error in errors])


def _close_form(exchange: Exchange) -> None:
    exchange.state.modals.pop(exchange.user.id, None)


def _metadata(exchange: Exchange) -> Json:
    metadata: Json = {
        "id": str(exchange.id),
        "type": int(exchange.did),
        "user": user_payload(exchange.user),
        "authorizing_integration_owners": {},
    }
    if exchange.did is Did.COMPONENT and exchange.source is not None:
        metadata["interacted_message_id"] = str(exchange.source.id)
    if exchange.did is Did.SUBMIT:
        metadata["triggering_interaction_metadata"] = {**metadata, "type": int(Did.COMMAND)}
    return metadata


def _told(exchange: Exchange, kind: Reply) -> Json:
    told: Json = {"id": str(exchange.id), "type": int(exchange.did), "channel_id": str(exchange.channel.id)}
    if exchange.guild is not None:
        told["guild_id"] = str(exchange.guild.id)
    message = exchange.original
    if message is None:
        return {"interaction": told}
    told["response_message_id"] = str(message.id)
    told["response_message_loading"] = bool(message.flags & LOADING)
    told["response_message_ephemeral"] = bool(message.flags & EPHEMERAL)
    if kind not in (Reply.MESSAGE, Reply.UPDATE):
        return {"interaction": told}
    resource = {"type": int(kind), "message": message_payload(message, exchange.state.cdn)}
    return {"interaction": told, "resource": resource}


def _exchange_of(call: Call) -> Exchange:
    token = call.path["webhook_token"]
    for exchange in reversed(call.state.exchanges.values()):
        if exchange.token == token and call.path["webhook_id"] == str(call.state.bot.id):
            break
    else:
        raise Refusal(10015)
    if exchange.age > TOKEN_LIFE:
        raise Refusal(50027)
    if not exchange.callbacks:
        raise Refusal(10015)
    return exchange


def _message_of(call: Call) -> Message:
    exchange = _exchange_of(call)
    wanted = call.path.get("message_id")
    known = [exchange.original] if wanted is None else [exchange.original, exchange.source, *exchange.followups]
    for message in known:
        if message is not None and not message.deleted and wanted in (None, str(message.id)):
            return message
    raise Refusal(10008)


async def _follow_up(call: Call) -> Answer:
    exchange, draft = _exchange_of(call), call.draft(ANSWERED)
    original = exchange.original
    if original is not None and original.flags & LOADING and not original.deleted:
        # Discord lets the first follow-up take the place of "thinking", and of who sees it.
        message = edit(call.state, original, draft)
    else:
        reader = exchange.user if draft.flags & EPHEMERAL else None
        message = post(call.state, exchange.channel, call.state.bot, draft, reader)
        message.interaction = _metadata(exchange)
        exchange.followups.append(message)
    if call.query.get("wait") in ("1", "true"):
        return Answer(200, message_payload(message, call.state.cdn))
    return Answer(204)


async def _read(call: Call) -> Answer:
    return Answer(200, message_payload(_message_of(call), call.state.cdn))


async def _change(call: Call) -> Answer:
    message = edit(call.state, _message_of(call), call.draft(ANSWERED))
    return Answer(200, message_payload(message, call.state.cdn))


async def _delete(call: Call) -> Answer:
    call.state.remove_message(_message_of(call))
    return Answer(204)


_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"

ROUTES: Routes = {
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): _answer_first,
    ("POST", _WEBHOOK): _follow_up,
    ("GET", f"{_WEBHOOK}/messages/@original"): _read,
    ("PATCH", f"{_WEBHOOK}/messages/@original"): _change,
    ("DELETE", f"{_WEBHOOK}/messages/@original"): _delete,
    ("GET", f"{_WEBHOOK}/messages/{{message_id}}"): _read,
    ("PATCH", f"{_WEBHOOK}/messages/{{message_id}}"): _change,
    ("DELETE", f"{_WEBHOOK}/messages/{{message_id}}"): _delete,
}

"""One call of a Web API method: its parameters, its token's scopes, what it may see."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tests.platforms.slack.blocks import check_message, check_view, with_ids
from tests.platforms.slack.elements import Surface
from tests.platforms.slack.model import BOT_USER, Channel, Message, Refusal, Token, User, Wire, Workspace

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer

Verb = Literal["read", "history", "manage", "write"]
Handler = Callable[["Call"], Wire]

_PREFIX = {"public": "channels", "private": "groups", "im": "im"}
_MOST_PER_PAGE = 1000


@dataclass(frozen=True)
class Call:
    server: "SlackServer"
    name: str
    params: Wire
    token: Token

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def text(self, key: str) -> str:
        value = self.params.get(key, "")
        return value if isinstance(value, str) else str(value)

    def flag(self, key: str) -> bool:
        return self.params.get(key) in {True, "1", "true", "True"}

    def number(self, key: str, default: int) -> int:
        try:
            return int(self.params.get(key, default))
        except (TypeError, ValueError):
            raise Refusal("invalid_arguments") from None

    def structure(self, key: str) -> Any:
        """A parameter that is JSON, whether it came as such or as a string."""
        value = self.params.get(key)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal("invalid_blocks_format" if key == "blocks" else "invalid_arguments") from None

    def needs(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if not self.token.scopes & set(scopes):
            raise Refusal("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.token.scopes)))

    def channel(self, verb: Verb | None = None, key: str = "channel") -> Channel:
        """The channel of a parameter, if the bot may know of it; *verb* names the scope that it takes."""
        channel = self.workspace.channels.get(self.text(key))
        if verb is not None:
            self._needs_for(channel, verb)
        if channel is None or (channel.kind == "private" and not channel.bot_joined):
            raise Refusal("channel_not_found")
        return channel

    def _needs_for(self, channel: Channel | None, verb: Verb) -> None:
        kinds = [channel.kind] if channel else list(_PREFIX)
        self.needs(*(_scope(kind, verb) for kind in kinds))

    def joined(self, channel: Channel) -> Channel:
        if not channel.bot_joined:
            raise Refusal("not_in_channel")
        return channel

    def message(self, channel: Channel, key: str) -> Message:
        message = channel.message(self.text(key))
        if message is None:
            raise Refusal("message_not_found")
        return message

    def user(self, key: str = "user") -> User:
        user = self.workspace.users.get(self.text(key))
        if user is None:
            raise Refusal("user_not_found")
        return user

    def blocks(self) -> list[Wire]:
        """The message's blocks, checked and with ids; a defect is refused and told to the test."""
        blocks = self.structure("blocks")
        if blocks is None:
            return []
        self.reported(lambda: check_message(blocks))
        if blocks and not self.text("text").strip():
            self.server.problem(f"{self.name}: blocks without top-level text; screen readers and notifications need it")
        return with_ids(blocks, self.workspace.new_id)

    def view(self, surface: Surface) -> Wire:
        view = self.structure("view")
        self.reported(lambda: check_view(view, surface))
        return {**view, "blocks": with_ids(view["blocks"], self.workspace.new_id)}

    def reported(self, check: Callable[[], None]) -> None:
        try:
            check()
        except Refusal as refusal:
            reasons = refusal.extra.get("response_metadata", {}).get("messages", [])
            self.server.problem(f"{self.name}: {refusal.code} {'; '.join(reasons)}".rstrip())
            raise

    def page(self, items: list[Wire], key: str, default: int) -> Wire:
        """One page of *items* with Slack's cursor to the next."""
        limit = self.number("limit", default)
        if not 1 <= limit <= _MOST_PER_PAGE:
            raise Refusal("invalid_limit")
        start = 0
        if cursor := self.text("cursor"):
            if not cursor.startswith("next:"):
                raise Refusal("invalid_cursor")
            start = int(cursor.removeprefix("next:"))
        following = start + limit
        cursor = f"next:{following}" if following < len(items) else ""
        return {key: items[start:following], "response_metadata": {"next_cursor": cursor}}


def is_bot(user_id: str) -> bool:
    return user_id == BOT_USER


def _scope(kind: str, verb: Verb) -> str:
    if kind == "public":
        return {"read": "channels:read", "history": "channels:history"}.get(verb, "channels:manage")
    return f"{_PREFIX[kind]}:{'write' if verb == 'manage' else verb}"

"""Discord's refusals."""

from collections.abc import Sequence

from tests.platforms.discord.limits import FormError, error_tree
from tests.platforms.discord.model import Json

MESSAGES = {
    0: "401: Unauthorized",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10070: "Unknown Guild Scheduled Event",
    30003: "Maximum number of pins reached (250)",
    30013: "Maximum number of guild channels reached (500)",
    30038: "Maximum number of guild scheduled events reached (100)",
    40005: "Request entity too large",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50003: "Cannot execute action on a DM channel",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    160002: "Cannot reply without permission to read message history",
}
STATUS = {
    0: 401,
    30003: 400,
    30013: 400,
    30038: 400,
    40005: 413,
    40060: 400,
    50006: 400,
    50024: 400,
    50027: 401,
    50083: 400,
    50035: 400,
    160002: 400,
}


class Refusal(Exception):
    """An answer other than the one asked for."""

    def __init__(self, code: int, errors: Sequence[FormError] = ()) -> None:
        super().__init__(f"{code} {MESSAGES[code]} {'; '.join(map(str, errors))}".rstrip())
        self.code = code
        self.errors = errors

    @property
    def status(self) -> int:
        """Return the status that goes with the code."""
        return STATUS.get(self.code, 404 if self.code < 20000 else 403)

    @property
    def body(self) -> Json:
        """Return the body of the answer."""
        body: Json = {"message": MESSAGES[self.code], "code": self.code}
        return {**body, "errors": error_tree(self.errors)} if self.errors else body

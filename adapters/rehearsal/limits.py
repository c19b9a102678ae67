"""What the rehearsal room can show, and what its refusals mean."""

from __future__ import annotations

from bot.domain.people import Platform
from bot.ports.platform import Ambiguous, Outcome, RefusalReason, Refused, Shaping
from bot.ui.capabilities import Capabilities

CAPABILITIES = Capabilities(
    platform=Platform.REHEARSAL,
    command_prefix="/",
    message_text=8000,
    paragraph=4000,
    heading=150,
    components=50,
    button_label=60,
    buttons_in_row=5,
    select_options=50,
    option_label=100,
    form_title=60,
    field_label=60,
    field_hint=150,
    field_text=3000,
    form_options=100,
    problems_at_fields=True,
    shows_zone=False,
)

SHAPING = Shaping(per_second=0, per_lane=0)
"""As much as there is: nothing leaves the machine."""

SOON = 5.0
"""Seconds until the room's store may answer again."""


class Unreachable(Exception):
    """What was asked for is not in the room, or not for the bot."""

    def __init__(self, reason: RefusalReason, right: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.right = right


def classify(error: Unreachable | OSError) -> Outcome:
    """Return what *error* means for what was being sent; a store that broke off may have written or not."""
    if isinstance(error, Unreachable):
        return Refused(error.reason, error.right)
    return Ambiguous()

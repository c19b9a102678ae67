"""What Slack takes: the limits that fit needs, and those of views and response URLs."""

from __future__ import annotations

from typing import Final

from bot.domain.people import Platform
from bot.ports.platform import Shaping
from bot.ui.capabilities import Capabilities

CAPABILITIES: Final = Capabilities(
    platform=Platform.SLACK,
    command_prefix="/staffroom ",
    message_text=12_000,  # the blocks of a message fail together at about 13,200
    paragraph=2_900,
    heading=150,
    components=50,
    button_label=75,
    buttons_in_row=25,
    select_options=100,
    option_label=75,
    form_title=24,
    field_label=2_000,
    field_hint=2_000,
    field_text=3_000,
    form_options=100,
    problems_at_fields=True,
    shows_zone=True,
)

FALLBACK_TEXT: Final = 3_900
"""Most characters of a message's top-level text: an edit refuses more than 4,000."""
VIEW_BLOCKS: Final = 100
RESPONSE_URL_USES: Final = 5
PLACEHOLDER: Final = 150
INPUT_TEXT: Final = 3_000
SHORTCUT_NAME: Final = 24
COMMAND_NAME: Final = 32
USAGE_HINT: Final = 1_000
CHANNEL_NAME: Final = 80
PURPOSE: Final = 250

SHAPING: Final = Shaping(per_second=5, per_lane=1)
"""A message a second in a channel; "several hundred a minute" in a workspace."""

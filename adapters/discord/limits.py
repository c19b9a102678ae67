"""What Discord takes, in characters and counts."""

from __future__ import annotations

from bot.domain.people import Platform
from bot.ports.platform import Shaping
from bot.ui.capabilities import Capabilities

MESSAGE_TEXT = 4000
TEXT_CHANNEL = 0
PUBLIC_THREAD = 11
THREAD_RESTS_AFTER = 10_080
"""Minutes, the most there are; a message wakes it up."""
POST_CHANNELS = (TEXT_CHANNEL, 5)
"""The types of channel that the bot posts in: text, and announcements, which servers with Community have."""
"""All TextDisplays of one message together."""
COMPONENTS = 40
BUTTONS_IN_ROW = 5
OPTIONS = 25
OPTION_TEXT = 100
MENTIONS = 100
LINK_BUTTON_URL = 512
IMAGE_DESCRIPTION = 1024
DESCRIPTION = 100
MENU_NAME = 32
TEXT_INPUT = 4000
STRING_OPTION = 6000
CHANNEL_NAME = 100
CHANNEL_TOPIC = 1024

ENCLOSED = 10 * 1000 * 1000
"""Bytes of a file in a message of the bot's; Discord says 10 MiB, of which the form takes some."""

CAPABILITIES = Capabilities(
    enclosed_most=ENCLOSED,
    platform=Platform.DISCORD,
    command_prefix="/",
    # Less than MESSAGE_TEXT: an address grows when its marks are percent-encoded, which nobody can count before.
    message_text=3500,
    paragraph=3500,
    heading=200,
    components=COMPONENTS,
    button_label=80,
    buttons_in_row=BUTTONS_IN_ROW,
    select_options=OPTIONS,
    option_label=OPTION_TEXT,
    form_title=45,
    field_label=45,
    field_hint=100,
    field_text=TEXT_INPUT,
    form_options=OPTIONS,
    problems_at_fields=False,
    shows_zone=True,
)

SHAPING = Shaping(per_second=47, per_lane=1)
"""Under Discord's 50 requests a second for a bot, and its five messages in five seconds for a channel.

Answers to interactions count toward neither. A little above 45, so that what is promised by 45 has room for hiccups.
"""

"""Discord's permission bits, as far as the bot or its readers meet them."""

from enum import IntFlag


class Permission(IntFlag):
    """One bit each, named as Discord names them."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44
    PIN_MESSAGES = 1 << 51


EVERYTHING = (1 << 53) - 1
"""What an administrator may do."""

READER = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
"""What an ordinary member of a server may do."""

LEADING = (Permission.ADMINISTRATOR, Permission.MANAGE_GUILD, Permission.MANAGE_MESSAGES)
"""What people are given through a role of the server, one role each."""

BOT = (
    READER
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.MANAGE_CHANNELS
    | Permission.PIN_MESSAGES
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What the bot may do where nothing else is said."""


def effective(granted: int) -> int:
    """Return every bit that *granted* amounts to: an administrator has them all."""
    return EVERYTHING if granted & Permission.ADMINISTRATOR else granted

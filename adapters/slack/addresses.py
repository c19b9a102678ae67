"""Addresses of places and messages: of a thread ``channel/ts``, of a direct message ``conversation/ts``."""

from __future__ import annotations

from bot.ports.platform import Target


def message_id(target: Target, channel: str, ts: str) -> str:
    return f"{channel}/{ts}" if target.user else ts


def place_of(address: str) -> tuple[str, str]:
    """Return the channel and, where it is a thread in one, the time stamp of the message that it is under."""
    channel, _, thread = address.partition("/")
    return channel, thread


def address_of(target: Target, message: str) -> tuple[str, str]:
    conversation, slash, ts = message.rpartition("/")
    return (conversation, ts) if slash else (place_of(target.channel)[0], message)

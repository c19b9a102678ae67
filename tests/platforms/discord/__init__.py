"""Discord, played over real sockets for the tests."""

from tests.platforms.discord.components import words
from tests.platforms.discord.interactions import Exchange
from tests.platforms.discord.model import Channel, Guild, Message, Modal, Role, User
from tests.platforms.discord.people import Person
from tests.platforms.discord.permissions import BOT, READER, Permission
from tests.platforms.discord.server import DiscordServer

__all__ = [
    "BOT",
    "READER",
    "Channel",
    "DiscordServer",
    "Exchange",
    "Guild",
    "Message",
    "Modal",
    "Permission",
    "Person",
    "Role",
    "User",
    "words",
]

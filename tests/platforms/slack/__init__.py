"""Slack's side of the wire, for tests: a workspace that real slack-bolt connects to."""

from tests.platforms.slack.forms import REQUIRED
from tests.platforms.slack.model import BOT_USER, Channel, Message, User, View
from tests.platforms.slack.people import Exchange, Person
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.words import pings, shown

__all__ = [
    "BOT_USER",
    "REQUIRED",
    "Channel",
    "Exchange",
    "Message",
    "Person",
    "SlackServer",
    "User",
    "View",
    "pings",
    "shown",
]

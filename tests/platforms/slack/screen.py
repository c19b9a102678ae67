"""What one person sees in Slack."""

from typing import TYPE_CHECKING

from tests.platforms.slack.model import Channel, Message, User, View, Wire

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer

Where = Message | View


class Screen:
    """*user* in front of Slack's app with *channel* open; their direct message with the bot if none is given."""

    def __init__(self, server: "SlackServer", user: User, channel: Channel | None = None) -> None:
        self.server = server
        self.workspace = server.workspace
        self.user = user
        self.channel = channel or self.workspace.direct(user.id)

    @property
    def modal(self) -> View | None:
        """The view on top, if one is open."""
        stack = self.workspace.modals.get(self.user.id)
        return stack[-1] if stack else None

    @property
    def stack(self) -> list[View]:
        return list(self.workspace.modals.get(self.user.id, []))

    @property
    def home(self) -> View | None:
        return self.workspace.homes.get(self.user.id)

    @property
    def private(self) -> list[Message]:
        """What only this person sees, newest last."""
        return [message for message in self.workspace.ephemerals if message.reader == self.user.id]

    @property
    def dms(self) -> list[Message]:
        """The direct message with the bot."""
        return list(self.workspace.direct(self.user.id).messages)

    def messages(self, channel: Channel | None = None) -> list[Message]:
        return list(self.readable(channel or self.channel).messages)

    def pins(self, channel: Channel | None = None) -> list[Message]:
        place = self.readable(channel or self.channel)
        return [message for message in place.messages if message.ts in place.pins]

    def reads(self, content: Message | View) -> str:
        return self.server.shown(content)

    def readable(self, channel: Channel) -> Channel:
        if channel.kind != "public" and self.user.id not in channel.members:
            raise AssertionError(f"{self.user.name} is not in {channel.name}")
        return channel

    def visible(self) -> list[Channel]:
        channels = self.workspace.channels.values()
        return [c for c in channels if c.kind == "public" or self.user.id in c.members]

    def blocks(self, where: Where) -> list[Wire]:
        """The blocks of what is on the screen; AssertionError for what this person does not see."""
        if isinstance(where, Message):
            assert not where.deleted, "this message is deleted"
            assert where.reader in {None, self.user.id}, f"{self.user.name} does not see this message"
            self.readable(where.channel)
        else:
            assert where in {self.home, *self.stack}, f"{self.user.name} does not see this view"
        return where.blocks

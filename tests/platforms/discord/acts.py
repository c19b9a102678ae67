"""What a test does to Discord by hand: make guilds and people, take things away, change what the bot may do."""

from tests.platforms.discord.messages import set_pin
from tests.platforms.discord.model import Channel, Guild, Member, Message, Role, User
from tests.platforms.discord.payloads import guild_create_payload, role_payload
from tests.platforms.discord.permissions import BOT, LEADING, READER
from tests.platforms.discord.rest import new_channel
from tests.platforms.discord.state import State


class Acts:
    """The hands of a test."""

    def __init__(self, state: State) -> None:
        self.state = state

    def add_guild(
        self, name: str, *, bot_permissions: int = BOT, locale: str = "en-US", shard: int | None = None
    ) -> Guild:
        """Add a guild that has the bot in it."""
        state = self.state
        guild_id = state.ids.next() if shard is None else state.ids.for_shard(shard, state.shards)
        guild = Guild(guild_id, name, state.owner, int(bot_permissions), locale)
        guild.roles[guild_id] = Role(guild_id, "@everyone")
        bot_role = Role(state.ids.next(), state.bot.name, int(bot_permissions), managed=True)
        guild.roles[bot_role.id] = bot_role
        guild.ranks = tuple(Role(state.ids.next(), str(bit.name).lower(), int(bit)) for bit in LEADING)
        guild.roles |= {rank.id: rank for rank in guild.ranks}
        for user, roles in ((state.owner, []), (state.bot, [bot_role])):
            permissions = 0 if user.bot else READER
            guild.members[user.id] = Member(user, state.clock.now(), permissions, roles)
        state.guilds[guild_id] = guild
        self._tell_of(guild)
        return guild

    def add_user(
        self,
        name: str,
        *guilds: Guild,
        permissions: int = READER,
        locale: str = "en-US",
        dms_closed: bool = False,
    ) -> User:
        """Add a person to *guilds*, or to all there are."""
        user = User(self.state.ids.next(), name, locale, dms_closed=dms_closed)
        self.state.users[user.id] = user
        for guild in guilds or tuple(self.state.guilds.values()):
            self.join(user, guild, permissions=permissions)
        return user

    def join(self, user: User, guild: Guild, *, permissions: int = READER) -> Member:
        """Let a person join a guild."""
        guild.members[user.id] = Member(user, self.state.clock.now(), int(permissions), ranks=guild.ranks)
        return guild.members[user.id]

    def leave(self, user: User, guild: Guild) -> None:
        """Let a person leave a guild; the bot is not told without the members intent."""
        del guild.members[user.id]
        self.state.changed()

    def add_role(self, guild: Guild, name: str, *members: User, permissions: int = 0) -> Role:
        """Add a role and give it to *members*."""
        role = Role(self.state.ids.next(), name, int(permissions))
        guild.roles[role.id] = role
        for user in members:
            guild.members[user.id].roles.append(role)
        self._tell(guild, "GUILD_ROLE_CREATE", role)
        return role

    def add_channel(self, guild: Guild, name: str, topic: str | None = None) -> Channel:
        """Add a text channel."""
        channel = new_channel(self.state, guild, name, topic)
        self.state.tell_of_channel("CHANNEL_CREATE", channel)
        return channel

    def rename_channel(self, channel: Channel, name: str) -> None:
        """Rename a channel, as somebody in the app does."""
        channel.name = name
        self.state.tell_of_channel("CHANNEL_UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel, as somebody in the app does."""
        self.state.remove_channel(channel)

    def delete_message(self, message: Message) -> None:
        """Delete a message, as somebody in the app does."""
        self.state.remove_message(message)

    def unpin(self, message: Message) -> None:
        """Take a pin away, as somebody in the app does."""
        set_pin(self.state, message, None)

    def deny(self, channel: Channel, permissions: int) -> None:
        """Set what the bot may not do in a channel (0: nothing is denied)."""
        channel.denied = int(permissions)
        self.state.tell_of_channel("CHANNEL_UPDATE", channel)

    def allow_bot(self, guild: Guild, permissions: int) -> None:
        """Set what the bot may do in a guild."""
        guild.bot_permissions = int(permissions)
        role = next(role for role in guild.roles.values() if role.managed)
        role.permissions = guild.bot_permissions
        self._tell(guild, "GUILD_ROLE_UPDATE", role)

    def remove_bot(self, guild: Guild) -> None:
        """Remove the bot from a guild."""
        guild.bot_present = False
        self.state.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)
        self.state.changed()

    def add_bot(self, guild: Guild) -> None:
        """Bring the bot back into a guild."""
        guild.bot_present = True
        self._tell_of(guild)

    def revoke_token(self) -> str:
        """Reset the bot's token and end its sessions; return the new token."""
        self.state.token = f"{self.state.token[:-6]}{self.state.ids.next() % 1_000_000:06}"
        self.state.gateway.close(4004)
        self.state.gateway.forget()
        return self.state.token

    def _tell_of(self, guild: Guild) -> None:
        self.state.gateway.dispatch("GUILD_CREATE", guild_create_payload(guild, self.state.bot), guild.id)
        self.state.changed()

    def _tell(self, guild: Guild, event: str, role: Role) -> None:
        data = {"guild_id": str(guild.id), "role": role_payload(role)}
        self.state.gateway.dispatch(event, data, guild.id)
        self.state.changed()

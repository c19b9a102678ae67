"""The JSON in which Discord tells of guilds, channels, people and messages."""

from datetime import datetime

from tests.platforms.discord.model import Channel, Guild, Json, Member, Message, Role, Upload, User
from tests.platforms.discord.permissions import Permission

ABSENT = (
    *("icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id"),
    *("afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code"),
    *("rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data"),
)
ZERO = (
    *("system_channel_flags", "verification_level", "default_message_notifications", "mfa_level"),
    *("explicit_content_filter", "premium_tier", "premium_subscription_count", "nsfw_level"),
)


def instant(moment: datetime) -> str:
    """Return a moment as Discord writes it."""
    return moment.isoformat()


def user_payload(user: User) -> Json:
    """Tell of a user."""
    payload: Json = {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name.title(),
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return {**payload, "bot": True} if user.bot else payload


def member_payload(member: Member) -> Json:
    """Tell of a user in a guild."""
    return {
        "user": user_payload(member.user),
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": instant(member.joined_at),
        "pending": False,
        "premium_since": None,
        "roles": [str(role.id) for role in member.held_roles],
        "mute": False,
        "deaf": False,
    }


def role_payload(role: Role) -> Json:
    """Tell of a role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": 1 if role.managed else 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def _thread_payload(channel: Channel, bot: User) -> Json:
    assert channel.guild is not None
    return {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent_id),
        "owner_id": str(bot.id),
        "message_count": len(channel.messages),
        "total_message_sent": len(channel.messages),
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": channel.archived,
            "archive_timestamp": "2026-10-01T13:00:00.000000+00:00",
            "auto_archive_duration": 10080,
            "locked": False,
        },
    }


def channel_payload(channel: Channel, bot: User) -> Json:
    """Tell of a channel."""
    newest = channel.last_message_id  # stays when that message is deleted
    payload: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "flags": 0,
        "last_message_id": None if newest is None else str(newest),
    }
    if channel.guild is None:
        recipients = [user_payload(channel.recipient)] if channel.recipient else []
        return {**payload, "recipients": recipients}
    if channel.is_thread:
        return {**payload, **_thread_payload(channel, bot)}
    overwrites = list(channel.overwrites)
    if channel.denied:
        overwrites.append({"id": str(bot.id), "type": 1, "allow": "0", "deny": str(int(channel.denied))})
    return {
        **payload,
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "position": channel.position,
        "topic": channel.topic,
        "parent_id": None if channel.parent_id is None else str(channel.parent_id),
        "permission_overwrites": overwrites,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": 0,
    }


def attachment_payload(upload: Upload, cdn: str) -> Json:
    """Tell of a file in a message."""
    url = f"{cdn}/{upload.id}/{upload.filename}"
    payload: Json = {
        "id": str(upload.id),
        "filename": upload.filename,
        "size": len(upload.content),
        "url": url,
        "proxy_url": url,
    }
    if upload.description:
        payload["description"] = upload.description
    if upload.content_type:
        payload["content_type"] = upload.content_type
    return payload


def message_payload(message: Message, cdn: str, *, hide_content: bool = False) -> Json:
    """Tell of a message; *hide_content* for one that the bot may not read."""
    payload: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.type,
        "author": user_payload(message.author),
        "content": "" if hide_content else message.content,
        "components": [] if hide_content else message.components,
        "embeds": [] if hide_content else message.embeds,
        "attachments": [] if hide_content else [attachment_payload(upload, cdn) for upload in message.attachments],
        "flags": message.flags,
        "mentions": [user_payload(user) for user in message.mentions],
        "mention_roles": [str(role) for role in message.mention_roles],
        "mention_everyone": message.mention_everyone,
        "timestamp": instant(message.created_at),
        "edited_timestamp": instant(message.edited_at) if message.edited_at else None,
        "pinned": message.pinned_at is not None,
        "tts": False,
    }
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.reference is not None:
        payload["message_reference"] = message.reference
    if message.interaction is not None:
        payload["interaction_metadata"] = message.interaction
    return payload


def application_payload(application: User, owner: User, guilds: int) -> Json:
    """Tell of the bot's application."""
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user_payload(application),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user_payload(owner),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }


def guild_payload(guild: Guild) -> Json:
    """Tell of a guild to who asks for it."""
    nothing = dict.fromkeys(ABSENT)
    zeros = dict.fromkeys(ZERO, 0)
    return {
        **nothing,
        **zeros,
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "roles": [role_payload(role) for role in guild.roles.values()],
        "features": [],
        "region": "us-east",
        "afk_timeout": 300,
        "widget_enabled": False,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "preferred_locale": guild.locale,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "emojis": [],
        "stickers": [],
    }


def guild_create_payload(guild: Guild, bot: User) -> Json:
    """Tell of a guild to a gateway session."""
    return {
        **guild_payload(guild),
        "unavailable": False,
        "joined_at": instant(guild.members[bot.id].joined_at),
        "large": False,
        "member_count": len(guild.members),
        "members": [member_payload(guild.members[bot.id])],
        "channels": [channel_payload(each, bot) for each in guild.channels.values() if not each.is_thread],
        "threads": [channel_payload(each, bot) for each in guild.channels.values() if each.is_thread],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def my_guild_payload(guild: Guild) -> Json:
    """Tell of a guild in the list of those that the bot is in."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "banner": None,
        "owner": False,
        "permissions": str(int(guild.bot_permissions)),
        "features": [],
    }


def may(granted: int, wanted: Permission) -> bool:
    """Tell whether all *wanted* bits are granted."""
    return granted & wanted == wanted

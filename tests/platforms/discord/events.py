"""Endpoints about a guild's scheduled events, those outside voice channels."""

from datetime import datetime

from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.limits import FormError, length
from tests.platforms.discord.model import Guild, Json
from tests.platforms.discord.payloads import may
from tests.platforms.discord.permissions import Permission, effective
from tests.platforms.discord.routing import Answer, Call, Routes

MOST = 100
EXTERNAL, SCHEDULED = 3, 1


def _guild(call: Call, *, changing: bool = True) -> Guild:
    guild = call.state.guild(call.path["guild_id"])
    if changing and not may(effective(guild.bot_permissions), Permission.CREATE_EVENTS):
        raise Refusal(50013)
    return guild


def _errors(event: Json) -> list[FormError]:
    place = (event.get("entity_metadata") or {}).get("location")
    errors = [
        *length(("name",), event.get("name"), 1, 100),
        *length(("description",), event.get("description"), 0, 1000),
        *length(("entity_metadata", "location"), place, 1, 100),
    ]
    if event.get("entity_type") != EXTERNAL or not event.get("scheduled_end_time"):
        errors.append(FormError(("scheduled_end_time",), "BASE_TYPE_REQUIRED", "This field is required"))
    elif datetime.fromisoformat(event["scheduled_end_time"]) <= datetime.fromisoformat(event["scheduled_start_time"]):
        errors.append(FormError(("scheduled_end_time",), "EVENT_END_BEFORE_START", "It ends before it starts."))
    return errors


async def _list(call: Call) -> Answer:
    return Answer(200, list(_guild(call, changing=False).events.values()))


async def _create(call: Call) -> Answer:
    guild = _guild(call)
    if errors := _errors(call.body):
        raise Refusal(50035, errors)
    if len(guild.events) >= MOST:
        raise Refusal(30038)
    number = call.state.ids.next()
    bot = str(call.state.bot.id)
    guild.events[number] = {
        "description": None, **call.body, "id": str(number), "guild_id": str(guild.id), "channel_id": None,
        "creator_id": bot, "status": SCHEDULED, "entity_id": None, "user_count": 0, "image": None,
        "recurrence_rule": None, "guild_scheduled_event_exceptions": [],
    }  # fmt: skip
    call.state.changed()
    return Answer(200, guild.events[number])


async def _change(call: Call) -> Answer:
    guild, number = _guild(call), int(call.path["guild_scheduled_event_id"])
    if number not in guild.events:
        raise Refusal(10070)
    changed = {**guild.events[number], **call.body}
    if errors := _errors(changed):
        raise Refusal(50035, errors)
    guild.events[number] = changed
    call.state.changed()
    return Answer(200, changed)


async def _delete(call: Call) -> Answer:
    guild, number = _guild(call), int(call.path["guild_scheduled_event_id"])
    if guild.events.pop(number, None) is None:
        raise Refusal(10070)
    call.state.changed()
    return Answer(204)


ROUTES: Routes = {
    ("GET", "/guilds/{guild_id}/scheduled-events"): _list,
    ("POST", "/guilds/{guild_id}/scheduled-events"): _create,
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"): _change,
    ("DELETE", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"): _delete,
}

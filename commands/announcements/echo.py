"""Saying in words when and where, and showing it exactly as it will be posted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cards.announcements import HOLD, SKIP, coded, post
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.people import Platform
from bot.domain.quiet import DEFAULT_QUIET
from bot.domain.recurrence import LeftOut, Occurrence, OnClosed, Shift
from bot.domain.repeats import Repeat
from bot.domain.school_days import SchoolDays
from bot.interaction.invocation import Invocation
from bot.ui.model import Block, Button, Command, Divider, Facts, Line, When, buttons, say
from bot.ui.text import Message, t

DATES_SHOWN = 5
PLATFORMS = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack", Platform.REHEARSAL: "the rehearsal room"}


async def echo(call: Invocation, announcement: Announcement, when_said: bool = False) -> Sequence[Block]:
    days = await call.services.announced.school_days(call.actor)
    ahead = upcoming(call.now, announcement, days)
    rows: list[tuple[Message, Line]] = [] if when_said else [(t("When"), when(announcement))]
    if not announcement.once:
        rows += _dates(ahead)
    if announcement.recurrence.until is not None:
        rows.append((t("Last day"), (_full_day(announcement.recurrence.until),)))
    if announcement.state is AnnouncementState.PAUSED:
        rows.append((t("State"), (t("paused; nothing is posted until it is resumed"),)))
    places, missing = await _places(call, announcement)
    rows.append((t("Where"), (places,)))
    number = int(announcement.number)
    change = (
        Button(t("Change"), "announcement.edit", (number,)),
        Button(t("Cancel announcement"), "announcement.cancel", (number,), "danger"),
        Button(t("More"), "announcement.more", (number,)),
    )
    return (
        Facts(tuple(rows)),
        *missing,
        *_cautions(announcement, ahead),
        *_to_decide(announcement, ahead),
        *_looks(call, announcement),
        buttons(*change),
    )


def upcoming(now: datetime, announcement: Announcement, days: SchoolDays) -> Sequence[Occurrence | LeftOut]:
    return announcement.recurrence.upcoming(now, DATES_SHOWN, days)


def next_one(now: datetime, announcement: Announcement, days: SchoolDays) -> Occurrence | None:
    return next((each for each in announcement.recurrence.upcoming(now, 1, days) if isinstance(each, Occurrence)), None)


def when(announcement: Announcement) -> Line:
    first = When(announcement.recurrence.instant)
    match announcement.repeat:
        case Repeat.ONCE:
            return (first,)
        case Repeat.DAILY:
            return (t("Monday to Friday from {first}", first=first),)
        case Repeat.WEEKLY:
            return (t("every week from {first}", first=first),)
        case Repeat.TWO_WEEKS:
            return (t("every two weeks from {first}", first=first),)
        case Repeat.MONTHLY_WEEKDAY:
            return (t("every month on the same weekday of the month, from {first}", first=first),)
        case Repeat.MONTHLY_DAY:
            return (t("every month on the same day of the month, from {first}", first=first),)
        case None:
            return (t("again and again from {first}", first=first),)


def _dates(ahead: Sequence[Occurrence | LeftOut]) -> list[tuple[Message, Line]]:
    held = [each for each in ahead if isinstance(each, Occurrence)]
    left_out = [each for each in ahead if isinstance(each, LeftOut) and not each.asked]
    rows: list[tuple[Message, Line]] = [
        (t("Next dates"), (", ".join(_day(each.day) for each in held) or t("none are left"),))
    ]
    if left_out:
        named = [f"{_day(each.day)} ({each.why})" if each.why else _day(each.day) for each in left_out]
        rows.append((t("Left out"), (", ".join(named),)))
    moved = [f"{_day(_original(each))} → {_day(each.day)}" for each in held if each.moved]
    if moved:
        rows.append((t("Moved"), (", ".join(moved),)))
    return rows


def _original(each: Occurrence) -> datetime:
    return datetime.fromisoformat(each.identity)


def _full_day(day: date) -> str:
    return f"{day:%A, %B %-d, %Y}"


def _day(day: object) -> str:
    return f"{day:%B %-d}"


async def _places(call: Invocation, announcement: Announcement) -> tuple[str | Message, Sequence[Block]]:
    there: list[str] = []
    missing: list[str] = []
    for place in await call.services.announced.destinations(call.actor, announcement):
        name = f"{place.workspace} #{place.channel}" if place.channel_id else place.workspace
        (there if place.channel_id else missing).append(name)
    if not missing:
        return ", ".join(there) or t("nowhere yet"), ()
    how = t(
        "No channel is chosen for this on {names}. An admin chooses one with {command}, before it is due.",
        names=", ".join(dict.fromkeys(missing)),
        command=Command("staffroom setup"),
    )
    return ", ".join(there) or t("nowhere yet"), (say(how),)


def _cautions(announcement: Announcement, ahead: Sequence[Occurrence | LeftOut]) -> Sequence[Block]:
    """Say what a teacher would not expect: a night hour, and dates at which the clocks change."""
    recurrence = announcement.recurrence
    found: list[Block] = []
    if DEFAULT_QUIET.until(recurrence.instant, ZoneInfo(recurrence.zone)) is not None:
        found.append(
            say(t("That hour is between 9 PM and 6 AM: whoever has notifications on for the channel hears it then."))
        )
    found += [
        say(t("The clocks change on {day}; that one comes {when}.", day=_day(each.day), when=When(each.at)))
        for each in ahead
        if isinstance(each, Occurrence) and each.shift is not Shift.NONE
    ]
    return found


def _to_decide(announcement: Announcement, ahead: Sequence[Occurrence | LeftOut]) -> Sequence[Block]:
    """Ask about the first day without school, where the author wants to be asked."""
    if announcement.recurrence.on_closed is not OnClosed.ASK:
        return ()
    asked = next((each for each in ahead if isinstance(each, LeftOut) and each.asked), None)
    if asked is None:
        return ()
    args = (int(announcement.number), coded(asked.identity))
    return (
        say(t("{day} is {why}. Shall I post it then?", day=_day(asked.day), why=asked.why)),
        buttons(Button(t("Post it on that day"), HOLD, args), Button(t("Leave that day out"), SKIP, args)),
    )


def _looks(call: Invocation, announcement: Announcement) -> Sequence[Block]:
    """Show it as it will be posted here, and on another platform where it comes out differently."""
    looks = call.services.announced.looks(announcement)
    here = looks.get(call.platform)
    blocks: list[Block] = [say(t("This is how it will look:")), Divider(), *post(announcement).blocks, Divider()]
    for platform, there in looks.items():
        if here is not None and there != here:
            blocks += [say(t("On {platform} it comes out like this:", platform=PLATFORMS[platform])), Divider()]
            blocks += [*there.blocks, Divider()]
    return blocks

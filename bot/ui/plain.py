"""Replies in plain words: for lock screens, screen readers and logs of what was shown."""

from __future__ import annotations

from datetime import UTC, datetime, time, tzinfo
from typing import assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name

from bot.ui.model import (
    Actions,
    Block,
    Bold,
    Button,
    Code,
    Command,
    Divider,
    Facts,
    Heading,
    Image,
    Inline,
    Items,
    Line,
    Link,
    LinkButton,
    Mention,
    Paragraph,
    Place,
    Reply,
    Select,
    When,
)
from bot.ui.text import Message


def spoken_locale(locale: str) -> str:
    """Return *locale* (``en-US``, ``es_ES``) as Babel knows it, English where it does not."""
    try:
        return str(Locale.parse(locale.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return "en"


def spoken(when: When, zone: str | None, locale: str = "en") -> str:
    """Return the instant in words, in its own zone or else in *zone* (UTC if None), with the zone named."""
    zone = when.zone or zone
    locale = spoken_locale(locale)
    tz = ZoneInfo(zone) if zone else UTC
    local = when.instant.astimezone(tz)
    day = format_date(local.date(), "full", locale=locale)
    clock = format_time(local, "short", tzinfo=tz, locale=locale).replace("\u202f", " ")
    named = _zone_name(local, tz, locale) if zone else "UTC"
    match when.style:
        case "date":
            return day
        case "time":
            return f"{clock} {named}"
        case "full":
            return f"{day}, {clock} {named}"


def spoken_clock(clock: time, locale: str = "en") -> str:
    return format_skeleton("hm", clock, locale=spoken_locale(locale)).replace("\u202f", " ")


def spoken_zone(zone: str, moment: datetime, locale: str = "en") -> str:
    """Return the name of *zone* in words, as it is called around *moment*."""
    tz = ZoneInfo(zone)
    return _zone_name(moment.astimezone(tz), tz, spoken_locale(locale))


def _zone_name(local: datetime, zone: tzinfo, locale: str) -> str:
    """Return "Eastern Time", or "Mountain Standard Time" where clocks never change: Phoenix is not Denver."""
    offsets = {local.replace(month=month, day=1).utcoffset() for month in (1, 7)}
    generic, specific = get_timezone_name(zone, locale=locale), get_timezone_name(local, locale=locale)
    return generic if len(offsets) > 1 or specific.startswith("GMT") else specific


def plain_line(line: Line, zone: str | None = None, locale: str = "en") -> str:
    return "".join(_inline(part, zone, locale) for part in line)


def plain(reply: Reply, zone: str | None = None, locale: str = "en") -> str:
    """Return the whole of a translated *reply* in words, one block a line; controls by their labels in brackets."""
    return "\n".join(text for block in reply.blocks if (text := _block(block, zone, locale)))


def _inline(part: Inline, zone: str | None, locale: str) -> str:
    match part:
        case str():
            return part
        case Message():
            return part.template
        case Bold(words) | Link(words):
            return words if isinstance(words, str) else words.template
        case Code(text):
            return text
        case Mention(name=name):
            return name
        case Place(name=name):
            return f"#{name}"
        case When():
            return spoken(part, zone, locale)
        case Command(path, rest):
            return f"/{path} {rest}".strip()
        case _:
            assert_never(part)


def _block(block: Block, zone: str | None, locale: str) -> str:
    match block:
        case Heading(words):
            return _inline(words, zone, locale)
        case Paragraph(line):
            return plain_line(line, zone, locale)
        case Facts(rows):
            return "\n".join(
                f"{_inline(label, zone, locale)}: {plain_line(line, zone, locale)}" for label, line in rows
            )
        case Items(items, start):
            marks = [f"{start + i}." if start is not None else "•" for i in range(len(items))]
            return "\n".join(
                f"{mark} {plain_line(item, zone, locale)}" for mark, item in zip(marks, items, strict=True)
            )
        case Image(alt=alt):
            return _inline(alt, zone, locale)
        case Actions(controls):
            return " ".join(f"[{_inline(_label(control), zone, locale)}]" for control in controls)
        case Divider():
            return ""
        case _:
            assert_never(block)


def _label(control: Button | LinkButton | Select) -> Message | str:
    match control:
        case Button(label) | LinkButton(label):
            return label
        case Select(placeholder):
            return placeholder
        case _:
            assert_never(control)

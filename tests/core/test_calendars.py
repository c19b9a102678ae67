"""What is published for calendar programs is read back by another program with the right times, everywhere."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo, available_timezones

import dateutil.tz
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.calendars import LINK_MOST, CalendarEvent, calendar, google_link
from bot.domain.calendars.events import lines, one_line
from bot.domain.calendars.zones import read_footer, rules_of

EASTERN = "America/New_York"
HOST = "staffroom.example.org"
MODIFIED = datetime(2026, 8, 3, 9, 30, 15, 250_000, tzinfo=UTC)
IN_THEIR_ZONE = (
    EASTERN, "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe",
    "Asia/Kolkata", "America/St_Johns", "America/Phoenix", "America/Chicago", "America/Denver", "America/Anchorage",
    "America/Adak", "America/Havana", "America/Puerto_Rico", "Pacific/Honolulu", "Pacific/Chatham",
    "Pacific/Norfolk", "Atlantic/Azores", "Europe/Dublin", "Europe/London", "Asia/Beirut", "Asia/Kathmandu",
    "Antarctica/Troll",
)  # fmt: skip
"""Outlook's rules can say when their clocks change."""
IN_UTC = ("America/Nuuk", "America/Santiago", "Asia/Jerusalem", "Asia/Gaza", "Africa/Cairo")
"""Theirs change on a day that is not always the nth or last of its weekday in a month."""
QUIRKS = ("Africa/Casablanca", "Africa/El_Aaiun", "America/Vancouver", "America/Edmonton", "America/Asuncion", "UTC")
"""Their rules change, or go by the moon, or are no zone's."""
TEXTS = st.text(st.characters(), max_size=300) | st.text('\\nN;,:"\r\n\t ^é✓😀\u2028\x85\x0b', max_size=300)


def session(zone: str = EASTERN, starts: str = "2026-10-06T16:00", fold: int = 0, **changes: Any) -> CalendarEvent:
    wall = datetime.fromisoformat(starts).replace(fold=fold)
    made = CalendarEvent("7d0f", 0, MODIFIED, "Number Talks", wall.replace(tzinfo=ZoneInfo(zone)), 60)
    return replace(made, **changes)


def weekly(zone: str) -> list[CalendarEvent]:
    """A school year, which has both changes of the clocks in it."""
    mondays = (date(2026, 8, 31) + timedelta(weeks=week) for week in range(52))
    return [session(zone, f"{day}T16:00", uid=str(day)) for day in mondays]


def read(feed: bytes) -> Any:
    """What the other program makes of it, which knows the zones only from the feed itself."""
    text = re.sub(r"(TZID[=:])([\w/+-]+)", rf"\1Made up {random.random()} \2", feed.decode())
    return vobject.readOne(text)


def events_in(feed: bytes) -> dict[str, Any]:
    return {event.uid.value: event for event in read(feed).contents.get("vevent", [])}


def times(event: Any) -> tuple[datetime, datetime]:
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def assert_right(events: Sequence[CalendarEvent]) -> None:
    found = events_in(calendar("Ours", events, host=HOST))
    assert {uid: times(event) for uid, event in found.items()} == {
        f"{event.uid}@{HOST}": (event.begins_at, event.begins_at + timedelta(minutes=event.minutes)) for event in events
    }


@cache
def moments() -> tuple[datetime, ...]:
    """Forty from 2026 to 2028, in every season and at every hour of the day."""
    first = datetime(2026, 1, 2, 3, 45, tzinfo=UTC)
    return tuple(first + timedelta(days=27, hours=7) * each for each in range(40))


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The moments from 2026 to 2028, to the minute, at which the clocks of *zone* change."""
    here, found, day = ZoneInfo(zone), [], timedelta(days=1)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at.year < 2029:
        before, after = at, at + day
        if before.astimezone(here).utcoffset() != after.astimezone(here).utcoffset():
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) // 2
                same = middle.astimezone(here).utcoffset() == before.astimezone(here).utcoffset()
                before, after = (middle, after) if same else (before, middle)
            found.append(after.replace(second=0, microsecond=0))
        at += day
    return tuple(found)


@pytest.mark.parametrize("zone", [*IN_THEIR_ZONE, *IN_UTC, *QUIRKS])
def test_a_weekly_series_is_read_back_at_its_times_all_year(zone: str) -> None:
    """A weekly series stays at its wall time through both changes of the clocks, in another program too."""
    assert_right(weekly(zone))


@pytest.mark.parametrize("zone", IN_THEIR_ZONE)
def test_outlook_shows_the_zone(zone: str) -> None:
    """Where its rules can be said, a series is written in its own zone and not in UTC."""
    feed = calendar("Ours", weekly(zone), host=HOST).decode()
    assert feed.count(f"DTSTART;TZID={zone}:") == feed.count(f"DTEND;TZID={zone}:") == 52
    assert feed.count(f"\r\nTZID:{zone}\r\n") == 1
    assert f"DTSTART;TZID={zone}:20260831T160000\r\n" in feed


@pytest.mark.parametrize("zone", [*IN_UTC, "UTC"])
def test_a_zone_that_outlook_cannot_be_told_is_in_utc(zone: str) -> None:
    """A series whose zone has rules that Outlook cannot hold is written in UTC."""
    feed = calendar("Ours", weekly(zone), host=HOST).decode()
    assert "TZID" not in feed and len(re.findall(r"DTSTART:\d{8}T\d{6}Z\r\n", feed)) == 52


def test_every_zone_that_is_written_has_the_offsets_it_should() -> None:
    """Every time that is written in a zone has its right offset in that zone as the file defines it."""
    shown = 0
    for zone in sorted(available_timezones()):
        rules = rules_of(zone)
        if rules is None:
            continue
        near = (change + timedelta(minutes=by) for change in changes(zone) for by in (-90, -30, -1, 0, 30, 90))
        local = [moment.astimezone(ZoneInfo(zone)) for moment in (*moments(), *near)]
        defined = zone_in(rules.component("Made up"))
        for at, wall in enumerate(local):
            if written_in_its_zone := not wall.fold and rules.wall(wall) == wall.replace(tzinfo=None):
                assert wall.replace(tzinfo=defined).utcoffset() == wall.utcoffset(), (zone, wall)
            shown += written_in_its_zone and at < len(moments())
    assert shown > 0.95 * len(moments()) * len(available_timezones())


def zone_in(component: Any) -> tzinfo:
    """The zone as yet another reader understands it."""
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{component.to_ical().decode()}END:VCALENDAR\r\n"
    found = dateutil.tz.tzical(io.StringIO(text)).get("Made up")
    assert found is not None
    return found


def test_most_zones_are_written_all_year() -> None:
    """All but a few zones are written as themselves at every moment of the years to come."""
    ahead = [moment for moment in moments() if moment.year > 2026]
    without = {
        zone
        for zone in available_timezones()
        if (rules := rules_of(zone)) is None
        or any(rules.wall(at) != at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in ahead)
    }
    assert without >= set(IN_UTC)
    assert len(without) < 30
    assert not any(zone.startswith(("US/", "America/Indiana/", "Australia/", "Europe/")) for zone in without)


def test_every_zone_has_outlooks_form() -> None:
    """A zone has one part or two, one of them standard time, and only rules of one weekday in one month."""
    for zone in available_timezones():
        if (rules := rules_of(zone)) is None:
            continue
        text = rules.component(zone).to_ical().decode()
        kinds = sorted(re.findall(r"BEGIN:(STANDARD|DAYLIGHT)\r\n", text))
        assert kinds in (["STANDARD"], ["DAYLIGHT", "STANDARD"])
        assert len(re.findall(r"\r\nDTSTART:1970\d{4}T\d{6}\r\n", text)) == len(kinds)
        rule = r"\r\nRRULE:FREQ=YEARLY;BYDAY=(?:[1-4]|-1)(?:SU|MO|TU|WE|TH|FR|SA);BYMONTH=\d{1,2}\r\n"
        assert len(re.findall(rule, text)) == text.count("RRULE") == (0 if len(kinds) == 1 else 2)
        assert "RDATE" not in text


@pytest.mark.parametrize(
    ("footer", "month", "nth", "clock"),
    [
        ("EST5EDT,M3.2.0,M11.1.0", 3, 2, "02:00:00"),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 10, 1, "02:00:00"),
        ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", 9, 5, "02:45:00"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 10, 5, "02:00:00"),
        ("AAA+3:30:15BBB2:30,M12.4.6/0,M1.1.3/23:59:59", 12, 4, "00:00:00"),
    ],
)
def test_rules_that_can_be_said(footer: str, month: int, nth: int, clock: str) -> None:
    """A change on the nth or last weekday of a month, at a time of that day, is one that calendars can be told."""
    rules = read_footer(footer)
    assert rules is not None
    begins = rules.onsets[0]
    assert (begins.month, begins.nth, begins.clock.isoformat()) == (month, nth, clock)


@pytest.mark.parametrize(
    "footer",
    [
        "",
        "EST5EDT",
        "EST5EDT,J60,J300",
        "EST5EDT,59,299",
        "XXX3EDT4,0/0,J365/23",
        "EET-2EEST,M3.4.4/50,M10.4.4/50",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
        "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EST5,M3.2.0,M11.1.0",
        "EST5EDT,M3.2.0,M11.1.0\n",
    ],
)
def test_rules_that_cannot_be_said(footer: str) -> None:
    """Days of the year, and times before or after the day itself, are left to UTC."""
    assert read_footer(footer) is None


def test_ireland_has_its_summer_time_in_summer() -> None:
    """Ireland, whose law calls winter the exception, has clocks put ahead in March as everywhere in Europe."""
    feed = calendar("Ours", [session("Europe/Dublin")], host=HOST).decode()
    ahead = feed.partition("BEGIN:DAYLIGHT")[2].partition("END:DAYLIGHT")[0]
    assert "DTSTART:19700329T010000" in ahead and "TZOFFSETTO:+0100" in ahead and "TZNAME:IST" in ahead


@pytest.mark.parametrize(("hour", "minute"), [(0, 30), (1, 0), (1, 30), (2, 0), (2, 15), (2, 30), (3, 0), (3, 30)])
@pytest.mark.parametrize("zone", [EASTERN, "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "Atlantic/Azores"])
def test_nights_on_which_the_clocks_change(zone: str, hour: int, minute: int) -> None:
    """A time that the clocks leave out or show twice, and what lasts until one, is read as what was meant."""
    nights = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01")
    assert_right(
        [
            session(zone, f"{night}T{hour:02}:{minute:02}", fold, uid=f"{night}-{fold}-{lasts}", minutes=lasts)
            for night in nights
            for fold in (0, 1)
            for lasts in (15, 60, 150)
        ]
    )


def test_the_second_of_two_equal_times_is_in_utc() -> None:
    """Half past one comes twice on one night in New York; the second is written so that it cannot be the first."""
    feeds = [
        calendar("Ours", [session(EASTERN, "2026-11-01T01:30", fold, minutes=10)], host=HOST).decode()
        for fold in (0, 1)
    ]
    assert f"DTSTART;TZID={EASTERN}:20261101T013000\r\n" in feeds[0]
    assert "DTSTART:20261101T063000Z\r\n" in feeds[1] and "DTEND:20261101T064000Z\r\n" in feeds[1]


def test_a_time_under_older_rules_is_in_utc() -> None:
    """What took place while a zone had other rules is still read at its moment."""
    summer = session("America/Sao_Paulo", "2018-12-05T16:00", uid="then")
    assert b"DTSTART:20181205T180000Z\r\n" in calendar("Ours", [summer], host=HOST)
    assert_right([summer, session("America/Sao_Paulo", uid="now")])


def test_what_a_feed_says_of_itself() -> None:
    """A feed has its name, asks to be read every hour, and is meant for reading only."""
    feed = calendar("Riverside; teachers", [session()], host=HOST)
    for line in (
        "VERSION:2.0", "METHOD:PUBLISH", "NAME:Riverside\\; teachers", "X-WR-CALNAME:Riverside\\; teachers",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
    ):  # fmt: skip
        assert f"\r\n{line}\r\n".encode() in feed
    assert feed.startswith(b"BEGIN:VCALENDAR\r\n") and b"\r\nPRODID:-//Staffroom//" in feed
    assert feed.index(b"END:VTIMEZONE") < feed.index(b"BEGIN:VEVENT")


def test_what_an_event_says() -> None:
    """An event has its number, its revision, its words and its link."""
    made = session(sequence=3, description="Bring a pen.\nDoors at 3:45", location="Room 12, upstairs")
    (event,) = events_in(calendar("Ours", [replace(made, url="https://a.example/w/4?a=b c")], host=HOST)).values()
    assert (event.uid.value, event.sequence.value, event.status.value) == (f"7d0f@{HOST}", "3", "CONFIRMED")
    assert event.summary.value == "Number Talks"
    assert event.description.value == "Bring a pen.\nDoors at 3:45"
    assert event.location.value == "Room 12, upstairs"
    assert event.url.value == "https://a.example/w/4?a=b%20c"
    assert event.last_modified.value == event.dtstamp.value == MODIFIED.replace(microsecond=0)
    assert event.transp.value == "OPAQUE"


def test_nothing_is_said_of_what_is_not_known() -> None:
    """An event without words, place or link has no empty ones."""
    (event,) = events_in(calendar("Ours", [session()], host=HOST)).values()
    assert not {"description", "location", "url"} & event.contents.keys()


def test_a_cancelled_session_is_cancelled() -> None:
    """A cancelled session stays in the calendar as cancelled, and no longer blocks its time."""
    (event,) = events_in(calendar("Ours", [session(cancelled=True, sequence=2)], host=HOST)).values()
    assert (event.status.value, event.transp.value, event.sequence.value) == ("CANCELLED", "TRANSPARENT", "2")


def test_the_same_sessions_give_the_same_bytes() -> None:
    """What did not change is the same to the byte, in whatever order it was read; a change is one of its own event."""
    events = [*weekly(EASTERN), session("Europe/Berlin", uid="b"), session("Asia/Kolkata", uid="k")]
    feed = calendar("Ours", events, host=HOST)
    assert calendar("Ours", random.sample(events, len(events)), host=HOST) == feed
    moved = replace(events[7], minutes=75, sequence=1, modified=MODIFIED + timedelta(days=1))
    after = calendar("Ours", [*events[:7], moved, *events[8:]], host=HOST)
    old, new = feed.split(b"BEGIN:VEVENT"), after.split(b"BEGIN:VEVENT")
    (changed,) = [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    assert f"UID:{moved.uid}@".encode() in new[changed] and b"SEQUENCE:1\r\n" in new[changed]


def test_a_calendar_without_events_can_be_read() -> None:
    """A calendar in which nothing is yet is a calendar all the same."""
    found = read(calendar("Ours", [], host=HOST))
    assert "vevent" not in found.contents and "vtimezone" in found.contents


@given(TEXTS, TEXTS)
@example("C:\\New\\notes", "\\N \\n \\, \\;")
@example("BEGIN:VEVENT\r\nSUMMARY:Mine", "a\r\nEND:VEVENT\nb\u2028c\x85d")
@example("é" * 200, "👩\u200d🏫" * 40)
def test_any_words_are_read_back(summary: str, description: str) -> None:
    """Whatever people write is read back as they wrote it, without what no screen shows, on lines that fit."""
    event = session(summary=summary, description=description, location=summary, url=f"https://a.example/{description}")
    feed = calendar(summary, [event], host=HOST)
    assert feed.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", feed)
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]", feed.decode())
    assert feed.count(b"BEGIN:VEVENT\r\n") == 1
    (found,) = events_in(feed).values()
    assert found.summary.value == one_line(summary)
    assert getattr(found, "description", found.summary).value == (lines(description) or one_line(summary))
    assert "\r" not in lines(description) and not re.search(r"\s\s|[\n\t]", one_line(summary))
    assert times(found) == (event.begins_at, event.ends_at)


def test_control_characters_go_and_lines_stay() -> None:
    """Lines are kept however they were ended, and what cannot be seen is dropped."""
    assert lines("a\r\nb\rc\u2028d\x00\x1b[0m\te\ud800") == "a\nb\nc\nd[0m\te"
    assert one_line(" a \n\n b\x07\t c ") == "a b c"


def test_google_gets_the_moment_and_the_words() -> None:
    """The link for Google opens an event at the session's moment with its words, place and address."""
    made = session(description="Bring a pen & paper.", location="Room 12 #3", url="https://a.example/w/4")
    link = urlsplit(google_link(made))
    assert (link.scheme, link.netloc, link.path) == ("https", "calendar.google.com", "/calendar/render")
    assert parse_qs(link.query) == {
        "action": ["TEMPLATE"],
        "text": ["Number Talks"],
        "dates": ["20261006T200000Z/20261006T210000Z"],
        "location": ["Room 12 #3"],
        "details": ["https://a.example/w/4\n\nBring a pen & paper."],
    }


@given(TEXTS, TEXTS, TEXTS)
def test_the_link_for_google_always_fits_a_button(summary: str, location: str, description: str) -> None:
    """However long the words, the link fits a button, and says the beginning of each."""
    link = google_link(session(summary=summary, location=location, description=description))
    assert len(link) <= LINK_MOST and link.isascii()
    said = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert said["dates"] == ["20261006T200000Z/20261006T210000Z"]
    for name, whole in (("text", one_line(summary)), ("details", lines(description))):
        (found,) = said.get(name, [""])
        assert found == whole or whole.startswith(found.removesuffix(" …"))


@pytest.mark.parametrize("length", range(20, 420, 7))
def test_an_address_in_the_link_for_google_is_never_cut(length: int) -> None:
    """An address that leads to a room on the web is there whole or not at all."""
    place, card = "https://meet.example/" + "x" * length, "https://a.example/w/4"
    made = session(summary="Number Talks " * 9, location=place, url=card, description=f"Join at {place} early " * 3)
    link = google_link(made)
    said = parse_qs(urlsplit(link).query)
    assert len(link) <= LINK_MOST
    assert said.get("location", [place]) == [place]
    addresses = [word for word in said.get("details", [""])[0].split() if "://" in word]
    assert set(addresses) <= {place, card} and said["text"][0].startswith("Number Talks")

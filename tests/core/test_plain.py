"""Replies in plain words, and times in words with their zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings

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
    Link,
    LinkButton,
    Mention,
    Option,
    Paragraph,
    Place,
    Reply,
    Select,
    When,
)
from bot.ui.plain import plain, plain_line, spoken
from bot.ui.text import t
from tests.core.replies import found_in, translated_replies

OCTOBER = datetime(2026, 10, 6, 20, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 6, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(("instant", "zone", "locale", "style", "words"), [
    (OCTOBER, "America/New_York", "en", "full", "Tuesday, October 6, 2026, 4:00 PM Eastern Time"),
    (OCTOBER, "America/New_York", "es", "full", "martes, 6 de octubre de 2026, 16:00 hora oriental"),
    (OCTOBER, "America/New_York", "en-US", "full", "Tuesday, October 6, 2026, 4:00 PM Eastern Time"),
    (OCTOBER, "Europe/Madrid", "es-ES", "full", "martes, 6 de octubre de 2026, 22:00 hora de Europa central"),
    (OCTOBER, "America/New_York", "en", "date", "Tuesday, October 6, 2026"),
    (OCTOBER, "America/New_York", "en", "time", "4:00 PM Eastern Time"),
    (OCTOBER, "Asia/Kolkata", "en", "full", "Wednesday, October 7, 2026, 1:30 AM India Time"),
    (OCTOBER, "Asia/Kolkata", "en", "date", "Wednesday, October 7, 2026"),
    (OCTOBER, None, "en", "full", "Tuesday, October 6, 2026, 8:00 PM UTC"),
    (OCTOBER, None, "es", "time", "20:00 UTC"),
    (OCTOBER, "America/New_York", "xx", "time", "4:00 PM Eastern Time"),
    (OCTOBER, "America/New_York", "", "time", "4:00 PM Eastern Time"),
    (JANUARY, "America/New_York", "en", "full", "Tuesday, January 5, 2027, 11:30 PM Eastern Time"),
    (JANUARY, "America/Phoenix", "en", "full", "Tuesday, January 5, 2027, 9:30 PM Mountain Standard Time"),
])  # fmt: skip
def test_a_time_is_spoken_in_its_zone(
    instant: datetime, zone: str | None, locale: str, style: Literal["date", "time", "full"], words: str
) -> None:
    """Day, clock and zone as the reader's language says them; the day is the one it is there."""
    assert spoken(When(instant, style), zone, locale) == words


def test_a_time_with_a_zone_of_its_own_is_spoken_there() -> None:
    """Its own zone counts, whatever the reader's is."""
    assert spoken(When(OCTOBER, "time", "Europe/Madrid"), "America/New_York") == "10:00 PM Central European Time"
    assert plain_line((When(OCTOBER, "time", "Europe/Madrid"),)) == "10:00 PM Central European Time"


@pytest.mark.parametrize(("part", "words"), [
    ("as *typed*", "as *typed*"), (Bold("bold"), "bold"), (Code("/find x"), "/find x"),
    (Link("Slides", "https://a.org"), "Slides"), (Mention("slack", "U1", "Ana"), "Ana"),
    (Place("slack", "C1", "news"), "#news"), (When(OCTOBER, "time"), "8:00 PM UTC"),
    (Command("find", "x"), "/find x"), (Command("undo"), "/undo"), (t("Saved."), "Saved."),
], ids=lambda part: type(part).__name__)  # fmt: skip
def test_each_inline_in_words(part: Inline, words: str) -> None:
    """People and channels by name, links by their label, times with their zone."""
    assert plain_line((part,)) == words
    assert plain_line((part, " and ", part)) == f"{words} and {words}"


OPTION = Option("Fractions", "1")


@pytest.mark.parametrize(("block", "words"), [
    (Heading("Topics"), "Topics"),
    (Paragraph(("Hello ", Bold("Ana"))), "Hello Ana"),
    (Facts((("When", (When(OCTOBER, "time"),)), ("Where", ("Room 4",)))), "When: 8:00 PM UTC\nWhere: Room 4"),
    (Items((("one",), ("two",))), "• one\n• two"),
    (Items((("one",), ("two",)), 9), "9. one\n10. two"),
    (Items((("none",),), 0), "0. none"),
    (Image("https://a.org/a.png", "A bar in thirds"), "A bar in thirds"),
    (Actions((Button("Going", "go"), LinkButton("Slides", "https://a.org"))), "[Going] [Slides]"),
    (Actions((Select("Choose a topic", "pick", (OPTION,)),)), "[Choose a topic]"),
    (Divider(), ""),
], ids=lambda block: type(block).__name__)  # fmt: skip
def test_each_block_in_words(block: Block, words: str) -> None:
    """Every block can be read aloud; a line between two is silent and leaves no empty one."""
    assert plain(Reply((block,))) == words
    assert plain(Reply((Heading("Hi"), block, Divider(), Paragraph(("Bye",))))) == "\n".join(
        filter(None, ("Hi", words, "Bye"))
    )


def test_a_reply_in_words_is_in_the_readers_zone_and_language() -> None:
    """The zone and the language reach every block."""
    line = (When(OCTOBER, "time"),)
    reply = Reply((Paragraph(line), Facts((("A", line),)), Items((line,))))
    assert plain(reply, "America/New_York", "es").count("16:00 hora oriental") == 3


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=30)
@given(translated_replies())
def test_no_words_of_a_reply_go_unsaid(reply: Reply) -> None:
    """Whatever is shown as words is heard: headings, names, labels, descriptions."""
    said = plain(reply)
    for part in found_in(reply, (Heading, Bold, Link)):
        assert isinstance(part, Heading | Bold | Link) and str(part.words) in said
    for part in found_in(reply, (Button, LinkButton)):
        assert isinstance(part, Button | LinkButton) and f"[{part.label}]" in said
    for part in found_in(reply, (Mention, Place)):
        assert isinstance(part, Mention | Place) and part.name in said
    for part in found_in(reply, (Code,)):
        assert isinstance(part, Code) and part.text in said

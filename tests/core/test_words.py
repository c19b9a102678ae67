"""Words as search sees them, zones as people name them, and channel names as both platforms take them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.topics import channel_name
from bot.domain.words import fold, folded_words, index_tokens, query_tokens, storable, tokens_of
from bot.domain.zones import find_zone, local_day, nearest_zones

EVERYDAY = st.text("abcdefghijklmnopqrstuvwxyzABCÁÉÍÓÚÜÑáéíóúüñç '’-_.,!¿¡0123456789\t\n")


@pytest.mark.parametrize(("typed", "folded"), [
    ("Fracción", "fraccion"), ("ÑANDÚ", "nandu"), ("niños", "ninos"), ("Grading  Late\nWork ", "grading late work"),
    ("Ana’s", "anas"), ("Ana's", "anas"), ("Anaʼs", "anas"), ("‘quoted’", "quoted"), ("L`année", "lannee"),
    ("straße", "strasse"), ("ＦＵＬＬ", "full"), ("e\u0301te\u0301", "ete"), ("ﬁle", "file"), ("", ""),
])  # fmt: skip
def test_case_accents_and_apostrophes_do_not_matter(typed: str, folded: str) -> None:
    """Typed on any keyboard, straight or curly, it is the same word."""
    assert fold(typed) == folded


@given(EVERYDAY)
def test_however_it_is_typed_it_is_folded_alike(text: str) -> None:
    """Capitals, curly apostrophes, accents in two pieces and further spaces change nothing, nor does folding again."""
    folded = fold(text)
    assert fold(text.upper()) == fold(text.lower()) == folded
    assert fold(text.replace("'", "’")) == folded
    assert fold(f"  {text} ") == folded
    assert fold(folded) == folded
    assert not re.search(r"[A-ZÁÉÍÓÚÜÑáéíóúüñ'’\t\n]|  ", folded)


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    """Nothing that can be typed makes it fail; a word has no space, mark or underscore in it."""
    for word in folded_words(text):
        assert re.fullmatch(r"[^\W_]+", word)
        assert word in tokens_of(word)
    assert set(index_tokens(text)) == {token for tokens in query_tokens(text) for token in tokens}


@given(st.text(st.characters(categories=["L", "Cs", "Cc", "So"])))
def test_what_is_stored_is_what_a_database_takes(text: str) -> None:
    """NUL and half characters go, and nothing else does."""
    kept = storable(text)
    assert "\0" not in kept
    kept.encode()
    assert kept == "".join(c for c in text if c.encode("utf-8", "ignore") and c != "\0")


@pytest.mark.parametrize("word", ["Pages™", "№ 4", "𝐁old", "ᴬbc"])
def test_signs_that_are_letters_have_no_case_either(word: str) -> None:
    """A sign that stands for letters is found by those letters."""
    assert fold(word) == fold(fold(word))


@pytest.mark.parametrize("forms", [
    ["fraction", "fractions", "Fraction’s"], ["lesson", "lessons"], ["strategy", "strategies"], ["grade", "grades"],
    ["grading", "graded", "grade"], ["class", "classes"], ["reading", "readings", "read"],
    ["fracción", "fracciones", "FRACCION"], ["niño", "niños"], ["actividad", "actividades"], ["lección", "lecciones"],
    ["lectura", "lecturas"], ["enseñar", "enseñando", "enseñan"], ["maestro", "maestra", "maestras"],
    ["examen", "exámenes"], ["problema", "problemas"],
], ids=lambda forms: forms[0])  # fmt: skip
def test_one_and_many_are_found_together(forms: list[str]) -> None:
    """A word and its plural, in English or Spanish, share what they are indexed under."""
    for form in forms:
        (asked,) = query_tokens(form)
        for other in forms:
            assert asked & set(index_tokens(f"Our {other} for grade 6")), (form, other)


@pytest.mark.parametrize(("one", "other"), [
    ("fraction", "friction"), ("lesson", "less"), ("niño", "nido"), ("grade", "grid"), ("reading", "ready"),
])  # fmt: skip
def test_other_words_are_not(one: str, other: str) -> None:
    """Endings are forgiven, not everything."""
    assert not tokens_of(fold(one)) & tokens_of(fold(other))


def test_each_word_is_asked_for_once_in_its_order() -> None:
    """What is typed twice counts once, and numbers are words."""
    for word, tokens in zip(("late", "work", "6th", "works"), query_tokens("Late work, LATE  6th works!"), strict=True):
        assert word in tokens
    assert folded_words("6.RP.A.3 late_work x2") == ("6", "rp", "a", "3", "late", "work", "x2")


# Zones


@pytest.mark.parametrize(("typed", "zone"), [
    ("America/New_York", "America/New_York"), ("america/new_york", "America/New_York"),
    ("New York", "America/New_York"), ("new_york", "America/New_York"), ("Eastern", "America/New_York"),
    ("eastern time", "America/New_York"), ("US/Eastern", "America/New_York"), ("Pacific Time", "America/Los_Angeles"),
    ("Puerto Rico", "America/Puerto_Rico"), ("Bogotá", "America/Bogota"), ("São Paulo", "America/Sao_Paulo"),
    ("MADRID", "Europe/Madrid"), ("Port-au-Prince", "America/Port-au-Prince"), ("utc", "UTC"),
    ("Arizona", "America/Phoenix"), ("Hawaii", "Pacific/Honolulu"), ("Tokyo", "Asia/Tokyo"),
])  # fmt: skip
def test_a_zone_is_found_by_its_name_its_city_or_what_people_call_it(typed: str, zone: str) -> None:
    """In any case, with or without accents and underscores."""
    assert find_zone(typed) == zone


@pytest.mark.parametrize("typed", ["", " ", "Nowhere", "Europe", "+2", "../etc/passwd", "new", "💡"])
def test_what_is_no_zone_is_none(typed: str) -> None:
    """Nothing is guessed; the nearest are offered instead."""
    assert find_zone(typed) is None


def test_every_zone_is_found_by_its_own_name() -> None:
    """Whatever the zone, its name finds it, however it is typed; the old US/ names find the city's.

    Those that stand for no place, and EST and MST, which people say of a city in summer too, are not meant.
    """
    for name in available_timezones() - {"Factory", "localtime", "EST", "MST"}:
        if not name.startswith("US/"):
            assert find_zone(name) == find_zone(name.upper()) == find_zone(name.replace("_", " ")) == name


@pytest.mark.parametrize("name", ["US/Aleutian", "US/East-Indiana", "US/Indiana-Starke", "US/Michigan"])
def test_old_names_of_american_zones_are_found(name: str) -> None:
    """A zone's own name always finds it."""
    assert find_zone(name) is not None


@pytest.mark.parametrize(("typed", "zone"), [
    ("new yrok", "America/New_York"), ("Chicgo", "America/Chicago"), ("europe/madird", "Europe/Madrid"),
    ("mexico cty", "America/Mexico_City"), ("Bogta", "America/Bogota"),
])  # fmt: skip
def test_a_slip_in_a_zone_is_met_with_the_nearest(typed: str, zone: str) -> None:
    """The one that was meant is among the three offered."""
    assert find_zone(typed) is None
    assert zone in nearest_zones(typed)


@given(st.text(), st.integers(1, 5))
def test_what_is_offered_can_be_chosen(typed: str, limit: int) -> None:
    """Every zone offered is one, none twice, no more than asked for; and what is found is one."""
    offered = nearest_zones(typed, limit)
    assert len(offered) == len(set(offered)) <= limit
    for name in (*offered, *filter(None, [find_zone(typed)])):
        assert ZoneInfo(name).key == name


@pytest.mark.parametrize(("zone", "day"), [
    ("America/New_York", date(2026, 10, 5)), ("Europe/Madrid", date(2026, 10, 6)), (None, date(2026, 10, 6)),
    ("Pacific/Kiritimati", date(2026, 10, 6)), ("Pacific/Pago_Pago", date(2026, 10, 5)),
])  # fmt: skip
def test_today_is_the_day_it_is_there(zone: str | None, day: date) -> None:
    """At two in the morning UTC it is still yesterday in New York."""
    assert local_day(datetime(2026, 10, 6, 2, 0, tzinfo=UTC), zone) == day


# Channel names


@pytest.mark.parametrize(("name", "channel"), [
    ("Grading late work", "grading-late-work"), ("Año 7: ¡Fracciones!", "ano-7-fracciones"),
    ("Ana's & Ben’s", "anas-bens"),
    ("  --Maths--  ", "maths"), ("snake_case", "snake_case"), ("日本", "topic"), ("💡", "topic"), ("", "topic"),
    ("C++", "c"),
    ("x" * 90, "x" * 80), ("x" * 79 + " y", "x" * 79), ("İstanbul ﬁeld", "istanbul-field"), ("STRAßE", "strasse"),
])  # fmt: skip
def test_a_topic_has_a_channel_name(name: str, channel: str) -> None:
    """Small letters, digits and dashes, without accents and apostrophes, and a word where nothing else is left."""
    assert channel_name(name) == channel


@given(st.one_of(st.text(), EVERYDAY, st.text("a -_'é💡", max_size=100), st.text("ab ", min_size=75, max_size=90)))
def test_a_channel_name_is_always_one_that_slack_takes(name: str) -> None:
    """At most 80 of a-z, 0-9, dash and underscore, with something in it, and the same when made again."""
    channel = channel_name(name)
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", channel)
    assert not channel.startswith("-") and not channel.endswith("-")
    assert channel_name(channel) == channel


@pytest.mark.parametrize("name", ["_", "___", "-_-", "¡_!"])
def test_a_channel_name_is_more_than_marks(name: str) -> None:
    """Slack refuses a name that is punctuation alone (invalid_name_punctuation)."""
    assert channel_name(name) == "topic"


@pytest.mark.parametrize(("name", "channel"), [
    ("Algebra–Geometry", "algebra-geometry"), ("Reading—writing", "reading-writing"), ("Grades 6·7", "grades-6-7"),
])  # fmt: skip
def test_any_mark_parts_two_words(name: str, channel: str) -> None:
    """A long dash, as phones type it, keeps words apart like a short one."""
    assert channel_name(name) == channel

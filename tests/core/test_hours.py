"""Clock hours: lengths as people type them, what a state says of them, and a table that no spreadsheet carries out."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards import hours as said
from bot.domain.hour_rules import all_rules, area_ref, find_area, rules_of
from bot.domain.hours import ActivityKind, Recorded, as_hours, by_area, read_hours
from bot.domain.spreadsheet import BEGINS_FORMULA, table
from bot.ui.language import Languages

WORDS = Languages().text
MARYLAND = rules_of("us-md")
STORABLE = st.characters(exclude_categories=["Cs"])


def a_row(minutes: int, kind: ActivityKind = ActivityKind.WORKSHOP, **more: object) -> Recorded:
    row = {"key": "e1", "day": date(2026, 10, 22), "title": "Number Talks", "provider": "", **more}
    return Recorded(minutes=minutes, kind=kind, **row)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2", 120), ("1.5", 90), ("1,5", 90), ("1.5 hours", 90), ("2 h", 120), ("2 hrs.", 120), ("2 horas", 120),
        ("1:30", 90), ("90 min", 90), ("90 minutos", 90), ("1 h 30", 90), ("1h30min", 90), ("1 hour and 5 minutes", 65),
        (" 45 ", 2700), ("0.75", 45), ("", None), ("two", None), ("-2", None), ("1:75", None), ("2 days", None),
        ("٣", None), ("9" * 30, None), ("=2", None),
    ],
)  # fmt: skip
def test_a_length_is_read_as_it_is_typed(typed: str, minutes: int | None) -> None:
    assert read_hours(typed) == minutes


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_length_or_none(typed: str) -> None:
    minutes = read_hours(typed)
    assert minutes is None or 0 <= minutes <= 10_000 * 60


@given(st.integers(0, 60_000))
def test_hours_are_written_as_they_are_read(minutes: int) -> None:
    """To the minute: a hundredth of an hour is less than that."""
    assert read_hours(as_hours(minutes)) == minutes


def test_every_file_is_well_formed_and_its_areas_fit_a_menu() -> None:
    """Codes are each there once, names fit the 75 characters that Slack shows, and the year begins on a day."""
    assert {"general", "us-md"} <= set(all_rules())
    for code, rules in all_rules().items():
        assert len({area.code for area in rules.areas}) == len(rules.areas) <= 24
        for area in rules.areas:
            assert find_area(area_ref(code, area)) == area
            assert len(said.area(area_ref(code, area))) <= 75
        assert date.fromisoformat(f"2026-{rules.year_begins}").year == 2026
        assert rules.authority or not (rules.areas or rules.kinds)


def test_a_school_year_begins_in_july() -> None:
    assert [MARYLAND.year_of(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 6, 30))] == [
        2025,
        2026,
        2026,
    ]
    assert (said.year(2026), said.year(2099)) == ("2026–27", "2099–00")


def test_areas_that_nobody_ships_any_more_are_none() -> None:
    """Neither a state's file that is gone nor a code that it does not have breaks a record."""
    assert find_area("us-xx/1") is find_area("us-md/9") is find_area("") is find_area("us-md") is None
    rows = [a_row(60, area="us-xx/1"), a_row(30), a_row(120, area="us-md/2")]
    assert sum(by_area(rows).values()) == 210
    shown = [(WORDS(name), minutes) for name, minutes in said.totals("us-md", MARYLAND, rows)]
    assert [minutes for _, minutes in shown] == [0, 120, 0, 0, 90]
    assert shown[-1][0] == "No area chosen"
    kept = [(WORDS(name), minutes) for name, minutes in said.totals("general", rules_of("general"), rows)]
    assert [minutes for _, minutes in kept] == [120, 90]
    assert rules_of("us-xx") == rules_of("general")


def test_what_is_shorter_than_the_states_list_names_is_said() -> None:
    """A workshop of less than four hours; in a series that is long enough, with both; four hours not at all."""
    short = said.warning(MARYLAND, a_row(120), "en")
    assert short is not None
    assert WORDS(short) == (
        "This session is 2 hours. MSDE’s list names workshops of 4 or more hours; keep it as part of a series and ask "
        "your supervisor."
    )
    series = said.warning(MARYLAND, a_row(90, sessions=3, together=270), "en")
    assert series is not None
    assert "1.5 hours, and the 3 sessions of it that you came to are 4.5 hours" in WORDS(series)
    assert "ask your supervisor whether the series counts" in WORDS(series)
    assert said.warning(MARYLAND, a_row(240), "en") is None
    assert said.warning(MARYLAND, a_row(60, ActivityKind.COLLEGE), "en") is None
    assert said.warning(rules_of("general"), a_row(60), "en") is None


def test_what_a_credit_is_counted_as_is_said() -> None:
    told = said.worth(MARYLAND, ActivityKind.COLLEGE)
    assert told is not None
    assert WORDS(told) == "MSDE counts 1 semester hour as 15 clock hours."
    assert said.worth(MARYLAND, ActivityKind.WORKSHOP) is None


def test_hours_are_said_as_the_reader_writes_numbers() -> None:
    spoken = [
        WORDS(said.hours(minutes, locale)) for minutes, locale in ((60, "en"), (90, "en"), (90, "es"), (50, "en"))
    ]
    assert spoken == ["1 hour", "1.5 hours", "1,5 hours", "0.83 hours"]


@example(["a", "x;=1"])
@example(["", ';"=1'])
@given(st.lists(st.text(STORABLE, max_size=12) | st.text(st.sampled_from(';|,"=-@＝\t\r\n a'), max_size=8)))
def test_no_spreadsheet_finds_a_formula_in_what_people_typed(typed: list[str]) -> None:
    """With commas between cells or, as in much of Europe, semicolons: no cell begins like a formula."""
    written = table([typed, typed])
    assert written.startswith(b"\xef\xbb\xbf")
    text = written.decode("utf-8-sig")
    for delimiter in ",;|":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in row if cell.strip().startswith(tuple(BEGINS_FORMULA))]


def test_a_table_is_read_back_as_it_was() -> None:
    """Words without a formula in them are as they were, on one line."""
    row = ["2026-10-22", "Ana’s “number talks”, part 1; with Ben", "1.5", "two\nlines", "a - b"]
    (read,) = csv.reader(io.StringIO(table([row]).decode("utf-8-sig"), newline=""))
    assert read == [*row[:3], "two lines", "a - b"]
    assert table([["=1+1"]]) == b'\xef\xbb\xbf"\'=1+1"\r\n'

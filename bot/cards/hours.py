"""A record of clock hours in words: its rows, its totals, and what it is and is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import assert_never

from babel.dates import format_date
from babel.numbers import format_decimal

from bot.domain.attendance import CheckedIn
from bot.domain.hour_rules import HourRules, area_ref, find_area
from bot.domain.hours import ActivityKind, Recorded, as_hours, by_area
from bot.domain.spreadsheet import table
from bot.ui.plain import spoken_locale
from bot.ui.text import Message, n, t

RECORD = Message("This is a record of attendance. Your supervisor and the state decide what counts.")
COLUMNS = (
    Message("Date"),
    Message("Title"),
    Message("Provider"),
    Message("Clock hours"),
    Message("Kind of activity"),
    Message("Area"),
    Message("Evidence"),
    Message("Approved by"),
    Message("Series"),
    Message("How it is known"),
)
PAGE_WORDS: Mapping[str, Message] = {
    "private": Message("This page is for you alone and leads nowhere a day after you asked for it."),
    "save": Message("Save as a table (CSV)"),
    "to_print": Message("To print it, or to save it as a PDF, use your browser’s Print."),
    "all": Message("Everything that is recorded"),
}
SIGNATURES = (Message("Signed"), Message("Reviewed by"), Message("Date"))


def kind_of_activity(kind: ActivityKind) -> Message:
    match kind:
        case ActivityKind.WORKSHOP:
            return t("Workshop, institute or seminar")
        case ActivityKind.CONFERENCE:
            return t("Professional conference")
        case ActivityKind.COLLEGE:
            return t("College credit")
        case ActivityKind.CPD:
            return t("Approved CPD course")
        case ActivityKind.CEU:
            return t("Continuing education units (CEU)")
        case ActivityKind.CURRICULUM:
            return t("Curriculum development in a group")
        case ActivityKind.PUBLICATION:
            return t("Book or article")
        case ActivityKind.OTHER:
            return t("Something else")
        case _:
            assert_never(kind)


def known(how: CheckedIn | None) -> Message:
    match how:
        case None:
            return t("own entry")
        case CheckedIn.BUTTON:
            return t("checked in")
        case CheckedIn.CODE:
            return t("checked in with the code word")
        case CheckedIn.HOST:
            return t("on the host’s list")
        case _:
            assert_never(how)


def hours(minutes: int, locale: str) -> Message:
    """Return "1 hour", or "1.5 hours" as the reader writes numbers."""
    if minutes % 60 == 0:
        return n("{count} hour", "{count} hours", minutes // 60)
    written = format_decimal(as_hours(minutes), format="0.##", locale=spoken_locale(locale))
    return t("{hours} hours", hours=str(written))


def day(of: date, locale: str) -> str:
    return format_date(of, "long", locale=spoken_locale(locale))


def year(begins: int) -> str:
    """Return a school year by both its calendar years: "2026–27"."""
    return f"{begins}–{(begins + 1) % 100:02}"


def area(ref: str) -> str:
    """Return an area's code and name in its state's words; "" for none, and for one that is not shipped any more."""
    found = find_area(ref)
    return f"{found.code}: {found.name}" if found else ""


def areas(code: str, rules: HourRules) -> Sequence[tuple[str, str]]:
    """Return every area of the rules of *code*, as it is kept and as it is shown."""
    return [(area_ref(code, each), area(area_ref(code, each))) for each in rules.areas]


def totals(code: str, rules: HourRules, rows: Iterable[Recorded]) -> Sequence[tuple[str | Message, int]]:
    """Return the minutes of each area of the rules, then of others that were chosen, then of none."""
    minutes = dict(by_area(rows))
    if not rules.areas and set(minutes) <= {""}:
        return ()
    shown: list[tuple[str | Message, int]] = [(name, minutes.pop(ref, 0)) for ref, name in areas(code, rules)]
    none = sum(minutes.pop(ref) for ref in [*minutes] if not area(ref))
    shown += [(area(ref), spent) for ref, spent in sorted(minutes.items())]
    return [*shown, (t("No area chosen"), none)] if none else shown


def warning(rules: HourRules, row: Recorded, locale: str) -> Message | None:
    """Return what to ask the supervisor about, for what is shorter than the state's list names."""
    least = rules.least(row.kind)
    if least is None or row.minutes >= least:
        return None
    here: Mapping[str, Message | str | int] = {
        "hours": hours(row.minutes, locale),
        "authority": rules.authority,
        "least": least // 60,
    }
    if row.sessions > 1 and row.together >= least:
        return t(
            "This session is {hours}, and the {count} sessions of it that you came to are {together}. {authority}’s "
            "list names workshops of {least} or more hours; ask your supervisor whether the series counts.",
            **here, count=row.sessions, together=hours(row.together, locale),
        )  # fmt: skip
    return t(
        "This session is {hours}. {authority}’s list names workshops of {least} or more hours; keep it as part of a "
        "series and ask your supervisor.",
        **here,
    )


def worth(rules: HourRules, kind: ActivityKind) -> Message | None:
    """Return what a credit of that kind is counted as."""
    rule = rules.kinds.get(kind)
    if rule is None or not rule.credit:
        return None
    return t(
        "{authority} counts 1 {credit} as {hours} clock hours.",
        authority=rules.authority, credit=rule.credit, hours=rule.hours,
    )  # fmt: skip


def cells(row: Recorded) -> Sequence[str | Message]:
    """Return a row of the record by COLUMNS, its day and hours as any spreadsheet reads them."""
    series = f"#{row.workshop}" if row.workshop is not None else ""
    return (
        row.day.isoformat(), row.title, row.provider, as_hours(row.minutes), kind_of_activity(row.kind),
        area(row.area), row.evidence, row.approved_by, series, known(row.how),
    )  # fmt: skip


def title(name: str) -> Message:
    return t("Clock hours of {name}", name=name)


def sums(
    code: str, rules: HourRules, rows: Sequence[Recorded], locale: str
) -> Sequence[tuple[Message, Sequence[tuple[str | Message, Message]]]]:
    """Return the totals as a page shows them, each with its caption: by school year, and by area if there are any."""
    years: dict[str, int] = {}
    for row in rows:
        named = year(rules.year_of(row.day))
        years[named] = years.get(named, 0) + row.minutes
    by_year: list[tuple[str | Message, int]] = [*years.items(), (t("In all"), sum(years.values()))]
    tables = [(t("By school year"), by_year), (t("By area"), [*totals(code, rules, rows)])]
    return [(caption, [(name, hours(spent, locale)) for name, spent in each]) for caption, each in tables if each]


def as_table(
    rows: Iterable[Recorded], said: Callable[[Message | str], str]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Return the names of the columns and the rows; *said* gives words of ours in the reader's language."""
    return [said(column) for column in COLUMNS], [[said(cell) for cell in cells(row)] for row in rows]


def spreadsheet(rows: Iterable[Recorded], said: Callable[[Message | str], str]) -> bytes:
    """Return the record as a CSV file, what it is and is not in its last line."""
    columns, written = as_table(rows, said)
    return table([columns, *written, [said(RECORD)]])

"""What colleagues said to a resource, on its way into or out of a library: their words, never their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.domain.exports.fields import INSTANT, NUMBER, TEXT, Json, WrongValue
from bot.domain.responses import GRADE_MOST, HAPPENED_MOST, NOTE_MOST, FiledNote, FiledTrial, Outcome, Said

VERSION_OF, NOTES, TRIED = "version_of", "notes", "tried"

T = TypeVar("T")


class WrongPart(WrongValue):
    """*name* holds something else than it should."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def in_json(said: Said) -> dict[str, Json]:
    """Return what there is, by the names of its parts."""
    parts: dict[str, Json] = {
        VERSION_OF: said.version_of,
        NOTES: [{"text": each.text, "added": each.at.isoformat()} for each in said.notes],
        TRIED: [
            {
                "grade": each.grade,
                "outcome": each.outcome.value,
                "happened": each.happened,
                "added": each.at.isoformat(),
            }
            for each in said.trials
        ],
    }
    return {name: part for name, part in parts.items() if part}


def read_said(given: Mapping[str, object]) -> Said:
    """Return what a file says; raises WrongPart."""
    source = given.get(VERSION_OF)
    return Said(
        tuple(_part(given, NOTES, _note)),
        tuple(_part(given, TRIED, _trial)),
        None if source is None else _named(VERSION_OF, lambda: NUMBER.read(source)),
    )


def _part(given: Mapping[str, object], name: str, read: Callable[[Mapping[str, object]], T]) -> list[T]:
    rows = given.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WrongPart(name)
    return _named(name, lambda: [read(row) for row in rows])


def _named(name: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except WrongValue:
        raise WrongPart(name) from None


def _note(row: Mapping[str, object]) -> FiledNote:
    return FiledNote(_within(NOTE_MOST, row.get("text"), needed=True), INSTANT.read(row.get("added")))


def _trial(row: Mapping[str, object]) -> FiledTrial:
    try:
        outcome = Outcome(TEXT.read(row.get("outcome")))
    except ValueError:
        raise WrongValue from None
    grade, happened = _within(GRADE_MOST, row.get("grade", "")), _within(HAPPENED_MOST, row.get("happened", ""))
    return FiledTrial(grade, happened, outcome, INSTANT.read(row.get("added")))


def _within(most: int, value: object, *, needed: bool = False) -> str:
    text = TEXT.read(value)
    if len(text) > most or (needed and not text.strip()):
        raise WrongValue
    return text

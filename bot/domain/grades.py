"""School grades, from before kindergarten to adults, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

GRADES = ("PK", "K", *map(str, range(1, 13)), "adult")
_WORDS = {
    "PREK": "PK", "PREKINDERGARTEN": "PK", "PRESCHOOL": "PK", "KINDERGARTEN": "K", "KG": "K", "0": "K",
    "ADULTS": "adult", "ADULT": "adult", "TEACHERS": "adult", "ELEMENTARY": "K-5", "MIDDLESCHOOL": "6-8",
    "HIGHSCHOOL": "9-12", "HS": "9-12", "MS": "6-8", "ALL": "K-12",
}  # fmt: skip
_NOISE = re.compile(r"\b(?:grades?|gr|and|y)\b\.?|(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:-|–|—|\bto\b|\bthrough\b)\s*", re.IGNORECASE)


class UnknownGradeError(ValueError):
    """*part* of what was typed is no grade."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read_grades(typed: str) -> tuple[str, ...]:
    """Return the grades in *typed*, such as ``K–2, 5th grade``, in order; raises UnknownGradeError."""
    met: set[str] = set()
    pre = re.sub(r"\bpre[\s-]*k(?:indergarten)?\b", "PK", typed, flags=re.IGNORECASE)
    joined = _DASH.sub(
        "-", _NOISE.sub(" ", re.sub(r"\b(middle|high)\s+school\b", r"\1school", pre, flags=re.IGNORECASE))
    )
    for part in filter(None, re.split(r"[,;/&+\s]+", joined)):
        first, _, last = _WORDS.get(part.upper(), part).partition("-")
        start, end = _place(first, part), _place(last or first, part)
        if start > end:
            raise UnknownGradeError(part)
        met.update(GRADES[start : end + 1])
    return ordered(met)


def ordered(grades: Iterable[str]) -> tuple[str, ...]:
    chosen = set(grades)
    return tuple(grade for grade in GRADES if grade in chosen)


def said_grades(grades: Iterable[str]) -> str:
    """Return *grades* as they are written: ``K–2, 5``."""
    chosen = set(grades)
    runs: list[list[str]] = []
    for before, grade in zip(("", *GRADES), GRADES, strict=False):
        if grade in chosen and before in chosen and grade != GRADES[-1]:
            runs[-1].append(grade)
        elif grade in chosen:
            runs.append([grade])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _place(grade: str, part: str) -> int:
    name = _WORDS.get(grade.upper(), grade)
    for place, each in enumerate(GRADES):
        if each.upper() == name.upper().lstrip("0"):
            return place
    raise UnknownGradeError(part)

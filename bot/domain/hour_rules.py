"""What a state says of clock hours: its areas, what a credit is worth, what is too short. One data file each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.domain.hours import ActivityKind

NO_STATE = "general"
"""The file that holds where no admin has chosen one."""


@dataclass(frozen=True, slots=True)
class Area:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class KindRule:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    least_hours: int | None = None
    """What is shorter is not on the state's list by itself."""
    credit: str = ""
    hours: int = 0
    """Clock hours that one *credit* is counted as."""


@dataclass(frozen=True, slots=True)
class HourRules:
    """A state's, or those of none."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    year_begins: str
    """Month and day on which a school year begins: ``07-01``."""
    authority: str = ""
    """Whose list it is."""
    areas: tuple[Area, ...] = ()
    kinds: Mapping[ActivityKind, KindRule] = field(default_factory=dict)

    def year_of(self, day: date) -> int:
        """Return the calendar year in which the school year of *day* began."""
        month, first = (int(part) for part in self.year_begins.split("-"))
        return day.year - ((day.month, day.day) < (month, first))

    def least(self, kind: ActivityKind) -> int | None:
        """Return the hours below which it is not on the state's list, in minutes."""
        rule = self.kinds.get(kind)
        return None if rule is None or rule.least_hours is None else rule.least_hours * 60


@cache
def all_rules() -> Mapping[str, HourRules]:
    """Return what every shipped file says, by the file's name; raises ValueError for one that is not well formed."""
    reads = TypeAdapter(HourRules)
    folder = resources.files("bot.domain").joinpath("hour_areas")
    files = {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return {code: reads.validate_python(tomllib.loads(files[code].read_text("utf-8"))) for code in sorted(files)}


def rules_of(code: str) -> HourRules:
    """Return the rules of *code*; those of no state for one that is not shipped any more."""
    return all_rules().get(code, all_rules()[NO_STATE])


def area_ref(rules: str, area: Area) -> str:
    """Return how an area is kept: with its file, so that it means the same when an admin chooses another."""
    return f"{rules}/{area.code}"


def find_area(ref: str) -> Area | None:
    rules, _, code = ref.partition("/")
    known = all_rules().get(rules)
    return next((area for area in known.areas if area.code == code), None) if known else None

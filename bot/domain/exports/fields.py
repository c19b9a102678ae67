"""What a file says of a resource, field by field: one line for each, for every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from bot.domain.details import ResourceType
from bot.domain.grades import GRADES, ordered, said_grades
from bot.domain.ids import Number
from bot.domain.languages import read_language
from bot.domain.licenses import read_license
from bot.domain.resources import NewResource, Resource
from bot.domain.standards import Known, read_standard

NUMBER_MOST = 999_999_999

T = TypeVar("T")

Json = str | int | bool | Sequence["Json"] | dict[str, "Json"] | None


class WrongValue(ValueError):
    """A field holds something else than it should."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """*read* raises WrongValue."""

    in_json: Callable[[T], Json]
    in_cell: Callable[[T], str]
    read: Callable[[object], T]


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """*linked* is the property of schema.org that means the same, "" where none does."""

    name: str
    kind: Kind[T]
    of: Callable[[Resource], T]
    put: Callable[[NewResource, T], NewResource]
    linked: str = ""

    def in_json(self, resource: Resource) -> Json:
        return self.kind.in_json(self.of(resource))

    def in_cell(self, resource: Resource) -> str:
        return self.kind.in_cell(self.of(resource))

    def read_into(self, new: NewResource, value: object) -> NewResource:
        """Return *new* with what a file says; raises WrongValue."""
        return self.put(new, self.kind.read(value))


def storable(text: str) -> str:
    """Return *text* without what no database stores: half characters and the null character."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValue
    return storable(value)


def _read_texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise WrongValue
    return tuple(_read_text(each) for each in value)


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValue
    return value


def _read_number(value: object) -> Number:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= NUMBER_MOST:
        raise WrongValue
    return Number(value)


def _read_instant(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_read_text(value))
        if moment.tzinfo is None:
            raise WrongValue
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongValue from None


def _one_of(value: object, known: Sequence[str]) -> str:
    text = _read_text(value)
    if text not in known:
        raise WrongValue
    return text


def _each(value: object, known: Sequence[str]) -> list[str]:
    return [_one_of(each, known) for each in _read_texts(value)]


def _code(typed: str) -> str:
    met = read_standard(typed)
    if not isinstance(met, Known):
        raise WrongValue
    return met.code


def _known(value: object, read: Callable[[str], str | None]) -> str:
    text = _read_text(value)
    found = read(text) if text else ""
    if found is None:
        raise WrongValue
    return found


def _type(name: str) -> ResourceType | None:
    return ResourceType(name) if name else None


def _said(new: NewResource, **said: object) -> NewResource:
    return replace(new, details=replace(new.details, **said))  # type: ignore[arg-type]


TEXT: Kind[str] = Kind(str, str, _read_text)
TEXTS: Kind[tuple[str, ...]] = Kind(list, ", ".join, _read_texts)
FLAG: Kind[bool] = Kind(bool, lambda flag: "yes" if flag else "", _read_flag)
NUMBER: Kind[Number] = Kind(int, str, _read_number)
INSTANT: Kind[datetime] = Kind(datetime.isoformat, lambda moment: moment.date().isoformat(), _read_instant)

TYPE: Kind[ResourceType | str] = Kind(
    str, str, lambda value: ResourceType(_one_of(value, tuple(ResourceType))) if value else ""
)
GRADES_: Kind[tuple[str, ...]] = Kind(list, said_grades, lambda value: ordered(_each(value, GRADES)))
CODES: Kind[tuple[str, ...]] = Kind(list, ", ".join, lambda value: tuple(map(_code, _read_texts(value))))
LANGUAGE: Kind[str] = Kind(str, str, lambda value: _known(value, read_language))
LICENSE: Kind[str] = Kind(str, str, lambda value: _known(value, read_license))
TYPE_OF, LEVEL = "learningResourceType", "educationalLevel"

AnyField = (
    Field[ResourceType | str] | Field[str] | Field[tuple[str, ...]] | Field[bool] | Field[Number] | Field[datetime]
)

ADDRESS = Field("url", TEXT, lambda r: r.url, lambda new, url: replace(new, url=url), "url")

FIELDS: tuple[AnyField, ...] = (
    Field("number", NUMBER, lambda r: r.number, lambda new, number: replace(new, number=number)),
    ADDRESS,
    Field("title", TEXT, lambda r: r.title, lambda new, title: replace(new, title=title), "name"),
    Field("about", TEXT, lambda r: r.about, lambda new, about: replace(new, about=about), "description"),
    Field("tags", TEXTS, lambda r: r.tags, lambda new, tags: replace(new, tags=tags), "keywords"),
    Field("credit", TEXT, lambda r: r.credit, lambda new, credit: replace(new, credit=credit), "creditText"),
    Field("pinned", FLAG, lambda r: r.pinned, lambda new, pinned: replace(new, pinned=pinned)),
    Field("added", INSTANT, lambda r: r.created_at, lambda new, at: replace(new, created_at=at), "sdDatePublished"),
    Field("imported", FLAG, lambda r: r.imported, lambda new, imported: replace(new, imported=imported)),
    Field(
        "type",
        TYPE,
        lambda r: r.details.type or "",
        lambda new, kind: _said(new, type=ResourceType(kind) if kind else None),
        TYPE_OF,
    ),
    Field("subject", TEXT, lambda r: r.details.subject, lambda new, subject: _said(new, subject=subject), "about"),
    Field("grades", GRADES_, lambda r: r.details.grades, lambda new, grades: _said(new, grades=grades), LEVEL),
    Field("standards", CODES, lambda r: r.details.standards, lambda new, codes: _said(new, standards=codes), "teaches"),
    Field("language", LANGUAGE, lambda r: r.details.language, lambda new, tag: _said(new, language=tag), "inLanguage"),
    Field("license", LICENSE, lambda r: r.details.license, lambda new, name: _said(new, license=name), "license"),
    Field("asks_to_sign_in", FLAG, lambda r: r.locked, lambda new, locked: replace(new, locked=locked)),
)
"""All that leaves of a resource: never whose account shared it, or what somebody keeps for themselves."""

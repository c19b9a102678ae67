"""What a handler is given: who asks, where, when, and what they filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.domain.actor import Actor
from bot.domain.community import ChannelRef, Community
from bot.domain.people import Person, Platform, Role
from bot.domain.topics import Topic
from bot.errors import FieldProblems
from bot.interaction.values import TopicRef, Url, no_address
from bot.ports.incoming import Origin

if TYPE_CHECKING:
    from bot.interaction.forms import FormOpener
    from bot.interaction.spec import FormSpec
    from bot.services import Services
    from bot.ui.model import Form

Value = object
"""What a field or option was understood as: text, a number, a day, a clock time, or a reference."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One use of a command, button, form or message action. *now* is domain time."""

    actor: Actor
    origin: Origin
    now: datetime
    locale: str
    zone: str | None
    """Where times are read and said: the person's zone if they chose one, else the community's."""
    services: Services
    forms: FormOpener

    @property
    def person(self) -> Person:
        return self.actor.person

    @property
    def role(self) -> Role:
        return self.actor.role

    @property
    def community(self) -> Community:
        return self.actor.community

    @property
    def platform(self) -> Platform:
        return self.origin.platform

    async def open(self, form: FormSpec, values: Mapping[str, str] | None = None, *args: str | int) -> Form:
        """Return *form* ready to be shown, its choices filled in and *values* already there."""
        return await self.forms.open(self, form, values or {}, args)


class Answers:
    """A submitted form whose every field was checked. Asking for a field of another kind raises TypeError."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        value = self._values.get(name, "")
        if not isinstance(value, str):
            raise TypeError(f"{name} is not text")
        if isinstance(value, Url) and value.words:
            raise FieldProblems({name: no_address(f"{value.words} {value}")})
        return value

    def url(self, name: str) -> Url:
        """Return the address with the words around it, which nothing else takes."""
        value = self._values.get(name)
        if not isinstance(value, Url):
            raise TypeError(f"{name} is not an address")
        return value

    def flag(self, name: str) -> bool:
        return self._values.get(name) is True

    def number(self, name: str) -> int:
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{name} is not a number")
        return value

    def maybe_number(self, name: str) -> int | None:
        """Return the number, None where the field was left empty."""
        return self.number(name) if self._values.get(name) not in (None, "") else None

    def day(self, name: str) -> date:
        value = self._values.get(name)
        if not isinstance(value, date):
            raise TypeError(f"{name} is not a day")
        return value

    def maybe_day(self, name: str) -> date | None:
        """Return the day, None where the field was left empty."""
        return self.day(name) if self._values.get(name) else None

    def clock(self, name: str) -> time:
        value = self._values.get(name)
        if not isinstance(value, time):
            raise TypeError(f"{name} is not a clock time")
        return value

    def topic(self, name: str) -> Topic | None:
        value = self._values.get(name)
        return value.topic if isinstance(value, TopicRef) else None

    def channel(self, name: str) -> ChannelRef | None:
        value = self._values.get(name)
        return value if isinstance(value, ChannelRef) else None

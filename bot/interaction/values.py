"""The types that a command's options can have beyond text, numbers and flags."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.announcements import Announcement
from bot.domain.people import Person
from bot.domain.resources import Resource
from bot.domain.topics import Topic
from bot.domain.workshops import Workshop
from bot.ui.text import Message, t


class Url(str):
    """A web address as typed, checked to be http or https; *words* stood around it."""

    __slots__ = ("words",)

    words: str

    def __new__(cls, address: str, words: str = "") -> Url:
        made = super().__new__(cls, address)
        made.words = words
        return made


def no_address(text: str) -> Message:
    return t("“{text}” is not a web address. It starts with https:// as in https://example.org.", text=text[:80])


@dataclass(frozen=True, slots=True)
class TopicRef:
    topic: Topic


@dataclass(frozen=True, slots=True)
class ResourceRef:
    resource: Resource


@dataclass(frozen=True, slots=True)
class AnnouncementRef:
    announcement: Announcement


@dataclass(frozen=True, slots=True)
class WorkshopRef:
    workshop: Workshop


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A colleague who was named; they need not have used the bot before."""

    person: Person

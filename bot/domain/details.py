"""What a resource is, beyond its title: as schema.org's LearningResource has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.domain.words import folded_words, named

SUBJECT_MOST = 60
_SUBJECTS = MappingProxyType(
    {
        **dict.fromkeys(("math", "maths", "matematicas"), "mathematics"),
        **dict.fromkeys(("ela", "language arts", "english"), "english language arts"),
        **dict.fromkeys(("ciencias", "sciences"), "science"),
        **dict.fromkeys(("pe", "phys ed"), "physical education"),
        **dict.fromkeys(("sped", "special ed"), "special education"),
        **dict.fromkeys(("esl", "esol", "ell", "eld"), "english language learners"),
        "cs": "computer science",
    }
)
"""Subjects by what else teachers call them."""


class ResourceType(StrEnum):
    LESSON = "lesson"
    TASK = "task"
    ASSESSMENT_ITEM = "assessment item"
    SLIDES = "slides"
    READING = "reading"
    VIDEO = "video"
    PROTOCOL = "protocol"
    TOOL = "tool"
    POLICY = "policy"
    TEMPLATE = "template"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Details:
    """*grades* are of ``grades.GRADES``; *standards* codes as written; *language* a BCP 47 tag; *license* of SPDX.

    What is not said is empty.
    """

    type: ResourceType | None = None
    subject: str = ""
    grades: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    language: str = ""
    license: str = ""


NO_DETAILS = Details()


def subject_key(subject: str) -> str:
    """Return what makes two names of a school subject the same: "Math" is "mathematics"."""
    name = " ".join(folded_words(subject))
    return named(_SUBJECTS.get(name, name))


def as_json(details: Details) -> dict[str, object]:
    return {
        "type": details.type.value if details.type else "",
        "subject": details.subject,
        "grades": list(details.grades),
        "standards": list(details.standards),
        "language": details.language,
        "license": details.license,
    }


def from_json(stored: object) -> Details:
    """Return the details in what ``as_json`` gave; what is missing is not said."""
    said: Mapping[str, object] = stored if isinstance(stored, Mapping) else {}
    kind = said.get("type")
    return Details(
        ResourceType(str(kind)) if kind else None,
        str(said.get("subject", "")),
        _texts(said.get("grades")),
        _texts(said.get("standards")),
        str(said.get("language", "")),
        str(said.get("license", "")),
    )


def _texts(stored: object) -> tuple[str, ...]:
    return tuple(str(each) for each in stored) if isinstance(stored, list | tuple) else ()

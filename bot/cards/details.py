"""What a resource is, in words."""

from __future__ import annotations

from bot.domain.details import Details
from bot.domain.grades import said_grades
from bot.domain.languages import said_language
from bot.ui.text import Message, t

LICENSES = (
    ("CC0-1.0", Message("Public domain: anything goes (CC0)")),
    ("CC-BY-4.0", Message("Change and share it, with the author's name (CC BY)")),
    ("CC-BY-SA-4.0", Message("Change and share it alike, with the author's name (CC BY-SA)")),
    ("CC-BY-NC-4.0", Message("Change and share it, with the author's name, not for sale (CC BY-NC)")),
    ("CC-BY-NC-SA-4.0", Message("Change and share it alike, with the name, not for sale (CC BY-NC-SA)")),
    ("CC-BY-ND-4.0", Message("Share it as it is, with the author's name (CC BY-ND)")),
    ("CC-BY-NC-ND-4.0", Message("Share it as it is, with the name, not for sale (CC BY-NC-ND)")),
    ("LicenseRef-all-rights-reserved", Message("Pass on the link only (all rights reserved)")),
    ("LicenseRef-members-only", Message("Use it here only (mine, for members)")),
)
"""Identifiers of licenses in plain words."""


def said_license(identifier: str) -> Message | str:
    return next((words for name, words in LICENSES if name == identifier), identifier)


def detail_facts(details: Details) -> list[str | Message]:
    """Return what is said of it, a fact each."""
    facts: list[str | Message] = []
    if details.type:
        facts.append(t("Type: {name}", name=t(details.type.value)))
    if details.subject:
        facts.append(t("Subject: {name}", name=details.subject))
    if details.grades:
        facts.append(t("Grades: {grades}", grades=said_grades(details.grades)))
    if details.standards:
        facts.append(t("Standards: {codes}", codes=", ".join(details.standards)))
    if details.language:
        facts.append(t("In {language}", language=said_language(details.language)))
    if details.license:
        facts.append(said_license(details.license))
    return facts

"""What a resource is beyond its title: type, grades, standards, language, license; said in a form, read in filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.cards.details import LICENSES, said_license
from bot.cards.resources import show_button
from bot.domain.details import SUBJECT_MOST, Details, ResourceType
from bot.domain.grades import UnknownGradeError, read_grades, said_grades
from bot.domain.ids import Number
from bot.domain.languages import read_language, said_language
from bot.domain.licenses import read_license
from bot.domain.standards import STANDARDS_MOST, Known, Unknown, read_standard
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, form
from bot.services.cataloguing import may_change
from bot.ui.model import Button, Field, Form, Kind, Option, Reply, Words, buttons, reply
from bot.ui.text import Message, t

_NOT_SAID = Option(Message("not said"), "-")
_TYPE = Field(
    "type", Message("Type"), Kind.CHOICE, required=False,
    options=(_NOT_SAID, *(Option(Message(kind.value), kind.value) for kind in ResourceType)),
)  # fmt: skip
_GRADES = Field("grades", Message("Grades"), required=False, most=100, hint=Message("Such as: 3-5, or PK, K, 1, adult"))
_SUBJECT = Field("subject", Message("Subject"), required=False, most=SUBJECT_MOST, hint=Message("Such as: mathematics"))
_STANDARDS = Field(
    "standards", Message("Standards"), required=False, most=300,
    hint=Message("Common Core codes, such as: 6.RP.3, 6.NS.1"),
)  # fmt: skip
_LICENSE = Field(
    "license", Message("What others may do with it"), Kind.CHOICE, required=False,
    options=(_NOT_SAID, *(Option(words, name) for name, words in LICENSES)),
)  # fmt: skip
NARROWED = Field(
    "narrowed", Message("Grade, type, standard, language or license"), required=False, most=200,
    hint=Message("With commas between them, such as: grade 5, video, CC BY"),
)  # fmt: skip


@form("resource.details", title="More about it", submit="Save", fields=(_TYPE, _GRADES, _SUBJECT, _STANDARDS, _LICENSE))
async def described(call: Invocation, answers: Answers, number: int) -> Reply:
    details = replace(
        read_details({name: answers.text(name) for name in ("grades", "standards", "subject")}),
        type=_type(answers.text("type")),
        license=read_license(answers.text("license")) or "",
    )
    done = await call.services.resources.describe(call.actor, Number(number), details)
    found = t("Colleagues find it by this too, such as with {filters}.", filters="grade:5 type:task")
    undo = Button(t("Undo"), "undo", (int(done.revision),))
    return reply(
        t("Saved what “{title}” is for.", title=done.resource.title), found, buttons(show_button(done.resource), undo)
    )


@action("resource.describe", may_open_form=True)
async def describe(call: Invocation, number: int) -> Reply | Form:
    resource = await call.services.resources.listed(call.actor, Number(number))
    if not may_change(call.actor, resource):
        return reply(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
    said = resource.details
    values = {
        "type": said.type.value if said.type else "-",
        "grades": said_grades(said.grades),
        "subject": said.subject,
        "standards": ", ".join(said.standards),
        "license": said.license or "-",
    }
    return await call.open(described, values, number)


def read_details(typed: Mapping[str, str]) -> Details:
    """Return what was *typed* as type, subject, grades, standards, language and license; raises FieldProblems."""
    details, problems = read_what_can_be(typed)
    if problems:
        raise FieldProblems(problems)
    return details


def read_what_can_be(typed: Mapping[str, str]) -> tuple[Details, dict[str, Words]]:
    """Return what can be read of what was *typed*, and what is wrong with the rest."""
    problems: dict[str, Words] = {}
    grades: tuple[str, ...] = ()
    standards: list[str] = []
    try:
        grades = read_grades(typed.get("grades", ""))
    except UnknownGradeError as error:
        problems["grades"] = t("“{part}” is no grade. Grades are PK, K, 1 to 12, and adult.", part=error.part[:40])
    for code in filter(None, re.split(r"[,;\n]+|\s+(?=\S*\d)", typed.get("standards", "").strip())):
        match read_standard(code):
            case Known(code=known):
                standards.append(known)
            case Unknown() as unknown:
                problems.setdefault("standards", said_unknown(unknown))
    if len(standards) > STANDARDS_MOST:
        problems["standards"] = t("At most {count} standards fit.", count=STANDARDS_MOST)
    language, license_ = typed.get("language", "").strip(), typed.get("license", "").strip()
    if language and read_language(language) is None:
        problems["language"] = t("I know no language called “{name}”.", name=language[:40])
    if license_ and read_license(license_) is None:
        problems["license"] = t("I know no license called “{name}”. One is CC BY.", name=license_[:40])
    kind = typed.get("type", "").strip()
    if kind and _type(kind) is None:
        types = ", ".join(ResourceType)
        problems["type"] = t("“{name}” is no type. Types are: {types}.", name=kind[:40], types=types)
    details = Details(
        _type(kind),
        " ".join(typed.get("subject", "").split())[:SUBJECT_MOST],
        grades,
        tuple(dict.fromkeys(standards))[:STANDARDS_MOST],
        read_language(language) or "",
        read_license(license_) or "",
    )
    return details, problems


def read_narrowed(typed: str) -> Details:
    """Return what was typed with commas between, each for what it can be; what it can be nothing else is a subject."""
    said: dict[str, list[str]] = {}
    for part in filter(None, (" ".join(each.split()) for each in re.split(r"[,;\n]", typed))):
        said.setdefault(_kind_of(part), []).append(part)
    return read_details({kind: ", ".join(parts) if kind in {"grades", "standards"} else parts[-1]
                         for kind, parts in said.items()})  # fmt: skip


def _kind_of(part: str) -> str:
    if _type(part) is not None:
        return "type"
    if read_license(part) is not None:
        return "license"
    if isinstance(read_standard(part), Known):
        return "standards"
    if read_language(part) is not None:
        return "language"
    try:
        return "grades" if read_grades(part) else "subject"
    except UnknownGradeError:
        return "standards" if re.match(r"(?i)ccss|[k1-8]\.[a-z]", part) else "subject"


def said_unknown(unknown: Unknown) -> Message:
    nearest = unknown.nearest
    if not nearest:
        return t("“{code}” is no Common Core code. One is {example}.", code=unknown.typed[:40], example="6.RP.A.3")
    if not unknown.grade:
        return t("“{code}” is no Common Core code. Did you mean {nearest}?", code=unknown.typed[:40], nearest=nearest)
    *first, last = unknown.domains
    grade = t("Kindergarten") if unknown.grade == "K" else t("Grade {grade}", grade=unknown.grade)
    return t(
        "{grade} has {domains} and {last}. Did you mean {nearest}?",
        grade=grade, domains=", ".join(first), last=last, nearest=nearest,
    )  # fmt: skip


def said_narrowed(details: Details) -> list[Message]:
    """Return what a search was narrowed to, a sentence each."""
    said = []
    if details.type:
        said.append(t("Only what is of the type “{name}”.", name=t(details.type.value)))
    if details.subject:
        said.append(t("Only what is for the subject “{name}”.", name=details.subject))
    if details.grades:
        said.append(t("Only what is for grade {grades}.", grades=said_grades(details.grades)))
    if details.standards:
        said.append(t("Only what is about {codes}.", codes=", ".join(details.standards)))
    if details.language:
        said.append(t("Only what is in {language}.", language=said_language(details.language)))
    if details.license:
        said.append(t("Only what is so licensed: {license}.", license=said_license(details.license)))
    return said


def _type(typed: str) -> ResourceType | None:
    name = typed.strip().lower().replace("-", " ").replace("_", " ")
    return next((kind for kind in ResourceType if name in {kind.value, f"{kind.value}s", kind.value.rstrip("s")}), None)

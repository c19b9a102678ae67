"""A declaration from which something could not be derived is refused when it is made, or before the program starts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from enum import Enum, StrEnum
from typing import Annotated, Any, Optional, Union

import pytest

from adapters.discord.register import application_commands
from bot.domain.community import ChannelRef
from bot.domain.people import Role
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.registry import Registry
from bot.interaction.spec import (
    ActionSpec,
    CommandSpec,
    DeclarationError,
    FormSpec,
    Handler,
    MessageSpec,
    Opt,
    OptionSpec,
    Spec,
    action,
    command,
    form,
    on_message,
)
from bot.interaction.values import AnnouncementRef, PersonRef, ResourceRef, TopicRef, Url
from bot.ports.incoming import Snapshot
from bot.ui.language import Languages
from bot.ui.model import Field, Kind, Reply, reply
from bot.ui.text import Message, t


class Grade(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"


class Colour(Enum):
    RED = "red"


class Unknown:
    pass


async def nothing(call: Invocation) -> Reply:
    return reply()


async def submitted(call: Invocation, answers: Answers) -> Reply:
    return reply()


async def pointed(call: Invocation, snapshot: Snapshot) -> Reply:
    return reply()


def handler(annotation: object, default: Any = ...) -> Handler:
    """A handler with one option named *wanted* of this annotation."""

    async def handle(call: Invocation, *, wanted: Any) -> Reply:
        return reply()

    handle.__annotations__["wanted"] = annotation
    handle.__kwdefaults__ = None if default is ... else {"wanted": default}
    return handle


def only_option(annotation: object, default: Any = ...) -> OptionSpec:
    (option,) = command("resources share", summary="Share")(handler(annotation, default)).options
    return option


def a_command(path: str = "resources share", summary: str = "Share") -> CommandSpec:
    return command(path, summary=summary)(nothing)


def a_form(name: str = "resource.save", title: str = "Resource", *fields: Field) -> FormSpec:
    return form(name, title=title, fields=fields or (Field("name", t("Name")),))(submitted)


# What a signature says


@pytest.mark.parametrize(("hint", "kind"), [
    (str, Kind.TEXT), (int, Kind.INTEGER), (bool, Kind.FLAG), (Url, Kind.URL), (TopicRef, Kind.TOPIC),
    (ResourceRef, Kind.RESOURCE), (AnnouncementRef, Kind.ANNOUNCEMENT), (PersonRef, Kind.PERSON),
    (ChannelRef, Kind.CHANNEL), (Grade, Kind.CHOICE),
])  # fmt: skip
def test_each_type_is_a_kind(hint: Any, kind: Kind) -> None:
    """What an option is comes from its type, whether it may be left out from its default."""
    required = only_option(Annotated[hint, Opt("What it is")])
    assert (required.name, required.kind, required.required) == ("wanted", kind, True)
    assert required.about == Message("What it is")
    for optional in (hint | None, Optional[hint], Union[hint, None]):  # noqa: UP007, UP045
        option = only_option(Annotated[optional, Opt("What it is")], None)
        assert (option.kind, option.required) == (kind, False)


def test_what_a_signature_cannot_say_is_in_its_opt() -> None:
    """Longest text, bare text and choices are as declared; an enum brings its own choices."""
    option = only_option(Annotated[str, Opt("What it is", most=120, rest=True)])
    assert (option.most, option.rest, option.choices) == (120, True, ())
    chosen = only_option(Annotated[str, Opt("Kind", choices=(("a", "First"), ("b", "Second")))])
    assert (chosen.kind, chosen.choices) == (Kind.CHOICE, (("a", Message("First")), ("b", Message("Second"))))
    grade = only_option(Annotated[Grade, Opt("Grade")])
    assert grade.choices == (("primary", Message("primary")), ("secondary", Message("secondary")))


@pytest.mark.parametrize("annotation", [
    str, str | None, Annotated[str, "words"], Annotated[str, Opt("")], Annotated[float, Opt("A")],
    Annotated[datetime, Opt("A")], Annotated[list[str], Opt("A")], Annotated[str | int, Opt("A")],
    Annotated[Unknown, Opt("A")], Annotated[Colour, Opt("A")], Annotated[None, Opt("A")], Annotated[Any, Opt("A")],
], ids=str)  # fmt: skip
def test_a_wrong_annotation_is_refused_with_its_name(annotation: object) -> None:
    """Whoever declares an option that no front can ask for is told which one, and where."""
    with pytest.raises(DeclarationError, match=r"^resources share: wanted "):
        only_option(annotation)


def test_an_option_without_annotation_is_refused_with_its_name() -> None:
    """Forgetting the annotation is told like any other mistake in a declaration."""

    async def handle(call, *, wanted) -> Reply:  # type: ignore[no-untyped-def]
        return reply()

    with pytest.raises(DeclarationError, match="resources share: wanted"):
        command("resources share", summary="Share")(handle)


def test_only_one_option_takes_the_bare_text() -> None:
    """Two could not share it."""

    async def both(
        call: Invocation, *, one: Annotated[str, Opt("One", rest=True)], two: Annotated[str, Opt("Two", rest=True)]
    ) -> Reply:
        return reply()

    with pytest.raises(DeclarationError, match="only one option"):
        command("resources share", summary="Share")(both)


@pytest.mark.parametrize(("path", "summary"), [("", "Share"), ("a b c d", "Share"), ("resources share", "")])
def test_a_command_has_one_to_three_words_and_a_summary(path: str, summary: str) -> None:
    """The summary is what help shows, so there is none without."""
    with pytest.raises(DeclarationError, match="summary"):
        a_command(path, summary)


def test_a_command_that_asks_by_form_has_a_field_for_each_option() -> None:
    """What was typed is handed to the form by name, so a name it does not know is refused."""
    asked = Annotated[str, Opt("What")]
    good = command("resources share", summary="Share", form=a_form("f", "F", Field("wanted", t("W"))))(handler(asked))
    assert good.may_open_form
    with pytest.raises(DeclarationError, match="every option needs a field"):
        command("resources share", summary="Share", form=a_form())(handler(asked))


def test_what_is_only_typed_is_kept_by_a_form_without_its_field() -> None:
    """It is in no menu, is never needed, and comes back to the form under an id that may be left out."""

    async def keeping(call: Invocation, answers: Answers, kept: str = "") -> Reply:
        return reply()

    fields = (Field("name", t("Name")),)
    keeps, forgets = form("keep", title="Keep", fields=fields)(keeping), a_form()
    asked = Annotated[str, Opt("What", typed=True)]
    spec = command("resources share", summary="Share", form=keeps)(handler(asked, ""))
    assert (keeps.keeps, forgets.keeps, spec.options[0].typed) == (True, False, True)
    (shown,) = application_commands(Registry.of([spec, keeps]), Languages())
    assert shown["options"][0]["options"] == []
    for told, kind, default in ((forgets, asked, ""), (keeps, asked, ...), (keeps, Annotated[str, Opt("What")], "")):
        with pytest.raises(DeclarationError):
            command("resources share", summary="Share", form=told)(handler(kind, default))


def test_what_a_button_carries_is_what_its_handler_takes() -> None:
    """Numbers and short words, in order; the last may collect what was chosen."""

    async def one(call: Invocation, number: int, word: str) -> Reply:
        return reply()

    async def chosen(call: Invocation, number: int, *picked: str) -> Reply:
        return reply()

    assert action("open")(one).parameters == (("number", int), ("word", str))
    assert not action("open")(one).takes_chosen
    assert action("open")(chosen).parameters == (("number", int), ("picked", str))
    assert action("open")(chosen).takes_chosen

    async def sent(call: Invocation, answers: Answers, number: int) -> Reply:
        return reply()

    assert form("save", title="Save", fields=(Field("a", "A"),))(sent).parameters == (("number", int),)


@pytest.mark.parametrize("hint", [bool, float, str | None, list[int], TopicRef], ids=str)
@pytest.mark.parametrize("front", ["action", "form"])
def test_what_no_button_can_carry_is_refused_with_its_name(hint: object, front: str) -> None:
    """A button carries numbers and words; a parameter of another type is named."""

    async def handle(call: Invocation, answers: Answers, wanted: Any) -> Reply:
        return reply()

    handle.__annotations__.update(wanted=hint, answers=int)
    declare: Callable[[Handler], Spec] = (
        action("open") if front == "action" else form("open", title="Open", fields=(Field("a", "A"),))
    )
    with pytest.raises(DeclarationError, match="open: wanted must be int or str"):
        declare(handle)


def test_who_may_and_what_is_done_instead_are_kept() -> None:
    """Roles and the way on for those whose role is too low go from the declaration to the spec."""
    spec = command("pin", summary="Pin", role=Role.MODERATOR, instead=nothing, moderators_only_on_discord=True)(nothing)
    assert (spec.role, spec.instead, spec.moderators_only_on_discord) == (Role.MODERATOR, nothing, True)
    assert action("pin", role=Role.ADMIN, instead=nothing, may_open_form=True)(nothing) == ActionSpec(
        "pin", Role.ADMIN, True, (), False, nothing, nothing
    )
    assert on_message("keep", label="Keep for me", role=Role.FACILITATOR)(pointed) == MessageSpec(
        "keep", Message("Keep for me"), Role.FACILITATOR, False, pointed
    )


# What the registry refuses


def an_action(name: str = "resource.open") -> ActionSpec:
    return action(name)(nothing)


def a_message_action(name: str = "keep", label: str = "Keep for me") -> MessageSpec:
    return on_message(name, label=label)(pointed)


def test_all_that_is_declared_is_found_by_name_in_its_order() -> None:
    """Commands are shown in the order of declaration, grouped by their first word."""
    specs: list[Spec] = [a_command("topics list"), a_command("undo"), a_command("topics create"), an_action(), a_form()]
    registry = Registry.of([*specs, a_message_action()])
    assert list(registry.commands) == ["topics list", "undo", "topics create"]
    assert registry.actions == {"resource.open": specs[3]} and registry.forms == {"resource.save": specs[4]}
    assert list(registry.message_actions) == ["keep"]
    assert {first: [spec.path for spec in group] for first, group in registry.groups().items()} == {
        "topics": ["topics list", "topics create"],
        "undo": ["undo"],
    }


@pytest.mark.parametrize(
    "spec", [a_command(), an_action(), a_form(), a_message_action()], ids=lambda s: type(s).__name__
)
def test_nothing_is_declared_twice(spec: Spec) -> None:
    """One name, one meaning; the same name for a button and a form is no clash."""
    name = spec.path if isinstance(spec, CommandSpec) else spec.name
    with pytest.raises(DeclarationError, match=f"{name} is declared twice"):
        Registry.of([spec, dataclasses.replace(spec)])
    registry = Registry.of([an_action("same"), a_form("same"), a_message_action("same"), a_command("same")])
    assert registry.actions["same"].name == registry.forms["same"].name == "same"


def with_option(**changes: Any) -> CommandSpec:
    plain = command("resources share", summary="Share")(handler(Annotated[str, Opt("What")]))
    return dataclasses.replace(plain, options=(dataclasses.replace(plain.options[0], **changes),))


def with_field(**changes: Any) -> FormSpec:
    return a_form("save", "Save", dataclasses.replace(Field("name", t("Name")), **changes))


FEW = tuple((str(number), Message("A")) for number in range(25))

WITHIN: list[list[Spec]] = [
    [a_command("a" * 32)],
    [a_command("a-b_1 c2 d3")],
    [a_command("undo", "S" * 100)],
    [dataclasses.replace(a_command(), options=with_option().options * 25)],
    [with_option(name="a" * 32)],
    [with_option(about=Message("A" * 100))],
    [with_option(choices=FEW)],
    [a_command(f"topics c{number}") for number in range(25)],
    [a_command(f"c{number}") for number in range(100)],
    [a_message_action(f"m{number}") for number in range(5)],
    [a_form("save", "T" * 24, *(Field(str(number), "F") for number in range(5)))],
    [with_field(label="L" * 45), with_option()],
    [with_field(hint=t("H" * 100), most=3000)],
]
BEYOND: list[list[Spec]] = [
    [a_command("a" * 33)],
    [a_command("Undo")],
    [a_command("1st")],
    [a_command("topics año")],
    [a_command("undo", "S" * 101)],
    [dataclasses.replace(a_command(), options=with_option().options * 26)],
    [with_option(name="a" * 33)],
    [with_option(name="wantedItem")],
    [with_option(about=Message("A" * 101))],
    [with_option(choices=(*FEW, ("25", Message("A"))))],
    [a_command(f"topics c{number}") for number in range(26)],
    [a_command(f"c{number}") for number in range(101)],
    [a_message_action(f"m{number}") for number in range(6)],
    [a_form("save", "T" * 25)],
    [form("save", title="Save", fields=())(submitted)],
    [a_form("save", "Save", *(Field(str(number), "F") for number in range(6)))],
    [with_field(label="L" * 46)],
    [with_field(label=t("L" * 46))],
    [with_field(hint="H" * 101)],
    [with_field(most=3001)],
    [a_command("topics"), a_command("topics list")],
    [a_command("staffroom roles"), a_command("staffroom roles grant")],
]


@pytest.mark.parametrize("specs", WITHIN, ids=range(len(WITHIN)))
def test_what_both_platforms_take_is_accepted(specs: list[Spec]) -> None:
    """The most that is allowed is allowed."""
    registry = Registry.of(specs)
    assert len(registry.commands) + len(registry.forms) + len(registry.message_actions) == len(specs)


@pytest.mark.parametrize("specs", BEYOND, ids=range(len(BEYOND)))
def test_what_a_platform_would_refuse_is_refused_at_start(specs: list[Spec]) -> None:
    """One more than a platform takes is refused before anything connects."""
    with pytest.raises(DeclarationError):
        Registry.of(specs)


UNCHECKED: list[list[Spec]] = [
    [a_message_action(label="L" * 25)],
    [a_command(f"a b c{number}") for number in range(26)],
    [a_form("save", "Save", Field("name", "One"), Field("name", "Two"))],
    [an_action("Resource.Open")],
    [with_option(choices=(("a", Message("A" * 101)),))],
    [a_command("topics  list")],
]
BECAUSE = ["a shortcut of 25 letters", "26 in a second group", "two fields of one name", "a name no code can carry",
           "a choice of 101 letters", "two spaces in a path"]  # fmt: skip


@pytest.mark.parametrize("specs", UNCHECKED, ids=BECAUSE)
def test_this_too_is_refused_at_start(specs: list[Spec]) -> None:
    """What would only come out when somebody uses it, or when Slack or Discord refuses it, is refused at start."""
    with pytest.raises(DeclarationError):
        Registry.of(specs)

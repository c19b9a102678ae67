"""Lengths: what fits exactly is taken, one character more is refused with both lengths named, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.people import Platform
from bot.domain.resources import TAG_MOST, TAGS_MOST
from bot.interaction.spec import CommandSpec, FormSpec, OptionSpec
from bot.ui.model import Field, Kind
from bot.ui.wire import encode
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.declared import registry
from tests.scenarios.stage.forging import as_handed_over, presses, sends, submits
from tests.scenarios.stage.variants import in_turn

FORMS = tuple(registry().forms.values())
COMMANDS = tuple(command for command in registry().commands.values() if command.options)
SHOWN_AS_TYPED = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.URL})
CHOSEN_FROM_WHAT_THERE_IS = frozenset(
    {
        ("setup.community", "zone"),
        ("my.settings", "zone"),
        ("school-days.add", "text"),
        ("hours.new", "hours"),
        ("hours.change", "hours"),
        ("resource.edit", "language"),
        ("resource.details", "grades"),
        ("resource.details", "standards"),
    }
)
"""Text that is looked up or read: what fits may still mean nothing."""


@in_turn
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
async def test_every_field_of_a_form_takes_its_length_and_no_more(network: Network, form: FormSpec) -> None:
    """A field takes as much as it says, also from an app that checks nothing; one more is refused and all is kept."""
    ada = await ready(network)
    for place, field in enumerate(form.fields):
        told = await submits(ada, code_of(form), {**good(form, place), field.name: longest(field)})
        assert "characters;" not in told, f"{form.name} {field.name}: {told}"
        if field.kind in SHOWN_AS_TYPED and (form.name, field.name) not in CHOSEN_FROM_WHAT_THERE_IS:
            assert not refused(ada, told), f"{form.name} {field.name}: {told}"
        typed = {**good(form, place), field.name: "w" * (field.most + 1)}
        told = await submits(ada, code_of(form), typed)
        assert f"This has {field.most + 1} characters; {field.most} fit." in told, f"{form.name} {field.name}: {told}"
        await ada.says("/staffroom home")
        await ada.sees("You began these and did not finish them")
        await ada.presses("Go on 1")
        opened = await ada.until(lambda: ada.form, "the form again")
        for each in form.fields:
            if each.kind in SHOWN_AS_TYPED:
                assert opened.fields[str(words(each.label))] == as_far_as_shown(network, typed[each.name]), each.name


async def test_every_option_of_a_command_takes_exactly_its_length(network: Network) -> None:
    """Each option of each command takes as much as it says, also from an app that checks nothing."""
    ada = await ready(network)
    for command in COMMANDS:
        for place, option in enumerate(typed_options(command)):
            typed = {**await given(network, command, place), option.name: longest_option(option)}
            told = await sends(ada, command.path, typed)
            assert "characters;" not in told, f"/{command.path} {option.name}: {told}"


async def test_one_character_more_in_a_command_is_refused_and_kept(network: Network) -> None:
    """What is too long is refused in words that name both lengths: at once, or by the form that opens with it."""
    ada = await ready(network)
    for command in COMMANDS:
        for place, option in enumerate(typed_options(command)):
            typed = {**await given(network, command, place), option.name: "w" * (option.most + 1)}
            told = await sends(ada, command.path, typed)
            if command.form is not None and ada.form is not None:
                kept = {field.name: str(words(field.label)) for field in command.form.fields}
                for name, value in typed.items():
                    if kept[name] in ada.form.fields and kind_of(command.form, name) in SHOWN_AS_TYPED:
                        assert ada.form.fields[kept[name]] == as_far_as_shown(network, value), f"/{command.path} {name}"
                told = await submits(ada, code_of(command.form), {**good(command.form, place), **typed})
            assert f"This has {option.most + 1} characters; {option.most} fit." in told, (
                command.path,
                option.name,
                told,
            )


async def test_what_is_as_long_as_it_may_be_can_be_shown(network: Network) -> None:
    """A resource that is as long as it may be in every way is shown, found, kept, posted, pinned and edited."""
    ada, ben = await ready(network), await network.teacher("Ana")
    await ada.says("/topics create", name="T" * 80, about="A" * 250)
    await ada.sees("T" * 80, "is open")
    new = next(form for form in FORMS if form.name == "resource.new")
    full = {field.name: longest(field) for field in new.fields if field.kind is not Kind.TOPIC}
    told = await submits(ada, code_of(new), {**full, "topic": "T" * 80})
    assert "Added to the library" in told
    await ben.says("/resources search", words=full["title"])
    await ben.sees("1 resource for", full["title"])
    await ben.says("/resources show", resource="2")
    await ben.sees(full["title"], full["about"], "t0" + "t" * 58, "t9" + "t" * 58)
    await ben.presses("Keep for me")
    await ben.sees("Kept for you", full["title"])
    await ben.says("/resources kept")
    await ben.sees(full["title"])
    await ben.sees_in("t" * 80, full["title"])
    mo = await network.moderator("Mo")
    await mo.says("/moderate pin", resource="2")
    await mo.sees("Pinned", full["title"])
    await ben.sees_pinned("t" * 80, full["title"])
    await ada.says("/resources edit", resource="2")
    opened = await ada.until(lambda: ada.form, "the form")
    assert opened.fields["What it is"] == full["title"] and opened.fields["What it is good for"] == full["about"]


async def ready(network: Network) -> Person[Any]:
    """An admin, one resource, one announcement, one workshop and one topic of hers, #1 each."""
    ada = await network.admin("Ada")
    told = await submits(ada, "v1:resource.new", {"link": "https://example.org/first", "title": "The first"})
    assert "Added to the library" in told, told
    told = await submits(ada, "v1:announcement.new", good(registry().forms["announcement.new"], 0))
    assert "announcement #1" in told, told
    told = await submits(ada, "v1:workshop.new:0", good(registry().forms["workshop.new"], 0))
    assert "Draft:" in told, told
    told = await presses(ada, "v1:workshop.post:1")
    assert "workshop #1" in told, told
    told = await sends(ada, "topics create", {"name": "The first"})
    assert "The first is open." in told, told
    return ada


def code_of(form: FormSpec) -> str:
    return encode(form.name, tuple(1 if kind is int else "x" for _, kind in form.parameters))


def good(form: FormSpec, place: int) -> dict[str, str]:
    """What anybody could have typed into *form*; another for each *place*."""
    typed = {field.name: _good(field.name, field.kind, field.options, place) for field in form.fields}
    return {**typed, "day": "2026-09-01", "hours": "2"} if form.name in ("hours.new", "hours.change") else typed


async def given(network: Network, command: CommandSpec, place: int) -> dict[str, str]:
    """What the required options of *command* could be."""
    found = {}
    for option in (option for option in command.options if option.required):
        if option.kind is Kind.TOPIC:
            found[option.name] = "1"
        elif option.kind is Kind.PERSON:
            found[option.name] = as_handed_over(await network.teacher("Ana"))
        else:
            found[option.name] = option.choices[0][0] if option.choices else _good(option.name, option.kind, (), place)
    return found


_READ = {"zone": "America/New_York", "grades": "3-5", "standards": "3.NF.1", "language": "Spanish"}


def _good(name: str, kind: Kind, options: tuple[Any, ...], place: int) -> str:
    if name in _READ:
        return _READ[name]
    match kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return f"Number talks {place}"
        case Kind.URL:
            return f"https://example.org/page/{place}"
        case Kind.DATE:
            return "2026-12-01"
        case Kind.CLOCK:
            return "16:00"
        case Kind.CHOICE:
            return str(options[0].value)
        case Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP:
            return "1"
        case _:
            return ""


def longest(field: Field) -> str:
    """Text of exactly the length that *field* takes, which means something where that is possible."""
    if field.name == "tags":
        tags = [f"t{number}".ljust(TAG_MOST, "t") for number in range(TAGS_MOST)]
        spaces = " " * (field.most - TAGS_MOST * (TAG_MOST + 2) + 3)
        return f",{spaces}".join([tags[0], ", ".join(tags[1:])])
    match field.kind:
        case Kind.URL:
            return "https://example.org/".ljust(field.most, "a")
        case Kind.DATE:
            return "October".ljust(field.most - 1) + "6"
        case Kind.CLOCK:
            return "4".ljust(field.most - 2) + "pm"
        case _:
            return "w" * field.most


def typed_options(command: CommandSpec) -> list[OptionSpec]:
    """What somebody types: all but files."""
    return [option for option in command.options if option.kind is not Kind.FILE]


def longest_option(option: OptionSpec) -> str:
    return "https://example.org/".ljust(option.most, "b") if option.kind is Kind.URL else "v" * option.most


def kind_of(form: FormSpec, name: str) -> Kind:
    return next(field.kind for field in form.fields if field.name == name)


def refused(person: Person[Any], told: str) -> bool:
    at_fields = any(line.partition(": ")[0] in _NAMES for line in told.split("\n"))
    return "Not saved yet" in told or at_fields or (person.form is not None and bool(person.form.problems))


_NAMES = frozenset(field.name for form in FORMS for field in form.fields)


def words(told: object) -> object:
    return getattr(told, "template", told)


def as_far_as_shown(network: Network, typed: str) -> str:
    """Slack's fields hold 3,000 characters; its app lets nobody type more."""
    return typed[:3000] if network.platform is Platform.SLACK else typed

"""A command, action, form or message action is its function's signature: declared once, everything else is derived."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Annotated, get_args, get_origin, get_type_hints

from bot.domain.community import ChannelRef
from bot.domain.people import Role
from bot.interaction.values import AnnouncementRef, PersonRef, ResourceRef, TopicRef, Url, WorkshopRef
from bot.ports.files import Attached
from bot.ui.model import Field, Form, Kind, Reply
from bot.ui.text import Message

if typing.TYPE_CHECKING:
    pass

Answer = Reply | Form
Handler = Callable[..., Awaitable[Answer]]


class DeclarationError(Exception):
    """A declaration that cannot be derived from; raised when it is made or when the registry is built."""


@dataclass(frozen=True, slots=True)
class Opt:
    """What a signature cannot say about an option. At most one option of a command is *rest*: bare text fills it."""

    about: str
    most: int = 300
    rest: bool = False
    typed: bool = False
    """Taken where a command is typed as text; no menu offers it, and its form need not ask for it."""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, label) pairs; an enum's members need none."""


@dataclass(frozen=True, slots=True)
class OptionSpec:
    name: str
    kind: Kind
    about: Message
    required: bool
    most: int
    rest: bool
    choices: tuple[tuple[str, Message], ...]
    typed: bool = False


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """*path* is one to three words. *role* is the least that may use it."""

    path: str
    summary: Message
    options: tuple[OptionSpec, ...]
    role: Role
    may_open_form: bool
    moderators_only_on_discord: bool
    """Hidden by Discord from those without Manage Messages; who is a moderator by grant uses More."""
    handler: Handler
    form: FormSpec | None = None
    """Asks for what is missing or wrong; its fields have the names of the options."""
    instead: Handler | None = None
    """Called with the same values for those whose role is too low, so that they are offered a way on."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What a button or select does. *parameters* are (name, int or str), in the order in which args come."""

    name: str
    role: Role
    may_open_form: bool
    parameters: tuple[tuple[str, type], ...]
    takes_chosen: bool
    """Whether the last parameter collects all remaining args: the chosen values of a select."""
    handler: Handler
    instead: Handler | None = None


@dataclass(frozen=True, slots=True)
class FormSpec:
    name: str
    title: Message
    submit: Message
    fields: tuple[Field, ...]
    role: Role
    parameters: tuple[tuple[str, type], ...]
    handler: Handler
    keeps: bool = False
    """Whether its last argument, a text that may be left out, stands for what was typed that it has no field for."""


@dataclass(frozen=True, slots=True)
class MessageSpec:
    """A message action (Discord) or message shortcut (Slack); *label* is what people pick."""

    name: str
    label: Message
    role: Role
    may_open_form: bool
    handler: Handler


Spec = CommandSpec | ActionSpec | FormSpec | MessageSpec


_KINDS: tuple[tuple[type, Kind], ...] = (
    (TopicRef, Kind.TOPIC),
    (ResourceRef, Kind.RESOURCE),
    (AnnouncementRef, Kind.ANNOUNCEMENT),
    (WorkshopRef, Kind.WORKSHOP),
    (PersonRef, Kind.PERSON),
    (ChannelRef, Kind.CHANNEL),
    (Url, Kind.URL),
    (Attached, Kind.FILE),
    (date, Kind.DATE),
    (time, Kind.CLOCK),
    (bool, Kind.FLAG),
    (int, Kind.INTEGER),
    (str, Kind.TEXT),
)


def command(
    path: str,
    *,
    summary: str,
    role: Role = Role.MEMBER,
    form: FormSpec | None = None,
    may_open_form: bool = False,
    moderators_only_on_discord: bool = False,
    instead: Handler | None = None,
) -> Callable[[Handler], CommandSpec]:
    """Declare a command from its handler's keyword-only parameters."""

    def declare(handler: Handler) -> CommandSpec:
        if not summary or not 1 <= len(path.split()) <= 3:
            raise DeclarationError(f"{path!r} needs a summary and one to three words")
        hints = get_type_hints(handler, include_extras=True)
        parameters = list(inspect.signature(handler).parameters.values())[1:]
        options = tuple(_option(path, p, hints.get(p.name)) for p in parameters)
        if sum(option.rest for option in options) > 1:
            raise DeclarationError(f"{path}: only one option can take the bare text")
        if form is not None:
            _check_form(path, options, form)
        opens = may_open_form or form is not None
        hidden = moderators_only_on_discord
        return CommandSpec(path, Message(summary), options, role, opens, hidden, handler, form, instead)

    return declare


def action(
    name: str, *, role: Role = Role.MEMBER, may_open_form: bool = False, instead: Handler | None = None
) -> Callable[[Handler], ActionSpec]:
    """Declare what a button or select named *name* does; its parameters after the call are ``int`` or ``str``."""

    def declare(handler: Handler) -> ActionSpec:
        parameters, chosen = _positional(name, handler, skip=1)
        return ActionSpec(name, role, may_open_form, parameters, chosen, handler, instead)

    return declare


def form(
    name: str, *, title: str, fields: tuple[Field, ...], submit: str = "Save", role: Role = Role.MEMBER
) -> Callable[[Handler], FormSpec]:
    """Declare a form and what happens when it is submitted: ``handler(call, answers, *args)``."""

    def declare(handler: Handler) -> FormSpec:
        parameters, _ = _positional(name, handler, skip=2)
        last = list(inspect.signature(handler).parameters.values())[-1]
        keeps = bool(parameters) and last.default == "" and parameters[-1][1] is str
        return FormSpec(name, Message(title), Message(submit), fields, role, parameters, handler, keeps)

    return declare


def on_message(
    name: str, *, label: str, role: Role = Role.MEMBER, may_open_form: bool = False
) -> Callable[[Handler], MessageSpec]:
    """Declare a message action: ``handler(call, snapshot)``."""

    def declare(handler: Handler) -> MessageSpec:
        return MessageSpec(name, Message(label), role, may_open_form, handler)

    return declare


def _option(path: str, parameter: inspect.Parameter, hint: object) -> OptionSpec:
    if get_origin(hint) is not Annotated:
        raise DeclarationError(f"{path}: {parameter.name} must be Annotated with an Opt")
    inner, *extras = get_args(hint)
    opt = next((extra for extra in extras if isinstance(extra, Opt)), None)
    if opt is None or not opt.about:
        raise DeclarationError(f"{path}: {parameter.name} must be Annotated with an Opt that says what it is")
    kinds = [part for part in _parts(inner) if part is not type(None)]
    if len(kinds) != 1:
        raise DeclarationError(f"{path}: {parameter.name} must have one type")
    kind, choices = _kind(path, parameter.name, kinds[0], opt)
    required = parameter.default is inspect.Parameter.empty
    return OptionSpec(parameter.name, kind, Message(opt.about), required, opt.most, opt.rest, choices, opt.typed)


def _check_form(path: str, options: tuple[OptionSpec, ...], form: FormSpec) -> None:
    asked = {field.name for field in form.fields}
    beside = [option for option in options if option.name not in asked and option.kind is not Kind.FILE]
    if any(option.required or not option.typed for option in beside):
        raise DeclarationError(f"{path}: every option needs a field of that name in {form.name}")
    if beside and not form.keeps:
        raise DeclarationError(f"{path}: {form.name} must keep what it has no field for")


def _parts(hint: object) -> tuple[object, ...]:
    return get_args(hint) if get_origin(hint) in (typing.Union, types.UnionType) else (hint,)


def _kind(path: str, name: str, hint: object, opt: Opt) -> tuple[Kind, tuple[tuple[str, Message], ...]]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Kind.CHOICE, tuple((str(member.value), Message(member.value)) for member in hint)
    if opt.choices:
        return Kind.CHOICE, tuple((value, Message(label)) for value, label in opt.choices)
    for known, kind in _KINDS:
        if hint is known:
            return kind, ()
    raise DeclarationError(f"{path}: {name} has the type {hint!r}, which no front can ask for")


def _positional(name: str, handler: Handler, skip: int) -> tuple[tuple[tuple[str, type], ...], bool]:
    hints = get_type_hints(handler)
    parameters = list(inspect.signature(handler).parameters.values())[skip:]
    found = []
    for parameter in parameters:
        hint = hints.get(parameter.name)
        if hint not in (int, str):
            raise DeclarationError(f"{name}: {parameter.name} must be int or str")
        found.append((parameter.name, hint))
    chosen = bool(parameters) and parameters[-1].kind is inspect.Parameter.VAR_POSITIONAL
    return tuple(found), chosen

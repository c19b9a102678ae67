"""All that is declared, looked up by name and checked at start against what both platforms take."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.interaction.spec import ActionSpec, CommandSpec, DeclarationError, FormSpec, MessageSpec, Spec
from bot.ui.model import Field, Kind
from bot.ui.wire import encode

S = TypeVar("S", CommandSpec, ActionSpec, FormSpec, MessageSpec)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Registry:
    """Immutable once made. *commands* are in the order of declaration, which is the order of help."""

    commands: dict[str, CommandSpec]
    actions: dict[str, ActionSpec]
    forms: dict[str, FormSpec]
    message_actions: dict[str, MessageSpec]

    @classmethod
    def of(cls, specs: Iterable[Spec]) -> Registry:
        """Build from *specs*; raises DeclarationError for repeated names and for what a platform would refuse."""
        registry = cls({}, {}, {}, {})
        for spec in specs:
            match spec:
                case CommandSpec():
                    _add(registry.commands, spec.path, spec)
                case ActionSpec():
                    _add(registry.actions, spec.name, spec)
                case FormSpec():
                    _add(registry.forms, spec.name, spec)
                case MessageSpec():
                    _add(registry.message_actions, spec.name, spec)
        _check(registry)
        return registry

    def groups(self) -> dict[str, tuple[CommandSpec, ...]]:
        """Return the commands by their first word."""
        groups: dict[str, tuple[CommandSpec, ...]] = {}
        for spec in self.commands.values():
            first = spec.path.split()[0]
            groups[first] = (*groups.get(first, ()), spec)
        return groups


def _add(known: dict[str, S], name: str, spec: S) -> None:
    if name in known:
        raise DeclarationError(f"{name} is declared twice")
    known[name] = spec


def _check(registry: Registry) -> None:
    for path, command in registry.commands.items():
        if not all(_NAME.fullmatch(word) for word in path.split(" ")):
            raise DeclarationError(f"{path}: words are a-z, 0-9, - and _, at most 32")
        if any(other.startswith(path + " ") for other in registry.commands):
            raise DeclarationError(f"{path} is both a command and a group")
        _check_command(command)
    for group, commands in registry.groups().items():
        if len({command.path.split()[1] for command in commands if " " in command.path}) > 25:
            raise DeclarationError(f"{group} has more than 25 subcommands (Discord)")
        inner = Counter(command.path.rpartition(" ")[0] for command in commands)
        if max(inner.values()) > 25:
            raise DeclarationError(f"{group} has a group of more than 25 subcommands (Discord)")
    if len(registry.groups()) > 100 or len(registry.message_actions) > 5:
        raise DeclarationError("at most 100 commands (Discord) and 5 message actions (Slack)")
    for message in registry.message_actions.values():
        if len(message.label.template) > 24:
            raise DeclarationError(f"{message.name}: a label of 24 characters is the most (Slack)")
    for name in (*registry.actions, *registry.forms):
        try:
            encode(name)
        except ValueError as problem:
            raise DeclarationError(f"{name} cannot stand in a button") from problem
    for name, form in registry.forms.items():
        if len({field.name for field in form.fields}) < len(form.fields):
            raise DeclarationError(f"{name}: two fields have one name")
        if not 1 <= len(form.fields) <= 5 or len(form.title.template) > 24:
            raise DeclarationError(f"{name}: a form has 1 to 5 fields (Discord) and a title of 24 characters (Slack)")
        for field in form.fields:
            _check_field(name, field)


def _check_command(command: CommandSpec) -> None:
    if len(command.summary.template) > 100 or len(command.options) > 25:
        raise DeclarationError(f"{command.path}: a summary of 100 characters and 25 options are the most (Discord)")
    for option in command.options:
        if (
            not _NAME.fullmatch(option.name)
            or len(option.about.template) > 100
            or len(option.choices) > 25
            or any(len(label.template) > 100 for _, label in option.choices)
        ):
            raise DeclarationError(f"{command.path}: {option.name} is more than Discord takes")


def _check_field(form: str, field: Field) -> None:
    words = field.label if isinstance(field.label, str) else field.label.template
    hint = field.hint if isinstance(field.hint, str) else field.hint.template
    if field.kind is Kind.FILE:
        raise DeclarationError(f"{form}: {field.name} is a file, which only a command takes")
    if len(words) > 45 or len(hint) > 100 or field.most > 3000:
        raise DeclarationError(f"{form}: {field.name} is longer than 45 (label), 100 (hint) or 3000 characters (text)")

"""What is declared, as the page offers it: the commands behind the slash, message actions, first things to try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.rehearsal.people import PEOPLE, RoomPerson
from bot.domain.people import Role
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec, OptionSpec
from bot.ui.language import Languages
from bot.ui.text import t

HOME = "staffroom home"
_TRIES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("try_share", (("resources share", " https://example.org/fraction-strips"),)),
    ("try_topic", (("topics create", ""), ("topics propose", ""))),
    ("try_announce", (("announcements create", ""),)),
)


@dataclass(frozen=True, slots=True)
class Try:
    """Something to try: *typed* goes into the composer, as *person*; *as_whom* says so in words."""

    words: str
    typed: str
    person: RoomPerson
    as_whom: str


def commands(registry: Registry, languages: Languages, locale: str, role: Role) -> list[dict[str, Any]]:
    """Return the commands for somebody of *role*, those for moderators hidden as Discord hides them."""
    return [
        {
            "path": spec.path,
            "summary": languages.text(spec.summary, locale),
            "form": spec.may_open_form,
            "options": [_option(option, languages, locale) for option in _in_order(spec)],
        }
        for spec in registry.commands.values()
        if role >= Role.MODERATOR or not spec.moderators_only_on_discord
    ]


def message_actions(registry: Registry, languages: Languages, locale: str) -> list[dict[str, str]]:
    return [
        {"name": spec.name, "label": languages.text(spec.label, locale)} for spec in registry.message_actions.values()
    ]


def tries(
    registry: Registry, languages: Languages, locale: str, words: Mapping[str, str], person: RoomPerson
) -> Iterable[Try]:
    """Return what is worth trying first; what *person* may not do is tried as somebody who may."""
    for name, candidates in _TRIES:
        for path, rest in candidates:
            if (spec := registry.commands.get(path)) is None:
                continue
            able = person if person.role >= spec.role else next(p for p in PEOPLE if p.role >= spec.role)
            as_whom = languages.text(t("as {name}, {role}", name=able.name, role=able.about), locale)
            yield Try(words[name], f"/{path}{rest}", able, as_whom)
            break


def _in_order(spec: CommandSpec) -> list[OptionSpec]:
    offered = (option for option in spec.options if not option.typed)
    return sorted(offered, key=lambda option: (not option.required, not option.rest))


def _option(option: OptionSpec, languages: Languages, locale: str) -> dict[str, Any]:
    return {
        "name": option.name,
        "about": languages.text(option.about, locale),
        "kind": option.kind.value,
        "required": option.required,
        "rest": option.rest,
        "most": option.most,
        "choices": [{"value": value, "label": languages.text(label, locale)} for value, label in option.choices],
    }

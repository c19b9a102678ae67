"""Limits of application commands, as Discord checks them when they are registered."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.platforms.discord.components import Path
from tests.platforms.discord.limits import FormError, length
from tests.platforms.discord.model import Json

CHAT_INPUT = 1
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 9, 10, 11
PER_TYPE = {1: 100, 2: 15, 3: 15}
TOTAL_TEXT = 8000


def command_errors(commands: Sequence[Json]) -> list[FormError]:
    """Return what Discord refuses in the whole set of commands."""
    errors: list[FormError] = []
    for kind, most in PER_TYPE.items():
        count = sum(command.get("type", CHAT_INPUT) == kind for command in commands)
        if count > most:
            said = f"{count} commands of type {kind}, of at most {most}."
            errors.append(FormError((), "APPLICATION_COMMANDS_MAX", said))
    names = Counter((command.get("type") or CHAT_INPUT, command["name"]) for command in commands)
    for index, command in enumerate(commands):
        if names[(command.get("type") or CHAT_INPUT, command["name"])] > 1:
            errors.append(FormError((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "The name is used twice."))
        errors += _command((index,), command)
    return errors


def _command(path: Path, command: Json) -> Iterator[FormError]:
    if (command.get("type") or CHAT_INPUT) != CHAT_INPUT:
        yield from length((*path, "name"), command["name"], 1, 32)
        if command.get("description") or command.get("options"):
            yield FormError(path, "APPLICATION_COMMAND_INVALID", "A menu command has no description and no options.")
        return
    yield from _named(path, command)
    yield from _options(path, command.get("options") or [], depth=0)
    total = text_length(command)
    if total > TOTAL_TEXT:
        yield FormError(path, "APPLICATION_COMMAND_TOO_LARGE", f"{total} characters, of at most {TOTAL_TEXT}.")


def _named(path: Path, part: Json) -> Iterator[FormError]:
    for place, name in (((*path, "name"), part["name"]), *_localized(path, part, "name")):
        if not is_command_name(name):
            yield FormError(place, "APPLICATION_COMMAND_INVALID_NAME", f"{name!r} is not a name for a command.")
    yield from length((*path, "description"), part.get("description") or "", 1, 100)
    for place, text in _localized(path, part, "description"):
        yield from length(place, text, 1, 100)


def _localized(path: Path, part: Json, key: str) -> Iterator[tuple[Path, str]]:
    for locale, text in (part.get(f"{key}_localizations") or {}).items():
        yield (*path, f"{key}_localizations", locale), text


def is_command_name(name: str) -> bool:
    """Tell whether *name* is 1 to 32 letters, digits, `-`, `_` or `'`, without capitals."""
    spelled = all(letter in "-_'" or unicodedata.category(letter)[0] in "LNM" for letter in name)
    return 1 <= len(name) <= 32 and spelled and name == name.lower()


def _options(path: Path, options: Sequence[Json], depth: int) -> Iterator[FormError]:
    here = (*path, "options")
    if len(options) > 25:
        yield FormError(here, "BASE_TYPE_BAD_LENGTH", f"At most 25 options (has {len(options)}).")
    yield from _unique_names(here, options)
    nested = [option["type"] in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        yield FormError(here, "APPLICATION_COMMAND_OPTIONS_MIXED", "Subcommands stand beside plain options.")
    optional_seen = False
    for index, option in enumerate(options):
        place = (*here, index)
        yield from _named(place, option)
        if option["type"] in (SUBCOMMAND, GROUP):
            if depth + (option["type"] == SUBCOMMAND) > 2 or (depth and option["type"] == GROUP):
                yield FormError(place, "APPLICATION_COMMAND_NESTED", "Groups hold subcommands, and no groups.")
            yield from _options(place, option.get("options") or [], depth + 1)
            continue
        if option.get("required") and optional_seen:
            yield FormError(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "A required one follows.")
        optional_seen = optional_seen or not option.get("required")
        yield from _plain_option(place, option)


def _unique_names(path: Path, options: Sequence[Json]) -> Iterator[FormError]:
    locales = {locale for option in options for locale in option.get("name_localizations") or {}}
    for locale in (None, *sorted(locales)):
        names = Counter((option.get("name_localizations") or {}).get(locale, option["name"]) for option in options)
        for name, count in names.items():
            if count > 1:
                yield FormError(path, "APPLICATION_COMMAND_OPTIONS_DUPLICATE", f"{name!r} is used twice ({locale}).")


def _plain_option(path: Path, option: Json) -> Iterator[FormError]:
    choices = option.get("choices") or []
    if len(choices) > 25:
        yield FormError((*path, "choices"), "BASE_TYPE_BAD_LENGTH", f"At most 25 choices (has {len(choices)}).")
    if choices and option.get("autocomplete"):
        yield FormError(path, "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", "It has choices and autocomplete.")
    if (choices or option.get("autocomplete")) and option["type"] not in (STRING, INTEGER, NUMBER):
        yield FormError(path, "APPLICATION_COMMAND_CHOICES_INVALID", "Only text and numbers have choices.")
    for index, choice in enumerate(choices):
        yield from length((*path, "choices", index, "name"), choice.get("name"), 1, 100)
        yield from length((*path, "choices", index, "value"), choice.get("value"), 1, 100)


def text_length(part: Json) -> int:
    """Count the characters that go into a command's limit: the longest localisation of each text, and values."""
    count = len(str(part["value"])) if "value" in part else 0
    for key in ("name", "description"):
        texts = [part.get(key) or "", *(part.get(f"{key}_localizations") or {}).values()]
        count += max(map(len, texts))
    return count + sum(text_length(inner) for key in ("options", "choices") for inner in part.get(key) or ())

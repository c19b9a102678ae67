"""One line of typed text to a command and its options, as forgiving as a person would be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec

_SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " "})
_NEAR = 55
ROOT = "staffroom"
"""The commands under this word may be typed without it: on Slack it is the command's own name."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """*extra* is text that no option took."""

    command: CommandSpec
    options: Mapping[str, str]
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Only the first words of several commands were typed."""

    commands: tuple[CommandSpec, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No such command; the nearest ones, and what was typed after where the command would end."""

    nearest: tuple[CommandSpec, ...]
    rest: str


def parse(text: str, registry: Registry) -> Parsed | Group | Unknown:
    """Return what *text* (without its slash) asks for."""
    line = text.translate(_SMART).strip().removeprefix("/").strip()
    first, _, after_root = line.partition(" ")
    found = _parse(line, registry)
    if isinstance(found, Unknown) and first.lower() == ROOT:
        return _parse(after_root.strip(), registry)
    return found


def _parse(line: str, registry: Registry) -> Parsed | Group | Unknown:
    words = line.split()
    for count in (3, 2, 1):
        path = " ".join(word.lower() for word in words[:count])
        command = registry.commands.get(path) or registry.commands.get(f"{ROOT} {path}")
        if command is not None and len(words) >= count:
            return parse_options(command, _after(line, count))
    group = tuple(c for c in registry.commands.values() if _begins(c.path, line.lower()))
    if group or not words:
        return Group(group or tuple(registry.commands.values()))
    return _unknown(line, words, registry)


def parse_options(command: CommandSpec, text: str) -> Parsed:
    """Return the options in *text*: ``key:value``, ``key:"two words"``, and bare text for the option marked rest."""
    names = {option.name.lower(): option.name for option in command.options}
    values: dict[str, list[str]] = {}
    bare: list[str] = []
    current: str | None = None
    for key, word, quoted in _tokens(text.translate(_SMART), names):
        if key is not None:
            current = names[key]
            values.setdefault(current, [])
        if word:
            (bare if current is None else values[current]).append(word)
        if quoted and key is not None:
            current = None
    options = {name: " ".join(parts) for name, parts in values.items()}
    rest = next((option.name for option in command.options if option.rest), None)
    extra = " ".join(bare)
    if extra and rest is not None:
        if rest not in options:
            options[rest], extra = extra, ""
    elif extra and len(command.options) == 1 and command.options[0].name not in options:
        options[command.options[0].name], extra = extra, ""
    return Parsed(command, options, extra)


def _tokens(text: str, names: Iterable[str]) -> Iterable[tuple[str | None, str, bool]]:
    """Yield (declared key or None, word, whether it was quoted)."""
    known = frozenset(names)
    at = 0
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip())
        key = None
        head = re.match(r"[-–—]*([A-Za-z][\w-]*)[:：]", text[at:])
        if head and head[1].lower() in known:
            key = head[1].lower()
            at += head.end()
            at += len(text[at:]) - len(text[at:].lstrip(" "))
            if (again := re.match(r"([A-Za-z][\w-]*)[:：]", text[at:])) and again[1].lower() in known:
                yield key, "", False
                continue
        if text[at : at + 1] == '"':
            end = text.find('"', at + 1)
            end = len(text) if end < 0 else end
            yield key, text[at + 1 : end], True
            at = end + 1
        else:
            word = re.match(r"\S*", text[at:])
            found = word[0] if word else ""
            yield key, found, False
            at += len(found)


def _typed_as(registry: Registry) -> list[str]:
    """Return every way in which a command's path can be typed."""
    short = [path.removeprefix(f"{ROOT} ") for path in registry.commands if path.startswith(f"{ROOT} ")]
    return [*registry.commands, *short]


def _begins(path: str, typed: str) -> bool:
    return f"{path} ".startswith(f"{typed} ") or f"{path} ".startswith(f"{ROOT} {typed} ")


def _after(line: str, count: int) -> str:
    parts = line.split(None, count)
    return parts[count] if len(parts) > count else ""


def _unknown(line: str, words: list[str], registry: Registry) -> Unknown:
    best: dict[str, tuple[float, int]] = {}
    for count in (1, 2, 3):
        typed = " ".join(words[:count]).lower()
        if len(words) < count:
            break
        for near, score, _ in process.extract(typed, _typed_as(registry), scorer=fuzz.ratio, limit=5):
            path = near if near in registry.commands else f"{ROOT} {near}"
            if score > best.get(path, (_NEAR, 0))[0]:
                best[path] = (score, count)
    ranked = sorted(best, key=lambda path: -best[path][0])[:3]
    rest = _after(line, best[ranked[0]][1]) if ranked else line
    return Unknown(tuple(registry.commands[path] for path in ranked), rest)

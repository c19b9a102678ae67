"""A form as one of Discord's modals, and what was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, assert_never

from adapters.discord import limits
from adapters.discord.render import option_of, plain
from bot.ui.model import Field, Form, Kind

Json = dict[str, Any]

STRING_SELECT, TEXT_INPUT, CHANNEL_SELECT, LABEL, CHECKBOX = 3, 4, 8, 18, 23
_SHORT, _PARAGRAPH = 1, 2
_LIKE_THIS = {Kind.DATE: "2026-10-05", Kind.CLOCK: "4:00 PM"}


def modal(form: Form) -> Json:
    """Return the modal's data. What was typed before stands in its fields."""
    return {
        "custom_id": form.code,
        "title": plain(form.title),
        "components": [_label(field) for field in _as_typed(form.fields)],
    }


def _as_typed(fields: Sequence[Field]) -> list[Field]:
    """Let a clock time be left empty after its day: it may have been typed there, and is asked for where it was not."""
    before = [None, *(field.kind for field in fields)]
    return [
        replace(field, required=False) if (kind, field.kind) == (Kind.DATE, Kind.CLOCK) else field
        for kind, field in zip(before, fields, strict=False)
    ]


def _label(field: Field) -> Json:
    label = {"type": LABEL, "label": plain(field.label), "component": _input(field)}
    return {**label, "description": plain(field.hint)} if field.hint else label


def _input(field: Field) -> Json:
    selectable = 1 <= len(field.options) <= limits.OPTIONS
    match field.kind:
        case Kind.CHOICES if selectable:
            return _select(field, frozenset(field.value.split(",")), len(field.options))
        case Kind.CHOICE | Kind.FLAG | Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP | Kind.PERSON if (
            selectable
        ):
            return _select(field, frozenset({field.value}), 1)
        case Kind.FLAG:
            return {"type": CHECKBOX, "custom_id": field.name, "default": field.value == "true"}
        case Kind.CHANNEL:
            return _channel(field)
        case Kind.LONG_TEXT:
            return _text(field, _PARAGRAPH)
        case Kind.TEXT | Kind.URL | Kind.INTEGER | Kind.DATE | Kind.CLOCK | Kind.CHOICE | Kind.CHOICES:
            return _text(field, _SHORT)
        case Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP | Kind.PERSON | Kind.FILE:
            return _text(field, _SHORT)
        case _:
            assert_never(field.kind)


def _text(field: Field, style: int) -> Json:
    # A value that was typed elsewhere may be longer than the field asks for; nothing typed is lost.
    most = min(max(field.most, len(field.value), 1), limits.TEXT_INPUT)
    shown: Json = {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": style,
        "required": field.required,
        "max_length": most,
    }
    if field.value:
        shown["value"] = field.value[:most]
    if field.kind in _LIKE_THIS:
        shown["placeholder"] = _LIKE_THIS[field.kind]
    return shown


def _select(field: Field, chosen: frozenset[str], most: int) -> Json:
    return {
        "type": STRING_SELECT,
        "custom_id": field.name,
        "required": field.required,
        "min_values": 1 if field.required else 0,
        "max_values": most,
        "options": [{**option_of(option), "default": option.value in chosen} for option in field.options],
    }


def _channel(field: Field) -> Json:
    shown: Json = {
        "type": CHANNEL_SELECT,
        "custom_id": field.name,
        "required": field.required,
        "min_values": 1 if field.required else 0,
        "max_values": 1,
        "channel_types": list(limits.POST_CHANNELS),
    }
    channel = field.value.partition("|")[0]
    if channel.isdecimal():
        shown["default_values"] = [{"id": channel, "type": "channel"}]
    return shown


def submitted(components: Sequence[Json], resolved: Json) -> Mapping[str, str]:
    """Return what was filled in by field name, as the core reads it."""
    return {part["custom_id"]: _value(part, resolved) for part in _inputs(components)}


def _inputs(components: Sequence[Json]) -> Iterator[Json]:
    """Yield the inputs, whether labels hold them or action rows, as older forms had it."""
    for component in components:
        if "component" in component:
            yield from _inputs([component["component"]])
        elif "components" in component:
            yield from _inputs(component["components"])
        elif "custom_id" in component:
            yield component


def _value(part: Json, resolved: Json) -> str:
    if part["type"] == CHANNEL_SELECT:
        return ",".join(_channel_value(channel, resolved) for channel in part.get("values") or ())
    if "values" in part:
        return ",".join(part["values"] or ())
    value = part.get("value")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value or "")


def _channel_value(channel: str, resolved: Json) -> str:
    name = resolved.get("channels", {}).get(channel, {}).get("name")
    return f"{channel}|{name}" if name else channel

"""Forms as Slack's modals, and what was filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, assert_never

from adapters.slack.limits import INPUT_TEXT
from adapters.slack.render import Reader, Wire, option, plain_text
from bot.ui.model import Field, Form, Kind, Option, Words
from bot.ui.text import t

_INPUT: Final = "value"  # each input's action_id; the field's name is its block_id
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# The moderators' channel is private, which Slack's plain channel picker leaves out.
_PICKER: Final[Wire] = {
    "type": "conversations_select",
    "filter": {"include": ["public", "private"], "exclude_bot_users": True},
}
_CHANNEL = re.compile(r"([CG][A-Z0-9]+)(\|.*)?")


def form_view(form: Form, reader: Reader, place: str = "") -> Wire:
    return {
        "type": "modal",
        "callback_id": form.code,
        "title": plain_text(_told(form.title)),
        "submit": plain_text(_told(form.submit)),
        "close": plain_text(reader.say(t("Close"))),
        "private_metadata": place,
        "blocks": [_input(field, reader) for field in form.fields],
    }


def filled_in(view: Mapping[str, Any]) -> dict[str, str]:
    """Return what a submitted *view* holds, by field name; '' for what was left empty."""
    states = (view.get("state") or {}).get("values") or {}
    return {name: _value(elements.get(_INPUT) or {}) for name, elements in states.items()}


def keep_place(channel: str, name: str) -> str:
    """Return what a view carries so that a submission still knows the channel it came from."""
    return json.dumps([channel, name]) if channel else ""


def kept_place(metadata: str) -> tuple[str, str]:
    if not metadata:
        return "", ""
    channel, name = json.loads(metadata)
    return str(channel), str(name)


def _input(field: Field, reader: Reader) -> Wire:
    block: Wire = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(_told(field.label)),
        "element": _element(field, reader) | {"action_id": _INPUT},
        "optional": not field.required,
    }
    hinted = bool(field.hint) and field.kind is not Kind.DATE  # how a day may be typed helps nobody who picks it
    return block | ({"hint": plain_text(_told(field.hint))} if hinted else {})


def _element(field: Field, reader: Reader) -> Wire:
    match field.kind:
        case Kind.LONG_TEXT:
            return _typed(field) | {"multiline": True}
        case Kind.CHOICES if field.options:
            return _several(field)
        case Kind.FLAG:
            return _yes_or_no(field, reader)
        case Kind.DATE:
            return {"type": "datepicker"} | ({"initial_date": field.value} if _is_date(field.value) else {})
        case Kind.CLOCK:
            return {"type": "timepicker"} | ({"initial_time": field.value} if _CLOCK.fullmatch(field.value) else {})
        case Kind.CHANNEL:
            known = _CHANNEL.fullmatch(field.value)
            return _PICKER | ({"initial_conversation": known[1]} if known else {})
        case Kind.CHOICE | Kind.CHOICES | Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP | Kind.PERSON:
            return _one(field) if field.options else _typed(field)
        case Kind.TEXT | Kind.URL | Kind.INTEGER | Kind.FILE:
            # Slack's own address and number inputs refuse what the core understands, such as an address without https.
            return _one(field) if field.options else _typed(field)
        case _:
            assert_never(field.kind)


def _typed(field: Field) -> Wire:
    """What was typed before is kept whole, even where it is longer than the field should be."""
    value = field.value[:INPUT_TEXT]
    wire: Wire = {"type": "plain_text_input", "max_length": min(max(field.most, len(value), 1), INPUT_TEXT)}
    return wire | ({"initial_value": value} if value else {})


def _one(field: Field) -> Wire:
    wire: Wire = {"type": "static_select", "options": [option(choice) for choice in field.options]}
    chosen = [option(choice) for choice in field.options if choice.value == field.value]
    return wire | ({"initial_option": chosen[0]} if chosen else {})


def _several(field: Field) -> Wire:
    wire: Wire = {"type": "multi_static_select", "options": [option(choice) for choice in field.options]}
    wanted = field.value.split(",")
    chosen = [option(choice) for choice in field.options if choice.value in wanted]
    return wire | ({"initial_options": chosen} if chosen else {})


def _yes_or_no(field: Field, reader: Reader) -> Wire:
    answers = [option(Option(reader.say(t("Yes")), "true")), option(Option(reader.say(t("No")), "false"))]
    wire: Wire = {"type": "radio_buttons", "options": answers}
    chosen = [answer for answer in answers if answer["value"] == field.value]
    return wire | ({"initial_option": chosen[0]} if chosen else {})


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _value(state: Mapping[str, Any]) -> str:
    if "selected_options" in state:
        return ",".join(chosen["value"] for chosen in state["selected_options"] or [])
    if "selected_option" in state:
        return str((state["selected_option"] or {}).get("value", ""))
    for name in ("value", "selected_date", "selected_time", "selected_conversation", "selected_channel"):
        if name in state:
            return str(state[name] or "")
    return ""


def _told(words: Words) -> str:
    return words if isinstance(words, str) else words.template

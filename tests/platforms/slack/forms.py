"""Fields of a view or message: what they hold, what a person may put in, what Slack's app checks itself."""

import re
from typing import Any

from tests.platforms.slack.blocks import interactive
from tests.platforms.slack.model import Channel, User, Wire
from tests.platforms.slack.words import shown

REQUIRED = "Please complete this required field."
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WEB = re.compile(r"https?://[^\s.]+\.\S+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

# What a field's value is called on the wire, and what it is called before anybody chose.
_VALUE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_OF_OPTIONS = {"static_select", "radio_buttons", "overflow", "external_select"}
_OF_SEVERAL = {"checkboxes", "multi_static_select", "multi_external_select"}


def initial_values(blocks: list[Wire]) -> dict[str, Wire]:
    """``state.values`` of blocks that nobody has touched."""
    values: dict[str, Wire] = {}
    for block, element in interactive(blocks):
        if element["type"] in _VALUE_KEYS:
            key, initial = _VALUE_KEYS[element["type"]]
            empty: Any = [] if key.endswith("s") else None
            value = {"type": element["type"], key: element.get(initial, empty)}
            values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def label_of(block: Wire, element: Wire) -> str:
    """What a person sees on or beside a control."""
    if block["type"] == "input":
        return shown([{"type": "section", "text": block["label"]}])
    named = element.get("text") or element.get("placeholder")
    return shown([{"type": "section", "text": named}]) if named else ""


def find(blocks: list[Wire], name: str) -> tuple[Wire, Wire]:
    """The one control with this label, placeholder, action_id or block_id."""
    controls = interactive(blocks)
    for names in (
        lambda block, element: {label_of(block, element)},
        lambda block, element: {element.get("action_id"), block["block_id"]},
        lambda block, element: {element.get("placeholder", {}).get("text")},
    ):
        found = [(block, element) for block, element in controls if name in names(block, element)]
        if len(found) > 1:
            raise AssertionError(f"{len(found)} controls are called {name!r}; say which by action_id")
        if found:
            return found[0]
    raise AssertionError(f"nothing here is called {name!r}; there are {[label_of(b, e) for b, e in controls]}")


def options_of(element: Wire) -> list[Wire]:
    groups = [option for group in element.get("option_groups", []) for option in group["options"]]
    return list(element.get("options", [])) + groups


def pick(options: list[Wire], wanted: str) -> Wire:
    """The option with this text or value."""
    for option in options:
        if wanted in {shown([{"type": "section", "text": option["text"]}]), option["value"]}:
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    offered = [option["text"]["text"] for option in options]
    raise AssertionError(f"{wanted!r} is not among the choices {offered}")


def value_of(element: Wire, wanted: Any, suggested: list[Wire]) -> Wire:
    """The wire value of a field into which a person puts *wanted*; *suggested* serves external selects."""
    kind = element["type"]
    options = suggested if "external" in kind else options_of(element)
    if kind == "overflow":
        return {"type": kind, "selected_option": pick(options, wanted)}
    key, _ = _VALUE_KEYS[kind]
    if kind in _OF_OPTIONS:
        return {"type": kind, key: None if wanted is None else pick(options, wanted)}
    if kind in _OF_SEVERAL:
        several = [wanted] if isinstance(wanted, str) else wanted or []
        return {"type": kind, key: [pick(options, one) for one in several]}
    if key.endswith("s"):
        return {"type": kind, key: [_plain(one) for one in wanted or []]}
    return {"type": kind, key: None if wanted in {None, ""} else _plain(wanted)}


def _plain(value: Any) -> Any:
    return value.id if isinstance(value, User | Channel) else value


def complaint(block: Wire, element: Wire, value: Wire) -> str | None:
    """What Slack's app itself says beside a field before it sends anything."""
    content = value[_VALUE_KEYS[element["type"]][0]]
    if content in (None, "", []):
        return None if block.get("optional") else REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length_complaint(element, content)
        case "datepicker" if not _DATE.fullmatch(content):
            return "Enter a date as YYYY-MM-DD."
        case "timepicker" if not _TIME.fullmatch(content):
            return "Enter a time as HH:mm."
        case "url_text_input" if not _WEB.fullmatch(content):
            return "Enter a valid web address."
        case "email_text_input" if not _MAIL.fullmatch(content):
            return "Enter a valid email address."
        case "number_input":
            return _number_complaint(element, content)
        case _:
            return None


def _length_complaint(element: Wire, content: str) -> str | None:
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if len(content) > most:
        return f"Enter at most {most} characters."
    if len(content) < least:
        return f"Enter at least {least} characters."
    return None


def _number_complaint(element: Wire, content: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, content):
        return "Enter a number."
    if "min_value" in element and float(content) < float(element["min_value"]):
        return f"Enter at least {element['min_value']}."
    if "max_value" in element and float(content) > float(element["max_value"]):
        return f"Enter at most {element['max_value']}."
    return None

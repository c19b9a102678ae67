"""Checks of Block Kit's text objects, options and elements against Slack's published limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tests.platforms.slack.model import Wire

Surface = Literal["message", "modal", "home"]
TextKind = Literal["plain_text", "mrkdwn"]

BOTH_KINDS: tuple[TextKind, ...] = ("plain_text", "mrkdwn")
PLAIN: tuple[TextKind, ...] = ("plain_text",)


class Check:
    """Collects what is wrong, each fault with its place as a JSON pointer."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.faults: list[str] = []
        self.block_ids: set[str] = set()
        self.focused = 0
        self.characters = 0

    def fault(self, at: str, words: str) -> None:
        self.faults.append(f"{words} [json-pointer:{at}]")

    def keys(self, thing: object, at: str, required: frozenset[str], allowed: frozenset[str]) -> bool:
        """Whether *thing* is an object with all it needs; unknown keys are a fault too."""
        if not isinstance(thing, dict):
            self.fault(at, "must be an object")
            return False
        for key in sorted(required - thing.keys()):
            self.fault(at, f"missing required field: {key}")
        for key in sorted(thing.keys() - required - allowed):
            self.fault(at, f"invalid additional property: {key}")
        return required <= thing.keys()

    def string(self, value: object, at: str, most: int, least: int = 1) -> None:
        if not isinstance(value, str):
            self.fault(at, "must be a string")
        elif len(value) < least:
            self.fault(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            self.fault(at, f"must be less than {most + 1} characters")

    def amount(self, items: object, at: str, most: int, least: int = 1) -> bool:
        if not isinstance(items, list):
            self.fault(at, "must be an array")
            return False
        if len(items) > most:
            self.fault(at, f"no more than {most} items allowed")
        if len(items) < least:
            self.fault(at, f"no fewer than {least} items allowed")
        return True

    def text(self, thing: Wire, at: str, most: int, kinds: tuple[TextKind, ...] = PLAIN) -> None:
        if not self.keys(thing, at, _TEXT_KEYS, frozenset({"emoji", "verbatim"})):
            return
        if thing["type"] not in kinds:
            self.fault(f"{at}/type", f"must be {' or '.join(kinds)}")
            return
        if "verbatim" in thing and thing["type"] != "mrkdwn":
            self.fault(at, "invalid additional property: verbatim")
        if "emoji" in thing and thing["type"] != "plain_text":
            self.fault(at, "invalid additional property: emoji")
        self.string(thing["text"], f"{at}/text", most)
        self.characters += len(str(thing["text"]))


_TEXT_KEYS = frozenset({"type", "text"})


@dataclass(frozen=True)
class Shape:
    """Where an element may stand and which keys it has besides ``type`` and ``action_id``."""

    places: frozenset[str]
    required: frozenset[str]
    allowed: frozenset[str]


def _shape(places: str, required: str, allowed: str) -> Shape:
    keys = frozenset(required.split()) | {"type"}
    return Shape(frozenset(places.split()), keys, frozenset(allowed.split()) | {"action_id"})


_ANYWHERE = "section actions input"
_SELECT = "placeholder confirm focus_on_load"
_MULTI = f"{_SELECT} max_selected_items"
_TYPED = "placeholder initial_value focus_on_load dispatch_action_config"
_PICKED = "response_url_enabled default_to_current_conversation filter"

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "button": _shape("section actions", "text", "url value style confirm accessibility_label"),
        "overflow": _shape("section actions", "options", "confirm"),
        "checkboxes": _shape(_ANYWHERE, "options", "initial_options confirm focus_on_load"),
        "radio_buttons": _shape(_ANYWHERE, "options", "initial_option confirm focus_on_load"),
        "static_select": _shape(_ANYWHERE, "", f"{_SELECT} options option_groups initial_option"),
        "external_select": _shape(_ANYWHERE, "", f"{_SELECT} min_query_length initial_option"),
        "users_select": _shape(_ANYWHERE, "", f"{_SELECT} initial_user"),
        "conversations_select": _shape(_ANYWHERE, "", f"{_SELECT} {_PICKED} initial_conversation"),
        "channels_select": _shape(_ANYWHERE, "", f"{_SELECT} response_url_enabled initial_channel"),
        "multi_static_select": _shape("section input", "", f"{_MULTI} options option_groups initial_options"),
        "multi_external_select": _shape("section input", "", f"{_MULTI} min_query_length initial_options"),
        "multi_users_select": _shape("section input", "", f"{_MULTI} initial_users"),
        "multi_conversations_select": _shape("section input", "", f"{_MULTI} {_PICKED} initial_conversations"),
        "multi_channels_select": _shape("section input", "", f"{_MULTI} initial_channels"),
        "datepicker": _shape(_ANYWHERE, "", f"{_SELECT} initial_date"),
        "timepicker": _shape(_ANYWHERE, "", f"{_SELECT} initial_time timezone"),
        "datetimepicker": _shape("actions input", "", "confirm focus_on_load initial_date_time"),
        "plain_text_input": _shape("input", "", f"{_TYPED} multiline min_length max_length"),
        "url_text_input": _shape("input", "", _TYPED),
        "email_text_input": _shape("input", "", _TYPED),
        "number_input": _shape("input", "is_decimal_allowed", f"{_TYPED} min_value max_value"),
        "image": _shape("section context", "alt_text", "image_url slack_file"),
    }
)


def check_element(check: Check, element: Wire, at: str, place: str) -> None:
    """Check one element standing in a *place*: section, actions or input."""
    kind = str(element.get("type"))
    shape = SHAPES.get(kind)
    if shape is None:
        check.fault(at, f"unsupported type: {kind}")
        return
    if place not in shape.places:
        check.fault(at, f"unsupported type: {kind} in {place}")
    if not check.keys(element, at, shape.required, shape.allowed):
        return
    if "action_id" in element:
        check.string(element["action_id"], f"{at}/action_id", 255)
    if "placeholder" in element:
        check.text(element["placeholder"], f"{at}/placeholder", 150)
    check.focused += bool(element.get("focus_on_load"))
    if "confirm" in element:
        _check_confirm(check, element["confirm"], f"{at}/confirm")
    match kind:
        case "button":
            _check_button(check, element, at)
        case "image":
            check_image(check, element, at)
        case "plain_text_input" | "url_text_input" | "email_text_input" | "number_input":
            _check_typed(check, element, at)
        case "datepicker" if not re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-01-01")):
            check.fault(f"{at}/initial_date", "must be in the format YYYY-MM-DD")
        case "timepicker" if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", element.get("initial_time", "00:00")):
            check.fault(f"{at}/initial_time", "must be in the format HH:mm")
        case _:
            _check_choices(check, element, at)


def _check_button(check: Check, button: Wire, at: str) -> None:
    check.text(button["text"], f"{at}/text", 75)
    if "value" in button:
        check.string(button["value"], f"{at}/value", 2000, least=0)
    if "url" in button:
        check.string(button["url"], f"{at}/url", 3000)
    if "accessibility_label" in button:
        check.string(button["accessibility_label"], f"{at}/accessibility_label", 75)
    if button.get("style", "primary") not in {"primary", "danger"}:
        check.fault(f"{at}/style", "must be primary or danger")


def check_image(check: Check, image: Wire, at: str) -> None:
    check.string(image["alt_text"], f"{at}/alt_text", 2000)
    if ("image_url" in image) == ("slack_file" in image):
        check.fault(at, "needs exactly one of image_url and slack_file")
    if "image_url" in image:
        check.string(image["image_url"], f"{at}/image_url", 3000)


def _check_confirm(check: Check, confirm: Wire, at: str) -> None:
    parts = frozenset({"title", "text", "confirm", "deny"})
    if check.keys(confirm, at, parts, frozenset({"style"})):
        check.text(confirm["title"], f"{at}/title", 100)
        check.text(confirm["text"], f"{at}/text", 300, BOTH_KINDS)
        check.text(confirm["confirm"], f"{at}/confirm", 30)
        check.text(confirm["deny"], f"{at}/deny", 30)


def _check_typed(check: Check, field: Wire, at: str) -> None:
    least, most = field.get("min_length", 0), field.get("max_length", 3000)
    if not 0 <= least <= 3000:
        check.fault(f"{at}/min_length", "must be between 0 and 3000")
    if not 1 <= most <= 3000:
        check.fault(f"{at}/max_length", "must be between 1 and 3000")
    if least > most:
        check.fault(f"{at}/min_length", "must not be more than max_length")
    if "initial_value" in field:
        check.string(field["initial_value"], f"{at}/initial_value", most, least=0)


def _check_choices(check: Check, element: Wire, at: str) -> None:
    kind = element["type"]
    most = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}.get(kind, 100)
    marked = kind in {"checkboxes", "radio_buttons"}
    if kind in {"static_select", "multi_static_select"} and ("options" in element) == ("option_groups" in element):
        check.fault(at, "needs exactly one of options and option_groups")
    offered: list[Wire] = list(element.get("options", []))
    if "options" in element:
        check_options(check, element["options"], f"{at}/options", most, marked=marked)
    if "option_groups" in element:
        offered += check_groups(check, element["option_groups"], f"{at}/option_groups")
    initial = [element["initial_option"]] if "initial_option" in element else list(element.get("initial_options", []))
    for option in initial:
        if "external" in kind:
            check_options(check, [option], f"{at}/initial_option", 1)
        elif option not in offered:
            check.fault(f"{at}/initial_option", "must be one of the options")


def check_groups(check: Check, groups: list[Wire], at: str) -> list[Wire]:
    """Check groups of options and return all options in them."""
    options: list[Wire] = []
    if check.amount(groups, at, 100):
        for place, group in enumerate(groups):
            if check.keys(group, f"{at}/{place}", frozenset({"label", "options"}), frozenset()):
                check.text(group["label"], f"{at}/{place}/label", 75)
                check_options(check, group["options"], f"{at}/{place}/options", 100)
                options += group["options"]
    return options


def check_options(
    check: Check, options: list[Wire], at: str, most: int, *, marked: bool = False, least: int = 1
) -> None:
    """Check options; *marked* says that they may hold mrkdwn, as checkboxes and radio buttons do."""
    if not check.amount(options, at, most, least):
        return
    kinds = BOTH_KINDS if marked else PLAIN
    for place, option in enumerate(options):
        here = f"{at}/{place}"
        if not check.keys(option, here, frozenset({"text", "value"}), frozenset({"description", "url"})):
            continue
        check.text(option["text"], f"{here}/text", 75, kinds)
        check.string(option["value"], f"{here}/value", 75)
        if "description" in option:
            check.text(option["description"], f"{here}/description", 75, kinds)

"""Checks of whole messages and views: what Slack refuses, in Slack's codes, and why."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from tests.platforms.slack.elements import (
    BOTH_KINDS,
    Check,
    Surface,
    check_element,
    check_groups,
    check_image,
    check_options,
)
from tests.platforms.slack.model import Refusal, Wire

MESSAGE_CHARACTERS = 13_200
VIEW_BYTES = 250_000
_BLOCK_KEYS = frozenset({"type", "block_id"})


def check_message(blocks: Any) -> None:
    """Raise what Slack answers to a message with these blocks, if it would not take them."""
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    check = Check("message")
    _check_blocks(check, blocks, 50)
    _refuse(check, "invalid_blocks")
    if check.characters > MESSAGE_CHARACTERS:
        raise Refusal("msg_blocks_too_long")


def check_view(view: Any, surface: Surface) -> None:
    """Raise what Slack answers to this modal or Home tab, if it would not take it."""
    check = Check(surface)
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", response_metadata={"messages": ["[ERROR] view must be an object"]})
    if view.get("type") != surface:
        check.fault("/view/type", f"must be {surface}")
    shared = frozenset({"callback_id", "private_metadata", "external_id"})
    modal = frozenset({"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"})
    required = frozenset({"type", "blocks"}) | ({"title"} if surface == "modal" else set())
    if check.keys(view, "/view", required, shared | (modal if surface == "modal" else frozenset())):
        _check_blocks(check, view["blocks"], 100)
        if surface == "modal" and "submit" not in view and any(b.get("type") == "input" for b in view["blocks"]):
            check.fault("/view/submit", "missing required field: submit with input blocks")
    for key in ("title", "submit", "close"):
        if view.get(key) is not None:
            check.text(view[key], f"/view/{key}", 24)
    for key, most in (("callback_id", 255), ("private_metadata", 3000), ("external_id", 255)):
        if key in view:
            check.string(view[key], f"/view/{key}", most, least=0)
    _refuse(check, "invalid_arguments")
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refusal("view_too_large")


def check_suggestions(ack: Wire) -> list[str]:
    """What is wrong with an answer to a request for options."""
    check = Check("message")
    if "option_groups" in ack:
        check_groups(check, ack["option_groups"], "/option_groups")
    else:
        check_options(check, ack.get("options", []), "/options", 100, least=0)
    return check.faults


def with_ids(blocks: list[Wire], new_id: Callable[[str], str]) -> list[Wire]:
    """The blocks with the ids that Slack makes up where none were given."""
    blocks = deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", new_id("b"))
        for element in (*_elements_of(block),):
            if element["type"] not in {"image", "mrkdwn", "plain_text"}:
                element.setdefault("action_id", new_id("a"))
    return blocks


def _elements_of(block: Wire) -> list[Wire]:
    match block["type"]:
        case "actions":
            return list(block["elements"])
        case "section":
            return [block["accessory"]] if "accessory" in block else []
        case "input":
            return [block["element"]]
        case _:
            return []


def interactive(blocks: list[Wire]) -> list[tuple[Wire, Wire]]:
    """Each element that a person can use, with the block it stands in."""
    return [(block, element) for block in blocks for element in _elements_of(block) if element["type"] != "image"]


def _refuse(check: Check, code: str) -> None:
    if check.faults:
        raise Refusal(code, response_metadata={"messages": [f"[ERROR] {fault}" for fault in check.faults]})


def _check_blocks(check: Check, blocks: Any, most: int) -> None:
    if not check.amount(blocks, "/blocks", most, least=0):
        return
    for place, block in enumerate(blocks):
        at = f"/blocks/{place}"
        kind = str(block.get("type")) if isinstance(block, dict) else ""
        if kind not in _BLOCKS or (kind == "markdown" and check.surface != "message"):
            check.fault(at, f"unsupported type: {kind}")
            continue
        required, allowed, inspect = _BLOCKS[kind]
        if "block_id" in block:
            check.string(block["block_id"], f"{at}/block_id", 255)
            if block["block_id"] in check.block_ids:
                check.fault(f"{at}/block_id", f"block_id {block['block_id']!r} already exists")
            check.block_ids.add(block["block_id"])
        if check.keys(block, at, required | {"type"}, allowed | _BLOCK_KEYS):
            inspect(check, block, at)
    if check.focused > 1:
        check.fault("/blocks", "only one element may have focus_on_load")


def _section(check: Check, block: Wire, at: str) -> None:
    if "text" not in block and "fields" not in block:
        check.fault(at, "missing required field: text")
    if "text" in block:
        check.text(block["text"], f"{at}/text", 3000, BOTH_KINDS)
    if "fields" in block and check.amount(block["fields"], f"{at}/fields", 10):
        for place, field in enumerate(block["fields"]):
            check.text(field, f"{at}/fields/{place}", 2000, BOTH_KINDS)
    if "accessory" in block:
        check_element(check, block["accessory"], f"{at}/accessory", "section")


def _actions(check: Check, block: Wire, at: str) -> None:
    if not check.amount(block["elements"], f"{at}/elements", 25):
        return
    seen: set[str] = set()
    for place, element in enumerate(block["elements"]):
        check_element(check, element, f"{at}/elements/{place}", "actions")
        action_id = element.get("action_id")
        if action_id in seen:
            check.fault(f"{at}/elements/{place}/action_id", f"action_id {action_id!r} already exists in this block")
        if action_id:
            seen.add(action_id)


def _context(check: Check, block: Wire, at: str) -> None:
    if not check.amount(block["elements"], f"{at}/elements", 10):
        return
    for place, element in enumerate(block["elements"]):
        if element.get("type") == "image":
            check_element(check, element, f"{at}/elements/{place}", "context")
        else:
            check.text(element, f"{at}/elements/{place}", 3000, BOTH_KINDS)


def _input(check: Check, block: Wire, at: str) -> None:
    check.text(block["label"], f"{at}/label", 2000)
    if "hint" in block:
        check.text(block["hint"], f"{at}/hint", 2000)
    check_element(check, block["element"], f"{at}/element", "input")


def _image(check: Check, block: Wire, at: str) -> None:
    check_image(check, block, at)
    if "title" in block:
        check.text(block["title"], f"{at}/title", 2000)


def _rich_text(check: Check, block: Wire, at: str) -> None:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
    inside = {"text", "link", "user", "channel", "usergroup", "broadcast", "emoji", "date", "color"}

    def walk(element: Wire, here: str, allowed: set[str]) -> None:
        if element.get("type") not in allowed:
            check.fault(here, f"unsupported type: {element.get('type')}")
            return
        if element["type"] == "text":
            check.string(element.get("text"), f"{here}/text", 3000)
            check.characters += len(str(element.get("text", "")))
        within = {"rich_text_section"} if element["type"] == "rich_text_list" else inside
        for place, part in enumerate(element.get("elements", [])):
            walk(part, f"{here}/elements/{place}", within)

    for place, element in enumerate(block["elements"]):
        walk(element, f"{at}/elements/{place}", kinds)


def _header(check: Check, block: Wire, at: str) -> None:
    check.text(block["text"], f"{at}/text", 150)


def _markdown(check: Check, block: Wire, at: str) -> None:
    check.string(block["text"], f"{at}/text", 12_000)
    check.characters += len(str(block["text"]))


def _divider(check: Check, block: Wire, at: str) -> None:
    """A divider has nothing more to check than its keys."""


_Inspect = Callable[[Check, Wire, str], None]
_BLOCKS: Mapping[str, tuple[frozenset[str], frozenset[str], _Inspect]] = MappingProxyType(
    {
        "section": (frozenset(), frozenset({"text", "fields", "accessory", "expand"}), _section),
        "actions": (frozenset({"elements"}), frozenset(), _actions),
        "context": (frozenset({"elements"}), frozenset(), _context),
        "divider": (frozenset(), frozenset(), _divider),
        "header": (frozenset({"text"}), frozenset(), _header),
        "image": (frozenset({"alt_text"}), frozenset({"image_url", "slack_file", "title"}), _image),
        "input": (
            frozenset({"label", "element"}),
            frozenset({"hint", "optional", "dispatch_action"}),
            _input,
        ),
        "markdown": (frozenset({"text"}), frozenset(), _markdown),
        "rich_text": (frozenset({"elements"}), frozenset(), _rich_text),
    }
)

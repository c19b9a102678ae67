"""What Discord's app checks in a form, and how it hands over what was typed and picked."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.discord import components as kinds
from tests.platforms.discord.model import Channel, Json, Modal, Role, User
from tests.platforms.discord.picking import Resolved

PICKED_FROM: dict[int, tuple[type, ...]] = {
    kinds.USER_SELECT: (User,),
    kinds.ROLE_SELECT: (Role,),
    kinds.MENTIONABLE_SELECT: (User, Role),
    kinds.CHANNEL_SELECT: (Channel,),
}


def submitted(modal: Modal, given: Mapping[str, Any], resolved: Resolved) -> list[Json]:
    """Return a form's components as sent; *given* is by label or custom_id, what is prefilled stays."""
    names = {name for label, field in _fields(modal) for name in (label, field["custom_id"])}
    unknown = [name for name in given if name not in names]
    assert not unknown, (
        f"the form {modal.title!r} has no field {unknown}, only {[label for label, _ in _fields(modal)]}"
    )
    sent: list[Json] = []
    for part in modal.components:
        kept: Json = {"type": part["type"], "id": part["id"]}
        if part["type"] == kinds.LABEL:
            kept["component"] = _field(part["label"], part["component"], given, resolved)
        elif part["type"] == kinds.ACTION_ROW:
            kept["components"] = [
                _field(field.get("label") or "", field, given, resolved) for field in part["components"]
            ]
        sent.append(kept)
    return sent


def _fields(modal: Modal) -> list[tuple[str, Json]]:
    fields: list[tuple[str, Json]] = []
    for part in modal.components:
        if part["type"] == kinds.LABEL:
            fields.append((part["label"], part["component"]))
        elif part["type"] == kinds.ACTION_ROW:
            fields += [(field.get("label") or "", field) for field in part["components"]]
    return fields


def _field(label: str, field: Json, given: Mapping[str, Any], resolved: Resolved) -> Json:
    kind, custom_id = field["type"], field["custom_id"]
    value = given.get(custom_id, given.get(label))
    sent: Json = {"type": kind, "id": field["id"], "custom_id": custom_id}
    if kind == kinds.TEXT_INPUT:
        return sent | {"value": _typed(label, field, value)}
    if kind == kinds.CHECKBOX:
        return sent | {"value": bool(field.get("default")) if value is None else bool(value)}
    if kind == kinds.RADIO_GROUP:
        picked = picked_options(label, field, _as_list(value), most=1)
        return sent | {"value": picked[0] if picked else None}
    if kind in (kinds.STRING_SELECT, kinds.CHECKBOX_GROUP):
        most = field.get("max_values", 1 if kind == kinds.STRING_SELECT else len(field["options"]))
        return sent | {"values": picked_options(label, field, _as_list(value), most=most)}
    if kind in PICKED_FROM:
        return sent | {"values": picked_items(label, field, _as_list(value) or [], resolved)}
    raise AssertionError(f"{label}: fields of type {kind} are not played here")


def _typed(label: str, field: Json, value: object) -> str:
    text = field.get("value", "") if value is None else value
    assert isinstance(text, str), f"{label!r} is text"
    required = field.get("required", True)
    assert text or not required, f"the app asks for {label!r} first"
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    assert not text or low <= len(text) <= high, f"{label!r} is {low} to {high} characters, not {len(text)}"
    assert field["style"] == 2 or "\n" not in text, f"{label!r} is a single line"
    return text


def _as_list(value: Any) -> list[Any] | None:
    if value is None or isinstance(value, list):
        return value
    return [*value] if isinstance(value, tuple | set) else [value]


def picked_options(label: str, field: Json, wanted: Sequence[str] | None, *, most: int) -> list[str]:
    """Return the values of the options that are named by label or value; None: those that are set already."""
    options: list[Json] = field.get("options", [])
    if wanted is None:
        values = [option["value"] for option in options if option.get("default")]
    else:
        values = [_option_value(label, options, name) for name in wanted]
    least = field.get("min_values", 1) if field.get("required", True) else 0
    assert least <= len(values) <= most, f"{label!r} takes {least} to {most} choices, not {len(values)}"
    return values


def _option_value(label: str, options: Sequence[Json], name: str) -> str:
    for key in ("label", "value"):
        found = [option["value"] for option in options if option[key] == name]
        if len(found) == 1:
            return str(found[0])
        assert not found, f"{label!r} offers {name!r} {len(found)} times; pick by value"
    raise AssertionError(f"{label!r} offers {[option['label'] for option in options]}, not {name!r}")


def picked_items(label: str, field: Json, wanted: Sequence[object], resolved: Resolved) -> list[str]:
    """Return the ids of the people, roles or channels that are picked."""
    least = field.get("min_values", 1) if field.get("required", True) else 0
    most = field.get("max_values", 1)
    assert least <= len(wanted) <= most, f"{label!r} takes {least} to {most} choices, not {len(wanted)}"
    for item in wanted:
        assert isinstance(item, PICKED_FROM[field["type"]]), f"{label!r} does not offer {item!r}"
        allowed = field.get("channel_types")
        assert not (allowed and isinstance(item, Channel)) or item.type in allowed, f"{label!r} does not offer {item!r}"
    return [resolved.add(item) for item in wanted]

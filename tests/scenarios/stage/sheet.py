"""A form on the room's page: its inputs by name and label, what is in them, and what a browser lets one put there."""

from __future__ import annotations

from collections.abc import Mapping

from tests.scenarios.stage.html import Node, text_of


def inputs(sheet: Node) -> dict[str, Node]:
    """Return each field by its name; a group of boxes is one field."""
    found: dict[str, Node] = {}
    for field in sheet.every("div", class_="field"):
        named = next(each for each in field.every() if each.has("name"))
        found[named["name"]] = field if named["type"] == "checkbox" else named
    return found


def label_of(sheet: Node, name: str) -> str:
    field = next(f for f in sheet.every("div", class_="field") if any(each["name"] == name for each in f.every()))
    label = field.find("legend") or field.one("label")
    span = label.find("span")
    return "".join(child for child in (span or label).children if isinstance(child, str)).strip()


def problems(sheet: Node) -> dict[str, str]:
    """Return what is said to be wrong, by label; under '' what belongs to no field."""
    found: dict[str, str] = {}
    for name in inputs(sheet):
        if (problem := sheet.find("p", id=f"problem-{name}")) is not None:
            found[label_of(sheet, name)] = problem.words()
    if (general := sheet.find("p", id="problem-")) is not None:
        found[""] = general.words()
    return found


def values(sheet: Node) -> dict[str, str]:
    """Return what can be read in each field, by label."""
    return {label_of(sheet, name): _shown(field) for name, field in inputs(sheet).items()}


def put_into(sheet: Node, given: Mapping[str, object]) -> dict[str, str]:
    """Return what the form sends after *given* was put into it by label."""
    fields = inputs(sheet)
    labels = {label_of(sheet, name): name for name in fields}
    unknown = [label for label in given if label not in labels]
    assert not unknown, f"the form has no {unknown}, only {list(labels)}"
    sent = {name: _raw(field) for name, field in fields.items()}
    for label, value in given.items():
        sent[labels[label]] = _put(label, fields[labels[label]], value)
    return sent


def _shown(field: Node) -> str:
    if field.tag == "select":
        chosen = (text_of(choice) for choice in field.every("option") if choice.has("selected"))
        return next(chosen, "").removeprefix("#")
    return _raw(field)


def _raw(field: Node) -> str:
    match field.tag:
        case "select":
            chosen = next((choice for choice in field.every("option") if choice.has("selected")), None)
            return chosen["value"] if chosen is not None else ""
        case "textarea":
            return text_of(field).removeprefix("\n")
        case "div":
            boxes = list(field.every("input"))
            if boxes[0].has("data-flag"):
                return "true" if boxes[0].has("checked") else "false"
            return ",".join(box["value"] for box in boxes if box.has("checked"))
        case _:
            return field["value"]


def _put(label: str, field: Node, value: object) -> str:
    if field.tag == "select":
        offered = {text_of(choice).removeprefix("#"): choice["value"] for choice in field.every("option")}
        wanted = str(value).removeprefix("#")
        assert not wanted or wanted in offered, f"{label!r} offers {list(offered)}, not {value!r}"
        return offered[wanted] if wanted else ""
    if field.tag == "div":
        return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)
    text = str(value)
    assert not field["maxlength"] or len(text) <= int(field["maxlength"]), f"{label!r} takes no {len(text)} characters"
    return text

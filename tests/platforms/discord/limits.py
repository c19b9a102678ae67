"""Limits of messages and forms that the published specification does not state, or states more loosely."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.platforms.discord import components as kinds
from tests.platforms.discord.components import Path, walk
from tests.platforms.discord.model import COMPONENTS_V2, EPHEMERAL, Json

MESSAGE_LENGTH = 2000
TEXT_TOTAL = 4000
COMPONENTS = 40
ROWS = 5
FILE_BYTES = 10 * 1024 * 1024
FILES = 10

PLAIN_ONLY = ("content", "embeds", "poll", "sticker_ids")
EDITABLE_FLAGS = 1 << 2 | EPHEMERAL | 1 << 12 | COMPONENTS_V2


@dataclass(frozen=True)
class FormError:
    """One thing wrong with a request, at its place in the body."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message}"


def length(path: Path, value: Any, low: int, high: int) -> Iterator[FormError]:
    """Yield an error if a text is shorter or longer than allowed."""
    if isinstance(value, str) and not low <= len(value) <= high:
        said = f"Must be between {low} and {high} in length (is {len(value)})."
        yield FormError(path, "BASE_TYPE_BAD_LENGTH", said)


def error_tree(errors: Sequence[FormError]) -> Json:
    """Return the nested `errors` of an answer with code 50035."""
    tree: Json = {}
    for error in errors:
        place = tree
        for part in error.path:
            place = place.setdefault(str(part), {})
        place.setdefault("_errors", []).append({"code": error.code, "message": error.message})
    return tree


def message_errors(body: Json, *, already_v2: bool = False, has_content: bool = False) -> list[FormError]:
    """Return what Discord refuses in a message; the two flags tell what an edited message has already."""
    v2 = already_v2 or bool((body.get("flags") or 0) & COMPONENTS_V2)
    parts = body.get("components") or []
    errors = [*length(("content",), body.get("content"), 0, MESSAGE_LENGTH)]
    if (body.get("flags") or 0) & ~EDITABLE_FLAGS:
        errors.append(FormError(("flags",), "MESSAGE_FLAGS_INVALID", f"Flags {body['flags']} may not be set."))
    if v2:
        errors += [
            FormError((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"{key} beside components v2.")
            for key in PLAIN_ONLY
            if body.get(key)
        ]
        if has_content and body.get("content", "kept") and not already_v2:
            errors.append(
                FormError(("content",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Content stays.")
            )
    else:
        errors += [
            FormError(("components", index), "UNION_TYPE_CHOICES", "Only action rows without the components-v2 flag.")
            for index, part in enumerate(parts)
            if part.get("type") != kinds.ACTION_ROW
        ]
        if len(parts) > ROWS:
            errors.append(
                FormError(("components",), "BASE_TYPE_BAD_LENGTH", f"At most {ROWS} rows (has {len(parts)}).")
            )
    return errors + list(_component_errors(parts))


def _component_errors(parts: Sequence[Json]) -> Iterator[FormError]:
    found = list(walk(parts))
    if len(found) > COMPONENTS:
        yield FormError(
            ("components",), "COMPONENT_MAX_TOTAL_EXCEEDED", f"{len(found)} components, nested ones counted."
        )
    text = sum(len(part.get("content") or "") for _, part in found if part.get("type") == kinds.TEXT)
    if text > TEXT_TOTAL:
        said = f"{text} characters of text, of at most {TEXT_TOTAL}."
        yield FormError(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", said)
    yield from _duplicates(found)
    for path, part in found:
        yield from _one(path, part)


def _duplicates(found: Sequence[tuple[Path, Json]]) -> Iterator[FormError]:
    for key, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        counts = Counter(part[key] for _, part in found if part.get(key))
        for path, part in found:
            if part.get(key) and counts[part[key]] > 1:
                yield FormError((*path, key), code, f"{key} {part[key]!r} is used {counts[part[key]]} times.")


def _one(path: Path, part: Json) -> Iterator[FormError]:
    kind = part.get("type")
    if kind in kinds.SELECTS or kind == kinds.TEXT_INPUT or part.get("custom_id") is not None:
        yield from length((*path, "custom_id"), part.get("custom_id") or "", 1, 100)
    if kind == kinds.ACTION_ROW:
        yield from _row(path, part)
    elif kind == kinds.BUTTON:
        yield from _button(path, part)
    elif kind in kinds.SELECTS:
        yield from _select(path, part)
    elif kind == kinds.TEXT:
        yield from length((*path, "content"), part.get("content"), 1, TEXT_TOTAL)
    elif kind == kinds.SECTION and not 1 <= len(part.get("components") or ()) <= 3:
        yield FormError((*path, "components"), "BASE_TYPE_BAD_LENGTH", "A section has 1 to 3 texts.")
    elif kind in (kinds.RADIO_GROUP, kinds.CHECKBOX_GROUP):
        yield from _options(path, part, 2 if kind == kinds.RADIO_GROUP else 1, 10)


def _row(path: Path, part: Json) -> Iterator[FormError]:
    children = part.get("components") or []
    buttons = [child for child in children if child.get("type") == kinds.BUTTON]
    if not children or len(children) > ROWS or (len(buttons) < len(children) and len(children) > 1):
        yield FormError(
            (*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A row has 1 to 5 buttons, or one select."
        )


def _button(path: Path, part: Json) -> Iterator[FormError]:
    yield from length((*path, "label"), part.get("label"), 1, 80)
    is_link = part.get("style") == kinds.LINK_STYLE
    if not part.get("label") and not part.get("emoji"):
        yield FormError((*path, "label"), "BASE_TYPE_REQUIRED", "A button needs a label or an emoji.")
    if is_link != bool(part.get("url")) or is_link == bool(part.get("custom_id")):
        yield FormError(path, "COMPONENT_BUTTON_INVALID", "A link has an address, any other button a custom_id.")
    yield from length((*path, "url"), part.get("url"), 1, 512)


def _select(path: Path, part: Json) -> Iterator[FormError]:
    yield from length((*path, "placeholder"), part.get("placeholder"), 0, 150)
    low, high = part.get("min_values"), part.get("max_values")
    low, high = 1 if low is None else low, 1 if high is None else high
    if not 0 <= low <= high <= 25:
        yield FormError((*path, "max_values"), "SELECT_COMPONENT_INVALID_RANGE", f"From {low} to {high} choices.")
    if part["type"] == kinds.STRING_SELECT:
        yield from _options(path, part, 1, 25)
        if high > len(part.get("options") or ()):
            said = f"{high} choices of {len(part.get('options') or ())} options."
            yield FormError((*path, "max_values"), "SELECT_COMPONENT_INVALID_RANGE", said)


def _options(path: Path, part: Json, low: int, high: int) -> Iterator[FormError]:
    options = part.get("options") or []
    if not low <= len(options) <= high:
        said = f"Must be between {low} and {high} options (has {len(options)})."
        yield FormError((*path, "options"), "BASE_TYPE_BAD_LENGTH", said)
    counts = Counter(option.get("value") for option in options)
    for index, option in enumerate(options):
        here = (*path, "options", index)
        for key in ("label", "value", "description"):
            yield from length((*here, key), option.get(key), 1, 100)
        if counts[option.get("value")] > 1:
            yield FormError((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is used twice.")


def modal_errors(data: Json) -> list[FormError]:
    """Return what Discord refuses in a form."""
    parts = data.get("components") or []
    errors = [
        *length(("title",), data.get("title"), 1, 45),
        *length(("custom_id",), data.get("custom_id"), 1, 100),
        *_duplicates(list(walk(parts))),
    ]
    if not 1 <= len(parts) <= 5:
        errors.append(
            FormError(("components",), "BASE_TYPE_BAD_LENGTH", f"A form has 1 to 5 parts (has {len(parts)}).")
        )
    for path, part in walk(parts):
        if path[-1] == "component" or part.get("type") != kinds.ACTION_ROW:
            errors += _one(path, part)
        if part.get("type") == kinds.LABEL:
            errors += length((*path, "label"), part.get("label"), 1, 45)
            errors += length((*path, "description"), part.get("description"), 1, 100)
        if part.get("type") == kinds.TEXT_INPUT:
            errors += _text_input(path, part)
    return errors


def _text_input(path: Path, part: Json) -> Iterator[FormError]:
    low, high = part.get("min_length") or 0, part.get("max_length") or TEXT_TOTAL
    if not 0 <= low <= high <= TEXT_TOTAL:
        yield FormError((*path, "max_length"), "BASE_TYPE_MAX", f"Text of {low} to {high} characters.")
    yield from length((*path, "placeholder"), part.get("placeholder"), 0, 100)
    yield from length((*path, "value"), part.get("value"), 0, high)


def choice_errors(choices: Sequence[Json]) -> list[FormError]:
    """Return what Discord refuses in the suggestions for an option."""
    errors: list[FormError] = []
    if len(choices) > 25:
        errors.append(FormError(("choices",), "BASE_TYPE_BAD_LENGTH", f"At most 25 choices (has {len(choices)})."))
    for index, choice in enumerate(choices):
        errors += length(("choices", index, "name"), choice.get("name"), 1, 100)
        errors += length(("choices", index, "value"), choice.get("value"), 1, 100)
    return errors

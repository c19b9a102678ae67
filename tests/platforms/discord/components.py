"""Components of messages and forms: walking them, and the shape in which Discord gives them back."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.platforms.discord.model import Json, Message, Modal, Upload

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT = 1, 2, 3, 4, 5
ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT, SECTION, TEXT = 6, 7, 8, 9, 10
THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 11, 12, 13, 14, 17, 18
FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23
LINK_STYLE = 5
SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})

Path = tuple[str | int, ...]


def walk(components: Sequence[Json], path: Path = ("components",)) -> Iterator[tuple[Path, Json]]:
    """Yield every component with its path, outer before inner, in reading order."""
    for index, component in enumerate(components):
        here = (*path, index)
        yield here, component
        yield from walk(component.get("components") or (), (*here, "components"))
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield (*here, key), component[key]


def every(components: Sequence[Json]) -> list[Json]:
    """Return every component, outer before inner, in reading order."""
    return [component for _, component in walk(components)]


def given_back(
    components: Sequence[Json], uploads: Sequence[Upload], cdn: str, next_id: Callable[[], int]
) -> list[Json]:
    """Return what Discord answers for *components*: ids filled in, defaults said, attachments resolved."""
    taken = {component["id"] for component in every(components) if component.get("id")}
    free = (number for number in range(1, 1 << 31) if number not in taken)
    files = {f"attachment://{upload.filename}": upload for upload in uploads}

    def media(item: Json) -> Json:
        upload = files.get(item["url"])
        if upload is None:
            return {"id": str(next_id()), "url": item["url"], "proxy_url": item["url"]}
        url = f"{cdn}/{upload.id}/{upload.filename}"
        return {"id": str(next_id()), "url": url, "proxy_url": url, "attachment_id": str(upload.id)}

    def one(component: Json) -> Json:
        shown = {key: value for key, value in component.items() if value is not None}
        shown["id"] = component.get("id") or next(free)
        if "components" in shown:
            shown["components"] = [one(child) for child in shown["components"]]
        for key in ("accessory", "component"):
            if key in shown:
                shown[key] = one(shown[key])
        _with_defaults(shown, media)
        return shown

    return [one(component) for component in components]


def _with_defaults(shown: Json, media: Callable[[Json], Json]) -> None:
    kind = shown["type"]
    if kind in SELECTS:
        shown.setdefault("min_values", 1)
        shown.setdefault("max_values", 1)
        if kind == STRING_SELECT:
            shown["options"] = [_without_nulls(option) for option in shown["options"]]
    elif kind == BUTTON and "emoji" in shown:
        shown["emoji"] = _without_nulls(shown["emoji"])
    elif kind == SEPARATOR:
        shown.setdefault("spacing", 1)
        shown.setdefault("divider", True)
    elif kind == CONTAINER:
        shown.setdefault("accent_color", None)
        shown.setdefault("spoiler", False)
    elif kind == THUMBNAIL:
        shown["media"] = media(shown["media"])
        shown.setdefault("description", None)
        shown.setdefault("spoiler", False)
    elif kind == FILE:
        shown["file"] = media(shown["file"])
        shown.update(name=shown["file"]["url"].rsplit("/", 1)[-1], size=None, spoiler=shown.get("spoiler", False))
    elif kind == GALLERY:
        shown["items"] = [
            {
                "media": media(item["media"]),
                "description": item.get("description"),
                "spoiler": item.get("spoiler") or False,
            }
            for item in shown["items"]
        ]


def _without_nulls(value: Json) -> Json:
    return {key: inner for key, inner in value.items() if inner is not None}


def words(shown: Message | Modal) -> str:
    """Return the text that a person reads, a line a row: [buttons], [selects ▾], mentions and times as written."""
    if isinstance(shown, Modal):
        return "\n".join(_lines([{"type": TEXT, "content": shown.title}, *shown.components]))
    lines = [shown.content] if shown.content else []
    for embed in shown.embeds:
        lines += [embed[key] for key in ("title", "description") if embed.get(key)]
    lines += _lines(shown.components)
    lines += [f"({upload.filename})" for upload in shown.attachments]
    return "\n".join(lines)


def _lines(components: Iterable[Json]) -> Iterator[str]:
    for component in components:
        match component["type"]:
            case 1:
                yield " ".join(_control(child) for child in component["components"])
            case 9:
                yield from _lines(component["components"])
                yield from _lines([component["accessory"]])
            case 10:
                yield component["content"]
            case 11:
                yield from [component["description"]] if component.get("description") else []
            case 12:
                yield from (item["description"] for item in component["items"] if item.get("description"))
            case 17:
                yield from _lines(component["components"])
            case 18:
                described = f" ({component['description']})" if component.get("description") else ""
                yield f"{component['label']}{described} {_control(component['component'])}".rstrip()
            case kind if kind == BUTTON or kind in SELECTS:
                yield _control(component)
            case _:  # separators and files have no words
                pass


def _control(component: Json) -> str:
    kind = component["type"]
    if kind == BUTTON:
        emoji = component.get("emoji", {}).get("name", "")
        return f"[{' '.join(part for part in (emoji, component.get('label', '')) if part)}]"
    if kind in SELECTS:
        chosen = [option["label"] for option in component.get("options", ()) if option.get("default")]
        return f"[{', '.join(chosen) or component.get('placeholder', 'Make a selection')} ▾]"
    if kind == TEXT_INPUT:
        return str(component.get("value") or component.get("placeholder") or "")
    if kind in (RADIO_GROUP, CHECKBOX_GROUP):
        return " ".join(f"({option['label']})" for option in component.get("options", ()))
    return ""

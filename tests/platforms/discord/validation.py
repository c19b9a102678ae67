"""Discord's published OpenAPI document, against which requests and answers are held."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.platforms.discord.model import Json

SPECIFICATION = Path(__file__).parents[3].parent / "shared" / "specs" / "discord-openapi.json"
DOCUMENT = "urn:discord-openapi"

INTEGER_SNOWFLAKES = frozenset({"message_id", "channel_id", "guild_id", "recipient_id", "parent_id", "application_id"})
SNOWFLAKE_LISTS = frozenset({"users", "roles", "sticker_ids", "applied_tags"})
ID_HOLDERS = frozenset({"permission_overwrites", "attachments", "default_values"})
NULLS_SENT = frozenset({"integration_types", "contexts"})
LONG_ID = re.compile(r"(?<![0-9])[1-9][0-9]{15,18}(?![0-9])")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
FREE_TEXT = frozenset({"content", "nonce", "custom_id", "label", "description", "username", "global_name"})
"""Where the document limits how long a text is, and nothing else."""


class Specification:
    """The document with a compiled validator for each part of it that was asked about."""

    def __init__(self, document: Json) -> None:
        _tell_apart_by_type(document, document["components"]["schemas"])
        self._document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource).crawl()
        self._validators: dict[str, Draft202012Validator] = {}
        self._fit: set[tuple[str, str]] = set()

    def request_errors(self, method: str, template: str, body: Any) -> list[str]:
        """Return what is wrong with a request's JSON body."""
        operation = self._operation(method, template)
        asked = operation.get("requestBody")
        if asked is None:
            return [] if body in (None, {}) else [f"a body where none belongs: {_short(body)}"]
        if body is None:
            return ["no body"] if asked.get("required") else []
        pointer = (*self._place(method, template), "requestBody", "content", "application/json", "schema")
        return self._errors(pointer, normalised(body))

    def parameter_errors(
        self, method: str, template: str, path: Mapping[str, str], query: Mapping[str, str]
    ) -> list[str]:
        """Return what is wrong with the values in a request's address."""
        shared = ("paths", template, "parameters")
        own = (*self._place(method, template), "parameters")
        errors = self._address_errors(shared, self._document["paths"][template].get("parameters", ()), path, query)
        errors += self._address_errors(own, self._operation(method, template).get("parameters", ()), path, query)
        known = {parameter["name"] for parameter in self._parameters(method, template) if parameter["in"] == "query"}
        return errors + [f"unknown query parameter {name}" for name in query if name not in known]

    def answer_errors(self, method: str, template: str, status: int, body: Any) -> list[str]:
        """Return what is wrong with an answer of ours."""
        responses = self._operation(method, template)["responses"]
        key = str(status) if str(status) in responses else f"{status // 100}XX"
        if key not in responses:
            return [] if status >= 500 else [f"{status} is no answer to {method} {template}"]
        place: tuple[str, ...] = (*self._place(method, template), "responses", key)
        response = responses[key]
        if "$ref" in response:
            place = tuple(response["$ref"].removeprefix("#/").split("/"))
            response = self._document[place[0]][place[1]][place[2]]
        if "content" not in response:
            return [] if body is None else [f"{status} with a body"]
        return self._errors((*place, "content", "application/json", "schema"), _with_numbers_for_words(body))

    def _operation(self, method: str, template: str) -> Json:
        operation: Json = self._document["paths"][template][method.lower()]
        return operation

    def _place(self, method: str, template: str) -> tuple[str, str, str]:
        return ("paths", template, method.lower())

    def _parameters(self, method: str, template: str) -> list[Json]:
        shared = self._document["paths"][template].get("parameters", [])
        return [*shared, *self._operation(method, template).get("parameters", [])]

    def _address_errors(
        self, pointer: tuple[str, ...], parameters: Iterable[Json], path: Mapping[str, str], query: Mapping[str, str]
    ) -> list[str]:
        errors: list[str] = []
        for index, parameter in enumerate(parameters):
            values = path if parameter["in"] == "path" else query
            if parameter["name"] in values:
                value = _typed(values[parameter["name"]], parameter["schema"].get("type"))
                found = self._errors((*pointer, str(index), "schema"), value)
                errors += [f"{parameter['name']}: {error}" for error in found]
        return errors

    def _errors(self, pointer: tuple[str, ...], value: Any) -> list[str]:
        reference = f"{DOCUMENT}#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in pointer)
        # The same commands are registered in test after test, the same card posted a thousand times: what fits once,
        # but for ids and words, fits again.
        known = (reference, json.dumps(_shape(value), sort_keys=True))
        if known in self._fit:
            return []
        validator = self._validators.get(reference)
        if validator is None:
            validator = Draft202012Validator({"$ref": reference}, registry=self._registry)
            self._validators[reference] = validator
        error = next(iter(validator.iter_errors(value)), None)
        if error is None:
            self._fit.add(known)
            return []
        while branch := _meant(error):
            error = branch
        place = ".".join(map(str, error.absolute_path)) or "body"
        return [f"{place}: {_short(error.message)}"]


def _shape(value: Any, key: str = "") -> Any:
    """Return *value* with what makes no difference to whether it fits made alike: ids, instants and equally long words.

    A component's id stays apart from no id and from one that is too small.
    """
    if isinstance(value, dict):
        return {name: _shape(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shape(inner, key) for inner in value]
    if isinstance(value, str):
        if key in FREE_TEXT:
            return f"{len(value)} characters"
        return "instant" if INSTANT.fullmatch(value) else LONG_ID.sub("1" * 17, value)
    if key == "id" and type(value) is int and 0 < value < 1 << 31:
        return 1
    return value


def _with_numbers_for_words(body: Any) -> Any:
    """Return a refusal with 0 for the codes of single fields: they are words, which the document calls integers."""
    if not isinstance(body, dict) or "errors" not in body:
        return body

    def numbered(tree: Json) -> Json:
        return {
            key: [{**error, "code": 0} for error in inner] if key == "_errors" else numbered(inner)
            for key, inner in tree.items()
        }

    return {**body, "errors": numbered(body["errors"])}


def _tell_apart_by_type(node: Any, schemas: Json) -> None:
    """Rewrite, in place, each choice of schemas with a `type` of their own, with the same meaning.

    Trying every alternative of a component costs most of the time, and says of a wrong one only that none fits.
    """
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _tell_apart_by_type(inner, schemas)
    if not isinstance(node, dict):
        return
    for key in ("oneOf", "anyOf"):
        kinds = [_kinds(branch, schemas) for branch in node.get(key) or () if isinstance(branch, dict)]
        every = [kind for listed in kinds for kind in listed]
        if len(kinds) < 2 or not all(kinds) or len(every) != len(set(every)):
            continue
        branches = node.pop(key)
        chosen = [
            {"if": {"properties": {"type": {"enum": listed}}}, "then": branch}
            for listed, branch in zip(kinds, branches, strict=True)
        ]
        known = {"type": "object", "required": ["type"], "properties": {"type": {"enum": every}}}
        node["allOf"] = [*node.get("allOf", ()), known, *chosen]


def _kinds(branch: Json, schemas: Json) -> list[Any]:
    schema = schemas.get(str(branch.get("$ref")).rpartition("/")[2], {})
    listed: list[Any] = schema.get("properties", {}).get("type", {}).get("enum", [])
    return listed if "type" in schema.get("required", ()) else []


def _meant(error: ValidationError) -> ValidationError | None:
    """Return the error in the alternative that was meant: the one whose `type` is that of the component or answer."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for errors in sorted(branches.values(), key=len):
        if not any(list(inner.path) == ["type"] or inner.validator_value == "null" for inner in errors):
            return errors[0]
    return None


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 300 else f"{text[:150]}…{text[-150:]}"


def _typed(value: str, kind: object) -> Any:
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean" and value in ("0", "1", "true", "false"):
        return value in ("1", "true")
    return value


def normalised(value: Any, key: str = "", holder: str = "") -> Any:
    """Return a body as the document writes it: discord.py sends some ids as integers, some nulls, bits as text."""
    if isinstance(value, dict):
        return {
            name: normalised(inner, name, key)
            for name, inner in value.items()
            if not (name in NULLS_SENT and inner is None)
        }
    if isinstance(value, list):
        return [normalised(inner, key, holder) for inner in value]
    is_id = key in INTEGER_SNOWFLAKES or (key in SNOWFLAKE_LISTS) or (key == "id" and holder in ID_HOLDERS)
    if is_id and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    is_bits = key == "default_member_permissions" or (key in ("allow", "deny") and holder == "permission_overwrites")
    if is_bits and isinstance(value, str) and value.isdigit():
        return int(value)
    return value


@cache
def _read(path: Path) -> Specification:
    return Specification(json.loads(path.read_text(encoding="utf-8")))


def load(path: Path = SPECIFICATION) -> Specification | None:
    """Return the published document, or None where it is absent; on CI it may not be."""
    if path.exists():
        return _read(path)
    if os.environ.get("CI") == "true":
        raise FileNotFoundError(f"Discord's specification is not at {path}")
    return None

"""Names of parameters, as Slack's specification of 2021 and its newer pages give them."""

import functools
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "slack-web-api-2021.json"

# Bolt's clients put the team into every call.
_ANYWHERE = frozenset({"token", "team_id"})

# What Slack's reference has added since; methods absent from the specification are given in full.
_NEWER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "chat.postMessage": frozenset({"metadata"}),
        "chat.update": frozenset({"metadata", "reply_broadcast", "file_ids"}),
        "conversations.history": frozenset({"include_all_metadata"}),
        "conversations.replies": frozenset({"include_all_metadata"}),
        "conversations.invite": frozenset({"force"}),
        "conversations.open": frozenset({"prevent_creation"}),
        "views.open": frozenset({"interactivity_pointer"}),
        "views.push": frozenset({"interactivity_pointer"}),
        "apps.connections.open": frozenset(),
        "files.getUploadURLExternal": frozenset({"filename", "length", "alt_txt", "snippet_type"}),
        "files.completeUploadExternal": frozenset(
            {"files", "channel_id", "channels", "initial_comment", "thread_ts", "blocks"}
        ),
    }
)


class Specification:
    """Which parameters a method knows; *missing* says that the file is not there and nothing is checked."""

    def __init__(self, path: Path = SPECIFICATION) -> None:
        self.missing = not path.is_file()
        if self.missing and os.environ.get("CI") == "true":
            raise FileNotFoundError(f"{path} is needed to check requests against")
        self._known = {} if self.missing else _parameters(path)

    def unknown(self, method: str, names: Iterable[str]) -> set[str]:
        known = self._known.get(method)
        if self.missing or (known is None and method not in _NEWER):
            return set()
        return set(names) - (known or frozenset()) - _NEWER.get(method, frozenset()) - _ANYWHERE


@functools.cache
def _parameters(path: Path) -> Mapping[str, frozenset[str]]:
    paths = json.loads(path.read_text("utf-8"))["paths"]
    return {
        name.removeprefix("/"): frozenset(
            parameter["name"] for operation in operations.values() for parameter in operation["parameters"]
        )
        for name, operations in paths.items()
    }

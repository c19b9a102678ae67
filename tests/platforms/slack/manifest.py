"""What a workspace knows of an installed app: its commands, shortcuts, scopes and events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tests.platforms.slack.model import Wire

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "pins:read",
        "pins:write",
        "team:read",
        "users:read",
    }
)


@dataclass(frozen=True)
class Manifest:
    """The parts of an app manifest that decide what reaches the app and what it may do."""

    commands: Mapping[str, bool]  # name to should_escape
    shortcuts: Mapping[tuple[str, str], str]  # (message or global, callback_id) to the name shown
    scopes: frozenset[str]
    optional_scopes: frozenset[str]
    events: frozenset[str]
    home_tab: bool
    messages_tab: bool

    @classmethod
    def read(cls, manifest: Wire) -> "Manifest":
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        home = features.get("app_home", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        return cls(
            commands={c["command"]: bool(c.get("should_escape")) for c in features.get("slash_commands", [])},
            shortcuts={(s["type"], s["callback_id"]): s["name"] for s in features.get("shortcuts", [])},
            scopes=frozenset(scopes.get("bot", [])),
            optional_scopes=frozenset(scopes.get("bot_optional", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")),
        )

    def shortcut(self, kind: Literal["message", "global"], name: str) -> str:
        """The callback_id of a shortcut, given by that id or by the name shown in the menu."""
        for (its_kind, callback_id), its_name in self.shortcuts.items():
            if its_kind == kind and name in {callback_id, its_name}:
                return callback_id
        offered = sorted(n for (k, _), n in self.shortcuts.items() if k == kind)
        raise AssertionError(f"no {kind} shortcut {name!r}; the menu offers {offered}")

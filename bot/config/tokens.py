"""Where tokens come from (environment, the file named, data/secrets.toml), and which token belongs where.

No sentence made here ever holds a token.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, assert_never

from pydantic import SecretStr

from bot.config.nearest import nearest
from bot.config.settings import PREFIX, Settings


class Kind(Enum):
    """What a token is, by the look of it."""

    DISCORD = "a Discord bot's token"
    SLACK_BOT = "a Slack bot token"
    SLACK_APP = "a Slack app-level token"
    SLACK_USER = "a Slack user token"
    SLACK_ROTATED = "a Slack token of an app with token rotation"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """One token that can be configured, and where its owner gets it."""

    section: str
    key: str
    kind: Kind
    prefix: str
    origin: str

    @property
    def path(self) -> str:
        return f"{self.section}.{self.key}"

    @property
    def name(self) -> str:
        return f"[{self.section}] {self.key}"

    @property
    def variable(self) -> str:
        return f"{PREFIX}{self.section}__{self.key}".upper()


DISCORD: Final = TokenKey("discord", "token", Kind.DISCORD, "", "the token on your Discord application's Bot page")
SLACK_BOT: Final = TokenKey(
    "slack",
    "bot_token",
    Kind.SLACK_BOT,
    "xoxb-",
    "the Bot User OAuth Token on your Slack app's OAuth & Permissions page",
)
SLACK_APP: Final = TokenKey(
    "slack",
    "app_token",
    Kind.SLACK_APP,
    "xapp-",
    "an App-Level Token with the scope connections:write from your Slack app's Basic Information page",
)
TOKEN_KEYS: Final = (DISCORD, SLACK_BOT, SLACK_APP)


@dataclass(frozen=True, slots=True)
class Found:
    token: SecretStr
    place: str


def recognise(text: str) -> Kind | None:
    if text.startswith("xoxb-"):
        return Kind.SLACK_BOT
    if text.startswith("xapp-"):
        return Kind.SLACK_APP
    if text.startswith("xoxp-"):
        return Kind.SLACK_USER
    if text.startswith(("xoxe.", "xoxe-")):
        return Kind.SLACK_ROTATED
    if re.fullmatch(r"(Bot )?[\w-]{18,}\.[\w-]{5,8}\.[\w-]{20,}", text):
        return Kind.DISCORD
    return None


def with_tokens(settings: Settings) -> tuple[Settings, list[str]]:
    """Put each token where the program looks for it, and say what is wrong with any."""
    stored, problems = _read_secrets(settings.secrets_path)
    found: dict[TokenKey, Found] = {}
    for key in TOKEN_KEYS:
        try:
            token = _find(settings, key, stored)
        except ValueError as error:
            problems.append(str(error))
            continue
        if token is not None:
            found[key] = token
            problems += _misplaced(key, token)
    if not problems:
        problems += _lonely(found)
    return _filled(settings, found), problems


def _find(settings: Settings, key: TokenKey, stored: dict[TokenKey, str]) -> Found | None:
    section = settings.discord if key is DISCORD else settings.slack
    values = dict(section)
    if isinstance(value := values[key.key], SecretStr):
        return Found(SecretStr(value.get_secret_value().strip()), key.variable)
    if isinstance(path := values[f"{key.key}_file"], Path):
        return Found(SecretStr(_read_token_file(path, key)), f"The file that {key.name}_file names")
    if key in stored:
        return Found(SecretStr(stored[key]), f"{settings.secrets_path}: {key.name}")
    return None


def _read_token_file(path: Path, key: TokenKey) -> str:
    named = f"{key.name}_file"
    if recognise(str(path)):
        raise ValueError(f"{named} holds a token itself. Write the token into a file, and the file's name here.")
    try:
        token = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ValueError(f"{named} names {path}, and there is no such file. Put the token alone into it.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{named} names {path}, which cannot be read: {_reason(error)}.") from None
    if not token:
        raise ValueError(f"{named} names {path}, which is empty. Put the token alone into it.")
    return token


def _read_secrets(path: Path) -> tuple[dict[TokenKey, str], list[str]]:
    try:
        mode = path.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            return {}, [f"{path} can be read by others on this machine. Close it: chmod 600 {path}"]
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return {}, [f"{path} cannot be read: {_reason(error)}."]
    stored: dict[TokenKey, str] = {}
    problems: list[str] = []
    known = {key.path: key for key in TOKEN_KEYS}
    for name, value in leaves(content):
        if (key := known.get(name)) is None:
            wanted = known[nearest(name, known)]
            problems.append(f"{path}: {name} is no token that Staffroom knows. Did you mean {wanted.name}?")
        elif not isinstance(value, str):
            problems.append(f'{path}: {key.name} stands without quotes. Write it as {key.key} = "…".')
        elif value.strip():
            stored[key] = value.strip()
    return stored, problems


def leaves(table: dict[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Each value of a TOML document with its key, ``slack.bot_token``."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _misplaced(key: TokenKey, found: Found) -> list[str]:
    token = found.token.get_secret_value()
    kind = recognise(token)
    if kind is Kind.DISCORD and key is DISCORD and token.startswith("Bot "):
        return [f"{found.place} begins with the word Bot. Leave it out: the token alone."]
    if re.search(r"[\s\"']", token):
        return [f"{found.place} has a space or a quotation mark in it. Copy the token alone."]
    if kind is key.kind or (kind is None and key is DISCORD):
        return []
    return [f"{found.place} {_what_it_is(kind, key)}. What is needed here is {key.origin}{_beginning(key)}."]


def _what_it_is(kind: Kind | None, key: TokenKey) -> str:
    match kind:
        case None:
            return f"does not begin with {key.prefix}"
        case Kind.DISCORD:
            return f"looks like {kind.value}, which belongs in {DISCORD.name}"
        case Kind.SLACK_BOT:
            return f"is {kind.value} (it begins with xoxb-), which belongs in {SLACK_BOT.name}"
        case Kind.SLACK_APP:
            return f"is {kind.value} (it begins with xapp-), which belongs in {SLACK_APP.name}"
        case Kind.SLACK_USER:
            return f"is {kind.value} (it begins with xoxp-), which Staffroom never uses"
        case Kind.SLACK_ROTATED:
            return f"is {kind.value} (it begins with xoxe) and ends after 12 hours; make a Slack app without it"
        case _:
            assert_never(kind)


def _beginning(key: TokenKey) -> str:
    return f"; it begins with {key.prefix}" if key.prefix else ""


def _lonely(found: dict[TokenKey, Found]) -> list[str]:
    for here, missing in ((SLACK_BOT, SLACK_APP), (SLACK_APP, SLACK_BOT)):
        if here in found and missing not in found:
            what = f"Slack needs two tokens, and {missing.name} is missing: {missing.origin}{_beginning(missing)}."
            return [f"{what} Put it into data/secrets.toml or {missing.variable}."]
    return []


def _filled(settings: Settings, found: dict[TokenKey, Found]) -> Settings:
    def update(section: str) -> dict[str, object]:
        return {key.key: token.token for key, token in found.items() if key.section == section}

    return settings.model_copy(
        update={
            "discord": settings.discord.model_copy(update=update("discord")),
            "slack": settings.slack.model_copy(update=update("slack")),
        }
    )


def _reason(error: Exception) -> str:
    match error:
        case OSError():
            return (error.strerror or "no reason given").lower()
        case UnicodeDecodeError():
            return "it is not UTF-8 text"
        case _:
            return str(error).rstrip(".")

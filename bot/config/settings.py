"""The keys, their defaults, and what makes a value wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.config.nearest import nearest

PREFIX: Final = "STAFFROOM_"
CONFIG_VARIABLE: Final = "STAFFROOM_CONFIG"

CommunityMode = Literal["single", "per-workspace"]


def config_path() -> Path:
    return Path(os.environ.get(CONFIG_VARIABLE) or "config.toml")


def _address(value: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"an address is needed that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return value


def _discord_address(value: str) -> str:
    return _address(value, ("https", "http")).rstrip("/")


def _slack_address(value: str) -> str:
    return _address(value, ("https", "http")).rstrip("/") + "/"


def _gateway_address(value: str) -> str:
    return _address(value, ("wss", "ws"))


def _database_address(value: str) -> str:
    """Name the asynchronous driver, and say ``sslmode`` in its words, as hosts hand out addresses without."""
    scheme, separator, rest = value.partition("://")
    match scheme:
        case "sqlite" | "sqlite+aiosqlite":
            if not re.match(r"/.+", rest):
                raise ValueError("the path is missing: sqlite:///data/staffroom.db")
            return f"sqlite+aiosqlite://{rest}"
        case "postgres" | "postgresql" | "postgresql+asyncpg":
            place, _, query = rest.partition("?")
            if not place.rpartition("@")[2].partition("/")[2] and "dbname" not in query:
                raise ValueError("the database's name is missing: postgresql://user:password@host/name")
            if not re.fullmatch(r"([^@/]*@)?(\[[^]@]*\]|[^:@]*)(:\d{1,5})?", place.partition("/")[0]):
                raise ValueError(
                    "it is not clear where the password ends; write @ in it as %40, : as %3A and / as %2F: "
                    "postgresql://user:password@host:5432/name"
                )
            options = [("ssl" if key == "sslmode" else key, option) for key, option in parse_qsl(query)]
            return f"postgresql+asyncpg://{place}" + (f"?{urlencode(options)}" if options else "")
        case _:
            known = "sqlite:///… and postgresql://…"
            raise ValueError(f"the addresses understood are {known}" + ("" if separator else ", and this is none"))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # a folder of zones and a name with .. are no zones either
        meant = nearest(value.replace(" ", "_"), available_timezones())
        raise ValueError(f"no such time zone; did you mean {meant}?") from None
    return value


def _words(value: object) -> object:
    """Take a list from an environment variable too: words with commas or spaces between them."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _short_command(value: str) -> str:
    name = value.removeprefix("/")
    if not re.fullmatch(r"[a-z0-9_-]{1,31}", name):
        raise ValueError("short commands are made of small letters, digits, - and _, at most 31 of them")
    return name


WebAddress = Annotated[str, AfterValidator(_discord_address)]
DiscordAddress = Annotated[str, AfterValidator(_discord_address)]
SlackAddress = Annotated[str, AfterValidator(_slack_address)]
GatewayAddress = Annotated[str, AfterValidator(_gateway_address)]
DatabaseAddress = Annotated[str, AfterValidator(_database_address)]
ZoneName = Annotated[str, AfterValidator(_zone)]
ShortCommand = Annotated[str, AfterValidator(_short_command)]
Folder = Annotated[Path, AfterValidator(Path.expanduser)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DiscordSettings(Section):
    token: SecretStr | None = None
    token_file: Folder | None = None
    api_url: DiscordAddress = "https://discord.com/api/v10"
    gateway_url: GatewayAddress | None = None
    mirror_workshops: bool = False


class SlackSettings(Section):
    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    bot_token_file: Folder | None = None
    app_token_file: Folder | None = None
    api_url: SlackAddress = "https://slack.com/api/"
    short_commands: Annotated[tuple[ShortCommand, ...], BeforeValidator(_words)] = ()


class DatabaseSettings(Section):
    url: DatabaseAddress | None = Field(default=None, repr=False)


class CommunitySettings(Section):
    name: Name | None = None
    time_zone: ZoneName | None = None
    mode: CommunityMode = "single"


class DeliverySettings(Section):
    """In seconds. The lease outlives a request, or a message could be sent twice."""

    request_timeout: float = Field(default=15, ge=1, le=120)
    lease: float = Field(default=30, ge=2, le=600)
    quarantine: float = Field(default=20, ge=1, le=600)
    second_look: float = Field(default=30, ge=1, le=600)

    @model_validator(mode="after")
    def _outlives(self) -> DeliverySettings:
        if self.lease < self.request_timeout * 1.5 or self.quarantine < self.request_timeout:
            raise ValueError(
                "the lease has to be one and a half times request_timeout or more and the quarantine no less than it, "
                "or a message could be sent twice; leave all four out for what was tried"
            )
        return self


class RehearsalSettings(Section):
    enabled: bool | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class LinkSettings(Section):
    """Whether pages that people share are looked at from this machine."""

    fetch: bool = True


class FileSettings(Section):
    """What people may hand over as files; *most_mb* megabytes fit in one."""

    most_mb: int = Field(default=10, ge=1, le=25)
    from_slack: bool = False


class WebSettings(Section):
    """What other programs and browsers fetch from this installation; nothing listens without *public_address*."""

    public_address: WebAddress | None = None
    listen_host: str = "127.0.0.1"
    listen_port: int = Field(default=8090, ge=0, le=65535)


class Settings(BaseSettings):
    """What an installation is told, as ``load_settings`` makes it: its tokens are those found, wherever they stood."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,
    )

    data: Folder = Path("data")
    discord: DiscordSettings = DiscordSettings()
    slack: SlackSettings = SlackSettings()
    database: DatabaseSettings = DatabaseSettings()
    community: CommunitySettings = CommunitySettings()
    deliveries: DeliverySettings = DeliverySettings()
    rehearsal: RehearsalSettings = RehearsalSettings()
    web: WebSettings = WebSettings()
    links: LinkSettings = LinkSettings()
    files: FileSettings = FileSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config_path())

    @property
    def discord_configured(self) -> bool:
        return self.discord.token is not None

    @property
    def slack_configured(self) -> bool:
        return self.slack.bot_token is not None and self.slack.app_token is not None

    @property
    def platform_configured(self) -> bool:
        return self.discord_configured or self.slack_configured

    @property
    def rehearsal_enabled(self) -> bool:
        """As told; where nothing is told, only while there is no platform."""
        return not self.platform_configured if self.rehearsal.enabled is None else self.rehearsal.enabled

    @property
    def main_database_url(self) -> str:
        return self.database.url or f"sqlite+aiosqlite:///{self.data / 'staffroom.db'}"

    @property
    def rehearsal_database_url(self) -> str:
        return f"sqlite+aiosqlite:///{self.data / 'rehearsal.db'}"

    @property
    def main_files(self) -> Path:
        """The folder of what people handed over; each database has its own."""
        return self.data / "files"

    @property
    def rehearsal_files(self) -> Path:
        return self.data / "rehearsal-files"

    @property
    def secrets_path(self) -> Path:
        return self.data / "secrets.toml"

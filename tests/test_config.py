from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, load_settings
from bot.config.load import file_keys, keys
from bot.config.tokens import leaves

ROOT = Path(__file__).parents[1]
DISCORD = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsAbCdEfGhIjKl"
BOT = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy"
APP = "xapp-1-A0123456789-1234567890123-abcdef0123456789"
USER = "xoxp-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy"

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and nothing in the environment."""
    for name in os.environ:
        if name.upper().startswith("STAFFROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def config(folder: Path) -> Write:
    def write(text: str) -> Path:
        (folder / "config.toml").write_text(text, encoding="utf-8")
        return folder / "config.toml"

    return write


@pytest.fixture
def secrets(folder: Path) -> Write:
    def write(text: str) -> Path:
        path = folder / "data" / "secrets.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


def problems() -> list[str]:
    """What is wrong, after making sure that no sentence gives a token away."""
    with pytest.raises(ConfigError) as caught:
        load_settings()
    for token in (DISCORD, BOT, APP, USER):
        assert token not in str(caught.value)
    return caught.value.problems


def test_without_any_configuration_the_rehearsal_room_runs_on_this_machine_alone() -> None:
    settings = load_settings()

    assert settings.rehearsal_enabled
    assert (settings.rehearsal.host, settings.rehearsal.port) == ("127.0.0.1", 8080)
    assert not settings.platform_configured
    assert settings.community.mode == "single"
    assert settings.slack.short_commands == ()
    assert settings.main_database_url == "sqlite+aiosqlite:///data/staffroom.db"
    assert settings.rehearsal_database_url == "sqlite+aiosqlite:///data/rehearsal.db"


def test_arguments_win_over_the_environment_over_the_file_over_defaults(
    config: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    config('[rehearsal]\nhost = "10.0.0.1"\nport = 1\n[community]\nname = "Lighthouse"')
    monkeypatch.setenv("STAFFROOM_REHEARSAL__PORT", "2")
    monkeypatch.setenv("STAFFROOM_DATA", "elsewhere")

    settings = load_settings({"data": Path("here")})
    assert (settings.data, settings.rehearsal.port, settings.rehearsal.host) == (Path("here"), 2, "10.0.0.1")
    assert (settings.community.name, settings.community.time_zone) == ("Lighthouse", None)
    assert load_settings({"rehearsal": {"port": 3}}).rehearsal.port == 3


def test_another_file_can_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other.toml").write_text('data = "there"')
    monkeypatch.setenv("STAFFROOM_CONFIG", "other.toml")
    assert load_settings().data == Path("there")

    monkeypatch.setenv("STAFFROOM_CONFIG", "gone.toml")
    assert problems() == ["STAFFROOM_CONFIG names gone.toml, and there is no such file."]


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_key_is_an_environment_variable_too(key: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "token").write_text(BOT if "bot" in key else APP if "app" in key else DISCORD)
    values = {
        "data": "d",
        "discord.token": DISCORD,
        "slack.bot_token": BOT,
        "slack.app_token": APP,
        "discord.gateway_url": "wss://gateway.example.org",
        "slack.short_commands": "topics, /find",
        "database.url": "postgresql://db/staffroom",
        "community.name": "N",
        "community.time_zone": "Europe/Madrid",
        "community.mode": "per-workspace",
        "rehearsal.enabled": "false",
        "rehearsal.port": "9",
        "web.listen_port": "9",
        "links.fetch": "false",
        "files.most_mb": "20",
        "files.from_slack": "true",
        "discord.mirror_workshops": "true",
        "deliveries.request_timeout": "12",
        "deliveries.lease": "40",
        "deliveries.quarantine": "25",
        "deliveries.second_look": "35",
    }
    value = values.get(key, "token" if key.endswith("_file") else "https://proxy.example.org/api")
    monkeypatch.setenv("STAFFROOM_" + key.upper().replace(".", "__"), value)
    if key.startswith("slack.bot_token"):
        monkeypatch.setenv("STAFFROOM_SLACK__APP_TOKEN", APP)
    if key.startswith("slack.app_token"):
        monkeypatch.setenv("STAFFROOM_SLACK__BOT_TOKEN", BOT)

    def at(settings: Settings) -> object:
        section, _, name = key.rpartition(".")
        return getattr(getattr(settings, section) if section else settings, name)

    before = at(Settings.model_construct())
    assert at(load_settings()) not in (None, before)


def test_short_commands_are_a_list_in_the_file_and_words_in_the_environment(
    config: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    config('[slack]\nshort_commands = ["/topics", "find"]')
    assert load_settings().slack.short_commands == ("topics", "find")

    monkeypatch.setenv("STAFFROOM_SLACK__SHORT_COMMANDS", "resources,my  help")
    assert load_settings().slack.short_commands == ("resources", "my", "help")

    monkeypatch.setenv("STAFFROOM_SLACK__SHORT_COMMANDS", "Not!")
    assert "STAFFROOM_SLACK__SHORT_COMMANDS: short commands are made of small letters" in problems()[0]


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("postgresql://ana:pw@db.example.org:5433/room", "postgresql+asyncpg://ana:pw@db.example.org:5433/room"),
        ("postgres://db/room?sslmode=require", "postgresql+asyncpg://db/room?ssl=require"),
        ("postgresql+asyncpg://db/room", "postgresql+asyncpg://db/room"),
        ("sqlite:////srv/room.db", "sqlite+aiosqlite:////srv/room.db"),
        ("sqlite+aiosqlite:///room.db", "sqlite+aiosqlite:///room.db"),
    ],
)
def test_database_addresses_are_taken_as_they_are_handed_out(
    written: str, understood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFFROOM_DATABASE__URL", written)
    settings = load_settings()

    assert settings.main_database_url == understood
    assert settings.rehearsal_database_url == "sqlite+aiosqlite:///data/rehearsal.db"
    assert "pw" not in repr(settings)


@pytest.mark.parametrize("secret", ["p@ss:w", "p@ss", "p/ss", "p#x:y@z"])
def test_a_password_that_breaks_the_address_is_met_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("STAFFROOM_DATABASE__URL", f"postgresql://ana:{secret}@db/room")
    (problem,) = problems()
    assert "write @ in it as %40" in problem
    assert secret not in problem


@pytest.mark.parametrize("written", ["mysql://db/room", "room.db", "postgresql://db", "sqlite://"])
def test_other_database_addresses_are_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFROOM_DATABASE__URL", written)
    assert re.match(r"STAFFROOM_DATABASE__URL: .*(sqlite|postgresql)://", problems()[0])


# Tokens


def test_tokens_come_from_the_environment_else_the_file_named_else_the_secrets(
    folder: Path, config: Write, secrets: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(f'[discord]\ntoken = "{DISCORD}3"\n[slack]\nbot_token = "{BOT}3"\napp_token = "{APP}3"')

    def tokens() -> tuple[str, ...]:
        settings = load_settings()
        assert settings.discord_configured
        assert settings.slack_configured
        found = (settings.discord.token, settings.slack.bot_token, settings.slack.app_token)
        return tuple(token.get_secret_value()[-1] for token in found if token)

    assert tokens() == ("3", "3", "3")
    for name, token in {"a": DISCORD, "b": BOT, "c": APP}.items():
        (folder / name).write_text(f"{token}2\n")
    config('[discord]\ntoken_file = "a"\n[slack]\nbot_token_file = "b"\napp_token_file = "c"')
    assert tokens() == ("2", "2", "2")
    monkeypatch.setenv("STAFFROOM_DISCORD__TOKEN", f"{DISCORD}1")
    monkeypatch.setenv("STAFFROOM_SLACK__BOT_TOKEN", f"{BOT}1")
    monkeypatch.setenv("STAFFROOM_SLACK__APP_TOKEN", f"{APP}1")
    assert tokens() == ("1", "1", "1")


def test_the_secrets_lie_in_the_data_folder(secrets: Write) -> None:
    secrets(f'[discord]\ntoken = "{DISCORD}"').parent.rename("elsewhere")

    assert not load_settings().discord_configured
    assert load_settings({"data": Path("elsewhere")}).discord_configured


def test_a_platform_turns_the_rehearsal_room_off_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFROOM_DISCORD__TOKEN", DISCORD)
    assert not load_settings().rehearsal_enabled
    assert load_settings({"rehearsal": {"enabled": True}}).rehearsal_enabled


def test_tokens_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFROOM_DISCORD__TOKEN", DISCORD)
    settings = load_settings()
    assert DISCORD not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_secrets_that_others_can_read_are_refused(secrets: Write, mode: int) -> None:
    secrets(f'[discord]\ntoken = "{DISCORD}"').chmod(mode)
    assert problems() == [
        "data/secrets.toml can be read by others on this machine. Close it: chmod 600 data/secrets.toml"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[discord]\ntokn = 'x'", r"discord\.tokn is no token .* mean \[discord\] token\?"),
        ("[slack]\nbottoken = 'x'", r"slack\.bottoken is no token .* mean \[slack\] bot_token\?"),
        ("[discord]\ntoken = 12", r"\[discord\] token stands without quotes"),
        ("[discord]\ntoken = abc", r"cannot be read: .*line 2"),
    ],
)
def test_mistakes_in_the_secrets_are_named(secrets: Write, text: str, problem: str) -> None:
    secrets(text)
    assert re.search(problem, problems()[0])


@pytest.mark.parametrize(
    ("key", "token"),
    [
        ("[discord]\ntoken", DISCORD),
        ("[slack]\nbot_token", "anything"),
        ("[slack]\napp_token", APP),
        ("[slack]\ntoken", BOT),
        ("[discord]\ntoken_file", DISCORD),
        ("[community]\nname", USER),
        ("token", BOT),
    ],
)
def test_a_token_in_the_configuration_file_is_refused(config: Write, key: str, token: str) -> None:
    config(f'{key} = "{token}"')
    assert re.search(
        r"config\.toml holds a token .* data/secrets\.toml or .* make a new one if .* committed", problems()[0]
    )


@pytest.mark.parametrize(
    ("variable", "token", "problem"),
    [
        ("SLACK__BOT_TOKEN", USER, r"user token \(it begins with xoxp-\).*Bot User OAuth Token.*begins with xoxb-"),
        ("SLACK__BOT_TOKEN", APP, r"app-level token \(it begins with xapp-\), which belongs in \[slack\] app_token"),
        ("SLACK__APP_TOKEN", BOT, r"bot token \(it begins with xoxb-\), which belongs in \[slack\] bot_token.*xapp-"),
        ("SLACK__BOT_TOKEN", DISCORD, r"looks like a Discord bot's token, which belongs in \[discord\] token"),
        ("SLACK__APP_TOKEN", DISCORD, r"looks like a Discord bot's token"),
        ("SLACK__BOT_TOKEN", "xoxe.xoxb-1-abc", r"token rotation"),
        ("SLACK__BOT_TOKEN", "secret", r"does not begin with xoxb-"),
        ("SLACK__APP_TOKEN", "secret", r"does not begin with xapp-.*App-Level Token.*connections:write"),
        ("DISCORD__TOKEN", BOT, r"bot token .* which belongs in \[slack\] bot_token.*Bot page"),
        ("DISCORD__TOKEN", APP, r"which belongs in \[slack\] app_token"),
        ("DISCORD__TOKEN", f"Bot {DISCORD}", r"begins with the word Bot"),
        ("DISCORD__TOKEN", f'"{DISCORD}"', r"a quotation mark"),
    ],
)
def test_a_token_in_the_wrong_place_is_recognised(
    variable: str, token: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"STAFFROOM_{variable}", token)
    (said,) = problems()
    assert said.startswith(f"STAFFROOM_{variable} ")
    assert re.search(problem, said)


@pytest.mark.parametrize(
    ("given", "token", "missing"),
    [
        ("BOT", BOT, r"\[slack\] app_token is missing: .*connections:write"),
        ("APP", APP, r"bot_token is missing: .*xoxb-"),
    ],
)
def test_slack_needs_both_its_tokens(given: str, token: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"STAFFROOM_SLACK__{given}_TOKEN", token)
    assert re.search(missing, problems()[0])


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("gone", None, "there is no such file"),
        ("empty", "\n", "which is empty"),
        ("folder/", None, "cannot be read: is a directory"),
    ],
)
def test_a_token_file_that_is_of_no_use_is_named(
    name: str, content: str | None, problem: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (folder / name).write_text(content)
    if name.endswith("/"):
        (folder / name).mkdir()
    monkeypatch.setenv("STAFFROOM_DISCORD__TOKEN_FILE", name)
    assert problem in problems()[0]


def test_a_token_where_the_name_of_a_file_belongs_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFROOM_SLACK__BOT_TOKEN_FILE", BOT)
    assert problems()[0].startswith("[slack] bot_token_file holds a token itself.")


# Mistakes


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[rehearsal]\nprt = 1", r"\[rehearsal\] prt in config\.toml is not known\. Did you mean \[rehearsal\] port\?"),
        ("[rehersal]\nport = 1", r"\[rehersal\] in config\.toml is not known\. Did you mean \[rehearsal\]\?"),
        ("port = 1", r"port in config\.toml is not known\. Did you mean \[rehearsal\] port\?"),
        ("[discord]\ntime_zone = 'UTC'", r"Did you mean \[community\] time_zone\?"),
        ("dta = 'x'", r"dta .* Did you mean data\?"),
        ("rehearsal = true", r"rehearsal is a section: write \[rehearsal\]"),
        ("[rehearsal]\nport = 'many'", r"\[rehearsal\] port: input should be a valid integer"),
        ("[rehearsal]\nport = 65536", r"\[rehearsal\] port: .*less than or equal to 65535"),
        ("[community]\nmode = 'many'", r"\[community\] mode: input should be 'single' or 'per-workspace'"),
        ("[community]\nname = ' '", r"\[community\] name: "),
        ("[community]\ntime_zone = 'America/New York'", r"no such time zone; did you mean America/New_York\?"),
        ("[community]\ntime_zone = 'madrid'", r"did you mean Europe/Madrid\?"),
        ("[discord]\napi_url = 'discord.com'", r"\[discord\] api_url: an address is needed that begins with https://"),
        ("[discord]\ngateway_url = 'https://x'", r"begins with wss:// or ws://"),
        ("[deliveries]\nlease = 20", r"deliveries: the lease has to be one and a half times request_timeout or more"),
        ("[rehearsal\nport = 1", r"config\.toml is not well formed: .*line 1"),
    ],
)
def test_mistakes_in_the_file_are_named_with_the_remedy(config: Write, text: str, problem: str) -> None:
    config(text)
    (said,) = problems()
    assert re.search(problem, said)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("STAFFROOM_DISCORD_TOKEN", "STAFFROOM_DISCORD__TOKEN"),
        ("STAFFROOM_DISCORD__TOKN", "STAFFROOM_DISCORD__TOKEN"),
        ("STAFFROOM_SLACK__BOTTOKEN", "STAFFROOM_SLACK__BOT_TOKEN"),
        ("STAFFROOM_PORT", "STAFFROOM_REHEARSAL__PORT"),
        ("STAFFROOM_CONFIGURATION", "STAFFROOM_CONFIG"),
    ],
)
def test_an_unknown_variable_is_met_with_the_nearest(typed: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(typed, "x")
    assert problems() == [f"The environment variable {typed} is not known. Did you mean {meant}?"]


def test_variables_for_the_tests_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFROOM_TEST_POSTGRES", "postgresql://db/x")
    assert load_settings() == Settings()


def test_several_mistakes_are_said_at_once(config: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    config("[rehearsal]\nport = 'x'\nprt = 1")
    monkeypatch.setenv("STAFFROOM_DISCORD__TOKN", "x")
    assert len(problems()) == 3


def test_the_example_shows_every_key_and_no_other() -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    switched_on = re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE)

    assert sorted(name for name, _ in leaves(tomllib.loads(switched_on))) == sorted(file_keys())
    for line_above, line in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if re.match(r"#\w+ = ", line):
            assert line_above.startswith("# "), f"{line} has no words above it"


def test_the_example_loads_as_it_is_and_with_everything_switched_on(folder: Path, config: Write) -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    config(text)
    assert load_settings() == Settings.model_construct()

    for name, token in {"discord_token": DISCORD, "slack_bot_token": BOT, "slack_app_token": APP}.items():
        (folder / name).write_text(token)
    config(re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE).replace("/run/secrets/", ""))
    settings = load_settings()
    assert settings.platform_configured
    assert settings.main_database_url == "sqlite+aiosqlite:///data/staffroom.db"

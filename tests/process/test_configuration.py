"""What is wrong with the settings, the data folder or the database is said in a sentence with its remedy.

Each key and token by itself is a matter of the settings' own tests; here it is what an operator gets to see.
"""

from __future__ import annotations

import pytest

from tests.process.conftest import Founding

DISCORD = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsAbCdEfGhIjKl"
BOT = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy"
APP = "xapp-1-A0123456789-1234567890123-abcdef0123456789"
USER = "xoxp-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy"
WRONG_SETTINGS = 2

MISPLACED = {
    "run": (
        {"STAFFROOM_SLACK__BOT_TOKEN": APP, "STAFFROOM_SLACK__APP_TOKEN": BOT},
        "it begins with xapp-), which belongs in [slack] app_token",
        "it begins with xoxb-), which belongs in [slack] bot_token",
    ),
    "manifest slack": (
        {"STAFFROOM_SLACK__BOT_TOKEN": USER, "STAFFROOM_SLACK__APP_TOKEN": DISCORD},
        "it begins with xoxp-), which Staffroom never uses",
        "which belongs in [discord] token",
    ),
    "import links.csv": (
        {"STAFFROOM_DISCORD__TOKEN": BOT},
        "STAFFROOM_DISCORD__TOKEN is a Slack bot token (it begins with xoxb-), which belongs in [slack] bot_token",
        "",
    ),
}


async def test_what_is_wrong_in_the_file_is_said_all_at_once_with_the_remedies(found: Founding) -> None:
    """Unknown keys with the nearest, tokens where none may be: exit code 2, a sentence each, no token printed."""
    here = await found(zone="")
    here.secrets += [DISCORD, BOT]
    (here.folder / "config.toml").write_text(
        f"""
        prot = 8081
        [community]
        timezone = "America/New_York"
        name = "{BOT}"
        [discord]
        token = "{DISCORD}"
        [rehearsal]
        hosts = "127.0.0.1"
        """,
        encoding="utf-8",
    )

    program = await here.does("run", STAFFROOM_DISCORD__TOKN="x")
    assert program.process.returncode == WRONG_SETTINGS, program.output
    assert program.err.lines[0] == "Staffroom cannot start with these settings:"
    for said in (
        "STAFFROOM_DISCORD__TOKN is not known. Did you mean STAFFROOM_DISCORD__TOKEN?",
        "Did you mean [rehearsal] port?",
        "Did you mean [community] time_zone?",
        "Did you mean [rehearsal] host?",
        "config.toml holds a token ([discord] token), and that file is easily shared.",
        "Move the token into data/secrets.toml or STAFFROOM_DISCORD__TOKEN",
        "config.toml holds a token ([community] name)",
    ):
        assert said in program.err.text
    assert all(line.startswith("- ") for line in program.err.lines[1:])
    assert program.out.text == ""


@pytest.mark.parametrize("verb", list(MISPLACED))
async def test_a_token_in_the_wrong_place_is_known_by_its_look(found: Founding, verb: str) -> None:
    """Whatever is run: which it is and where it belongs; the token itself is never printed."""
    here = await found(zone="")
    here.secrets += [DISCORD, BOT, APP, USER]
    given, *said = MISPLACED[verb]

    program = await here.does(*verb.split(), **given)
    assert program.process.returncode == WRONG_SETTINGS, program.output
    assert all(words in program.err.text for words in said), program.output
    assert program.out.text == ""


async def test_a_file_of_tokens_that_others_can_read_is_refused(found: Founding) -> None:
    """The command that closes it is named."""
    here = await found(zone="")
    here.secrets.append(DISCORD)
    secrets = here.folder / "data" / "secrets.toml"
    secrets.write_text(f'[discord]\ntoken = "{DISCORD}"\n', encoding="utf-8")
    secrets.chmod(0o644)

    program = await here.does("run")
    assert program.process.returncode == WRONG_SETTINGS, program.output
    assert "chmod 600 data/secrets.toml" in program.err.text


async def test_a_data_folder_that_cannot_be_used_is_said(found: Founding) -> None:
    """A file stands where the folder should be."""
    here = await found(zone="")
    (here.folder / "kept").write_text("words", encoding="utf-8")
    program = await here.does("run", "--port", "0", "--data", "kept")
    assert program.process.returncode in (1, 2), program.output
    assert "kept" in program.err.text
    assert len(program.err.lines) <= 3, program.output


@pytest.mark.parametrize(("which", "verb"), [("broken", "import links.csv"), ("broken", "check"), ("away", "run")])
async def test_a_database_that_cannot_be_used_is_said(found: Founding, which: str, verb: str) -> None:
    """A file that is no database, and a PostgreSQL that does not answer: words with what to look at, no password."""
    here = await found("discord", zone="")
    here.secrets.append("s3cret")
    (here.folder / "links.csv").write_text("url,title\nhttps://example.org/,Example\n", encoding="utf-8")
    given = {}
    if which == "away":
        given["STAFFROOM_DATABASE__URL"] = "postgresql://staffroom:s3cret@127.0.0.1:9/staffroom"
    else:
        (here.folder / "data" / "staffroom.db").write_text("no database " * 1000, encoding="utf-8")

    program = await here.does(*verb.split(), **given)
    assert program.process.returncode in (1, 2), program.output
    assert "database" in program.err.text
    assert len(program.err.lines) <= 3, program.output

"""Whether Slack would work: each thing looked at, and what to do where it does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outcomes import FAILURES, classify
from adapters.slack.register import FILE_SCOPES, OPTIONAL_SCOPES, SCOPES
from bot.ports.platform import Finding, Refused, TokenRefused

BOT_TOKEN_REMEDY = (
    "Slack does not take the bot token. At api.slack.com/apps choose Staffroom, then OAuth & Permissions: copy the Bot "
    "User OAuth Token, which starts with xoxb-, or install the app again if there is none."
)
APP_TOKEN_REMEDY = (
    "Slack does not take the app-level token. At api.slack.com/apps choose Staffroom, then Basic Information → "
    "App-Level Tokens: generate one with the scope connections:write and copy it; it starts with xapp-. "
    "Socket Mode must be on."
)
_MANIFEST = "At api.slack.com/apps choose Staffroom, then App Manifest: paste the manifest that Staffroom prints, save"
_UNREACHABLE = "Slack could not be reached. Look at this machine's connection and at status.slack.com, then try again."


async def check(web: AsyncWebClient, app_token: str, *, files: bool = False) -> Sequence[Finding]:
    """Ask Slack what it makes of both tokens and which rights the bot has. Changes nothing."""
    return [*await _bot(web, files), *await _app(web, app_token)]


async def _bot(web: AsyncWebClient, files: bool) -> Sequence[Finding]:
    try:
        response = await web.auth_test()
    except FAILURES as error:
        remedy = BOT_TOKEN_REMEDY if classify(error) == TokenRefused() else _UNREACHABLE
        return [Finding("Slack takes the bot token", False, remedy)]
    granted = next((words for name, words in response.headers.items() if name.lower() == "x-oauth-scopes"), "")
    return [
        Finding("Slack takes the bot token", True),
        Finding(f"The bot is in the workspace {response['team']}", True),
        *_rights(scopes := {scope.strip() for scope in granted.split(",")}),
        *(_file_rights(scopes) if files else ()),
    ]


def _rights(granted: set[str]) -> Iterator[Finding]:
    for scope, reason in SCOPES.items():
        remedy = f"{reason} Until then that does not work. {_MANIFEST}, and reinstall the app to the workspace."
        yield Finding(f"The bot has the right {scope}", scope in granted, "" if scope in granted else remedy)
    for scope, gives in OPTIONAL_SCOPES.items():
        wish = (
            f"{gives} Without it such a message is reported to its author as uncertain. {_MANIFEST}, reinstall the app "
            "to the workspace and leave this right ticked."
        )
        yield Finding(f"The bot has the right {scope}", scope in granted, "" if scope in granted else wish, wish=True)


def _file_rights(granted: set[str]) -> Iterator[Finding]:
    for scope, gives in FILE_SCOPES.items():
        wish = f"{gives} {_MANIFEST}, reinstall the app to the workspace and leave this right ticked."
        yield Finding(f"The bot has the right {scope}", scope in granted, "" if scope in granted else wish, wish=True)


async def _app(web: AsyncWebClient, app_token: str) -> Sequence[Finding]:
    what = "Slack takes the app-level token"
    try:
        await web.apps_connections_open(app_token=app_token)
    except FAILURES as error:
        return [Finding(what, False, APP_TOKEN_REMEDY if refuses_app(error) else _UNREACHABLE)]
    return [Finding(what, True)]


def refuses_app(error: Exception) -> bool:
    """Whether Slack, asked for a connection, refused the token or what it may do; a restart does not mend that."""
    if not isinstance(error, FAILURES):
        return False
    return isinstance(classify(error), TokenRefused | Refused)

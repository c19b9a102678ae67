"""Payloads as Slack hands them to an app."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from tests.platforms.slack.model import APP_ID, BOT_USER, Channel, Message, User, View, Wire, Workspace

VERIFICATION = "verification-token"


def channel_shape(channel: Channel) -> Wire:
    return {"id": channel.id, "name": _shown_name(channel)}


def _shown_name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def interaction(workspace: Workspace, user: User, kind: str, trigger: str) -> Wire:
    """What every interactive payload has."""
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_id},
        "api_app_id": APP_ID,
        "token": VERIFICATION,
        "trigger_id": trigger,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def slash(workspace: Workspace, user: User, channel: Channel, command: str, text: str, trigger: str, url: str) -> Wire:
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _shown_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger,
    }


def in_message(message: Message, url: str) -> Wire:
    """Where an action happened: an ephemeral message is named, its content is not handed over."""
    ephemeral = message.reader is not None
    container: Wire = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shape: Wire = {
        "container": container,
        "channel": channel_shape(message.channel),
        "state": {"values": message.values},
        "response_url": url,
    }
    return shape if ephemeral else shape | {"message": message.wire()}


def in_view(view: View) -> Wire:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.wire()}


def action(block_id: str, element: Wire, ts: str, value: Wire | None = None) -> Wire:
    """One entry of ``actions``."""
    shape: Wire = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id, "action_ts": ts}
    for key in ("text", "value", "style", "placeholder", "url"):
        if key in element:
            shape[key] = element[key]
    return shape | (value or {})


def event(workspace: Workspace, body: Wire, at: float) -> Wire:
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "api_app_id": APP_ID,
        "event": {**body, "event_ts": workspace.new_ts()},
        "type": "event_callback",
        "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }


def encoded(text: str, workspace: Workspace, visible: Sequence[Channel], *, references: bool, links: bool) -> str:
    """Typed text as Slack hands it over: & < > escaped, and with *references* @name and #name as ids.

    A private channel's name is left out; with *links* web addresses stand in angle brackets.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not references:
        return text
    people = {user.name: f"<@{user.id}|{user.name}>" for user in workspace.users.values()}
    people |= {word: f"<!{word}>" for word in ("channel", "here", "everyone")}
    places = {c.name: f"<#{c.id}|{c.name if c.kind == 'public' else ''}>" for c in visible if c.kind != "im"}

    def encode(found: re.Match[str]) -> str:
        if found["link"]:
            return f"<{found['link']}>" if links else found["link"]
        known: dict[str, str] = people if found["sign"] == "@" else places
        return known.get(found["name"], found[0])

    return re.sub(r"(?P<link>https?://\S+)|(?<![\w&;])(?P<sign>[@#])(?P<name>[\w.-]*\w)", encode, text)


def forged_view(workspace: Workspace, view_id: str, callback_id: str, values: dict[str, Any], metadata: str) -> Wire:
    return {
        "id": view_id,
        "team_id": workspace.team_id,
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": metadata,
        "external_id": "",
        "title": {"type": "plain_text", "text": "-"},
        "submit": None,
        "close": None,
        "blocks": [],
        "state": {"values": values},
        "hash": "0.forged",
        "clear_on_close": False,
        "notify_on_close": False,
        "root_view_id": view_id,
        "previous_view_id": None,
        "app_id": APP_ID,
        "app_installed_team_id": workspace.team_id,
    }

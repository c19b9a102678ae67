"""Slack's pure parts: the manifest, text both ways, blocks and views, what refusals mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import render
from adapters.slack.forms import form_view
from adapters.slack.limits import CAPABILITIES
from adapters.slack.messenger import channel_name
from adapters.slack.outcomes import Failure, classify
from adapters.slack.register import GLOBAL_SHORTCUTS, OPTIONAL_SCOPES, SCOPES, ShortFormRefused, manifest
from adapters.slack.text import decode_typed, decode_words, escape, links_in
from bot.domain.people import Platform
from bot.interaction.registry import Registry
from bot.interaction.spec import DeclarationError, MessageSpec, on_message
from bot.ports.platform import Ambiguous, Outcome, RefusalReason, Refused, Retry, TokenRefused
from bot.ui.fit import fit, fit_form
from bot.ui.language import Languages
from bot.ui.model import (
    Bold,
    Button,
    Code,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Image,
    Items,
    Kind,
    Link,
    LinkButton,
    Mention,
    Option,
    Paragraph,
    Place,
    Reply,
    Select,
    When,
    buttons,
    say,
)
from tests.adapters.test_slack import REGISTRY
from tests.platforms.slack import pings, shown
from tests.platforms.slack.blocks import check_message, check_view

READER = render.Reader(Languages())
AT = datetime(2026, 10, 6, 20, 0, tzinfo=UTC)
OPTIONS = tuple(Option(f"Option {n}", f"o{n}", "What it is" if n % 2 else "") for n in range(5))


def everything(text: str) -> Reply:
    """One of each block and inline, with *text* wherever people's words can stand."""
    return Reply(
        (
            Heading(text),
            say(text, Bold(text), Code(text), Link(text, "https://a.example/?x=1&y=2"), "."),
            say(Mention("slack", "U1", "ana"), Place("slack", "C1", "x"), Place("discord", "1", "grading"), When(AT)),
            Facts(((text, (text,)), ("Where", ("Room 12", Bold(text))))),
            Items(((text,), ("second", When(AT, "date")))),
            Items((("third",), ("fourth",)), start=3),
            Image("https://a.example/i.png", text or "image"),
            Divider(),
            buttons(
                Button("Go", "go", style="danger"),
                LinkButton("Page", "https://a.example"),
                Select("One", "one", OPTIONS),
            ),
            buttons(Button("Before", "b"), Select("Several", "some", OPTIONS, most=3), Button("After", "a")),
        )
    )


def test_the_manifest_is_valid(shared: Path) -> None:
    """Slack's own schema takes it; it asks for the listed rights alone."""
    schema = json.loads((shared / "specs" / "slack-manifest.schema.2.0.0.json").read_text("utf-8"))
    made = manifest(REGISTRY, Languages(), ("resources", "find"))
    jsonschema.Draft7Validator(schema).validate(made)
    scopes = made["oauth_config"]["scopes"]
    assert scopes == {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)}
    commands = made["features"]["slash_commands"]
    assert [one["command"] for one in commands] == ["/staffroom", "/resources", "/find"]
    assert all(one["should_escape"] for one in commands)
    assert commands[2]["usage_hint"] == "[words]"
    assert [s["name"] for s in made["features"]["shortcuts"]] == [
        "Add to library",
        "Find in the library",
        "Share a link",
    ]
    assert (made["settings"]["socket_mode_enabled"], made["settings"]["org_deploy_enabled"]) == (True, False)


def test_shortcuts_of_the_menu_fit() -> None:
    """Slack takes five global shortcuts, with names of 24 characters."""
    assert len(GLOBAL_SHORTCUTS) <= 5
    assert all(len(one.name) <= 24 and len(one.about) <= 150 for one in GLOBAL_SHORTCUTS)


@pytest.mark.parametrize(("name", "why"), [("topics", "rename the channel"), ("quiz", "not a command of Staffroom")])
def test_short_commands_that_are_refused(name: str, why: str) -> None:
    """Each with its reason and what there is instead."""
    with pytest.raises(ShortFormRefused, match=why):
        manifest(REGISTRY, Languages(), (name,))


def test_a_label_too_long_for_slack_is_refused() -> None:
    """A message shortcut has 24 characters."""

    async def handler(call: object, snapshot: object) -> Reply:
        raise NotImplementedError

    declared: MessageSpec = on_message("long", label="This label has far too many characters")(handler)
    with pytest.raises(DeclarationError, match="24"):
        manifest(Registry.of((declared,)), Languages())


@pytest.mark.parametrize(
    ("given_text", "typed", "words"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>", "a & b <c>"),
        ("&amp;lt;", "&lt;", "&lt;"),
        ("<@U1|ana> and <@U2>", "@U1|ana and @U2", "@ana and @ben"),
        ("<@U9>", "@U9", "@…"),
        ("<#C1|general> <#C2|> <#C3>", "#C1|general #C2 #C3", "#general #… #…"),
        ("<https://a.example/?x=1&amp;y=2|label>", "https://a.example/?x=1&y=2", "label"),
        ("<https://a.example>", "https://a.example", "https://a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example", "a@b.example"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone", "@here @channel @everyone"),
        ("<!subteam^S1|@math> <!date^1^{date}|soon>", "@math soon", "@math soon"),
        ("&lt;!channel&gt;", "<!channel>", "<!channel>"),
    ],
)
def test_text_from_slack(given_text: str, typed: str, words: str) -> None:
    """Decoded once: for the parser with ids, for people in words."""
    assert decode_typed(given_text) == typed
    assert decode_words(given_text, {"U2": "ben"}) == words


@given(st.text())
def test_what_is_escaped_comes_back(text: str) -> None:
    """Escaping changes nothing that a person sees, and nobody is called."""
    assert decode_words(escape(text), {}).replace("\u200b", "") == text.replace("\u200b", "")
    assert pings(escape(text)) == set()


def test_links_of_a_message() -> None:
    """Each once, with its ampersands."""
    assert links_in("<https://a.example/?x=1&amp;y=2|l> and <https://a.example/?x=1&amp;y=2>") == (
        "https://a.example/?x=1&y=2",
    )


def test_every_block_is_taken() -> None:
    """Messages, modals and Home take what is rendered; dates are converted, people are called, nobody else is."""
    message = render.message(everything("words"), READER)
    check_message(message["blocks"])
    check_view(render.modal([everything("words")], READER), "modal")
    check_view(render.home([everything("words")], READER), "home")
    elements = [part for block in message["blocks"] for part in parts(block)]
    assert {"type": "channel", "channel_id": "C1"} in elements
    assert [part["user_id"] for part in elements if part.get("type") == "user"] == ["U1"]
    assert not [part for part in elements if part.get("type") in {"usergroup", "broadcast", "emoji"}]
    assert [part["timestamp"] for part in elements if part.get("type") == "date"] == [1791316800] * 2
    assert [part["offset"] for part in elements if part.get("style") == "ordered"] == [2]
    assert "@ana" in shown(message["blocks"], {"U1": "ana"})
    assert "<@U1>" in message["text"]


def test_people_of_other_platforms_are_called_by_name() -> None:
    """So is whoever has no id that Slack knows."""
    said = render.message(Reply((say(Mention("discord", "U1", "Ana"), Mention("slack", "U1> <!here", "Ben")),)), READER)
    assert pings(said["blocks"]) == pings(said["text"]) == set()
    assert (shown(said["blocks"]), said["text"]) == ("AnaBen", "AnaBen")


def parts(thing: Any) -> list[dict[str, Any]]:
    if isinstance(thing, list):
        return [part for one in thing for part in parts(one)]
    return [thing, *parts(list(thing.values()))] if isinstance(thing, dict) else []


def test_several_choices_have_a_done_button() -> None:
    """The order of controls is kept; Done carries the code, the menu does not."""
    made = render.blocks(Reply((everything("x").blocks[-1],)), READER)
    assert [block["type"] for block in made] == ["actions", "section", "actions"]
    assert made[1]["accessory"]["action_id"] == "choose:v1:some"
    assert made[1]["accessory"]["max_selected_items"] == 3
    assert [(e["text"]["text"], e["action_id"]) for e in made[2]["elements"]] == [
        ("Done", "v1:some"),
        ("After", "v1:a"),
    ]


def test_nothing_empty_is_sent() -> None:
    """Slack refuses empty texts and headings."""
    empty = Reply((Heading(" "), Paragraph(()), say(""), Facts(()), Items(()), say("x")))
    assert [block["type"] for block in render.blocks(empty, READER)] == ["rich_text"]


@given(st.text(min_size=1, max_size=200))
def test_anything_can_be_said(text: str) -> None:
    """Whatever people type is within Slack's limits once fitted, is shown and pings nobody but whom we call."""
    for page in fit(everything(text), CAPABILITIES):
        message = render.message(page, READER)
        check_message(message["blocks"])
        assert pings(message["blocks"]) <= {"U1"}
        assert pings(message["text"]) <= {"U1"}


def test_a_ping_cannot_be_put_together() -> None:
    """Not even from an @ of one part and a word of the next."""
    reply = Reply((say("@", Bold("channel")), Facts((("@", ("here",)),)), Items((("@", "everyone"),))))
    message = render.message(reply, READER)
    assert pings(message["blocks"]) | pings(message["text"]) == set()


def test_the_text_of_a_long_card_is_cut() -> None:
    """An edit with more than 4,000 characters of text would be refused."""
    long = Reply(tuple(say("word & " * 300) for _ in range(5)))
    text = render.message(long, READER)["text"]
    assert 2_000 < len(text) <= 4_000
    assert text.endswith("\n…")


def test_a_view_that_is_full_leaves_the_rest() -> None:
    """A hundred blocks a view; what does not fit is told to the caller."""
    page = Reply(tuple(say(str(n)) for n in range(45)))
    first, rest = render.first_view([page] * 3, READER)
    assert (len(first), len(rest)) == (2, 1)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("options", [(), OPTIONS])
@pytest.mark.parametrize("value", ["", "o1", "o1,o3", "2026-10-05", "16:00", "true", "C0ABC|general", "anything else"])
def test_every_kind_of_field_is_taken(kind: Kind, options: tuple[Option, ...], value: str) -> None:
    """With and without choices, whatever was typed before."""
    form = Form("f", "A form", (Field("a", "A", kind, hint="Like this", options=options, value=value),))
    check_view(form_view(fit_form(form, CAPABILITIES), READER), "modal")


def test_what_was_typed_is_kept_whole() -> None:
    """Also where it is longer than the field should be."""
    form = Form("f", "A form", (Field("a", "A", Kind.TEXT, most=10, value="much longer than ten"),))
    element = form_view(form, READER)["blocks"][0]["element"]
    assert (element["initial_value"], element["max_length"]) == ("much longer than ten", 20)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Late Work", "late-work"),
        ("Éducation & Santé!", "education-sante"),
        ("a" * 90, "a" * 80),
        ("6th_grade", "6th_grade"),
    ],
)
def test_channel_names(name: str, made: str) -> None:
    """As Slack takes them."""
    assert channel_name(name) == made


def answered(error: str = "", status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> SlackApiError:
    data = {"ok": False, "error": error, **more} if error else {}
    client = AsyncWebClient()
    response = AsyncSlackResponse(
        client=client, http_verb="POST", api_url="", req_args={}, data=data, headers=headers or {}, status_code=status
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]


KEY = ConnectionKey("a.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (answered("channel_not_found"), Refused(RefusalReason.CHANNEL_GONE)),
        (answered("is_archived"), Refused(RefusalReason.CHANNEL_ARCHIVED)),
        (answered("not_in_channel"), Refused(RefusalReason.NOT_IN_CHANNEL)),
        (answered("restricted_action"), Refused(RefusalReason.MISSING_RIGHT)),
        (answered("restricted_action_read_only_channel"), Refused(RefusalReason.MISSING_RIGHT)),
        (answered("missing_scope", needed="pins:write"), Refused(RefusalReason.MISSING_RIGHT, "pins:write")),
        (answered("message_not_found"), Refused(RefusalReason.MESSAGE_GONE)),
        (answered("messages_tab_disabled"), Refused(RefusalReason.CLOSED_DM)),
        (answered("user_disabled"), Refused(RefusalReason.PERSON_GONE)),
        (answered("name_taken"), Refused(RefusalReason.NAME_TAKEN)),
        (answered("msg_blocks_too_long"), Refused(RefusalReason.TOO_LONG)),
        (answered("something_new"), Refused(RefusalReason.NOT_ACCEPTED)),
        (answered("ratelimited", 429, {"Retry-After": "12"}), Retry(12)),
        (answered("rate_limited", 200, {"retry-after": "3"}), Retry(3)),
        (answered("", 429), Retry(30)),
        (answered("invalid_auth"), TokenRefused()),
        (answered("token_revoked"), TokenRefused()),
        (answered("account_inactive"), TokenRefused()),
        (answered("fatal_error"), Ambiguous()),
        (answered("internal_error", 500), Ambiguous()),
        (answered("", 502), Ambiguous()),
        (TimeoutError(), Ambiguous()),
        (ConnectionResetError(), Ambiguous()),
        (aiohttp.ServerDisconnectedError(), Ambiguous()),
        (aiohttp.ClientOSError(104, "reset"), Ambiguous()),
        (aiohttp.ClientConnectorError(KEY, OSError(111, "refused")), Retry(5)),
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "no such name")), Retry(5)),
    ],
)
def test_what_failures_mean(error: Failure, outcome: Outcome) -> None:
    """The one table by which deliveries are tried again, given up or looked into."""
    assert classify(error) == outcome


def test_places_of_ours_are_links() -> None:
    """A channel of another platform is shown by its name."""
    line = say(Place(Platform.SLACK, "C1", "x"), " ", Place(Platform.DISCORD, "9", "grading"))
    assert shown(render.blocks(Reply((line,)), READER), {"C1": "general"}) == "#general #grading"

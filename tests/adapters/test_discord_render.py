"""Replies and forms as Discord takes them, and commands as it registers them."""

from __future__ import annotations

import gettext
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import markdown
from adapters.discord.checks import LEAST, PERMISSIONS, invite_url
from adapters.discord.forms import modal, submitted
from adapters.discord.register import application_commands
from adapters.discord.render import render
from bot.domain.community import ChannelRef
from bot.domain.people import Role
from bot.interaction.registry import Registry
from bot.interaction.spec import Opt, Spec, command, on_message
from bot.interaction.values import PersonRef, ResourceRef, TopicRef, Url
from bot.ports.incoming import Snapshot
from bot.ui.language import Languages
from bot.ui.model import (
    Actions,
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
    reply,
)
from bot.ui.text import t
from tests.platforms.discord import command_limits, limits

Json = dict[str, Any]


def shown(*line: Any) -> str:
    content = render(Reply((Paragraph(line),)))["components"][0]["content"]
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("6.RP.A.3 - parts, #42 (good)", "6.RP.A.3 - parts, #42 (good)"),
        ("**bold** _it_ ~~no~~ ||hid|| `c`", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|hid\|\| \`c\`"),
        ("[here](https://evil.example)", r"\[here\](<https://evil.example>)"),
        ("<@1> <#2> <@&3> <t:1:R> </find:4> <:x:5>", r"\<@1> \<#2> \<@&3> \<t\:1:R> \</find:4> \<\:x:5>"),
        ("@everyone @here me@here.org", r"\@everyone \@here me\@here.org"),
        ("# one\n## two\n-# three\n#no", "\\# one\n\\## two\n\\-# three\n#no"),
        ("- a\n+ b\n1. c\n2) d\n> e\n>>> f", "\\- a\n\\+ b\n1\\. c\n2\\) d\n\\> e\n\\>>> f"),
        (":smile: at 10:30", r"\:smile: at 10:30"),
        (r"a\*b", r"a\\\*b"),
        ("see https://a.org/x_y_z, ok", "see <https://a.org/x_y_z>, ok"),
        ("(https://a.org/b_(c))", "(<https://a.org/b_(c)>)"),
        ("**https://a.org**", r"\*\*<https://a.org>\*\*"),
        ("xhttps://a.org steam://run", r"xhttps\://a.org steam\://run"),
    ],
)
def test_what_people_type_is_shown_as_typed(typed: str, sent: str) -> None:
    """Nothing in a literal text formats, pings or hides; addresses can be followed."""
    assert shown(typed) == sent


def as_discord_shows(content: str) -> str:
    """Undo the escapes as Discord's client does."""
    out, at = "", 0
    while at < len(content):
        if content[at] == "\\" and at + 1 < len(content) and not content[at + 1].isalnum() and content[at + 1] != " ":
            at += 1
        out += content[at]
        at += 1
    return out


@given(st.text(alphabet="ab \n*_~`|[]()<>@#:\\-+>.1https/everyone"))
def test_escaping_loses_no_character(typed: str) -> None:
    """Without the backslashes and the brackets around addresses, the text is what was typed."""
    if "http" not in typed:
        assert as_discord_shows(markdown.literal(typed)) == typed
    free = markdown.literal(typed).replace("\\\\", "")
    for mark in "*_~`|[":
        assert free.count(mark) == free.count(f"\\{mark}") or "://" in free


def test_two_harmless_halves_make_no_mark() -> None:
    """Neighbouring texts are escaped as one."""
    assert shown("#", " big") == r"\# big"
    assert shown("@every", "one") == r"\@everyone"
    assert shown(Bold("a"), Bold("b")) == "**a**\u200b**b**"


def test_inlines() -> None:
    """Each inline has Discord's form, or a name where it belongs to another platform."""
    when = datetime(2026, 10, 6, 20, 0, tzinfo=UTC)
    stamp = int(when.timestamp())
    assert shown(When(when), When(when, "date"), When(when, "time")) == f"<t:{stamp}:F><t:{stamp}:D><t:{stamp}:t>"
    assert shown(Mention("discord", "12", "Ana"), " ", Place("discord", "34", "news")) == "<@12> <#34>"
    assert shown(Mention("slack", "U1", "A*na"), " ", Place("slack", "C1", "news")) == r"A\*na #news"
    assert shown(Mention("discord", "1> @everyone <@2", "Eve")) == "Eve"
    assert shown(Code("/resources share `x`")) == "`/resources share ˋxˋ`"
    assert shown(Bold("a*b\nc")) == r"**a\*b c**"


def test_links_hold_any_address() -> None:
    """Parentheses, spaces and marks cannot end a link early; what is no web address is not linked."""
    assert (
        shown(Link("Strips [PDF]", "https://a.org/x (1).pdf")) == r"[Strips \[PDF\]](<https://a.org/x%20%281%29.pdf>)"
    )
    assert shown(Link("https://a.org/b", "https://a.org/b")) == "[a.org/b](<https://a.org/b>)"
    assert shown(Link("click", "javascript:alert(1)")) == "click"
    assert shown(Link("x", "https://a.org/>@everyone")) == "[x](<https://a.org/%3E@everyone>)"


def test_blocks() -> None:
    """A reply is read from top to bottom, with rows of up to five buttons and selects alone."""
    options = (Option("One", "1", "first"), Option("Two", "2"))
    body = render(
        reply(
            Heading("Fraction\nstrips"),
            Facts((("Topic", ("Grading",)), ("By", (Mention("discord", "1", "Ana"),)))),
            Items((("first",), ("second\nline",))),
            Items((("x",), ("y",)), start=9),
            Image("https://a.org/i.png", "A strip"),
            Divider(),
            Actions(
                (
                    *(Button(f"B{n}", "go", (n,), "primary" if n == 0 else "plain") for n in range(6)),
                    Select("Pick", "pick", options, most=2),
                    LinkButton("Open", "https://a.org"),
                    Button("Remove", "remove", style="danger"),
                )
            ),
        ),
        marker=77,
    )
    text = [part["content"] for part in body["components"] if part["type"] == 10]
    assert text == [
        "### Fraction strips",
        "**Topic** Grading\n**By** <@1>",
        "- first\n- second\n  line",
        "9. x\n10. y",
    ]
    assert [part["type"] for part in body["components"]] == [10, 10, 10, 10, 12, 14, 1, 1, 1, 1]
    rows = [[c.get("label", "select") for c in p["components"]] for p in body["components"] if p["type"] == 1]
    assert rows == [["B0", "B1", "B2", "B3", "B4"], ["B5"], ["select"], ["Open", "Remove"]]
    assert body["components"][0]["id"] == 77
    assert body["flags"] == 1 << 15 | 4
    assert body["allowed_mentions"] == {"parse": [], "users": ["1"]}
    assert limits.message_errors(body) == []


def test_a_link_too_long_for_a_button_is_a_line() -> None:
    """No link is lost for being long."""
    url = f"https://a.org/{'x' * 600}"
    body = render(reply(Actions((Button("A", "a"), LinkButton("Open", url), Button("B", "b")))))
    assert [part["type"] for part in body["components"]] == [1, 10, 1]
    assert body["components"][1]["content"] == f"[Open](<{url}>)"


@given(st.lists(st.text(alphabet="*_a <\n", min_size=1, max_size=900), min_size=1, max_size=60))
def test_escaping_never_breaks_a_limit(texts: list[str]) -> None:
    """However much a fitted message grows by escaping, Discord takes it, with every button."""
    buttons = Actions(tuple(Button(f"B{n}", "go", (n,)) for n in range(5)))
    body = render(Reply((*(Paragraph((text,)) for text in texts), buttons)))
    assert limits.message_errors(body) == []
    assert len(body["components"][-1]["components"]) == 5


def form(*fields: Field) -> Form:
    return Form("share", "Share a link", fields, (7,))


def test_every_kind_of_field_has_an_input() -> None:
    """Each kind is asked for by what Discord has for it, filled with what was typed before."""
    options = (Option("Yes", "true"), Option("No", "false"))
    for kind in Kind:
        for field in (Field("f", "Label", kind), Field("f", "Label", kind, False, hint="Hint", options=options)):
            assert limits.modal_errors(modal(form(field))) == []
    inputs = {
        kind: modal(form(Field("f", "Label", kind, options=options if kind is Kind.CHOICES else (), value=value)))[
            "components"
        ][0]["component"]
        for kind, value in [
            (Kind.TEXT, "x" * 400),
            (Kind.LONG_TEXT, ""),
            (Kind.DATE, "next Friday"),
            (Kind.CHOICES, "true,false"),
            (Kind.FLAG, "true"),
            (Kind.CHANNEL, "5|news"),
        ]
    }
    assert inputs[Kind.TEXT]["value"] == "x" * 400
    assert inputs[Kind.TEXT]["max_length"] == 400
    assert inputs[Kind.LONG_TEXT]["style"] == 2
    assert (inputs[Kind.DATE]["value"], inputs[Kind.DATE]["placeholder"]) == ("next Friday", "2026-10-05")
    assert [option["default"] for option in inputs[Kind.CHOICES]["options"]] == [True, True]
    assert inputs[Kind.FLAG] == {"type": 23, "custom_id": "f", "default": True}
    assert inputs[Kind.CHANNEL]["default_values"] == [{"id": "5", "type": "channel"}]


def test_what_was_filled_in_is_read_from_labels_and_from_rows() -> None:
    """Text, choices, channels and ticks come as the core reads them."""
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": "a", "value": "text"}},
        {"type": 18, "component": {"type": 3, "custom_id": "b", "values": ["x", "y"]}},
        {"type": 18, "component": {"type": 8, "custom_id": "c", "values": ["5"]}},
        {"type": 18, "component": {"type": 23, "custom_id": "d", "value": False}},
        {"type": 1, "components": [{"type": 4, "custom_id": "e", "value": ""}]},
        {"type": 18, "component": {"type": 3, "custom_id": "f", "values": []}},
    ]
    resolved = {"channels": {"5": {"name": "news"}}}
    read = submitted(components, resolved)
    assert read == {"a": "text", "b": "x,y", "c": "5|news", "d": "false", "e": "", "f": ""}


@command("resources share", summary="Add a link to the library", may_open_form=True)
async def share(
    call: object,
    *,
    title: Annotated[str, Opt("What it is", most=120)] = "",
    link: Annotated[Url, Opt("Web address", rest=True)],
    topic: Annotated[TopicRef | None, Opt("Topic")] = None,
) -> Reply:
    raise AssertionError


@command("moderate pin", summary="Pin a resource", role=Role.MODERATOR, moderators_only_on_discord=True)
async def pin(
    call: object,
    *,
    note: Annotated[str, Opt("A note")] = "",
    resource: Annotated[ResourceRef, Opt("Which one")],
    quiet: Annotated[bool, Opt("Tell nobody")] = False,
    place: Annotated[ChannelRef | None, Opt("Where")] = None,
) -> Reply:
    raise AssertionError


@command("staffroom roles grant", summary="Give somebody a role")
async def grant(
    call: object,
    *,
    person: Annotated[PersonRef, Opt("Who")],
    role: Annotated[str, Opt("Which role", choices=(("moderator", "Moderator"),))],
    days: Annotated[int, Opt("For how long")] = 0,
) -> Reply:
    raise AssertionError


@command("help", summary="What I can do")
async def help_(call: object) -> Reply:
    raise AssertionError


@on_message("add", label="Add to library")
async def add(call: object, snapshot: Snapshot) -> Reply:
    raise AssertionError


SPECS: tuple[Spec, ...] = (share, pin, grant, help_, add)


class Spanish(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return {
            "Add a link to the library": "Añadir un enlace",
            "Add to library": "Guardar",
            "Moderator": "Moderación",
        }.get(message, message)


def test_commands_are_derived_from_the_declaration() -> None:
    """Words become subcommands, signatures options, and Spanish stands beside English."""
    made = application_commands(Registry.of(SPECS), Languages({"es": Spanish()}))
    assert command_limits.command_errors(made) == []
    commands = {command["name"]: command for command in made}
    assert list(commands) == ["resources", "moderate", "staffroom", "help", "Add to library"]
    shared = commands["resources"]["options"][0]
    assert shared["description_localizations"] == {"es-ES": "Añadir un enlace", "es-419": "Añadir un enlace"}
    assert [(o["name"], o["required"], o.get("autocomplete", False)) for o in shared["options"]] == [
        ("title", False, False),
        ("link", False, False),
        ("topic", False, True),
    ]
    assert shared["options"][0]["max_length"] == 120
    pinned = commands["moderate"]["options"][0]["options"]
    assert [(o["name"], o["type"], o["required"]) for o in pinned] == [
        ("resource", 3, True),
        ("note", 3, False),
        ("quiet", 5, False),
        ("place", 7, False),
    ]
    assert pinned[3]["channel_types"] == [0, 5]
    assert commands["moderate"]["default_member_permissions"] == "8192"
    assert "default_member_permissions" not in commands["resources"]
    granted = commands["staffroom"]["options"][0]
    assert (granted["type"], granted["name"], granted["options"][0]["name"]) == (2, "roles", "grant")
    assert [o["type"] for o in granted["options"][0]["options"]] == [6, 3, 4]
    choice = granted["options"][0]["options"][1]["choices"][0]
    assert choice == {
        "name": "Moderator",
        "value": "moderator",
        "name_localizations": {"es-ES": "Moderación", "es-419": "Moderación"},
    }
    assert commands["Add to library"]["type"] == 3
    assert commands["Add to library"]["name_localizations"]["es-419"] == "Guardar"
    assert all(command["contexts"] == [0] and command["integration_types"] == [0] for command in made)


def test_untranslated_words_are_refused() -> None:
    """A sentence that nobody translated is a mistake of ours, not something to show."""
    with pytest.raises(TypeError, match="not translated"):
        render(reply(t("Hello")))


def test_the_invitation_asks_for_no_more_than_is_used() -> None:
    """Five permissions, never Administrator, each with its reason; one of them may be left out."""
    assert LEAST == 1 << 4 | 1 << 10 | 1 << 11 | 1 << 16 | 1 << 51
    assert [name for name, permission in PERMISSIONS.items() if permission.wish] == ["Read Message History"]
    assert all(permission.reason and permission.without for permission in PERMISSIONS.values())
    assert invite_url("123") == (
        f"https://discord.com/oauth2/authorize?client_id=123&scope=bot+applications.commands&permissions={LEAST}"
    )

"""A line of typed text is understood as a person would, and none of it is dropped."""

from __future__ import annotations

import re
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interaction.invocation import Invocation
from bot.interaction.parse import Group, Parsed, Unknown, parse, parse_options
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec, Opt, command
from bot.interaction.values import PersonRef, TopicRef, Url
from bot.ui.model import Reply, reply


@command("resources share", summary="Add a link")
async def share(
    call: Invocation,
    *,
    link: Annotated[Url, Opt("Web address", rest=True)],
    title: Annotated[str, Opt("What it is")] = "",
    topic: Annotated[TopicRef | None, Opt("Topic")] = None,
    grade_level: Annotated[str, Opt("Grade")] = "",
) -> Reply:
    return reply()


@command("resources search", summary="Search")
async def search(call: Invocation, *, words: Annotated[str, Opt("Words")]) -> Reply:
    return reply()


@command("topics create", summary="Open a topic")
async def create(
    call: Invocation, *, name: Annotated[str, Opt("Name")], about: Annotated[str, Opt("About")] = ""
) -> Reply:
    return reply()


@command("topics list", summary="All topics")
async def list_topics(call: Invocation) -> Reply:
    return reply()


@command("undo", summary="Take back")
async def undo(call: Invocation) -> Reply:
    return reply()


@command("staffroom roles grant", summary="Let somebody")
async def grant(call: Invocation, *, person: Annotated[PersonRef, Opt("Who", rest=True)]) -> Reply:
    return reply()


ALL = (share, search, create, list_topics, undo, grant)


REGISTRY = Registry.of(ALL)


@pytest.mark.parametrize(("text", "options"), [
    ("https://a.org", {"link": "https://a.org"}),
    ("https://a.org title:Slides", {"link": "https://a.org", "title": "Slides"}),
    ("title:Slides https://a.org", {"title": "Slides https://a.org"}),
    ('title:"Slides" https://a.org', {"title": "Slides", "link": "https://a.org"}),
    ("link:https://a.org title:Fraction strips", {"link": "https://a.org", "title": "Fraction strips"}),
    ("title:Fraction strips link:https://a.org", {"link": "https://a.org", "title": "Fraction strips"}),
    ('title:"Fraction strips" topic:"Late work" https://a.org', {
        "title": "Fraction strips", "topic": "Late work", "link": "https://a.org"}),
    ("title:“Fraction strips” https://a.org", {"title": "Fraction strips", "link": "https://a.org"}),
    ("title:„Fraction strips“ https://a.org", {"title": "Fraction strips", "link": "https://a.org"}),
    ("title:«Fraction strips» https://a.org", {"title": "Fraction strips", "link": "https://a.org"}),
    ("title:Ana’s slides", {"title": "Ana's slides"}),
    ("title:'single' topic:x", {"title": "'single'", "topic": "x"}),
    ("--title:Slides —topic:Grading –link:https://a.org", {
        "title": "Slides", "topic": "Grading", "link": "https://a.org"}),
    ("title:a - b – c", {"title": "a - b – c"}),
    ("TITLE:Slides Topic:Grading", {"title": "Slides", "topic": "Grading"}),
    ("grade_level:6 title:x", {"grade_level": "6", "title": "x"}),
    ("title: Slides topic:  Grading", {"title": "Slides", "topic": "Grading"}),
    ("title：Slides", {"title": "Slides"}),
    ("title:\u00a0Slides\u00a0topic:Grading", {"title": "Slides", "topic": "Grading"}),
    ("title: topic:Grading", {"title": "", "topic": "Grading"}),
    ('title:"" topic:Grading', {"title": "", "topic": "Grading"}),
    ("title:", {"title": ""}),
    ('title:"never closed topic:x', {"title": "never closed topic:x"}),
    ('title:"', {"title": ""}),
    ("title:Read https://b.org first", {"title": "Read https://b.org first"}),
    ("title:Unit 3: fractions at 10:30", {"title": "Unit 3: fractions at 10:30"}),
    ("https://a.org/title:x", {"link": "https://a.org/title:x"}),
    ("subject:Maths", {"link": "subject:Maths"}),
    ("title:one title:two", {"title": "one two"}),
    ('title:"topic: not a key"', {"title": "topic: not a key"}),
    ("", {}),
    ("   ", {}),
])  # fmt: skip
def test_options_are_read(text: str, options: dict[str, str]) -> None:
    """Keys in any order and case, with or without quotes of any country; only declared words are keys."""
    assert parse(f"resources share {text}", REGISTRY) == Parsed(share, options)
    assert parse_options(share, text) == Parsed(share, options)


@pytest.mark.parametrize(("text", "expected"), [
    ("undo", Parsed(undo, {})),
    ("/undo", Parsed(undo, {})),
    ("  /  Undo  ", Parsed(undo, {})),
    ("undo that please", Parsed(undo, {}, "that please")),
    ("topics list", Parsed(list_topics, {})),
    ("TOPICS   List", Parsed(list_topics, {})),
    ("Topics Create Late work", Parsed(create, {}, "Late work")),
    ("topics create Late work about:Grading", Parsed(create, {"about": "Grading"}, "Late work")),
    ("resources search late work", Parsed(search, {"words": "late work"})),
    ("resources search words:late extra:work", Parsed(search, {"words": "late extra:work"})),
    ("staffroom roles grant @U1|Ana Ruiz", Parsed(grant, {"person": "@U1|Ana Ruiz"})),
    ("roles grant @U1|Ana Ruiz", Parsed(grant, {"person": "@U1|Ana Ruiz"})),
    ("/Roles Grant @U1", Parsed(grant, {"person": "@U1"})),
    ("resources share link:https://a.org", Parsed(share, {"link": "https://a.org"})),
    ('https://a.org title:"x"', None),
])  # fmt: skip
def test_commands_are_found(text: str, expected: Parsed | None) -> None:
    """A command is its words in any case; bare text goes to the option that takes it, or is told as too much."""
    parsed = parse(text, REGISTRY)
    if expected is None:
        assert isinstance(parsed, Unknown)
    else:
        assert parsed == expected


def test_a_key_given_keeps_the_bare_text_apart() -> None:
    """Where the option for bare text was given by name too, the rest is told as too much, not mixed in."""
    parsed = parse('resources share Look! link:"https://a.org"', REGISTRY)
    assert parsed == Parsed(share, {"link": "https://a.org"}, "Look!")


@pytest.mark.parametrize(("text", "paths"), [
    ("topics", ["topics create", "topics list"]),
    ("/TOPICS", ["topics create", "topics list"]),
    ("resources ", ["resources share", "resources search"]),
    ("staffroom", ["staffroom roles grant"]),
    ("staffroom roles", ["staffroom roles grant"]),
    ("roles", ["staffroom roles grant"]),
    ("", [spec.path for spec in ALL]),
    ("/", [spec.path for spec in ALL]),
])  # fmt: skip
def test_the_first_words_of_several_are_a_group(text: str, paths: list[str]) -> None:
    """Whoever types only the beginning is shown what begins so; whoever types nothing, everything."""
    group = parse(text, REGISTRY)
    assert isinstance(group, Group)
    assert [spec.path for spec in group.commands] == paths


@pytest.mark.parametrize(("text", "nearest", "rest"), [
    ("resorces share https://a.org title:x", share, "https://a.org title:x"),
    ("resources shaer https://a.org", share, "https://a.org"),
    ("topic list", list_topics, ""),
    ("Topics Creat Late work", create, "Late work"),
    ("undoo", undo, ""),
    ("staffroom role grant @U1", grant, "@U1"),
    ("role grant @U1", grant, "@U1"),
])  # fmt: skip
def test_a_slip_is_met_with_the_nearest(text: str, nearest: object, rest: str) -> None:
    """The command that was meant comes first, with what was typed after it."""
    unknown = parse(text, REGISTRY)
    assert isinstance(unknown, Unknown)
    assert unknown.nearest[0] is nearest
    assert unknown.rest == rest
    assert len(unknown.nearest) <= 3


def test_what_is_like_nothing_keeps_its_words() -> None:
    """Where no command is near, none is offered and nothing is taken off what was typed."""
    assert parse("qqqq zzzz xxxx", REGISTRY) == Unknown((), "qqqq zzzz xxxx")


KEYS = [option.name for option in share.options]
VALUES = st.text().filter(lambda text: not re.search('[“”„«»‘’\u00a0"]', text))


@given(st.permutations(KEYS), st.lists(VALUES, max_size=len(KEYS)), st.sampled_from([":", ": ", "："]), st.booleans())
def test_what_is_written_with_keys_and_quotes_is_read_back(
    keys: list[str], values: list[str], colon: str, loud: bool
) -> None:
    """Any values of any options, quoted and in any order, come back as they were."""
    options = dict(zip(keys, values, strict=False))
    typed = " ".join(f'{key.upper() if loud else key}{colon}"{value}"' for key, value in options.items())
    assert parse_options(share, typed) == Parsed(share, options)
    assert parse(f"/resources share {typed}", REGISTRY) == Parsed(share, options)


WORDS = st.lists(st.text(st.characters(exclude_categories=["Z", "C"], exclude_characters='"“”„«»‘’:：')), min_size=1)


@given(st.permutations(KEYS), st.lists(WORDS.map(" ".join), max_size=len(KEYS)))
def test_unquoted_values_run_to_the_next_key(keys: list[str], values: list[str]) -> None:
    """Without quotes a value is all the words up to the next key, single-spaced."""
    options = dict(zip(keys, values, strict=False))
    typed = " ".join(f"{key}:{value}" for key, value in options.items())
    assert parse_options(share, typed).options == {key: " ".join(value.split()) for key, value in options.items()}


PIECES = [
    *KEYS,
    "name",
    ":",
    "：",
    " ",
    "  ",
    "\n",
    '"',
    "“",
    "”",
    "’",
    "-",
    "—",
    "https://a.org",
    "a",
    "Ñ",
    "42",
    "💡",
]


def legible(*texts: str) -> str:
    """What was typed, without spaces, quotes and apostrophes, which may be read in another way."""
    return "".join(re.sub(r"[\s\"“”„«»'‘’]", "", text) for text in texts)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_bare_text_is_kept_whole(text: str) -> None:
    """What no key stands before goes to the option for bare text, or is told as too much; none of it is dropped."""
    parsed = parse_options(create, text)
    if not parsed.options:
        assert legible(parsed.extra) == legible(text)
    assert set(parsed.options) <= {"name", "about"}
    kept = legible(parsed.extra, *parsed.options.values())
    names = legible(*re.findall(r"(?:name|about)[:：]", text))
    assert len(kept) + len(names) + text.count("-") + text.count("—") >= len(legible(text))


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_any_text_is_understood_somehow(text: str) -> None:
    """Nothing that can be typed makes it fail, alone or after a command."""
    assert isinstance(parse(text, REGISTRY), Parsed | Group | Unknown)
    assert isinstance(parse(f"resources share {text}", REGISTRY), Parsed)


@given(st.sampled_from(ALL), st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=1), st.integers(0, 30))
def test_one_wrong_letter_still_finds_it(spec: CommandSpec, letter: str, place: int) -> None:
    """A command with one letter mistyped is among those offered, unless it became another one."""
    place %= len(spec.path)
    typed = spec.path[:place] + letter + spec.path[place + 1 :]
    match parse(typed, REGISTRY):
        case Parsed(command=found):
            assert found.path in typed or typed.startswith(found.path)
        case Unknown(nearest=nearest):
            assert spec in nearest
        case Group():
            pytest.fail("one letter makes no group of a whole command")

"""What people write in a body: paragraphs, lists, bold and links are understood, all else stays as it was typed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.markup import blocks_of
from bot.ui.model import Block, Bold, Items, Line, Link, Paragraph, Reply
from bot.ui.plain import plain
from tests.core.replies import found_in

PIECES = st.sampled_from([
    *"abñ字", *"*_[]<>\\#`!:|~\"'=+-", " ", "  ", "\t", "\n", "\n\n", "\r\n", "**", "__", "***",
    "- ", "* ", "1. ", "7) ", "> ", "```", "---", "word", "https://a.org", "](https://a.org/b)",
    "[c](https://a.org)", "](javascript:alert)", "![d](",
    "<script>", "@everyone", "{name}", "%s", "\0", "\u2028", "💡",
])  # fmt: skip


def letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalpha())


def shown(body: str) -> str:
    """All that can be read or followed."""
    blocks = blocks_of(body)
    links = [link.url for link in found_in(blocks, (Link,)) if isinstance(link, Link)]
    return plain(Reply(blocks)) + " ".join(links)


def paragraph(*line: Bold | Link | str) -> Paragraph:
    return Paragraph(line)


def items(*lines: Line, start: int | None = None) -> Items:
    return Items(lines, start)


A = "https://a.org"


@pytest.mark.parametrize(("body", "blocks"), [
    ("Hello", (paragraph("Hello"),)),
    ("One\nline", (paragraph("One", "\n", "line"),)),
    ("One\n\nTwo", (paragraph("One"), paragraph("Two"))),
    ("One\r\n\r\nTwo", (paragraph("One"), paragraph("Two"))),
    ("A **bold** word", (paragraph("A ", Bold("bold"), " word"),)),
    ("__bold__", (paragraph(Bold("bold")),)),
    ("[Slides](https://a.org)", (paragraph(Link("Slides", A)),)),
    ("[](https://a.org)", (paragraph(Link(A, A)),)),
    ("[**Slides** of it](https://a.org)", (paragraph(Link("Slides of it", A)),)),
    ("**See [Slides](https://a.org)!**", (paragraph(Bold("See "), Link("Slides", A), Bold("!")),)),
    ("- one\n- **two**", (items(("one",), (Bold("two"),)),)),
    ("* one\n* two", (items(("one",), ("two",)),)),
    ("3. three\n4. four", (items(("three",), ("four",), start=3),)),
    ("- one\n\nAfter", (items(("one",)), paragraph("After"))),
    ("Before\n- one\n- two\n\nAfter", (paragraph("Before"), items(("one",), ("two",)), paragraph("After"))),
    ("- one\n  - inner\n- two\n\nAfter", (items(("one",), ("inner",), ("two",)), paragraph("After"))),
    ("- one\n\n1. first", (items(("one",)), items(("first",), start=1))),
    ("", ()),
    (" \n\n ", ()),
])  # fmt: skip
def test_the_subset_is_understood(body: str, blocks: tuple[Block, ...]) -> None:
    """Paragraphs, lists, bold and links become what they are."""
    assert blocks_of(body) == blocks


@pytest.mark.parametrize("body", [
    "# Not a heading", "> not a quote", "*not* _italic_", "`not code`", "```\nnot code\n```", "~~not struck~~",
    "***", "<b>not html</b>", "<https://a.org>", "&amp; &lt;", "| a | b |\n|---|---|", "---",
    "6.RP.A.3 (grade 6)", "2 * 3 * 4", "[not a link]", "[x]: https://a.org", "@everyone <@U1> <#C1> <!here>",
    "{name} %s {0}", "https://a.org/b_c_d",
    "Title\n=====", "    indented",
])  # fmt: skip
def test_all_else_is_literal(body: str) -> None:
    """What is not in the subset reads as it was typed, mark for mark."""
    assert plain(Reply(blocks_of(body))) == body.strip()
    assert not found_in(blocks_of(body), (Bold, Link, Items))


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,hi", "vbscript:x", "file:///etc/passwd",
    "ftp://a.org",
    "mailto:ana@a.org", "slack://open", "/relative", "a.org", "//a.org", "#here", "",
])  # fmt: skip
def test_only_web_addresses_become_links(address: str) -> None:
    """A link that leads anywhere but to the web stays text, and one sees where it would have led."""
    blocks = blocks_of(f"See [this]({address}) now")
    assert not found_in(blocks, (Link,))
    said = plain(Reply(blocks))
    assert "this" in said and f"({address})" in said


@pytest.mark.parametrize("address", ["http://a.org", "HTTPS://a.org/B?c=d#e", "https://a.org/a_(b)"])
def test_a_web_address_is_a_link(address: str) -> None:
    """The address is kept as it was typed."""
    assert blocks_of(f"[this]({address})") == (paragraph(Link("this", address)),)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_typed_is_lost(body: str) -> None:
    """Each letter of a body can be read, or is in the address of a link."""
    assert not letters(body) - letters(shown(body))


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_can_be_a_body(body: str) -> None:
    """Nothing that can be typed makes it fail, and only web addresses become links."""
    for link in found_in(blocks_of(body), (Link,)):
        assert isinstance(link, Link) and link.url.lower().startswith(("https://", "http://"))


@given(st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1).filter(str.strip))
def test_plain_words_are_one_paragraph(words: str) -> None:
    """Who types words gets those words."""
    (block,) = blocks_of(words)
    assert isinstance(block, Paragraph)
    assert " ".join("".join(map(str, block.line)).split()) == " ".join(words.split())


@pytest.mark.parametrize("body", [
    "-\n\nHello everyone", "Hello\n\n* * *\n\nBye", "- \nHello", "1.\n\nHello", "Hello\n\n- - -\n\nBye",
])  # fmt: skip
def test_a_mark_alone_takes_nothing_with_it(body: str) -> None:
    """A dash or three stars between two parts of a body, as people type a line, leave both parts there."""
    assert not letters(body) - letters(shown(body))


def test_however_deep_a_list_is_its_words_are_there() -> None:
    """A line of many dashes and then words still says the words."""
    assert "Hello" in shown("- " * 30 + "Hello")


def test_the_title_of_a_link_is_not_lost() -> None:
    """Markdown lets a link have a hidden title; whoever types one sees it somewhere."""
    assert "by Ana" in shown('[Slides](https://a.org "by Ana")')

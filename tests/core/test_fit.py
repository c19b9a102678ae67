"""Whatever is said fits each of the three fronts, and nothing that can be pressed, chosen or read is lost."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from bot.ui.capabilities import Capabilities
from bot.ui.fit import fit, fit_form, shorten
from bot.ui.model import (
    Actions,
    Block,
    Bold,
    Button,
    Code,
    Control,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Image,
    Items,
    Kind,
    Line,
    Link,
    LinkButton,
    Option,
    Paragraph,
    Reply,
    Select,
)
from bot.ui.plain import plain_line
from tests.core.replies import FRONTS, forms, text, translated_replies

on_every_front = pytest.mark.parametrize("can", FRONTS, ids=lambda can: can.platform.value)
broadly = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def escaped(line: Line) -> int:
    """The characters that *line* takes on the platform where literal text takes more of them."""
    said = plain_line(line) + "".join(part.url for part in line if isinstance(part, Link))
    return max(len(html.escape(said, quote=False)), len(re.sub(r"([*_~`|\\<>#:@\[\]()-])", r"\\\1", said)))


def lines(blocks: Sequence[Block]) -> list[Line]:
    found: list[Line] = []
    for block in blocks:
        match block:
            case Paragraph(line):
                found.append(line)
            case Facts(rows):
                found += [(str(label), *line) for label, line in rows]
            case Items(items):
                found += items
            case Heading(words) | Image(alt=words):
                found.append((words,))
            case Actions() | Divider():
                continue
    return found


def controls(blocks: Sequence[Block]) -> list[Control]:
    return [control for block in blocks if isinstance(block, Actions) for control in block.controls]


def choices(reply: Reply) -> list[tuple[str, ...]]:
    """What can be pressed, followed or chosen, in order."""
    found: list[tuple[str, ...]] = []
    for control in controls(reply.blocks):
        match control:
            case Button():
                found.append((control.code, control.style))
            case LinkButton(url=url):
                found.append((url,))
            case Select(options=options):
                found += [(control.code, option.value) for option in options]
    return found


@on_every_front
@broadly
@given(translated_replies())
def test_nothing_to_press_or_choose_is_lost(can: Capabilities, reply: Reply) -> None:
    """Every button, link button and option of a select is still there, in the order in which it was given."""
    assert [choice for page in fit(reply, can) for choice in choices(page)] == choices(reply)


@on_every_front
@broadly
@given(translated_replies())
def test_no_word_of_a_text_is_lost(can: Capabilities, reply: Reply) -> None:
    """Paragraphs, facts and lists are cut into pieces, never shortened."""

    def said(replies: Sequence[Reply]) -> str:
        blocks = [block for page in replies for block in page.blocks]
        facts = [line for block in blocks if isinstance(block, Facts) for _, line in block.rows]
        others = [line for block in blocks if isinstance(block, Paragraph | Items) for line in lines((block,))]
        return "".join(map(plain_line, (*facts, *others)))

    assert said(fit(reply, can)) == said([reply])


@on_every_front
@broadly
@given(translated_replies())
def test_every_message_is_within_the_limits(can: Capabilities, reply: Reply) -> None:
    """Text, components, headings, labels, rows and selects are at most what the front takes."""
    for page in fit(reply, can):
        assert page.blocks
        assert sum(escaped(line) for line in lines(page.blocks)) <= can.message_text
        assert sum(2 if isinstance(block, Image) else 1 for block in page.blocks) + len(controls(page.blocks)) <= (
            can.components
        )
        for block in page.blocks:
            if isinstance(block, Paragraph | Facts | Items):
                assert sum(map(escaped, lines((block,)))) <= can.paragraph
            if isinstance(block, Heading):
                assert 0 < len(str(block.words)) <= can.heading
            if isinstance(block, Actions):
                assert row_fits(block, can)
        codes = [control.code for control in controls(page.blocks) if not isinstance(control, LinkButton)]
        assert len(codes) == len(set(codes))


def row_fits(row: Actions, can: Capabilities) -> bool:
    if any(isinstance(control, Select) for control in row.controls):
        (select,) = row.controls
        assert isinstance(select, Select)
        assert all(len(f"{option.label}") <= can.option_label for option in select.options)
        assert all(len(f"{option.about}") <= can.option_label for option in select.options)
        assert len(str(select.placeholder)) <= 100
        return 1 <= len(select.options) <= can.select_options and 1 <= select.most <= len(select.options)
    labels = [control.label for control in row.controls if not isinstance(control, Select)]
    return all(0 < len(str(label)) <= can.button_label for label in labels) and 1 <= len(labels) <= can.buttons_in_row


@on_every_front
@broadly
@given(translated_replies())
def test_what_fits_stays_as_it_is(can: Capabilities, reply: Reply) -> None:
    """Each message that came out goes in and comes out again as the same one message."""
    for page in fit(reply, can):
        assert fit(page, can) == (page,)


@on_every_front
def test_a_short_reply_is_left_alone(can: Capabilities) -> None:
    """What fits anyway is one message, unchanged."""
    reply = Reply((Heading("Fractions"), Paragraph(("Hello ", Bold("you"))), Actions((Button("Open", "open"),))))
    assert fit(reply, can) == (reply,)


@on_every_front
def test_a_select_of_too_many_becomes_several_messages(can: Capabilities) -> None:
    """One code stands once in a message, so the parts of a long select go to one message each."""
    options = tuple(Option(f"Topic {number}", str(number)) for number in range(can.select_options * 2 + 1))
    pages = fit(Reply((Actions((Select("Topic", "choose", options, most=40),)),)), can)
    parts = [select for page in pages for select in controls(page.blocks) if isinstance(select, Select)]
    assert [len(part.options) for part in parts] == [can.select_options, can.select_options, 1]
    assert [part.most for part in parts] == [min(40, can.select_options), min(40, can.select_options), 1]
    assert len(pages) == 3


@on_every_front
def test_a_select_stands_in_a_row_of_its_own(can: Capabilities) -> None:
    """Buttons before and after a select keep their places around it."""
    one, two = Button("One", "one"), Button("Two", "two")
    select = Select("Choose", "choose", (Option("A", "a"),))
    (page,) = fit(Reply((Actions((one, select, two)),)), can)
    assert page.blocks == (Actions((one,)), Actions((select,)), Actions((two,)))


@on_every_front
def test_long_text_is_cut_between_words(can: Capabilities) -> None:
    """A text longer than a message goes on in the next one, and no word is torn."""
    word = "fraction "
    pages = fit(Reply((Paragraph((word * 3000,)),)), can)
    assert len(pages) > 1
    assert all(plain_line(line).replace(word, "") == "" for page in pages for line in lines(page.blocks))


@on_every_front
def test_a_numbered_list_goes_on_counting(can: Capabilities) -> None:
    """A list that is cut is numbered on, not anew."""
    items = tuple((f"{number} " + "word " * 60,) for number in range(1, 60))
    found = [block for page in fit(Reply((Items(items, 1),)), can) for block in page.blocks]
    assert len(found) > 1
    for block in found:
        assert isinstance(block, Items)
        assert str(block.items[0][0]).split()[0] == str(block.start)


@pytest.mark.parametrize(("words", "most", "shown"), [
    ("Grading", 7, "Grading"), ("Grading", 6, "Gradi…"), ("Late work", 6, "Late…"), ("", 3, ""), ("ab", 1, "…"),
])  # fmt: skip
def test_what_is_too_long_for_a_label_ends_in_an_ellipsis(words: str, most: int, shown: str) -> None:
    """One sees that something was left out."""
    assert shorten(words, most) == shown


@given(text(300), text(300).map(len))
def test_a_shortened_label_is_how_it_began(words: str, most: int) -> None:
    """It has room, and is the whole or the beginning."""
    shown = shorten(words, most)
    assert len(shown) <= most
    assert shown == words or (shown.endswith("…") and words.startswith(shown[:-1]))


@on_every_front
@broadly
@given(forms(text(150)))
def test_a_form_fits_and_keeps_its_fields(can: Capabilities, form: Form) -> None:
    """Labels, hints and choices are within the limits; each field keeps its name and what was typed into it."""
    fitted = fit_form(form, can)
    assert (fitted.code, fitted.action, fitted.args) == (form.code, form.action, form.args)
    assert 0 < len(str(fitted.title)) <= can.form_title
    assert 0 < len(str(fitted.submit)) <= 24
    for before, after in zip(form.fields, fitted.fields, strict=True):
        assert (after.name, after.value, after.required) == (before.name, before.value, before.required)
        assert 0 < len(str(after.label)) <= can.field_label
        assert len(str(after.hint)) <= can.field_hint
        assert 1 <= after.most <= min(before.most, can.field_text)
        assert all(len(str(option.label)) <= can.option_label for option in after.options)
        if len(before.options) <= can.form_options:
            assert after.kind is before.kind
            assert [option.value for option in after.options] == [option.value for option in before.options]
        else:
            assert (after.kind, after.options) == (Kind.TEXT, ())
    assert fit_form(fitted, can) == fitted


@on_every_front
def test_a_choice_among_too_many_becomes_a_text_to_type(can: Capabilities) -> None:
    """One more than a select holds, and the name is typed instead."""
    options = tuple(Option(f"Topic {number}", str(number)) for number in range(can.form_options + 1))
    form = Form("save", "Save", (Field("topic", "Topic", Kind.TOPIC, options=options[1:]),), submit="Save")
    assert fit_form(form, can) == form
    more = dataclasses.replace(form, fields=(dataclasses.replace(form.fields[0], options=options),))
    assert fit_form(more, can).fields == (Field("topic", "Topic", Kind.TEXT),)


def test_the_fronts_differ_where_fitting_shows_it() -> None:
    """A law that holds for three fronts holds for three sets of limits."""
    assert len({(can.message_text, can.buttons_in_row, can.select_options) for can in FRONTS}) == 3
    assert {can.problems_at_fields for can in FRONTS} == {True, False}


@on_every_front
@pytest.mark.parametrize("part", [Bold("& " * 1500), Code("& " * 1500)], ids=["bold", "code"])
def test_long_bold_and_code_are_cut_too(can: Capabilities, part: Bold | Code) -> None:
    """A body of 3,000 characters may be bold from end to end; it goes on in further pieces, still bold."""
    pages = fit(Reply((Paragraph((part,)),)), can)
    found = [line for page in pages for line in lines(page.blocks)]
    assert "".join(map(plain_line, found)) == plain_line((part,))
    assert all(escaped(line) <= can.paragraph for line in found)
    assert all(type(inner) is type(part) for line in found for inner in line)


@on_every_front
def test_a_fact_is_within_the_limits_with_its_label(can: Capabilities) -> None:
    """A label counts with its marks escaped, like the words beside it."""
    for page in fit(Reply((Facts((("&" * 80, ("word " * 2000,)),)),)), can):
        for block in page.blocks:
            assert sum(map(escaped, lines((block,)))) <= can.paragraph


@on_every_front
def test_an_item_that_is_cut_is_counted_once(can: Capabilities) -> None:
    """Number 2 is the second thing, also where the first one was long."""
    pages = fit(Reply((Items((("long " * 1500,), ("second",)), 1),)), can)
    shown = [
        (block.start + place, plain_line(item))
        for page in pages
        for block in page.blocks
        if isinstance(block, Items) and block.start is not None
        for place, item in enumerate(block.items)
    ]
    assert (2, "second") in shown


@on_every_front
def test_a_row_without_controls_takes_no_place(can: Capabilities) -> None:
    """Where nothing can be pressed there is no empty row."""
    assert fit(Reply((Heading("Topics"), Actions(()))), can) == (Reply((Heading("Topics"),)),)


@on_every_front
def test_a_message_holds_as_many_parts_as_the_front_takes(can: Capabilities) -> None:
    """As many as it takes are one message, and one more begins the next; a row counts with its buttons."""
    assert [len(page.blocks) for page in fit(Reply((Divider(),) * can.components), can)] == [can.components]
    assert [len(page.blocks) for page in fit(Reply((Divider(),) * (can.components + 1)), can)] == [can.components, 1]
    rows = tuple(Actions((Button("Open", "open", (number,)),)) for number in range(can.components // 2 + 1))
    assert [len(page.blocks) for page in fit(Reply(rows), can)] == [can.components // 2, 1]
    assert len(fit(Reply((*rows[:-1], Image("https://example.org/a.png", "A bar"))), can)) == 2

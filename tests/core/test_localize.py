"""What a reader gets is in their language to the last label, and what people typed is in nobody's but theirs."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages
from bot.ui.localize import Localizer
from bot.ui.model import (
    Actions,
    Bold,
    Button,
    Code,
    Command,
    Facts,
    Field,
    Form,
    Heading,
    Image,
    Inline,
    Items,
    Line,
    Link,
    LinkButton,
    Mention,
    Option,
    Paragraph,
    Place,
    Reply,
    Select,
    When,
    Words,
)
from bot.ui.plain import plain_line
from bot.ui.text import Message, n, t
from tests.core.replies import FRONTS, forms, found_in, messages, untranslated_replies, words

ON_TUESDAY = datetime(2026, 10, 6, 20, 0, tzinfo=UTC)
TRANSLATED: dict[str | tuple[str, str], str | tuple[str, str]] = {
    "You're going to {title}.": "Vas a {title}.",
    "{person} shared {title} with {command}.": "Con {command}, {person} compartió {title}.",
    ("{count} person is going to {title}.", "{count} people are going to {title}."): (
        "{count} persona va a {title}.",
        "{count} personas van a {title}.",
    ),
    "At {when}": "A las {when}",
    "Save": "Guardar",
    "Yes": "Sí",
    "100% {sure}": "100 % {sure}",
}


@pytest.fixture(scope="module")
def languages() -> Languages:
    """English and Spanish, from a catalogue compiled as the shipped ones are."""
    catalogue = Catalog(locale="es")
    for english, spanish in TRANSLATED.items():
        catalogue.add(english, spanish)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return Languages({"es": gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))})


def reader(
    languages: Languages, locale: str = "es", zone: str | None = "Europe/Madrid", prefix: str = "/"
) -> Localizer:
    return Localizer(languages, locale, zone, prefix)


def said(line: Line) -> str:
    return plain_line(line)


@pytest.mark.parametrize(("locale", "sentence"), [
    ("en", "You're going to Fractions."), ("es", "Vas a Fractions."), ("es-MX", "Vas a Fractions."),
    ("es-419", "Vas a Fractions."), ("en-US", "You're going to Fractions."), ("fr", "You're going to Fractions."),
    ("", "You're going to Fractions."),
])  # fmt: skip
def test_a_sentence_is_in_the_readers_language(languages: Languages, locale: str, sentence: str) -> None:
    """A country's Spanish is Spanish, and a language that we do not speak gets English."""
    message = t("You're going to {title}.", title="Fractions")
    assert reader(languages, locale).words(message) == sentence
    assert languages.text(message, locale) == sentence


def test_what_stands_in_a_sentence_stays_what_it_is(languages: Languages) -> None:
    """A person, a link and a command keep their kinds, in the order that the language wants."""
    ana, link = Mention("slack", "U1", "Ana"), Link(t("Yes"), "https://example.org")
    sentence = t("{person} shared {title} with {command}.", person=ana, title=link, command=Command("find", "x"))
    assert reader(languages).line((sentence,)) == (
        "Con ", Code("/find x"), ", ", ana, " compartió ", Link("Sí", "https://example.org"), ".",
    )  # fmt: skip


@pytest.mark.parametrize("part", [
    Bold("Fractions"), Code("x"), Link("a", "https://a.org"), Mention("discord", "1", "Ana"),
    Place("discord", "2", "news"), When(ON_TUESDAY, "date", "Asia/Tokyo"),
], ids=lambda part: type(part).__name__)  # fmt: skip
def test_each_inline_is_kept_in_its_place(languages: Languages, part: Inline) -> None:
    """Whatever kind of thing fills a name stands there afterwards, untouched."""
    assert reader(languages).line((t("You're going to {title}.", title=part),)) == ("Vas a ", part, ".")


@pytest.mark.parametrize(("count", "english", "spanish"), [
    (0, "0 people are going to X.", "0 personas van a X."),
    (1, "1 person is going to X.", "1 persona va a X."),
    (2, "2 people are going to X.", "2 personas van a X."),
])  # fmt: skip
def test_the_form_follows_the_count(languages: Languages, count: int, english: str, spanish: str) -> None:
    """One person is going, none or two people are."""
    message = n("{count} person is going to {title}.", "{count} people are going to {title}.", count, title="X")
    for locale, sentence in (("en", english), ("es", spanish)):
        assert reader(languages, locale).words(message) == sentence == languages.text(message, locale)


@pytest.mark.parametrize("typed", [
    "{title}", "{0}", "{", "}", "{{}}", "%s", "%(title)s", "100%", "{title.__class__}", "{person!r:>99}", "Save", "Yes",
])  # fmt: skip
def test_what_a_person_typed_is_never_filled_in_or_translated(languages: Languages, typed: str) -> None:
    """Braces, percent signs and words that we have a translation for stay as they were typed, wherever they stand."""
    here = reader(languages)
    assert said(here.line((t("You're going to {title}.", title=typed),))) == f"Vas a {typed}."
    assert here.line((typed, Bold(typed), Code(typed))) == (typed, Bold(typed), Code(typed))
    assert here.words(typed) == typed == languages.text(typed, "es")
    assert languages.text(t("You're going to {title}.", title=typed), "es") == f"Vas a {typed}."


@given(st.text(), st.text())
def test_any_two_texts_stay_apart(one: str, other: str) -> None:
    """Whatever two people typed stands in a sentence verbatim; neither can reach into the other's place."""
    sentence = t("“{one}” and “{other}”, {{said}} at 100%.", one=one, other=Bold(other))
    assert said(reader(Languages()).line((sentence,))) == f"“{one}” and “{other}”, {{said}} at 100%."


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=30)
@given(untranslated_replies())
def test_afterwards_no_sentence_waits_to_be_translated(reply: Reply) -> None:
    """However deep a message or a command stands, it is words afterwards, and every control is still there."""
    shown = reader(Languages()).reply(reply)
    assert not found_in(shown, (Message, Command))
    controls = (Button, LinkButton, Select)
    assert [type(control) for control in found_in(shown, controls)] == [
        type(control) for control in found_in(reply, controls)
    ]
    assert [type(block) for block in shown.blocks] == [type(block) for block in reply.blocks]
    codes = [control.code for control in found_in(shown, (Button, Select)) if isinstance(control, Button | Select)]
    assert codes == [c.code for c in found_in(reply, (Button, Select)) if isinstance(c, Button | Select)]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30)
@given(forms(words()))
def test_a_form_is_translated_whole(form: Form) -> None:
    """Title, labels, hints, choices and the button are words; names, values and what comes back are untouched."""
    shown = reader(Languages()).form(form)
    assert not found_in(shown, (Message, Command))
    assert shown.code == form.code
    assert [(f.name, f.kind, f.value, f.most, f.required) for f in shown.fields] == [
        (f.name, f.kind, f.value, f.most, f.required) for f in form.fields
    ]
    assert [option.value for f in shown.fields for option in f.options] == [
        option.value for f in form.fields for option in f.options
    ]


@settings(max_examples=30)
@given(messages())
def test_in_words_and_as_a_line_a_sentence_says_the_same(message: Message) -> None:
    """A label says what the same sentence says in a paragraph."""
    here = reader(Languages())
    assert here.words(message) == plain_line(here.line((message,)), "Europe/Madrid", "es")


def test_every_block_and_control_is_translated(languages: Languages) -> None:
    """No place where words can stand is forgotten."""
    yes = t("Yes")
    option = Option(yes, "yes", yes)
    reply = Reply((
        Heading(yes), Paragraph((yes, Bold(yes))), Facts(((yes, (yes,)),)), Items(((yes,),), 3), Image("/a.png", yes),
        Actions((Button(yes, "go", (1,), "danger"), LinkButton(yes, "https://a.org"), Select(yes, "pick", (option,)))),
    ))  # fmt: skip
    done = Option("Sí", "yes", "Sí")
    assert reader(languages).reply(reply).blocks == (
        Heading("Sí"), Paragraph(("Sí", Bold("Sí"))), Facts((("Sí", ("Sí",)),)), Items((("Sí",),), 3),
        Image("/a.png", "Sí"),
        Actions((Button("Sí", "go", (1,), "danger"), LinkButton("Sí", "https://a.org"), Select("Sí", "pick", (done,)))),
    )  # fmt: skip
    form = Form("save", yes, (Field("name", yes, hint=yes, options=(option,), value="Yes"),))
    assert reader(languages).form(form) == Form(
        "save", "Sí", (Field("name", "Sí", hint="Sí", options=(done,), value="Yes"),), submit="Guardar"
    )


@pytest.mark.parametrize(("can", "prefix"), list(zip(FRONTS, ("/", "/staffroom ", "/"), strict=True)))
def test_a_command_is_theirs_to_type(can: Capabilities, prefix: str) -> None:
    """A command reads as the reader's own platform types it, in a line and inside a label."""
    here = reader(Languages(), prefix=can.command_prefix)
    assert here.line((Command("resources share", "title:…"),)) == (Code(f"{prefix}resources share title:…"),)
    assert here.line((Command("undo"),)) == (Code(f"{prefix}undo"),)
    assert here.line((Command("staffroom home"),)) == (Code("/staffroom home"),)
    assert here.words(t("Use {it}", it=Command("resources share"))) == f"Use {prefix}resources share"


@pytest.mark.parametrize(("zone", "locale", "label"), [
    ("America/New_York", "en", "At 4:00 PM Eastern Time"),
    ("Europe/Madrid", "es", "A las 22:00 hora de Europa central"),
    (None, "en", "At 8:00 PM UTC"),
])  # fmt: skip
def test_a_time_in_a_label_names_its_zone(languages: Languages, zone: str | None, locale: str, label: str) -> None:
    """No platform converts times on a button, so there they are in words, with the zone named."""
    here = reader(languages, locale, zone)
    words: Words = t("At {when}", when=When(ON_TUESDAY, "time"))
    shown = here.reply(Reply((Actions((Button(words, "go"),)), Paragraph((words,)))))
    assert shown.blocks[0] == Actions((Button(label, "go"),))
    assert shown.blocks[1] == Paragraph(("A las " if locale == "es" else "At ", When(ON_TUESDAY, "time", zone)))


@pytest.mark.parametrize("wrap", [lambda when: (when,), lambda when: (t("At {when}", when=when),)])
def test_a_time_takes_the_readers_zone_with_it(wrap: Callable[[When], Line]) -> None:
    """Where a platform cannot convert a time, it is said in the reader's zone, unless it has one of its own."""
    here = reader(Languages(), "en", "America/New_York")
    own, readers = (here.line(wrap(When(ON_TUESDAY, "full", zone)))[-1] for zone in ("Asia/Tokyo", None))
    assert own == When(ON_TUESDAY, "full", "Asia/Tokyo")
    assert readers == When(ON_TUESDAY, "full", "America/New_York")
    assert reader(Languages(), "en", None).line((When(ON_TUESDAY),)) == (When(ON_TUESDAY),)


def test_a_sentence_whose_value_is_missing_is_a_mistake_of_ours() -> None:
    """A name that nothing fills is told at once, not shown to people in braces."""
    with pytest.raises(KeyError, match="title"):
        reader(Languages()).words(t("You're going to {title}."))

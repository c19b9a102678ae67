"""A reply as HTML and as plain words. Everything typed by people goes through markupsafe, so it stays literal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from markupsafe import Markup, escape

from adapters.rehearsal.when import Calendar
from bot.domain.people import Platform
from bot.ui.model import (
    Actions,
    Block,
    Bold,
    Button,
    Code,
    Command,
    Control,
    Divider,
    Facts,
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
from bot.ui.text import Message

_NOTHING = Markup("")
_OWN_FILE = re.compile(r"/files/[\w.-]+")
"""Where this server itself hands out a file."""
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_TRAILING = ".,;:!?)]}'"


def literal(words: Words) -> str:
    """Return *words*, which the core has translated by now; a message that it has not is a mistake in the core."""
    if isinstance(words, Message):
        raise TypeError(f"reached the room untranslated: {words.template!r}")
    return words


def html(reply: Reply, calendar: Calendar, done: str) -> Markup:
    """Return *reply* as HTML; *done* labels the button that ends a choice of several."""
    return _NOTHING.join(_block(block, calendar, done) for block in reply.blocks)


def typed_html(text: str) -> Markup:
    """Return what a person typed as one paragraph, its web addresses made links."""
    parts: list[Markup] = []
    end = 0
    for found in _WEB_ADDRESS.finditer(text):
        url = found.group().rstrip(_TRAILING)
        parts += [escape(text[end : found.start()]), _link(url, url)]
        end = found.start() + len(url)
    parts.append(escape(text[end:]))
    return Markup("<p>{}</p>").format(_NOTHING.join(parts))


def web_addresses(text: str) -> tuple[str, ...]:
    """Return the web addresses in *text*, each once, in order."""
    return tuple(dict.fromkeys(url.rstrip(_TRAILING) for url in _WEB_ADDRESS.findall(text)))


def _block(block: Block, calendar: Calendar, done: str) -> Markup:
    match block:
        case Heading(words):
            return Markup("<h3>{}</h3>").format(literal(words))
        case Paragraph(line):
            return Markup("<p>{}</p>").format(_line(line, calendar))
        case Facts(rows):
            pairs = (
                Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(literal(label), _line(line, calendar))
                for label, line in rows
            )
            return Markup("<dl>{}</dl>").format(_NOTHING.join(pairs))
        case Items(items, start):
            rows_html = _NOTHING.join(Markup("<li>{}</li>").format(_line(item, calendar)) for item in items)
            if start is None:
                return Markup("<ul>{}</ul>").format(rows_html)
            return Markup('<ol start="{}">{}</ol>').format(start, rows_html)
        case Image(url, alt):
            return _image(url, literal(alt))
        case Actions(controls):
            inner = _NOTHING.join(_control(control, done) for control in controls)
            return Markup('<div class="actions">{}</div>').format(inner)
        case Divider():
            return Markup("<hr>")
        case _:
            assert_never(block)


def _line(line: Line, calendar: Calendar) -> Markup:
    return _NOTHING.join(_inline(inline, calendar) for inline in line)


def _inline(inline: Inline, calendar: Calendar) -> Markup:
    match inline:
        case str():
            return escape(inline)
        case Bold(words):
            return Markup("<strong>{}</strong>").format(literal(words))
        case Code(text):
            return Markup("<code>{}</code>").format(text)
        case Link(words, url):
            return _link(literal(words), url)
        case Mention(platform, _, name):
            if platform == Platform.REHEARSAL:
                return Markup('<span class="mention">@{}</span>').format(name)
            return escape(name)
        case Place(platform, channel, name):
            if platform == Platform.REHEARSAL:
                return Markup('<a class="place" href="?channel={0}" data-channel="{0}">#{1}</a>').format(channel, name)
            return escape(f"#{name}")
        case When(instant):
            return Markup('<time datetime="{}">{}</time>').format(instant.isoformat(), calendar.words(inline))
        case Message() | Command():
            raise TypeError(f"reached the room unfitted: {inline!r}")
        case _:
            assert_never(inline)


def _control(control: Control, done: str) -> Markup:
    match control:
        case Button(label, _, _, style):
            return Markup('<button type="button" class="{}" data-code="{}">{}</button>').format(
                style, control.code, literal(label)
            )
        case LinkButton(label, url):
            return _link(literal(label), url, "button")
        case Select(placeholder, _, options, _, most):
            return _one_of(control) if most == 1 else _several_of(control, literal(placeholder), options, done)
        case _:
            assert_never(control)


def _one_of(select: Select) -> Markup:
    """Return a choice of one as a list that opens: a native select would send while arrows move through it."""
    choices = _NOTHING.join(
        Markup('<li><button type="button" data-code="{}" data-value="{}">{}{}</button></li>').format(
            select.code, option.value, literal(option.label), _about(option)
        )
        for option in select.options
    )
    return Markup('<details class="pick"><summary>{}</summary><ul>{}</ul></details>').format(
        literal(select.placeholder), choices
    )


def _several_of(select: Select, placeholder: str, options: Iterable[Option], done: str) -> Markup:
    choices = _NOTHING.join(
        Markup('<li><label><input type="checkbox" value="{}"><span>{}{}</span></label></li>').format(
            option.value, literal(option.label), _about(option)
        )
        for option in options
    )
    return Markup(
        '<details class="pick several" data-most="{}"><summary>{}</summary><ul>{}</ul>'
        '<button type="button" class="primary" data-code="{}" data-several>{}</button></details>'
    ).format(select.most, placeholder, choices, select.code, done)


def _about(option: Option) -> Markup:
    return Markup("<small>{}</small>").format(literal(option.about)) if option.about else _NOTHING


def _link(words: str, url: str, css: str = "") -> Markup:
    """Return a link; an address that is not of the web stays words, so that no script can hide in it."""
    if not _OWN_FILE.fullmatch(url) and not url.lower().startswith(("http://", "https://")):
        return escape(words if words == url else f"{words} ({url})")
    return Markup('<a{} href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(
        Markup(' class="{}"').format(css) if css else _NOTHING, url, words
    )


def _image(url: str, alt: str) -> Markup:
    """Return a picture of our own; one from elsewhere becomes a link, because the page asks nothing of other sites."""
    if url.startswith("/") and not url.startswith("//"):
        return Markup('<img src="{}" alt="{}" loading="lazy">').format(url, alt)
    return Markup("<p>{}</p>").format(_link(alt, url))

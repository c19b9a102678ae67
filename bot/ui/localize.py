"""Turn a reply into the reader's language: afterwards every sentence and every command is plain text."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from typing import assert_never

from bot.ui.language import Languages
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
from bot.ui.text import Message


@dataclass(frozen=True, slots=True)
class Localizer:
    """Translates for one reader. *zone* is used only for times inside labels, which no platform can convert."""

    languages: Languages
    locale: str
    zone: str | None
    command_prefix: str

    def line(self, line: Line) -> Line:
        return tuple(flat for part in line for flat in self._flat(part))

    def words(self, words: Words) -> str:
        return words if isinstance(words, str) else plain_line(self.line((words,)), self.zone, self.locale)

    def reply(self, reply: Reply) -> Reply:
        return replace(reply, blocks=tuple(self._block(block) for block in reply.blocks))

    def form(self, form: Form) -> Form:
        fields = tuple(self._field(field) for field in form.fields)
        return replace(form, title=self.words(form.title), submit=self.words(form.submit), fields=fields)

    def option(self, option: Option) -> Option:
        return Option(self.words(option.label), option.value, self.words(option.about))

    def _field(self, field: Field) -> Field:
        options = tuple(self.option(option) for option in field.options)
        return replace(field, label=self.words(field.label), hint=self.words(field.hint), options=options)

    def _flat(self, part: Inline) -> Line:
        match part:
            case Message():
                return self._message(part)
            case Command(path, rest):
                typed = path.removeprefix("staffroom ") if self.command_prefix.endswith("staffroom ") else path
                return (Code(f"{self.command_prefix}{typed} {rest}".rstrip()),)
            case Bold(words):
                return (Bold(self.words(words)),)
            case Link(words, url):
                return (Link(self.words(words), url),)
            case When():
                return (replace(part, zone=part.zone or self.zone),)
            case str() | Code() | Mention() | Place():
                return (part,)
            case _:
                assert_never(part)

    def _message(self, message: Message) -> Line:
        values = dict(message.values)
        line: list[Inline] = []
        for literal, name, _, _ in string.Formatter().parse(self.languages.template(message, self.locale)):
            if literal:
                line.append(literal)
            if name is not None:
                value = values[name]
                line.extend((str(value),) if isinstance(value, int) else self._flat(value))
        return tuple(line)

    def _block(self, block: Block) -> Block:
        match block:
            case Heading(words):
                return Heading(self.words(words))
            case Paragraph(line):
                return Paragraph(self.line(line))
            case Facts(rows):
                return Facts(tuple((self.words(label), self.line(line)) for label, line in rows))
            case Items(items, start):
                return Items(tuple(self.line(item) for item in items), start)
            case Image(url, alt):
                return Image(url, self.words(alt))
            case Actions(controls):
                return Actions(tuple(self._control(control) for control in controls))
            case Divider():
                return block
            case _:
                assert_never(block)

    def _control(self, control: Control) -> Control:
        match control:
            case Button():
                return replace(control, label=self.words(control.label))
            case LinkButton(label, url):
                return LinkButton(self.words(label), url)
            case Select():
                options = tuple(self.option(option) for option in control.options)
                return replace(control, placeholder=self.words(control.placeholder), options=options)
            case _:
                assert_never(control)

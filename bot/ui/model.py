"""What the core says: replies and forms, free of any platform's markup.

A bare ``str`` is what a person typed and is always shown literally; a ``Message`` is a sentence of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.ui.text import Message
from bot.ui.wire import encode

Words = Message | str


@dataclass(frozen=True, slots=True)
class Bold:
    words: Words


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    words: Words
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as a platform knows them; *name* is shown wherever *platform* is not the reader's. A message of ours
    notifies them; no other name in it does anybody.
    """

    platform: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as a platform knows it; *name* (without #) is shown wherever *platform* is not the reader's."""

    platform: str
    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant, shown in the reader's own zone where the platform can, else in words with the zone named.

    *zone* is the one for the words; translation fills it in where it is None.
    """

    instant: datetime
    style: Literal["date", "time", "full"] = "full"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the reader's platform types it; *path* is the declared one, *rest* what follows it."""

    path: str
    rest: str = ""


Inline = Message | str | Bold | Code | Link | Mention | Place | When | Command
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    words: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[tuple[Words, Line], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; with *start* it is numbered from there."""

    items: tuple[Line, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: Words

    def __post_init__(self) -> None:
        if not self.alt:
            raise ValueError("an image needs words for those who cannot see it")


@dataclass(frozen=True, slots=True)
class Divider:
    pass


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select: *value* comes back when it is chosen."""

    label: Words
    value: str
    about: Words = ""


@dataclass(frozen=True, slots=True)
class Button:
    label: Words
    action: str
    args: tuple[str | int, ...] = ()
    style: Literal["plain", "primary", "danger"] = "plain"

    def __post_init__(self) -> None:
        encode(self.action, self.args)

    @property
    def code(self) -> str:
        return encode(self.action, self.args)


@dataclass(frozen=True, slots=True)
class LinkButton:
    label: Words
    url: str


@dataclass(frozen=True, slots=True)
class Select:
    """Up to *most* of *options* may be chosen; the chosen values follow *args* to the action."""

    placeholder: Words
    action: str
    options: tuple[Option, ...]
    args: tuple[str | int, ...] = ()
    most: int = 1

    def __post_init__(self) -> None:
        encode(self.action, self.args)
        if not self.options or not 1 <= self.most <= len(self.options):
            raise ValueError(f"select {self.action} offers {len(self.options)} and takes {self.most}")

    @property
    def code(self) -> str:
        return encode(self.action, self.args)


Control = Button | LinkButton | Select


@dataclass(frozen=True, slots=True)
class Actions:
    controls: tuple[Control, ...]


Block = Heading | Paragraph | Facts | Items | Image | Actions | Divider


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that comes with a private answer, within ``Capabilities.enclosed_most``."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: private when it answers somebody, seen by others when a messenger posts it."""

    blocks: tuple[Block, ...]
    files: tuple[Enclosed, ...] = ()

    def __post_init__(self) -> None:
        controls = [control for block in self.blocks if isinstance(block, Actions) for control in block.controls]
        codes = [control.code for control in controls if not isinstance(control, LinkButton)]
        repeated = {code for code in codes if codes.count(code) > 1}
        if repeated:
            raise ValueError(f"repeated controls: {sorted(repeated)}")


class Kind(StrEnum):
    """What an option of a command or a field of a form holds."""

    TEXT = "text"
    LONG_TEXT = "long text"
    URL = "url"
    INTEGER = "integer"
    FLAG = "flag"
    DATE = "date"
    CLOCK = "clock"
    CHOICE = "choice"
    CHOICES = "choices"
    CHANNEL = "channel"
    PERSON = "person"
    TOPIC = "topic"
    RESOURCE = "resource"
    ANNOUNCEMENT = "announcement"
    WORKSHOP = "workshop"
    FILE = "file"
    """Only of commands, and only where a platform offers to attach one; it is never typed."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. *options* and *value* are filled when it is opened; CHOICES joins values with commas.

    DATE is ``YYYY-MM-DD`` and CLOCK ``HH:MM`` once validated; before that *value* may be whatever was typed.
    """

    name: str
    label: Words
    kind: Kind = Kind.TEXT
    required: bool = True
    most: int = 300
    hint: Words = ""
    options: tuple[Option, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form ready to be shown; *code* comes back with what was filled in. At most five fields (Discord)."""

    action: str
    title: Words
    fields: tuple[Field, ...]
    args: tuple[str | int, ...] = ()
    submit: Words = field(default_factory=lambda: Message("Save"))

    def __post_init__(self) -> None:
        encode(self.action, self.args)
        if not 1 <= len(self.fields) <= 5:
            raise ValueError(f"form {self.action} has {len(self.fields)} fields; 1 to 5 fit")

    @property
    def code(self) -> str:
        return encode(self.action, self.args)


def say(*line: Inline) -> Paragraph:
    """Return one paragraph of *line*."""
    return Paragraph(line)


def reply(*blocks: Block | Message) -> Reply:
    """Return a reply of *blocks*; a bare message is a paragraph."""
    return Reply(tuple(say(block) if isinstance(block, Message) else block for block in blocks))


def buttons(*controls: Control) -> Actions:
    return Actions(controls)

"""Things on a person's screen, the same for every platform."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Generic, TypeVar

H = TypeVar("H")

_SPACES = re.compile("[\u00a0\u202f\u2009]")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")


def tidy(words: str) -> str:
    """Return *words* as eyes read them: without what cannot be seen, spaces alike."""
    return _SPACES.sub(" ", _UNSEEN.sub("", words))


@dataclass(frozen=True)
class File:
    """A file that somebody has on their machine."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Seen(Generic[H]):
    """A message, or an open window with an answer in it; *version* differs once it was changed."""

    key: str
    version: str
    words: str
    handle: H
    buttons: tuple[str, ...] = ()
    menus: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The choices of each menu by what is written on it."""


@dataclass(frozen=True)
class OpenForm:
    """A form as it stands open: what is in each field by its label, and what is said to be wrong there."""

    title: str
    fields: dict[str, str]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The form as somebody would read it aloud."""
        lines = [self.title]
        for label, value in self.fields.items():
            lines.append(f"{label}: {value}" + (f" – {self.problems[label]}" if label in self.problems else ""))
        return "\n".join([*lines, *(words for label, words in self.problems.items() if label not in self.fields)])

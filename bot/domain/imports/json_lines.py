"""JSON read with the lines on which things stand, so that what is wrong can be found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\n\r]*")


class NotJson(Exception):
    """The text is not JSON from *line* on."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and the line on which it begins."""

    line: int
    value: object


class JsonLines:
    """Reads one member or element after another; each method raises NotJson."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._decoder = json.JSONDecoder()
        self._counted = (0, 1)
        self._skip_space()

    def members(self) -> Iterator[str]:
        """Yield the name of each member of the object that begins here; its value is to be read before the next."""
        self._take("{")
        if self._take_if("}"):
            return
        while True:
            name = self.value().value
            if not isinstance(name, str):
                raise NotJson(self._line())
            self._take(":")
            yield name
            if self._take_if("}"):
                return
            self._take(",")

    def elements(self) -> Iterator[Placed]:
        """Yield each element of the array that begins here."""
        self._take("[")
        if self._take_if("]"):
            return
        while True:
            yield self.value()
            if self._take_if("]"):
                return
            self._take(",")

    def value(self) -> Placed:
        line = self._line()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise NotJson(error.lineno) from None
        except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
            raise NotJson(line) from None
        self._skip_space()
        return Placed(line, value)

    def begins(self, character: str) -> bool:
        return self._text.startswith(character, self._at)

    def end(self) -> None:
        if self._at < len(self._text):
            raise NotJson(self._line())

    def _take(self, character: str) -> None:
        if not self._take_if(character):
            raise NotJson(self._line())

    def _take_if(self, character: str) -> bool:
        found = self.begins(character)
        if found:
            self._at += 1
            self._skip_space()
        return found

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        assert space is not None
        self._at = space.end()

    def _line(self) -> int:
        at, line = self._counted
        self._counted = (self._at, line + self._text.count("\n", at, self._at))
        return self._counted[1]

"""What can go wrong, as values: what a person did (shown to them) and what the code cannot go on from."""

from __future__ import annotations

import traceback
from pathlib import Path

from bot.ui.model import Button, Inline, Line, LinkButton, Words


class UserError(Exception):
    """Shown to the person in words, with what they can do next; not logged as an error."""

    def __init__(self, *line: Inline, next_steps: tuple[Button | LinkButton, ...] = ()) -> None:
        super().__init__(str(line[0]) if line else "")
        self.line: Line = line
        self.next_steps = next_steps


class FieldProblems(Exception):
    """What is wrong with a form, by field name; shown at the fields, and nothing typed is lost."""

    def __init__(self, problems: dict[str, Words]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


class AlreadyProcessed(Exception):
    """This very interaction was carried out before: a platform delivered it twice."""


class NotFound(LookupError):
    """A ``get`` found nothing in the person's community."""


class AlreadyThere(Exception):
    """Something of that name or page exists; *number* says which."""

    def __init__(self, number: int) -> None:
        super().__init__(f"#{number} is there already")
        self.number = number


class Changed(Exception):
    """Somebody changed the row after it was read."""


def described(error: BaseException) -> str:
    """Return what failed and where, for the log: kinds and places alone, since messages may quote what people typed."""
    told: list[str] = []
    each: BaseException | None = error
    while each is not None and len(told) < 4:
        frames = traceback.extract_tb(each.__traceback__)[-6:]
        at = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        told.append(f"{type(each).__name__} at {at}")
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "; from ".join(told)

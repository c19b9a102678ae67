"""A time zone typed into a form."""

from __future__ import annotations

from bot.domain.zones import find_zone, nearest_zones
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers
from bot.ui.text import t


def typed_zone(answers: Answers, field: str) -> str:
    """Return the IANA name of what was typed; raises FieldProblems with the nearest where there is none."""
    typed = answers.text(field)
    zone = find_zone(typed)
    if zone is None:
        if nearest := ", ".join(nearest_zones(typed)):
            unknown = t(
                "I do not know the time zone “{typed}”. Do you mean one of these: {nearest}?",
                typed=typed, nearest=nearest,
            )  # fmt: skip
        else:
            unknown = t("I do not know that time zone. Type a large city in it, such as Chicago or Berlin.")
        raise FieldProblems({field: unknown})
    return zone

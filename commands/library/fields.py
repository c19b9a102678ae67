"""What is asked about a resource in forms, and how what was typed is read."""

from __future__ import annotations

import re

from bot.domain.resources import ABOUT_MOST, TAG_MOST, TAGS_MOST, TITLE_MOST
from bot.errors import FieldProblems
from bot.ui.model import Field, Kind
from bot.ui.text import Message, t

TITLE = Field("title", Message("What it is"), most=TITLE_MOST, hint=Message("Such as: Fraction strips to print"))
ABOUT = Field("about", Message("What it is good for"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST)
TOPIC = Field("topic", Message("Topic"), Kind.TOPIC, required=False)
TAGS = Field(
    "tags",
    Message("Tags"),
    required=False,
    most=TAGS_MOST * (TAG_MOST + 2),
    hint=Message("With commas between them, such as: fractions, grade 5"),
)
LANGUAGE = Field("language", Message("Language"), required=False, most=40, hint=Message("Such as: Spanish"))


def read_tags(typed: str) -> tuple[str, ...]:
    """Return the tags in *typed*; raises FieldProblems for too many or too long ones."""
    if not fits(typed):
        most = t("At most {count} tags of {length} characters fit.", count=TAGS_MOST, length=TAG_MOST)
        raise FieldProblems({"tags": most})
    return _tags(typed)


def fits(typed: str) -> bool:
    """Return whether the tags in *typed* are few and short enough."""
    tags = _tags(typed)
    return len(tags) <= TAGS_MOST and all(len(tag) <= TAG_MOST for tag in tags)


def _tags(typed: str) -> tuple[str, ...]:
    tags = (" ".join(tag.strip("# ").split()) for tag in re.split(r"[,;\n]", typed))
    return tuple(dict.fromkeys(filter(None, tags)))

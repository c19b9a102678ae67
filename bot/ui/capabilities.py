"""What a platform can show."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Platform


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A platform's limits, in characters and counts, as ``fit`` needs them."""

    platform: Platform
    command_prefix: str
    """What stands before a declared path when it is typed: "/" or "/staffroom "."""
    message_text: int
    """All text of one message."""
    paragraph: int
    heading: int
    components: int
    """Blocks (Slack) or nested components (Discord) of one message."""
    button_label: int
    buttons_in_row: int
    select_options: int
    option_label: int
    form_title: int
    field_label: int
    field_hint: int
    field_text: int
    form_options: int
    """Options a select in a form can hold; beyond it the field becomes text."""
    problems_at_fields: bool
    shows_zone: bool
    """Whether it shows an instant in each reader's own zone."""
    enclosed_most: int = 0
    """Bytes of a file that a private answer can bring along; 0 where it can bring none."""

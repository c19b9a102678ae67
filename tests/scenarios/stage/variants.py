"""Where a scenario plays that does not play everywhere: what a platform cannot do is not tried there."""

from __future__ import annotations

import pytest


def _only(*variants: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("everywhere", variants, indirect=True)


on_discord = _only("discord-sqlite", "discord-postgres")
on_platforms = _only("discord-sqlite", "slack-sqlite", "discord-postgres", "slack-postgres")
"""Where people do things by hand that nobody does in the room."""

with_two_places = _only("discord-sqlite", "rehearsal-sqlite", "discord-postgres")
"""A Slack token is one workspace."""

where_lines_are_typed = _only("slack-sqlite", "rehearsal-sqlite", "slack-postgres")

"""What may be seen: what is everybody's, and what is private to the one channel in which somebody acts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import WorkspaceId


@dataclass(frozen=True, slots=True)
class Sight:
    """Who acts in a private channel is in it: topics private to *channel* of *workspace* are seen there alone.

    *everything* is for what nobody is shown by itself: bringing cards up to date, composing, deleting somebody's data.
    """

    workspace: WorkspaceId | None = None
    channel: str = ""
    everything: bool = False


PUBLIC = Sight()
EVERYTHING = Sight(everything=True)

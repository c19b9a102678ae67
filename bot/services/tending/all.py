"""What there is to do with topics beyond reading and following them, together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.tending.caring import Caring
from bot.services.tending.merging import Merging
from bot.services.tending.proposing import Proposing
from bot.services.tending.quoting import Quoting
from bot.services.tending.watching import Watching
from bot.services.tending.writing import WritingToFollowers


@dataclass(frozen=True, slots=True)
class Tending:
    proposing: Proposing
    caring: Caring
    merging: Merging
    quoting: Quoting
    watching: Watching
    writing: WritingToFollowers

"""What the core asks of storage about the life of topics: wanted, looked after, renamed, merged, quiet, quoted.

``find`` may return None, ``get`` raises NotFound, lists are named in the plural.
Everything reached through a ``UnitOfWork`` belongs to one community: storage adds that condition to every statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import PersonId, TopicId
from bot.domain.people import Person
from bot.domain.tending import Inside, Moved, Quote, QuoteId, QuoteState
from bot.domain.topic_messages import TopicMessage
from bot.domain.topics import Topic


class Tending(Protocol):
    async def update(self, topic: Topic) -> None:
        """Store the topic as it is, its resources found by its name; raises AlreadyThere if another has that name."""
        ...

    async def exact(self, topic: TopicId) -> Topic:
        """Return that very topic, merged or not."""
        ...

    async def proposed(self, limit: int) -> Sequence[Topic]:
        """Return proposed topics, the newest first."""
        ...

    async def want(self, topic: TopicId, person: PersonId, at: datetime) -> bool:
        """Note that they would join, and return whether that is new."""
        ...

    async def unwant(self, topic: TopicId, person: PersonId) -> bool: ...
    async def wanting(self, topic: TopicId) -> Sequence[PersonId]:
        """Return who would join, in the order they said so."""
        ...

    async def caretakers(self, topic: TopicId) -> Sequence[Person]:
        """Return who looks after it, the first of them first."""
        ...

    async def set_caretakers(self, topic: TopicId, people: Sequence[PersonId]) -> None: ...
    async def tended_by(self, person: PersonId) -> Sequence[Topic]:
        """Return the open and proposed topics that they look after, alone or with others, by name."""
        ...

    async def names(self, topic: TopicId) -> Sequence[str]:
        """Return the other names by which it is found."""
        ...

    async def add_name(self, topic: TopicId, name: str) -> None:
        """Let the topic be found by *name* too; a name that led elsewhere leads here now."""
        ...

    async def inside(self, topic: TopicId) -> Inside: ...
    async def merge(self, topic: TopicId, into: TopicId, at: datetime) -> Moved:
        """Move all that is in *topic* into the other one, to which its number and its names lead from now on."""
        ...

    async def unmerge(self, topic: TopicId, moved: Moved) -> None:
        """Put back into *topic*, which is open again, what is still where *moved* brought it."""
        ...

    async def quiet(self, before: datetime, limit: int) -> Sequence[Topic]:
        """Return open topics into which nothing came since *before*, about which nobody was asked since."""
        ...

    async def tags(self) -> Mapping[TopicId, frozenset[str]]:
        """Return, by topic, the tags of the resources listed in it."""
        ...

    async def add_quote(self, author: PersonId, asked_by: PersonId, name: str, words: str, at: datetime) -> Quote: ...
    async def get_quote(self, quote: QuoteId) -> Quote: ...
    async def credited(self, topic: TopicId) -> Person | None:
        """Return the colleague in whose words the topic began, if they want to be named."""
        ...

    async def answer_quote(self, quote: QuoteId, state: QuoteState, topic: TopicId | None) -> bool:
        """Record the author's answer and forget the words, which a topic has now or nobody.

        Returns False where it was answered before.
        """
        ...


class TopicMessages(Protocol):
    async def followers(self, topic: TopicId) -> Sequence[PersonId]:
        """Return who follows the topic, longest first."""
        ...

    async def add(self, topic: TopicId, body: str, by: PersonId, at: datetime) -> TopicMessage:
        """Keep it with the topic's next number."""
        ...

    async def get(self, topic: TopicId, number: int) -> TopicMessage: ...
    async def last(self, topic: TopicId) -> TopicMessage | None: ...

"""The words that the search index has, for meeting slips with the nearest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Integer,
    Text,
    bindparam,
    case,
    false,
    func,
    literal,
    select,
    union_all,
)

from bot.domain.spelling import SLIPS_MOST, nearest, slips
from bot.domain.words import spelled, tokens_of
from storage.scope import Scope, hidden_topics
from storage.search import Query, Word, cut
from storage.tables import search_words

CORRECTED_MOST = 6
"""How many words of one question are looked up."""
HIDDEN = ""
"""The word under which is said how many topics are hidden, one at most."""


@dataclass(frozen=True, slots=True)
class Known:
    """How many resources have each word, and whether none is hidden from where one asks."""

    counts: Mapping[str, int]

    @property
    def nothing_hidden(self) -> bool:
        return not self.counts[HIDDEN]

    def most(self, words: Sequence[Word]) -> int:
        """Return how many resources have all *words*, at most: as many as have the rarest."""
        return min(sum(self.counts.get(cut(token), 0) for token in word) for word in words)


class SearchWords:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def change(self, before: Iterable[frozenset[str]], after: Iterable[frozenset[str]]) -> None:
        """Count the words of the resources that had those *before* and have those *after*."""
        counted = Counter(word for words in after for word in words)
        counted.subtract(word for words in before for word in words)
        more = {word: change for word, change in counted.items() if change > 0}
        fewer = {word: change for word, change in counted.items() if change < 0}
        if more:
            await self._add(more)
        if fewer:
            await self._add(fewer)
            await self._scope.run(self._scope.delete(search_words).where(search_words.c.resources <= 0))

    async def replace(self, counted: Mapping[str, int]) -> None:
        await self._scope.run(self._scope.delete(search_words))
        if counted:
            await self._add(counted)

    async def known(self, query: Query) -> Known:
        """Return what is known of the words of *query*, in one statement with what is hidden."""
        tokens = sorted({cut(token) for words in query for word in words for token in word})
        sight = self._scope.sight
        values = {"community": self._scope.community, "workspace": sight.workspace, "channel": sight.channel}
        asked = _known(everything=sight.everything)
        rows = await self._scope.connection.execute(asked, {**values, "words": tokens})
        return Known({row[0]: row[1] for row in rows})

    async def forgiving(self, words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
        """Return *words* with those the index has not met by the nearest it has, and with all so met."""
        asked, rest = [spelled(word) for word in words[:CORRECTED_MOST]], words[CORRECTED_MOST:]
        there = await self._like({word for word in asked if slips(word)})
        known = frozenset(there)
        met = [_meant(said, there) for said in asked]
        unknown = [word if word & known else better or word for word, better in zip(words, met, strict=False)]
        every = [word | better for word, better in zip(words, met, strict=False)]
        return [*unknown, *rest], [*every, *rest]

    async def _like(self, words: set[str]) -> Sequence[str]:
        """Return what each of *words* may have been: about as long, with one of its first two letters first."""
        ranges = sorted({(letter, len(word)) for word in words for letter in word[:2]})
        if not ranges:
            return []
        values: dict[str, object] = {"community": self._scope.community}
        for place, (letter, length) in enumerate(ranges):
            values |= {f"from{place}": letter, f"to{place}": chr(ord(letter) + 1)}
            values |= {f"least{place}": length - SLIPS_MOST, f"most{place}": length + SLIPS_MOST}
        found = (await self._scope.connection.execute(_in_ranges(len(ranges)), values)).scalars()
        return list(dict.fromkeys(word for said in found for word in (said or "").split()))

    async def _add(self, changes: Mapping[str, int]) -> None:
        rows = [self._scope.row(word=word, resources=change) for word, change in sorted(changes.items())]
        added = self._scope.insert(search_words)
        counted = search_words.c.resources + added.excluded.resources
        await self._scope.run(
            added.on_conflict_do_update(index_elements=["community_id", "word"], set_={"resources": counted}), *rows
        )


@cache
def _known(*, everything: bool) -> CompoundSelect[str, int]:
    """Return how many resources have each word, with whether a topic is hidden."""
    community: BindParameter[int] = bindparam("community")
    seen_from = bindparam("workspace", type_=Integer), bindparam("channel", type_=Text)
    hidden = false() if everything else hidden_topics(community, *seen_from).exists()
    counted = select(search_words.c.word, search_words.c.resources).where(
        search_words.c.community_id == community, search_words.c.word.in_(bindparam("words", expanding=True))
    )
    return union_all(select(literal(HIDDEN), case((hidden, 1), else_=0)), counted)


@cache
def _in_ranges(count: int) -> CompoundSelect[str]:
    """Return the words in each of *count* ranges in a row: several at once make SQLite read the whole table."""
    return union_all(
        *(
            select(func.aggregate_strings(search_words.c.word, " ")).where(
                search_words.c.community_id == bindparam("community"),
                search_words.c.word >= bindparam(f"from{place}"),
                search_words.c.word < bindparam(f"to{place}"),
                func.length(search_words.c.word).between(bindparam(f"least{place}"), bindparam(f"most{place}")),
            )
            for place in range(count)
        )
    )


def _meant(said: str, there: Sequence[str]) -> frozenset[str]:
    return (
        frozenset(token for near in nearest(said, there) for token in tokens_of(near)) if slips(said) else frozenset()
    )

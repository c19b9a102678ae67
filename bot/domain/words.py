"""Words as search sees them: folded (case, accents, apostrophes) and stemmed in English and Spanish.

Both databases index these tokens as they are, so both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import snowballstemmer

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return *text* without case, accents and apostrophes, single-spaced."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES)).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.split())


def storable(text: str) -> str:
    """Return *text* without what no database takes: NUL and half of a surrogate pair."""
    return "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")


_UNSEEN = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # letters by their category, blank all the same


def seen(text: str) -> bool:
    """Return whether any character of *text* can be seen."""
    return any(unicodedata.category(c)[0] not in "CZ" and c not in _UNSEEN for c in text)


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=20_000)  # the words of a library repeat
def tokens_of(word: str) -> frozenset[str]:
    """Return what a folded *word* is indexed under: itself and its English and Spanish stems."""
    return frozenset({word, *(_stemmer(language).stemWord(word) for language in ("english", "spanish"))})


def index_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of *text* in the order of its words."""
    return tuple(token for word in folded_words(text) for token in sorted(tokens_of(word)))


def query_tokens(text: str) -> tuple[frozenset[str], ...]:
    """Return, for each different word of *text*, the tokens any of which will do."""
    return tuple(tokens_of(word) for word in dict.fromkeys(folded_words(text)))


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer.Stemmer:
    return snowballstemmer.stemmer(language)

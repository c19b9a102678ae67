"""Translation of our own sentences; what people typed is never translated."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from importlib import resources

from bot.ui.text import Message

SOURCE = "en"


class Languages:
    """The catalogues by language code; English is the language of the source and needs none."""

    def __init__(self, catalogues: Mapping[str, gettext.NullTranslations] | None = None) -> None:
        self._catalogues = dict(catalogues or {})

    @classmethod
    def packaged(cls) -> Languages:
        """Load every compiled catalogue that is shipped."""
        found: dict[str, gettext.NullTranslations] = {}
        root = resources.files("locales")
        for folder in root.iterdir():
            catalogue = folder.joinpath("LC_MESSAGES", "staffroom.mo") if folder.is_dir() else None
            if catalogue is not None and catalogue.is_file():
                with catalogue.open("rb") as stream:
                    found[folder.name] = gettext.GNUTranslations(stream)
        return cls(found)

    @property
    def codes(self) -> tuple[str, ...]:
        return (SOURCE, *sorted(self._catalogues))

    def template(self, message: Message, locale: str) -> str:
        """Return the sentence in the language of *locale*, its ``{names}`` not yet filled."""
        catalogue = self._catalogues.get(locale) or self._catalogues.get(locale.partition("-")[0])
        catalogue = catalogue or gettext.NullTranslations()
        if message.plural is not None:
            return catalogue.ngettext(message.template, message.plural, message.count)
        return catalogue.gettext(message.template)

    def text(self, words: Message | str, locale: str = SOURCE) -> str:
        """Return *words* as plain text; values that are not plain text themselves are shown by their name."""
        if isinstance(words, str):
            return words
        filled = {name: _name(self, value, locale) for name, value in words.values}
        return self.template(words, locale).format_map(filled)


def _name(languages: Languages, value: object, locale: str) -> str:
    if isinstance(value, Message):
        return languages.text(value, locale)
    for attribute in ("words", "text", "name", "path"):
        if (inner := getattr(value, attribute, None)) is not None:
            return languages.text(inner, locale)
    return str(value)

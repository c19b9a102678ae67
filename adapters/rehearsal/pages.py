"""Everything a page shows, written on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.rehearsal.forms import FormWriter
from adapters.rehearsal.people import BOT, PEOPLE, WORKSPACES, Viewer, author_name, may_see
from adapters.rehearsal.register import HOME, commands, message_actions, tries
from adapters.rehearsal.render import html
from adapters.rehearsal.when import Calendar
from adapters.rehearsal.words import FOR_SCRIPT, translated
from bot.domain.people import Role
from bot.interaction.registry import Registry
from bot.ports.room import RoomChannel, RoomClock, RoomMessage
from bot.ui.language import SOURCE, Languages
from bot.ui.model import Form, Reply
from bot.ui.plain import plain

SHOWN = 300
"""The newest messages of a channel that a page shows."""


@cache
def _templates() -> Environment:
    """Return the templates, compiled once however many rooms there are."""
    return Environment(
        loader=PackageLoader("adapters.rehearsal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    def __init__(
        self, registry: Registry, languages: Languages, clock: RoomClock, zone: Callable[[], str | None]
    ) -> None:
        self._registry = registry
        self._languages = languages
        self._clock = clock
        self._zone = zone
        self._words = {code: translated(languages, code) for code in languages.codes}
        self._templates = _templates()

    def words(self, viewer: Viewer) -> Mapping[str, str]:
        return self._words[viewer.locale]

    def calendar(self, locale: str = SOURCE) -> Calendar:
        return Calendar(self._zone(), locale, self._clock.now())

    def written(self, reply: Reply, locale: str = SOURCE) -> tuple[str, str]:
        """Return *reply* as HTML and in words."""
        calendar = self.calendar(locale)
        return str(html(reply, calendar, self._words[locale]["done"])), plain(reply, calendar.zone, locale)

    def room(
        self,
        viewer: Viewer,
        channels: Sequence[RoomChannel],
        messages: Sequence[RoomMessage],
        *,
        form: str,
        version: str,
        typed: str,
    ) -> str:
        """Return the whole page. *form* is the one still open, *typed* what the composer starts with."""
        here = [message for message in messages if message.channel]
        return self._templates.get_template("room.html").render(
            **self._around(viewer),
            channels=channels,
            messages=here[-SHOWN:],
            pinned=[message for message in here if message.pinned],
            direct=[message for message in messages if not message.channel][-SHOWN:],
            form=Markup(form),
            version=version,
            typed=typed,
            tries=list(tries(self._registry, self._languages, viewer.locale, self.words(viewer), viewer.person)),
            script=self._script(viewer, channels),
        )

    def side_by_side(self, viewer: Viewer) -> str:
        return self._templates.get_template("side_by_side.html").render(**self._around(viewer))

    def message(self, viewer: Viewer, message: RoomMessage) -> str:
        return self._part("message.html", viewer, message=message)

    def pins(self, viewer: Viewer, pinned: Sequence[RoomMessage]) -> str:
        return self._part("pins.html", viewer, pinned=pinned)

    def channels(self, viewer: Viewer, channels: Sequence[RoomChannel]) -> str:
        """Return the list of those *channels* that are the viewer's to see."""
        here = [c for c in channels if c.workspace == viewer.workspace.id and may_see(viewer.person, c)]
        return self._part("channels.html", viewer, channels=here)

    def clock_words(self, viewer: Viewer) -> str:
        return self._part("clock_words.html", viewer)

    def form(
        self, viewer: Viewer, form: Form, problems: Mapping[str, str], channels: Sequence[RoomChannel], source: str
    ) -> str:
        return str(FormWriter(channels, self.words(viewer)).html(form, problems, source))

    def _part(self, template: str, viewer: Viewer, **what: object) -> str:
        return self._templates.get_template(template).render(**self._around(viewer), **what)

    def _around(self, viewer: Viewer) -> dict[str, Any]:
        calendar = self.calendar(viewer.locale)
        return {
            "w": self.words(viewer),
            "viewer": viewer,
            "people": PEOPLE,
            "about": {person.id: self._languages.text(person.about, viewer.locale) for person in PEOPLE},
            "workspaces": WORKSPACES,
            "moderates": viewer.person.role >= Role.MODERATOR,
            "home": HOME if HOME in self._registry.commands else "",
            "languages": [(code, str(Locale.parse(code, sep="-").get_display_name(code))) for code in self._words],
            "calendar": calendar,
            "bot": BOT,
            "author_name": author_name,
            "markup": Markup,
            "address": lambda **other: _address(viewer, **other),
        }

    def _script(self, viewer: Viewer, channels: Sequence[RoomChannel]) -> dict[str, Any]:
        """Return what the page's script needs to know."""
        locale, words = viewer.locale, self.words(viewer)
        return {
            "commands": commands(self._registry, self._languages, locale, viewer.person.role),
            "actions": message_actions(self._registry, self._languages, locale),
            "people": [{"value": f"{person.id}|{person.name}", "label": person.name} for person in PEOPLE],
            "channels": [
                {"value": f"{channel.id}|{channel.name}", "label": f"#{channel.name}"} for channel in channels
            ],
            "moderates": viewer.person.role >= Role.MODERATOR,
            "words": {name: words[name] for name in FOR_SCRIPT},
        }


def _address(viewer: Viewer, **other: str) -> str:
    """Return this page's address with *other* in place of what it says now; another workspace has other channels."""
    at = {"as": viewer.person.id, "in": viewer.workspace.id}
    if viewer.channel is not None:
        at["channel"] = viewer.channel.name
    if viewer.locale != SOURCE:
        at["lang"] = viewer.locale
    if viewer.framed:
        at["framed"] = "1"
    return "?" + urlencode({name: value for name, value in (at | other).items() if value})

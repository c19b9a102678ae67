"""What moderators are asked when a workshop has lost its hosts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.workshops import Session, Workshop
from bot.ui.model import Button, Reply, When, buttons, reply
from bot.ui.text import t

HOST_IT = "workshop.host-it"


@dataclass(frozen=True, slots=True)
class HostSought:
    """*session* is the next that takes place, *hosts* the names of those who host it and are here."""

    workshop: Workshop
    session: Session | None
    hosts: tuple[str, ...]
    gone: str = ""
    """The name of who hosted it, "" where it is not known any more."""


def host_sought(sought: HostSought) -> Reply:
    title, number = sought.workshop.title, int(sought.workshop.number)
    if sought.hosts:
        return reply(t("{name} hosts “{title}”.", name=sought.hosts[0], title=title))
    if sought.session is None:
        return reply(t("“{title}” is over, or does not take place.", title=title))
    said = (
        t("{name}, who hosts “{title}”, is not here any more.", name=sought.gone, title=title)
        if sought.gone
        else t("“{title}” has nobody who hosts it any more.", title=title)
    )
    return reply(
        said,
        t("It is on {when}, and whoever is going still is.", when=When(sought.session.starts_at)),
        buttons(
            Button(t("I’ll host {number}", number=number), HOST_IT, (number,), "primary"),
            Button(t("Manage #{number}", number=number), "workshop.manage", (number,)),
        ),
    )

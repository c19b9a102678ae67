"""What hosts tell those who come to a workshop, and what a colleague is told who hosts it with them."""

from __future__ import annotations

from bot.cards.workshops_said import where
from bot.domain.host_messages import HostMessage
from bot.domain.workshops import Session, Workshop
from bot.ui.markup import blocks_of
from bot.ui.model import Button, Reply, When, buttons, reply, say
from bot.ui.text import t

MANAGE = "workshop.manage"


def from_hosts(workshop: Workshop, said: HostMessage) -> Reply:
    return Reply((say(t("From the hosts of “{title}”:", title=workshop.title)), *blocks_of(said.body)))


def details_changed(workshop: Workshop, session: Session) -> Reply:
    """Return the words to somebody who comes, when the place or what to bring is another."""
    said = t("The details of “{title}” on {at} were changed.", title=workshop.title, at=When(session.starts_at))
    there = where(workshop)
    if not there:
        return reply(said, t("No place and no materials are given any more."))
    return Reply((say(said, " ", t("This is what holds now:")), *there))


def cohost(workshop: Workshop, hosts: bool) -> Reply:
    if not hosts:
        return reply(t("You do not host “{title}” any more.", title=workshop.title))
    manage = Button(t("Manage"), MANAGE, (int(workshop.number),), "primary")
    said = t("You host “{title}” with others now: you can change it and see who comes.", title=workshop.title)
    return reply(said, buttons(manage))

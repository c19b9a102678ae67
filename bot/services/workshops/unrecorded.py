"""Why it was not recorded that somebody was there, in words, and what they can do about it."""

from __future__ import annotations

from datetime import datetime

from bot.cards.announcements import coded
from bot.cards.workshops import HERE, code_button
from bot.domain.attendance import CODE_TRIES, checks_in, opens_at, takes_code
from bot.domain.workshops import Session, Workshop
from bot.errors import FieldProblems, UserError
from bot.ui.model import Button, When
from bot.ui.text import Message, n, t


def closed(workshop: Workshop, session: Session, now: datetime) -> UserError:
    title = workshop.title
    if not session.takes_place:
        return UserError(t("That session of “{title}” is cancelled, so there is no check-in.", title=title))
    if now < opens_at(session):
        return UserError(t("Check-in for “{title}” opens {at}.", title=title, at=When(opens_at(session))))
    closed = t("Check-in for “{title}” closed when it ended.", title=title)
    host = t("If you were there, a host can still put you on the list.")
    if not takes_code(session, now):
        return UserError(closed, " ", host)
    return UserError(closed, " ", host, next_steps=(code_button(workshop, session),))


def no_word(workshop: Workshop, session: Session, now: datetime) -> UserError:
    """Hosts never looked at the word, so that nobody can have heard it."""
    said = t("“{title}” has no code word.", title=workshop.title)
    if checks_in(session, now):
        here = Button(t("I’m here"), HERE, (int(workshop.number), coded(session.identity)), "primary")
        return UserError(said, " ", t("While it lasts, one press says that you are there."), next_steps=(here,))
    return UserError(said, " ", t("If you were there, a host can put you on the list."))


def wrong_word(left: int) -> FieldProblems | UserError:
    if left <= 0:
        said: Message = t("That was not the code word, {count} times.", count=CODE_TRIES)
        return UserError(said, " ", t("If you were there, a host can put you on the list."))
    wrong = n(
        "That is not the code word. You can try once more.",
        "That is not the code word. You can try {count} more times.",
        left,
    )
    return FieldProblems({"word": wrong})

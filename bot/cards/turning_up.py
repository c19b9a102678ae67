"""What those who came to a workshop are asked afterwards, and reminded of."""

from __future__ import annotations

from bot.cards.announcements import coded
from bot.domain.attendance import SHOWN_FROM, Intention
from bot.domain.workshops import Session, Workshop
from bot.ui.model import Button, Reply, buttons, reply, say
from bot.ui.text import Message, n, t

FEEDBACK, TRY, SHARE_BACK = "workshop.feedback", "workshop.try", "workshop.share-back"


def feedback_asked(workshop: Workshop, session: Session) -> Reply:
    give = Button(t("Give feedback"), FEEDBACK, (int(workshop.number), coded(session.identity)), "primary")
    return reply(
        t("“{title}” is over: how was it?", title=workshop.title),
        t("Three questions; nobody sees who answered what, and hosts see nothing before {count} people answered.",
          count=SHOWN_FROM),
        buttons(give),
    )  # fmt: skip


def thing_to_try(workshop: Workshop, session: Session, intention: Intention) -> Reply:
    """Return the words for a lock screen first: what somebody wrote for themselves comes after them."""
    change = Button(t("Change it"), TRY, (int(workshop.number), coded(session.identity)))
    today = t("This is the day you chose for the one thing you wanted to try.")
    wrote = t("After “{title}” you wrote:", title=workshop.title)
    return Reply((say(today), say(wrote), say(intention.text), buttons(change)))


def share_back_asked(workshop: Workshop) -> Reply:
    share = Button(t("Share it"), SHARE_BACK, (int(workshop.number),), "primary")
    return reply(
        t("What did you take back to your school from “{title}”?", title=workshop.title),
        t("Colleagues read it with the workshop, with your name only if you want. I ask this once."),
        buttons(share),
    )


def recorded(minutes: int) -> Message:
    """Return "2 hours recorded." as one sentence."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return n("{count} minute recorded.", "{count} minutes recorded.", minutes)
    if not rest:
        return n("{count} hour recorded.", "{count} hours recorded.", hours)
    return t("{hours} h {minutes} min recorded.", hours=hours, minutes=rest)


def thing_button(workshop: Workshop, session: Session) -> Button:
    return Button(t("One thing I’ll try"), TRY, (int(workshop.number), coded(session.identity)), "primary")

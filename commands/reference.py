"""Help, derived from what is declared."""

from __future__ import annotations

from bot.domain.people import Role
from bot.interaction.asking import usage
from bot.interaction.invocation import Invocation
from bot.ui.model import Block, Bold, Heading, Items, Reply, say
from bot.ui.text import t


def help_reply(call: Invocation) -> Reply:
    """Return every command that this person may use, by its first word."""
    blocks: list[Block] = [Heading(t("What I can do"))]
    for group, commands in call.forms.groups().items():
        allowed = [spec for spec in commands if spec.role <= call.role]
        if allowed:
            blocks.append(say(Bold(group)))
            blocks.append(Items(tuple((usage(spec), " – ", spec.summary) for spec in allowed)))
    blocks.append(say(Bold(t("On a message"))))
    blocks.append(Items(tuple((label,) for label in call.forms.message_labels())))
    blocks.append(say(t("Every answer is private unless it says where it is posted.")))
    if call.role < Role.MODERATOR:
        blocks.append(say(t("What only moderators may do, you can ask them for.")))
    return Reply(tuple(blocks))

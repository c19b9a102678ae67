"""/my link: one person with an account on each platform."""

from __future__ import annotations

from typing import Annotated

from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.ui.model import Bold, Code, Command, Heading, Items, Reply, reply, say
from bot.ui.text import t
from commands.my import PLATFORMS


@command("my link", summary="Be one person here with your accounts on two platforms")
async def link(
    call: Invocation,
    *,
    code: Annotated[str, Opt("The code that you got with your other account", most=40, rest=True)] = "",
) -> Reply:
    if not code.strip():
        return await _code(call)
    accounts = await call.services.one_person.join(call.actor, code)
    lines = tuple((PLATFORMS[each.platform], ": ", Bold(each.name)) for each in accounts)
    return reply(
        t("You are one person here now, with these accounts:"),
        Items(lines),
        t("What you shared, follow and answered with either is yours with both. I write to you once."),
    )


@action("my.link-code")
async def new_code(call: Invocation) -> Reply:
    return await _code(call)


async def _code(call: Invocation) -> Reply:
    made = await call.services.one_person.make_code(call.actor)
    return Reply(
        (
            Heading(t("Join your accounts")),
            say(t("Your code is {code}. Nobody but you should have it.", code=Code(made.text))),
            say(
                t(
                    "Within 15 minutes, use your other account and type {command}.",
                    command=Command("my link", f"code:{made.text}"),
                )
            ),
            say(
                t(
                    "What you shared, follow and answered with either becomes one. It cannot be taken apart again. "
                    "Your name and settings will be those of the account with which you type the code."
                )
            ),
        )
    )

"""/staffroom link: two networks on one hosted Staffroom become one."""

from __future__ import annotations

from typing import Annotated

from bot.domain.people import Role
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, command
from bot.ui.model import Bold, Code, Command, Heading, Items, Reply, reply, say
from bot.ui.text import t


@command("staffroom link", summary="Make one network of two servers or workspaces", role=Role.ADMIN)
async def link(
    call: Invocation,
    *,
    code: Annotated[str, Opt("The code that an admin of the other network got", most=40, rest=True)] = "",
) -> Reply:
    if code.strip():
        linked = await call.services.one_network.link(call.actor, code)
        return reply(
            t("These are one network now, {name}:", name=linked.community.name),
            Items(tuple((Bold(each.name),) for each in linked.workspaces)),
            t("They have one library, one calendar and one member list. Roles given in the newer one are given anew."),
        )
    made = await call.services.one_network.make_code(call.actor)
    how = t("Within 24 hours, an admin of the other network types {command}.",
            command=Command("staffroom link", f"code:{made.text}"))  # fmt: skip
    return Reply(
        (
            Heading(t("Make one network of two")),
            say(t("The code is {code}. It works once.", code=Code(made.text))),
            say(how),
            say(t("One of the two has to be new, without topics, resources or workshops. It comes to the other.")),
        )
    )

"""/staffroom: the front door, help, and what this bot is and keeps."""

from __future__ import annotations

from bot.domain.people import Role
from bot.interaction.asking import RUN
from bot.interaction.invocation import Invocation
from bot.interaction.spec import command
from bot.ui.model import Block, Button, Command, Facts, Heading, Items, Reply, buttons, reply, say
from bot.ui.text import t
from commands.announcements.listing import troubles
from commands.reference import help_reply
from commands.workshops.listing import ahead


@command("staffroom home", summary="Start here: find, share, topics, my things")
async def home(call: Invocation) -> Reply:
    blocks: list[Block] = [Heading(call.community.name)]
    blocks.extend(await troubles(call))
    drafts = await call.services.drafts.open(call.actor)
    if drafts:
        blocks.append(say(t("You began these and did not finish them:")))
        opens = [Button(t("Go on {number}", number=i), "form.open", (d.id,)) for i, d in enumerate(drafts[:5], 1)]
        titles = [call.forms.spec(draft.form) for draft in drafts[:5]]
        blocks.append(Items(tuple((spec.title if spec else "…",) for spec in titles), start=1))
        blocks.append(buttons(*opens))
    blocks.extend(await ahead(call))
    if call.community.zone is None and call.role >= Role.ADMIN:
        blocks.append(say(t("Two things are not set yet: the community's time zone and its channels.")))
        blocks.append(buttons(Button(t("Set up"), RUN, ("", "staffroom.setup"), "primary")))
    blocks.append(say(t("What would you like to do?")))
    blocks.append(
        buttons(
            Button(t("Find"), "find.open", (), "primary"),
            Button(t("Share"), "resource.share"),
            Button(t("Topics"), RUN, ("", "topics.list")),
            Button(t("My things"), RUN, ("", "my.things")),
            Button(t("Help"), RUN, ("", "staffroom.help")),
        )
    )
    return Reply(tuple(blocks))


@command("staffroom help", summary="See everything I can do")
async def show_help(call: Invocation) -> Reply:
    return help_reply(call)


@command("staffroom about", summary="What Staffroom is")
async def about(call: Invocation) -> Reply:
    return reply(
        t("Staffroom is this network's memory and its clock: links stay findable, and what is announced arrives once."),
        t(
            "It is free, it runs where {community} runs it, and it reads no conversations.",
            community=call.community.name,
        ),
        t("Who sees what, and for how long: {command}", command=Command("staffroom privacy")),
    )


@command("staffroom privacy", summary="What is kept, who sees it, for how long")
async def privacy(call: Invocation) -> Reply:
    kept = (
        (t("Your name and account"), t("Until you delete them. Colleagues see your name on what you share.")),
        (t("What you share"), t("Until it is removed. Everybody here can find it.")),
        (t("What you keep and follow"), t("Until you take it back. Only you see it.")),
        (
            t("The workshops you came to, and your hours"),
            t("Until you delete your data. Hosts see who came to theirs. Only you see your record of hours."),
        ),
        (t("What you typed and did not finish"), t("7 days. Only you see it.")),
        (t("What moderators and admins did"), t("Who, what and when, never the words. You see what concerns you.")),
    )
    return reply(
        Heading(t("What I keep")),
        t("I read no conversations. I know only what you give me: commands, buttons, forms, a message you point at."),
        Facts(tuple((what, (how_long,)) for what, how_long in kept)),
        t("I look at the web pages that are shared as a stranger would, for their titles and whether they still open."),
        t("I hold no student records. Please leave students' names out of what you write."),
        t("See or delete yours with {command}.", command=Command("my data")),
    )

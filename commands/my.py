"""/my: what is mine, and what is kept about me."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.people import Platform
from bot.interaction.asking import RUN
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action, command
from bot.ui.model import Block, Bold, Button, Heading, Items, Line, Reply, When, buttons, reply, say
from bot.ui.text import Message, n, t
from commands.settings import has_chosen, what_holds

PLATFORMS: Mapping[Platform, Message] = {
    Platform.DISCORD: Message("Discord"),
    Platform.SLACK: Message("Slack"),
    Platform.REHEARSAL: Message("Rehearsal room"),
}


@command("my things", summary="See what is yours")
async def things(call: Invocation) -> Reply:
    return reply(
        Heading(t("Your things")),
        buttons(
            Button(t("What I shared"), RUN, ("", "resources.mine")),
            Button(t("My workshops"), RUN, ("", "my.workshops")),
            Button(t("My hours"), RUN, ("", "my.hours")),
            Button(t("What I keep"), RUN, ("", "resources.kept")),
            Button(t("What I wait for"), "wishes.mine"),
            Button(t("Settings"), RUN, ("", "my.settings")),
            Button(t("My data"), RUN, ("", "my.data")),
        ),
    )


@command("my data", summary="See or delete what is kept about you")
async def data(call: Invocation) -> Reply:
    return await _data(call)


@action("my.delete")
async def ask_delete(call: Invocation) -> Reply:
    """Each consequence first; the button says what it does."""
    return Reply(
        (
            Heading(t("Delete my data")),
            Items(
                (
                    (t("Your name, accounts and role here are deleted."),),
                    (t("Your shelf, what you follow and what you did not finish are deleted."),),
                    (t("What you said to resources and what you wait for are deleted."),),
                    (t("Your record of hours is deleted, what you came to as well; save it first if you need it."),),
                    (t("Topics that you look after are left to who does so with you, or to somebody new."),),
                    (t("What you announced and is not posted yet is cancelled."),),
                    (t("What you shared stays, credited to “a member”; remove it first if you want."),),
                )
            ),
            say(t("It happens in 24 hours. Until then you can change your mind.")),
            buttons(
                Button(t("Delete my data in 24 hours"), "my.delete-now", (), "danger"),
                Button(t("Keep my data"), "my.keep"),
            ),
        )
    )


@action("my.delete-now")
async def delete(call: Invocation) -> Reply:
    at = await call.services.my_data.delete(call.actor)
    said = t("Your data will be deleted on {when}.", when=When(at))
    return reply(said, t("Until then you can undo this."), buttons(Button(t("Undo"), "my.keep", (), "primary")))


@action("my.keep")
async def keep(call: Invocation) -> Reply:
    await call.services.my_data.keep(call.actor)
    return reply(t("Nothing is deleted. Everything stays as it was."))


async def _data(call: Invocation) -> Reply:
    found = await call.services.my_data.show(call.actor)
    accounts = tuple((PLATFORMS[account.platform], ": ", Bold(account.name)) for account in found.accounts)
    rows = tuple(_row(name, count) for name, count in found.rows.items() if count)
    blocks: list[Block] = [Heading(t("What is kept about you")), Items((*accounts, *rows))]
    if has_chosen(call.person):
        blocks.append(say(t("What you chose in your settings:")))
        blocks.append(Items(tuple((line,) for line in what_holds(call, call.person))))
    if found.audit:
        blocks.append(say(t("On record about you:")))
        blocks.append(Items(tuple((entry.act, ", ", When(entry.at)) for entry in found.audit)))
    if found.delete_at is not None:
        blocks.append(say(t("It will be deleted on {when}.", when=When(found.delete_at))))
        blocks.append(buttons(Button(t("Undo"), "my.keep", (), "primary")))
    else:
        blocks.append(buttons(Button(t("Delete my data"), "my.delete", (), "danger")))
    return Reply(tuple(blocks))


def _row(name: str, count: int) -> Line:
    words: dict[str, Message] = {
        "shared": n("{count} resource that you shared", "{count} resources that you shared", count),
        "kept": n("{count} thing on your shelf", "{count} things on your shelf", count),
        "follows": n("{count} topic that you follow", "{count} topics that you follow", count),
        "announcements": n("{count} announcement", "{count} announcements", count),
        "host_messages": n(
            "{count} message to those who come to your workshop",
            "{count} messages to those who come to your workshops",
            count,
        ),
        "hours": n("{count} entry of hours that you made", "{count} entries of hours that you made", count),
        "attendance": n("{count} session that you were at", "{count} sessions that you were at", count),
        "feedback": n("{count} session that you gave feedback on", "{count} sessions that you gave feedback on", count),
        "intentions": n("{count} thing that you will try", "{count} things that you will try", count),
        "share_backs": n("{count} thing that you took back", "{count} things that you took back", count),
        "wants": n("{count} topic that you would join", "{count} topics that you would join", count),
        "topics": n("{count} topic that you look after", "{count} topics that you look after", count),
        "quotes": n(
            "{count} message of which a topic was to be made", "{count} messages of which a topic was to be made", count
        ),
        "collections": n("{count} collection that you made", "{count} collections that you made", count),
        "file_requests": n(
            "{count} question about a colleague's file", "{count} questions about colleagues' files", count
        ),
        "wishes": n("{count} search that you wait on", "{count} searches that you wait on", count),
        "thanks": n("{count} thank-you that you said", "{count} thank-yous that you said", count),
        "trials": n("{count} resource that you said you tried", "{count} resources that you said you tried", count),
        "notes": n("{count} note to a resource", "{count} notes to resources", count),
        "drafts": n("{count} form that you did not finish", "{count} forms that you did not finish", count),
        "revisions": n("{count} change that you made", "{count} changes that you made", count),
        "audit": n("{count} entry on record about you", "{count} entries on record about you", count),
    }
    return (words.get(name) or n("{count} other entry", "{count} other entries", count),)

"""/resources: sharing a link, looking at one, changing and removing it, and the private shelf."""

from __future__ import annotations

import re
from typing import Annotated

from bot.cards.resources import details, headline
from bot.domain.ids import Number, number_in
from bot.domain.pages import first_link
from bot.domain.people import Role
from bot.domain.resources import ABOUT_MOST, TAG_MOST, TAGS_MOST, TITLE_MOST, URL_MOST, Resource
from bot.domain.topics import Topic
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form, on_message
from bot.interaction.values import ResourceRef, TopicRef, Url
from bot.ports.incoming import Snapshot
from bot.services.resources import Edited, may_change
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Command,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Line,
    LinkButton,
    Reply,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, t

MINE_PAGE = 5

_TITLE = Field("title", Message("What it is"), most=TITLE_MOST, hint=Message("Such as: Fraction strips to print"))
_ABOUT = Field("about", Message("What it is good for"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST)
_TOPIC = Field("topic", Message("Topic"), Kind.TOPIC, required=False)
_TAGS = Field(
    "tags",
    Message("Tags"),
    required=False,
    most=TAGS_MOST * (TAG_MOST + 2),
    hint=Message("With commas between them, such as: fractions, grade 5"),
)


@form(
    "resource.new",
    title="Share a link",
    submit="Add to library",
    fields=(Field("link", Message("Web address"), Kind.URL, most=URL_MOST), _TITLE, _ABOUT, _TOPIC, _TAGS),
)
async def new_resource(call: Invocation, answers: Answers) -> Reply:
    tags = read_tags(answers.text("tags"))
    link, title, about = answers.text("link"), answers.text("title"), answers.text("about")
    return await _share(call, link, title, about, answers.topic("topic"), tags)


@command("resources share", summary="Add a link to the library", form=new_resource)
async def share(
    call: Invocation,
    *,
    link: Annotated[Url, Opt("Web address", most=URL_MOST, rest=True)],
    title: Annotated[str, Opt("What it is", most=TITLE_MOST)] = "",
    about: Annotated[str, Opt("What it is good for", most=ABOUT_MOST)] = "",
    topic: Annotated[TopicRef | None, Opt("Topic")] = None,
) -> Reply | Form:
    known = await call.services.resources.find_page(call.actor, link)
    if known is not None:
        return _known(call, known)
    here = topic.topic if topic else await call.services.topics.here(call.actor, call.origin.channel)
    if not title:
        typed = {"link": link, "about": about, "topic": str(here.number) if here else ""}
        return await call.open(new_resource, typed)
    return await _share(call, link, title, about, here, ())


@action("resource.new", may_open_form=True)
async def share_in_topic(call: Invocation, topic: int) -> Form:
    return await call.open(new_resource, {"topic": str(topic)})


@action("resource.share", may_open_form=True)
async def share_anything(call: Invocation) -> Form:
    return await call.open(new_resource)


@on_message("resource.add", label="Add to library", may_open_form=True)
async def add_message(call: Invocation, snapshot: Snapshot) -> Reply | Form:
    """A link needs no consent; a message without one is not taken, since its words are a colleague's."""
    link = first_link(snapshot.links, snapshot.text)
    if link is None:
        words = t("There is no web address in that message, so there is nothing to add to the library.")
        return reply(words, t("You can keep the message for yourself with {action}.", action=Bold(t("Keep for me"))))
    known = await call.services.resources.find_page(call.actor, link)
    if known is not None:
        return _known(call, known)
    here = await call.services.topics.here(call.actor, call.origin.channel)
    return await call.open(new_resource, {"link": link, "topic": str(here.number) if here else ""})


@command("resources show", summary="See one resource")
async def show(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await shown(call, resource.resource)


@action("resource.show")
async def show_numbered(call: Invocation, number: int) -> Reply:
    return await shown(call, await call.services.resources.listed(call.actor, Number(number)))


@action("resource.choose")
async def show_chosen(call: Invocation, chosen: str) -> Reply:
    number = Number(number_in(chosen))
    return await shown(call, await call.services.resources.listed(call.actor, number))


@command("resources mine", summary="See what you have shared")
async def mine(call: Invocation) -> Reply:
    return await _mine(call, None)


@action("resources.mine")
async def mine_page(call: Invocation, before: int) -> Reply:
    return await _mine(call, Number(before))


@form("resource.edit", title="Edit resource", fields=(_TITLE, _ABOUT, _TOPIC, _TAGS))
async def edited(call: Invocation, answers: Answers, number: int) -> Reply:
    tags = read_tags(answers.text("tags"))
    done = await call.services.resources.edit(
        call.actor, Number(number), answers.text("title"), answers.text("about"), answers.topic("topic"), tags
    )
    return _undoable(t("“{title}” is changed, on its cards too.", title=done.resource.title), done)


@command("resources edit", summary="Change a resource that you shared", may_open_form=True)
async def edit(
    call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]
) -> Reply | Form:
    return await _edit_form(call, resource.resource)


@action("resource.edit", may_open_form=True)
async def edit_numbered(call: Invocation, number: int) -> Reply | Form:
    return await _edit_form(call, await call.services.resources.listed(call.actor, Number(number)))


@command("resources remove", summary="Take a resource that you shared out of the library")
async def remove(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await _remove(call, resource.resource.number)


@action("resource.remove")
async def remove_numbered(call: Invocation, number: int) -> Reply:
    return await _remove(call, Number(number))


@action("resource.more")
async def more(call: Invocation, number: int) -> Reply:
    """What this person's role may do with the card."""
    resource = await call.services.resources.listed(call.actor, Number(number))
    own: list[Button] = [Button(t("Show details"), "resource.show", (number,))]
    changes = may_change(call.actor, resource)
    if changes:
        own.append(Button(t("Edit"), "resource.edit", (number,)))
    if call.role >= Role.MODERATOR:
        pinning = (
            Button(t("Unpin"), "unpin.one", (number,)) if resource.pinned else Button(t("Pin"), "pin.one", (number,))
        )
        own.append(pinning)
    elif not resource.pinned:
        own.append(Button(t("Ask to pin this"), "pin.ask", (number,)))
    if changes:
        own.append(Button(t("Remove from library"), "resource.remove", (number,), "danger"))
    return Reply((say(*headline(resource)), buttons(*own)))


async def shown(call: Invocation, resource: Resource) -> Reply:
    topic = await call.services.resources.topic_of(call.actor, resource)
    number = int(resource.number)
    return Reply(
        (
            *details(resource, topic.name if topic else None),
            buttons(
                LinkButton(t("Open #{number}", number=number), resource.url),
                Button(t("Keep for me"), "resource.keep", (number,)),
                Button(t("More"), "resource.more", (number,)),
            ),
        )
    )


def read_tags(typed: str) -> tuple[str, ...]:
    """Return the tags in *typed*; raises FieldProblems for too many or too long ones."""
    tags = tuple(dict.fromkeys(" ".join(tag.split()) for tag in re.split(r"[,;\n]", typed) if tag.strip(" #")))
    if len(tags) > TAGS_MOST or any(len(tag) > TAG_MOST for tag in tags):
        most = t("At most {count} tags of {length} characters fit.", count=TAGS_MOST, length=TAG_MOST)
        raise FieldProblems({"tags": most})
    return tuple(tag.strip("# ") for tag in tags)


async def _share(
    call: Invocation, link: str, title: str, about: str, topic: Topic | None, tags: tuple[str, ...]
) -> Reply:
    done = await call.services.resources.share(call.actor, link, title, about, topic, tags)
    if done.revision is None:
        return _known(call, done.resource)
    resource = done.resource
    where = (
        t("Topic: {topic}. Its card is in the topic's channel.", topic=Bold(topic.name))
        if topic
        else t("It has no topic, so its card is in the library channel.")
    )
    return Reply(
        (
            say(t("Added to the library: {title}.", title=Bold(resource.title))),
            say(where, *await _without_card(call)),
            buttons(
                Button(t("Change"), "resource.edit", (int(resource.number),)),
                Button(t("Undo"), "undo", (int(done.revision),)),
            ),
        )
    )


async def _without_card(call: Invocation) -> Line:
    """Say it where a workspace has no library channel, so that nothing is silently nowhere."""
    standing = await call.services.setup.standing(call.actor)
    lacking = [workspace.name for workspace, channels in standing.workspaces if "library" not in channels]
    if not lacking:
        return ()
    how = t(
        "{names} has no library channel yet; cards without a topic wait for it. An admin chooses it with {command}.",
        names=", ".join(lacking),
        command=Command("staffroom setup"),
    )
    return (" ", how)


def _known(call: Invocation, resource: Resource) -> Reply:
    number = int(resource.number)
    return Reply(
        (
            say(t("This page is in the library already, so I added nothing.")),
            *details(resource, None),
            buttons(
                Button(t("Show #{number}", number=number), "resource.show", (number,), "primary"),
                Button(t("Keep for me"), "resource.keep", (number,)),
            ),
        )
    )


async def _mine(call: Invocation, before: Number | None) -> Reply:
    found = await call.services.resources.mine(call.actor, before, MINE_PAGE + 1)
    share_button = Button(t("Share a link"), "resource.share", (), "primary")
    if not found:
        return reply(t("You have not shared anything yet."), buttons(share_button))
    page = found[:MINE_PAGE]
    opens = [Button(t("Show #{number}", number=r.number), "resource.show", (int(r.number),)) for r in page]
    blocks: list[Block] = [Heading(t("What you shared")), Items(tuple(headline(r) for r in page)), buttons(*opens)]
    if len(found) > MINE_PAGE:
        blocks.append(buttons(Button(t("Older ones"), "resources.mine", (int(page[-1].number),))))
    return Reply(tuple(blocks))


async def _edit_form(call: Invocation, resource: Resource) -> Reply | Form:
    if not may_change(call.actor, resource):
        return reply(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
    topic = await call.services.resources.topic_of(call.actor, resource)
    values = {
        "title": resource.title,
        "about": resource.about,
        "topic": str(topic.number) if topic else "",
        "tags": ", ".join(resource.tags),
    }
    return await call.open(edited, values, int(resource.number))


async def _remove(call: Invocation, number: Number) -> Reply:
    done = await call.services.resources.remove(call.actor, number)
    return _undoable(
        t("“{title}” is out of the library, and its cards are taken down.", title=done.resource.title), done
    )


def _undoable(said: Message, done: Edited) -> Reply:
    undo = Button(t("Undo"), "undo", (int(done.revision),))
    return reply(said, t("You can undo this for ten minutes."), buttons(undo))

"""Sharing a link, in one step or by a form, and from a message; files go on in ``commands.library.files``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.cards.links import said_of_look
from bot.cards.resources import details, show_button
from bot.domain.details import SUBJECT_MOST
from bot.domain.links import Opened
from bot.domain.pages import first_link
from bot.domain.resources import ABOUT_MOST, TITLE_MOST, URL_MOST, Resource
from bot.domain.topics import Topic
from bot.errors import FieldProblems
from bot.interaction.forms import open_for
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form, on_message
from bot.interaction.values import TopicRef, Url
from bot.ports.files import Attached
from bot.ports.incoming import Snapshot
from bot.ui.model import Bold, Button, Field, Form, Kind, Reply, buttons, reply, say
from bot.ui.text import Message, t
from commands.library.describing import read_what_can_be
from commands.library.fields import ABOUT, TAGS, TITLE, TOPIC, fits, read_tags
from commands.library.files import NAMED, add_file, share_attached
from commands.library.links import without_card
from commands.library.replies import may_note

NEW = "resource.new"
_OWN_TITLE = replace(TITLE, required=False)


@form(
    NEW,
    title="Share a link",
    submit="Add to library",
    fields=(Field("link", Message("Web address"), Kind.URL, most=URL_MOST), _OWN_TITLE, ABOUT, TOPIC, TAGS),
)
async def new_resource(call: Invocation, answers: Answers, kept: str = "") -> Reply:
    """*kept* stands for the details that were typed with the command."""
    tags = read_tags(answers.text("tags"))
    link = answers.url("link")
    title, about = _named(link, answers.text("title"), answers.text("about"))
    typed = await call.services.drafts.arguments(call.actor, NEW, kept) if kept else None
    return await _share(call, link, title, about, answers.topic("topic"), tags, typed or {})


@command("resources share", summary="Add a link or a file to the library", form=new_resource)
async def share(
    call: Invocation,
    *,
    link: Annotated[Url | None, Opt("Web address", most=URL_MOST, rest=True)] = None,
    file: Annotated[Attached | None, Opt("A file instead of a web address")] = None,
    title: Annotated[str, Opt("What it is", most=TITLE_MOST)] = "",
    about: Annotated[str, Opt("What it is good for", most=ABOUT_MOST)] = "",
    topic: Annotated[TopicRef | None, Opt("Topic")] = None,
    tags: Annotated[str, Opt("Tags, with commas between them", most=TAGS.most)] = "",
    type: Annotated[str, Opt("Its type, such as lesson or task", most=40, typed=True)] = "",  # noqa: A002 - as typed
    subject: Annotated[str, Opt("Its subject", most=SUBJECT_MOST, typed=True)] = "",
    grade: Annotated[str, Opt("Its grades, such as 3-5", most=100, typed=True)] = "",
    standard: Annotated[str, Opt("Its standards, such as 6.RP.3", most=300, typed=True)] = "",
    language: Annotated[str, Opt("Its language", most=40, typed=True)] = "",
    license: Annotated[str, Opt("Its license, such as CC BY", most=40, typed=True)] = "",  # noqa: A002
) -> Reply | Form:
    known = await call.services.resources.find_page(call.actor, link) if link and file is None else None
    if known is not None:
        return _known(call, known)
    if link:
        title, about = _named(link, title, about)
    here = topic.topic if topic else await call.services.topics.here(call.actor, call.origin.channel)
    said = {"type": type, "subject": subject, "grade": grade, "standard": standard, "language": language,
            "license": license}  # fmt: skip
    if file is not None:
        return await share_attached(call, file, title, about, here, tags, said)
    if link and (title or call.services.links.looks) and fits(tags):
        return await _share(call, link, title, about, here, read_tags(tags), said)
    asked = {
        "link": link or "",
        "title": title,
        "about": about,
        "topic": str(here.number) if here else "",
        "tags": tags,
    }
    return await open_for(call, share, new_resource, {**asked, **said})


@action("resource.new", may_open_form=True)
async def share_in_topic(call: Invocation, topic: int) -> Form:
    return await call.open(new_resource, {"topic": str(topic)})


@action("resource.share", may_open_form=True)
async def share_anything(call: Invocation) -> Form:
    return await call.open(new_resource)


@on_message("resource.add", label="Add to library", may_open_form=True)
async def add_message(call: Invocation, snapshot: Snapshot) -> Reply | Form:
    """A link needs no consent; a message without one is not taken, since its words are a colleague's.

    Their file is taken once they agree, and only where there is no link that could be had without asking.
    """
    link = first_link(snapshot.links, snapshot.text)
    if snapshot.files and not snapshot.by_us and (link is None or snapshot.author == call.origin.user):
        return await add_file(call, snapshot)
    if link is None:
        words = t("There is no web address in that message and no file, so there is nothing to add to the library.")
        return reply(words, t("You can keep the message for yourself with {action}.", action=Bold(t("Keep for me"))))
    known = await call.services.resources.find_page(call.actor, link)
    if known is not None:
        return _known(call, known)
    here, seen = (
        await call.services.topics.here(call.actor, call.origin.channel),
        await call.services.links.glance(link),
    )
    title = seen.title if isinstance(seen, Opened) else ""
    return await call.open(new_resource, {"link": link, "title": title, "topic": str(here.number) if here else ""})


def _named(link: Url, title: str, about: str) -> tuple[str, str]:
    """Return title and description, where they were left out of the words that a phone sends along with a page."""
    if title or len(link.words) > TITLE_MOST:
        return title, about or link.words[:ABOUT_MOST]
    return link.words, about


async def _share(
    call: Invocation,
    link: str,
    title: str,
    about: str,
    topic: Topic | None,
    tags: tuple[str, ...],
    typed: Mapping[str, str],
) -> Reply:
    """What is wrong with the details that were *typed* is said once the link is there; it keeps nobody from sharing."""
    if not title and not call.services.links.looks:
        raise FieldProblems({"title": t("Please say in a few words what it is.")})
    seen = await call.services.links.glance(link)
    said, wrong = read_what_can_be({NAMED.get(name, name): text for name, text in typed.items()})
    done = await call.services.resources.share(call.actor, link, title, about, topic, tags, seen, said)
    if done.revision is None:
        return _known(call, done.resource)
    if seen is None:
        call.services.links.look_soon()
    resource = done.resource
    where = (
        t("Topic: {topic}. Its card is in the topic's channel.", topic=Bold(topic.name))
        if topic
        else t("It has no topic, so its card is in the library channel.")
    )
    return Reply(
        (
            say(t("Added to the library: {title}.", title=Bold(resource.title))),
            *said_of_look(seen, titled=bool(title)),
            *(say(problem) for problem in wrong.values()),
            say(where, *await without_card(call)),
            buttons(
                Button(t("Change"), "resource.edit", (int(resource.number),)),
                Button(t("Add grade, type, …"), "resource.describe", (int(resource.number),)),
                Button(t("Undo"), "undo", (int(done.revision),)),
            ),
        )
    )


def _known(call: Invocation, resource: Resource) -> Reply:
    number = int(resource.number)
    return Reply(
        (
            say(t("This page is in the library already, so I added nothing.")),
            *details(resource, None),
            buttons(
                show_button(resource, primary=True),
                Button(t("Keep for me"), "resource.keep", (number,)),
                *may_note(call, resource),
            ),
        )
    )

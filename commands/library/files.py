"""Files: shared in one step or from a message, with their author's agreement, and opened by who sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.cards.files import OPEN, described
from bot.cards.resources import details, show_button
from bot.domain.files import FileRequestId, FileType, NewFileRequest, StoredFile, stem_of
from bot.domain.ids import Number, number_in
from bot.domain.resources import TITLE_MOST
from bot.domain.topics import Topic
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, form
from bot.ports.files import Attached
from bot.ports.incoming import Snapshot
from bot.services.resources import Shared
from bot.ui.model import Block, Bold, Button, Code, Enclosed, Form, LinkButton, Reply, Words, buttons, reply, say
from bot.ui.text import n, t
from commands.library.describing import read_what_can_be
from commands.library.fields import ABOUT, TAGS, TITLE, TOPIC, fits, read_tags
from commands.library.links import without_card
from commands.library.replies import may_note

NEW, ASK = "file.new", "file.ask"
_OWN_TITLE = replace(TITLE, required=False)
NAMED = MappingProxyType({"grade": "grades", "standard": "standards"})
"""Options of which several may be said, as what they fill is called."""


@form(NEW, title="Share a file", submit="Add to library", fields=(_OWN_TITLE, ABOUT, TOPIC, TAGS))
async def new_file(call: Invocation, answers: Answers, kept: str) -> Reply:
    """*kept* stands for the file, which was handed over before."""
    told = await call.services.drafts.arguments(call.actor, NEW, kept)
    file = _file(told)
    if told is None or file is None or not await call.services.library.files.is_kept(file):
        return reply(t("That file is not here any more. Please point at the message again."))
    tags, topic = read_tags(answers.text("tags")), answers.topic("topic")
    shared = await call.services.resources.share_file(
        call.actor, file, answers.text("title"), answers.text("about"), topic, tags
    )
    return await _shared(call, shared, topic, others=int(told["others"]))


@form(ASK, title="Add a colleague’s file", submit="Ask the author", fields=(_OWN_TITLE, ABOUT, TOPIC, TAGS))
async def ask_author(call: Invocation, answers: Answers, kept: str) -> Reply:
    told = await call.services.drafts.arguments(call.actor, ASK, kept)
    file = _file(told)
    if told is None or file is None or not await call.services.library.files.is_kept(file):
        return reply(t("That file is not here any more. Please point at the message again."))
    tags, topic = read_tags(answers.text("tags")), answers.topic("topic")
    author = await call.services.access.named(call.actor, call.origin, told["author"], told["called"])
    title, about = answers.text("title") or stem_of(file.name), answers.text("about")
    if author.id == call.person.id:
        shared = await call.services.resources.share_file(call.actor, file, title, about, topic, tags)
        return await _shared(call, shared, topic, others=0)
    wanted = NewFileRequest(author.id, call.actor.id, file, title, about, tags, topic.id if topic else None)
    await call.services.library.file_requests.ask(call.actor, wanted)
    said = t("I ask {name} whether {file} may be added to the library.", name=author.name, file=Bold(file.name))
    return reply(said, t("You hear from me once they answered. Until then nobody else sees anything of it."))


@action("file.agree")
async def agree(call: Invocation, request: int) -> Reply:
    shared = await call.services.library.file_requests.answer(call.actor, FileRequestId(request), agreed=True)
    assert shared is not None
    title = shared.resource.title
    return reply(t("Thank you. “{title}” is in the library.", title=title), buttons(show_button(shared.resource)))


@action("file.decline")
async def decline(call: Invocation, request: int) -> Reply:
    await call.services.library.file_requests.answer(call.actor, FileRequestId(request), agreed=False)
    return reply(t("Your file stays where it is. I kept nothing of it."))


@action(OPEN)
async def open_file(call: Invocation, number: int) -> Reply:
    """Give the file to who sees it now, each platform in its own way."""
    files, platform = call.services.library.files, call.platform
    resource = await files.listed(call.actor, Number(number))
    assert resource.file is not None
    title = Bold(resource.title)
    if files.links(platform):
        address = await files.link(call.actor, resource.number, platform)
        get = LinkButton(t("Get #{number}", number=number), address)
        kind = described(resource.file)
        return reply(t("Here is {title} ({kind}).", title=title, kind=kind), t("The link works for a day."),
                     buttons(get))  # fmt: skip
    if files.encloses(platform, resource.file):
        given = await files.give(call.actor, resource.number)
        return Reply((say(t("Here is {title}.", title=title)),), (Enclosed(given.file.name, given.content),))
    cannot = t("{title} is in the library, and I cannot hand it to you here yet.", title=title)
    how = t("Ask whoever runs me to set {setting}: then this button gives you a link.",
            setting=Code("web.public_address"))  # fmt: skip
    return reply(cannot, how)


async def share_attached(
    call: Invocation,
    attached: Attached,
    title: str,
    about: str,
    topic: Topic | None,
    tags: str,
    typed: Mapping[str, str],
) -> Reply:
    """What is wrong with tags and details is said once the file is there: it would have to be attached again."""
    file = await call.services.library.files.take(attached)
    said, wrong = read_what_can_be({NAMED.get(name, name): text for name, text in typed.items()})
    if not fits(tags):
        wrong = {**wrong, **_problem(tags)}
    shared = await call.services.resources.share_file(
        call.actor, file, title, about, topic, read_tags(tags) if fits(tags) else (), said
    )
    return await _shared(call, shared, topic, others=0, wrong=wrong)


async def add_file(call: Invocation, snapshot: Snapshot) -> Reply | Form:
    """Ask about the first file of a message: its title, or for a colleague's what they are asked."""
    file = await call.services.library.files.take(snapshot.files[0])
    known = await call.services.resources.find_same(call.actor, file.page)
    if known is not None:
        return await _shared(call, Shared(known, None), None, others=0)
    asked = NEW if snapshot.author == call.origin.user else ASK
    told = {
        "sha256": file.sha256,
        "name": file.name,
        "type": file.type.value,
        "size": str(file.size),
        "others": str(len(snapshot.files) - 1),
        "author": snapshot.author,
        "called": snapshot.author_name,
    }
    kept = await call.services.drafts.keep_arguments(call.actor, asked, told)
    here = await call.services.topics.here(call.actor, call.origin.channel)
    values = {"title": stem_of(file.name)[:TITLE_MOST], "topic": str(here.number) if here else ""}
    return await call.open(new_file if asked == NEW else ask_author, values, kept)


async def _shared(
    call: Invocation,
    shared: Shared,
    topic: Topic | None,
    *,
    others: int,
    wrong: Mapping[str, Words] = MappingProxyType({}),
) -> Reply:
    resource, number = shared.resource, int(shared.resource.number)
    if shared.revision is None:
        there = t("This file is in the library already, so I added nothing.")
        keep = Button(t("Keep for me"), "resource.keep", (number,))
        return Reply(
            (
                say(there),
                *details(resource, None),
                buttons(show_button(resource, primary=True), keep, *may_note(call, resource)),
            )
        )
    where = (
        t("Topic: {topic}. Its card is in the topic's channel.", topic=Bold(topic.name))
        if topic
        else t("It has no topic, so its card is in the library channel.")
    )
    assert resource.file is not None
    blocks: list[Block] = [
        say(t("Added to the library: {title}.", title=Bold(resource.title)), " (", described(resource.file), ")"),
        *(say(problem) for problem in wrong.values()),
        say(where, *await without_card(call)),
    ]
    if others:
        more = n(
            "That message has {count} more file; put it into a message of its own to add it, too.",
            "That message has {count} more files; put each into a message of its own to add it, too.",
            others,
        )
        blocks.append(say(more))
    change = Button(t("Change"), "resource.edit", (number,))
    describe = Button(t("Add grade, type, …"), "resource.describe", (number,))
    return Reply((*blocks, buttons(change, describe, Button(t("Undo"), "undo", (int(shared.revision),)))))


def _file(told: Mapping[str, str] | None) -> StoredFile | None:
    if told is None:
        return None
    return StoredFile(told["sha256"], told["name"], FileType(told["type"]), number_in(told["size"]))


def _problem(tags: str) -> Mapping[str, Words]:
    try:
        read_tags(tags)
    except FieldProblems as problem:
        return problem.problems
    return {}


ALL = (new_file, ask_author, agree, decline, open_file)
